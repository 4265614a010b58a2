$ idiolect help forget
| idiolect forget: erase a repository and all that was learnt from it
|
| usage: idiolect forget REPO
|
| Removes the repository and the prompts that were typed in it from the store, and
| counts the profile anew without it. The repository itself is not touched.
|
| Arguments
|   REPO  path or name of a repository
|
| Examples
|   idiolect forget ~/src/old-shop
|       by path
|   idiolect forget old-shop
|       by name
|
| 'idiolect help' lists the options of every command.
