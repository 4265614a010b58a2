$ command -v zsh >/dev/null || skip "no zsh"
$ mkdir functions; idiolect help --completion zsh >functions/_idiolect
# A zsh of its own on a pseudo-terminal lists what it would complete.
$ cat >try <<'END'
> zmodload zsh/zpty
> try() {
>     local seen
>     zpty z zsh -f -i
>     zpty -w z "fpath=($PWD/functions \$fpath); autoload -Uz compinit; compinit -u -d $PWD/dump; LISTMAX=0 COLUMNS=100 PS1=\$'re\\x61dy> '"
>     zpty -r z seen '*ready> *' # from here on the line editor reads
>     zpty -w -n z "$1"$'\t\t\C-u'
>     zpty -w z 'echo do''ne-'
>     zpty -r z seen '*done-*'
>     zpty -d z
>     for word in ${(s: :)2}; do [[ $seen == *$word* ]] && echo "$1: $word" || echo "$1: no $word in $seen"; done
> }
> try 'idiolect ' 'learn profile doctor'
> try 'idiolect spec --e' '--engine --explain --edit'
> try 'idiolect spec --engine ' 'auto rules model'
> try 'idiolect profile ' 'pin reject export'
> try 'idiolect profile export --f' '--format --force'
> END
> zsh -f try
| idiolect : learn
| idiolect : profile
| idiolect : doctor
| idiolect spec --e: --engine
| idiolect spec --e: --explain
| idiolect spec --e: --edit
| idiolect spec --engine : auto
| idiolect spec --engine : rules
| idiolect spec --engine : model
| idiolect profile : pin
| idiolect profile : reject
| idiolect profile : export
| idiolect profile export --f: --format
| idiolect profile export --f: --force
