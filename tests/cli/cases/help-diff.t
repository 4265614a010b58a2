$ idiolect help diff
| idiolect diff: compare two specifications
|
| usage: idiolect diff [A] [B]
|
| Compares two specifications field by field and item by item.
|
| Arguments
|   A  number of a specification (default: the one that B is an edit of)
|   B  number of another (default: the newest)
|
| Examples
|   idiolect diff
|       what the last edit changed
|   idiolect diff 12
|       what changed from 12 to the newest
|   idiolect diff 12 14
|       what changed from 12 to 14
|
| 'idiolect help' lists the options of every command.
