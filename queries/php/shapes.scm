; Shapes of PHP. Protocol: docs/formats/queries.md

[(function_definition) (method_declaration) (anonymous_function) (arrow_function)] @function

(formal_parameters [
  (simple_parameter type: (_)? @param.type name: (_) @param.name default_value: (_))
  (simple_parameter type: (optional_type) @param.type name: (_) @param.name)
  (property_promotion_parameter type: (_)? @param.type name: (_) @param.name default_value: (_))
  (property_promotion_parameter type: (optional_type) @param.type name: (_) @param.name)] @param @param.optional)
(formal_parameters [
  (simple_parameter type: (_)? @param.type name: (_) @param.name)
  (property_promotion_parameter type: (_)? @param.type name: (_) @param.name)] @param)
(formal_parameters (variadic_parameter type: (_)? @param.type name: (_) @param.name) @param @param.variadic)

([(function_definition return_type: (_) @returns) (method_declaration return_type: (_) @returns)
  (anonymous_function return_type: (_) @returns)])

(return_statement (_)) @gives
(yield_expression) @gives
(arrow_function body: (_) @gives @statement @simple)

(throw_expression [(object_creation_expression [(name) (qualified_name)] @raise) (variable_name) @raise
                   (scoped_call_expression scope: (_) @raise)])

(if_statement condition: (parenthesized_expression (_) @guard)
  body: [(return_statement) (exit_statement) (expression_statement (throw_expression))
         (compound_statement [(return_statement) (exit_statement) (expression_statement (throw_expression))] .)])

[(break_statement) (continue_statement) (do_statement) (echo_statement) (exit_statement) (expression_statement)
 (for_statement) (foreach_statement) (function_static_declaration) (global_declaration) (goto_statement)
 (if_statement) (return_statement) (switch_statement) (try_statement) (unset_statement) (while_statement)] @statement
[(return_statement)
 (expression_statement [(function_call_expression) (member_call_expression) (scoped_call_expression)
                        (nullsafe_member_call_expression)])] @simple
[(function_call_expression) (member_call_expression) (scoped_call_expression) (nullsafe_member_call_expression)
 (object_creation_expression)] @call
