# Where the profile lies, and what can go wrong there.
$ idiolect -q --home here spec "add a retry" >/dev/null; ls here
| idiolect.db
$ IDIOLECT_HOME=there idiolect -q spec "add a retry" >/dev/null; ls there
| idiolect.db
$ XDG_DATA_HOME=$T/data idiolect -q spec "add a retry" >/dev/null; ls $T/data/idiolect
| idiolect.db
$ idiolect -q spec "add a retry" >/dev/null; ls $HOME/.local/share/idiolect
| idiolect.db
$ mkdir elsewhere; idiolect -q -C elsewhere --home here spec "add a retry" >/dev/null; ls elsewhere/here
| idiolect.db
$ idiolect --home /sys/idiolect spec "add a retry"
! ...
= 3
$ idiolect --home /proc/nowhere spec "add a retry"
! idiolect: making the folder /proc/nowhere: No such file or directory
= 1
$ touch file; idiolect --home file spec "add a retry"
! idiolect: file is in the way: not a folder
= 1
# Not a database, a damaged one.
$ mkdir bad; echo "not a database, but long enough to be taken for one" >bad/idiolect.db; idiolect --home bad log
! idiolect: bad/idiolect.db is damaged or not a database: file is not a database
! hint: move it away and run `idiolect learn` again
= 4
$ cp -r here cut; truncate -s 5000 cut/idiolect.db; idiolect --home cut log
! idiolect: cut/idiolect.db is damaged or not a database: database disk image is malformed
! hint: move it away and run `idiolect learn` again
= 4
$ cp -r here flipped; printf '\377\377\377\377\377\377\377\377' | dd of=flipped/idiolect.db bs=1 seek=100 conv=notrunc status=none; idiolect --home flipped log
! ...
= 4
