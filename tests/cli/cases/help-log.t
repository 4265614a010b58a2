$ idiolect help log
| idiolect log: list the specifications, newest first
|
| usage: idiolect log [--limit N]
|
| Lists the specifications with time, state and request.
|
| Options
|   -n, --limit N  show the newest N; 0: all
|
| Examples
|   idiolect log
|       the newest twenty
|   idiolect log -n 0 --json
|       all of them, for another program
|
| 'idiolect help' lists the options of every command.
