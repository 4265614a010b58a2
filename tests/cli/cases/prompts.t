# A home with logs of every tool; the folders in them are those of the repositories here.
$ learnt
$ logs=$here/../fixtures/logs
$ put() {
>     mkdir -p "$(dirname "$HOME/$2")"
>     sed "s|/home/ada/src|$T/work|g; s|my%20shop|shop|g" "$logs/$1" >"$HOME/$2"
> }
$ put claude-session-2.1.jsonl .claude/projects/-work-shop/one.jsonl
$ put claude-session-2.1.jsonl .claude/projects/-work-shop/agent-7.jsonl
$ put claude-history-2.jsonl .claude/history.jsonl
$ put codex-session-0.20.jsonl .codex/sessions/2025/08/01/rollout-a.jsonl
$ put codex-session-0.65.jsonl .codex/sessions/2025/12/08/rollout-b.jsonl
$ put codex-session-0.160.jsonl .codex/archived_sessions/rollout-c.jsonl
$ put codex-history-1.jsonl .codex/history.jsonl
$ mkdir -p shop/.specstory/history && cp "$logs/specstory-2.1.0.md" shop/.specstory/history/
$ mkdir -p "$HOME/.config/Cursor/User/globalStorage" "$HOME/.config/Cursor/User/workspaceStorage/w1"
$ cp "$logs/global.vscdb" "$HOME/.config/Cursor/User/globalStorage/state.vscdb"
$ cp "$logs/workspace.vscdb" "$HOME/.config/Cursor/User/workspaceStorage/w1/state.vscdb"
$ echo "{\"folder\": \"file://$T/work/shop\"}" >"$HOME/.config/Cursor/User/workspaceStorage/w1/workspace.json"
# Nothing is there yet, and a dry run leaves it so.
$ idiolect prompts
! No prompts yet; 'idiolect prompts import' reads the logs of coding agents.
$ idiolect prompts forget --all
| Forgot 0 prompts; 0 left.
$ cp -r "$HOME/.local" before
$ idiolect prompts import --dry-run
| Would keep 16 new prompts of 19 prompts in 9 logs  $T/home
|
|   claude     2 logs  7 prompts  6 kept  1 to create, 3 to edit, 1 to fix, 1 to
|                                         refactor
|   codex      4 logs  6 prompts  4 kept  2 to create, 1 to test, 1 to refactor
|   cursor     2 logs  4 prompts  4 kept  2 to edit, 2 to refactor
|   specstory  1 log   2 prompts  2 kept  1 to fix, 1 to test
|
| Left out
|   claude: 1 question; 13 records not typed, 3 not understood
|   codex: 2 repeated; 7 records not typed, 3 not understood
|   cursor: 1 record not typed, 3 not understood
|   specstory: 2 records not typed
| 0 prompts in the store.
$ idiolect prompts import --dry-run --json | validate prompts-import
| valid prompts-import
$ cmp before/share/idiolect/idiolect.db "$HOME/.local/share/idiolect/idiolect.db" && echo same
| same
$ idiolect --home none prompts import --dry-run -q >/dev/null; ls none
! ls: cannot access 'none': No such file or directory
= 2
# All of it.
$ idiolect prompts import
| Kept 16 new prompts of 19 prompts in 9 logs  $T/home
|
|   claude     2 logs  7 prompts  6 kept  1 to create, 3 to edit, 1 to fix, 1 to
|                                         refactor
|   codex      4 logs  6 prompts  4 kept  2 to create, 1 to test, 1 to refactor
|   cursor     2 logs  4 prompts  4 kept  2 to edit, 2 to refactor
|   specstory  1 log   2 prompts  2 kept  1 to fix, 1 to test
|
| Left out
|   claude: 1 question; 13 records not typed, 3 not understood
|   codex: 2 repeated; 7 records not typed, 3 not understood
|   cursor: 1 record not typed, 3 not understood
|   specstory: 2 records not typed
| 16 prompts in the store.
$ idiolect prompts import --json | validate prompts-import
| valid prompts-import
$ idiolect prompts list
| 2026-10-04  codex      test      shop   write the tests for stock.js first
| 2026-01-21  claude     edit      shop   make the button look like this
| 2026-01-21  claude     refactor  shop   rename total to sum in cart.js
| 2026-01-20  claude     edit      tools  make this faster: and keep the order
| 2026-01-20  claude     fix       shop   fix the rounding in totalCart
| 2026-01-20  claude     create    shop   now a test for it, with a fake clock
| 2026-01-20  claude     edit      shop   add a retry to loadCart, three times at…
| 2026-01-16  specstory  test      shop   write a test for empty files
| 2026-01-16  specstory  fix       shop   The parser drops the last line:  ---  f…
| 2025-12-08  codex      refactor  tools  split save_cart into two functions
| 2025-12-08  codex      create    tools  load_cart should raise CartError when t…
| 2025-12-07  cursor     refactor  -      refactor this into a class
| 2025-12-06  cursor     refactor  shop   extract the price parser into its own m…
| -           cursor     edit      -      use a set instead of a list
| -           cursor     edit      shop   add a dark theme
| -           codex      create    tools  print the stock as a table
$ idiolect prompts -n 1 --json | validate prompts
| valid prompts
$ idiolect prompts list -n 0 --json | validate prompts-list
| valid prompts-list
$ idiolect prompts list -n 0 --json | jq -r '.prompts[] | select(.tool == "cursor") | [.day, .repo, .text] | @tsv'
| 2025-12-07		refactor this into a class
| 2025-12-06	shop	extract the price parser into its own module
| 		use a set instead of a list
| 	shop	add a dark theme
# What is known is not kept again; the sum is right.
$ idiolect prompts import -q --json | jq -c '.tools[] | [.tool, .kept, .known, .prompts == .kept + .known + .repeated + .explain + .other + .unclear]'
| ["claude",0,6,true]
| ["codex",0,4,true]
| ["cursor",0,4,true]
| ["specstory",0,2,true]
# One tool; a bad file, a link, what is no database: counted, and nothing fails.
$ put codex-history-1.jsonl .codex/sessions/2025/12/09/not-a-log.jsonl
$ head -c 100000 /dev/urandom >"$HOME/.codex/sessions/2025/12/09/noise.jsonl"
$ ln -s /etc/passwd "$HOME/.codex/sessions/2025/12/09/rollout-x.jsonl"
$ ln -s / "$HOME/.codex/sessions/2026"
$ idiolect prompts import --tool codex --json | jq -c '.tools[] | [.tool, .files, .links, .unreadable, .kept, .known]'
| ["codex",6,2,0,0,4]
$ echo nonsense >"$HOME/.config/Cursor/User/globalStorage/state.vscdb"
$ idiolect prompts import --tool cursor
| Kept 0 new prompts of 1 prompt in 2 logs  $T/home
|
|   cursor  2 logs  1 prompt   0 kept
|
| Left out
|   cursor: 1 kept before; 1 record not typed, 1 not understood, 1 log unreadable
| 16 prompts in the store.
! warning: $T/home/.config/Cursor/User/globalStorage/state.vscdb is damaged or not a database: file is not a database
$ idiolect prompts import --tool curser
! idiolect: no tool is called 'curser'
! hint: did you mean 'cursor'?
= 2
$ idiolect prompts import --from nowhere
! idiolect: resolving nowhere: No such file or directory
= 1
$ env -u HOME "$program" --home data prompts import
! idiolect: no home folder to read logs from: HOME is not set
! hint: name one with --from DIR
= 3
# Secrets do not get in.
$ echo '{"session_id":"x","ts":1765154500,"text":"add the key AKIAIOSFODNN7QXAMPLE to the deploy script, mail jane.doe@corp.dev when done"}' >"$HOME/.codex/history.jsonl"
$ idiolect prompts import --tool codex >/dev/null; idiolect prompts list -n 0 --json | jq -r '.prompts[].text' | grep 'deploy script'
| add the key <aws-key-id> to the deploy script, mail <email> when done
# Forgotten with the repository, with the tool, or all.
$ idiolect forget tools >/dev/null; idiolect prompts list -n 0 --json | jq -r '.prompts[].folder' | sort | uniq -c
|       1 
|       1 /home/ada/src/other
|       1 /home/ada/src/tools
|      10 $T/work/shop
$ idiolect prompts forget --tool claude
| Forgot 5 prompts; 8 left.
$ idiolect prompts forget --tool codex --json | validate prompts-forget
| valid prompts-forget
$ idiolect prompts forget
! idiolect: 'prompts forget' needs --tool NAME or --all
! hint: 'idiolect prompts list' shows what there is
= 2
$ idiolect prompts forget --all --tool codex
! idiolect: --tool and --all exclude each other
! hint: 'idiolect prompts list' shows what there is
= 2
$ idiolect prompts forget --all
| Forgot 6 prompts; 0 left.
$ ls "$TMPDIR" 2>/dev/null | grep idiolect-
= 1
