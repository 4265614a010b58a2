# What is not understood is said in one line, with a remedy; exit 2.
$ idiolect
! ...
= 2
$ idiolect frobnicate
! idiolect: unknown command 'frobnicate'
! hint: 'idiolect help' lists the commands
= 2
# A near miss is suggested.
$ idiolect lern .
! idiolect: unknown command 'lern'
! hint: did you mean 'idiolect learn'?
= 2
$ idiolect pro
! idiolect: unknown command 'pro'
! hint: did you mean 'idiolect profile'?
= 2
$ idiolect learn --plian .
! idiolect: unknown option '--plian'
! hint: did you mean '--plain'?
= 2
$ idiolect learn
! idiolect: 'learn' needs PATH
! hint: 'idiolect help learn' shows how it is used
= 2
$ idiolect learn -z .
! idiolect: unknown option '-z'
! hint: 'idiolect help learn' shows how it is used
= 2
$ idiolect learn --plain=yes .
! idiolect: --plain takes no value
! hint: 'idiolect help learn' shows how it is used
= 2
$ idiolect learn --author
! idiolect: --author needs a value
! hint: 'idiolect help learn' shows how it is used
= 2
$ idiolect learn --author ada --all-authors .
! idiolect: --author and --all-authors exclude each other
= 2
$ idiolect spec --engine magic x
! idiolect: --engine cannot be 'magic'
! hint: choose one of auto, rules, model
= 2
$ idiolect spec --language klingon x
! idiolect: --language cannot be 'klingon'
!* hint: choose one of c, cpp, *
= 2
$ idiolect spec --budget 99999 x
! idiolect: --budget must be between 0 and 4096, not '99999'
! hint: 'idiolect help spec' shows how it is used
= 2
$ idiolect spec --edit --no-save x
! idiolect: --edit and --no-save exclude each other
= 2
$ idiolect show twelve
! idiolect: ID must be a number, not 'twelve'
! hint: 'idiolect help show' shows how it is used
= 2
$ idiolect show 0
! idiolect: ID must be at least 1, not '0'
! hint: 'idiolect help show' shows how it is used
= 2
$ idiolect show 99999999999999999999
! idiolect: ID must be at least 1, not '99999999999999999999'
! hint: 'idiolect help show' shows how it is used
= 2
$ idiolect show 1 2
! idiolect: unexpected argument '2'
! hint: 'idiolect help show' shows how it is used
= 2
$ idiolect log -n
! idiolect: -n needs a value
! hint: 'idiolect help log' shows how it is used
= 2
$ idiolect --home
! idiolect: --home needs a value
! hint: 'idiolect help' lists commands and options
= 2
$ idiolect help frobnicate
! idiolect: unknown command 'frobnicate'
! hint: 'idiolect help' lists the commands
= 2
$ idiolect -C /nonexistent log
! idiolect: cannot change to '/nonexistent': No such file or directory
= 1
# Under --json the error is JSON, too.
$ idiolect --json lern . 2>&1 >/dev/null | validate error
| valid error
= 2
$ idiolect lern . --json
! {"error":{"code":"USAGE","exit":2,"message":"unknown command 'lern'","hint":"did you mean 'idiolect learn'?","where":"cli.command"}}
= 2
