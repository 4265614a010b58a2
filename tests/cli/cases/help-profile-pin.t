$ idiolect help profile pin
| idiolect profile pin: say that you do this, whatever is counted
|
| usage: idiolect profile pin [--language LANGUAGE] [--scope REPO] FACT
|
| The fact goes into specifications and exports on your word, even when you do
| both or no repository shows it. Other values of the trait are overruled. It
| holds until you reset it; learning does not touch it.
|
| Arguments
|   FACT  as 'idiolect profile -v' shows it: [LANGUAGE:]TRAIT=VALUE
|
| Options
|       --language LANGUAGE  of which language, when FACT does not say
|       --scope REPO         only in this repository, or REPO/FOLDER (default:
|                            everywhere)
|
| Examples
|   idiolect profile pin javascript:format.quotes=single
|       single quotes, whatever is counted
|   idiolect profile pin --language c format.indent=tab
|       the language apart
|   idiolect profile pin c:format.indent=2 --scope redis/deps
|       only below one folder
|
| 'idiolect help' lists the options of every command.
