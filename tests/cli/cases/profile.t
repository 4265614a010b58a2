$ learnt
$ idiolect profile
|* Profile · 2 repositories · [1-9]* habits*
|
|* JavaScript *  times  95 %       others*
|
| ...
|   Formatting
| ...
|*   ● Indent by 2 spaces. *
| ...
|*   ● Use single quotes for strings. *
|       shop/src/invoice.js:31   return limit === 'none' && invoice.amount > 0
|       shop/src/stock.js:15     const path = join(root, stock.id + '.json')
|*   ● No semicolons at statement ends. *
| ...
|* Python *  times  95 %       others*
|
| ...
|*   ◐ Import names with from … import. *  8 of 16  .28–.72 *
| ...
|*     Import modules whole with import. *  8 of 16  .28–.72 *
| ...
|* ● goes into specifications   ◐ undecided, asked when it matters*
$ idiolect profile --language Python | grep -c JavaScript
| 0
= 1
$ idiolect profile --language Python --json | validate profile
| valid profile
$ idiolect profile --all --json | validate profile
| valid profile
$ idiolect profile --trait format.quotes -v --language javascript
| Profile · 2 repositories · 1 habit
|
| JavaScript                                        times  95 %       others  sure
|
|   Formatting
|*   ● Use single quotes for strings. * 80 of 80  .95–1 *
|*       javascript:format.quotes=single* · 2026-11 to 2026-11
|       shop/src/invoice.js:31  return limit === 'none' && invoice.amount > 0
|       shop/src/stock.js:15    const path = join(root, stock.id + '.json')
$ idiolect profile --trait no.such.trait
! ...
= 2
# Narrow, without signs.
$ COLUMNS=60 LC_ALL=C idiolect profile --trait format.indent
| Profile, 2 repositories, 2 habits
|
| JavaScript
|
|   Formatting
|   * Indent by 2 spaces.
|       32 of 32, interval .89-1, others .70, sure .97
|       shop/src/cart.js:29      if (!cart) return false
|       shop/src/order.js:7      if (!id) throw new ShopErr...
|
| Python
|
|   Formatting
|   - Indent by 4 spaces.
|       48 of 48, interval .93-1, others .96, sure .99
|       tools/src/order.py:19    """Save one order and retu...
|       tools/src/invoice.py:27  return False
|
| * goes into specifications
| - usual, goes without saying
$ COLUMNS=60 LC_ALL=C idiolect profile -v | awk 'length > 60'
