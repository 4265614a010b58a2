$ command -v bash >/dev/null || skip "no bash"
$ idiolect help --completion bash >completion
$ cat >try <<'END'
> . ./completion
> try() { COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=(); _idiolect; echo "$*: ${COMPREPLY[*]}"; }
> try idiolect ''
> try idiolect pro
> try idiolect spec --en
> try idiolect spec --engine ''
> try idiolect --home /tmp spec --engine r
> try idiolect profile --language py
> try idiolect profile p
> try idiolect profile pin --
> try idiolect profile --a
> try idiolect profile export --format c
> try idiolect help s
> try idiolect log --
> try idiolect learn /us
> END
> bash try
| idiolect : learn profile prompts forget spec show approve diff log pairs eval doctor version help
| idiolect pro: profile prompts
| idiolect spec --en: --engine
| idiolect spec --engine : auto rules model
| idiolect --home /tmp spec --engine r: rules
| idiolect profile --language py: python
| idiolect profile p: pin
| idiolect profile pin --: --language --scope --home --json --quiet --verbose --no-color --threads --no-pager --help --version
| idiolect profile --a: --area --all
| idiolect profile export --format c: cursor copilot clang-format
| idiolect help s: spec show
| idiolect log --: --limit --home --json --quiet --verbose --no-color --threads --no-pager --help --version
| idiolect learn /us: /usr
