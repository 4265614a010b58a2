; SPDX-License-Identifier: Apache-2.0
; Habits in Ruby. One block per trait of data/traits.json; the protocol is docs/formats/queries.md.
; Nearly everything in Ruby is a `call`: a pattern that begins there should fail at its first step.
; inherits: common

; ---- format ---------------------------------------------------------------------------------------

; format.quotes: interpolation and escapes leave no choice
((string) @site
 (#not-match? @site "\\\\|#[{@$]")
 (#set! trait "format.quotes") (#set! classify "quote"))

; format.trailing_comma
([(array) (hash)] @site
 (#set! trait "format.trailing_comma") (#set! classify "trailing_comma"))

; format.object_space
((hash) @site
 (#set! trait "format.object_space") (#set! classify "spaces_inside"))

; format.block_space
((block) @site
 (#set! trait "format.block_space") (#set! classify "spaces_inside"))

; format.block_form: behind an argument without parentheses do…end would belong to another call; a
; lambda is a value and takes braces by habit
((lambda body: (_) @site)
 (#set! trait "format.block_form") (#set! value "-"))
((call method: (identifier) @_m block: (_) @site)
 (#any-of? @_m "lambda" "proc")
 (#set! trait "format.block_form") (#set! value "-"))
((argument_list (call block: (block) @site))
 (#set! trait "format.block_form") (#set! value "-"))
((block) @site (#lines-gt? @site 1)
 (#set! trait "format.block_form") (#set! value "braces"))
((do_block) @site (#lines-gt? @site 1)
 (#set! trait "format.block_form") (#set! value "do_end"))

; format.modifier_if: one statement that fits on one line. A name assigned in the condition must be
; known before the statement; a comment has no place in a modifier
([(if_modifier) (unless_modifier)] @site
 (#set! trait "format.modifier_if") (#set! value "modifier"))
([(if condition: (_) @_c consequence: (then . [(call) (identifier) (return) (assignment) (operator_assignment) (next) (break)] @_b .) !alternative)
  (unless condition: (_) @_c consequence: (then . [(call) (identifier) (return) (assignment) (operator_assignment) (next) (break)] @_b .) !alternative)] @site
 (#lines-gt? @site 2) (#lines-lt? @site 4) (#match? @site "^(?s:.){1,80}$")
 (#not-match? @_c "^\\(?\\w+ = |[( ]=[ (]") (#not-has-child? @site comment) (#not-match? @_b "(?s)\\bdo\\b|<<| if | unless |#")
 (#set! trait "format.modifier_if") (#set! value "block"))

; format.method_parens
([(method parameters: (method_parameters) @_p) (singleton_method parameters: (method_parameters) @_p)] @site
 (#match? @_p "^\\(")
 (#set! trait "format.method_parens") (#set! value "parens"))
([(method parameters: (method_parameters)) (singleton_method parameters: (method_parameters))] @site
 (#set! trait "format.method_parens") (#set! value "none"))

; format.call_parens: statements that call a method of an object; within expressions they are needed
([(body_statement (call receiver: (_) method: (identifier) @_m arguments: (argument_list) @_a !block) @site)
  (then (call receiver: (_) method: (identifier) @_m arguments: (argument_list) @_a !block) @site)
  (block_body (call receiver: (_) method: (identifier) @_m arguments: (argument_list) @_a !block) @site)]
 (#match? @_a "^\\(") (#not-any-of? @_m "to" "not_to" "to_not" "should" "should_not" "raise" "puts" "require")
 (#not-path-match? "\\.gemspec$")
 (#set! trait "format.call_parens") (#set! value "parens"))
([(body_statement (call receiver: (_) method: (identifier) @_m arguments: (argument_list) !block) @site)
  (then (call receiver: (_) method: (identifier) @_m arguments: (argument_list) !block) @site)
  (block_body (call receiver: (_) method: (identifier) @_m arguments: (argument_list) !block) @site)]
 (#not-any-of? @_m "to" "not_to" "to_not" "should" "should_not" "raise" "puts" "require")
 (#not-path-match? "\\.gemspec$")
 (#set! trait "format.call_parens") (#set! value "none"))

; format.leading_dot: chains that go on over the line
((call receiver: (_) @_r operator: ["." "&."] @_o method: (_)) @site
 (#not-same-line? @_r @_o)
 (#set! trait "format.leading_dot") (#set! value "leading"))
((call receiver: (_) operator: ["." "&."] @_o method: (_) @_m) @site
 (#not-same-line? @_o @_m)
 (#set! trait "format.leading_dot") (#set! value "trailing"))

; format.heredoc
((heredoc_beginning) @site (#match? @site "^<<~")
 (#set! trait "format.heredoc") (#set! value "squiggly"))
((heredoc_beginning) @site (#match? @site "^<<-")
 (#set! trait "format.heredoc") (#set! value "dash"))
((heredoc_beginning) @site
 (#set! trait "format.heredoc") (#set! value "bare"))

; format.operator_space
((binary operator: ["+" "-" "*" "==" "<" ">" "&&" "||"] @value) @site
 (#set! trait "format.operator_space") (#set! classify "space_around"))

; format.blank_lines
((body_statement [(method) (singleton_method)] @site)
 (#lines-gt? @site 1)
 (#set! trait "format.blank_lines") (#set! classify "blank_before"))

; format.import_order
((program (call !receiver method: (identifier) @_m arguments: (argument_list . (string) .)) @site)
 (#any-of? @_m "require" "require_relative")
 (#set! trait "format.import_order") (#set! classify "sorted"))

; ---- naming ---------------------------------------------------------------------------------------

; naming.method
([(method name: (identifier) @site) (singleton_method name: (identifier) @site)]
 (#not-match? @site "^test_|[?!]$")
 (#set! trait "naming.method") (#set! classify "case"))

; naming.type
([(class name: (constant) @site) (module name: (constant) @site)
  (class name: (scope_resolution name: (constant) @site)) (module name: (scope_resolution name: (constant) @site))]
 (#set! trait "naming.type") (#set! classify "case") (#set! single "1") (#set! as.screaming ""))

; naming.variable
((assignment left: (identifier) @site)
 (#set! trait "naming.variable") (#set! classify "case") (#set! distinct "1"))
((method_parameters [(identifier) @site (optional_parameter name: (identifier) @site)
                     (keyword_parameter name: (identifier) @site)])
 (#set! trait "naming.variable") (#set! classify "case") (#set! distinct "1"))

; naming.constant: values, not classes made at run time
((assignment left: (constant) @site
   right: [(string) (integer) (float) (array) (hash) (regex) (simple_symbol) (string_array) (symbol_array)
           (call receiver: [(string) (array) (hash) (string_array) (symbol_array) (regex)])])
 (#set! trait "naming.constant") (#set! classify "case") (#set! single "1"))

; naming.boolean
((method name: (identifier) @_n) @site (#match? @_n "\\?$")
 (#set! trait "naming.boolean") (#set! value "question"))
((method name: (identifier) @_n !parameters) @site (#match? @_n "^(is|has|can|should|was)_[a-z_]+$")
 (#set! trait "naming.boolean") (#set! value "prefix"))

; naming.error
((exception_variable (identifier) @site)
 (#any-of? @site "e" "err" "error" "ex" "exc" "exception")
 (#set! trait "naming.error") (#set! classify "text") (#set! as.exc "ex"))

; naming.options
((method_parameters [(identifier) @site (optional_parameter name: (identifier) @site)
                     (hash_splat_parameter name: (identifier) @site)])
 (#any-of? @site "opts" "options" "config")
 (#set! trait "naming.options") (#set! classify "text"))

; naming.block_param
((method_parameters (block_parameter !name) @site)
 (#set! trait "naming.block_param") (#set! value "anonymous"))
((method_parameters (block_parameter name: (identifier) @site))
 (#any-of? @site "block" "blk")
 (#set! trait "naming.block_param") (#set! classify "text"))

; naming.acronym: in names of types
([(class name: (constant) @site) (module name: (constant) @site)]
 (#match? @site "(ID|URL|URI|HTTP|JSON|API|HTML|XML|SQL|UUID|CSV|SSL|TCP|CLI|CSS)(?![a-z])[A-Z]|[a-z](ID|URL|URI|HTTP|JSON|API|HTML|XML|SQL|UUID|CSV|SSL|TCP|CLI|CSS)s?$")
 (#set! trait "naming.acronym") (#set! value "upper"))
([(class name: (constant) @site) (module name: (constant) @site)]
 (#match? @site "(Url|Uri|Http|Json|Api|Html|Xml|Sql|Uuid|Csv|Ssl|Tcp|Cli|Css)s?([A-Z]|$)")
 (#set! trait "naming.acronym") (#set! value "title"))

; naming.error_suffix
((class name: (constant) @_n superclass: (superclass [(constant) (scope_resolution)] @_s)) @site
 (#match? @_s "(Error|Exception)$") (#match? @_n "Error$")
 (#set! trait "naming.error_suffix") (#set! value "Error"))
((class name: (constant) @_n superclass: (superclass [(constant) (scope_resolution)] @_s)) @site
 (#match? @_s "(Error|Exception)$") (#match? @_n "Exception$")
 (#set! trait "naming.error_suffix") (#set! value "Exception"))
((class name: (constant) superclass: (superclass [(constant) (scope_resolution)] @_s)) @site
 (#match? @_s "(Error|Exception)$")
 (#set! trait "naming.error_suffix") (#set! value "plain"))

; naming.entry_point
([(method name: (identifier) @site) (singleton_method name: (identifier) @site)]
 (#any-of? @site "call" "perform" "execute" "run" "process" "handle")
 (#set! trait "naming.entry_point") (#set! classify "text"))

; naming.verb_get: methods with parameters
([(method name: (identifier) @site parameters: (method_parameters [(identifier) (optional_parameter) (keyword_parameter)]))
  (singleton_method name: (identifier) @site parameters: (method_parameters [(identifier) (optional_parameter) (keyword_parameter)]))]
 (#match? @site "^(get|find|fetch|load|read|lookup)_[a-z]")
 (#set! trait "naming.verb_get") (#set! classify "first_word"))

; naming.verb_make: initialize has no other name
([(method name: (identifier) @site) (singleton_method name: (identifier) @site)]
 (#match? @site "^(create|new|make|build)_[a-z]")
 (#set! trait "naming.verb_make") (#set! classify "first_word"))
((singleton_method name: (identifier) @site) (#any-of? @site "create" "make" "build")
 (#set! trait "naming.verb_make") (#set! classify "text"))

; naming.abbreviation: names that people cut or write out
([(assignment left: (identifier) @site) (method_parameters [(identifier) @site (optional_parameter name: (identifier) @site)
    (keyword_parameter name: (identifier) @site) (splat_parameter name: (identifier) @site)])]
 (#match? @site "^(ctx|cfg|conf|idx|buf|len|msg|ptr|str|tmp|req|res|resp|conn|addr|cnt|src|dst|cb|opts|params|args|pkg|dir|cmd|attr|val|prev|cur|pos|num|el|elem|arr|obj|db|sz)$")
 (#set! trait "naming.abbreviation") (#set! value "short") (#set! distinct "1"))
([(assignment left: (identifier) @site) (method_parameters [(identifier) @site (optional_parameter name: (identifier) @site)
    (keyword_parameter name: (identifier) @site) (splat_parameter name: (identifier) @site)])]
 (#match? @site "^(context|config|configuration|index|buffer|length|message|pointer|string|temp|temporary|request|result|response|connection|address|count|source|destination|dest|callback|options|parameters|arguments|package|directory|folder|command|attribute|value|previous|current|position|number|element|array|object|database|size)$")
 (#set! trait "naming.abbreviation") (#set! value "full") (#set! distinct "1"))

; naming.verb_remove
([(method name: (identifier) @site) (singleton_method name: (identifier) @site)]
 (#match? @site "^(remove|delete|drop)_[a-z]")
 (#set! trait "naming.verb_remove") (#set! classify "first_word"))

; ---- idiom ----------------------------------------------------------------------------------------

; idiom.frozen_literal: only files with strings have a reason
((program . (comment) . (comment) @_c) @site
 (#match? @_c "frozen_string_literal")
 (#set! trait "idiom.frozen_literal") (#set! value "yes"))
((program . (comment) . (comment) . (comment) @_c) @site
 (#match? @_c "frozen_string_literal")
 (#set! trait "idiom.frozen_literal") (#set! value "yes"))
((program . (comment) @_c) @site
 (#match? @_c "frozen_string_literal")
 (#set! trait "idiom.frozen_literal") (#set! value "yes"))
((program) @site
 (#has-descendant? @site string)
 (#set! trait "idiom.frozen_literal") (#set! value "no"))

; idiom.strings: two literals in a row are one long string
((string (interpolation)) @site
 (#not-has-ancestor? @site binary)
 (#set! trait "idiom.strings") (#set! value "template"))
((call !receiver method: (identifier) @_m arguments: (argument_list . (string))) @site
 (#any-of? @_m "format" "sprintf")
 (#set! trait "idiom.strings") (#set! value "sprintf"))
((binary left: (string) operator: "%") @site
 (#set! trait "idiom.strings") (#set! value "percent"))
((binary left: (string) operator: "+" right: (string)) @site
 (#set! trait "idiom.strings") (#set! value "-"))
([(binary left: (string) operator: "+") (binary operator: "+" right: (string))
  (binary left: (binary [(string) (binary (string))]) operator: "+")] @site
 (#not-has-parent? @site binary)
 (#set! trait "idiom.strings") (#set! value "concat"))

; idiom.hash_syntax: keys with other characters have no choice
((pair key: (hash_key_symbol) value: (_)) @site
 (#set! trait "idiom.hash_syntax") (#set! value "colon"))
((pair key: (simple_symbol) @_k "=>") @site
 (#match? @_k "^:[a-zA-Z_][a-zA-Z0-9_]*$")
 (#set! trait "idiom.hash_syntax") (#set! value "rocket"))

; idiom.shorthand
((pair key: (hash_key_symbol) !value) @site
 (#set! trait "idiom.shorthand") (#set! value "shorthand"))
((pair key: (hash_key_symbol) @_k value: (identifier) @_v) @site
 (#eq? @_k @_v)
 (#set! trait "idiom.shorthand") (#set! value "long"))

; idiom.word_array
([(string_array . (_) . (_)) (symbol_array . (_) . (_))] @site
 (#set! trait "idiom.word_array") (#set! value "percent"))
([(array . (string) . (string)) (array . (simple_symbol) . (simple_symbol))] @site
 (#match? @site "^\\[\\s*(([\"'])[\\w.-]+\\2|:\\w+)(\\s*,\\s*(([\"'])[\\w.-]+\\5|:\\w+))+\\s*,?\\s*\\]$")
 (#set! trait "idiom.word_array") (#set! value "brackets"))

; idiom.collection_names
((call receiver: (_) method: (identifier) @_m) @site
 (#any-of? @_m "map" "select" "reduce" "flat_map" "collect" "find_all" "inject" "detect" "collect_concat")
 (#not-any-of? @_m "collect" "find_all" "inject" "detect" "collect_concat")
 (#set! trait "idiom.collection_names") (#set! value "map"))
((call receiver: (_) method: (identifier) @_m) @site
 (#any-of? @_m "collect" "find_all" "inject" "detect" "collect_concat")
 (#set! trait "idiom.collection_names") (#set! value "collect"))

; idiom.method_reference: a block that calls one method of its only parameter
((argument_list . (block_argument (simple_symbol)) @site .)
 (#set! trait "idiom.method_reference") (#set! value "reference"))
([(block parameters: (block_parameters . (identifier) @_p .)
    body: (block_body . (call receiver: (identifier) @_r operator: "." method: (identifier) !arguments !block) .))
  (do_block parameters: (block_parameters . (identifier) @_p .)
    body: (body_statement . (call receiver: (identifier) @_r operator: "." method: (identifier) !arguments !block) .))] @site
 (#eq? @_p @_r) (#has-parent? @site call)
 (#set! trait "idiom.method_reference") (#set! value "lambda"))

; idiom.lambda
((lambda) @site
 (#set! trait "idiom.lambda") (#set! value "arrow"))
((call !receiver method: (identifier) @_m block: (_)) @site
 (#eq? @_m "lambda")
 (#set! trait "idiom.lambda") (#set! value "lambda"))
((call !receiver method: (identifier) @_m block: (_)) @site
 (#eq? @_m "proc")
 (#set! trait "idiom.lambda") (#set! value "proc"))
((call receiver: (constant) @_r method: (identifier) @_m block: (_)) @site
 (#eq? @_r "Proc") (#eq? @_m "new")
 (#set! trait "idiom.lambda") (#set! value "proc"))

; idiom.loop
((call receiver: (_) method: (identifier) @_m block: (_)) @site
 (#any-of? @_m "each" "each_with_index" "each_pair")
 (#set! trait "idiom.loop") (#set! value "for_each"))
((for) @site
 (#set! trait "idiom.loop") (#set! value "range"))

; idiom.forever
((call !receiver method: (identifier) @_m block: (_)) @site
 (#eq? @_m "loop")
 (#set! trait "idiom.forever") (#set! value "loop"))
((while condition: [(true) (integer)]) @site
 (#set! trait "idiom.forever") (#set! value "while"))

; idiom.optional_chain
((call operator: "&.") @site
 (#set! trait "idiom.optional_chain") (#set! value "chain"))
((binary left: [(identifier) (instance_variable)] @_a operator: "&&"
   right: (call receiver: [(identifier) (instance_variable)] @_b operator: ".")) @site
 (#eq? @_a @_b) (#not-match? @site "nil\\?$|empty\\?$")
 (#set! trait "idiom.optional_chain") (#set! value "and"))

; idiom.default_value: @x ||= keeps a value for later
((operator_assignment left: [(identifier) (element_reference) (call)] operator: "||=") @site
 (#set! trait "idiom.default_value") (#set! value "or"))
((assignment right: (binary operator: "||"
   right: [(string) (integer) (array) (hash) (nil) (false) (true) (simple_symbol) (float)]) @site)
 (#set! trait "idiom.default_value") (#set! value "or"))
((method_parameters (optional_parameter) @site)
 (#set! trait "idiom.default_value") (#set! value "parameter"))

; idiom.absent
((call receiver: (_) method: (identifier) @_m !arguments) @site
 (#eq? @_m "nil?")
 (#set! trait "idiom.absent") (#set! value "method"))
((binary operator: ["==" "!="] right: (nil)) @site
 (#set! trait "idiom.absent") (#set! value "null"))

; idiom.data_class
((call receiver: (constant) @_r method: (identifier) @_m) @site
 (#eq? @_r "Struct") (#eq? @_m "new")
 (#set! trait "idiom.data_class") (#set! value "struct"))
((call receiver: (constant) @_r method: (identifier) @_m) @site
 (#eq? @_r "Data") (#eq? @_m "define")
 (#set! trait "idiom.data_class") (#set! value "data"))
((call receiver: (constant) @_r method: (identifier) @_m) @site
 (#eq? @_r "OpenStruct") (#eq? @_m "new")
 (#set! trait "idiom.data_class") (#set! value "openstruct"))
((class !superclass body: (body_statement
    (call method: (identifier) @_a) (method name: (identifier) @_n))) @site
 (#any-of? @_a "attr_reader" "attr_accessor") (#eq? @_n "initialize")
 (#set! trait "idiom.data_class") (#set! value "plain"))

; idiom.accessors: a method that only gives the variable of its name
((body_statement (call !receiver method: (identifier) @_m) @site)
 (#any-of? @_m "attr_reader" "attr_accessor" "attr_writer")
 (#set! trait "idiom.accessors") (#set! value "attr"))
((method name: (identifier) @_n !parameters body: (body_statement . (instance_variable) .)) @site
 (#match? @site "^def (\\w+)\\s*;?\\s*@\\1\\s*;?\\s*end$")
 (#set! trait "idiom.accessors") (#set! value "method"))

; idiom.class_methods
((singleton_method object: (self)) @site
 (#set! trait "idiom.class_methods") (#set! value "self"))
((singleton_class value: (self) body: (body_statement (method) @site))
 (#set! trait "idiom.class_methods") (#set! value "singleton"))

; idiom.private_form
((body_statement (identifier) @site)
 (#any-of? @site "private" "protected")
 (#set! trait "idiom.private_form") (#set! value "section"))
((call !receiver method: (identifier) @_m arguments: (argument_list . (method))) @site
 (#any-of? @_m "private" "protected")
 (#set! trait "idiom.private_form") (#set! value "inline"))
((body_statement (call !receiver method: (identifier) @_m arguments: (argument_list . (simple_symbol))) @site)
 (#any-of? @_m "private" "protected" "private_class_method")
 (#set! trait "idiom.private_form") (#set! value "listed"))

; idiom.tail_return: one-line methods that end in a value
([(method body: (body_statement (return) .)) (singleton_method body: (body_statement (return) .))] @site
 (#set! trait "idiom.tail_return") (#set! value "return"))
([(method body: (body_statement
     [(identifier) (instance_variable) (constant) (string) (hash) (array) (binary) (conditional) (true) (false) (integer)] .))
  (singleton_method body: (body_statement
     [(identifier) (instance_variable) (constant) (string) (hash) (array) (binary) (conditional) (true) (false) (integer)] .))] @site
 (#set! trait "idiom.tail_return") (#set! value "tail"))

; idiom.keyword_args
((method_parameters (keyword_parameter)) @site
 (#set! trait "idiom.keyword_args") (#set! value "keyword"))
((method_parameters (optional_parameter name: (identifier) value: (hash))) @site
 (#set! trait "idiom.keyword_args") (#set! value "hash"))

; idiom.unless: with else nobody writes unless
([(unless !alternative) (unless_modifier)] @site
 (#set! trait "idiom.unless") (#set! value "unless"))
([(if condition: (unary operator: ["!" "not"]) @_c !alternative)
  (if_modifier condition: (unary operator: ["!" "not"]) @_c)] @site
 (#not-match? @_c "^!!")
 (#set! trait "idiom.unless") (#set! value "if_not"))

; idiom.and_or
((binary operator: ["&&" "||"]) @site
 (#set! trait "idiom.and_or") (#set! value "symbol"))
((binary operator: ["and" "or"]) @site
 (#set! trait "idiom.and_or") (#set! value "word"))

; idiom.ternary: one short value on either side
((conditional) @site
 (#set! trait "idiom.ternary") (#set! value "ternary"))
((if consequence: (then . [(identifier) (instance_variable) (constant) (string) (integer) (nil) (true) (false) (call) (simple_symbol)] .)
   alternative: (else . [(identifier) (instance_variable) (constant) (string) (integer) (nil) (true) (false) (call) (simple_symbol)] .)) @site
 (#lines-lt? @site 6) (#match? @site "^(?s:.){1,90}$") (#not-match? @site "#")
 (#not-match? @site "\\n\\s*(raise|puts|return|print|[a-z_.]+ [a-z:\"'@])[^\\n]*\\n")
 (#set! trait "idiom.ternary") (#set! value "if_else"))

; idiom.dir
((argument_list . (identifier) @site) (#eq? @site "__dir__")
 (#set! trait "idiom.dir") (#set! value "dir"))
((call receiver: (constant) @_r method: (identifier) @_m arguments: (argument_list . (_) @_f)) @site
 (#eq? @_r "File") (#any-of? @_m "dirname" "expand_path") (#match? @_f "^__FILE__$|__FILE__\\)$")
 (#set! trait "idiom.dir") (#set! value "dirname"))

; idiom.freeze: strings are frozen by the comment
((assignment left: (constant)
   right: (call receiver: [(array) (hash) (string_array) (symbol_array)] method: (identifier) @_m !arguments)) @site
 (#eq? @_m "freeze")
 (#set! trait "idiom.freeze") (#set! value "freeze"))
((assignment left: (constant) right: [(array) (hash) (string_array) (symbol_array)]) @site
 (#set! trait "idiom.freeze") (#set! value "plain"))

; idiom.expression_body: methods of one short expression
([(method "=" body: (_)) (singleton_method "=" body: (_))] @site
 (#set! trait "idiom.expression_body") (#set! value "expression"))
([(method body: (body_statement . (_) @_b .)) (singleton_method body: (body_statement . (_) @_b .))] @site
 (#lines-lt? @_b 2) (#match? @site "^(?s:.){1,80}$") (#not-match? @site "=\\(|rescue|ensure")
 (#set! trait "idiom.expression_body") (#set! value "block"))

; idiom.resource
((call receiver: (constant) @_r method: (identifier) @_m block: (_)) @site
 (#any-of? @_r "File" "IO" "TCPSocket" "Zlib" "Tempfile") (#any-of? @_m "open" "create")
 (#set! trait "idiom.resource") (#set! value "with"))
((assignment right: (call receiver: (constant) @_r method: (identifier) @_m !block)) @site
 (#any-of? @_r "File" "IO" "TCPSocket") (#eq? @_m "open")
 (#set! trait "idiom.resource") (#set! value "manual"))

; idiom.type_hints: Sorbet
((body_statement (call !receiver method: (identifier) @_s block: (_)) . [(method) (singleton_method)] @site)
 (#eq? @_s "sig")
 (#set! trait "idiom.type_hints") (#set! value "hints"))
([(method parameters: (_)) (singleton_method parameters: (_))] @site
 (#set! trait "idiom.type_hints") (#set! value "none"))

; ---- error ----------------------------------------------------------------------------------------

; error.channel: what a condition that ends a method badly does
([(if_modifier body: (call !receiver method: (identifier) @_m)) (unless_modifier body: (call !receiver method: (identifier) @_m))
  (if consequence: (then . (call !receiver method: (identifier) @_m) .) !alternative)
  (unless consequence: (then . (call !receiver method: (identifier) @_m) .) !alternative)] @site
 (#any-of? @_m "raise" "fail")
 (#set! trait "error.channel") (#set! value "throw"))
([(if_modifier body: (return (argument_list (nil)))) (unless_modifier body: (return (argument_list (nil))))
  (if consequence: (then . (return (argument_list (nil))) .) !alternative)] @site
 (#set! trait "error.channel") (#set! value "null"))
([(if_modifier body: (return (argument_list (false)))) (unless_modifier body: (return (argument_list (false))))
  (if consequence: (then . (return (argument_list (false))) .) !alternative)] @site
 (#set! trait "error.channel") (#set! value "bool"))

; error.except
((rescue exceptions: (exceptions [(constant) (scope_resolution)] @_e)) @site
 (#any-of? @_e "StandardError" "Exception" "::StandardError" "::Exception" "Object")
 (#set! trait "error.except") (#set! value "broad"))
((rescue exceptions: (exceptions)) @site
 (#set! trait "error.except") (#set! value "specific"))
((rescue !exceptions) @site
 (#set! trait "error.except") (#set! value "bare"))

; error.catch_action: what ends the handler
((rescue !body) @site
 (#set! trait "error.catch_action") (#set! value "empty"))
((rescue body: (then . [(nil) (comment)] .)) @site
 (#set! trait "error.catch_action") (#set! value "empty"))
([(rescue body: (then (call !receiver method: (identifier) @_m) .)) (rescue body: (then (identifier) @_m .))] @site
 (#any-of? @_m "raise" "fail")
 (#set! trait "error.catch_action") (#set! value "rethrow"))
((rescue body: (then . (call receiver: (_) @_r method: (identifier) @_m))) @site
 (#match? @_r "(?i)log(ger)?$") (#any-of? @_m "debug" "info" "warn" "error" "fatal" "abort_with")
 (#set! trait "error.catch_action") (#set! value "log"))
((rescue body: (then . (call !receiver method: (identifier) @_m))) @site
 (#any-of? @_m "puts" "warn" "p" "print")
 (#set! trait "error.catch_action") (#set! value "print"))
([(rescue body: (then . [(return) (false) (true) (string) (hash) (array) (integer) (constant) (instance_variable)] .))
  (rescue body: (then (return) .))] @site
 (#set! trait "error.catch_action") (#set! value "return"))
((rescue) @site
 (#set! trait "error.catch_action") (#set! value "other"))

; error.wrap: the rescued error raised again, or another one
([(rescue body: (then (call !receiver method: (identifier) @_m arguments: (argument_list . (identifier) .)) @site))
  (rescue body: (then (identifier) @_m @site))]
 (#any-of? @_m "raise" "fail")
 (#set! trait "error.wrap") (#set! value "bare"))
((rescue body: (then (call !receiver method: (identifier) @_m arguments: (argument_list . [(constant) (scope_resolution) (call)])) @site))
 (#any-of? @_m "raise" "fail")
 (#set! trait "error.wrap") (#set! value "wrap"))

; error.rescue_place
([(method body: (body_statement (rescue) @site)) (singleton_method body: (body_statement (rescue) @site))]
 (#set! trait "error.rescue_place") (#set! value "method"))
([(method body: (body_statement . (begin (rescue) @site) .)) (singleton_method body: (body_statement . (begin (rescue) @site) .))]
 (#set! trait "error.rescue_place") (#set! value "begin"))

; error.cleanup
([(begin (ensure)) (body_statement (ensure))] @site
 (#set! trait "error.cleanup") (#set! value "finally"))
([(begin (rescue)) (body_statement (rescue))] @site
 (#set! trait "error.cleanup") (#set! value "none"))

; error.raise_form
((call !receiver method: (identifier) @_m arguments: (argument_list . [(constant) (scope_resolution)] . (_))) @site
 (#any-of? @_m "raise" "fail")
 (#set! trait "error.raise_form") (#set! value "message"))
((call !receiver method: (identifier) @_m arguments: (argument_list .
   (call receiver: [(constant) (scope_resolution)] method: (identifier) @_n arguments: (_)) .)) @site
 (#any-of? @_m "raise" "fail") (#eq? @_n "new")
 (#set! trait "error.raise_form") (#set! value "new"))

; error.type
((call !receiver method: (identifier) @_m arguments: (argument_list . (string) .)) @site
 (#any-of? @_m "raise" "fail")
 (#set! trait "error.type") (#set! value "string"))
((call !receiver method: (identifier) @_m arguments: (argument_list . [(constant) @_c (scope_resolution) @_c
   (call receiver: [(constant) (scope_resolution)] @_c)])) @site
 (#any-of? @_m "raise" "fail")
 (#match? @_c "^(::)?(ArgumentError|RuntimeError|StandardError|NotImplementedError|TypeError|NameError|NoMethodError|KeyError|IndexError|RangeError|IOError|EOFError|Exception|LoadError|ScriptError|SecurityError|StopIteration|FrozenError|FloatDomainError|ZeroDivisionError|EncodingError|Errno::\\w+|SystemExit|Interrupt|SyntaxError)$")
 (#set! trait "error.type") (#set! value "std"))
((call !receiver method: (identifier) @_m arguments: (argument_list . [(constant) (scope_resolution)
   (call receiver: [(constant) (scope_resolution)])])) @site
 (#any-of? @_m "raise" "fail")
 (#set! trait "error.type") (#set! value "own"))

; error.base
((class superclass: (superclass [(constant) (scope_resolution)] @_s)) @site
 (#match? @_s "^(::)?(StandardError|RuntimeError|ArgumentError|Exception|TypeError|NameError|KeyError|IndexError|IOError|ScriptError|LoadError|NoMethodError|NotImplementedError|RangeError)$")
 (#set! trait "error.base") (#set! value "std"))
((class superclass: (superclass [(constant) (scope_resolution)] @_s)) @site
 (#match? @_s "(Error|Exception)$")
 (#set! trait "error.base") (#set! value "own"))

; error.message_case
((call !receiver method: (identifier) @_m arguments: (argument_list (string) @_s)) @site
 (#any-of? @_m "raise" "fail") (#match? @_s "^[\"'][a-z]")
 (#set! trait "error.message_case") (#set! value "lower"))
((call !receiver method: (identifier) @_m arguments: (argument_list (string) @_s)) @site
 (#any-of? @_m "raise" "fail") (#match? @_s "^[\"'][A-Z][a-z' ]")
 (#set! trait "error.message_case") (#set! value "capital"))

; ---- doc ------------------------------------------------------------------------------------------

; doc.functions: public methods; what stands below private is taken for public too
([(method name: (identifier) @_n) (singleton_method name: (identifier) @_n)] @site
 (#not-match? @_n "^(_|test_|initialize$|setup$|teardown$)")
 (#set! trait "doc.functions") (#set! classify "documented"))

; doc.dialect
([(method) (singleton_method) (class) (module)] @site
 (#doc-match? @site "^\\s*#\\s*@(param|return|raise|yield|yieldparam|option|example|see|api|private|abstract|attr_reader|overload)\\b")
 (#set! trait "doc.dialect") (#set! value "yard"))
([(method) (singleton_method)] @site
 (#doc-match? @site "^\\s*#\\s*(Public|Internal|Private|Deprecated): |^\\s*#\\s*Returns? |^\\s*#\\s*\\w+ +- ")
 (#set! trait "doc.dialect") (#set! value "tomdoc"))
([(method) (singleton_method) (class) (module)] @site
 (#doc-match? @site "\\+[\\w:@?!.]+\\+|<tt>|:call-seq:|:nodoc:|:yields?:|^\\s*# ?=+ ")
 (#set! trait "doc.dialect") (#set! value "rdoc"))
([(method) (singleton_method) (class) (module)] @site
 (#doc-match? @site "[A-Za-z]{3}")
 (#set! trait "doc.dialect") (#set! value "plain"))

; doc.comment_case: a run of lines is one comment
((comment) . (comment) @site
 (#set! trait "doc.comment_case") (#set! value "-"))
((comment) @site (#match? @site "^#+\\s*[a-z]+ [a-z]+ ")
 (#not-match? @site "rubocop|frozen|coding|typed")
 (#set! trait "doc.comment_case") (#set! value "lower"))
((comment) @site (#match? @site "^#+\\s*[A-Z][a-z]* [a-z]+ ")
 (#set! trait "doc.comment_case") (#set! value "capital"))

; doc.file_head
((program (comment) @_c) @site (#match? @_c "SPDX-License")
 (#set! trait "doc.file_head") (#set! value "spdx"))
((program . (comment) @_c) @site (#match? @_c "(?i)copyright|licen[cs]e")
 (#set! trait "doc.file_head") (#set! value "licence"))
((program . (comment) . (comment) @_c) @site (#match? @_c "(?i)copyright|licen[cs]e")
 (#set! trait "doc.file_head") (#set! value "licence"))
((program . (comment) . (comment) . (comment) @_c) @site (#match? @_c "(?i)copyright|licen[cs]e")
 (#set! trait "doc.file_head") (#set! value "licence"))
((program . (comment)) @site
 (#match? @site "^(#(!.*|.*(coding|frozen_string|rubocop|typed:).*|[ \t]*)\n|[ \t]*\n)*# ?[A-Z].*\n(#.*\n|[ \t]*\n)*(require|autoload|gem|\\$|begin|if|unless|[A-Z]\\w* =)")
 (#set! trait "doc.file_head") (#set! value "description"))
((program) @site
 (#set! trait "doc.file_head") (#set! value "none"))

; ---- test -----------------------------------------------------------------------------------------

; test.assertion
((call !receiver method: (identifier) @_m) @site
 (#eq? @_m "expect")
 (#set! trait "test.assertion") (#set! value "expect"))
((call receiver: (_) method: (identifier) @_m) @site
 (#any-of? @_m "should" "should_not")
 (#set! trait "test.assertion") (#set! value "should"))
((call !receiver method: (identifier) @_m) @site
 (#match? @_m "^(assert|refute|flunk)(_|$)")
 (#set! trait "test.assertion") (#set! value "assert"))
((call receiver: (_) method: (identifier) @_m) @site
 (#match? @_m "^(must|wont)_(be|equal|match|include|raise|respond|throw|output)")
 (#set! trait "test.assertion") (#set! value "must"))

; test.form
((call !receiver method: (identifier) @_m arguments: (argument_list . [(string) (delimited_symbol)]) block: (_)) @site
 (#any-of? @_m "it" "specify" "example" "scenario")
 (#set! trait "test.form") (#set! value "describe"))
((call !receiver method: (identifier) @_m arguments: (argument_list . (string)) block: (_)) @site
 (#eq? @_m "test")
 (#set! trait "test.form") (#set! value "test"))
((method name: (identifier) @_n) @site (#match? @_n "^test_")
 (#set! trait "test.form") (#set! value "class"))

; test.fixtures
((call !receiver method: (identifier) @_m block: (_)) @site
 (#any-of? @_m "let" "let!" "subject")
 (#set! trait "test.fixtures") (#set! value "let"))
((call !receiver method: (identifier) @_m block: (_)) @site
 (#eq? @_m "before")
 (#set! trait "test.fixtures") (#set! value "before"))
((call !receiver method: (identifier) @_m block: (_)) @site
 (#eq? @_m "setup")
 (#set! trait "test.fixtures") (#set! value "setup"))
((method name: (identifier) @_n) @site (#eq? @_n "setup")
 (#set! trait "test.fixtures") (#set! value "setup"))

; test.double
((call !receiver method: (identifier) @_m) @site
 (#any-of? @_m "double" "spy")
 (#set! trait "test.double") (#set! value "double"))
((call !receiver method: (identifier) @_m) @site
 (#any-of? @_m "instance_double" "class_double" "object_double" "instance_spy")
 (#set! trait "test.double") (#set! value "instance_double"))
((call receiver: (_) method: (identifier) @_m) @site
 (#any-of? @_m "stubs" "expects")
 (#set! trait "test.double") (#set! value "mocha"))
((call receiver: (_) method: (identifier) @_m arguments: (argument_list . (simple_symbol))) @site
 (#any-of? @_m "stub" "stub!")
 (#set! trait "test.double") (#set! value "stub"))

; ---- structure ------------------------------------------------------------------------------------

; structure.early_return
((if consequence: (then (return) .) alternative: (else)) @site
 (#set! trait "structure.early_return") (#set! value "else"))
((body_statement . [(if_modifier body: (return)) (unless_modifier body: (return))] @site)
 (#not-last? @site)
 (#set! trait "structure.early_return") (#set! value "guard"))
((body_statement . [(if consequence: (then (return) .) !alternative) (unless consequence: (then (return) .) !alternative)] @site)
 (#not-last? @site)
 (#set! trait "structure.early_return") (#set! value "guard"))
([(method body: (body_statement . (if alternative: (else)) @site .))
  (singleton_method body: (body_statement . (if alternative: (else)) @site .))]
 (#lines-gt? @site 7)
 (#set! trait "structure.early_return") (#set! value "else"))

; structure.function_length
([(method) (singleton_method)] @site
 (#set! trait "structure.function_length") (#set! classify "lines") (#set! buckets "10 25 50 100"))

; structure.parameters
([(method parameters: (method_parameters) @value) (singleton_method parameters: (method_parameters) @value)] @site
 (#set! trait "structure.parameters") (#set! classify "count") (#set! buckets "2 3 5"))

; structure.namespace: a class in a class is something else
([(class name: (scope_resolution)) (module name: (scope_resolution))] @site
 (#not-has-ancestor? @site module class)
 (#set! trait "structure.namespace") (#set! value "compact"))
((module name: (constant) body: (body_statement [(class name: (constant)) (module name: (constant))] @site))
 (#set! trait "structure.namespace") (#set! value "nested"))

; structure.require_form
((call !receiver method: (identifier) @_m) @site
 (#eq? @_m "require_relative")
 (#set! trait "structure.require_form") (#set! value "relative"))
((call !receiver method: (identifier) @_m arguments: (argument_list . (call receiver: (constant) @_f))) @site
 (#eq? @_m "require") (#eq? @_f "File")
 (#set! trait "structure.require_form") (#set! value "expand"))
((call !receiver method: (identifier) @_m) @site
 (#eq? @_m "autoload")
 (#set! trait "structure.require_form") (#set! value "autoload"))

; library.standard
((call !receiver method: (identifier) @_m arguments: (argument_list . (string) @_s .)) @site
 (#eq? @_m "require")
 (#match? @_s "^.(English|abbrev|base64|benchmark|bigdecimal|cgi|coverage|csv|date|delegate|digest|drb|erb|etc|fcntl|fiddle|fileutils|find|forwardable|getoptlong|io|ipaddr|irb|json|logger|matrix|monitor|mutex_m|net|nkf|objspace|observer|open-uri|open3|openssl|optparse|ostruct|pathname|pp|prettyprint|prime|pstore|psych|pty|rbconfig|rdoc|readline|resolv|rexml|ripper|securerandom|set|shellwords|singleton|socket|stringio|strscan|syslog|tempfile|thread|time|timeout|tmpdir|tracer|tsort|un|uri|weakref|webrick|yaml|zlib)(/|.$)")
 (#set! trait "library.standard") (#set! value "std"))
((call !receiver method: (identifier) @_m arguments: (argument_list . (string) @_s .)) @site
 (#eq? @_m "require")
 (#match? @_s "^.(active_support|active_record|active_model|action_controller|action_view|rails|sinatra|rack|puma|sidekiq|redis|faraday|httparty|rest-client|rest_client|http|typhoeus|excon|nokogiri|oj|multi_json|thor|slop|tty-[a-z]+|dry-[a-z]+|dry|concurrent|async|zeitwerk|addressable|mime|mime/types|liquid|kramdown|rouge|coderay|pastel|colorize|rainbow|rspec|minitest|webmock|vcr|mocha|capybara|timecop|simplecov|factory_bot|pry|byebug|debug|bundler|rake|sequel|pg|mysql2|sqlite3|mongoid|hashie|listen|i18n|tzinfo|builder|haml|slim|sassc|sass|parallel|ruby-progressbar|terminal-table|highline|rubocop|parser|test/unit|test-unit|bcrypt|jwt|devise|warden|kaminari|aws-sdk[a-z0-9-]*|fog|ffi|eventmachine|nio)(/|.$)")
 (#set! trait "library.standard") (#set! value "third"))

; ---- library --------------------------------------------------------------------------------------

; library.import
((call !receiver method: (identifier) @_m arguments: (argument_list . (string) @value .)) @site
 (#eq? @_m "require") (#not-match? @value "^.[./]|#\\{")
 (#set! trait "library.import") (#set! classify "module"))
((call !receiver method: (identifier) @_m arguments: (argument_list . (string) @value)) @site
 (#eq? @_m "gem") (#not-match? @value "#\\{")
 (#set! trait "library.import") (#set! classify "module"))
