# The forms an option can take mean the same.
$ for n in one two; do idiolect -q spec "$n" >/dev/null; done
$ idiolect log --limit 1
| 2  2026-11-23 14:00  -  two
$ for form in '--limit=1' '-n 1' '-n1' '-qvn1' '-n 7 -n 1' '--no-pager -v -n 1 --'; do idiolect log $form | cmp - <(idiolect log -n 1) && echo same; done
| same
| same
| same
| same
| same
| same
# After -- nothing is an option.
$ idiolect forget -- --all
! idiolect: '--all' was never learnt
! ...
= 1
# Options of every command may stand before its name; --version and --help need none.
$ idiolect --quiet log -n 1
| 2  2026-11-23 14:00  -  two
$ idiolect --version
|* idiolect [0-9]*.[0-9]*.[0-9]*
$ idiolect --json --version | validate version
| valid version
$ idiolect --help | head -1
| idiolect learns the way you write code, and turns a messy coding request into a
$ idiolect learn --help | head -1
| idiolect learn: find repositories and mine the style profile
$ idiolect --help learn | head -1
| idiolect learn: find repositories and mine the style profile
$ idiolect -h spec --engine model | head -1
| idiolect spec: turn a request into a specification
