; Shapes of Java. Protocol: docs/formats/queries.md

[(method_declaration) (constructor_declaration) (compact_constructor_declaration) (record_declaration)
 (lambda_expression)] @function

(formal_parameters (formal_parameter type: (_) @param.type name: (_) @param.name) @param)
(formal_parameters (spread_parameter (modifiers)? [(integral_type) (floating_point_type) (boolean_type)
  (type_identifier) (scoped_type_identifier) (generic_type) (array_type)] @param.type
  (variable_declarator name: (_) @param.name)) @param @param.variadic)

(method_declaration type: (_) @returns)

(return_statement (_)) @gives

(throw_statement [(object_creation_expression type: (_) @raise) (identifier) @raise])
(throws (_) @raise)

(if_statement condition: (parenthesized_expression (_) @guard)
  consequence: [(return_statement) (throw_statement) (block [(return_statement) (throw_statement)] .)])

[(assert_statement) (break_statement) (continue_statement) (do_statement) (enhanced_for_statement)
 (expression_statement) (for_statement) (if_statement) (local_variable_declaration) (return_statement)
 (switch_expression) (synchronized_statement) (throw_statement) (try_statement) (try_with_resources_statement)
 (while_statement) (yield_statement) (explicit_constructor_invocation)] @statement
[(return_statement) (expression_statement (method_invocation)) (explicit_constructor_invocation)] @simple
[(method_invocation) (object_creation_expression)] @call
