; Units, calls and imports of C. Protocol: docs/formats/queries.md
; inherits: c_cpp

; int f(void) { … } and char *f(void) { … }; pointers nest at most two levels in practice
(function_definition
  declarator: (function_declarator declarator: (identifier) @name)
  body: (_) @body) @unit.function
(function_definition
  declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @name))
  body: (_) @body) @unit.function
(function_definition
  declarator: (pointer_declarator
    declarator: (pointer_declarator
      declarator: (function_declarator declarator: (identifier) @name)))
  body: (_) @body) @unit.function

; struct, union and enum definitions; anonymous ones have their typedef's name
(struct_specifier name: (type_identifier) @name body: (_) @body) @unit.class
(union_specifier name: (type_identifier) @name body: (_) @body) @unit.class
(enum_specifier name: (type_identifier) @name body: (_) @body) @unit.class
(type_definition
  type: (union_specifier !name body: (_) @body)
  declarator: (type_identifier) @name) @unit.class
