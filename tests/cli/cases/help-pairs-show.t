$ idiolect help pairs show
| idiolect pairs show: show one pair
|
| usage: idiolect pairs show [ROW]
|
| Shows one pair.
|
| Arguments
|   ROW  the beginning of a row's id, or its number: '#1' (default: the first)
|
| Examples
|   idiolect pairs show
|       the first
|   idiolect pairs show '#200' --json
|       the two hundredth, as it is
|
| 'idiolect help' lists the options of every command.
