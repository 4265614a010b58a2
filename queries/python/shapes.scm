; Shapes of Python. Protocol: docs/formats/queries.md

[(function_definition) (lambda)] @function

((parameters . (identifier) @skip) (#any-of? @skip "self" "cls"))
((parameters . (typed_parameter . (identifier) @_n) @skip) (#any-of? @_n "self" "cls"))
(parameters (identifier) @param @param.name)
(parameters (typed_parameter . (identifier) @param.name type: (_) @param.type) @param)
(parameters (typed_parameter
  . [(list_splat_pattern (identifier) @param.name) (dictionary_splat_pattern (identifier) @param.name)]
  type: (_) @param.type) @param @param.variadic)
(parameters (default_parameter name: (_) @param.name) @param @param.optional)
(parameters (typed_default_parameter name: (_) @param.name type: (_) @param.type) @param @param.optional)
(parameters [(list_splat_pattern (identifier) @param.name) (dictionary_splat_pattern (identifier) @param.name)]
  @param @param.variadic)

(function_definition return_type: (_) @returns)

(return_statement (_)) @gives
(yield) @gives

(raise_statement . [(identifier) @raise (attribute) @raise (call function: (_) @raise)])

(if_statement condition: (_) @guard consequence: (block [(return_statement) (raise_statement)] .))

; docstrings say something and do nothing
(expression_statement . (string) .) @skip
[(assert_statement) (break_statement) (continue_statement) (delete_statement) (exec_statement)
 (expression_statement) (for_statement) (global_statement) (if_statement) (import_from_statement) (import_statement)
 (match_statement) (nonlocal_statement) (pass_statement) (print_statement) (raise_statement) (return_statement)
 (try_statement) (while_statement) (with_statement)] @statement
[(return_statement) (expression_statement . [(call) (await) (yield)] .)] @simple
(call) @call
