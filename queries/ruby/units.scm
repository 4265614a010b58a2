; Units, calls and imports of Ruby. Protocol: docs/formats/queries.md

(method name: (_) @name body: (_)? @body) @unit.function
(singleton_method name: (_) @name body: (_)? @body) @unit.function
(class name: (_) @name body: (_)? @body) @unit.class
(module name: (_) @name body: (_)? @body) @unit.class

; Point = Struct.new(:x, :y) do … end
((assignment left: (constant) @name
   right: (call receiver: (constant) @_r method: (identifier) @_m block: (_ body: (_) @body))) @unit.class
 (#any-of? @_r "Struct" "Class" "Module" "Data") (#any-of? @_m "new" "define"))

((call method: (identifier) @test arguments: (argument_list . (string) @name)
   block: (_ body: (_) @body)) @unit.function
 (#any-of? @test "it" "specify" "test" "scenario" "example"))

(call method: (identifier) @call)
(call receiver: [(constant) @call (scope_resolution name: (constant) @call)])

((call !receiver method: (identifier) @_m arguments: (argument_list . (string) @import .))
 (#any-of? @_m "require" "require_relative" "load"))
