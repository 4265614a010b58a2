# What stands in repositories, requests and options reaches no terminal as it is.
$ esc=$(printf '\033'); rlo=$(printf '\342\200\256')
$ ada; make_repo shop; mv shop/src "shop/$esc]0;owned$esc\\src$rlo"; git -C shop add -A; git -C shop commit -q -m moved
$ idiolect learn shop | grep -c "$esc\|$rlo"
| 0
= 1
$ idiolect profile | grep -c "$esc\|$rlo"
| 0
= 1
$ idiolect profile --trait format.quotes | sed -n 6,7p
|*   ● Use single quotes for strings. * 80 of 80 *
|       shop/\x1b]0;owned\x1b\src\u{202e}/parcel.js:30
$ idiolect spec --explain "add $esc[31ma retry to loadCart$rlo, no lodash" | grep -c "$esc\|$rlo"
| 0
= 1
$ idiolect log | grep -c "$esc\|$rlo"
| 0
= 1
$ idiolect "$esc[31mspec"
! idiolect: unknown command '\x1b[31mspec'
! hint: 'idiolect help' lists the commands
= 2
$ idiolect forget "$esc[31mshop$rlo" 2>&1 | head -1
| idiolect: '\x1b[31mshop\u{202e}' was never learnt
= 1
$ idiolect -C "$rlo" log
! idiolect: cannot change to '\u{202e}': No such file or directory
= 1
