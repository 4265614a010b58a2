# Waiting for a request: Ctrl-C ends it with 130, in an orderly way.
$ mkfifo request; exec 5<>request
$ timeout --preserve-status -s INT 0.5 "$program" spec - <&5
! idiolect: interrupted
= 130
