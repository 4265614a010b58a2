; Shapes of C. Protocol: docs/formats/queries.md

; What has parameters or declarators of its own keeps them to itself
[(function_definition) (parameter_declaration) (declaration) (field_declaration) (type_definition)] @function

((parameter_list . (parameter_declaration !declarator type: (_) @_t) @skip .) (#eq? @_t "void"))
(parameter_list (parameter_declaration declarator: (identifier) @param.name) @param @param.type)
(parameter_list (parameter_declaration
  declarator: [(pointer_declarator declarator: (identifier) @param.name)
               (array_declarator declarator: (identifier) @param.name)]) @param @param.type)
(parameter_list (parameter_declaration
  declarator: [(pointer_declarator declarator: (pointer_declarator declarator: (identifier) @param.name))
               (pointer_declarator declarator: (array_declarator declarator: (identifier) @param.name))
               (array_declarator declarator: (array_declarator declarator: (identifier) @param.name))
               (function_declarator declarator: (identifier) @param.name)]) @param @param.type)
(parameter_list (parameter_declaration
  declarator: [(pointer_declarator declarator: (pointer_declarator declarator: (pointer_declarator
                 declarator: (identifier) @param.name)))
               (function_declarator declarator: (parenthesized_declarator (pointer_declarator
                 declarator: (identifier) @param.name)))]) @param @param.type)
(parameter_list (parameter_declaration) @param @param.type)
(parameter_list (variadic_parameter) @param @param.variadic)

(function_definition (type_qualifier)* @returns type: (_) @returns declarator: (function_declarator))
(function_definition (type_qualifier)* @returns type: (_) @returns
  declarator: (pointer_declarator "*" @returns declarator: (function_declarator)))
(function_definition (type_qualifier)* @returns type: (_) @returns
  declarator: (pointer_declarator "*" @returns
    declarator: (pointer_declarator "*" @returns declarator: (function_declarator))))

(return_statement (_)) @gives

; error numbers are what C has for exceptions
((assignment_expression left: (identifier) @_e right: (identifier) @raise) (#eq? @_e "errno"))
((return_statement (unary_expression argument: (identifier) @raise)) (#match? @raise "^E[A-Z0-9]{2,}$"))

(if_statement condition: (parenthesized_expression (_) @guard)
  consequence: [(return_statement) (goto_statement)
                (compound_statement [(return_statement) (goto_statement)] .)])

[(break_statement) (continue_statement) (do_statement) (expression_statement) (for_statement) (goto_statement)
 (if_statement) (return_statement) (switch_statement) (while_statement) (declaration)] @statement
[(return_statement) (expression_statement (call_expression))] @simple
(call_expression) @call
