; Shapes of TypeScript and TSX. Protocol: docs/formats/queries.md
; inherits: ecma

; Types of functions have parameters too
[(function_declaration) (generator_function_declaration) (method_definition) (arrow_function)
 (function_expression) (generator_function) (function_type) (constructor_type) (call_signature)
 (construct_signature) (method_signature) (function_signature) (abstract_method_signature)] @function

(formal_parameters (required_parameter pattern: (this)) @skip)
(formal_parameters (required_parameter pattern: (rest_pattern (_) @param.name)
  type: (type_annotation (_) @param.type)?) @param @param.variadic)
(formal_parameters (required_parameter pattern: (_) @param.name
  type: (type_annotation (_) @param.type)? value: (_) @param.optional) @param)
(formal_parameters (required_parameter pattern: (_) @param.name
  type: (type_annotation (_) @param.type)?) @param)
(formal_parameters (optional_parameter pattern: (_) @param.name
  type: (type_annotation (_) @param.type)?) @param @param.optional)
(arrow_function parameter: (identifier) @param @param.name)

([(function_declaration return_type: (_ (_) @returns))
  (generator_function_declaration return_type: (_ (_) @returns))
  (method_definition return_type: (_ (_) @returns))
  (arrow_function return_type: (_ (_) @returns))
  (function_expression return_type: (_ (_) @returns))
  (generator_function return_type: (_ (_) @returns))])
