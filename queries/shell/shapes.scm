; Shapes of shell. Protocol: docs/formats/queries.md

(function_definition) @function

; local name=$1 is how a parameter gets its name
((variable_assignment name: (variable_name) @param.name
   value: [(simple_expansion) (expansion) (string . (simple_expansion) .) (string . (expansion) .)] @_v) @param
 (#match? @_v "^\"?\\$(\\{[1-9][0-9]?\\}|[1-9])\"?$"))
((variable_assignment name: (variable_name) @param.name
   value: [(expansion) (string . (expansion) .)] @_v) @param @param.optional
 (#match? @_v "^\"?\\$\\{[1-9][0-9]?:?[-=?]"))
((variable_assignment name: (variable_name) @param.name
   value: [(simple_expansion) (string . (simple_expansion) .) (array . (_) @_a .)] @_v) @param @param.variadic
 (#match? @_v "^[(]?\"?\\$[@*]\"?[)]?$"))

((list (_) @guard "&&" (command name: (command_name (word) @_w))) (#any-of? @_w "return" "exit" "die" "fail"))
((list (_) @guard.unless "||" (command name: (command_name (word) @_w))) (#any-of? @_w "return" "exit" "die" "fail"))
((if_statement condition: (_) @guard (command name: (command_name (word) @_w)) . "fi")
 (#any-of? @_w "return" "exit" "die" "fail"))

[(command) (declaration_command) (unset_command) (if_statement) (for_statement) (c_style_for_statement)
 (while_statement) (case_statement) (test_command)] @statement
((variable_assignment) @statement (#not-has-parent? @statement "command" "declaration_command"))
(command) @simple
(command) @call
