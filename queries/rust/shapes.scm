; Shapes of Rust. Protocol: docs/formats/queries.md

[(function_item) (closure_expression) (function_signature_item) (function_type)] @function

; self is no parameter
(function_item parameters: (parameters (parameter pattern: (_) @param.name type: (_) @param.type) @param))
(function_item parameters: (parameters (variadic_parameter) @param @param.variadic))

(function_item return_type: (_) @returns)

((function_item return_type: (_) @gives) (#not-any-of? @gives "()" "!"))

((call_expression function: (identifier) @_f
   arguments: (arguments . [(scoped_identifier) @raise (call_expression function: (_) @raise)
                            (struct_expression name: (_) @raise) (macro_invocation macro: (_) @raise)]))
 (#eq? @_f "Err"))
((macro_invocation macro: (identifier) @raise)
 (#any-of? @raise "panic" "bail" "ensure" "todo" "unimplemented" "unreachable"))

(if_expression condition: (_) @guard
  consequence: (block [(return_expression) (expression_statement (return_expression))] .))
((if_expression condition: (_) @guard
   consequence: (block [(macro_invocation macro: (identifier) @_m)
                        (expression_statement (macro_invocation macro: (identifier) @_m))] .))
 (#any-of? @_m "panic" "bail" "unreachable"))

[(let_declaration) (expression_statement)] @statement
; the last expression of a block is a statement, too
(block [(call_expression) (macro_invocation) (identifier) (scoped_identifier) (field_expression)
        (reference_expression) (binary_expression) (unary_expression) (struct_expression) (tuple_expression)
        (array_expression) (index_expression) (try_expression) (await_expression) (type_cast_expression)
        (integer_literal) (string_literal) (boolean_literal) (char_literal) (float_literal) (unit_expression)
        (self) (range_expression) (closure_expression)] @statement @simple .)
(block [(if_expression) (match_expression) (for_expression) (while_expression) (loop_expression)
        (return_expression) (assignment_expression) (compound_assignment_expr) (unsafe_block)] @statement .)
[(expression_statement [(call_expression) (macro_invocation) (return_expression) (try_expression)])
 (return_expression)] @simple
[(call_expression) (macro_invocation)] @call
