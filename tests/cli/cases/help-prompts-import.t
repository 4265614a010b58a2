$ idiolect help prompts import
| idiolect prompts import: import your prompts from the logs of coding agents
|
| usage: idiolect prompts import [--from DIR] [--tool NAME]... [--dry-run]
|                                [--secret-rules FILE]
|
| Reads the logs that Claude Code, Codex, Cursor and SpecStory keep below your
| home folder, and SpecStory's in the repositories that were learnt. Keeps what
| you typed and asks for code, each text once, after secrets and personal data
| were taken out. Questions, chat and what programs said in your name are counted
| and left out.
|
| The makers of these tools change their logs without notice: what is not
| understood is counted, too. Links are not followed. Nothing leaves this machine.
|
| Options
|       --from DIR           the home folder whose logs are read (default: yours)
|       --tool NAME          only claude, codex, cursor or specstory; may be given
|                            again (default: all)
|       --dry-run            keep nothing, only say what would be kept
|       --secret-rules FILE  also remove what these rules find, a file in
|                            gitleaks' format (default: gitleaks.toml in the
|                            configuration folder)
|
| Examples
|   idiolect prompts import --dry-run
|       what there is, and what of it would be kept
|   idiolect prompts import
|       keep it
|   idiolect prompts import --tool claude --tool codex
|       only from these two
|   idiolect prompts import --from /mnt/old-laptop/home/ada
|       from another home folder
|
| 'idiolect help' lists the options of every command.
