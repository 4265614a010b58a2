$ ada; make_repo shop; make_repo tools
$ idiolect learn .
| Learnt from 2 repositories: 16 files (16 parsed now)
|
|   shop   8 files
|   tools  8 files
|
| Files by ada@example.org, Ada Lovelace (git configuration)
|* [1-9]* facts in the profile, [1-9]* of them set your code apart.
# What did not change is not parsed again.
$ idiolect learn .
| Learnt from 2 repositories: 16 files (0 parsed now)
|
|   shop   8 files  unchanged
|   tools  8 files  unchanged
|
| Files by ada@example.org, Ada Lovelace (git configuration)
|* [1-9]* facts in the profile, [1-9]* of them set your code apart.
$ idiolect learn --json . | validate learn
| valid learn
# The same with another number of threads, with the cache and without it.
$ idiolect profile --json >before; idiolect --threads 3 learn --force . | head -1; idiolect profile --json | cmp - before && echo same
| Learnt from 2 repositories: 16 files (16 parsed now)
| same
# One that cannot be opened does not stop the others.
$ mkdir broken; git init -q broken; idiolect learn .
| Learnt from 2 of 3 repositories: 16 files (0 parsed now)
|
|   broken   failed  $T/work/broken has no commits yet
|   shop    8 files  unchanged
|   tools   8 files  unchanged
|
| Files by ada@example.org, Ada Lovelace (git configuration)
|* [1-9]* facts in the profile, *
$ idiolect learn --json . | validate learn
| valid learn
# Other people's files.
$ idiolect learn --author charles@example.org shop
! idiolect: none of 8 source files is mostly by charles@example.org
! hint: say who you are with --author NAME-OR-EMAIL (here: Ada Lovelace <ada@example.org>), or --all-authors
= 1
$ idiolect -q learn --plain --json shop/src | jq -c '[.repos[0].kind, .identity_source, .files]'
| ["plain","everybody",8]
# What cannot be learnt from.
$ idiolect learn nowhere
! ...
= 1
$ mkdir folder && idiolect learn folder
! ...
= 1
