# A spec is approved by number and hash; an edit is another spec, and is not approved.
$ idiolect -q spec "add a retry to loadCart" >/dev/null
$ idiolect show
| Spec 1 · edit · rules engine · not approved
|
| Goal
|   Add a retry to loadCart
|
| sha256 ed9bdf4ed8019903f3ef8395ef29f8e9a278341836106d3481810a9a35f577ce
$ idiolect approve --hash 0000000000000000000000000000000000000000000000000000000000000000
! idiolect: spec 1 has the hash ed9bdf4ed801..., not 000000000000...
! hint: look at it again: idiolect show 1
= 1
$ idiolect approve 1 --hash "$(idiolect show --json | jq -r .hash)"
| Approved spec 1
| sha256 ed9bdf4ed8019903f3ef8395ef29f8e9a278341836106d3481810a9a35f577ce
$ idiolect show --json | validate show
| valid show
$ idiolect approve --json | validate approve
| valid approve
$ idiolect approve 7
! idiolect: there is no spec 7
! hint: 'idiolect log' lists them
= 1
$ cat >editor <<'END'
> #!/bin/sh
> sed -i 's/"verbosity": "[a-z]*"/"verbosity": "verbose"/' "$1"
> END
> chmod +x editor
$ EDITOR=./editor idiolect -q spec --edit "add a retry to loadCart" >/dev/null
$ idiolect log
| 3  2026-11-23 14:00  -         (edit of 2) add a retry to loadCart
| 2  2026-11-23 14:00  -         add a retry to loadCart
| 1  2026-11-23 14:00  approved  add a retry to loadCart
$ idiolect log --json | validate log
| valid log
$ idiolect log -n 1
| 3  2026-11-23 14:00  -  (edit of 2) add a retry to loadCart
$ idiolect diff
| Spec 2 → 3 · 1 change
|
| Verbosity
|   - normal
|   + verbose
$ idiolect diff 1 3
| Spec 1 → 3 · 1 change
|
| Verbosity
|   - normal
|   + verbose
$ idiolect diff 1 2
| Spec 1 → 2 · no difference
$ idiolect diff --json | validate diff
| valid diff
$ idiolect show 3 --explain
| Spec 3 · edit · rules engine · not approved
|
| Goal
|   Add a retry to loadCart
|       said      add a retry to loadCart
|                 ^^^^^^^^^^^^^^^^^^^^^^^
|
| Verbosity
|   verbose
|       edited
|
| sha256 d84d5ad6e8b598b23e83c04b3e5007ef00adaf3db5e66067981a930cd352f979
