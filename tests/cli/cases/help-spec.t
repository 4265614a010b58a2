$ idiolect help spec
| idiolect spec: turn a request into a specification
|
| usage: idiolect spec [--file PATH] [--language LANGUAGE]
|                      [--engine auto|rules|model] [--model FILE] [--budget N]
|                      [--explain] [--edit] [--no-save] [--output FILE]
|                      [REQUEST...]
|
| Writes the specification of a request: what you said, what your profile adds to
| it, and what remains to be asked. Every item can say where it comes from.
|
| Arguments
|   REQUEST...  what you want, in your words; without it, or with -, standard
|               input
|
| Options
|       --file PATH          the file that will be changed or added; its
|                            surroundings count
|       --language LANGUAGE  the language of the code to write
|       --engine auto|rules|model
|                            who writes: rules, a model, or what suits
|       --model FILE         the model, a GGUF file (default: IDIOLECT_MODEL)
|       --budget N           at most N tokens for each field that the model
|                            writes; 0: default
|       --explain            show where every item comes from
|       --edit               open the specification in your editor, keep the
|                            edited one
|       --no-save            do not keep it in the log
|       --output FILE        write the envelope to FILE as JSON, print nothing
|
| Examples
|   idiolect spec "add a retry to fetchUser, no new dependencies"
|       from the command line
|   idiolect spec --explain --file src/api.js "cache the answers"
|       with the reasons for every item
|   idiolect spec --edit - < request.txt
|       from a file, then into your editor
|
| 'idiolect help' lists the options of every command.
