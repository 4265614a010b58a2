$ idiolect help doctor
| idiolect doctor: check this machine and say what is missing
|
| usage: idiolect doctor [--model FILE]
|
| Checks what idiolect needs and what it can make use of, and says how to get what
| is missing. The exit code is 1 when something is missing that is needed.
|
| Options
|       --model FILE  the model to look at (default: IDIOLECT_MODEL)
|
| Examples
|   idiolect doctor
|       a table of what is there and what is missing
|
| 'idiolect help' lists the options of every command.
