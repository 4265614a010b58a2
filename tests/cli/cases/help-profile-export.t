$ idiolect help profile export
| idiolect profile export: write the profile for other tools
|
| usage: idiolect profile export [--format FORMAT] [--language LANGUAGE]
|                                [--scope REPO] [--output PATH] [--diff] [--force]
|
| Writes what you do into the files that other tools read: AGENTS.md, rules for
| Cursor, instructions for Copilot, .editorconfig, .clang-format, or JSON.
|
| Your own text in these files stays: idiolect writes between two marks of its
| own, and refuses where it finds a file without them that it cannot add to.
|
| Options
|       --format FORMAT      agents, cursor, copilot, editorconfig, clang-format
|                            or json
|       --language LANGUAGE  only this language
|       --scope REPO         as it holds in this repository, or REPO/FOLDER
|   -o, --output PATH        the project's folder, or a file where the format has
|                            only one; -: standard output (default: the current
|                            folder)
|       --diff               show what would change, write nothing
|       --force              replace files that idiolect did not write
|
| Examples
|   idiolect profile export --format agents --diff
|       what AGENTS.md would become
|   idiolect profile export --format cursor -o ~/src/shop
|       rules for Cursor, one file per language
|   idiolect profile export --format clang-format --language c -o -
|       to standard output
|
| 'idiolect help' lists the options of every command.
