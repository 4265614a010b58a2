; SPDX-License-Identifier: Apache-2.0
; Habits in C and C++, in nodes that both grammars have. One block per trait of data/traits.json; the protocol is
; docs/formats/queries.md.
; inherits: common

; ---- format ---------------------------------------------------------------------------------------

; format.trailing_comma
([(initializer_list) (enumerator_list)] @site
 (#set! trait "format.trailing_comma") (#set! classify "trailing_comma"))

; format.function_brace
((function_definition body: (compound_statement) @value) @site
 (#set! trait "format.function_brace") (#set! classify "brace"))

; format.control_brace
([(if_statement consequence: (compound_statement) @value) (for_statement body: (compound_statement) @value)
  (while_statement body: (compound_statement) @value) (switch_statement body: (compound_statement) @value)] @site
 (#set! trait "format.control_brace") (#set! classify "brace"))

; format.else_line
((if_statement consequence: (compound_statement) @_b alternative: (else_clause) @site)
 (#same-line? @_b @site)
 (#set! trait "format.else_line") (#set! value "same_line"))
((if_statement consequence: (compound_statement) alternative: (else_clause) @site)
 (#set! trait "format.else_line") (#set! value "own_line"))

; format.paren_space
((call_expression arguments: (argument_list) @value) @site
 (#set! trait "format.paren_space") (#set! classify "spaces_inside"))

; format.operator_space
((binary_expression operator: ["+" "-" "*" "<" ">" "==" "!="] @value) @site
 (#set! trait "format.operator_space") (#set! classify "space_around"))

; format.pointer
((pointer_declarator) @site
 (#not-has-parent? @site pointer_declarator parenthesized_declarator)
 (#set! trait "format.pointer") (#set! classify "pointer_side"))

; format.return_type_line
((function_definition type: (_) @_t declarator: (_) @_d) @site
 (#same-line? @_t @_d)
 (#set! trait "format.return_type_line") (#set! value "same_line"))
((function_definition type: (_) declarator: (_)) @site
 (#set! trait "format.return_type_line") (#set! value "own_line"))

; format.blank_lines
((function_definition) @site
 (#set! trait "format.blank_lines") (#set! classify "blank_before"))

; format.import_order
((preproc_include) @site
 (#set! trait "format.import_order") (#set! classify "sorted"))

; ---- naming ---------------------------------------------------------------------------------------

; naming.constant
((preproc_def name: (identifier) @site value: (preproc_arg))
 (#not-match? @site "^_")
 (#set! trait "naming.constant") (#set! classify "case") (#set! single "1"))

; naming.enumerator
((enumerator name: (identifier) @site)
 (#set! trait "naming.enumerator") (#set! classify "case") (#set! single "1"))

; naming.macro
((preproc_function_def name: (identifier) @site)
 (#set! trait "naming.macro") (#set! classify "case") (#set! single "1"))

; ---- idiom ----------------------------------------------------------------------------------------

; idiom.increment
((for_statement update: (update_expression . ["++" "--"]) @site)
 (#set! trait "idiom.increment") (#set! value "pre"))
((for_statement update: (update_expression) @site)
 (#set! trait "idiom.increment") (#set! value "post"))
((for_statement update: (assignment_expression operator: "+=" right: (number_literal) @_n) @site)
 (#eq? @_n "1")
 (#set! trait "idiom.increment") (#set! value "add"))

; idiom.return_parens
((return_statement (parenthesized_expression)) @site
 (#set! trait "idiom.return_parens") (#set! value "parens"))
((return_statement (_)) @site
 (#set! trait "idiom.return_parens") (#set! value "bare"))

; ---- doc ------------------------------------------------------------------------------------------

; doc.dialect
([(function_definition) (declaration declarator: (function_declarator))] @site
 (#doc-match? @site "[@\\\\](param|return|returns|brief|retval)\\b")
 (#set! trait "doc.dialect") (#set! value "doxygen"))
([(function_definition) (declaration declarator: (function_declarator))] @site
 (#doc-match? @site "[a-z] [a-z]")
 (#set! trait "doc.dialect") (#set! value "plain"))

; doc.marker
([(function_definition) (declaration declarator: (function_declarator))] @site
 (#doc-match? @site "^/\\*\\*(?!\\*)")
 (#set! trait "doc.marker") (#set! value "javadoc"))
([(function_definition) (declaration declarator: (function_declarator))] @site
 (#doc-match? @site "^//[/!]")
 (#set! trait "doc.marker") (#set! value "triple"))
([(function_definition) (declaration declarator: (function_declarator))] @site
 (#doc-match? @site "^/\\*")
 (#set! trait "doc.marker") (#set! value "block"))
([(function_definition) (declaration declarator: (function_declarator))] @site
 (#doc-match? @site "^//")
 (#set! trait "doc.marker") (#set! value "line"))

; doc.comment_marker: a run of // lines is one comment
((comment) @_p . (comment) @site
 (#match? @_p "^//") (#match? @site "^//")
 (#set! trait "doc.comment_marker") (#set! value "-"))
((compound_statement (comment) @site) (#match? @site "^//")
 (#set! trait "doc.comment_marker") (#set! value "line"))
((compound_statement (comment) @site) (#match? @site "^/\\*")
 (#set! trait "doc.comment_marker") (#set! value "block"))

; doc.comment_case
((comment) @_p . (comment) @site
 (#match? @_p "^//") (#match? @site "^//")
 (#set! trait "doc.comment_case") (#set! value "-"))
((comment) @site (#match? @site "^(//+|/\\*+)[\\s*!]*[a-z]+ [a-z]+ ")
 (#set! trait "doc.comment_case") (#set! value "lower"))
((comment) @site (#match? @site "^(//+|/\\*+)[\\s*!]*[A-Z][a-z]* [a-z]+ ")
 (#not-match? @site "(?i)copyright|licen[cs]e")
 (#set! trait "doc.comment_case") (#set! value "capital"))

; doc.file_head
((translation_unit . (comment) @_c) @site (#match? @_c "SPDX-License")
 (#set! trait "doc.file_head") (#set! value "spdx"))
((translation_unit . (comment) @_c) @site (#match? @_c "(?i)copyright|licen[cs]e")
 (#set! trait "doc.file_head") (#set! value "licence"))
((translation_unit . (comment)) @site
 (#set! trait "doc.file_head") (#set! value "description"))
((translation_unit) @site
 (#set! trait "doc.file_head") (#set! value "none"))

; ---- structure ------------------------------------------------------------------------------------

; structure.header_guard
((preproc_call directive: (preproc_directive) @_d argument: (preproc_arg) @_a) @site
 (#match? @_d "pragma") (#match? @_a "^\\s*once\\b")
 (#set! trait "structure.header_guard") (#set! value "pragma"))
((translation_unit (preproc_ifdef "#ifndef" name: (identifier) @_n . (preproc_def name: (identifier) @_m)) @site)
 (#eq? @_n @_m)
 (#set! trait "structure.header_guard") (#set! value "ifndef"))

; structure.import_first: files with both kinds
((translation_unit (preproc_include path: (system_lib_string)) @site
   (preproc_include path: (string_literal)))
 (#first? @site)
 (#set! trait "structure.import_first") (#set! value "system"))
((translation_unit (preproc_include path: (string_literal)) @site
   (preproc_include path: (system_lib_string)))
 (#first? @site)
 (#set! trait "structure.import_first") (#set! value "own"))

; structure.function_length
((function_definition) @site
 (#set! trait "structure.function_length") (#set! classify "lines") (#set! buckets "10 25 50 100"))

; structure.parameters
((function_definition declarator: (function_declarator parameters: (parameter_list) @value)) @site
 (#set! trait "structure.parameters") (#set! classify "count") (#set! buckets "2 3 5"))

; naming.abbreviation: names that people cut or write out
([(parameter_declaration declarator: [(identifier) @site (pointer_declarator declarator: (identifier) @site)])
  (declaration declarator: [(identifier) @site (pointer_declarator declarator: (identifier) @site)
    (init_declarator declarator: [(identifier) @site (pointer_declarator declarator: (identifier) @site)])])]
 (#match? @site "^(ctx|cfg|conf|idx|buf|len|msg|ptr|str|tmp|req|res|resp|conn|addr|cnt|src|dst|cb|opts|params|args|pkg|dir|cmd|attr|val|prev|cur|pos|num|el|elem|arr|obj|db|sz)$")
 (#set! trait "naming.abbreviation") (#set! value "short") (#set! distinct "1"))
([(parameter_declaration declarator: [(identifier) @site (pointer_declarator declarator: (identifier) @site)])
  (declaration declarator: [(identifier) @site (pointer_declarator declarator: (identifier) @site)
    (init_declarator declarator: [(identifier) @site (pointer_declarator declarator: (identifier) @site)])])]
 (#match? @site "^(context|config|configuration|index|buffer|length|message|pointer|string|temp|temporary|request|result|response|connection|address|count|source|destination|dest|callback|options|parameters|arguments|package|directory|folder|command|attribute|value|previous|current|position|number|element|array|object|database|size)$")
 (#set! trait "naming.abbreviation") (#set! value "full") (#set! distinct "1"))

; idiom.assert: functions of five lines or more
((function_definition body: (compound_statement (expression_statement (call_expression function: (identifier) @_f)))) @site
 (#match? @_f "^(assert|[A-Za-z_]*ASSERT|[a-z]+_assert)$") (#lines-gt? @site 6)
 (#set! trait "idiom.assert") (#set! value "yes"))
((function_definition) @site
 (#lines-gt? @site 6)
 (#set! trait "idiom.assert") (#set! value "no"))

; format.import_groups: where system and own headers meet
((preproc_include path: (system_lib_string)) . (preproc_include path: (string_literal)) @site
 (#set! trait "format.import_groups") (#set! classify "blank_before")
 (#set! as.0 "none") (#set! as.1 "blank") (#set! as.2 "blank") (#set! as.3 "blank"))
((preproc_include path: (string_literal)) . (preproc_include path: (system_lib_string)) @site
 (#set! trait "format.import_groups") (#set! classify "blank_before")
 (#set! as.0 "none") (#set! as.1 "blank") (#set! as.2 "blank") (#set! as.3 "blank"))

; ---- library --------------------------------------------------------------------------------------

; library.import: quotes are used for others' headers too; which names are libraries, traits.json says
((preproc_include path: (system_lib_string) @value) @site
 (#set! trait "library.import") (#set! classify "module"))
((preproc_include path: (string_literal (string_content) @value)) @site
 (#set! trait "library.import") (#set! classify "text"))
