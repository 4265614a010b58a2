; Shapes of C++. Protocol: docs/formats/queries.md

; What has parameters or declarators of its own keeps them to itself
[(function_definition) (lambda_expression) (parameter_declaration) (optional_parameter_declaration)
 (variadic_parameter_declaration) (declaration) (field_declaration) (type_definition) (alias_declaration)
 (template_parameter_list) (requires_expression)] @function

((parameter_list . (parameter_declaration !declarator type: (_) @_t) @skip .) (#eq? @_t "void"))
(parameter_list [
  (parameter_declaration declarator: (identifier) @param.name)
  (parameter_declaration declarator: (pointer_declarator declarator: (identifier) @param.name))
  (parameter_declaration declarator: (array_declarator declarator: (identifier) @param.name))
  (parameter_declaration declarator: (reference_declarator (identifier) @param.name))
  (parameter_declaration declarator: (pointer_declarator declarator: (pointer_declarator declarator: (identifier) @param.name)))
  (parameter_declaration declarator: (pointer_declarator declarator: (array_declarator declarator: (identifier) @param.name)))
  (parameter_declaration declarator: (array_declarator declarator: (array_declarator declarator: (identifier) @param.name)))
  (parameter_declaration declarator: (reference_declarator (pointer_declarator declarator: (identifier) @param.name)))
  (parameter_declaration declarator: (function_declarator declarator: (parenthesized_declarator
    (pointer_declarator declarator: (identifier) @param.name))))
  (parameter_declaration declarator: (function_declarator declarator: (parenthesized_declarator
    (reference_declarator (identifier) @param.name))))
 ] @param @param.type)
(parameter_list (parameter_declaration) @param @param.type)
(parameter_list (optional_parameter_declaration
  (type_qualifier)* @param.type type: (_) @param.type
  declarator: [(identifier) @param.name
               (pointer_declarator declarator: (identifier) @param.name) @param.type
               (reference_declarator (identifier) @param.name) @param.type]) @param @param.optional)
(parameter_list (optional_parameter_declaration) @param @param.optional)
(parameter_list (variadic_parameter_declaration
  declarator: [(variadic_declarator (identifier) @param.name)
               (reference_declarator (variadic_declarator (identifier) @param.name))])
 @param @param.type @param.variadic)
(parameter_list "..." @param @param.variadic)

(function_definition declarator: (function_declarator (trailing_return_type (type_descriptor) @returns)))
(function_definition (type_qualifier)* @returns type: (_) @returns declarator: (function_declarator))
(function_definition (type_qualifier)* @returns type: (_) @returns
  declarator: (pointer_declarator "*" @returns declarator: (function_declarator)))
(function_definition (type_qualifier)* @returns type: (_) @returns
  declarator: (pointer_declarator "*" @returns
    declarator: (pointer_declarator "*" @returns declarator: (function_declarator))))
(function_definition (type_qualifier)* @returns type: (_) @returns
  declarator: (reference_declarator ["&" "&&"] @returns (function_declarator)))

(return_statement (_)) @gives
(co_return_statement (_)) @gives
(co_yield_statement (_)) @gives

(throw_statement [(call_expression function: (_) @raise) (compound_literal_expression type: (_) @raise)
                  (identifier) @raise])
((assignment_expression left: (identifier) @_e right: (identifier) @raise) (#eq? @_e "errno"))
((return_statement (unary_expression argument: (identifier) @raise)) (#match? @raise "^E[A-Z0-9]{2,}$"))

(if_statement condition: (condition_clause value: (_) @guard)
  consequence: [(return_statement) (goto_statement) (throw_statement) (co_return_statement)
                (compound_statement [(return_statement) (goto_statement) (throw_statement)
                                     (co_return_statement)] .)])

[(break_statement) (continue_statement) (do_statement) (expression_statement) (for_statement) (for_range_loop)
 (goto_statement) (if_statement) (return_statement) (co_return_statement) (co_yield_statement) (switch_statement)
 (while_statement) (throw_statement) (try_statement) (declaration)] @statement
[(return_statement) (expression_statement (call_expression))] @simple
(call_expression) @call
(new_expression) @call
