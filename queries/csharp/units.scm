; Units, calls and imports of C#. Protocol: docs/formats/queries.md
; inherits: java_csharp

; an attribute of a test framework makes the method a test
((method_declaration
   (attribute_list (attribute name: (identifier) @test))
   name: (_) @name body: (_) @body) @unit.function
 (#any-of? @test "Fact" "Theory" "Test" "TestCase" "TestCaseSource" "TestMethod" "DataTestMethod" "Property"
   "SkippableFact" "SkippableTheory" "ConditionalFact" "ConditionalTheory"))
(local_function_statement name: (_) @name body: (_) @body) @unit.function
(destructor_declaration name: (_) @name body: (_) @body) @unit.function
(operator_declaration body: (_) @body) @unit.function
(conversion_operator_declaration body: (_) @body) @unit.function
(property_declaration name: (_) @name accessors: (accessor_list (accessor_declaration body: (_))) @body) @unit.function
(struct_declaration name: (_) @name body: (_) @body) @unit.class
(record_declaration name: (_) @name) @unit.class

(invocation_expression function: [(identifier) @call (generic_name . (identifier) @call)])
(invocation_expression function: (member_access_expression
   name: [(identifier) @call (generic_name . (identifier) @call)]))
(invocation_expression function: (member_access_expression expression: (identifier) @call))
(object_creation_expression type: [(identifier) @call (generic_name . (identifier) @call)])

(using_directive !name [(identifier) (qualified_name)] @import)
