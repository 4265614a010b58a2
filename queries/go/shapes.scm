; Shapes of Go. Protocol: docs/formats/queries.md

[(function_declaration) (method_declaration) (func_literal) (function_type) (method_elem)] @function

; the receiver is no parameter; one declaration may name several
([(function_declaration parameters: (parameter_list (parameter_declaration
    name: (identifier) @param @param.name type: (_) @param.type)))
  (method_declaration parameters: (parameter_list (parameter_declaration
    name: (identifier) @param @param.name type: (_) @param.type)))])
([(function_declaration parameters: (parameter_list (parameter_declaration !name type: (_) @param.type) @param))
  (method_declaration parameters: (parameter_list (parameter_declaration !name type: (_) @param.type) @param))])
([(function_declaration parameters: (parameter_list (variadic_parameter_declaration
    name: (identifier)? @param.name type: (_) @param.type) @param @param.variadic))
  (method_declaration parameters: (parameter_list (variadic_parameter_declaration
    name: (identifier)? @param.name type: (_) @param.type) @param @param.variadic))])

(function_declaration result: (_) @returns)
(method_declaration result: (_) @returns)

(return_statement (_)) @gives

((return_statement (expression_list [(identifier) (selector_expression)] @raise))
 (#match? @raise "(^|\\.)(Err|err)[A-Z]|^io\\.EOF$"))
((call_expression function: (identifier) @raise) (#eq? @raise "panic"))

(if_statement condition: (_) @guard consequence: (block (statement_list (return_statement) .)))
((if_statement condition: (_) @guard consequence: (block (statement_list
   (expression_statement (call_expression function: (_) @_f)) .)))
 (#any-of? @_f "panic" "os.Exit" "log.Fatal" "log.Fatalf"))

[(assignment_statement) (break_statement) (const_declaration) (continue_statement) (dec_statement)
 (defer_statement) (expression_statement) (expression_switch_statement) (fallthrough_statement) (for_statement)
 (go_statement) (goto_statement) (if_statement) (inc_statement) (return_statement) (select_statement)
 (send_statement) (short_var_declaration) (type_switch_statement) (var_declaration)] @statement
[(return_statement) (expression_statement (call_expression))] @simple
(call_expression) @call
