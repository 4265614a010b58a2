; Shapes of C#. Protocol: docs/formats/queries.md

[(method_declaration) (constructor_declaration) (destructor_declaration) (operator_declaration)
 (conversion_operator_declaration) (local_function_statement) (property_declaration) (record_declaration)
 (delegate_declaration) (lambda_expression) (anonymous_method_expression)] @function

(parameter_list (parameter type: (_)? @param.type name: (_) @param.name "=" @param.optional) @param)
(parameter_list (parameter type: (nullable_type) @param.type name: (_) @param.name) @param @param.optional)
(parameter_list (parameter type: (_)? @param.type name: (_) @param.name) @param)
(parameter_list type: (_) @param.type name: (identifier) @param @param.name @param.variadic)

(method_declaration returns: (_) @returns)
(local_function_statement type: (_) @returns)
(operator_declaration type: (_) @returns)
(conversion_operator_declaration type: (_) @returns)
(property_declaration type: (_) @returns)

(return_statement (_)) @gives
(yield_statement (_)) @gives
(arrow_expression_clause (_) @gives @statement @simple)

(throw_statement [(object_creation_expression type: (_) @raise) (identifier) @raise])
(throw_expression [(object_creation_expression type: (_) @raise) (identifier) @raise])

(if_statement condition: (_) @guard
  consequence: [(return_statement) (throw_statement) (block [(return_statement) (throw_statement)] .)])

[(break_statement) (checked_statement) (continue_statement) (do_statement) (expression_statement) (fixed_statement)
 (for_statement) (foreach_statement) (goto_statement) (if_statement) (local_declaration_statement) (lock_statement)
 (return_statement) (switch_statement) (throw_statement) (try_statement) (using_statement) (while_statement)
 (yield_statement)] @statement
[(return_statement) (expression_statement [(invocation_expression) (await_expression)])] @simple
[(invocation_expression) (object_creation_expression) (implicit_object_creation_expression)] @call
