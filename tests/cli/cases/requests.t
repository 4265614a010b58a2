# Requests that are none.
$ idiolect spec ""
! idiolect: the request is empty
! hint: say what shall be built, e.g. idiolect spec "add a --json flag to the list command"
= 2
$ printf '  \n' | idiolect spec
! idiolect: the request is empty
! hint: say what shall be built, e.g. idiolect spec "add a --json flag to the list command"
= 2
$ idiolect spec </dev/null
! idiolect: the request is empty
! hint: say what shall be built, e.g. idiolect spec "add a --json flag to the list command"
= 2
$ head -c 1048576 /dev/zero | tr '\0' x | idiolect spec
! idiolect: the request is longer than 65536 bytes
! hint: say what to do in a few sentences; name files instead of pasting them
= 4
$ printf 'add \0 retry' | idiolect spec
! idiolect: the request is not text: byte 4 is NUL
! hint: give the request as UTF-8 text
= 4
$ printf 'add \377\376 retry' | idiolect spec
! idiolect: the request is not text: byte 4 is not UTF-8
! hint: give the request as UTF-8 text
= 4
$ head -c 65536 /dev/zero | tr '\0' x | idiolect -q spec --no-save >/dev/null
# Control characters reach no terminal.
$ printf 'add a \033[31mretry\033[0m to \342\200\256loadCart' | idiolect spec --no-save --explain --language c | grep -c "$(printf '\033')"
| 0
= 1
