$ learnt
$ idiolect spec "pls add a retry to loadCart in src/cart.js, max 3 attempts, no new dependencies"
| Spec 1 · edit · JavaScript · rules engine · not approved
|
| Goal
|   Add a retry to loadCart in src/cart.js
|
| Constraints you named
|   • max 3 attempts
|   • no new dependencies
|
| ...
| Style
| ...
|   • No semicolons at statement ends.
| ...
|* sha256 [0-9a-f]*
$ idiolect spec --no-save --explain --language javascript "add a retry to loadCart, max 3 attempts, no lodash"
| Spec · edit · JavaScript · rules engine · not kept
|
| Goal
|   Add a retry to loadCart
|       said      add a retry to loadCart, max 3 attempts, no lodash
|                 ^^^^^^^^^^^^^^^^^^^^^^^
|
| Constraints you named
|   • max 3 attempts
|       said      … a retry to loadCart, max 3 attempts, no lodash
|                                        ^^^^^^^^^^^^^^
|
| ...
| Libraries to avoid
|   • lodash
|       said      … max 3 attempts, no lodash
|                                      ^^^^^^
|
| ...
|   • No semicolons at statement ends.
|*       inferred  * of * (*–*), confidence *
|                 javascript:format.semicolons=never
|                 shop/src/parcel.js:15   const path = join(root, parcel.id + '.j…
|                 shop/src/user.js:9      return JSON.parse(text)
| ...
| Verbosity
|   normal
|       default
|
|* sha256 [0-9a-f]*
# Words are joined, and standard input is as good.
$ idiolect spec --no-save --json add a retry to loadCart | jq -r .envelope.request
| add a retry to loadCart
$ echo "add a retry to loadCart" | idiolect spec --no-save --json | jq -r .envelope.request
| add a retry to loadCart
$ echo "add a retry to loadCart" | idiolect spec --no-save --json - | jq -r .envelope.request
| add a retry to loadCart
$ idiolect spec --json --no-save "add a retry" | validate spec
| valid spec
$ idiolect spec --file shop/src/cart.js --no-save --json "add a retry" | jq -r .envelope.context.path,.envelope.context.language
| src/cart.js
| javascript
$ idiolect spec --no-save "explain what loadCart does" | head -5
| Spec · explain · rules engine · not kept
| Note: explain-only request: passed through
|
| Goal
|   Explain what loadCart does
# The same request gives the same bytes.
$ idiolect spec --json --no-save "add a retry" | cmp - <(idiolect --threads 1 spec --json --no-save "add a retry") && echo same
| same
# The envelope as a file.
$ idiolect spec --output spec.json "add a retry to loadCart"; jq -r .request spec.json
| add a retry to loadCart
! Wrote spec.json.
$ idiolect spec --output no/such/folder/spec.json "add a retry" 2>/dev/null
= 1
