; SPDX-License-Identifier: Apache-2.0
; Habits in Java. One block per trait of data/traits.json; the protocol is docs/formats/queries.md.
; inherits: java_csharp

; ---- format ---------------------------------------------------------------------------------------

; format.trailing_comma: an enum body with members after the constants ends in a semicolon
([(array_initializer) (element_value_array_initializer)] @site
 (#set! trait "format.trailing_comma") (#set! classify "trailing_comma"))
((enum_body) @site
 (#not-has-child? @site enum_body_declarations)
 (#set! trait "format.trailing_comma") (#set! classify "trailing_comma"))

; format.body_braces: an else can force braces on the if
((if_statement consequence: (_) @value !alternative) @site
 (#set! trait "format.body_braces") (#set! classify "body_braces"))
([(for_statement body: (_) @value) (while_statement body: (_) @value) (enhanced_for_statement body: (_) @value)] @site
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
([(method_declaration body: (block) @value) (constructor_declaration body: (constructor_body) @value)] @site
 (#set! trait "format.function_brace") (#set! classify "brace"))

; format.control_brace
([(if_statement consequence: (block) @value) (for_statement body: (block) @value)
  (enhanced_for_statement body: (block) @value) (while_statement body: (block) @value)
  (try_statement body: (block) @value) (switch_expression body: (switch_block) @value)] @site
 (#set! trait "format.control_brace") (#set! classify "brace"))

; format.type_brace
([(class_declaration body: (class_body) @value) (interface_declaration body: (interface_body) @value)
  (enum_declaration body: (enum_body) @value) (record_declaration body: (class_body) @value)] @site
 (#set! trait "format.type_brace") (#set! classify "brace"))

; format.keyword_space
([(if_statement condition: (parenthesized_expression) @value)
  (while_statement condition: (parenthesized_expression) @value) (for_statement "(" @value)
  (enhanced_for_statement "(" @value) (switch_expression condition: (parenthesized_expression) @value)
  (catch_clause "(" @value)] @site
 (#set! trait "format.keyword_space") (#set! classify "space_before"))

; format.object_space
((array_initializer) @site
 (#set! trait "format.object_space") (#set! classify "spaces_inside"))

; format.operator_wrap: where an expression is broken at an operator
((binary_expression left: (_) @_l operator: ["+" "-" "*" "/" "&&" "||" "==" "!=" "|" "&"] @_o right: (_) @_r) @site
 (#same-line? @_o @_r) (#not-same-line? @_l @_o)
 (#set! trait "format.operator_wrap") (#set! value "before"))
((binary_expression left: (_) @_l operator: ["+" "-" "*" "/" "&&" "||" "==" "!=" "|" "&"] @_o right: (_) @_r) @site
 (#not-same-line? @_o @_r) (#same-line? @_l @_o)
 (#set! trait "format.operator_wrap") (#set! value "after"))

; format.arrow_parens: where the parentheses may be left out
((lambda_expression parameters: (identifier)) @site
 (#set! trait "format.arrow_parens") (#set! value "bare"))
((lambda_expression parameters: (inferred_parameters . (identifier) .)) @site
 (#set! trait "format.arrow_parens") (#set! value "parens"))

; format.attribute_line: what stands before the method itself; annotations among themselves are another matter
((method_declaration (modifiers [(marker_annotation) (annotation)] @_a) name: (_) @_n) @site
 (#same-line? @_a @_n)
 (#set! trait "format.attribute_line") (#set! value "same_line"))
((method_declaration (modifiers [(marker_annotation) (annotation)]) name: (_)) @site
 (#set! trait "format.attribute_line") (#set! value "own_line"))

; format.blank_lines
((class_body [(method_declaration) (constructor_declaration)] @site)
 (#set! trait "format.blank_lines") (#set! classify "blank_before"))

; format.import_order
((import_declaration) @site
 (#set! trait "format.import_order") (#set! classify "sorted"))

; ---- naming ---------------------------------------------------------------------------------------

; naming.method: names of tests are another matter
((method_declaration (modifiers [(marker_annotation name: (identifier) @_a) (annotation name: (identifier) @_a)])
   name: (identifier) @site)
 (#any-of? @_a "Test" "ParameterizedTest" "RepeatedTest" "Override")
 (#set! trait "naming.method") (#set! value "-"))
((method_declaration name: (identifier) @site)
 (#set! trait "naming.method") (#set! classify "case"))

; naming.type
([(class_declaration name: (identifier) @site) (interface_declaration name: (identifier) @site)
  (enum_declaration name: (identifier) @site) (record_declaration name: (identifier) @site)]
 (#set! trait "naming.type") (#set! classify "case") (#set! single "1"))

; naming.interface: I before a capital
((interface_declaration name: (identifier) @site) (#match? @site "^I[A-Z][a-z]")
 (#set! trait "naming.interface") (#set! value "prefix"))
((interface_declaration name: (identifier) @site)
 (#set! trait "naming.interface") (#set! value "plain"))

; naming.implementation
((class_declaration name: (identifier) @site interfaces: (_)) (#match? @site "Impl$")
 (#set! trait "naming.implementation") (#set! value "impl"))
((class_declaration name: (identifier) @site interfaces: (_)) (#match? @site "^Default[A-Z]")
 (#set! trait "naming.implementation") (#set! value "default"))
((class_declaration name: (identifier) @site interfaces: (_)) (#match? @site "^(Simple|Basic|Standard)[A-Z]")
 (#set! trait "naming.implementation") (#set! value "simple"))

; naming.abstract
((class_declaration (modifiers "abstract") name: (identifier) @site) (#match? @site "^Abstract[A-Z]")
 (#set! trait "naming.abstract") (#set! value "abstract"))
((class_declaration (modifiers "abstract") name: (identifier) @site) (#match? @site "^Base[A-Z]|Base$")
 (#set! trait "naming.abstract") (#set! value "base"))
((class_declaration (modifiers "abstract") name: (identifier) @site)
 (#set! trait "naming.abstract") (#set! value "plain"))

; naming.error_suffix
((class_declaration name: (identifier) @site superclass: (superclass (_) @_s))
 (#match? @_s "(Exception|Error)$") (#match? @site "Exception$")
 (#set! trait "naming.error_suffix") (#set! value "Exception"))
((class_declaration name: (identifier) @site superclass: (superclass (_) @_s))
 (#match? @_s "(Exception|Error)$") (#match? @site "Error$")
 (#set! trait "naming.error_suffix") (#set! value "Error"))
((class_declaration name: (identifier) @site superclass: (superclass (_) @_s))
 (#match? @_s "(Exception|Error)$")
 (#set! trait "naming.error_suffix") (#set! value "plain"))

; naming.async: methods that return a future
((method_declaration type: (generic_type . (type_identifier) @_t) name: (identifier) @site)
 (#any-of? @_t "CompletableFuture" "CompletionStage" "ListenableFuture") (#match? @site "Async$")
 (#set! trait "naming.async") (#set! value "suffix"))
((method_declaration type: (generic_type . (type_identifier) @_t) name: (identifier) @site)
 (#any-of? @_t "CompletableFuture" "CompletionStage" "ListenableFuture")
 (#set! trait "naming.async") (#set! value "plain"))

; naming.variable
([(local_variable_declaration declarator: (variable_declarator name: (identifier) @site))
  (formal_parameter name: (identifier) @site)]
 (#set! trait "naming.variable") (#set! classify "case") (#set! distinct "1"))

; naming.constant
((field_declaration (modifiers "static" "final") declarator: (variable_declarator name: (identifier) @site))
 (#not-match? @site "^(log|logger|LOG|LOGGER|serialVersionUID)$")
 (#set! trait "naming.constant") (#set! classify "case") (#set! single "1"))
((constant_declaration declarator: (variable_declarator name: (identifier) @site))
 (#set! trait "naming.constant") (#set! classify "case") (#set! single "1"))

; naming.enumerator
((enum_constant name: (identifier) @site)
 (#set! trait "naming.enumerator") (#set! classify "case") (#set! single "1"))

; naming.member: private fields that are no constants
((field_declaration (modifiers "static") declarator: (variable_declarator name: (identifier) @site))
 (#set! trait "naming.member") (#set! value "-"))
((field_declaration (modifiers "private") declarator: (variable_declarator name: (identifier) @site))
 (#match? @site "^m(_|[A-Z][a-z])")
 (#set! trait "naming.member") (#set! value "m_"))
((field_declaration (modifiers "private") declarator: (variable_declarator name: (identifier) @site))
 (#match? @site "[^_]_$")
 (#set! trait "naming.member") (#set! value "trailing"))
((field_declaration (modifiers "private") declarator: (variable_declarator name: (identifier) @site))
 (#match? @site "^_")
 (#set! trait "naming.member") (#set! value "leading"))
((field_declaration (modifiers "private") declarator: (variable_declarator name: (identifier) @site))
 (#set! trait "naming.member") (#set! value "plain"))

; naming.boolean: whoever overrides has no choice
((method_declaration (modifiers (marker_annotation name: (identifier) @_a)) type: (boolean_type)) @site
 (#eq? @_a "Override")
 (#set! trait "naming.boolean") (#set! value "-"))
((method_declaration type: (boolean_type) name: (identifier) @_n) @site
 (#match? @_n "^(is|has|can|should|was|are|must|needs|supports|contains|allows)([A-Z]|$)")
 (#set! trait "naming.boolean") (#set! value "prefix"))
((method_declaration type: (boolean_type) name: (identifier) @_n) @site
 (#not-match? @_n "^equals$")
 (#set! trait "naming.boolean") (#set! value "plain"))

; naming.acronym
([(method_declaration name: (identifier) @site) (class_declaration name: (identifier) @site)
  (formal_parameter name: (identifier) @site)]
 (#match? @site "[a-z](ID|URL|HTTP|JSON|API|HTML|XML|SQL|UUID|IP|IO|UTF)s?(?![a-z])|^(HTTP|JSON|URL|API|HTML|XML|SQL|UUID)[A-Z][a-z]")
 (#set! trait "naming.acronym") (#set! value "upper"))
([(method_declaration name: (identifier) @site) (class_declaration name: (identifier) @site)
  (formal_parameter name: (identifier) @site)]
 (#match? @site "[a-z](Id|Url|Http|Json|Api|Html|Xml|Sql|Uuid|Ip|Io|Utf)s?([A-Z]|$)|^(Http|Json|Url|Api|Html|Xml|Sql|Uuid)[A-Z]")
 (#set! trait "naming.acronym") (#set! value "title"))

; naming.error
((catch_formal_parameter name: (identifier) @site)
 (#any-of? @site "e" "err" "error" "ex" "exc")
 (#set! trait "naming.error") (#set! classify "text") (#set! as.exc "ex"))

; naming.type_parameter
((type_parameter . (type_identifier) @site) (#match? @site "^[A-Z][0-9]?$")
 (#set! trait "naming.type_parameter") (#set! value "letter"))
((type_parameter . (type_identifier) @site) (#match? @site "^T[A-Z][a-z]")
 (#set! trait "naming.type_parameter") (#set! value "prefixed"))
((type_parameter . (type_identifier) @site) (#match? @site "[a-z]|..")
 (#set! trait "naming.type_parameter") (#set! value "word"))

; naming.accessor: a method that only gives a field
((method_declaration (modifiers (marker_annotation name: (identifier) @_a)) name: (identifier) @site)
 (#eq? @_a "Override")
 (#set! trait "naming.accessor") (#set! value "-"))
((method_declaration (modifiers "public") name: (identifier) @site parameters: (formal_parameters) @_p
   body: (block . (return_statement [(identifier) (field_access object: (this))]) .))
 (#match? @_p "^\\(\\s*\\)$") (#match? @site "^(get|is|has)[A-Z]")
 (#set! trait "naming.accessor") (#set! value "get"))
((method_declaration (modifiers "public") type: (_) @_t name: (identifier) @site parameters: (formal_parameters) @_p
   body: (block . (return_statement [(identifier) @_f (field_access object: (this) field: (identifier) @_f)]) .))
 (#match? @_p "^\\(\\s*\\)$") (#eq? @site @_f)
 (#set! trait "naming.accessor") (#set! value "bare"))

; naming.verb_get: getters of fields have no parameters
((method_declaration (modifiers (marker_annotation name: (identifier) @_a)) name: (identifier) @site)
 (#eq? @_a "Override")
 (#set! trait "naming.verb_get") (#set! value "-"))
((method_declaration name: (identifier) @site parameters: (formal_parameters (formal_parameter)))
 (#match? @site "^(get|find|fetch|load|read|retrieve)[A-Z]")
 (#set! trait "naming.verb_get") (#set! classify "first_word"))

; naming.verb_make: static methods, factories among them
((method_declaration (modifiers "static") name: (identifier) @site)
 (#match? @site "^(of|from)([A-Z]|$)")
 (#set! trait "naming.verb_make") (#set! classify "first_word"))
((method_declaration (modifiers "static") name: (identifier) @site)
 (#match? @site "^(of)$")
 (#set! trait "naming.verb_make") (#set! value "of"))
((method_declaration (modifiers "static") name: (identifier) @site)
 (#match? @site "^(from)$")
 (#set! trait "naming.verb_make") (#set! value "from"))
((method_declaration type: [(type_identifier) (generic_type) (scoped_type_identifier) (array_type)] name: (identifier) @site)
 (#match? @site "^(create|new|make|build)[A-Z]")
 (#set! trait "naming.verb_make") (#set! classify "first_word"))

; naming.verb_remove
((method_declaration (modifiers (marker_annotation name: (identifier) @_a)) name: (identifier) @site)
 (#eq? @_a "Override")
 (#set! trait "naming.verb_remove") (#set! value "-"))
((method_declaration name: (identifier) @site) (#match? @site "^remove([A-Z]|$)")
 (#set! trait "naming.verb_remove") (#set! value "remove"))
((method_declaration name: (identifier) @site) (#match? @site "^delete([A-Z]|$)")
 (#set! trait "naming.verb_remove") (#set! value "delete"))
((method_declaration name: (identifier) @site) (#match? @site "^destroy([A-Z]|$)")
 (#set! trait "naming.verb_remove") (#set! value "destroy"))

; naming.lambda_parameter
((lambda_expression parameters: [(identifier) @site (inferred_parameters . (identifier) @site)])
 (#match? @site "^[a-zA-Z][0-9]?$")
 (#set! trait "naming.lambda_parameter") (#set! value "letter"))
((lambda_expression parameters: [(identifier) @site (inferred_parameters . (identifier) @site)])
 (#match? @site "^[a-zA-Z]{3}")
 (#set! trait "naming.lambda_parameter") (#set! value "word"))

; naming.logger
((field_declaration type: (_) @_t declarator: (variable_declarator name: (identifier) @site))
 (#match? @_t "^([a-z0-9.]+\\.)?(Logger|Log|FluentLogger)$") (#any-of? @site "log" "logger" "LOG" "LOGGER" "_log" "_logger")
 (#set! trait "naming.logger") (#set! classify "text"))

; naming.package: the names of folders, too; those of files are forced
((package_declaration) @site (#match? @site "_")
 (#set! trait "naming.package") (#set! value "snake"))
((package_declaration) @site (#match? @site "[a-z][A-Z]")
 (#set! trait "naming.package") (#set! value "camel"))
((package_declaration) @site (#match? @site "^package\\s+[a-z0-9.]+\\s*;$")
 (#set! trait "naming.package") (#set! value "lower"))

; ---- idiom ----------------------------------------------------------------------------------------

; idiom.auto: initialised by a call, where the type does not show
((local_variable_declaration type: (type_identifier) @_t
   declarator: (variable_declarator value: [(method_invocation) (field_access) (array_access) (ternary_expression)])) @site
 (#eq? @_t "var")
 (#set! trait "idiom.auto") (#set! value "auto"))
((local_variable_declaration
   declarator: (variable_declarator value: [(method_invocation) (field_access) (array_access) (ternary_expression)])) @site
 (#set! trait "idiom.auto") (#set! value "explicit"))

; idiom.auto_apparent
((local_variable_declaration type: (type_identifier) @_t
   declarator: (variable_declarator value: [(object_creation_expression) (cast_expression) (array_creation_expression)])) @site
 (#eq? @_t "var")
 (#set! trait "idiom.auto_apparent") (#set! value "auto"))
((local_variable_declaration
   declarator: (variable_declarator value: [(object_creation_expression) (cast_expression) (array_creation_expression)])) @site
 (#set! trait "idiom.auto_apparent") (#set! value "explicit"))

; idiom.const_local: with a value; the counters of loops must change
((local_variable_declaration (modifiers "final")) @site
 (#set! trait "idiom.const_local") (#set! value "const"))
((local_variable_declaration declarator: (variable_declarator value: (_))) @site
 (#has-parent? @site block constructor_body switch_block_statement_group)
 (#set! trait "idiom.const_local") (#set! value "plain"))

; idiom.final_parameter: where there is a body
((formal_parameter (modifiers "final")) @site
 (#set! trait "idiom.final_parameter") (#set! value "final"))
([(method_declaration parameters: (formal_parameters (formal_parameter) @site) body: (_))
  (constructor_declaration parameters: (formal_parameters (formal_parameter) @site))]
 (#set! trait "idiom.final_parameter") (#set! value "plain"))

; idiom.readonly
((field_declaration (modifiers "static")) @site
 (#set! trait "idiom.readonly") (#set! value "-"))
((field_declaration (modifiers "private" "final")) @site
 (#set! trait "idiom.readonly") (#set! value "readonly"))
((field_declaration (modifiers "private")) @site
 (#set! trait "idiom.readonly") (#set! value "plain"))

; idiom.final_class
((class_declaration (modifiers "final")) @site
 (#set! trait "idiom.final_class") (#set! value "final"))
((class_declaration (modifiers "abstract")) @site
 (#set! trait "idiom.final_class") (#set! value "-"))
((class_declaration) @site
 (#not-test-file?)
 (#set! trait "idiom.final_class") (#set! value "open"))

; idiom.callback_form: an anonymous class of one method and nothing else could mostly be a lambda
((argument_list (lambda_expression) @site)
 (#set! trait "idiom.callback_form") (#set! value "arrow"))
((argument_list (object_creation_expression (class_body . (method_declaration) .)) @site)
 (#set! trait "idiom.callback_form") (#set! value "anonymous"))

; idiom.method_reference: a lambda that hands on its parameter and nothing else
((method_reference) @site
 (#not-match? @site "::new$")
 (#set! trait "idiom.method_reference") (#set! value "reference"))
((lambda_expression parameters: [(identifier) @_p (inferred_parameters . (identifier) @_p .)]
   body: (method_invocation arguments: (argument_list . (identifier) @_q .)) @_b) @site
 (#eq? @_p @_q) (#not-has-descendant? @_b lambda_expression object_creation_expression)
 (#match? @_b "^[A-Za-z_.]+\\([A-Za-z_]+\\)$")
 (#set! trait "idiom.method_reference") (#set! value "lambda"))
((lambda_expression parameters: [(identifier) @_p (inferred_parameters . (identifier) @_p .)]
   body: (method_invocation object: (identifier) @_q arguments: (argument_list) @_a)) @site
 (#eq? @_p @_q) (#match? @_a "^\\(\\)$")
 (#set! trait "idiom.method_reference") (#set! value "lambda"))

; idiom.this: calls of own methods
((method_invocation object: (this)) @site
 (#set! trait "idiom.this") (#set! value "this"))
((method_invocation !object name: (identifier) @_n) @site
 (#not-match? @_n "^(assert|verify|when|mock|fail|given|then|checkNotNull|checkArgument|requireNonNull|any|eq|is|of|equalTo)")
 (#not-test-file?)
 (#set! trait "idiom.this") (#set! value "bare"))

; idiom.nullable
([(marker_annotation name: (identifier) @_a) (annotation name: (identifier) @_a)] @site
 (#any-of? @_a "Nullable" "CheckForNull" "CheckReturnNull" "Null")
 (#set! trait "idiom.nullable") (#set! value "nullable"))
([(marker_annotation name: (identifier) @_a) (annotation name: (identifier) @_a)] @site
 (#any-of? @_a "NonNull" "NotNull" "Nonnull")
 (#set! trait "idiom.nullable") (#set! value "nonnull"))

; idiom.absent
((binary_expression operator: ["==" "!="] right: (null_literal)) @site
 (#set! trait "idiom.absent") (#set! value "null"))
((method_invocation object: (identifier) @_o name: (identifier) @_n) @site
 (#eq? @_o "Objects") (#any-of? @_n "isNull" "nonNull")
 (#set! trait "idiom.absent") (#set! value "method"))

; idiom.optional_use
((method_invocation name: (identifier) @_n arguments: (argument_list) @_a) @site
 (#eq? @_n "isPresent") (#eq? @_a "()")
 (#set! trait "idiom.optional_use") (#set! value "imperative"))
((method_invocation name: (identifier) @_n) @site
 (#any-of? @_n "orElse" "orElseGet" "orElseThrow" "ifPresent" "ifPresentOrElse")
 (#set! trait "idiom.optional_use") (#set! value "functional"))

; idiom.switch
((switch_expression body: (switch_block (switch_rule))) @site
 (#set! trait "idiom.switch") (#set! value "arrow"))
((switch_expression body: (switch_block (switch_block_statement_group))) @site
 (#set! trait "idiom.switch") (#set! value "statement"))

; idiom.type_test: instanceof that a cast of the same thing follows
((instanceof_expression [name: (_) pattern: (_)]) @site
 (#set! trait "idiom.type_test") (#set! value "pattern"))
((if_statement condition: (parenthesized_expression (instanceof_expression left: (identifier) @_x !name !pattern) @site)
   consequence: (block . [(local_variable_declaration declarator: (variable_declarator
       value: (cast_expression value: (identifier) @_y)))
     (return_statement (method_invocation object: (parenthesized_expression (cast_expression value: (identifier) @_y))))]))
 (#eq? @_x @_y)
 (#set! trait "idiom.type_test") (#set! value "cast"))

; idiom.list_literal
((method_invocation object: (identifier) @_o name: (identifier) @_n) @site
 (#any-of? @_o "List" "Set") (#eq? @_n "of")
 (#set! trait "idiom.list_literal") (#set! value "of"))
((method_invocation object: (identifier) @_o name: (identifier) @_n) @site
 (#eq? @_o "Arrays") (#eq? @_n "asList")
 (#set! trait "idiom.list_literal") (#set! value "as_list"))
((method_invocation object: (identifier) @_o name: (identifier) @_n) @site
 (#any-of? @_o "ImmutableList" "ImmutableSet") (#eq? @_n "of")
 (#set! trait "idiom.list_literal") (#set! value "guava"))

; idiom.equals_literal
((method_invocation object: (string_literal) name: (identifier) @_n) @site
 (#any-of? @_n "equals" "equalsIgnoreCase")
 (#set! trait "idiom.equals_literal") (#set! value "first"))
((method_invocation object: (_) name: (identifier) @_n arguments: (argument_list . (string_literal) .)) @site
 (#any-of? @_n "equals" "equalsIgnoreCase")
 (#set! trait "idiom.equals_literal") (#set! value "last"))

; idiom.empty
((method_invocation name: (identifier) @_n arguments: (argument_list) @_a) @site
 (#eq? @_n "isEmpty") (#eq? @_a "()")
 (#set! trait "idiom.empty") (#set! value "method"))
((binary_expression left: (method_invocation name: (identifier) @_n) operator: ["==" "!=" ">"]
   right: (decimal_integer_literal) @_z) @site
 (#any-of? @_n "size" "length") (#eq? @_z "0")
 (#set! trait "idiom.empty") (#set! value "size"))

; idiom.concurrency
((object_creation_expression type: (type_identifier) @_t) @site
 (#eq? @_t "Thread")
 (#set! trait "idiom.concurrency") (#set! value "thread"))
((method_invocation object: (identifier) @_o name: (identifier) @_n) @site
 (#eq? @_o "Executors") (#match? @_n "^new")
 (#set! trait "idiom.concurrency") (#set! value "executor"))
((method_invocation object: (identifier) @_o name: (identifier) @_n) @site
 (#eq? @_o "CompletableFuture") (#any-of? @_n "supplyAsync" "runAsync")
 (#set! trait "idiom.concurrency") (#set! value "future"))
((method_invocation name: (identifier) @_n arguments: (argument_list) @_a) @site
 (#any-of? @_n "parallelStream" "parallel") (#eq? @_a "()")
 (#set! trait "idiom.concurrency") (#set! value "parallel"))

; idiom.lock
([(synchronized_statement) (method_declaration (modifiers "synchronized"))] @site
 (#set! trait "idiom.lock") (#set! value "monitor"))
((method_invocation name: (identifier) @_n arguments: (argument_list) @_a) @site
 (#any-of? @_n "lock" "lockInterruptibly") (#eq? @_a "()")
 (#set! trait "idiom.lock") (#set! value "lock"))

; idiom.short_new: generic types with a declared type on the left; anonymous classes had to name theirs
([(local_variable_declaration type: (generic_type) declarator: (variable_declarator value: (object_creation_expression
    type: (generic_type (type_arguments) @_a))))
  (field_declaration type: (generic_type) declarator: (variable_declarator value: (object_creation_expression
    type: (generic_type (type_arguments) @_a))))] @site
 (#match? @_a "^<\\s*>$")
 (#set! trait "idiom.short_new") (#set! value "short"))
([(local_variable_declaration type: (generic_type) declarator: (variable_declarator value: (object_creation_expression
    type: (generic_type (type_arguments))) @_o))
  (field_declaration type: (generic_type) declarator: (variable_declarator value: (object_creation_expression
    type: (generic_type (type_arguments))) @_o))] @site
 (#not-has-child? @_o class_body)
 (#set! trait "idiom.short_new") (#set! value "full"))

; idiom.strings
((method_invocation object: (identifier) @_o name: (identifier) @_n) @site
 (#eq? @_o "String") (#eq? @_n "format")
 (#set! trait "idiom.strings") (#set! value "format"))
((object_creation_expression type: (type_identifier) @_t) @site
 (#any-of? @_t "StringBuilder" "StringBuffer")
 (#set! trait "idiom.strings") (#set! value "builder"))
((binary_expression left: (string_literal) operator: "+" right: (string_literal)) @site
 (#set! trait "idiom.strings") (#set! value "-"))
([(binary_expression left: (string_literal) operator: "+") (binary_expression operator: "+" right: (string_literal))
  (binary_expression left: (binary_expression (string_literal)) operator: "+")] @site
 (#not-has-parent? @site binary_expression)
 (#set! trait "idiom.strings") (#set! value "concat"))

; idiom.text_block: literals of two lines or more
((string_literal (multiline_string_fragment)) @site
 (#set! trait "idiom.text_block") (#set! value "block"))
((binary_expression left: (string_literal) @_l operator: "+" right: (string_literal)) @site
 (#match? @_l "\\\\n\"$")
 (#set! trait "idiom.text_block") (#set! value "concat"))

; idiom.comprehension: lists from lists
((method_invocation object: (method_invocation) name: (identifier) @_n) @site
 (#any-of? @_n "collect" "toList")
 (#set! trait "idiom.comprehension") (#set! value "map"))
((enhanced_for_statement body: [(expression_statement (method_invocation name: (identifier) @_n))
   (block . (expression_statement (method_invocation name: (identifier) @_n)) .)
   (block . (if_statement consequence: (block . (expression_statement (method_invocation name: (identifier) @_n)) .) !alternative) .)]) @site
 (#any-of? @_n "add" "put")
 (#set! trait "idiom.comprehension") (#set! value "loop"))

; idiom.loop
((enhanced_for_statement) @site
 (#set! trait "idiom.loop") (#set! value "range"))
((for_statement condition: (binary_expression right: [(method_invocation name: (identifier) @_n)
                                                     (field_access field: (identifier) @_n)])) @site
 (#any-of? @_n "size" "length")
 (#set! trait "idiom.loop") (#set! value "index"))
((method_invocation name: (identifier) @_n arguments: (argument_list . [(lambda_expression) (method_reference)])) @site
 (#eq? @_n "forEach")
 (#set! trait "idiom.loop") (#set! value "for_each"))
((while_statement condition: (parenthesized_expression (method_invocation name: (identifier) @_n arguments: (argument_list) @_a))) @site
 (#eq? @_n "hasNext") (#eq? @_a "()")
 (#set! trait "idiom.loop") (#set! value "iterator"))

; idiom.increment
((for_statement update: (update_expression . ["++" "--"]) @site)
 (#set! trait "idiom.increment") (#set! value "pre"))
((for_statement update: (update_expression) @site)
 (#set! trait "idiom.increment") (#set! value "post"))
((for_statement update: (assignment_expression operator: "+=" right: (decimal_integer_literal) @_n) @site)
 (#eq? @_n "1")
 (#set! trait "idiom.increment") (#set! value "add"))

; idiom.forever
((for_statement !init !condition !update) @site
 (#set! trait "idiom.forever") (#set! value "for"))
((while_statement condition: (parenthesized_expression (true))) @site
 (#set! trait "idiom.forever") (#set! value "while"))

; idiom.return_parens
((return_statement (parenthesized_expression)) @site
 (#set! trait "idiom.return_parens") (#set! value "parens"))
((return_statement [(binary_expression) (ternary_expression) (unary_expression)]) @site
 (#set! trait "idiom.return_parens") (#set! value "bare"))

; idiom.data_class: a plain class shows by equals beside accessors
((record_declaration) @site
 (#set! trait "idiom.data_class") (#set! value "record"))
((class_declaration body: (class_body
   (method_declaration name: (identifier) @_g body: (block . (return_statement [(identifier) (field_access)]) .))
   (method_declaration name: (identifier) @_e))) @site
 (#match? @_g "^get[A-Z]") (#any-of? @_e "equals" "hashCode")
 (#set! trait "idiom.data_class") (#set! value "plain"))

; idiom.lombok: Lombok's marks against accessors written by hand
((class_declaration (modifiers [(marker_annotation name: (identifier) @_a) (annotation name: (identifier) @_a)])) @site
 (#any-of? @_a "Data" "Value" "Getter" "Setter" "Builder" "SuperBuilder" "AllArgsConstructor" "NoArgsConstructor"
   "RequiredArgsConstructor" "EqualsAndHashCode" "ToString" "Slf4j" "Log4j2")
 (#set! trait "idiom.lombok") (#set! value "lombok"))
((class_declaration body: (class_body (method_declaration (modifiers "public") type: (void_type)
   name: (identifier) @_n parameters: (formal_parameters . (formal_parameter) .)
   body: (block . (expression_statement (assignment_expression right: (identifier))) .)))) @site
 (#match? @_n "^set[A-Z]")
 (#set! trait "idiom.lombok") (#set! value "manual"))

; idiom.resource
((try_with_resources_statement) @site
 (#set! trait "idiom.resource") (#set! value "with"))
((try_statement (finally_clause (block . (expression_statement (method_invocation name: (identifier) @_n)) .))) @site
 (#match? @_n "^close")
 (#set! trait "idiom.resource") (#set! value "manual"))
((try_statement (finally_clause (block . (if_statement consequence: (block .
   (expression_statement (method_invocation name: (identifier) @_n))))))) @site
 (#match? @_n "^close")
 (#set! trait "idiom.resource") (#set! value "manual"))

; ---- error ----------------------------------------------------------------------------------------

; error.channel: what an if that ends a function badly does
((if_statement consequence: [(throw_statement) (block (throw_statement) .)]) @site
 (#set! trait "error.channel") (#set! value "throw"))
((if_statement consequence: [(return_statement (method_invocation) @_v) (block (return_statement (method_invocation) @_v) .)]) @site
 (#match? @_v "^Optional\\w*\\.(empty|absent)\\(")
 (#set! trait "error.channel") (#set! value "optional"))
((if_statement consequence: [(return_statement (null_literal)) (block (return_statement (null_literal)) .)]) @site
 (#set! trait "error.channel") (#set! value "null"))
((if_statement consequence: [(return_statement (false)) (block (return_statement (false)) .)]) @site
 (#set! trait "error.channel") (#set! value "bool"))
((if_statement consequence: [(return_statement (unary_expression) @_v) (block (return_statement (unary_expression) @_v) .)]) @site
 (#eq? @_v "-1")
 (#set! trait "error.channel") (#set! value "minus_one"))

; error.except
((catch_clause (catch_formal_parameter (catch_type) @_t)) @site
 (#any-of? @_t "Exception" "Throwable" "RuntimeException")
 (#set! trait "error.except") (#set! value "broad"))
((catch_clause) @site
 (#set! trait "error.except") (#set! value "specific"))

; error.cause: an exception thrown for another one
((catch_clause (catch_formal_parameter name: (identifier) @_e)
   body: (block (throw_statement (object_creation_expression arguments: (argument_list (identifier) @_a .)) @site)))
 (#eq? @_e @_a)
 (#set! trait "error.cause") (#set! value "cause"))
((catch_clause body: (block (throw_statement (object_creation_expression arguments: (argument_list) @_a) @site)))
 (#not-match? @_a "\\b(e|ex|t|err|error|exception|cause|ignored?)\\b")
 (#set! trait "error.cause") (#set! value "plain"))

; error.base
((class_declaration superclass: (superclass (type_identifier) @_s)) @site
 (#match? @_s "^(RuntimeException|Illegal\\w+Exception|Unsupported\\w*Exception|\\w*RuntimeException)$")
 (#set! trait "error.base") (#set! value "unchecked"))
((class_declaration superclass: (superclass (type_identifier) @_s)) @site
 (#any-of? @_s "Exception" "IOException" "GeneralSecurityException" "SQLException" "TimeoutException")
 (#set! trait "error.base") (#set! value "checked"))

; error.message_case
((throw_statement (object_creation_expression arguments: (argument_list .
   [(string_literal) @_m (binary_expression left: (string_literal) @_m)]))) @site
 (#match? @_m "^.[a-z]+ [a-z]")
 (#set! trait "error.message_case") (#set! value "lower"))
((throw_statement (object_creation_expression arguments: (argument_list .
   [(string_literal) @_m (binary_expression left: (string_literal) @_m)]))) @site
 (#match? @_m "^.[A-Z][a-z']* [a-z]")
 (#set! trait "error.message_case") (#set! value "capital"))

; error.null_guard
((method_invocation name: (identifier) @_n) @site
 (#any-of? @_n "requireNonNull" "checkNotNull" "notNull" "checkArgumentNotNull")
 (#set! trait "error.null_guard") (#set! value "helper"))
((if_statement condition: (parenthesized_expression (binary_expression operator: "==" right: (null_literal)))
   consequence: [(throw_statement (object_creation_expression type: (_) @_t))
                 (block . (throw_statement (object_creation_expression type: (_) @_t)) .)]) @site
 (#any-of? @_t "NullPointerException" "IllegalArgumentException")
 (#set! trait "error.null_guard") (#set! value "throw"))

; error.catch_action: the only or the last thing that is done
((catch_clause body: (block) @_b) @site (#match? @_b "^\\{\\s*(//[^\\n]*\\s*)*\\}$")
 (#set! trait "error.catch_action") (#set! value "empty"))
((catch_clause body: (block (throw_statement) .)) @site
 (#set! trait "error.catch_action") (#set! value "rethrow"))
((catch_clause body: (block (return_statement) .)) @site
 (#set! trait "error.catch_action") (#set! value "return"))
((catch_clause body: (block (expression_statement (method_invocation name: (identifier) @_n)) .)) @site
 (#eq? @_n "printStackTrace")
 (#set! trait "error.catch_action") (#set! value "print"))
((catch_clause body: (block (expression_statement (method_invocation object: (_) @_o)))) @site
 (#match? @_o "(?i)^(this\\.)?_?log(ger)?\\b")
 (#set! trait "error.catch_action") (#set! value "log"))
((catch_clause) @site
 (#set! trait "error.catch_action") (#set! value "other"))

; ---- doc ------------------------------------------------------------------------------------------

; doc.functions: public methods that override nothing
((method_declaration (modifiers (marker_annotation name: (identifier) @_a))) @site
 (#any-of? @_a "Override" "Test" "Before" "After" "BeforeEach" "AfterEach" "Bean")
 (#set! trait "doc.functions") (#set! value "-"))
((method_declaration (modifiers "public")) @site
 (#not-test-file?)
 (#set! trait "doc.functions") (#set! classify "documented"))

; doc.types
([(class_declaration (modifiers "public")) (interface_declaration (modifiers "public"))
  (enum_declaration (modifiers "public"))] @site
 (#not-test-file?)
 (#set! trait "doc.types") (#set! classify "documented"))

; doc.dialect
((method_declaration parameters: (formal_parameters (formal_parameter))) @site
 (#doc-match? @site "@(param|return)\\b")
 (#set! trait "doc.dialect") (#set! value "javadoc"))
((method_declaration parameters: (formal_parameters (formal_parameter))) @site
 (#doc-match? @site "[a-z] [a-z]") (#not-doc-match? @site "@inheritDoc|@see|@deprecated")
 (#set! trait "doc.dialect") (#set! value "plain"))

; doc.marker
([(method_declaration) (class_declaration) (interface_declaration)] @site
 (#doc-match? @site "^/\\*\\*(?!\\*)")
 (#set! trait "doc.marker") (#set! value "javadoc"))
([(method_declaration) (class_declaration) (interface_declaration)] @site
 (#doc-match? @site "^/\\*[^*]")
 (#set! trait "doc.marker") (#set! value "block"))
([(method_declaration) (class_declaration) (interface_declaration)] @site
 (#doc-match? @site "^//") (#not-doc-match? @site "^//[-=* ]*$")
 (#set! trait "doc.marker") (#set! value "line"))

; doc.short_form: what would fit on one line
([(method_declaration) (class_declaration) (field_declaration)] @site
 (#doc-match? @site "^/\\*\\*[^*\\n][^\\n]*\\*/$")
 (#set! trait "doc.short_form") (#set! value "one_line"))
([(method_declaration) (class_declaration) (field_declaration)] @site
 (#doc-match? @site "^/\\*\\*\\s*\\n\\s*\\*[^@\\n]{1,70}\\n\\s*\\*/$")
 (#set! trait "doc.short_form") (#set! value "block"))

; doc.mood
((method_declaration) @site
 (#doc-match? @site "^/\\*\\*[\\s*]*(Returns|Gets|Sets|Creates|Adds|Removes|Checks|Tests|Writes|Reads|Converts|Finds|Calls|Builds|Determines|Parses)\\s")
 (#set! trait "doc.mood") (#set! value "third"))
((method_declaration) @site
 (#doc-match? @site "^/\\*\\*[\\s*]*(Return|Get|Set|Create|Add|Remove|Check|Test|Write|Read|Convert|Find|Call|Build|Determine|Parse)\\s")
 (#set! trait "doc.mood") (#set! value "imperative"))

; doc.author
([(class_declaration) (interface_declaration)] @site
 (#doc-match? @site "@author")
 (#set! trait "doc.author") (#set! value "yes"))
([(class_declaration) (interface_declaration)] @site
 (#has-parent? @site program) (#doc-match? @site "[a-z] [a-z]")
 (#set! trait "doc.author") (#set! value "no"))

; doc.comment_marker: a run of // lines is one comment
((line_comment) . (line_comment) @site
 (#set! trait "doc.comment_marker") (#set! value "-"))
((block (line_comment) @site)
 (#set! trait "doc.comment_marker") (#set! value "line"))
((block (block_comment) @site)
 (#set! trait "doc.comment_marker") (#set! value "block"))

; doc.comment_case
((line_comment) . (line_comment) @site
 (#set! trait "doc.comment_case") (#set! value "-"))
((line_comment) @site (#match? @site "^//\\s*[a-z]+ [a-z]+ ")
 (#set! trait "doc.comment_case") (#set! value "lower"))
((line_comment) @site (#match? @site "^//\\s*[A-Z][a-z]* [a-z]+ ")
 (#not-match? @site "(?i)copyright|licen[cs]e")
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

; doc.file_head: a file that begins with its package has none
((program . [(block_comment) (line_comment)] @_c) @site (#match? @_c "SPDX-License")
 (#set! trait "doc.file_head") (#set! value "spdx"))
((program . [(block_comment) (line_comment)] @_c) @site (#match? @_c "(?i)copyright|licen[cs]e")
 (#set! trait "doc.file_head") (#set! value "licence"))
((program . [(block_comment) (line_comment)] . (package_declaration)) @site
 (#set! trait "doc.file_head") (#set! value "description"))
((program) @site
 (#set! trait "doc.file_head") (#set! value "none"))

; idiom.log_format: where a value goes into the message
((method_invocation object: (_) @_o name: (identifier) @_n
   arguments: (argument_list . (string_literal) @_s . (_))) @site
 (#any-of? @_n "trace" "debug" "info" "warn" "error") (#match? @_o "(?i)^(this\\.)?_?log(ger)?$") (#match? @_s "\\{\\}")
 (#set! trait "idiom.log_format") (#set! value "arguments"))
((method_invocation object: (_) @_o name: (identifier) @_n
   arguments: (argument_list . (binary_expression operator: "+"))) @site
 (#any-of? @_n "trace" "debug" "info" "warn" "error" "warning" "severe" "fine") (#match? @_o "(?i)^(this\\.)?_?log(ger)?$")
 (#set! trait "idiom.log_format") (#set! value "concat"))
((method_invocation object: (_) @_o name: (identifier) @_n
   arguments: (argument_list . (method_invocation object: (identifier) @_c name: (identifier) @_f))) @site
 (#any-of? @_n "trace" "debug" "info" "warn" "error" "warning" "severe" "fine") (#match? @_o "(?i)^(this\\.)?_?log(ger)?$")
 (#eq? @_c "String") (#eq? @_f "format")
 (#set! trait "idiom.log_format") (#set! value "format"))

; ---- test -----------------------------------------------------------------------------------------

; test.assertion
((method_invocation name: (identifier) @_n) @site
 (#any-of? @_n "assertThat" "assertThatThrownBy" "assertThatExceptionOfType" "assertThatCode")
 (#set! trait "test.assertion") (#set! value "that"))
((method_invocation name: (identifier) @_n) @site
 (#any-of? @_n "assertEquals" "assertTrue" "assertFalse" "assertNull" "assertNotNull" "assertSame" "assertNotSame"
   "assertNotEquals" "assertArrayEquals" "assertThrows" "assertDoesNotThrow" "assertAll" "assertInstanceOf")
 (#set! trait "test.assertion") (#set! value "assert"))

; test.form
((method_declaration (modifiers [(marker_annotation name: (identifier) @_a) (annotation name: (identifier) @_a)])) @site
 (#any-of? @_a "ParameterizedTest" "Theory" "Property")
 (#set! trait "test.form") (#set! value "table"))
((method_declaration (modifiers [(marker_annotation name: (identifier) @_a) (annotation name: (identifier) @_a)])) @site
 (#eq? @_a "Test")
 (#set! trait "test.form") (#set! value "plain"))

; naming.test
((method_declaration (modifiers [(marker_annotation name: (identifier) @_a) (annotation name: (identifier) @_a)])
   name: (identifier) @site)
 (#any-of? @_a "Test" "ParameterizedTest") (#match? @site "^test([A-Z_0-9]|$)")
 (#set! trait "naming.test") (#set! value "prefix"))
((method_declaration (modifiers [(marker_annotation name: (identifier) @_a) (annotation name: (identifier) @_a)])
   name: (identifier) @site)
 (#any-of? @_a "Test" "ParameterizedTest") (#match? @site "^should([A-Z_]|$)|Should[A-Z]")
 (#set! trait "naming.test") (#set! value "should"))
((method_declaration (modifiers [(marker_annotation name: (identifier) @_a) (annotation name: (identifier) @_a)])
   name: (identifier) @site)
 (#any-of? @_a "Test" "ParameterizedTest") (#match? @site "[a-zA-Z0-9]_[a-zA-Z0-9]")
 (#set! trait "naming.test") (#set! value "underscore"))
((method_declaration (modifiers [(marker_annotation name: (identifier) @_a) (annotation name: (identifier) @_a)])
   name: (identifier) @site)
 (#any-of? @_a "Test" "ParameterizedTest")
 (#set! trait "naming.test") (#set! value "camel"))

; test.exception
((method_invocation name: (identifier) @_n) @site (#any-of? @_n "assertThrows" "assertThrowsExactly" "expectThrows")
 (#set! trait "test.exception") (#set! value "throws"))
((method_invocation name: (identifier) @_n) @site
 (#any-of? @_n "assertThatThrownBy" "assertThatExceptionOfType" "catchThrowable" "assertThatIllegalArgumentException" "assertThatNullPointerException")
 (#set! trait "test.exception") (#set! value "that"))
((annotation name: (identifier) @_a arguments: (annotation_argument_list (element_value_pair key: (identifier) @_k))) @site
 (#eq? @_a "Test") (#any-of? @_k "expected" "expectedExceptions")
 (#set! trait "test.exception") (#set! value "attribute"))
((method_invocation object: (_) name: (identifier) @_n arguments: (argument_list . (class_literal))) @site
 (#eq? @_n "expect") (#test-file?)
 (#set! trait "test.exception") (#set! value "rule"))
((try_statement body: (block (expression_statement (method_invocation name: (identifier) @_n)) .) (catch_clause)) @site
 (#eq? @_n "fail")
 (#set! trait "test.exception") (#set! value "try"))

; test.mock_form
((field_declaration (modifiers [(marker_annotation name: (identifier) @_a) (annotation name: (identifier) @_a)])) @site
 (#any-of? @_a "Mock" "MockBean" "Spy" "MockitoBean" "Mocked")
 (#set! trait "test.mock_form") (#set! value "annotation"))
((method_invocation name: (identifier) @_n arguments: (argument_list . (class_literal))) @site
 (#any-of? @_n "mock" "spy" "createMock" "createNiceMock")
 (#set! trait "test.mock_form") (#set! value "call"))

; test.assert_import
((method_invocation object: (identifier) @_o name: (identifier) @_n) @site
 (#any-of? @_o "Assert" "Assertions" "Truth" "MatcherAssert") (#match? @_n "^(assert|fail)")
 (#set! trait "test.assert_import") (#set! value "qualified"))
((method_invocation !object name: (identifier) @_n) @site
 (#match? @_n "^assert(That|Equals|True|False|Null|NotNull|Same|Throws|NotEquals|ArrayEquals)$")
 (#set! trait "test.assert_import") (#set! value "static"))

; test.sections
((method_declaration (modifiers [(marker_annotation name: (identifier) @_a) (annotation name: (identifier) @_a)])
   body: (block (line_comment) @_c)) @site
 (#any-of? @_a "Test" "ParameterizedTest") (#match? @_c "^//\\s*([Gg]iven|GIVEN|[Ww]hen|WHEN|[Tt]hen|THEN)\\b[^a-z]*$")
 (#set! trait "test.sections") (#set! value "given"))
((method_declaration (modifiers [(marker_annotation name: (identifier) @_a) (annotation name: (identifier) @_a)])
   body: (block (line_comment) @_c)) @site
 (#any-of? @_a "Test" "ParameterizedTest") (#match? @_c "(?i)^//\\s*(arrange|act|assert)\\b[^a-z]*$")
 (#set! trait "test.sections") (#set! value "arrange"))
((method_declaration (modifiers [(marker_annotation name: (identifier) @_a) (annotation name: (identifier) @_a)])) @site
 (#any-of? @_a "Test" "ParameterizedTest")
 (#set! trait "test.sections") (#set! value "none"))

; test.public: JUnit 4 and TestNG want it public, so only what is marked with JUnit 5's names has the choice
((method_declaration (modifiers (marker_annotation name: (identifier) @_a) "public")) @site
 (#any-of? @_a "ParameterizedTest" "RepeatedTest" "BeforeEach" "AfterEach" "BeforeAll" "AfterAll")
 (#set! trait "test.public") (#set! value "public"))
((method_declaration (modifiers (marker_annotation name: (identifier) @_a))) @site
 (#any-of? @_a "ParameterizedTest" "RepeatedTest" "BeforeEach" "AfterEach" "BeforeAll" "AfterAll")
 (#set! trait "test.public") (#set! value "package"))

; ---- structure ------------------------------------------------------------------------------------

; structure.early_return
([(if_statement consequence: [(return_statement) (throw_statement) (continue_statement)] alternative: (_))
  (if_statement consequence: (block [(return_statement) (throw_statement) (continue_statement)] .)
    alternative: (_))] @site
 (#set! trait "structure.early_return") (#set! value "else"))
([(if_statement consequence: [(return_statement) (throw_statement) (continue_statement)] !alternative)
  (if_statement consequence: (block [(return_statement) (throw_statement) (continue_statement)] .)
    !alternative)] @site
 (#set! trait "structure.early_return") (#set! value "guard"))
([(method_declaration body: (block (if_statement consequence: (block) @_b !alternative) @site .))
  (constructor_declaration body: (constructor_body (if_statement consequence: (block) @_b !alternative) @site .))]
 (#count-gt? @_b 2)
 (#set! trait "structure.early_return") (#set! value "else"))

; structure.function_length
([(method_declaration body: (_)) (constructor_declaration)] @site
 (#set! trait "structure.function_length") (#set! classify "lines") (#set! buckets "10 25 50 100"))

; structure.parameters
([(method_declaration parameters: (formal_parameters) @value)
  (constructor_declaration parameters: (formal_parameters) @value)] @site
 (#set! trait "structure.parameters") (#set! classify "count") (#set! buckets "2 3 5"))

; structure.import_wildcard
((import_declaration (asterisk)) @site
 (#set! trait "structure.import_wildcard") (#set! value "wildcard"))
((import_declaration) @site
 (#set! trait "structure.import_wildcard") (#set! value "explicit"))

; structure.static_imports: where one kind follows the other
((import_declaration "static") . (import_declaration) @site
 (#not-match? @site "^import\\s+static\\b")
 (#set! trait "structure.static_imports") (#set! value "first"))
((import_declaration) @_p . (import_declaration "static") @site
 (#not-match? @_p "^import\\s+static\\b")
 (#set! trait "structure.static_imports") (#set! value "last"))

; structure.import_first: files with java's own packages and others; by the first and the last import
((program [(package_declaration) (import_declaration "static")] . (import_declaration (scoped_identifier) @_p) @site
   (import_declaration (scoped_identifier) @_q))
 (#match? @_p "^javax?\\.") (#not-match? @site "^import\\s+static\\b") (#not-match? @_q "^javax?\\.")
 (#set! trait "structure.import_first") (#set! value "system"))
((program (import_declaration (scoped_identifier) @_q) (import_declaration (scoped_identifier) @_p) @site
   . [(class_declaration) (interface_declaration) (enum_declaration) (block_comment) (line_comment)])
 (#match? @_p "^javax?\\.") (#not-match? @site "^import\\s+static\\b") (#not-match? @_q "^javax?\\.")
 (#set! trait "structure.import_first") (#set! value "own"))

; structure.injection
((field_declaration (modifiers [(marker_annotation name: (identifier) @_a) (annotation name: (identifier) @_a)])) @site
 (#any-of? @_a "Autowired" "Inject" "Resource")
 (#set! trait "structure.injection") (#set! value "field"))
((constructor_declaration (modifiers [(marker_annotation name: (identifier) @_a) (annotation name: (identifier) @_a)])) @site
 (#any-of? @_a "Autowired" "Inject")
 (#set! trait "structure.injection") (#set! value "constructor"))

; structure.builder
((class_declaration name: (identifier) @_n body: (class_body (method_declaration name: (identifier) @_m))) @site
 (#match? @_n "Builder$") (#eq? @_m "build")
 (#set! trait "structure.builder") (#set! value "builder"))
((constructor_declaration (modifiers "public") parameters: (formal_parameters) @_p) @site
 (#count-gt? @_p 4)
 (#set! trait "structure.builder") (#set! value "constructor"))

; structure.fields_first: classes that have both
((class_body (method_declaration) . (field_declaration) @_f) @site
 (#set! trait "structure.fields_first") (#set! value "mixed"))
((class_body . (field_declaration) (method_declaration)) @site
 (#set! trait "structure.fields_first") (#set! value "first"))

; ---- library --------------------------------------------------------------------------------------

; library.import
((import_declaration (scoped_identifier) @value) @site
 (#set! trait "library.import") (#set! classify "module"))

; library.standard: the project's own packages cannot be told from others, so others are named
((import_declaration (scoped_identifier) @_m) @site (#match? @_m "^java\\.")
 (#set! trait "library.standard") (#set! value "std"))
((import_declaration (scoped_identifier) @_m) @site
 (#match? @_m "^(com\\.(google|fasterxml|squareup|alibaba|zaxxer|codahale)|org\\.(apache\\.(commons|http|logging|kafka)|slf4j|springframework|hibernate|jooq|joda|json|mapstruct|immutables|reactivestreams|eclipse|ehcache|bouncycastle)|io\\.(netty|vavr|reactivex|micrometer|projectreactor|vertx|grpc|swagger)|reactor|lombok|okhttp3|okio|retrofit2|picocli|redis\\.clients|net\\.bytebuddy|ch\\.qos)\\.")
 (#set! trait "library.standard") (#set! value "third"))
