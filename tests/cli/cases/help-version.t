$ idiolect help version
| idiolect version: show the version
|
| usage: idiolect version [--build-options]
|
| Shows the version.
|
| Options
|       --build-options  also show how the program was built and with what
|
| Examples
|   idiolect version --build-options
|       what to put into a bug report
|
| 'idiolect help' lists the options of every command.
