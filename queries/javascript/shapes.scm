; Shapes of JavaScript. Protocol: docs/formats/queries.md
; inherits: ecma

[(function_declaration) (generator_function_declaration) (method_definition) (arrow_function)
 (function_expression) (generator_function)] @function

(formal_parameters [(identifier) (object_pattern) (array_pattern)] @param @param.name)
(formal_parameters (assignment_pattern left: (_) @param.name) @param @param.optional)
(formal_parameters (rest_pattern (_) @param.name) @param @param.variadic)
(arrow_function parameter: (identifier) @param @param.name)
