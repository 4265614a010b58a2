# Files held against the profile.
$ learnt
$ cat >bill.js <<'END'
> const { join } = require('node:path')
> /** Joins a bill. */
> function bill(root) {
>   return join(root, "bill");
> }
> /** Joins a letter. */
> function letter(root) {
>   return join(root, 'letter')
> }
> module.exports = { bill, letter }
> END
$ idiolect profile --check bill.js
| bill.js:3: Leave one blank line between functions.
|     here 0, you 1 in 32 of 32 · and 1 more · format.blank_lines
| bill.js:4: Use single quotes for strings.
|     here double, you single in 80 of 80 · format.quotes
| bill.js:4: No semicolons at statement ends.
|     here always, you never in 136 of 136 · format.semicolons
= 1
$ idiolect profile --check bill.js --json | validate check
| valid check
= 1
$ idiolect profile --check shop/src/cart.js
| Nothing goes against your habits.
# A file of another mind throughout is told once for each trait.
$ sed "s/'/\"/g; s/)$/);/" shop/src/cart.js >cart.js
$ idiolect profile --check cart.js
| cart.js:1: Use single quotes for strings.
|     here double, you single in 80 of 80 · and 9 more · format.quotes
| cart.js:1: No semicolons at statement ends.
|     here always, you never in 136 of 136 · format.semicolons
| cart.js:2: No semicolons at statement ends.
|     here always, you never in 136 of 136 · format.semicolons
| cart.js:3: No semicolons at statement ends.
|     here always, you never in 136 of 136 · format.semicolons
| cart.js:7: No semicolons at statement ends.
|     here always, you never in 136 of 136 · and 2 more · format.semicolons
| cart.js:14: No semicolons at statement ends.
|     here always, you never in 136 of 136 · format.semicolons
| cart.js:15: No semicolons at statement ends.
|     here always, you never in 136 of 136 · format.semicolons
| cart.js:16: No semicolons at statement ends.
|     here always, you never in 136 of 136 · format.semicolons
| cart.js:23: No semicolons at statement ends.
|     here always, you never in 136 of 136 · format.semicolons
| cart.js:24: No semicolons at statement ends.
|     here always, you never in 136 of 136 · format.semicolons
= 1
$ idiolect profile --check shop/src/cart.js --check bill.js --json | jq '.files, (.violations | length > 0)'
| 2
| true
= 1
$ idiolect profile --check no-such.js
! idiolect: opening no-such.js: No such file or directory
= 1
$ echo hello >note.txt
$ idiolect profile --check note.txt
! idiolect: note.txt: neither name nor first line tell its language
! hint: name source files only
= 4
$ echo 'function ( {' >broken.js
$ idiolect profile --check broken.js
! idiolect: broken.js: too much of it does not parse to be judged
! hint: leave it out until it does
= 4
$ idiolect profile --check bill.js --trait format.quotes
! idiolect: --check holds files against all habits; it takes no --language, --area, --trait or --scope
= 2
# Also what is less sure: told as a note, and no reason to fail.
$ cat >load.py <<'END'
> def get_order(path: str) -> str:
>     """Reads an order."""
>     return f"{path} is read"
> END
$ idiolect profile --check load.py
| Nothing goes against your habits.
$ idiolect profile --check load.py --all
| load.py:1: note: Start files with a comment on what they are for.
|     here none, you description in 8 of 8 · doc.file_head
| load.py:1: note: Name functions that give something back with the verb load.
|     here get, you load in 8 of 8 · naming.verb_get
$ idiolect profile --check load.py --all --json | jq -c '.violations[] | [.trait, .severity]'
| ["doc.file_head","note"]
| ["naming.verb_get","note"]
$ idiolect profile --check load.py --all --json | validate check
| valid check
