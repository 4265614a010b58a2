$ idiolect help profile edit
| idiolect profile edit: say it in your own words
|
| usage: idiolect profile edit [--language LANGUAGE] [--scope REPO] FACT WORDING
|
| Replaces the sentence that specifications and exports carry for a fact. What was
| counted stays as it is.
|
| Arguments
|   FACT     as 'idiolect profile -v' shows it: [LANGUAGE:]TRAIT=VALUE
|   WORDING  the sentence that specifications and exports shall carry
|
| Options
|       --language LANGUAGE  of which language, when FACT does not say
|       --scope REPO         only in this repository, or REPO/FOLDER (default:
|                            everywhere)
|
| Examples
|   idiolect profile edit javascript:format.semicolons=never "No semicolons, ever."
|       in your own words
|
| 'idiolect help' lists the options of every command.
