# SPDX-License-Identifier: Apache-2.0
# Sourced by tests/cli/run for every case: the environment, and what cases may call.

# Nothing of the user's own settings gets in; what sanitizers need stays.
for R_line in $(compgen -e); do
    case $R_line in
    PATH | TMPDIR | ASAN_OPTIONS | UBSAN_OPTIONS | TSAN_OPTIONS | LSAN_OPTIONS) ;;
    *) unset "$R_line" ;;
    esac
done
export HOME=$T/home LC_ALL=C.UTF-8 TZ=UTC TERM=dumb COLUMNS=80
export SOURCE_DATE_EPOCH=1795442400 # 2026-11-23T14:00:00Z
export GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_DATE='1795000000 +0000' GIT_COMMITTER_DATE='1795000000 +0000'
schemas=$here/../../data/schemas

idiolect() {
    "$program" "$@"
}

skip() {
    echo "skipped $R_case: $*" >&4
    exit 77
}

# validate NAME < document: against data/schemas/NAME.json, by the validator that idiolect itself uses.
validate() {
    "$validator" "$schemas/$1.json" && echo "valid $1"
}

# A developer, as git knows her.
ada() {
    git config --global user.name 'Ada Lovelace'
    git config --global user.email ada@example.org
    git config --global init.defaultBranch main
}

# make_repo NAME: a git repository of Ada's, the same at every run. shop: JavaScript; tools: Python.
make_repo() {
    git init -q "$1"
    mkdir -p "$1/src"
    "write_$1" "$1/src"
    git -C "$1" add -A
    git -C "$1" commit -q -m 'First version'
}

# Each noun gives one file of the same habits.
nouns='cart user order price stock invoice parcel review'

write_shop() {
    local noun Noun
    for noun in $nouns; do
        Noun=${noun^}
        cat >"$1/$noun.js" <<END
const { readFile, writeFile } = require('node:fs/promises')
const { join } = require('node:path')
const { ShopError } = require('./error')

/** Loads one $noun by its id. */
async function load$Noun(root, id) {
  if (!id) throw new ShopError('no $noun id')
  const text = await readFile(join(root, id + '.json'), 'utf8')
  return JSON.parse(text)
}

/** Saves one $noun and returns its path. */
async function save$Noun(root, $noun) {
  if (!$noun.id) throw new ShopError('$noun without an id')
  const path = join(root, $noun.id + '.json')
  await writeFile(path, JSON.stringify($noun))
  return path
}

/** Adds up the amounts of several. */
function total$Noun(list) {
  if (!list.length) return 0
  const amounts = list.map(item => item.amount)
  return amounts.reduce((sum, amount) => sum + amount, 0)
}

/** Whether the $noun is worth keeping. */
function isGood$Noun($noun) {
  if (!$noun) return false
  const limit = $noun.limit || 'none'
  return limit === 'none' && $noun.amount > 0
}

module.exports = { load$Noun, save$Noun, total$Noun, isGood$Noun }
END
    done
}

write_tools() {
    local noun Noun
    for noun in $nouns; do
        Noun=${noun^}
        cat >"$1/$noun.py" <<END
"""Keeps ${noun}s in a folder."""
from pathlib import Path
import json


class ${Noun}Error(Exception):
    """A $noun that cannot be used."""


def load_$noun(root: Path, name: str) -> dict:
    """Load one $noun by its name."""
    path = root / f"{name}.json"
    if not path.exists():
        raise ${Noun}Error(f"no $noun called {name}")
    return json.loads(path.read_text())


def save_$noun(root: Path, name: str, $noun: dict) -> Path:
    """Save one $noun and return its path."""
    path = root / f"{name}.json"
    path.write_text(json.dumps($noun))
    return path


def _is_good($noun: dict) -> bool:
    if not $noun:
        return False
    return $noun.get("amount", 0) > 0
END
    done
}

# Forty functions that are no copies of each other: pairs look through copies.
write_mixed() {
    local -a verbs=(load merge count sort render parse split encode) nouns=(users orders pages colours dates)
    local -a lines=(
        "const path = join(root, 'VERB.json')" "const seen = new Set(items)"
        "const total = items.reduce((sum, item) => sum + item.NOUN, 0)" "if (!items.length) return []"
        "for (const item of items) seen.add(item.id)" "const text = await readFile(path, 'utf8')"
        "log.debug('VERB NOUN', items.length)" "const parts = text.split('\\n').filter(Boolean)"
        "items.sort((a, b) => a.rank - b.rank)" "cache.set('NOUN', { total, at: Date.now() })"
        "if (total > limit) throw new RangeError('too many NOUN')" "const first = items.find(item => item.ready)"
        "const names = items.map(item => item.name.trim())" "await Promise.all(items.map(item => save(item, path)))"
        "const pages = Math.ceil(items.length / 20)" "while (queue.length) visit(queue.shift())"
        "const [head, ...rest] = names" "emit('VERB', { head, rest, pages })")
    local i k v n line
    for ((i = 0; i < 40; i++)); do
        v=${verbs[i % 8]} n=${nouns[i / 8]}
        {
            echo "/** ${v^}s the $n of a list, number $i. */"
            echo "async function $v${n^}(items, root, limit) {"
            for ((k = 0; k < 6; k++)); do
                line=${lines[(i * 7 + k * (2 * (i % 8) + 1)) % 18]}
                line=${line//VERB/$v}
                echo "  ${line//NOUN/$n}"
            done
            echo "  return { $n: items }"
            echo "}"
            echo
        } >>"$1/$n.js"
    done
}

# A home in which both repositories have been learnt.
learnt() {
    ada
    make_repo shop
    make_repo tools
    idiolect -q learn . >/dev/null
}
