; SPDX-License-Identifier: Apache-2.0
; Habits in Rust. One block per trait of data/traits.json; the protocol is docs/formats/queries.md.
; What rustfmt decides is left out.

; ---- format ---------------------------------------------------------------------------------------

; format.blank_lines
((source_file (function_item) @site)
 (#set! trait "format.blank_lines") (#set! classify "blank_before"))
((declaration_list (function_item) @site)
 (#set! trait "format.blank_lines") (#set! classify "blank_before"))

; ---- naming ---------------------------------------------------------------------------------------

; naming.boolean
((function_item name: (identifier) @_n return_type: (primitive_type) @_t) @site
 (#eq? @_t "bool") (#match? @_n "^(is|has|can|should|was|are|must|needs?|contains|starts|ends)_")
 (#set! trait "naming.boolean") (#set! value "prefix"))
((function_item name: (identifier) return_type: (primitive_type) @_t) @site
 (#eq? @_t "bool")
 (#set! trait "naming.boolean") (#set! value "plain"))

; naming.error
((tuple_struct_pattern type: (identifier) @_t (identifier) @site .)
 (#eq? @_t "Err") (#any-of? @site "e" "err" "error" "ex" "exc")
 (#set! trait "naming.error") (#set! classify "text") (#set! as.exc "ex"))
((call_expression function: (field_expression field: (field_identifier) @_f)
   arguments: (arguments (closure_expression parameters: (closure_parameters (identifier) @site))))
 (#any-of? @_f "map_err" "unwrap_or_else" "or_else") (#any-of? @site "e" "err" "error" "ex" "exc")
 (#set! trait "naming.error") (#set! classify "text") (#set! as.exc "ex"))

; ---- idiom ----------------------------------------------------------------------------------------

; idiom.format_args: only plain variables may go inline
((macro_invocation macro: (identifier) @_m (token_tree (string_literal) @_s)) @site
 (#any-of? @_m "format" "println" "eprintln" "print" "eprint" "write" "writeln" "panic" "bail" "anyhow" "info"
   "warn" "error" "debug" "trace")
 (#match? @_s "\\{[a-z_][a-z0-9_]*(:[^}]*)?\\}")
 (#set! trait "idiom.format_args") (#set! value "inline"))
((macro_invocation macro: (identifier) @_m (token_tree (string_literal) @_s . "," . (identifier) . ")")) @site
 (#any-of? @_m "format" "println" "eprintln" "print" "eprint" "write" "writeln" "panic" "bail" "anyhow" "info"
   "warn" "error" "debug" "trace")
 (#match? @_s "\\{(:[^}]*)?\\}")
 (#set! trait "idiom.format_args") (#set! value "positional"))

; idiom.to_string
((call_expression function: (field_expression value: (string_literal) field: (field_identifier) @_f)) @site
 (#eq? @_f "to_string")
 (#set! trait "idiom.to_string") (#set! value "to_string"))
((call_expression function: (field_expression value: (string_literal) field: (field_identifier) @_f)) @site
 (#eq? @_f "to_owned")
 (#set! trait "idiom.to_string") (#set! value "to_owned"))
((call_expression function: (field_expression value: (string_literal) field: (field_identifier) @_f)) @site
 (#eq? @_f "into")
 (#set! trait "idiom.to_string") (#set! value "into"))
((call_expression function: (scoped_identifier path: (identifier) @_p name: (identifier) @_n)
   arguments: (arguments . (string_literal) .)) @site
 (#eq? @_p "String") (#eq? @_n "from")
 (#set! trait "idiom.to_string") (#set! value "from"))

; idiom.tail_return
((function_item body: (block (expression_statement (return_expression)) .)) @site
 (#set! trait "idiom.tail_return") (#set! value "return"))
((function_item return_type: (_) body: (block (_) .)) @site
 (#set! trait "idiom.tail_return") (#set! value "tail"))

; idiom.impl_trait
([(parameter type: (abstract_type)) (parameter type: (reference_type type: (abstract_type)))] @site
 (#set! trait "idiom.impl_trait") (#set! value "impl"))
((parameter type: (reference_type type: (dynamic_type))) @site
 (#set! trait "idiom.impl_trait") (#set! value "dyn"))
((function_item type_parameters: (type_parameters (type_parameter bounds: (_)) @site))
 (#set! trait "idiom.impl_trait") (#set! value "generic"))

; idiom.where
((where_clause) @site
 (#set! trait "idiom.where") (#set! value "where"))
((type_parameters (type_parameter bounds: (_))) @site
 (#set! trait "idiom.where") (#set! value "inline"))

; idiom.derive_debug
((attribute_item (attribute (identifier) @_d arguments: (token_tree) @_t)) @site
 (#eq? @_d "derive") (#match? @_t "\\bDebug\\b")
 (#set! trait "idiom.derive_debug") (#set! value "debug"))
((attribute_item (attribute (identifier) @_d)) @site
 (#eq? @_d "derive")
 (#set! trait "idiom.derive_debug") (#set! value "other"))

; idiom.option_match
((match_expression body: (match_block . (match_arm pattern: (match_pattern) @_p) . (match_arm) .)) @site
 (#match? @_p "^(Some|None|Ok|Err)\\b")
 (#set! trait "idiom.option_match") (#set! value "match"))
((if_expression condition: (let_condition pattern: (_) @_p)) @site
 (#match? @_p "^(Some|None|Ok|Err)\\b")
 (#set! trait "idiom.option_match") (#set! value "if_let"))
((let_declaration pattern: (tuple_struct_pattern) alternative: (_)) @site
 (#set! trait "idiom.option_match") (#set! value "if_let"))

; idiom.self_type
((impl_item body: (declaration_list (function_item return_type: (type_identifier) @site)))
 (#eq? @site "Self")
 (#set! trait "idiom.self_type") (#set! value "Self"))
((impl_item type: (type_identifier) @_t body: (declaration_list (function_item return_type: (type_identifier) @site)))
 (#eq? @site @_t)
 (#set! trait "idiom.self_type") (#set! value "name"))

; ---- error ----------------------------------------------------------------------------------------

; error.propagation
((try_expression) @site
 (#set! trait "error.propagation") (#set! value "question"))
((call_expression function: (field_expression field: (field_identifier) @_f)) @site
 (#eq? @_f "unwrap")
 (#set! trait "error.propagation") (#set! value "unwrap"))
((call_expression function: (field_expression field: (field_identifier) @_f)) @site
 (#eq? @_f "expect")
 (#set! trait "error.propagation") (#set! value "expect"))
((match_arm pattern: (match_pattern (tuple_struct_pattern type: (identifier) @_t))) @site
 (#eq? @_t "Err")
 (#set! trait "error.propagation") (#set! value "match"))

; error.panic
((call_expression function: (field_expression field: (field_identifier) @_f)) @site
 (#eq? @_f "unwrap")
 (#set! trait "error.panic") (#set! value "unwrap"))
((call_expression function: (field_expression field: (field_identifier) @_f)) @site
 (#eq? @_f "expect")
 (#set! trait "error.panic") (#set! value "expect"))

; error.result_type
((function_item return_type: (generic_type type: (_) @_r type_arguments: (type_arguments) @_a)) @site
 (#match? @_r "Result$") (#match? @_a "Box<\\s*dyn\\b")
 (#set! trait "error.result_type") (#set! value "boxed"))
((function_item return_type: (generic_type type: (_) @_r type_arguments: (type_arguments) @_a)) @site
 (#match? @_r "Result$") (#count-lt? @_a 2)
 (#set! trait "error.result_type") (#set! value "alias"))
((function_item return_type: (generic_type type: (_) @_r)) @site
 (#match? @_r "Result$")
 (#set! trait "error.result_type") (#set! value "explicit"))

; error.message_case
((macro_invocation macro: [(identifier) (scoped_identifier)] @_m (token_tree . (string_literal) @_s)) @site
 (#match? @_m "(^|:)(bail|anyhow|panic|format_err|eyre|unimplemented|unreachable)$") (#match? @_s "^.[a-z]")
 (#set! trait "error.message_case") (#set! value "lower"))
((macro_invocation macro: [(identifier) (scoped_identifier)] @_m (token_tree . (string_literal) @_s)) @site
 (#match? @_m "(^|:)(bail|anyhow|panic|format_err|eyre|unimplemented|unreachable)$") (#match? @_s "^.[A-Z][a-z' ]")
 (#set! trait "error.message_case") (#set! value "capital"))
((call_expression function: (field_expression field: (field_identifier) @_f)
   arguments: (arguments . (string_literal) @_s .)) @site
 (#any-of? @_f "expect" "context") (#match? @_s "^.[a-z]")
 (#set! trait "error.message_case") (#set! value "lower"))
((call_expression function: (field_expression field: (field_identifier) @_f)
   arguments: (arguments . (string_literal) @_s .)) @site
 (#any-of? @_f "expect" "context") (#match? @_s "^.[A-Z][a-z' ]")
 (#set! trait "error.message_case") (#set! value "capital"))

; ---- doc ------------------------------------------------------------------------------------------

; doc.functions
((function_item (visibility_modifier)) @site
 (#set! trait "doc.functions") (#set! classify "documented"))

; doc.comment_case: a run of lines is one comment
((line_comment) @_p . (line_comment) @site
 (#set! trait "doc.comment_case") (#set! value "-"))
((line_comment) @site (#match? @site "^//\\s+[a-z]+ [a-z]+ ")
 (#set! trait "doc.comment_case") (#set! value "lower"))
((line_comment) @site (#match? @site "^//\\s+[A-Z][a-z]* [a-z]+ ")
 (#set! trait "doc.comment_case") (#set! value "capital"))

; doc.todo
([(line_comment) (block_comment)] @site (#match? @site "\\bTODO:")
 (#set! trait "doc.todo") (#set! value "colon"))
([(line_comment) (block_comment)] @site (#match? @site "\\bTODO ?\\(")
 (#set! trait "doc.todo") (#set! value "name"))
([(line_comment) (block_comment)] @site (#match? @site "\\bTODO\\b")
 (#set! trait "doc.todo") (#set! value "bare"))
([(line_comment) (block_comment)] @site (#match? @site "\\bFIXME\\b")
 (#set! trait "doc.todo") (#set! value "fixme"))
([(line_comment) (block_comment)] @site (#match? @site "\\bXXX\\b")
 (#set! trait "doc.todo") (#set! value "xxx"))

; doc.file_head
((source_file . [(line_comment) (block_comment)] @_c) @site (#match? @_c "SPDX-License")
 (#set! trait "doc.file_head") (#set! value "spdx"))
((source_file . [(line_comment) (block_comment)] @_c) @site (#match? @_c "(?i)copyright|licen[cs]e")
 (#set! trait "doc.file_head") (#set! value "licence"))
((source_file . [(line_comment) (block_comment)] @_c) @site (#not-match? @_c "^///")
 (#set! trait "doc.file_head") (#set! value "description"))
((source_file) @site
 (#set! trait "doc.file_head") (#set! value "none"))

; ---- test -----------------------------------------------------------------------------------------

; test.placement: beside what the path says
((mod_item name: (identifier) @_n body: (declaration_list)) @site
 (#any-of? @_n "tests" "test")
 (#set! trait "test.placement") (#set! value "in_file"))

; ---- structure ------------------------------------------------------------------------------------

; structure.early_return
((if_expression consequence: (block [(expression_statement [(return_expression) (continue_expression)
     (break_expression)]) (return_expression)] @_l .) alternative: (_)) @site
 (#set! trait "structure.early_return") (#set! value "else"))
((if_expression consequence: (block [(expression_statement [(return_expression) (continue_expression)
     (break_expression)]) (return_expression)] @_l .) !alternative) @site
 (#set! trait "structure.early_return") (#set! value "guard"))
((function_item body: (block (expression_statement
   (if_expression consequence: (block) @_b !alternative)) @site .))
 (#count-gt? @_b 2)
 (#set! trait "structure.early_return") (#set! value "else"))

; structure.mod_file
((source_file) @site (#path-match? "/mod\\.rs$")
 (#set! trait "structure.mod_file") (#set! value "mod_rs"))
((source_file (mod_item !body)) @site
 (#not-path-match? "(^|/)(lib|main|mod|build)\\.rs$|(^|/)(examples|tests|benches|bin|fuzz)/")
 (#set! trait "structure.mod_file") (#set! value "named"))

; structure.use_grouping
((use_declaration argument: (scoped_use_list)) @site
 (#set! trait "structure.use_grouping") (#set! value "nested"))
((use_declaration argument: [(scoped_identifier) (use_as_clause)]) @site
 (#set! trait "structure.use_grouping") (#set! value "flat"))

; structure.function_length
((function_item) @site
 (#set! trait "structure.function_length") (#set! classify "lines") (#set! buckets "10 25 50 100"))

; structure.parameters
((function_item parameters: (parameters) @value) @site
 (#set! trait "structure.parameters") (#set! classify "count") (#set! buckets "2 3 5"))

; naming.verb_get
((function_item name: (identifier) @site)
 (#set! trait "naming.verb_get") (#set! classify "first_word"))

; naming.verb_make
((function_item name: (identifier) @site)
 (#set! trait "naming.verb_make") (#set! classify "first_word"))

; naming.verb_remove
((function_item name: (identifier) @site)
 (#set! trait "naming.verb_remove") (#set! classify "first_word"))

; naming.abbreviation: names that people cut or write out
([(parameter pattern: (identifier) @site) (let_declaration pattern: (identifier) @site)
  (let_declaration pattern: (tuple_pattern [(identifier) @site (mut_pattern (identifier) @site)]))]
 (#match? @site "^(ctx|cfg|conf|idx|buf|len|msg|ptr|str|tmp|req|res|resp|conn|addr|cnt|src|dst|cb|opts|params|args|pkg|dir|cmd|attr|val|prev|cur|pos|num|el|elem|arr|obj|db|sz)$")
 (#set! trait "naming.abbreviation") (#set! value "short") (#set! distinct "1"))
([(parameter pattern: (identifier) @site) (let_declaration pattern: (identifier) @site)
  (let_declaration pattern: (tuple_pattern [(identifier) @site (mut_pattern (identifier) @site)]))]
 (#match? @site "^(context|config|configuration|index|buffer|length|message|pointer|string|temp|temporary|request|result|response|connection|address|count|source|destination|dest|callback|options|parameters|arguments|package|directory|folder|command|attribute|value|previous|current|position|number|element|array|object|database|size)$")
 (#set! trait "naming.abbreviation") (#set! value "full") (#set! distinct "1"))

; naming.test
((attribute_item (attribute . (identifier) @_a)) . (function_item name: (identifier) @site)
 (#eq? @_a "test") (#match? @site "^test_")
 (#set! trait "naming.test") (#set! value "prefix"))
((attribute_item (attribute . (identifier) @_a)) . (function_item name: (identifier) @site)
 (#eq? @_a "test")
 (#set! trait "naming.test") (#set! value "plain"))

; naming.error_suffix
((enum_item name: (type_identifier) @site) (#match? @site "[a-z]Error$")
 (#set! trait "naming.error_suffix") (#set! value "Error"))
((impl_item trait: (_) @_t type: (type_identifier) @site)
 (#match? @_t "(^|::)Error$") (#match? @site "Error$")
 (#set! trait "naming.error_suffix") (#set! value "Error"))
((impl_item trait: (_) @_t type: (type_identifier) @site)
 (#match? @_t "(^|::)Error$")
 (#set! trait "naming.error_suffix") (#set! value "plain"))

; format.trailing_comma
([(arguments) (parameters) (field_declaration_list) (enum_variant_list) (field_initializer_list) (array_expression) (use_list)] @site
 (#set! trait "format.trailing_comma") (#set! classify "trailing_comma"))

; idiom.let_mut
((let_declaration (mutable_specifier) pattern: (identifier)) @site
 (#set! trait "idiom.let_mut") (#set! value "mut"))
((let_declaration pattern: (identifier)) @site
 (#set! trait "idiom.let_mut") (#set! value "let"))

; idiom.let_else
((let_declaration alternative: (block)) @site
 (#set! trait "idiom.let_else") (#set! value "let_else"))
((let_declaration value: (match_expression body: (match_block (match_arm value: [(return_expression) (continue_expression) (break_expression)])) @_b)) @site
 (#count-lt? @_b 3) (#not-has-descendant? @_b if_expression)
 (#not-match? @_b "Err\\((?!_)")
 (#set! trait "idiom.let_else") (#set! value "match"))

; idiom.turbofish
((call_expression function: (generic_function function: (field_expression field: (field_identifier) @_f))) @site
 (#any-of? @_f "collect" "parse" "sum" "into")
 (#set! trait "idiom.turbofish") (#set! value "turbofish"))
((let_declaration type: (_) value: [(call_expression function: (field_expression field: (field_identifier) @_f))
     (try_expression (call_expression function: (field_expression field: (field_identifier) @_f)))]) @site
 (#any-of? @_f "collect" "parse" "sum" "into")
 (#set! trait "idiom.turbofish") (#set! value "annotation"))

; idiom.derive_first: lists with both
((attribute (identifier) @_d arguments: (token_tree . (identifier) @_f) @_l) @site
 (#eq? @_d "derive") (#eq? @_f "Debug") (#match? @_l "\\bClone\\b")
 (#set! trait "idiom.derive_first") (#set! value "Debug"))
((attribute (identifier) @_d arguments: (token_tree . (identifier) @_f) @_l) @site
 (#eq? @_d "derive") (#eq? @_f "Clone") (#match? @_l "\\bDebug\\b")
 (#set! trait "idiom.derive_first") (#set! value "Clone"))
((attribute (identifier) @_d arguments: (token_tree . (identifier)) @_l) @site
 (#eq? @_d "derive") (#match? @_l "\\bDebug\\b") (#match? @_l "\\bClone\\b")
 (#set! trait "idiom.derive_first") (#set! value "other"))

; idiom.visibility
((visibility_modifier) @site (#match? @site "^pub ?\\(")
 (#set! trait "idiom.visibility") (#set! value "crate"))
((visibility_modifier) @site
 (#has-parent? @site function_item struct_item enum_item mod_item const_item static_item trait_item type_item)
 (#set! trait "idiom.visibility") (#set! value "pub"))

; error.drop
((expression_statement (call_expression function: (identifier) @_f)) @site (#eq? @_f "drop")
 (#set! trait "error.drop") (#set! value "drop"))
((block (expression_statement (block (let_declaration))) @site)
 (#match? @site "lock\\(\\)|borrow(_mut)?\\(\\)|guard")
 (#set! trait "error.drop") (#set! value "scope"))

; structure.lints
((inner_attribute_item (attribute . (identifier) @_a)) @site (#eq? @_a "deny")
 (#set! trait "structure.lints") (#set! value "deny"))
((inner_attribute_item (attribute . (identifier) @_a)) @site (#eq? @_a "warn")
 (#set! trait "structure.lints") (#set! value "warn"))
((inner_attribute_item (attribute . (identifier) @_a)) @site (#eq? @_a "forbid")
 (#set! trait "structure.lints") (#set! value "forbid"))

; structure.layout
((source_file) @site (#path-match? "(^|/)src/[^/]+\\.rs$")
 (#set! trait "structure.layout") (#set! value "flat"))
((source_file) @site (#path-match? "(^|/)src/.+/[^/]+\\.rs$") (#not-path-match? "/src/bin/")
 (#set! trait "structure.layout") (#set! value "nested"))

; test.use_super
((mod_item name: (identifier) @_n body: (declaration_list (use_declaration argument: (use_wildcard) @_w) @site))
 (#match? @_n "^tests?$") (#match? @_w "^super::\\*")
 (#set! trait "test.use_super") (#set! value "glob"))
((mod_item name: (identifier) @_n body: (declaration_list (use_declaration argument: (_) @_w) @site))
 (#match? @_n "^tests?$") (#match? @_w "^(super|crate)::")
 (#set! trait "test.use_super") (#set! value "names"))

; library.standard
((use_declaration argument: (_) @_u) @site (#match? @_u "^(::)?(std|core|alloc)(::|$)")
 (#set! trait "library.standard") (#set! value "std"))
((use_declaration argument: (_) @_u) @site
 (#not-match? @_u "^(crate|self|super|Self|util|utils|config|error|errors|types|common|args|cmd|cli)(::|$)")
 (#match? @_u "^(::)?[a-z]\\w*::")
 (#set! trait "library.standard") (#set! value "third"))

; ---- library --------------------------------------------------------------------------------------

; library.import: paths are used without an import too (serde_json::from_str); the names left out are
; mostly modules of std or of the crate itself
((use_declaration argument: (_) @value) @site
 (#set! trait "library.import") (#set! classify "module")
 (#set! skip "::") (#set! stops ":{;, \n") (#set! own "crate self super Self"))
((scoped_identifier path: (identifier) @value) @site
 (#match? @value "^[a-z]")
 (#not-any-of? @value "time" "json" "console" "bytes" "curl" "config" "std" "core" "self" "crate" "super")
 (#set! trait "library.import") (#set! classify "module")
 (#set! skip "::") (#set! stops ":{;, \n") (#set! own "crate self super Self") (#set! distinct "1"))
