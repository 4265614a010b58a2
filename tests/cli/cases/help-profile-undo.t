$ idiolect help profile undo
| idiolect profile undo: take the last decision back
|
| usage: idiolect profile undo
|
| Puts back what stood before the last pin, reject, edit or reset; again, the one
| before. The last fifty are kept.
|
| Examples
|   idiolect profile undo
|       the last pin, reject, edit or reset; again: the one before
|
| 'idiolect help' lists the options of every command.
