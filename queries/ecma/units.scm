; Units, calls and imports of JavaScript and TypeScript that both grammars have. Protocol: docs/formats/queries.md

(function_declaration name: (_) @name body: (_) @body) @unit.function
(generator_function_declaration name: (_) @name body: (_) @body) @unit.function
(method_definition name: (_) @name body: (_) @body) @unit.function
(class_declaration name: (_) @name body: (_) @body) @unit.class
(variable_declarator
  name: (identifier) @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)
          (generator_function body: (_) @body)]) @unit.function
(variable_declarator
  name: (identifier) @name
  value: (class body: (_) @body)) @unit.class

; exports.f = function … and Thing.prototype.f = …
(assignment_expression
  left: [(identifier) @name (member_expression property: (property_identifier) @name)]
  right: [(arrow_function body: (_) @body) (function_expression body: (_) @body)
          (generator_function body: (_) @body)]) @unit.function
(pair
  key: (_) @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @unit.function

; it('does this', () => { … }), test(…), t.test(…)
((call_expression
   function: [(identifier) @test
              (member_expression object: (identifier) property: (property_identifier) @test)]
   arguments: (arguments
     . [(string) (template_string)] @name
     [(arrow_function body: (_) @body) (function_expression body: (_) @body)])) @unit.function
 (#any-of? @test "it" "test" "specify"))
(call_expression function: (identifier) @call)
(call_expression function: (member_expression property: (property_identifier) @call))
(new_expression constructor: (identifier) @call)
(import_statement source: (string) @import)
(export_statement source: (string) @import)
((call_expression
   function: [(identifier) (import)] @_f
   arguments: (arguments . (string) @import .))
 (#any-of? @_f "require" "import"))
