# On a terminal: colours, a pager for what is long, a word on what to do next.
$ command -v script >/dev/null || skip "no script(1)"
$ export TERM=xterm; tty() { script -qec "$*" /dev/null </dev/null | tr -d '\r'; }
$ tty "$program" help --no-pager | grep -c "$(printf '\033')\[1m"
|* [1-9]*
$ tty env NO_COLOR=1 "$program" help --no-pager | grep -c "$(printf '\033')"
| 0
= 1
$ tty "$program" help --no-pager --no-color | grep -c "$(printf '\033')"
| 0
= 1
$ tty env TERM=dumb "$program" help --no-pager | grep -c "$(printf '\033')"
| 0
= 1
# The pager gets what does not fit, and only that; one that is not there does no harm.
$ tty env PAGER="'sed s/^/paged:/'" "$program" help --no-color | grep -c '^paged:'
|* [1-9]*
$ tty env PAGER="'sed s/^/paged:/'" "$program" version --no-color
|* idiolect *
$ tty env PAGER=no-such-pager "$program" help --no-color | grep -c 'idiolect help COMMAND'
| 1
$ tty env PAGER= "$program" help --no-color | grep -c 'idiolect help COMMAND'
| 1
# What to do next is for people only.
$ tty "$program" --no-color spec "'add a retry'" | tail -1
| Approve it with 'idiolect approve 1'; reasons: 'idiolect show 1 --explain'.
$ tty "$program" --no-color -q spec "'add a retry'" | tail -1
|* sha256 *
$ tty "$program" --json spec "'add a retry'" | jq -r .id
| 3
