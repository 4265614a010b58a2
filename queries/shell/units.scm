; Units, calls and imports of shell. Protocol: docs/formats/queries.md

(function_definition name: (word) @name body: (_) @body) @unit.function
((function_definition name: (word) @test body: (_) @body) @unit.function
 (#match? @test "^test_?[A-Za-z0-9]"))

(command name: (command_name (word) @call))

((command name: (command_name (word) @_n) argument: (_) @import)
 (#any-of? @_n "source" "." "load"))
