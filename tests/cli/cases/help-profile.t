$ idiolect help profile
| idiolect profile: show the profile with its evidence
|
| usage: idiolect profile [--language LANGUAGE] [--trait TRAIT] [--all]
|
| Shows your habits by language: how often the occasion came up and how often you
| decided this way, the 95 % interval of that share, the share among other
| developers, and two places in your own code.
|
| Options
|       --language LANGUAGE  only this language
|       --trait TRAIT        only this trait, for example format.quotes
|       --all                also habits that go without saying
|
| Examples
|   idiolect profile
|       what sets your code apart
|   idiolect profile --language python --all
|       everything known about your Python
|   idiolect profile -v --trait format.quotes
|       one habit, with a counter-example
|
| 'idiolect help' lists the options of every command.
