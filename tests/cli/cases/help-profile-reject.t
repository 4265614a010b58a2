$ idiolect help profile reject
| idiolect profile reject: never say this of your code
|
| usage: idiolect profile reject [--language LANGUAGE] [--scope REPO] FACT
|
| The fact is neither stated nor inferred nor asked about, whatever is counted. It
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
|   idiolect profile reject python:doc.functions=yes
|       this shall not be said of my code
|
| 'idiolect help' lists the options of every command.
