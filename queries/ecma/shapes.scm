; Shapes that JavaScript and TypeScript share. Protocol: docs/formats/queries.md

(return_statement (_)) @gives
(yield_expression) @gives
; x => x + 1
((arrow_function body: (_) @gives @statement @simple) (#not-match? @gives "^\\{"))

(throw_statement [(new_expression constructor: (_) @raise) (call_expression function: (_) @raise)
                  (identifier) @raise])
((call_expression function: [(identifier) (member_expression)] @_f
   arguments: (arguments . (new_expression constructor: (_) @raise)))
 (#match? @_f "(^|\\.)reject$"))

(if_statement condition: (parenthesized_expression (_) @guard)
  consequence: [(return_statement) (throw_statement)
                (statement_block [(return_statement) (throw_statement)] .)])

; "use strict"
(expression_statement . (string) .) @skip
[(break_statement) (continue_statement) (debugger_statement) (do_statement) (expression_statement)
 (for_in_statement) (for_statement) (if_statement) (import_statement) (lexical_declaration) (return_statement)
 (switch_statement) (throw_statement) (try_statement) (variable_declaration) (while_statement) (with_statement)]
 @statement
[(return_statement) (expression_statement [(call_expression) (await_expression)])] @simple
[(call_expression) (new_expression)] @call
