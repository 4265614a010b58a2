$ idiolect help prompts forget
| idiolect prompts forget: erase imported prompts
|
| usage: idiolect prompts forget [--tool NAME] [--all]
|
| Erases the prompts, all or those of one tool. The logs are not touched; another
| import brings back what still stands there. 'idiolect forget REPO' erases those
| typed in a repository.
|
| Options
|       --tool NAME  those of claude, codex, cursor or specstory
|       --all        all of them
|
| Examples
|   idiolect prompts forget --tool cursor
|       those from Cursor
|   idiolect prompts forget --all
|       every one
|
| 'idiolect help' lists the options of every command.
