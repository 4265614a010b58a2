$ idiolect help pairs stats
| idiolect pairs stats: show what the pairs are like
|
| usage: idiolect pairs stats
|
| Shows the data card: how many pairs of which kind, from where, and how natural
| they are.
|
| Examples
|   idiolect pairs stats
|       how many of which kind, and how natural
|   idiolect pairs stats --json
|       the data card
|
| 'idiolect help' lists the options of every command.
