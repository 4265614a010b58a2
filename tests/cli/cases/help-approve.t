$ idiolect help approve
| idiolect approve: approve a specification
|
| usage: idiolect approve [--hash HEX] [ID]
|
| Binds your approval to the SHA-256 of the specification's canonical form. Any
| later edit is another specification, and is not approved.
|
| Arguments
|   ID  number of a specification (default: the newest)
|
| Options
|       --hash HEX  refuse unless the specification has this SHA-256
|
| Examples
|   idiolect approve
|       the newest one
|   idiolect approve 12 --hash 4f0c…
|       only if it is exactly what you have read
|
| 'idiolect help' lists the options of every command.
