$ command -v fish >/dev/null || skip "no fish"
$ idiolect help --completion fish >completion
$ fish --no-config -c 'source completion; complete -C "idiolect sp"; complete -C "idiolect spec --eng"; complete -C "idiolect spec --engine "; complete -C "idiolect profile --language py"; complete -C "idiolect profile p"; complete -C "idiolect profile export --f"; complete -C "idiolect profile --a"; complete -C "idiolect help sh"'
| spec	turn a request into a specification
| --engine	who writes: rules, a model, or what suits
| auto	who writes: rules, a model, or what suits
| model	who writes: rules, a model, or what suits
| rules	who writes: rules, a model, or what suits
| python	only this language
| pin	say that you do this, whatever is counted
| --force	replace files that idiolect did not write
| --format	agents, cursor, copilot, editorconfig, clang-format or json
| --all	also habits that go without saying; with --check, also those that are less sure
| --area	only format, naming, idiom, error, doc, test, library or structure
| show
