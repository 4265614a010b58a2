# The overview, and that help is the same by every road.
$ idiolect help
| idiolect learns the way you write code, and turns a messy coding request into a
| precise specification in that style.
|
| usage: idiolect [OPTIONS] COMMAND [ARGUMENTS]
|
| Your style
|   learn     find repositories and mine the style profile
|   profile   show the profile with its evidence
|   prompts   show what you asked coding agents for
|   forget    erase a repository and all that was learnt from it
|
| Specifications
|   spec      turn a request into a specification
|   show      show a specification from the log
|   approve   approve a specification
|   diff      compare two specifications
|   log       list the specifications, newest first
|
| Training
|   pairs     make training pairs from your own code
|   eval      measure how good it is on your held-out code
|
| This program
|   doctor    check this machine and say what is missing
|   version   show the version
|   help      show help for a command
|
| Options of every command
|   -C DIR           work as if started in DIR
|       --home DIR   keep profile and specifications in DIR
|       --json       print one JSON document instead of text
|   -q, --quiet      no progress and no messages; errors only
|   -v, --verbose    say more; twice: say everything
|       --no-color   no colours, even on a terminal
|       --threads N  use N threads; 0: one for each core
|       --no-pager   never start a pager
|   -h, --help       show help and do nothing else
|       --version    show the version and do nothing else
|
| 'idiolect help COMMAND' tells more about a command.
$ idiolect --help | cmp - <(idiolect help) && echo same
| same
$ idiolect learn --help | cmp - <(idiolect help learn) && echo same
| same
$ idiolect help --json | validate help
| valid help
# No line is longer than the terminal is wide, except for what must stay whole.
$ for c in learn profile 'profile pin' 'profile reset' 'profile html' 'profile export' prompts 'prompts import' 'prompts list' 'prompts forget' forget spec show approve diff log doctor version help; do
>     COLUMNS=60 idiolect help $c | awk -v c="$c" 'length > 60 && !/^  idiolect/ { print c ": " $0 }'
> done
