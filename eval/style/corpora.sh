#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Clones the repositories of corpora.tsv (group, owner/name, tag) below DIR, bare, with full history, and writes
# DIR/manifest.tsv. Interrupted, it goes on where it was. About 15 GB.
set -euo pipefail

dir=${1:?usage: eval/style/corpora.sh DIR}
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
mkdir -p "$dir"
: >"$dir/manifest.tsv.new"
while IFS=$'\t' read -r group name tag; do
    case $group in '' | '#'*) continue ;; esac
    place=$dir/${name/\//+}/repo
    if [ ! -d "$place" ]; then
        rm -rf "$place.part"
        git clone -q --bare "https://github.com/$name" "$place.part" || { echo "left out: $name"; continue; }
        mv "$place.part" "$place"
    fi
    printf '%s\t%s\t%s\t%s\n' "$group" "$name" "$(realpath "$place")" "$tag" >>"$dir/manifest.tsv.new"
done <"$here/corpora.tsv"
mv "$dir/manifest.tsv.new" "$dir/manifest.tsv"
