$ idiolect help profile html
| idiolect profile html: write the profile as a page with charts
|
| usage: idiolect profile html [--output FILE] [--force]
|
| Writes one file that opens in any browser: charts against other developers,
| switches over time, open questions, examples from your code, and a table to sort
| and filter. It loads nothing from anywhere.
|
| It quotes your code, so look before you publish it.
|
| Options
|   -o, --output FILE  where to write it (default: idiolect-profile.html)
|       --force        replace a file that is there
|
| Examples
|   idiolect profile html
|       one file, to open in a browser
|   idiolect profile html -o style.html --force
|       write it again
|
| 'idiolect help' lists the options of every command.
