; Units, calls and imports of C and C++ that both grammars have. Protocol: docs/formats/queries.md

(type_definition
  type: (struct_specifier !name body: (_) @body)
  declarator: (type_identifier) @name) @unit.class
(type_definition
  type: (enum_specifier !name body: (_) @body)
  declarator: (type_identifier) @name) @unit.class
(call_expression function: (identifier) @call)
(call_expression function: (field_expression field: (field_identifier) @call))
(preproc_include path: (_) @import)
