$ idiolect help eval
| idiolect eval: measure how good it is on your held-out code
|
| usage: idiolect eval [--system NAME]... [--limit N] [--html FILE]
|
| Lets the engines and a row of baselines answer every pair that was kept for
| tests, and compares their answers with what your code does: which habits were
| inferred rightly, what was invented, what was asked.
|
| Options
|       --system NAME  only this one: dump, nearest, top20, others, rates, words,
|                      scorer, rules, generic, model, shuffled or oracle; may be
|                      given again (default: all but model)
|   -n, --limit N      at most N rows of each split; 0: all
|       --html FILE    also draw it as a page, into FILE
|
| Examples
|   idiolect eval
|       a table for each kind of test
|   idiolect eval --html eval.html
|       the same, drawn
|   idiolect eval --system rules --system model -n 50
|       the engines on fifty rows of each kind
|
| 'idiolect help' lists the options of every command.
