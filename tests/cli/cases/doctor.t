# On an empty machine: nothing that is needed is missing. What is optional depends on the machine.
$ idiolect doctor
| ✓  data folder   $T/home/.local/share/idiolect
| ✓  database      none yet; 'idiolect learn PATH...' makes it
|* ✓  detectors     *
|* ✓  spec schema   *
| –  git identity  git has no user.name and user.email
| ...
|* Everything that is needed is here. *
# With an identity, without a model.
$ ada; export IDIOLECT_MODEL=nowhere.gguf; idiolect doctor --json >doctor; validate doctor <doctor; jq -r '.checks[] | select(.name == "git identity" or .name == "model") | .ok' doctor
| valid doctor
| true
| false
# A folder that cannot be: exit 1. Words where the locale has no signs.
$ touch file; LC_ALL=C idiolect --home file/home doctor
|* missing  data folder *
| ...
| 1 thing that is needed is missing.
= 1
