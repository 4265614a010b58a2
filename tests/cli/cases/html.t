$ learnt
$ idiolect profile pin javascript:format.quotes=double >/dev/null
$ idiolect profile html
|* Wrote idiolect-profile.html (* KB)
# One file that asks for nothing: its policy allows its own style and script by hash, and no more.
$ grep -c 'http-equiv="Content-Security-Policy" content="default-src .none.;' idiolect-profile.html
| 1
$ grep -oE '(src|href)="[^"#]*"|url\(|@import|https?://[a-z0-9./]*' idiolect-profile.html | sort | uniq -c
|       1 href="data:,"
|       1 http://www.w3.org/2000/svg
$ script() { perl -0ne 'print $1 if /<'$1'>(.*?)<\/'$1'>/s' idiolect-profile.html; }
$ for part in style script; do grep -cF "'sha256-$(script $part | openssl dgst -sha256 -binary | base64)'" idiolect-profile.html; done
| 1
| 1
# The data: the whole profile with decisions and questions, without the places of repositories on this machine.
$ perl -0ne 'print $1 if /id="data">(.*?)<\/script>/s' idiolect-profile.html >data.json
$ jq -r 'keys_unsorted[]' data.json
| generated
| repos
| facts
| languages
| activity
| decisions
$ jq -c '[.generated, .repos, .languages, .decisions]' data.json
| ["2026-11-23T14:00:00Z",[{"name":"shop","kind":"git"},{"name":"tools","kind":"git"}],[{"id":"javascript","title":"JavaScript"},{"id":"python","title":"Python"}],[{"fact":"javascript:format.quotes=double","language":"javascript","trait":"format.quotes","value":"double","scope":"","verdict":"pin","wording":null,"made":"2026-11-23T14:00:00Z"}]]
$ jq -c '[.facts[] | select(.decided | not) | .question] | unique' data.json
| [null,"How does a function report failure?"]
$ grep -c "$T" idiolect-profile.html
| 0
= 1
$ sed -n '/<noscript>/,/<\/noscript>/p' idiolect-profile.html | sed -n '3,5p'
|     <h2>JavaScript</h2>
| <ul>
| <li>Start comments with a capital letter.</li>
# Nothing is replaced unasked; what was there stays when it is refused.
$ idiolect profile html
! idiolect: 'idiolect-profile.html' is there already
! hint: --force replaces it; -o FILE writes another one
= 1
$ idiolect profile html --force --json | validate profile-html
| valid profile-html
$ idiolect profile html -o no/such/folder.html
! idiolect: opening the folder of no/such/folder.html: No such file or directory
= 1
$ ls -A
| data.json
| idiolect-profile.html
| shop
| tools
# Hostile names and code stay text.
$ d='x"><img src=y onerror=alert(1)>&amp;'; git init -q "$d"; write_shop "$d"; for f in "$d"/*.js; do sed -i 's|const text = await|const text = /* </script><script>alert(2)</script> */ await|' "$f"; done
$ git -C "$d" add -A; git -C "$d" commit -qm 'First'
$ idiolect -q learn "$d" >/dev/null
$ idiolect profile html --force >/dev/null
$ grep -oE '</?(script|img)[ >]' idiolect-profile.html | sort | uniq -c
|       2 </script>
|       1 <script 
|       1 <script>
$ perl -0ne 'print $1 if /id="data">(.*?)<\/script>/s' idiolect-profile.html | jq -r '.repos[].name'
| shop
| tools
| x"><img src=y onerror=alert(1)>&amp;
# Nothing was learnt.
$ idiolect --home "$T/none" profile html -o none.html
! idiolect: nothing has been learnt yet
! hint: run 'idiolect learn PATH...' on the folder with your repositories
= 1
