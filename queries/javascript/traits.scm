; SPDX-License-Identifier: Apache-2.0
; Habits in JavaScript. One block per trait of data/traits.json; the protocol is docs/formats/queries.md.
; inherits: ecma

; ---- format ---------------------------------------------------------------------------------------

; format.quotes: JSX attributes are another convention
((string) @site (#not-has-parent? @site jsx_attribute)
 (#set! trait "format.quotes") (#set! classify "quote"))

; format.arrow_parens
((arrow_function parameter: (identifier)) @site
 (#set! trait "format.arrow_parens") (#set! value "bare"))
((arrow_function parameters: (formal_parameters . (identifier) .)) @site
 (#set! trait "format.arrow_parens") (#set! value "parens"))

; format.blank_lines
((program (function_declaration) @site)
 (#set! trait "format.blank_lines") (#set! classify "blank_before"))

; ---- naming ---------------------------------------------------------------------------------------

; naming.type
((class_declaration name: (identifier) @site)
 (#set! trait "naming.type") (#set! classify "case") (#set! single "1"))

; naming.variable
((variable_declarator name: (identifier) @site value: (_) @_v)
 (#not-match? @site "^[A-Z]")
 (#not-match? @_v "^(async\\b|function\\b|class\\b|require\\b|\\([^)]*\\)\\s*=>)")
 (#set! trait "naming.variable") (#set! classify "case"))
((formal_parameters (identifier) @site)
 (#not-match? @site "^[A-Z]")
 (#set! trait "naming.variable") (#set! classify "case"))

; naming.private
([(field_definition property: (private_property_identifier) @site)
  (method_definition name: (private_property_identifier) @site)]
 (#set! trait "naming.private") (#set! value "hash"))
([(assignment_expression left: (member_expression object: (this) property: (property_identifier) @site))
  (method_definition name: (property_identifier) @site)]
 (#match? @site "^_[a-zA-Z]")
 (#set! trait "naming.private") (#set! value "underscore"))

; naming.acronym
([(variable_declarator name: (identifier) @site) (formal_parameters (identifier) @site)
  (function_declaration name: (identifier) @site) (method_definition name: (property_identifier) @site)]
 (#match? @site "[a-z](ID|URL|HTTP|JSON|API|HTML|XML|SQL|UUID|IP)s?(?![a-z])")
 (#set! trait "naming.acronym") (#set! value "upper"))
([(variable_declarator name: (identifier) @site) (formal_parameters (identifier) @site)
  (function_declaration name: (identifier) @site) (method_definition name: (property_identifier) @site)]
 (#match? @site "[a-z](Id|Url|Http|Json|Api|Html|Xml|Sql|Uuid|Ip)s?(?![a-z])")
 (#set! trait "naming.acronym") (#set! value "title"))

; naming.callback
((formal_parameters (identifier) @site .)
 (#any-of? @site "cb" "callback" "done" "next" "fn")
 (#set! trait "naming.callback") (#set! classify "text"))

; naming.options
((formal_parameters [(identifier) @site (assignment_pattern left: (identifier) @site)])
 (#any-of? @site "opts" "options" "config")
 (#set! trait "naming.options") (#set! classify "text"))

; naming.error
([(catch_clause parameter: (identifier) @site) (formal_parameters . (identifier) @site)]
 (#any-of? @site "err" "error" "e" "ex" "exc")
 (#not-has-ancestor? @site class_heritage)
 (#set! trait "naming.error") (#set! classify "text") (#set! as.exc "ex"))

; naming.this
((variable_declarator name: (identifier) @site value: (this))
 (#any-of? @site "self" "that" "_this")
 (#set! trait "naming.this") (#set! classify "text"))

; ---- idiom ----------------------------------------------------------------------------------------

; idiom.async
([(function_declaration "async") (function_expression "async") (arrow_function "async")
  (method_definition "async")] @site
 (#set! trait "idiom.async") (#set! value "await"))
([(function_declaration parameters: (formal_parameters (identifier) @_cb .))
  (function_expression parameters: (formal_parameters (identifier) @_cb .))
  (method_definition parameters: (formal_parameters (identifier) @_cb .))] @site
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
((formal_parameters (assignment_pattern) @site)
 (#set! trait "idiom.default_value") (#set! value "parameter"))

; idiom.class: a capitalised function is a constructor
((class_declaration) @site
 (#set! trait "idiom.class") (#set! value "class"))
((function_declaration name: (identifier) @_n) @site
 (#match? @_n "^[A-Z][a-z]")
 (#has-descendant? @site this)
 (#set! trait "idiom.class") (#set! value "prototype"))

; ---- doc ------------------------------------------------------------------------------------------

; doc.functions
((program [(function_declaration) @site
           (export_statement declaration: (function_declaration)) @site
           (expression_statement (assignment_expression
             left: (member_expression) right: [(function_expression) (arrow_function)])) @site])
 (#set! trait "doc.functions") (#set! classify "documented"))

; ---- structure ------------------------------------------------------------------------------------

; structure.export_place
((program (expression_statement (assignment_expression
   left: (member_expression object: (identifier) @_o property: (property_identifier) @_p))) @_s) @site
 (#eq? @_o "module") (#eq? @_p "exports") (#last? @_s)
 (#set! trait "structure.export_place") (#set! value "bottom"))
((program (expression_statement (assignment_expression
   left: (member_expression object: (identifier) @_o property: (property_identifier) @_p)))) @site
 (#eq? @_o "module") (#eq? @_p "exports")
 (#set! trait "structure.export_place") (#set! value "top"))

; structure.strict: modules are strict anyway
((program [(import_statement) (export_statement)]) @site
 (#set! trait "structure.strict") (#set! value "-"))
((program (expression_statement (string (string_fragment) @_s))) @site
 (#eq? @_s "use strict")
 (#set! trait "structure.strict") (#set! value "yes"))
((program) @site
 (#set! trait "structure.strict") (#set! value "no"))

; naming.abbreviation: names that people cut or write out
([(formal_parameters (identifier) @site) (variable_declarator name: (identifier) @site)]
 (#match? @site "^(ctx|cfg|conf|idx|buf|len|msg|ptr|str|tmp|req|res|resp|conn|addr|cnt|src|dst|cb|opts|params|args|pkg|dir|cmd|attr|val|prev|cur|pos|num|el|elem|arr|obj|db|sz)$")
 (#set! trait "naming.abbreviation") (#set! value "short") (#set! distinct "1"))
([(formal_parameters (identifier) @site) (variable_declarator name: (identifier) @site)]
 (#match? @site "^(context|config|configuration|index|buffer|length|message|pointer|string|temp|temporary|request|result|response|connection|address|count|source|destination|dest|callback|options|parameters|arguments|package|directory|folder|command|attribute|value|previous|current|position|number|element|array|object|database|size)$")
 (#set! trait "naming.abbreviation") (#set! value "full") (#set! distinct "1"))

; naming.boolean: variables that hold true or false
((variable_declarator name: (identifier) @site value: [(true) (false)])
 (#match? @site "^_?(is|has|can|should|was|are|did|will|needs|show)[A-Z_]")
 (#set! trait "naming.boolean") (#set! value "prefix") (#set! distinct "1"))
((variable_declarator name: (identifier) @site value: [(true) (false)])
 (#match? @site "[a-z]")
 (#set! trait "naming.boolean") (#set! value "plain") (#set! distinct "1"))

; naming.error_suffix
((class_declaration name: (identifier) @site (class_heritage (identifier) @_b))
 (#match? @_b "Error$|Exception$") (#match? @site "Error$")
 (#set! trait "naming.error_suffix") (#set! value "Error"))
((class_declaration name: (identifier) @site (class_heritage (identifier) @_b))
 (#match? @_b "Error$|Exception$") (#match? @site "Exception$")
 (#set! trait "naming.error_suffix") (#set! value "Exception"))
((class_declaration name: (identifier) @site (class_heritage (identifier) @_b))
 (#match? @_b "Error$|Exception$")
 (#set! trait "naming.error_suffix") (#set! value "plain"))
