$ idiolect help show
| idiolect show: show a specification from the log
|
| usage: idiolect show [--explain] [ID]
|
| Shows a specification as it was written or last edited.
|
| Arguments
|   ID  number of a specification (default: the newest)
|
| Options
|       --explain  show where every item comes from
|
| Examples
|   idiolect show
|       the newest one
|   idiolect show 12 --explain
|       with the reasons for every item
|
| 'idiolect help' lists the options of every command.
