; SPDX-License-Identifier: Apache-2.0
; Habits in TypeScript (and TSX: so no pattern may name a jsx_* node). One block per trait of data/traits.json; the protocol is docs/formats/queries.md.
; inherits: ecma

; ---- format ---------------------------------------------------------------------------------------

; format.quotes: JSX attributes are another convention
((string) @site
 (#has-parent? @site arguments variable_declarator pair array binary_expression assignment_expression
   return_statement import_statement export_statement literal_type ternary_expression new_expression
   subscript_expression switch_case expression_statement parenthesized_expression enum_assignment
   required_parameter public_field_definition)
 (#set! trait "format.quotes") (#set! classify "quote"))

; format.arrow_parens
((arrow_function parameter: (identifier)) @site
 (#set! trait "format.arrow_parens") (#set! value "bare"))
((arrow_function parameters: (formal_parameters . (required_parameter pattern: (identifier) !type) .)
   !return_type) @site
 (#set! trait "format.arrow_parens") (#set! value "parens"))

; format.blank_lines
((program [(function_declaration) (class_declaration)
           (export_statement declaration: [(function_declaration) (class_declaration)])] @site)
 (#set! trait "format.blank_lines") (#set! classify "blank_before"))

; ---- naming ---------------------------------------------------------------------------------------

; naming.variable
((variable_declarator name: (identifier) @site value: (_) @_v)
 (#not-match? @site "^[A-Z]")
 (#not-match? @_v "^(async\\b|function\\b|class\\b|require\\b|\\([^)]*\\)\\s*=>)")
 (#set! trait "naming.variable") (#set! classify "case"))
((formal_parameters (required_parameter pattern: (identifier) @site))
 (#not-match? @site "^[A-Z]")
 (#set! trait "naming.variable") (#set! classify "case"))

; naming.type
([(class_declaration name: (type_identifier) @site) (interface_declaration name: (type_identifier) @site)
  (type_alias_declaration name: (type_identifier) @site) (enum_declaration name: (identifier) @site)]
 (#set! trait "naming.type") (#set! classify "case") (#set! single "1"))

; naming.enumerator
((enum_body [(property_identifier) @site (enum_assignment name: (property_identifier) @site)])
 (#set! trait "naming.enumerator") (#set! classify "case") (#set! single "1"))

; naming.interface
((interface_declaration name: (type_identifier) @site) (#match? @site "^I[A-Z][a-z]")
 (#set! trait "naming.interface") (#set! value "prefix"))
((interface_declaration name: (type_identifier) @site)
 (#set! trait "naming.interface") (#set! value "plain"))

; naming.boolean
([(function_declaration name: (identifier) @_n return_type: (type_annotation (predefined_type) @_t))
  (method_definition name: (property_identifier) @_n return_type: (type_annotation (predefined_type) @_t))] @site
 (#eq? @_t "boolean") (#match? @_n "^_?(is|has|can|should|was|are|must|needs)[A-Z_]")
 (#set! trait "naming.boolean") (#set! value "prefix"))
([(function_declaration name: (identifier) return_type: (type_annotation (predefined_type) @_t))
  (method_definition name: (property_identifier) return_type: (type_annotation (predefined_type) @_t))] @site
 (#eq? @_t "boolean")
 (#set! trait "naming.boolean") (#set! value "plain"))

; naming.private
([(public_field_definition name: (private_property_identifier) @site)
  (method_definition name: (private_property_identifier) @site)]
 (#set! trait "naming.private") (#set! value "hash"))
([(public_field_definition name: (property_identifier) @site)
  (method_definition name: (property_identifier) @site)]
 (#match? @site "^_[a-zA-Z]")
 (#set! trait "naming.private") (#set! value "underscore"))
([(public_field_definition (accessibility_modifier) @_a name: (property_identifier) @site)
  (method_definition (accessibility_modifier) @_a name: (property_identifier) @site)
  (required_parameter (accessibility_modifier) @_a pattern: (identifier) @site)]
 (#eq? @_a "private") (#not-match? @site "^_")
 (#set! trait "naming.private") (#set! value "keyword"))

; naming.acronym
([(variable_declarator name: (identifier) @site) (formal_parameters (required_parameter pattern: (identifier) @site))
  (function_declaration name: (identifier) @site) (method_definition name: (property_identifier) @site)]
 (#match? @site "[a-z](ID|URL|HTTP|JSON|API|HTML|XML|SQL|UUID|IP)s?(?![a-z])")
 (#set! trait "naming.acronym") (#set! value "upper"))
([(variable_declarator name: (identifier) @site) (formal_parameters (required_parameter pattern: (identifier) @site))
  (function_declaration name: (identifier) @site) (method_definition name: (property_identifier) @site)]
 (#match? @site "[a-z](Id|Url|Http|Json|Api|Html|Xml|Sql|Uuid|Ip)s?(?![a-z])")
 (#set! trait "naming.acronym") (#set! value "title"))

; naming.callback
((formal_parameters (_ pattern: (identifier) @site) .)
 (#any-of? @site "cb" "callback" "done" "next" "fn")
 (#set! trait "naming.callback") (#set! classify "text"))

; naming.options
((formal_parameters (_ pattern: (identifier) @site))
 (#any-of? @site "opts" "options" "config")
 (#set! trait "naming.options") (#set! classify "text"))

; naming.error
([(catch_clause parameter: (identifier) @site)
  (formal_parameters . (required_parameter pattern: (identifier) @site))]
 (#any-of? @site "err" "error" "e" "ex" "exc")
 (#set! trait "naming.error") (#set! classify "text") (#set! as.exc "ex"))

; ---- idiom ----------------------------------------------------------------------------------------

; idiom.async
([(function_declaration "async") (function_expression "async") (arrow_function "async")
  (method_definition "async")] @site
 (#set! trait "idiom.async") (#set! value "await"))
([(function_declaration parameters: (formal_parameters (_ pattern: (identifier) @_cb) .))
  (function_expression parameters: (formal_parameters (_ pattern: (identifier) @_cb) .))
  (method_definition parameters: (formal_parameters (_ pattern: (identifier) @_cb) .))] @site
 (#any-of? @_cb "cb" "callback" "done" "next")
 (#set! trait "idiom.async") (#set! value "callback"))
((call_expression function: (member_expression property: (property_identifier) @_p)) @site
 (#eq? @_p "then")
 (#set! trait "idiom.async") (#set! value "promise"))
((new_expression constructor: (identifier) @_c) @site
 (#eq? @_c "Promise")
 (#set! trait "idiom.async") (#set! value "promise"))

; idiom.default_value
((binary_expression operator: "??") @site
 (#set! trait "idiom.default_value") (#set! value "nullish"))
((variable_declarator value: (binary_expression operator: "||"
   right: [(object) (array) (string) (number) (true) (false) (null)]) @site)
 (#set! trait "idiom.default_value") (#set! value "or"))
((assignment_expression right: (binary_expression operator: "||"
   right: [(object) (array) (string) (number) (true) (false) (null)]) @site)
 (#set! trait "idiom.default_value") (#set! value "or"))
((formal_parameters (required_parameter value: (_)) @site)
 (#set! trait "idiom.default_value") (#set! value "parameter"))

; idiom.type_hints: constructors have no result
([(function_declaration return_type: (_)) (method_definition return_type: (_))] @site
 (#set! trait "idiom.type_hints") (#set! value "hints"))
([(function_declaration !return_type) (method_definition name: (property_identifier) @_n !return_type)] @site
 (#not-eq? @_n "constructor")
 (#set! trait "idiom.type_hints") (#set! value "none"))

; idiom.interface
((interface_declaration) @site
 (#set! trait "idiom.interface") (#set! value "interface"))
((type_alias_declaration value: (object_type)) @site
 (#set! trait "idiom.interface") (#set! value "type"))

; idiom.any
((predefined_type) @site (#eq? @site "any")
 (#set! trait "idiom.any") (#set! value "any"))
((predefined_type) @site (#eq? @site "unknown")
 (#set! trait "idiom.any") (#set! value "unknown"))

; idiom.enum
((enum_declaration) @site
 (#set! trait "idiom.enum") (#set! value "enum"))
((type_alias_declaration value: (union_type (_) (literal_type (string)))) @site
 (#set! trait "idiom.enum") (#set! value "union"))

; idiom.array_type
((array_type) @site
 (#set! trait "idiom.array_type") (#set! value "brackets"))
((generic_type name: (type_identifier) @_n) @site (#eq? @_n "Array")
 (#set! trait "idiom.array_type") (#set! value "generic"))

; ---- doc ------------------------------------------------------------------------------------------

; doc.functions
((program (export_statement declaration: [(function_declaration) (class_declaration)]) @site)
 (#set! trait "doc.functions") (#set! classify "documented"))

; ---- structure ------------------------------------------------------------------------------------

; naming.abbreviation: names that people cut or write out
([(formal_parameters (required_parameter pattern: (identifier) @site)) (variable_declarator name: (identifier) @site)]
 (#match? @site "^(ctx|cfg|conf|idx|buf|len|msg|ptr|str|tmp|req|res|resp|conn|addr|cnt|src|dst|cb|opts|params|args|pkg|dir|cmd|attr|val|prev|cur|pos|num|el|elem|arr|obj|db|sz)$")
 (#set! trait "naming.abbreviation") (#set! value "short") (#set! distinct "1"))
([(formal_parameters (required_parameter pattern: (identifier) @site)) (variable_declarator name: (identifier) @site)]
 (#match? @site "^(context|config|configuration|index|buffer|length|message|pointer|string|temp|temporary|request|result|response|connection|address|count|source|destination|dest|callback|options|parameters|arguments|package|directory|folder|command|attribute|value|previous|current|position|number|element|array|object|database|size)$")
 (#set! trait "naming.abbreviation") (#set! value "full") (#set! distinct "1"))

; naming.error_suffix
((class_declaration name: (type_identifier) @site (class_heritage (extends_clause value: (identifier) @_b)))
 (#match? @_b "Error$|Exception$") (#match? @site "Error$")
 (#set! trait "naming.error_suffix") (#set! value "Error"))
((class_declaration name: (type_identifier) @site (class_heritage (extends_clause value: (identifier) @_b)))
 (#match? @_b "Error$|Exception$") (#match? @site "Exception$")
 (#set! trait "naming.error_suffix") (#set! value "Exception"))
((class_declaration name: (type_identifier) @site (class_heritage (extends_clause value: (identifier) @_b)))
 (#match? @_b "Error$|Exception$")
 (#set! trait "naming.error_suffix") (#set! value "plain"))

; idiom.type_import
((import_statement "type" (import_clause)) @site
 (#set! trait "idiom.type_import") (#set! value "statement"))
((import_statement (import_clause (named_imports (import_specifier "type")))) @site
 (#set! trait "idiom.type_import") (#set! value "inline"))

; idiom.readonly: fields of classes and interfaces
([(public_field_definition "readonly") (property_signature "readonly")] @site
 (#set! trait "idiom.readonly") (#set! value "readonly"))
([(public_field_definition) (property_signature)] @site
 (#set! trait "idiom.readonly") (#set! value "plain"))

; error.non_null
((non_null_expression) @site
 (#set! trait "error.non_null") (#set! value "bang"))
((member_expression optional_chain: (_)) @site
 (#set! trait "error.non_null") (#set! value "optional"))

; structure.path_alias: own files that are not beside
((import_statement source: (string (string_fragment) @_m)) @site
 (#match? @_m "^(@|~|#)/|^#[a-z]|^src/")
 (#set! trait "structure.path_alias") (#set! value "alias"))
((import_statement source: (string (string_fragment) @_m)) @site
 (#match? @_m "^\\.\\./")
 (#set! trait "structure.path_alias") (#set! value "relative"))
