; Units, calls and imports of PHP. Protocol: docs/formats/queries.md

(function_definition name: (name) @name body: (_) @body) @unit.function
(method_declaration name: (name) @name body: (_)? @body) @unit.function
(class_declaration name: (name) @name body: (_) @body) @unit.class
(interface_declaration name: (name) @name body: (_) @body) @unit.class
(trait_declaration name: (name) @name body: (_) @body) @unit.class
(enum_declaration name: (name) @name body: (_) @body) @unit.class

((class_declaration name: (name) @name
   (base_clause [(name) @test (qualified_name (name) @test)]) body: (_) @body) @unit.class
 (#match? @test "TestCase$"))

((method_declaration attributes: (attribute_list (attribute_group (attribute (name) @test)))
   name: (name) @name body: (_) @body) @unit.function
 (#eq? @test "Test"))

((function_call_expression function: (name) @test
   arguments: (arguments . (argument [(string) (encapsed_string)] @name)
     (argument [(anonymous_function body: (_) @body) (arrow_function body: (_) @body)]))) @unit.function
 (#any-of? @test "it" "test"))

(function_call_expression function: [(name) @call (qualified_name (name) @call)])
(member_call_expression name: (name) @call)
(nullsafe_member_call_expression name: (name) @call)
(scoped_call_expression scope: [(name) @call (qualified_name (name) @call)] name: (name) @call)
(object_creation_expression [(name) @call (qualified_name (name) @call)])

(namespace_use_declaration (namespace_use_clause [(qualified_name) (name)] @import))
(namespace_use_declaration (namespace_name) @import body: (_))
([(require_once_expression [(string) (encapsed_string)] @import) (require_expression [(string) (encapsed_string)] @import)
  (include_expression [(string) (encapsed_string)] @import)])
