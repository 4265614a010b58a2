# A disk that is full is an error, whatever the command.
$ idiolect help >/dev/full
! idiolect: cannot write to standard output: No space left on device
= 3
$ idiolect version --json >/dev/full
! {"error":{"code":"NOSPACE","exit":3,"message":"cannot write to standard output: No space left on device","hint":null,"where":"cli.output"}}
= 3
$ idiolect log >/dev/full
! idiolect: nothing has been learnt yet
! hint: run 'idiolect learn PATH...' on the folder with your repositories
= 1
$ idiolect help >&-
! idiolect: cannot write to standard output: Bad file descriptor
= 3
# A reader that has seen enough is none.
$ { sleep 0.3; idiolect help; } | true; echo "${PIPESTATUS[0]}"
| 141
# No colours where there is no terminal; nothing but the document under --json.
$ idiolect help | grep -c "$(printf '\033')"
| 0
= 1
$ idiolect version --json -v | jq -r .version
|* [0-9]*.[0-9]*.[0-9]*
# Closed standard files do not end up in the database.
$ idiolect -q spec "add a retry to loadCart" <&- >/dev/null; idiolect log
| 1  2026-11-23 14:00  -  add a retry to loadCart
