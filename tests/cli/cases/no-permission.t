# A home that may not be written to.
$ [ "$(id -u)" -ne 0 ] || skip "root may write everywhere"
$ mkdir locked; chmod 500 locked
$ idiolect --home locked/home spec "add a retry"
= 3
