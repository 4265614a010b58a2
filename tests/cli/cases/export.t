$ learnt
$ mkdir new
$ idiolect profile export --format agents --diff -o new | head -12
| --- /dev/null
| +++ new/AGENTS.md
|* @@ -0,0 +1,[1-9]* @@
| +<!-- idiolect:begin -->
| +## Code style
| +
| +How this developer writes code, found in their own repositories. Follow it in new code; where a file does otherwise, follow the file.
| +
| +### Python
| +
| +- Name functions that give something back with the verb load.
| +- Start error messages with a lower-case letter.
$ ls -A new
$ idiolect profile export --format agents -o new
| new/AGENTS.md written
$ sed -n '1,10p;$p' new/AGENTS.md
| <!-- idiolect:begin -->
| ## Code style
|
| How this developer writes code, found in their own repositories. Follow it in new code; where a file does otherwise, follow the file.
|
| ### Python
|
| - Name functions that give something back with the verb load.
| - Start error messages with a lower-case letter.
| - Start files with a comment on what they are for.
| <!-- idiolect:end -->
$ awk '/^###/ { if (n) print n " bytes"; n = 0 } { n += length + 1 } END { print n " bytes" }' new/AGENTS.md | awk '$1 > 2000'
$ idiolect profile export --format agents -o new
| new/AGENTS.md is up to date
# The developer's own text stays, down to its line ends.
$ printf '# Shop\r\n\r\nBe kind.' >AGENTS.md
$ idiolect profile export --format agents --language python
| AGENTS.md changed
$ cat -A AGENTS.md | head -8
| # Shop^M$
| ^M$
| Be kind.^M$
| ^M$
| <!-- idiolect:begin -->^M$
| ## Code style^M$
| ^M$
| How this developer writes code, found in their own repositories. Follow it in new code; where a file does otherwise, follow the file.^M$
$ printf 'Really.\n' >>AGENTS.md
$ idiolect profile pin python:format.line_length=le100
| Pinned python:format.line_length=le100.
$ idiolect profile export --format agents --language python --diff | tail -n +3
| @@ -9,6 +9,7 @@
|
|  ### Python
|
| +- Keep lines within 100 columns.
|  - Name functions that give something back with the verb load.
|  - Start error messages with a lower-case letter.
|  - Start files with a comment on what they are for.
$ idiolect profile export --format agents --language python --json | validate profile-export
| valid profile-export
$ cat -A AGENTS.md | tail -2
| <!-- idiolect:end -->^M$
| Really.$
# A link is followed; broken marks are refused.
$ mkdir linked; echo 'Mine.' >linked/CLAUDE.md; ln -s CLAUDE.md linked/AGENTS.md
$ idiolect profile export --format agents --language python -o linked/
| linked/AGENTS.md changed
$ test -h linked/AGENTS.md && head -1 linked/CLAUDE.md
| Mine.
$ sed -i '/idiolect:end/d' linked/CLAUDE.md
$ idiolect profile export --format agents --language python -o linked/
! idiolect: linked/AGENTS.md: there is no '<!-- idiolect:end -->'
! hint: put the line back where idiolect's part ends
= 1
$ idiolect profile export --format cursor -o new
| new/.cursor/rules/idiolect-python.mdc written
| new/.cursor/rules/idiolect-javascript.mdc written
$ head -14 new/.cursor/rules/idiolect-javascript.mdc
| ---
| description: How this developer writes JavaScript
| globs: **/*.js,**/*.mjs,**/*.cjs,**/*.jsx
| alwaysApply: false
| ---
|
| <!-- idiolect:begin -->
| # JavaScript style
|
| How this developer writes code, found in their own repositories. Follow it in new code; where a file does otherwise, follow the file.
|
| - Name functions that give something back with the verb load.
| - No semicolons at statement ends.
| - Write asynchronous code with async and await.
$ sed -i 's/^globs: .*/globs: src\/*.js/' new/.cursor/rules/idiolect-javascript.mdc
$ idiolect profile export --format cursor -o new
| new/.cursor/rules/idiolect-python.mdc is up to date
| new/.cursor/rules/idiolect-javascript.mdc is up to date
$ idiolect profile export --format copilot -o new
| new/.github/copilot-instructions.md written
| new/.github/instructions/python.instructions.md written
| new/.github/instructions/javascript.instructions.md written
$ head -20 new/.github/copilot-instructions.md
| <!-- idiolect:begin -->
| ## Code style
|
| How this developer writes code, found in their own repositories. Follow it in new code; where a file does otherwise, follow the file.
|
| ### Python
|
| In short; the rest is in `.github/instructions/python.instructions.md`.
|
| - Keep lines within 100 columns.
| - Name functions that give something back with the verb load.
| - Start error messages with a lower-case letter.
| - Start files with a comment on what they are for.
| - Start names of boolean functions with is, has, can or should.
|
| ### JavaScript
|
| In short; the rest is in `.github/instructions/javascript.instructions.md`.
|
| - Name functions that give something back with the verb load.
$ head -10 new/.github/instructions/python.instructions.md
| ---
| applyTo: "**/*.py,**/*.pyi"
| ---
|
| <!-- idiolect:begin -->
| # Python style
|
| How this developer writes code, found in their own repositories. Follow it in new code; where a file does otherwise, follow the file.
|
| - Keep lines within 100 columns.
$ idiolect profile export --format copilot -o new --json | validate profile-export
| valid profile-export
# All or nothing.
$ mkdir other; mkdir -p other/.cursor/rules; echo mine >other/.cursor/rules/idiolect-python.mdc
$ idiolect profile export --format cursor -o other
! idiolect: other/.cursor/rules/idiolect-python.mdc is there and not idiolect's
! hint: --force replaces it, --diff shows what would be lost; -o PATH writes elsewhere
= 1
$ find other -type f
| other/.cursor/rules/idiolect-python.mdc
$ idiolect profile export --format cursor -o other --force
| other/.cursor/rules/idiolect-python.mdc changed
| other/.cursor/rules/idiolect-javascript.mdc written
$ idiolect profile export --format editorconfig -o -
| root = true
|
| # idiolect:begin
| [*.{py,pyi}]
| indent_style = space
| indent_size = 4
| end_of_line = lf
| insert_final_newline = true
| trim_trailing_whitespace = true
| max_line_length = 100
|
| [*.{js,mjs,cjs,jsx}]
| indent_style = space
| indent_size = 2
| end_of_line = lf
| insert_final_newline = true
| trim_trailing_whitespace = true
| # idiolect:end
$ printf 'root = true\n\n[*.js]\nindent_size = 3\n' >new/.editorconfig
$ idiolect profile export --format editorconfig -o new
| new/.editorconfig changed
$ cat new/.editorconfig
| root = true
|
| # idiolect:begin
| [*.{py,pyi}]
| indent_style = space
| indent_size = 4
| end_of_line = lf
| insert_final_newline = true
| trim_trailing_whitespace = true
| max_line_length = 100
|
| [*.{js,mjs,cjs,jsx}]
| indent_style = space
| indent_size = 2
| end_of_line = lf
| insert_final_newline = true
| trim_trailing_whitespace = true
| # idiolect:end
|
| [*.js]
| indent_size = 3
$ idiolect profile export --format editorconfig -o new
| new/.editorconfig is up to date
$ idiolect profile export --format json -o style.json
| style.json written
$ validate style <style.json
| valid style
$ idiolect profile export --format json -o style.json
| style.json is up to date
$ echo '{}' >style.json
$ idiolect profile export --format json -o style.json
! idiolect: style.json is there and not idiolect's
! hint: --force replaces it; -o PATH writes elsewhere
= 1
# Nothing in C.
$ idiolect profile export --format clang-format
! idiolect: nothing is decided that clang-format could say
! hint: 'idiolect profile --all' shows what is known
= 1
$ idiolect profile export --format copilot -o -
! idiolect: copilot has several files
! hint: name a folder with -o, or look at them with --diff
= 2
$ idiolect profile export
! idiolect: 'profile export' needs --format
! hint: agents, cursor, copilot, editorconfig, clang-format or json
= 2
$ idiolect profile export --format agent
! idiolect: --format cannot be 'agent'
! hint: choose one of agents, cursor, copilot, editorconfig, clang-format, json
= 2
