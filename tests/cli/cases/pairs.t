$ idiolect pairs
! idiolect: nothing has been learnt yet
! ...
= 1
$ idiolect pairs stats
! idiolect: no pairs have been made yet
! ...
= 1
$ learnt
$ make_repo mixed
$ idiolect -q learn mixed >/dev/null
$ idiolect pairs --hold-out nowhere
! idiolect: --hold-out nowhere: no such repository was learnt
! ...
= 1
$ idiolect -q pairs --count 200 --hold-out tools | head -1
|* [1-9]* pairs from [1-9]* clusters of units, and * preferences
$ cd "$HOME/.local/share/idiolect/pairs" && ls && stat -c %a rows.jsonl && cd "$T/work"
| card.json
| facts.json
| preferences.jsonl
| rows.jsonl
| 600
# The same bytes for every number of threads, others for another seed.
$ pairs=$HOME/.local/share/idiolect/pairs
$ sha256sum "$pairs"/* >first
$ idiolect -q --threads 4 pairs --count 200 --hold-out tools >again.txt; sha256sum --quiet -c first
$ idiolect -q pairs --count 200 --hold-out tools --seed 2 >again.txt; sha256sum --quiet -c first 2>&1 | grep -c FAILED
| 3
= 1
$ idiolect pairs --json --count 200 --hold-out tools >card; validate pairs <card
| valid pairs
$ sha256sum --quiet -c first
$ idiolect pairs stats --json | cmp - card
$ jq -c '.held_out, .licences' card
| ["tools"]
|* {"unknown":[1-9]*}
# All rows are whole, no unit is in two splits by itself, and what is kept for tests is of the right repository.
$ [ "$(wc -l <"$pairs/rows.jsonl")" = "$(jq .rows card)" ] && echo complete
| complete
$ jq -s '[.[] | select(.split == "B") | .source.repo] | unique' -c "$pairs/rows.jsonl"
| ["tools"]
$ jq -s '[.[] | select(.source.repo == "tools" and (.split == "train" or .split == "valid"))] | length' "$pairs/rows.jsonl"
| 0
$ jq -s '[group_by(.cluster)[] | [.[] | .split | if . == "E" or . == "F" then "tests" elif . == "train" or . == "valid" then "train" else "tests" end] | unique | length] | max' "$pairs/rows.jsonl"
| 1
# Something is inferred. What is has a fact that the row gives, and the code does it.
$ jq -s '[.[].facts[] | select(.label == "inferred")] | length > 50' "$pairs/rows.jsonl"
| true
$ jq -s '[.[].facts[] | select(.label == "inferred" and (.relevant | not))] | length' "$pairs/rows.jsonl"
| 0
$ jq -s '[.[] | [.provenance[] | select(.source == "inferred")] as $i | [.facts[] | select(.label == "inferred")] as $f | select(($i | length) > ($f | length))] | length' "$pairs/rows.jsonl"
| 0
# A clear twin asks nothing.
$ jq -s '[.[] | select(.slice == "clear" and (.spec.open_questions | length) > 0)] | length' "$pairs/rows.jsonl"
| 0
$ idiolect pairs show --json | validate pairs-show
| valid pairs-show
$ idiolect pairs show '#1' | head -1
|* ????????????????  *
$ idiolect pairs show '#100000'
! idiolect: there is no row #100000
! ...
= 1
$ idiolect pairs export >train.jsonl; head -1 train.jsonl | jq -c '[.messages[].role], (.messages[2].content | fromjson | keys | length)'
| ["system","user","assistant"]
| 14
$ idiolect pairs export --split B -o b.jsonl
|* [1-9]* lines written to b.jsonl
$ idiolect pairs export --split B -o b.jsonl --json | validate pairs-export
| valid pairs-export
$ idiolect pairs export --preferences >dpo.jsonl; head -1 dpo.jsonl | jq -c 'keys'
| ["chosen","prompt","rejected"]
$ idiolect pairs export --json
! {"error":{"code":"USAGE","exit":2,"message":"'pairs export --json' needs --output","hint":"the lines themselves are JSON; leave --json out to see them","where":"cli.pairs"}}
= 2
$ idiolect eval --json >eval.json; validate eval <eval.json
| valid eval
$ jq -c '[.systems[] | select(.system == "oracle") | .splits[].inferred | .precision, .recall | select(. != null)] | unique' eval.json
| [1]
$ idiolect eval --system oracle --system rules --limit 5 --html page.html | grep -c oracle
|* [1-9]*
! Written to page.html
$ grep -c '<svg' page.html
|* [1-9]*
$ idiolect eval --system nobody
! idiolect: there is no system "nobody"
! ...
= 2
# Files that do not fit their card are not used.
$ echo >>"$pairs/rows.jsonl"
$ idiolect pairs stats
! idiolect: rows.jsonl does not fit its card: a run was killed, or it was changed
! ...
= 4
$ idiolect eval
! idiolect: rows.jsonl does not fit its card: a run was killed, or it was changed
! ...
= 4
