$ idiolect help prompts
| idiolect prompts: show what you asked coding agents for
|
| usage: idiolect prompts [--limit N]
|
| Lists the prompts that were imported from the logs of coding agents, the latest
| first. They are what training pairs take your own wording from.
|
| Nothing of them leaves this machine.
|
| Subcommands
|   import  import your prompts from the logs of coding agents
|   list    list the prompts, latest first
|   forget  erase imported prompts
|
| Options
|   -n, --limit N  show the latest N; 0: all
|
| Examples
|   idiolect prompts
|       the latest twenty
|
| 'idiolect help' lists the options of every command.
