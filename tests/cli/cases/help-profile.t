$ idiolect help profile
| idiolect profile: show the profile with its evidence
|
| usage: idiolect profile [--language LANGUAGE] [--area AREA] [--trait TRAIT]
|                         [--scope REPO] [--sort ORDER] [--all] [--check FILE]...
|
| Shows your habits by language: how often the occasion came up and how often you
| decided this way, the 95 % interval of that share, the share among other
| developers, and two places in your own code.
|
| What you decide about a habit yourself (pin, reject, edit) outlives learning and
| wins over what was counted.
|
| Subcommands
|   pin        say that you do this, whatever is counted
|   reject     never say this of your code
|   edit       say it in your own words
|   reset      take decisions about a fact or trait back
|   undo       take the last decision back
|   decisions  list what you decided
|   html       write the profile as a page with charts
|   export     write the profile for other tools
|
| Options
|       --language LANGUAGE  only this language
|       --area AREA          only format, naming, idiom, error, doc, test, library
|                            or structure
|       --trait TRAIT        only this trait, for example format.quotes
|       --scope REPO         only what holds in this repository, or REPO/FOLDER,
|                            alone
|       --sort ORDER         within a language: area, surprise, evidence or change
|                            (default: area)
|       --all                also habits that go without saying; with --check,
|                            also those that are less sure
|       --check FILE         hold FILE against the profile instead, and show where
|                            it goes against your habits; may be given again
|
| Examples
|   idiolect profile
|       what sets your code apart
|   idiolect profile --language python --all
|       everything known about your Python
|   idiolect profile --sort surprise
|       the most unusual first
|   idiolect profile -v --trait format.quotes
|       one habit, with a counter-example
|   idiolect profile --check src/api.js
|       where a file goes against your habits
|
| 'idiolect help' lists the options of every command.
