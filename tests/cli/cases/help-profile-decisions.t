$ idiolect help profile decisions
| idiolect profile decisions: list what you decided
|
| usage: idiolect profile decisions
|
| Lists what you decided.
|
| Examples
|   idiolect profile decisions
|       what you decided, and when
|
| 'idiolect help' lists the options of every command.
