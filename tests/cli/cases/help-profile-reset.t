$ idiolect help profile reset
| idiolect profile reset: take decisions about a fact or trait back
|
| usage: idiolect profile reset [--language LANGUAGE] [--scope REPO] [--all]
|                               [FACT]
|
| What was counted counts again. This can be undone, too.
|
| Arguments
|   FACT  a fact, or without =VALUE a whole trait
|
| Options
|       --language LANGUAGE  of which language, when FACT does not say
|       --scope REPO         only in this repository, or REPO/FOLDER (default:
|                            everywhere)
|       --all                take back every decision
|
| Examples
|   idiolect profile reset javascript:format.quotes
|       whatever was decided about this trait
|   idiolect profile reset --all
|       back to what was counted
|
| 'idiolect help' lists the options of every command.
