# An editor that fails, changes nothing, or breaks the spec: nothing is lost, and it is said where it is.
$ EDITOR=false idiolect spec --edit "add a retry"
! idiolect: the editor 'false' ended with 1
! hint: spec 1 is in the log, as it was
= 130
$ EDITOR=true idiolect -q spec --edit "add a retry" | head -1
| Spec 2 · edit · rules engine · not approved
$ EDITOR=no-such-editor idiolect spec --edit "add a retry" 2>&1 | grep -v '^sh: '
| idiolect: no editor 'no-such-editor'
| hint: name one in EDITOR or VISUAL
| hint: spec 3 is in the log, as it was
= 3
$ printf '#!/bin/sh\necho "{" >"$1"\n' >breaker; chmod +x breaker
$ TMPDIR=$T EDITOR=./breaker idiolect spec --edit "add a retry"
! ...
!* hint: spec 4 is in the log; your edit is in $T/idiolect-spec-??????.json
= 4
$ printf '#!/bin/sh\necho "{\\"goal\\": 1}" >"$1"\n' >breaker
$ TMPDIR=$T EDITOR=./breaker idiolect spec --edit "add a retry"
! ...
!* hint: spec 5 is in the log; your edit is in $T/idiolect-spec-??????.json
= 4
$ ls $T/*.json | wc -l
| 2
# VISUAL goes before EDITOR, and may carry options.
$ printf '#!/bin/sh\necho "$@" | sed s,/tmp.*,FILE, >&2\n' >viewer; chmod +x viewer
$ TMPDIR=/tmp VISUAL='./viewer --wait' EDITOR=false idiolect -q spec --edit "add a retry" >/dev/null
! --wait FILE
