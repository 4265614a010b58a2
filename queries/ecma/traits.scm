; SPDX-License-Identifier: Apache-2.0
; Habits in JavaScript and TypeScript, in nodes that both grammars have. One block per trait of data/traits.json; the protocol is
; docs/formats/queries.md.
; inherits: common

; ---- format ---------------------------------------------------------------------------------------

; format.semicolons: a declaration in a for head has one anyway
([(expression_statement) (return_statement) (throw_statement) (import_statement)] @site
 (#set! trait "format.semicolons") (#set! classify "semicolon"))
([(variable_declaration) (lexical_declaration)] @site
 (#not-has-parent? @site for_statement for_in_statement)
 (#set! trait "format.semicolons") (#set! classify "semicolon"))

; format.trailing_comma: not in calls, where the language long forbade it
([(array) (object) (named_imports) (export_clause)] @site
 (#set! trait "format.trailing_comma") (#set! classify "trailing_comma"))

; format.body_braces
((if_statement consequence: (_) @value !alternative) @site
 (#set! trait "format.body_braces") (#set! classify "body_braces"))
([(for_statement body: (_) @value) (for_in_statement body: (_) @value)
  (while_statement body: (_) @value)] @site
 (#set! trait "format.body_braces") (#set! classify "body_braces"))

; format.body_line: only where there are no braces
((if_statement condition: (_) @_c
   consequence: [(expression_statement) (return_statement) (throw_statement) (continue_statement)
                 (break_statement)] @_b) @site
 (#same-line? @_c @_b)
 (#set! trait "format.body_line") (#set! value "same_line"))
((if_statement consequence: [(expression_statement) (return_statement) (throw_statement)
                             (continue_statement) (break_statement)]) @site
 (#set! trait "format.body_line") (#set! value "own_line"))

; format.function_brace
([(function_declaration body: (statement_block) @value) (function_expression body: (statement_block) @value)
  (method_definition body: (statement_block) @value)] @site
 (#set! trait "format.function_brace") (#set! classify "brace"))

; format.control_brace
([(if_statement consequence: (statement_block) @value) (for_statement body: (statement_block) @value)
  (for_in_statement body: (statement_block) @value) (while_statement body: (statement_block) @value)] @site
 (#set! trait "format.control_brace") (#set! classify "brace"))

; format.else_line
((if_statement consequence: (statement_block) @_b alternative: (else_clause) @site)
 (#same-line? @_b @site)
 (#set! trait "format.else_line") (#set! value "same_line"))
((if_statement consequence: (statement_block) alternative: (else_clause) @site)
 (#set! trait "format.else_line") (#set! value "own_line"))

; format.function_space: named functions only, formatters treat nameless ones apart
([(function_declaration parameters: (formal_parameters) @value)
  (method_definition parameters: (formal_parameters) @value)] @site
 (#set! trait "format.function_space") (#set! classify "space_before"))

; format.keyword_space
([(if_statement condition: (parenthesized_expression) @value)
  (while_statement condition: (parenthesized_expression) @value) (for_statement "(" @value)
  (for_in_statement "(" @value)] @site
 (#set! trait "format.keyword_space") (#set! classify "space_before"))

; format.paren_space
((call_expression arguments: (arguments) @value) @site
 (#set! trait "format.paren_space") (#set! classify "spaces_inside"))

; format.object_space
([(object) (object_pattern) (named_imports)] @site
 (#set! trait "format.object_space") (#set! classify "spaces_inside"))

; format.operator_space
((binary_expression operator: ["+" "-" "<" ">" "==" "==="] @value) @site
 (#set! trait "format.operator_space") (#set! classify "space_around"))

; format.import_order
((program (import_statement) @site)
 (#set! trait "format.import_order") (#set! classify "sorted"))
((program [(lexical_declaration (variable_declarator value: (call_expression function: (identifier) @_f)))
           (variable_declaration (variable_declarator value: (call_expression function: (identifier) @_f)))] @site)
 (#eq? @_f "require")
 (#set! trait "format.import_order") (#set! classify "sorted"))

; ---- naming ---------------------------------------------------------------------------------------

; naming.function: capitals mark constructors and components
([(function_declaration name: (identifier) @site)
  (variable_declarator name: (identifier) @site value: [(arrow_function) (function_expression)])]
 (#not-match? @site "^[A-Z]")
 (#set! trait "naming.function") (#set! classify "case"))

; naming.method
((method_definition name: (property_identifier) @site)
 (#set! trait "naming.method") (#set! classify "case"))
((assignment_expression
   left: (member_expression object: (member_expression property: (property_identifier) @_p)
     property: (property_identifier) @site)
   right: (function_expression))
 (#eq? @_p "prototype")
 (#set! trait "naming.method") (#set! classify "case"))

; naming.constant: literals at the top level
((program
   [(lexical_declaration (variable_declarator name: (identifier) @site value: [(number) (string) (regex)]))
    (variable_declaration (variable_declarator name: (identifier) @site value: [(number) (string) (regex)]))
    (export_statement declaration: (lexical_declaration
      (variable_declarator name: (identifier) @site value: [(number) (string) (regex)])))])
 (#set! trait "naming.constant") (#set! classify "case") (#set! single "1") (#set! as.pascal ""))

; ---- idiom ----------------------------------------------------------------------------------------

; idiom.variable
((variable_declaration) @site
 (#set! trait "idiom.variable") (#set! value "var"))
((lexical_declaration) @site
 (#set! trait "idiom.variable") (#set! value "const_let"))

; idiom.const: a let without a value has no choice
((lexical_declaration kind: "const") @site
 (#not-has-parent? @site for_statement)
 (#set! trait "idiom.const") (#set! value "const"))
((lexical_declaration kind: "let" (variable_declarator value: (_))) @site
 (#not-has-parent? @site for_statement)
 (#set! trait "idiom.const") (#set! value "let"))

; idiom.function_form
((function_declaration) @site
 (#set! trait "idiom.function_form") (#set! value "declaration"))
((variable_declarator value: (arrow_function)) @site
 (#set! trait "idiom.function_form") (#set! value "arrow"))
((variable_declarator value: (function_expression)) @site
 (#set! trait "idiom.function_form") (#set! value "expression"))

; idiom.callback_form
((arguments (arrow_function) @site)
 (#set! trait "idiom.callback_form") (#set! value "arrow"))
((arguments (function_expression) @site)
 (#set! trait "idiom.callback_form") (#set! value "function"))

; idiom.strings: two literals in a row are one long string
((template_string (template_substitution)) @site
 (#not-has-parent? @site call_expression)
 (#set! trait "idiom.strings") (#set! value "template"))
((binary_expression left: (string) operator: "+" right: (string)) @site
 (#set! trait "idiom.strings") (#set! value "-"))
([(binary_expression left: (string) operator: "+") (binary_expression operator: "+" right: (string))
  (binary_expression left: (binary_expression [(string) (binary_expression (string))]) operator: "+")] @site
 (#not-has-parent? @site binary_expression)
 (#set! trait "idiom.strings") (#set! value "concat"))

; idiom.equality: == null has no strict twin
((binary_expression operator: ["==" "!="] right: (null)) @site
 (#set! trait "idiom.equality") (#set! value "-"))
((binary_expression operator: ["===" "!=="]) @site
 (#set! trait "idiom.equality") (#set! value "strict"))
((binary_expression operator: ["==" "!="]) @site
 (#set! trait "idiom.equality") (#set! value "loose"))

; idiom.absent
((binary_expression operator: ["==" "!="] right: (null)) @site
 (#set! trait "idiom.absent") (#set! value "loose_null"))
((binary_expression operator: ["===" "!=="] right: (undefined)) @site
 (#set! trait "idiom.absent") (#set! value "undefined"))
((binary_expression operator: ["===" "!=="] right: (null)) @site
 (#set! trait "idiom.absent") (#set! value "null"))
((binary_expression left: (unary_expression operator: "typeof") right: (string (string_fragment) @_s)) @site
 (#eq? @_s "undefined")
 (#set! trait "idiom.absent") (#set! value "typeof"))

; idiom.optional_chain
((member_expression (optional_chain)) @site
 (#set! trait "idiom.optional_chain") (#set! value "chain"))
((binary_expression left: (_) @_a operator: "&&"
   right: [(member_expression object: (_) @_b)
           (call_expression function: (member_expression object: (_) @_b))]) @site
 (#eq? @_a @_b)
 (#set! trait "idiom.optional_chain") (#set! value "and"))

; idiom.loop
((for_in_statement operator: "of") @site
 (#set! trait "idiom.loop") (#set! value "range"))
((call_expression function: (member_expression property: (property_identifier) @_p)) @site
 (#eq? @_p "forEach")
 (#set! trait "idiom.loop") (#set! value "for_each"))
((for_statement condition: (binary_expression
   right: (member_expression property: (property_identifier) @_l))) @site
 (#eq? @_l "length")
 (#set! trait "idiom.loop") (#set! value "index"))

; idiom.shorthand
((object (shorthand_property_identifier) @site)
 (#set! trait "idiom.shorthand") (#set! value "shorthand"))
((pair key: (property_identifier) @_k value: (identifier) @_v) @site
 (#eq? @_k @_v)
 (#set! trait "idiom.shorthand") (#set! value "long"))

; idiom.increment
((for_statement increment: (update_expression . ["++" "--"]) @site)
 (#set! trait "idiom.increment") (#set! value "pre"))
((for_statement increment: (update_expression) @site)
 (#set! trait "idiom.increment") (#set! value "post"))
((for_statement increment: (augmented_assignment_expression right: (number) @_n) @site)
 (#eq? @_n "1")
 (#set! trait "idiom.increment") (#set! value "add"))

; ---- error ----------------------------------------------------------------------------------------

; error.channel
((call_expression function: (identifier) @_f arguments: (arguments . (_) @_e)) @site
 (#any-of? @_f "cb" "callback" "done" "next")
 (#match? @_e "^(err|error|er|e)$|^new [A-Za-z.]*Error\\b")
 (#set! trait "error.channel") (#set! value "callback"))
((throw_statement) @site
 (#set! trait "error.channel") (#set! value "throw"))
([(call_expression function: (identifier) @_f)
  (call_expression function: (member_expression object: (identifier) @_o property: (property_identifier) @_f))] @site
 (#eq? @_f "reject") (#eq? @_o "Promise")
 (#set! trait "error.channel") (#set! value "reject"))
((if_statement consequence: [(return_statement (null)) (statement_block . (return_statement (null)) .)]) @site
 (#set! trait "error.channel") (#set! value "null"))

; error.message_case
((new_expression constructor: (identifier) @_c
   arguments: (arguments . [(string) (template_string)] @_m)) @site
 (#match? @_c "Error$") (#match? @_m "^.[a-z]")
 (#set! trait "error.message_case") (#set! value "lower"))
((new_expression constructor: (identifier) @_c
   arguments: (arguments . [(string) (template_string)] @_m)) @site
 (#match? @_c "Error$") (#match? @_m "^.[A-Z][a-z' ]")
 (#set! trait "error.message_case") (#set! value "capital"))

; ---- doc ------------------------------------------------------------------------------------------

; doc.dialect
([(function_declaration) (method_definition)] @site
 (#doc-match? @site "@(param|returns?|type|throws)\\b")
 (#set! trait "doc.dialect") (#set! value "jsdoc"))
([(function_declaration) (method_definition)] @site
 (#doc-match? @site "[A-Za-z]")
 (#set! trait "doc.dialect") (#set! value "plain"))

; doc.comment_marker: a run of // lines is one comment; notices and directives are no choice
((comment) @_p . (comment) @site
 (#match? @_p "^//") (#match? @site "^//")
 (#set! trait "doc.comment_marker") (#set! value "-"))
((comment) @site
 (#match? @site "(?i)copyright|licen[cs]e|eslint|istanbul|jshint|prettier-|@ts-|@flow|^/\\*\\*")
 (#set! trait "doc.comment_marker") (#set! value "-"))
((comment) @site (#match? @site "^//")
 (#set! trait "doc.comment_marker") (#set! value "line"))
((comment) @site (#match? @site "^/\\*")
 (#set! trait "doc.comment_marker") (#set! value "block"))

; doc.comment_case
((comment) @_p . (comment) @site
 (#match? @_p "^//") (#match? @site "^//")
 (#set! trait "doc.comment_case") (#set! value "-"))
((comment) @site (#match? @site "^(//|/\\*\\*?)[\\s*]*[a-z]+ [a-z]+ ")
 (#not-match? @site "eslint|istanbul|jshint|prettier-")
 (#set! trait "doc.comment_case") (#set! value "lower"))
((comment) @site (#match? @site "^(//|/\\*\\*?)[\\s*]*[A-Z][a-z]* [a-z]+ ")
 (#set! trait "doc.comment_case") (#set! value "capital"))

; doc.file_head
((program . (comment) @_c) @site (#match? @_c "SPDX-License")
 (#set! trait "doc.file_head") (#set! value "spdx"))
((program . (comment) @_c) @site (#match? @_c "(?i)copyright|licen[cs]e")
 (#set! trait "doc.file_head") (#set! value "licence"))
((program . (comment) @_c) @site (#not-match? @_c "eslint|jshint|@flow|@ts-|global")
 (#set! trait "doc.file_head") (#set! value "description"))
((program) @site
 (#set! trait "doc.file_head") (#set! value "none"))

; ---- test -----------------------------------------------------------------------------------------

; test.assertion
((call_expression function: (identifier) @_f) @site
 (#eq? @_f "expect")
 (#set! trait "test.assertion") (#set! value "expect"))
([(call_expression function: (identifier) @_f)
  (call_expression function: (member_expression object: (identifier) @_f))] @site
 (#eq? @_f "assert")
 (#set! trait "test.assertion") (#set! value "assert"))
((call_expression function: (member_expression object: (identifier) @_o property: (property_identifier) @_p)) @site
 (#any-of? @_o "t" "tt" "st")
 (#not-any-of? @_p "end" "plan" "test" "comment" "timeout" "teardown" "skip" "todo")
 (#set! trait "test.assertion") (#set! value "t"))
((member_expression property: (property_identifier) @_p) @site
 (#eq? @_p "should")
 (#set! trait "test.assertion") (#set! value "should"))

; test.form
([(call_expression function: (identifier) @_f arguments: (arguments . [(string) (template_string)]))
  (call_expression function: (member_expression object: (identifier) @_f)
    arguments: (arguments . [(string) (template_string)]))] @site
 (#any-of? @_f "test" "tape")
 (#not-has-ancestor? @site call_expression)
 (#set! trait "test.form") (#set! value "test"))
((call_expression function: (identifier) @_f arguments: (arguments . [(string) (template_string)])) @site
 (#any-of? @_f "it" "describe" "context")
 (#set! trait "test.form") (#set! value "describe"))

; test.completion
((call_expression function: (member_expression object: (identifier) @_o property: (property_identifier) @_p)) @site
 (#any-of? @_o "t" "tt" "st") (#eq? @_p "end")
 (#set! trait "test.completion") (#set! value "end"))
((call_expression function: (member_expression object: (identifier) @_o property: (property_identifier) @_p)) @site
 (#any-of? @_o "t" "tt" "st") (#eq? @_p "plan")
 (#set! trait "test.completion") (#set! value "plan"))
((call_expression function: (identifier) @_f arguments: (arguments) @_a) @site
 (#eq? @_f "done") (#eq? @_a "()")
 (#set! trait "test.completion") (#set! value "done"))

; ---- structure ------------------------------------------------------------------------------------

; structure.early_return
([(if_statement consequence: [(return_statement) (throw_statement) (continue_statement)] alternative: (_))
  (if_statement consequence: (statement_block [(return_statement) (throw_statement) (continue_statement)] @_l .)
    alternative: (_))] @site
 (#set! trait "structure.early_return") (#set! value "else"))
([(if_statement consequence: [(return_statement) (throw_statement) (continue_statement)] !alternative)
  (if_statement consequence: (statement_block [(return_statement) (throw_statement) (continue_statement)] @_l .)
    !alternative)] @site
 (#set! trait "structure.early_return") (#set! value "guard"))
([(function_declaration body: (statement_block (if_statement consequence: (statement_block) @_b) @site .))
  (function_expression body: (statement_block (if_statement consequence: (statement_block) @_b) @site .))
  (method_definition body: (statement_block (if_statement consequence: (statement_block) @_b) @site .))]
 (#count-gt? @_b 2)
 (#set! trait "structure.early_return") (#set! value "else"))

; structure.modules
((call_expression function: (identifier) @_f arguments: (arguments . (string))) @site
 (#eq? @_f "require")
 (#set! trait "structure.modules") (#set! value "commonjs"))
((assignment_expression left: (member_expression object: (identifier) @_o property: (property_identifier) @_p)) @site
 (#eq? @_o "module") (#eq? @_p "exports")
 (#set! trait "structure.modules") (#set! value "commonjs"))
([(import_statement) (export_statement)] @site
 (#set! trait "structure.modules") (#set! value "esm"))

; structure.exports: one answer per module
((program (expression_statement (assignment_expression
   left: (member_expression object: (identifier) @_o property: (property_identifier) @_p)
   right: (object)))) @site
 (#eq? @_o "module") (#eq? @_p "exports")
 (#set! trait "structure.exports") (#set! value "named"))
((program (expression_statement (assignment_expression
   left: (member_expression object: (identifier) @_o property: (property_identifier) @_p)))) @site
 (#eq? @_o "module") (#eq? @_p "exports")
 (#set! trait "structure.exports") (#set! value "single"))
((program (expression_statement (assignment_expression left: (member_expression object: (identifier) @_o)))) @site
 (#eq? @_o "exports")
 (#set! trait "structure.exports") (#set! value "named"))
((program (export_statement "default")) @site
 (#set! trait "structure.exports") (#set! value "single"))
((program (export_statement [(export_clause) declaration: (_)])) @site
 (#set! trait "structure.exports") (#set! value "named"))

; structure.function_length
([(function_declaration) (method_definition) (function_expression)] @site
 (#set! trait "structure.function_length") (#set! classify "lines") (#set! buckets "10 25 50 100"))

; structure.parameters
([(function_declaration parameters: (formal_parameters) @value)
  (method_definition parameters: (formal_parameters) @value)] @site
 (#set! trait "structure.parameters") (#set! classify "count") (#set! buckets "2 3 5"))

; naming.verb_get
([(function_declaration name: (identifier) @site) (method_definition name: (property_identifier) @site)
  (variable_declarator name: (identifier) @site value: [(arrow_function) (function_expression)])]
 (#set! trait "naming.verb_get") (#set! classify "first_word"))

; naming.verb_make
([(function_declaration name: (identifier) @site) (method_definition name: (property_identifier) @site)
  (variable_declarator name: (identifier) @site value: [(arrow_function) (function_expression)])]
 (#set! trait "naming.verb_make") (#set! classify "first_word"))

; naming.verb_remove
([(function_declaration name: (identifier) @site) (method_definition name: (property_identifier) @site)
  (variable_declarator name: (identifier) @site value: [(arrow_function) (function_expression)])]
 (#set! trait "naming.verb_remove") (#set! classify "first_word"))

; idiom.object_spread
((object . (spread_element)) @site
 (#set! trait "idiom.object_spread") (#set! value "spread"))
((call_expression function: (member_expression object: (identifier) @_o property: (property_identifier) @_p)
   arguments: (arguments . (object))) @site
 (#eq? @_o "Object") (#eq? @_p "assign")
 (#set! trait "idiom.object_spread") (#set! value "assign"))

; idiom.catch_binding
((catch_clause !parameter) @site
 (#set! trait "idiom.catch_binding") (#set! value "omitted"))
((catch_clause parameter: (identifier) body: (statement_block) @_b) @site
 (#not-has-descendant? @_b identifier)
 (#set! trait "idiom.catch_binding") (#set! value "named"))

; idiom.node_prefix
([(import_statement source: (string (string_fragment) @_m))
  (call_expression function: (identifier) @_r arguments: (arguments . (string (string_fragment) @_m) .))] @site
 (#match? @_m "^node:") (#eq? @_r "require")
 (#set! trait "idiom.node_prefix") (#set! value "node"))
([(import_statement source: (string (string_fragment) @_m))
  (call_expression function: (identifier) @_r arguments: (arguments . (string (string_fragment) @_m) .))] @site
 (#match? @_m "^(assert|async_hooks|buffer|child_process|cluster|console|constants|crypto|dgram|diagnostics_channel|dns|domain|events|fs|http|http2|https|inspector|module|net|os|path|perf_hooks|process|punycode|querystring|readline|repl|stream|string_decoder|sys|timers|tls|trace_events|tty|url|util|v8|vm|wasi|worker_threads|zlib)(/promises)?$") (#eq? @_r "require")
 (#set! trait "idiom.node_prefix") (#set! value "bare"))

; error.catch_action: the only or the last thing that is done
((catch_clause body: (statement_block) @_b) @site (#count-lt? @_b 1)
 (#set! trait "error.catch_action") (#set! value "empty"))
((catch_clause body: (statement_block (throw_statement) .)) @site
 (#set! trait "error.catch_action") (#set! value "rethrow"))
((catch_clause body: (statement_block (return_statement) .)) @site
 (#set! trait "error.catch_action") (#set! value "return"))
((catch_clause body: (statement_block (expression_statement (call_expression function: (member_expression
    object: (identifier) @_o))))) @site
 (#eq? @_o "console")
 (#set! trait "error.catch_action") (#set! value "print"))
((catch_clause body: (statement_block (expression_statement (call_expression function: (member_expression
    object: (_) @_o))))) @site
 (#match? @_o "(?i)log(ger)?$")
 (#set! trait "error.catch_action") (#set! value "log"))
((catch_clause) @site
 (#set! trait "error.catch_action") (#set! value "other"))

; error.cause: new errors in a handler
((catch_clause body: (statement_block (throw_statement (new_expression arguments: (arguments) @_a)) @site))
 (#match? @_a "\\bcause\\b")
 (#set! trait "error.cause") (#set! value "cause"))
((catch_clause body: (statement_block (throw_statement (new_expression)) @site))
 (#set! trait "error.cause") (#set! value "plain"))

; error.cleanup
((finally_clause) @site
 (#set! trait "error.cleanup") (#set! value "finally"))
((catch_clause body: (statement_block . (expression_statement [(call_expression function: (member_expression property: (property_identifier) @_p))
    (await_expression (call_expression function: (member_expression property: (property_identifier) @_p)))]))) @site
 (#any-of? @_p "close" "destroy" "release" "end" "dispose" "unlock" "disconnect" "cleanup")
 (#set! trait "error.cleanup") (#set! value "inline"))

; structure.import_extension
([(import_statement source: (string (string_fragment) @_m))
  (call_expression function: (identifier) @_r arguments: (arguments . (string (string_fragment) @_m) .))] @site
 (#match? @_m "^\\.\\.?/.*\\.([cm]?[jt]sx?)$") (#eq? @_r "require")
 (#set! trait "structure.import_extension") (#set! value "yes"))
([(import_statement source: (string (string_fragment) @_m))
  (call_expression function: (identifier) @_r arguments: (arguments . (string (string_fragment) @_m) .))] @site
 (#match? @_m "^\\.\\.?/.*[a-zA-Z0-9_-]$") (#not-match? @_m "\\.[a-z]+$") (#eq? @_r "require")
 (#set! trait "structure.import_extension") (#set! value "no"))

; library.standard
([(import_statement source: (string (string_fragment) @_m))
  (call_expression function: (identifier) @_r arguments: (arguments . (string (string_fragment) @_m) .))] @site
 (#match? @_m "^node:|^(assert|async_hooks|buffer|child_process|cluster|console|constants|crypto|dgram|diagnostics_channel|dns|domain|events|fs|http|http2|https|inspector|module|net|os|path|perf_hooks|process|punycode|querystring|readline|repl|stream|string_decoder|sys|timers|tls|trace_events|tty|url|util|v8|vm|wasi|worker_threads|zlib)(/promises)?$") (#eq? @_r "require")
 (#set! trait "library.standard") (#set! value "std"))
([(import_statement source: (string (string_fragment) @_m))
  (call_expression function: (identifier) @_r arguments: (arguments . (string (string_fragment) @_m) .))] @site
 (#match? @_m "^@?[a-z]") (#eq? @_r "require")
 (#set! trait "library.standard") (#set! value "third"))

; ---- library --------------------------------------------------------------------------------------

; library.import
((call_expression function: (identifier) @_f arguments: (arguments . (string) @value .)) @site
 (#eq? @_f "require")
 (#set! trait "library.import") (#set! classify "module")
 (#set! stops "/?!") (#set! relative "./#~") (#set! scope "@"))
((import_statement source: (string) @value) @site
 (#set! trait "library.import") (#set! classify "module")
 (#set! stops "/?!") (#set! relative "./#~") (#set! scope "@"))
