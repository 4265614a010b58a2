; Units, calls and imports of TypeScript and TSX. Protocol: docs/formats/queries.md
; inherits: ecma

(abstract_class_declaration name: (_) @name body: (_) @body) @unit.class
(interface_declaration name: (_) @name body: (_) @body) @unit.class
(enum_declaration name: (_) @name body: (_) @body) @unit.class
(type_alias_declaration name: (_) @name value: (object_type) @body) @unit.class

(public_field_definition
  name: (_) @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @unit.function

(import_statement (import_require_clause source: (string) @import))
