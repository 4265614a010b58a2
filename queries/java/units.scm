; Units, calls and imports of Java. Protocol: docs/formats/queries.md
; inherits: java_csharp

; an annotation of a test framework makes the method a test
((method_declaration
   (modifiers [(marker_annotation name: (identifier) @test) (annotation name: (identifier) @test)])
   name: (_) @name body: (_) @body) @unit.function
 (#any-of? @test "Test" "ParameterizedTest" "RepeatedTest" "TestFactory" "TestTemplate" "Theory" "Property"))
(compact_constructor_declaration name: (_) @name body: (_) @body) @unit.function
(record_declaration name: (_) @name body: (_) @body) @unit.class
(annotation_type_declaration name: (_) @name body: (_) @body) @unit.class

(method_invocation name: (identifier) @call)
(method_invocation object: (identifier) @call)
(object_creation_expression type: (type_identifier) @call)
(object_creation_expression type: (generic_type . (type_identifier) @call))

(import_declaration (scoped_identifier) @import)
