$ idiolect help pairs
| idiolect pairs: make training pairs from your own code
|
| usage: idiolect pairs [--count N] [--seed N] [--hold-out REPO]...
|                       [--secret-rules FILE]
|
| Turns your functions, classes, files and commits into pairs of a request and its
| specification: requests in several tones, from your comments, commit messages
| and names; specifications that infer only what your profile supports. Copies of
| a unit stay in one split, and no unit kept for tests is near one that is trained
| on.
|
| Nothing leaves this machine. The pairs replace those that were there when all is
| done.
|
| Subcommands
|   stats   show what the pairs are like
|   show    show one pair
|   export  write pairs for another trainer
|
| Options
|       --count N            aim at N pairs
|       --seed N             draw everything from seed N: same seed, same bytes
|       --hold-out REPO      keep this repository (name or path) for tests; may be
|                            given again (default: some, by lot, with at most a
|                            fifth of the units)
|       --secret-rules FILE  also remove what these rules find, a file in
|                            gitleaks' format (default: gitleaks.toml in the
|                            configuration folder)
|
| Examples
|   idiolect pairs
|       eight thousand pairs, or as many as there are
|   idiolect pairs --hold-out shop --hold-out blog
|       two repositories are kept for tests
|
| 'idiolect help' lists the options of every command.
