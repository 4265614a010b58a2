$ learnt
# A pin wins over what was counted, also where nothing was.
$ idiolect profile pin javascript:format.quotes=double
| Pinned javascript:format.quotes=double.
$ idiolect profile pin --language python format.line_length=le100
| Pinned python:format.line_length=le100.
$ idiolect profile --trait format.quotes --language javascript
| Profile · 2 repositories · 1 habit
|
| JavaScript                                        times  95 %       others  sure
|
|   Formatting
|   ◆ Use double quotes for strings.                    -  -             .18     1
|       you pinned it on 2026-11-23
|   ↷ Use single quotes for strings.             80 of 80  .95–1         .82   .99
|       you pinned another value on 2026-11-23
|       shop/src/invoice.js:31  return limit === 'none' && invoice.amount > 0
|       shop/src/stock.js:15    const path = join(root, stock.id + '.json')
|
| ◆ on your word   ↷ overruled by you
$ idiolect profile --language python --area format
| Profile · 2 repositories · 2 habits
|
| Python                                            times  95 %       others  sure
|
|   Formatting
|   ◆ Keep lines within 100 columns.                    -  -             .94     1
|       you pinned it on 2026-11-23
|   ● Use double quotes for strings.             32 of 32  .89–1         .78   .98
|       tools/src/user.py:14  raise UserError(f"no user called {name}")
|       tools/src/cart.py:12  path = root / f"{name}.json"
|
| ● goes into specifications   ◆ on your word
$ idiolect profile decisions
|   2026-11-23  pin  javascript:format.quotes=double
|   2026-11-23  pin  python:format.line_length=le100
# It goes into specifications, with its reason, and so does a new wording; what is rejected does not.
$ idiolect profile edit javascript:format.semicolons=never "  No semicolons, ever.  "
| Reworded javascript:format.semicolons=never: No semicolons, ever.
$ idiolect profile reject javascript:format.indent=2
| Rejected javascript:format.indent=2.
$ idiolect spec --language javascript --explain "add a function that loads all carts" >spec.txt
$ grep -A1 'double quotes' spec.txt
|   • Use double quotes for strings.
|       inferred  you pinned it on 2026-11-23
$ grep 'semicolons, ever' spec.txt
|   • No semicolons, ever.
$ grep Indent spec.txt
= 1
$ idiolect spec --language javascript --no-save --json "add a function that loads all carts" | validate spec
| valid spec
# Files are held against it.
$ idiolect profile --check shop/src/cart.js | grep -A1 'double quotes'
| shop/src/cart.js:1: Use double quotes for strings.
|     here single, you double on your word · and 9 more · format.quotes
= 1
$ sed 's/^  /    /' shop/src/cart.js >wide.js; idiolect profile --check wide.js | grep -c 'Indent'
| 0
= 1
$ idiolect profile reset javascript:format.indent >/dev/null; idiolect profile --check wide.js | grep -c 'Indent'
| 1
= 1
$ idiolect profile undo
| Undone: reset javascript:format.indent
| In force again:
|   2026-11-23  reject  javascript:format.indent=2
# Learning does not touch them.
$ idiolect learn --force . >/dev/null 2>&1
$ idiolect profile decisions --json | validate profile-decisions
| valid profile-decisions
$ idiolect profile --all --json | jq -c '.facts[] | select(.standing != "counted") | [.id, .standing, .stated, .decided, .confidence == 1, .ruled]'
| ["javascript:format.indent=2","rejected",false,true,false,"2026-11-23T14:00:00Z"]
| ["javascript:format.quotes=double","pinned",true,true,true,"2026-11-23T14:00:00Z"]
| ["javascript:format.quotes=single","overruled",false,true,false,"2026-11-23T14:00:00Z"]
| ["python:format.line_length=le100","pinned",true,true,true,"2026-11-23T14:00:00Z"]
$ idiolect profile --all --json | validate profile
| valid profile
# What a pin displaces; undo brings it back, step by step.
$ idiolect profile pin javascript:format.quotes=backtick
| Pinned javascript:format.quotes=backtick.
$ idiolect profile undo
| Undone: pin javascript:format.quotes=backtick
| In force again:
|   2026-11-23  pin  javascript:format.quotes=double
$ idiolect profile undo --json | validate profile-undo
| valid profile-undo
$ idiolect profile undo
| Undone: edit javascript:format.semicolons=never
$ idiolect profile reset javascript:format.quotes
| No longer in force:
|   2026-11-23  pin  javascript:format.quotes=double
$ idiolect profile reset --all
| No longer in force:
|   2026-11-23  pin  python:format.line_length=le100
$ idiolect profile undo
| Undone: reset --all
| In force again:
|   2026-11-23  pin  python:format.line_length=le100
$ idiolect profile reset --all --json | jq -r .action
| reset
$ idiolect profile decisions
| Nothing was decided; 'idiolect profile pin', 'reject' and 'edit' do it.
# In one folder only.
$ idiolect profile pin python:format.quotes=single --scope tools/src/legacy
| Pinned python:format.quotes=single@tools/src/legacy.
$ idiolect profile --language python --trait format.quotes
| Profile · 2 repositories · 2 habits
|
| Python                                            times  95 %       others  sure
|
|   Formatting
|   ● Use double quotes for strings.             32 of 32  .89–1         .78   .98
|       tools/src/user.py:14  raise UserError(f"no user called {name}")
|       tools/src/cart.py:12  path = root / f"{name}.json"
|     in tools/src/legacy:
|     ◆ Use single quotes for strings.                  -  -             .22     1
|       you pinned it on 2026-11-23
|
| ● goes into specifications   ◆ on your word
$ idiolect profile --scope tools
| Profile · 2 repositories · 1 habit
|
| Python                                                  times  95 %       others
|
|   Formatting
|     in tools/src/legacy:
|     ◆ Use single quotes for strings.                        -  -             .22
|       you pinned it on 2026-11-23
|
| ◆ on your word
# Mistakes.
$ idiolect profile pin javascript:format.quotes=singel
! idiolect: format.quotes cannot be 'singel'
! hint: did you mean 'single'? (it can be single, double, backtick)
= 2
$ idiolect profile pin format.quotes=single
! idiolect: 'format.quotes' is a matter of several languages: python, javascript
! hint: say which with --language, or write javascript:format.quotes=single
= 2
$ idiolect profile pin javscript:format.quotes=single
! idiolect: no language is called 'javscript'
! hint: did you mean 'javascript'?
= 2
$ idiolect profile pin quotes=single
! idiolect: no trait is called 'quotes'
! hint: did you mean 'format.quotes'?
= 2
$ idiolect profile pin python:format.semicolons=never
! idiolect: there is no format.semicolons in Python
= 2
$ idiolect profile pin javascript:format.quotes
! idiolect: 'format.quotes' is a trait, not a fact
! hint: add a value: format.quotes=VALUE; 'idiolect profile -v --trait format.quotes' shows what was counted
= 2
$ idiolect profile pin javascript:format.indent=other
! idiolect: there is no sentence for format.indent=other
! hint: write one first: idiolect profile edit javascript:format.indent=other "WORDING"
= 2
$ idiolect profile edit javascript:format.indent=other ""
! idiolect: the wording is empty
= 2
$ idiolect profile edit javascript:format.indent=other $'two\nlines'
! idiolect: the wording has a line break or control character
! hint: say it in one sentence on one line
= 2
$ idiolect profile edit javascript:format.indent=other
! idiolect: 'profile edit' needs WORDING
! hint: usage: idiolect profile edit [--language LANGUAGE] [--scope REPO] FACT WORDING
! hint: 'idiolect help profile edit' tells more
= 2
$ idiolect profile reset
! idiolect: 'profile reset' needs FACT or --all
! hint: 'idiolect profile decisions' lists what was decided
= 2
$ idiolect profile reset javascript:format.eol
! idiolect: nothing was decided about format.eol
! hint: 'idiolect profile decisions' lists what was
= 1
$ idiolect profile reset --all x
! idiolect: FACT and --all exclude each other
! hint: 'idiolect profile decisions' lists what was decided
= 2
$ idiolect profile pni
! idiolect: 'profile' has no subcommand 'pni'
! hint: did you mean 'idiolect profile pin'?
= 2
$ idiolect help profile pni
! idiolect: 'profile' has no subcommand 'pni'
! hint: did you mean 'idiolect profile pin'?
= 2
$ idiolect profile --scope tolls
! idiolect: no repository is called 'tolls'
! hint: did you mean 'tools'?
= 2
$ idiolect profile --trait format.quoets
! idiolect: no trait is called 'format.quoets'
! hint: did you mean 'format.quotes'?
= 2
# Forgetting a repository forgets what was decided about it.
$ idiolect forget tools >/dev/null
$ idiolect profile decisions
| Nothing was decided; 'idiolect profile pin', 'reject' and 'edit' do it.
$ idiolect profile undo
! idiolect: there is nothing to undo
! hint: 'idiolect profile decisions' lists what was decided
= 1
