# SPDX-License-Identifier: Apache-2.0
# keep only what package.json names, and forget what those packages would themselves pull in
(.packages[""] | (.dependencies + .devDependencies) | keys | map("node_modules/" + .)) as $keep
| .packages |= with_entries(select(.key == "" or (.key as $k | $keep | index([$k]))))
| .packages |= with_entries(if .key == "" then . else .value |= {version, resolved, integrity, dev, license} | .value |= with_entries(select(.value != null)) end)
