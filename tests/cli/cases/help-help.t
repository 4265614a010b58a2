$ idiolect help help
| idiolect help: show help for a command
|
| usage: idiolect help [--completion bash|zsh|fish] [--scdoc] [COMMAND...]
|
| Shows help for a command, or for all.
|
| Arguments
|   COMMAND...  a command, and a subcommand of it
|
| Options
|       --completion bash|zsh|fish
|                print the completion script of a shell
|       --scdoc  print the generated part of the manual page
|
| Examples
|   idiolect help spec
|       about one command
|   idiolect help profile pin
|       about a subcommand
|   idiolect help --completion bash > ~/.local/share/bash-completion/completions/idiolect
|       complete in bash
|
| 'idiolect help' lists the options of every command.
