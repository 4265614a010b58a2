$ idiolect help prompts list
| idiolect prompts list: list the prompts, latest first
|
| usage: idiolect prompts list [--limit N]
|
| Lists the prompts with day, tool, what was asked for and the repository.
|
| Options
|   -n, --limit N  show the latest N; 0: all
|
| Examples
|   idiolect prompts list -n 0 --json
|       all of them, for another program
|
| 'idiolect help' lists the options of every command.
