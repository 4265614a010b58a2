# Nothing learnt yet: every command says so and what to do.
$ idiolect profile
! idiolect: nothing has been learnt yet
! hint: run 'idiolect learn PATH...' on the folder with your repositories
= 1
$ idiolect forget shop
! idiolect: nothing has been learnt yet
! hint: run 'idiolect learn PATH...' on the folder with your repositories
= 1
$ idiolect log
! idiolect: nothing has been learnt yet
! hint: run 'idiolect learn PATH...' on the folder with your repositories
= 1
$ idiolect show
! idiolect: nothing has been learnt yet
! hint: run 'idiolect learn PATH...' on the folder with your repositories
= 1
$ idiolect show 3
! idiolect: nothing has been learnt yet
! hint: run 'idiolect learn PATH...' on the folder with your repositories
= 1
$ idiolect approve
! idiolect: nothing has been learnt yet
! hint: run 'idiolect learn PATH...' on the folder with your repositories
= 1
$ idiolect diff
! idiolect: nothing has been learnt yet
! hint: run 'idiolect learn PATH...' on the folder with your repositories
= 1
$ idiolect learn nowhere
! idiolect: resolving nowhere: No such file or directory
= 1
$ mkdir folder && idiolect learn folder
! idiolect: no git repository in or above folder
! hint: use --plain for folders without git
= 1
# A request needs no profile.
$ idiolect -q spec "add a retry to fetchUser, at most three attempts" >/dev/null
$ idiolect log
| 1  2026-11-23 14:00  -  add a retry to fetchUser, at most three attempts
# Without a home there is no place for anything.
$ env -u HOME "$program" log
! idiolect: no folder for the profile: HOME is not set
! hint: name one with --home DIR or IDIOLECT_HOME
= 3
