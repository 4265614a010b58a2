$ learnt
$ idiolect forget nowhere
! idiolect: 'nowhere' was never learnt
! ...
= 1
$ idiolect forget shop
| Forgot shop  $T/work/shop
|* [1-9]* facts left in the profile.
$ idiolect profile --language javascript
| Profile · 1 repository · 0 habits
|
| Nothing stands out here. 'idiolect profile --all' shows everything that is
| known.
$ idiolect forget --json "$T/work/tools" | validate forget
| valid forget
$ idiolect profile
| Profile · 0 repositories · 0 habits
|
| Nothing has been learnt yet; 'idiolect learn PATH...' does it.
