; Units, calls and imports of Python. Protocol: docs/formats/queries.md
; Docstrings are found by the engine.

(function_definition name: (identifier) @name body: (_) @body) @unit.function
(class_definition name: (identifier) @name body: (_) @body) @unit.class

; @pytest.fixture is no test; methods of a TestCase are named test_…
((class_definition
   name: (identifier) @name
   superclasses: (argument_list [(identifier) (attribute)] @test)
   body: (_) @body) @unit.class
 (#match? @test "TestCase$"))

(call function: (identifier) @call)
(call function: (attribute attribute: (identifier) @call))

(import_statement name: (dotted_name) @import)
(import_statement name: (aliased_import name: (dotted_name) @import))
(import_from_statement module_name: (_) @import)
