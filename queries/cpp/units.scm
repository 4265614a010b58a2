; Units, calls and imports of C++. Protocol: docs/formats/queries.md
; inherits: c_cpp

(function_definition
  declarator: (function_declarator declarator: (_) @name)
  body: (_) @body) @unit.function
(function_definition
  declarator: (pointer_declarator
    declarator: (function_declarator declarator: (_) @name))
  body: (_) @body) @unit.function
(function_definition
  declarator: (reference_declarator
    (function_declarator declarator: (_) @name))
  body: (_) @body) @unit.function
(function_definition
  declarator: (operator_cast) @name
  body: (_) @body) @unit.function

(class_specifier name: (_) @name body: (_) @body) @unit.class
(struct_specifier name: (_) @name body: (_) @body) @unit.class
(union_specifier name: (_) @name body: (_) @body) @unit.class
(enum_specifier name: (_) @name body: (_) @body) @unit.class

; TEST(Suite, Name) { … }, TEST_F, TEST_P, TEST_CASE("name") { … }: macros that look like functions
((function_definition
   declarator: (function_declarator declarator: (identifier) @test)
   body: (_) @body) @unit.function
 (#match? @test "^(TYPED_)?TEST(_F|_P|_CASE|_METHOD)?$|^(SCENARIO|BOOST_AUTO_TEST_CASE)$"))

(call_expression function: (qualified_identifier name: (identifier) @call))
(call_expression function: (template_function name: (identifier) @call))
