; Units, calls and imports of JavaScript. Protocol: docs/formats/queries.md
; Anonymous callbacks are no units of their own; what gives them a name does.
; inherits: ecma

(field_definition
  property: (_) @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @unit.function
