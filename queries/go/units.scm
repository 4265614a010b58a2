; Units, calls and imports of Go. Protocol: docs/formats/queries.md

(function_declaration name: (_) @name body: (_) @body) @unit.function
(method_declaration name: (_) @name body: (_) @body) @unit.function
(type_spec
  name: (_) @name
  type: [(struct_type (_) @body) (interface_type)]) @unit.class

; func TestX(t *testing.T), BenchmarkX, FuzzX, ExampleX
((function_declaration name: (identifier) @test body: (_) @body) @unit.function
 (#match? @test "^(Test|Benchmark|Fuzz|Example)([^a-z]|$)")
 (#test-file?))

(call_expression function: (identifier) @call)
(call_expression function: (selector_expression field: (field_identifier) @call))

(import_spec path: (_) @import)
