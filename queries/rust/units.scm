; Units, calls and imports of Rust. Protocol: docs/formats/queries.md

(function_item name: (_) @name body: (_) @body) @unit.function
(struct_item name: (_) @name body: (_)? @body) @unit.class
(enum_item name: (_) @name body: (_) @body) @unit.class
(union_item name: (_) @name body: (_) @body) @unit.class
(trait_item name: (_) @name body: (_) @body) @unit.class
(impl_item type: (_) @name body: (_) @body) @unit.class

; #[test] fn …, #[tokio::test] async fn …
((attribute_item (attribute [(identifier) (scoped_identifier)] @test))
 .
 (attribute_item)*
 .
 (function_item name: (_) @name body: (_) @body) @unit.function
 (#match? @test "(^|::)test$"))

(call_expression function: (identifier) @call)
(call_expression function: (field_expression field: (field_identifier) @call))
(call_expression function: (scoped_identifier name: (identifier) @call))
(call_expression function: (generic_function
  function: [(identifier) @call (scoped_identifier name: (identifier) @call)]))
(macro_invocation macro: (identifier) @call)

(use_declaration argument: (_) @import)
(extern_crate_declaration name: (identifier) @import)
