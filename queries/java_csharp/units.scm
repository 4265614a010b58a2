; Units, calls and imports of Java and C# that both grammars have. Protocol: docs/formats/queries.md

(method_declaration name: (_) @name body: (_) @body) @unit.function
(constructor_declaration name: (_) @name body: (_) @body) @unit.function
(class_declaration name: (_) @name body: (_) @body) @unit.class
(interface_declaration name: (_) @name body: (_) @body) @unit.class
(enum_declaration name: (_) @name body: (_) @body) @unit.class
