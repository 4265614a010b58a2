; SPDX-License-Identifier: Apache-2.0
; Habits in C#. One block per trait of data/traits.json; the protocol is docs/formats/queries.md.
; inherits: java_csharp, common

; ---- format ---------------------------------------------------------------------------------------

; format.trailing_comma
([(initializer_expression) (enum_member_declaration_list) (collection_expression)
  (anonymous_object_creation_expression)] @site
 (#set! trait "format.trailing_comma") (#set! classify "trailing_comma"))

; format.body_braces: an else can force braces on the if
((if_statement consequence: (_) @value !alternative) @site
 (#set! trait "format.body_braces") (#set! classify "body_braces"))
([(for_statement body: (_) @value) (while_statement body: (_) @value) (foreach_statement body: (_) @value)] @site
 (#set! trait "format.body_braces") (#set! classify "body_braces"))

; format.body_line: only where there are no braces
((if_statement ")" @_c
   consequence: [(expression_statement) (return_statement) (throw_statement) (continue_statement)
                 (break_statement)] @_b) @site
 (#same-line? @_c @_b)
 (#set! trait "format.body_line") (#set! value "same_line"))
((if_statement consequence: [(expression_statement) (return_statement) (throw_statement)
                             (continue_statement) (break_statement)]) @site
 (#set! trait "format.body_line") (#set! value "own_line"))

; format.function_brace: of several lines; one-line bodies are written in one go
([(method_declaration body: (block) @value) (constructor_declaration body: (block) @value)] @site
 (#lines-gt? @value 1)
 (#set! trait "format.function_brace") (#set! classify "brace"))

; format.control_brace
([(if_statement consequence: (block) @value) (for_statement body: (block) @value)
  (foreach_statement body: (block) @value) (while_statement body: (block) @value)
  (try_statement body: (block) @value) (switch_statement body: (switch_body) @value)
  (using_statement body: (block) @value) (lock_statement (block) @value)] @site
 (#lines-gt? @value 1)
 (#set! trait "format.control_brace") (#set! classify "brace"))

; format.type_brace
([(class_declaration body: (declaration_list) @value) (interface_declaration body: (declaration_list) @value)
  (struct_declaration body: (declaration_list) @value) (enum_declaration body: (enum_member_declaration_list) @value)] @site
 (#lines-gt? @value 1)
 (#set! trait "format.type_brace") (#set! classify "brace"))

; format.keyword_space
([(if_statement . "if" . "(" @value) (while_statement . "while" . "(" @value) (for_statement . "for" . "(" @value)
  (foreach_statement . "foreach" . "(" @value) (switch_statement . "switch" . "(" @value)
  (using_statement . "using" . "(" @value) (lock_statement . "lock" . "(" @value)] @site
 (#set! trait "format.keyword_space") (#set! classify "space_before"))

; format.object_space
((initializer_expression) @site
 (#set! trait "format.object_space") (#set! classify "spaces_inside"))

; format.operator_wrap: where an expression is broken at an operator
((binary_expression left: (_) @_l operator: ["+" "-" "*" "/" "&&" "||" "==" "!=" "??" "|"] @_o right: (_) @_r) @site
 (#same-line? @_o @_r) (#not-same-line? @_l @_o)
 (#set! trait "format.operator_wrap") (#set! value "before"))
((binary_expression left: (_) @_l operator: ["+" "-" "*" "/" "&&" "||" "==" "!=" "??" "|"] @_o right: (_) @_r) @site
 (#not-same-line? @_o @_r) (#same-line? @_l @_o)
 (#set! trait "format.operator_wrap") (#set! value "after"))

; format.arrow_parens: where the parentheses may be left out
((lambda_expression parameters: (implicit_parameter)) @site
 (#set! trait "format.arrow_parens") (#set! value "bare"))
((lambda_expression parameters: (parameter_list . (parameter name: (identifier) !type) .)) @site
 (#set! trait "format.arrow_parens") (#set! value "parens"))

; format.attribute_line
((method_declaration (attribute_list) @_a name: (_) @_n) @site
 (#same-line? @_a @_n)
 (#set! trait "format.attribute_line") (#set! value "same_line"))
((method_declaration (attribute_list) name: (_)) @site
 (#set! trait "format.attribute_line") (#set! value "own_line"))

; format.blank_lines
((declaration_list [(method_declaration) (constructor_declaration)] @site)
 (#set! trait "format.blank_lines") (#set! classify "blank_before"))

; format.import_order: static ones and aliases are sorted apart
((using_directive) @site (#not-match? @site "^using\\s+(static\\b|\\w+\\s*=)")
 (#set! trait "format.import_order") (#set! classify "sorted"))

; ---- naming ---------------------------------------------------------------------------------------

; naming.method: who overrides has no choice; names of tests are another matter
((method_declaration (modifier) @_m name: (identifier) @site) (#eq? @_m "override")
 (#set! trait "naming.method") (#set! value "-"))
((method_declaration (attribute_list (attribute name: (identifier) @_a)) name: (identifier) @site)
 (#any-of? @_a "Fact" "Theory" "Test" "TestCase" "TestMethod" "DllImport")
 (#set! trait "naming.method") (#set! value "-"))
((method_declaration name: (identifier) @site)
 (#set! trait "naming.method") (#set! classify "case"))

; naming.type
([(class_declaration name: (identifier) @site) (interface_declaration name: (identifier) @site)
  (enum_declaration name: (identifier) @site) (record_declaration name: (identifier) @site)
  (struct_declaration name: (identifier) @site)]
 (#set! trait "naming.type") (#set! classify "case") (#set! single "1"))

; naming.interface
((interface_declaration name: (identifier) @site) (#match? @site "^I[A-Z]")
 (#set! trait "naming.interface") (#set! value "prefix"))
((interface_declaration name: (identifier) @site)
 (#set! trait "naming.interface") (#set! value "plain"))

; naming.implementation
((class_declaration name: (identifier) @site (base_list (_) @_b)) (#match? @_b "^I[A-Z]") (#match? @site "Impl$")
 (#set! trait "naming.implementation") (#set! value "impl"))
((class_declaration name: (identifier) @site (base_list (_) @_b)) (#match? @_b "^I[A-Z]") (#match? @site "^Default[A-Z]")
 (#set! trait "naming.implementation") (#set! value "default"))
((class_declaration name: (identifier) @site (base_list (_) @_b)) (#match? @_b "^I[A-Z]") (#match? @site "^(Simple|Basic|Standard)[A-Z]")
 (#set! trait "naming.implementation") (#set! value "simple"))

; naming.abstract
((class_declaration (modifier) @_m name: (identifier) @site) (#eq? @_m "abstract") (#match? @site "^Abstract[A-Z]")
 (#set! trait "naming.abstract") (#set! value "abstract"))
((class_declaration (modifier) @_m name: (identifier) @site) (#eq? @_m "abstract") (#match? @site "^Base[A-Z]|Base$")
 (#set! trait "naming.abstract") (#set! value "base"))
((class_declaration (modifier) @_m name: (identifier) @site) (#eq? @_m "abstract")
 (#set! trait "naming.abstract") (#set! value "plain"))

; naming.error_suffix
((class_declaration name: (identifier) @site (base_list . (_) @_s)) (#match? @_s "Exception$") (#match? @site "Exception$")
 (#set! trait "naming.error_suffix") (#set! value "Exception"))
((class_declaration name: (identifier) @site (base_list . (_) @_s)) (#match? @_s "Exception$") (#match? @site "Error$")
 (#set! trait "naming.error_suffix") (#set! value "Error"))
((class_declaration name: (identifier) @site (base_list . (_) @_s)) (#match? @_s "Exception$")
 (#set! trait "naming.error_suffix") (#set! value "plain"))

; naming.async: not tests, handlers of events and what is overridden
((method_declaration (modifier) @_m name: (identifier) @site) (#eq? @_m "override")
 (#set! trait "naming.async") (#set! value "-"))
((method_declaration returns: [(identifier) @_t (generic_name . (identifier) @_t)] name: (identifier) @site)
 (#any-of? @_t "Task" "ValueTask" "IAsyncEnumerable") (#match? @site "Async$") (#not-test-file?)
 (#set! trait "naming.async") (#set! value "suffix"))
((method_declaration returns: [(identifier) @_t (generic_name . (identifier) @_t)] name: (identifier) @site)
 (#any-of? @_t "Task" "ValueTask" "IAsyncEnumerable") (#not-match? @site "^Main$") (#not-test-file?)
 (#set! trait "naming.async") (#set! value "plain"))

; naming.variable
([(local_declaration_statement (variable_declaration (variable_declarator name: (identifier) @site)))
  (parameter name: (identifier) @site)]
 (#not-has-ancestor? @site record_declaration)
 (#set! trait "naming.variable") (#set! classify "case") (#set! distinct "1"))

; naming.constant
((field_declaration (modifier) @_m (variable_declaration (variable_declarator name: (identifier) @site)))
 (#eq? @_m "const")
 (#set! trait "naming.constant") (#set! classify "case") (#set! single "1"))

; naming.enumerator
((enum_member_declaration name: (identifier) @site)
 (#set! trait "naming.enumerator") (#set! classify "case") (#set! single "1"))

; naming.member: private fields of objects
((field_declaration (modifier) @_m (variable_declaration (variable_declarator name: (identifier) @site)))
 (#any-of? @_m "static" "const" "public" "internal" "protected")
 (#set! trait "naming.member") (#set! value "-"))
((field_declaration (variable_declaration (variable_declarator name: (identifier) @site))) (#match? @site "^m_")
 (#set! trait "naming.member") (#set! value "m_"))
((field_declaration (variable_declaration (variable_declarator name: (identifier) @site))) (#match? @site "[^_]_$")
 (#set! trait "naming.member") (#set! value "trailing"))
((field_declaration (variable_declaration (variable_declarator name: (identifier) @site))) (#match? @site "^_")
 (#set! trait "naming.member") (#set! value "leading"))
((field_declaration (variable_declaration (variable_declarator name: (identifier) @site)))
 (#set! trait "naming.member") (#set! value "plain"))

; naming.boolean: methods and properties
([(method_declaration (modifier) @_m returns: (predefined_type)) (property_declaration (modifier) @_m type: (predefined_type))] @site
 (#eq? @_m "override")
 (#set! trait "naming.boolean") (#set! value "-"))
([(method_declaration returns: (predefined_type) @_t name: (identifier) @_n)
  (property_declaration type: (predefined_type) @_t name: (identifier) @_n)] @site
 (#eq? @_t "bool") (#match? @_n "^(Is|Has|Can|Should|Was|Are|Must|Needs|Supports|Contains|Allows?)([A-Z]|$)")
 (#set! trait "naming.boolean") (#set! value "prefix"))
([(method_declaration returns: (predefined_type) @_t name: (identifier) @_n)
  (property_declaration type: (predefined_type) @_t name: (identifier) @_n)] @site
 (#eq? @_t "bool") (#not-match? @_n "^(Equals$|Try[A-Z])")
 (#set! trait "naming.boolean") (#set! value "plain"))

; naming.acronym: of three letters and more; .NET keeps two capital
([(method_declaration name: (identifier) @site) (class_declaration name: (identifier) @site)
  (property_declaration name: (identifier) @site) (parameter name: (identifier) @site)]
 (#match? @site "[a-z](URL|HTTP|JSON|API|HTML|XML|SQL|UUID|GUID|CSV)s?(?![a-z])|^I?(HTTP|JSON|URL|API|HTML|XML|SQL|UUID|GUID|CSV)[A-Z][a-z]")
 (#set! trait "naming.acronym") (#set! value "upper"))
([(method_declaration name: (identifier) @site) (class_declaration name: (identifier) @site)
  (property_declaration name: (identifier) @site) (parameter name: (identifier) @site)]
 (#match? @site "[a-z](Url|Http|Json|Api|Html|Xml|Sql|Uuid|Guid|Csv)s?([A-Z]|$)|^I?(Http|Json|Url|Api|Html|Xml|Sql|Uuid|Guid|Csv)[A-Z]")
 (#set! trait "naming.acronym") (#set! value "title"))

; naming.error
((catch_declaration name: (identifier) @site)
 (#any-of? @site "e" "err" "error" "ex" "exc")
 (#set! trait "naming.error") (#set! classify "text") (#set! as.exc "ex"))

; naming.type_parameter
((type_parameter name: (identifier) @site) (#match? @site "^[A-Z][0-9]?$")
 (#set! trait "naming.type_parameter") (#set! value "letter"))
((type_parameter name: (identifier) @site) (#match? @site "^T[A-Z]")
 (#set! trait "naming.type_parameter") (#set! value "prefixed"))
((type_parameter name: (identifier) @site)
 (#set! trait "naming.type_parameter") (#set! value "word"))

; naming.verb_get
((method_declaration (modifier) @_m name: (identifier) @site) (#eq? @_m "override")
 (#set! trait "naming.verb_get") (#set! value "-"))
((method_declaration name: (identifier) @site parameters: (parameter_list (parameter)))
 (#match? @site "^(Get|Find|Fetch|Load|Read|Retrieve)[A-Z]")
 (#set! trait "naming.verb_get") (#set! classify "first_word"))

; naming.verb_make
((method_declaration (modifier) @_m name: (identifier) @site) (#eq? @_m "override")
 (#set! trait "naming.verb_make") (#set! value "-"))
((method_declaration (modifier) @_m name: (identifier) @site) (#eq? @_m "static") (#match? @site "^From[A-Z]")
 (#set! trait "naming.verb_make") (#set! classify "first_word"))
((method_declaration returns: [(identifier) (generic_name) (qualified_name) (array_type) (nullable_type)] name: (identifier) @site)
 (#match? @site "^(Create|New|Make|Build)[A-Z]")
 (#set! trait "naming.verb_make") (#set! classify "first_word"))

; naming.verb_remove
((method_declaration (modifier) @_m name: (identifier) @site) (#eq? @_m "override")
 (#set! trait "naming.verb_remove") (#set! value "-"))
((method_declaration name: (identifier) @site) (#match? @site "^Remove([A-Z]|$)")
 (#set! trait "naming.verb_remove") (#set! value "remove"))
((method_declaration name: (identifier) @site) (#match? @site "^Delete([A-Z]|$)")
 (#set! trait "naming.verb_remove") (#set! value "delete"))
((method_declaration name: (identifier) @site) (#match? @site "^Destroy([A-Z]|$)")
 (#set! trait "naming.verb_remove") (#set! value "destroy"))

; naming.lambda_parameter
((lambda_expression parameters: [(implicit_parameter) @site (parameter_list . (parameter name: (identifier) @site))])
 (#match? @site "^[a-zA-Z][0-9]?$")
 (#set! trait "naming.lambda_parameter") (#set! value "letter"))
((lambda_expression parameters: [(implicit_parameter) @site (parameter_list . (parameter name: (identifier) @site))])
 (#match? @site "^[a-zA-Z]{3}")
 (#set! trait "naming.lambda_parameter") (#set! value "word"))

; naming.logger
((field_declaration (variable_declaration type: (_) @_t (variable_declarator name: (identifier) @site)))
 (#match? @_t "^([A-Za-z.]+\\.)?(ILogger|Logger|ILog)(<.*>)?\\??$")
 (#match? @site "^_?(log|logger|LOG|LOGGER|Log|Logger)$") (#any-of? @site "log" "logger" "LOG" "LOGGER" "_log" "_logger")
 (#set! trait "naming.logger") (#set! classify "text"))

; ---- idiom ----------------------------------------------------------------------------------------

; idiom.auto: initialised by a call, where the type does not show
((local_declaration_statement (variable_declaration type: (implicit_type) . (variable_declarator
   [(invocation_expression) (member_access_expression) (element_access_expression) (await_expression)
    (conditional_expression) (binary_expression)]))) @site
 (#set! trait "idiom.auto") (#set! value "auto"))
((local_declaration_statement (variable_declaration type: (_) . (variable_declarator
   [(invocation_expression) (member_access_expression) (element_access_expression) (await_expression)
    (conditional_expression) (binary_expression)]) .)) @site
 (#not-match? @site "^(const|ref|using)\\b")
 (#set! trait "idiom.auto") (#set! value "explicit"))

; idiom.auto_apparent
((local_declaration_statement (variable_declaration type: (implicit_type) . (variable_declarator
   [(object_creation_expression) (cast_expression) (array_creation_expression) (as_expression)]))) @site
 (#set! trait "idiom.auto_apparent") (#set! value "auto"))
((local_declaration_statement (variable_declaration type: (_) . (variable_declarator
   [(object_creation_expression) (cast_expression) (array_creation_expression) (as_expression)]) .)) @site
 (#set! trait "idiom.auto_apparent") (#set! value "explicit"))

; idiom.auto_builtin: literals
((local_declaration_statement (variable_declaration type: (implicit_type) . (variable_declarator
   [(integer_literal) (string_literal) (boolean_literal) (interpolated_string_expression)]))) @site
 (#set! trait "idiom.auto_builtin") (#set! value "auto"))
((local_declaration_statement (modifier)) @site
 (#set! trait "idiom.auto_builtin") (#set! value "-"))
((local_declaration_statement (variable_declaration type: (predefined_type) @_t . (variable_declarator
   [(integer_literal) (string_literal) (boolean_literal) (interpolated_string_expression)]) .)) @site
 (#any-of? @_t "int" "string" "bool")
 (#set! trait "idiom.auto_builtin") (#set! value "explicit"))

; idiom.readonly: private ones
((field_declaration (modifier) @_m) @site
 (#any-of? @_m "const" "public" "internal" "protected" "static" "volatile")
 (#set! trait "idiom.readonly") (#set! value "-"))
((field_declaration (modifier) @_m) @site (#eq? @_m "readonly")
 (#set! trait "idiom.readonly") (#set! value "readonly"))
((field_declaration) @site
 (#set! trait "idiom.readonly") (#set! value "plain"))

; idiom.final_class
((class_declaration (modifier) @_m) @site (#any-of? @_m "static" "abstract" "partial")
 (#set! trait "idiom.final_class") (#set! value "-"))
((class_declaration (modifier) @_m) @site (#eq? @_m "sealed")
 (#set! trait "idiom.final_class") (#set! value "final"))
((class_declaration) @site
 (#not-test-file?)
 (#set! trait "idiom.final_class") (#set! value "open"))

; idiom.callback_form
((argument (lambda_expression)) @site
 (#set! trait "idiom.callback_form") (#set! value "arrow"))
((argument (anonymous_method_expression)) @site
 (#set! trait "idiom.callback_form") (#set! value "function"))

; idiom.this: calls of own methods, and fields and properties that are assigned
((invocation_expression function: (member_access_expression expression: "this")) @site
 (#set! trait "idiom.this") (#set! value "this"))
((invocation_expression function: (identifier) @_n) @site
 (#not-any-of? @_n "nameof" "typeof" "sizeof") (#not-test-file?)
 (#set! trait "idiom.this") (#set! value "bare"))

; idiom.nullable_types: a parameter that may be left out as null
((parameter type: (nullable_type) (null_literal)) @site
 (#set! trait "idiom.nullable_types") (#set! value "annotated"))
((parameter type: [(predefined_type) @_t (identifier) @_t (generic_name)] (null_literal)) @site
 (#set! trait "idiom.nullable_types") (#set! value "oblivious"))

; idiom.absent
((binary_expression operator: ["==" "!="] right: (null_literal)) @site
 (#set! trait "idiom.absent") (#set! value "null"))
((is_pattern_expression pattern: [(constant_pattern (null_literal)) (negated_pattern (constant_pattern (null_literal)))]) @site
 (#set! trait "idiom.absent") (#set! value "pattern"))

; idiom.optional_chain
((conditional_access_expression) @site
 (#set! trait "idiom.optional_chain") (#set! value "chain"))
((binary_expression left: (binary_expression left: (identifier) @_x operator: "!=" right: (null_literal)) operator: "&&"
   right: [(member_access_expression expression: (identifier) @_y)
           (invocation_expression function: (member_access_expression expression: (identifier) @_y))
           (binary_expression left: (member_access_expression expression: (identifier) @_y))]) @site
 (#eq? @_x @_y)
 (#set! trait "idiom.optional_chain") (#set! value "and"))

; idiom.default_value
((binary_expression operator: "??" right: (_) @_r) @site
 (#not-match? @_r "^throw\\b")
 (#set! trait "idiom.default_value") (#set! value "nullish"))
((conditional_expression condition: (binary_expression left: (identifier) @_x operator: ["==" "!="] right: (null_literal))
   [consequence: (identifier) @_y alternative: (identifier) @_y]) @site
 (#eq? @_x @_y)
 (#set! trait "idiom.default_value") (#set! value "ternary"))

; idiom.switch: statements that only choose a value
((switch_expression) @site
 (#set! trait "idiom.switch") (#set! value "arrow"))
((switch_statement body: (switch_body . (switch_section (return_statement (_)) .))) @site
 (#set! trait "idiom.switch") (#set! value "statement"))
((switch_statement body: (switch_body . (switch_section (expression_statement (assignment_expression)) . (break_statement) .))) @site
 (#set! trait "idiom.switch") (#set! value "statement"))

; idiom.type_test
((is_pattern_expression pattern: [(declaration_pattern) (recursive_pattern)]) @site
 (#set! trait "idiom.type_test") (#set! value "pattern"))
((local_declaration_statement (variable_declaration (variable_declarator (as_expression)))) @site
 (#set! trait "idiom.type_test") (#set! value "cast"))
((if_statement condition: [(is_expression left: (identifier) @_x)
     (is_pattern_expression expression: (identifier) @_x pattern: [(constant_pattern (identifier)) (type_pattern)])] @site
   consequence: (block . (local_declaration_statement (variable_declaration (variable_declarator
     (cast_expression value: (identifier) @_y))))))
 (#eq? @_x @_y)
 (#set! trait "idiom.type_test") (#set! value "cast"))

; idiom.list_literal
((collection_expression) @site
 (#set! trait "idiom.list_literal") (#set! value "collection"))
([(implicit_array_creation_expression) (array_creation_expression (initializer_expression))] @site
 (#set! trait "idiom.list_literal") (#set! value "new"))
((object_creation_expression type: (generic_name . (identifier) @_t) initializer: (initializer_expression)) @site
 (#any-of? @_t "List" "HashSet")
 (#set! trait "idiom.list_literal") (#set! value "new"))

; idiom.empty
((invocation_expression function: (member_access_expression name: (identifier) @_n) arguments: (argument_list) @_a) @site
 (#eq? @_n "Any") (#eq? @_a "()")
 (#set! trait "idiom.empty") (#set! value "method"))
((binary_expression left: [(member_access_expression name: (identifier) @_n)
     (invocation_expression function: (member_access_expression name: (identifier) @_n))]
   operator: ["==" "!=" ">"] right: (integer_literal) @_z) @site
 (#eq? @_n "Count") (#eq? @_z "0")
 (#set! trait "idiom.empty") (#set! value "size"))

; idiom.concurrency
((object_creation_expression type: (identifier) @_t) @site (#eq? @_t "Thread")
 (#set! trait "idiom.concurrency") (#set! value "thread"))
((invocation_expression function: (member_access_expression expression: (_) @_o name: (identifier) @_n)) @site
 (#any-of? @_o "Task" "Task.Factory") (#any-of? @_n "Run" "StartNew")
 (#set! trait "idiom.concurrency") (#set! value "task"))
((invocation_expression function: (member_access_expression expression: (identifier) @_o)) @site
 (#eq? @_o "Parallel")
 (#set! trait "idiom.concurrency") (#set! value "parallel"))

; idiom.lock
((lock_statement) @site
 (#set! trait "idiom.lock") (#set! value "monitor"))
((invocation_expression function: (member_access_expression name: (identifier) @_n)) @site
 (#any-of? @_n "EnterReadLock" "EnterWriteLock" "EnterUpgradeableReadLock" "WaitAsync" "WaitOne")
 (#set! trait "idiom.lock") (#set! value "lock"))

; idiom.async
((await_expression) @site
 (#set! trait "idiom.async") (#set! value "await"))
((invocation_expression function: (member_access_expression name: (identifier) @_n)) @site
 (#eq? @_n "ContinueWith")
 (#set! trait "idiom.async") (#set! value "promise"))

; idiom.configure_await: not in tests, where it is unwanted
((await_expression (invocation_expression function: (member_access_expression name: (identifier) @_n))) @site
 (#eq? @_n "ConfigureAwait") (#not-test-file?)
 (#set! trait "idiom.configure_await") (#set! value "yes"))
((await_expression) @site
 (#not-test-file?)
 (#set! trait "idiom.configure_await") (#set! value "no"))

; idiom.expression_body: methods of one expression
((method_declaration body: (arrow_expression_clause)) @site
 (#set! trait "idiom.expression_body") (#set! value "expression"))
((method_declaration body: (block . [(return_statement (_)) (expression_statement)] .) @_b) @site
 (#lines-lt? @_b 5)
 (#set! trait "idiom.expression_body") (#set! value "block"))

; idiom.expression_property: properties of one expression
((property_declaration value: (arrow_expression_clause)) @site
 (#set! trait "idiom.expression_property") (#set! value "expression"))
((property_declaration accessors: (accessor_list . (accessor_declaration body: (block . (return_statement (_)) .)) .)) @site
 (#set! trait "idiom.expression_property") (#set! value "block"))

; idiom.property_set: properties without code
((property_declaration accessors: (accessor_list (accessor_declaration body: (_)))) @site
 (#set! trait "idiom.property_set") (#set! value "-"))
((property_declaration (modifier) @_m accessors: (accessor_list)) @site (#any-of? @_m "override" "abstract")
 (#set! trait "idiom.property_set") (#set! value "-"))
((property_declaration accessors: (accessor_list (accessor_declaration name: "init"))) @site
 (#set! trait "idiom.property_set") (#set! value "init"))
((property_declaration accessors: (accessor_list (accessor_declaration (modifier) name: "set"))) @site
 (#set! trait "idiom.property_set") (#set! value "private_set"))
((property_declaration accessors: (accessor_list (accessor_declaration name: "set"))) @site
 (#has-ancestor? @site class_declaration struct_declaration record_declaration)
 (#set! trait "idiom.property_set") (#set! value "set"))
((property_declaration accessors: (accessor_list . (accessor_declaration name: "get") .)) @site
 (#has-ancestor? @site class_declaration struct_declaration record_declaration)
 (#set! trait "idiom.property_set") (#set! value "get"))

; idiom.access_modifier
((class_declaration body: (declaration_list [(field_declaration (modifier) @_m) (method_declaration (modifier) @_m)] @site))
 (#any-of? @_m "public" "internal" "protected" "partial")
 (#set! trait "idiom.access_modifier") (#set! value "-"))
((class_declaration body: (declaration_list [(field_declaration (modifier) @_m) (method_declaration (modifier) @_m)] @site))
 (#eq? @_m "private")
 (#set! trait "idiom.access_modifier") (#set! value "explicit"))
((class_declaration body: (declaration_list [(field_declaration) (method_declaration)] @site))
 (#not-has-child? @site explicit_interface_specifier)
 (#set! trait "idiom.access_modifier") (#set! value "implicit"))

; idiom.linq
((query_expression) @site
 (#set! trait "idiom.linq") (#set! value "query"))
((invocation_expression function: (member_access_expression name: (identifier) @_n)
   arguments: (argument_list . (argument (lambda_expression)))) @site
 (#any-of? @_n "Select" "Where" "SelectMany" "OrderBy" "GroupBy")
 (#set! trait "idiom.linq") (#set! value "method"))

; idiom.short_new: with the type on the left
([(field_declaration (variable_declaration (variable_declarator (implicit_object_creation_expression))))
  (local_declaration_statement (variable_declaration (variable_declarator (implicit_object_creation_expression))))
  (property_declaration value: (implicit_object_creation_expression))] @site
 (#set! trait "idiom.short_new") (#set! value "short"))
([(field_declaration (variable_declaration type: (_) @_t (variable_declarator (object_creation_expression type: (_) @_u))))
  (local_declaration_statement (variable_declaration type: (_) @_t (variable_declarator (object_creation_expression type: (_) @_u))))
  (property_declaration type: (_) @_t value: (object_creation_expression type: (_) @_u))] @site
 (#eq? @_t @_u)
 (#set! trait "idiom.short_new") (#set! value "full"))

; idiom.strings
((interpolated_string_expression (interpolation)) @site
 (#set! trait "idiom.strings") (#set! value "template"))
((invocation_expression function: (member_access_expression expression: (_) @_o name: (identifier) @_n)) @site
 (#any-of? @_o "string" "String") (#eq? @_n "Format")
 (#set! trait "idiom.strings") (#set! value "format"))
((object_creation_expression type: (identifier) @_t) @site (#eq? @_t "StringBuilder")
 (#set! trait "idiom.strings") (#set! value "builder"))
((binary_expression left: [(string_literal) (verbatim_string_literal)] operator: "+" right: [(string_literal) (verbatim_string_literal)]) @site
 (#set! trait "idiom.strings") (#set! value "-"))
([(binary_expression left: (string_literal) operator: "+") (binary_expression operator: "+" right: (string_literal))
  (binary_expression left: (binary_expression (string_literal)) operator: "+")] @site
 (#not-has-parent? @site binary_expression)
 (#set! trait "idiom.strings") (#set! value "concat"))

; idiom.text_block: literals of two lines or more
([(raw_string_literal) (verbatim_string_literal)] @site
 (#lines-gt? @site 1)
 (#set! trait "idiom.text_block") (#set! value "block"))
((binary_expression left: (string_literal) @_l operator: "+" right: (string_literal)) @site
 (#match? @_l "\\\\n\"$")
 (#set! trait "idiom.text_block") (#set! value "concat"))

; idiom.empty_string
((member_access_expression expression: [(predefined_type) (identifier)] @_o name: (identifier) @_n) @site
 (#any-of? @_o "string" "String") (#eq? @_n "Empty")
 (#set! trait "idiom.empty_string") (#set! value "empty"))
((string_literal) @site (#eq? @site "\"\"")
 (#has-parent? @site argument return_statement variable_declarator assignment_expression binary_expression conditional_expression
   arrow_expression_clause)
 (#set! trait "idiom.empty_string") (#set! value "literal"))

; idiom.type_keyword: where members of a built-in type are named
((member_access_expression expression: (predefined_type)) @site
 (#set! trait "idiom.type_keyword") (#set! value "keyword"))
((member_access_expression expression: (identifier) @_o) @site
 (#any-of? @_o "String" "Int32" "Int64" "Boolean" "Object" "Char" "Double" "Byte" "Decimal")
 (#set! trait "idiom.type_keyword") (#set! value "name"))

; idiom.nameof: names of parameters in exceptions
((object_creation_expression type: (identifier) @_t arguments: (argument_list (argument (invocation_expression function: (identifier) @_f)))) @site
 (#match? @_t "^Argument\\w*Exception$") (#eq? @_f "nameof")
 (#set! trait "idiom.nameof") (#set! value "nameof"))
((object_creation_expression type: (identifier) @_t arguments: (argument_list (argument (string_literal) @_s))) @site
 (#match? @_t "^Argument\\w*Exception$") (#match? @_s "^\"[a-z][A-Za-z0-9]*\"$")
 (#set! trait "idiom.nameof") (#set! value "literal"))

; idiom.comprehension: lists from lists
((invocation_expression function: (member_access_expression expression: (invocation_expression) name: (identifier) @_n)
   arguments: (argument_list) @_a) @site
 (#any-of? @_n "ToList" "ToArray" "ToHashSet") (#eq? @_a "()")
 (#set! trait "idiom.comprehension") (#set! value "map"))
((foreach_statement body: [(expression_statement (invocation_expression function: (member_access_expression name: (identifier) @_n)))
   (block . (expression_statement (invocation_expression function: (member_access_expression name: (identifier) @_n))) .)
   (block . (if_statement consequence: (block . (expression_statement (invocation_expression
      function: (member_access_expression name: (identifier) @_n))) .) !alternative) .)]) @site
 (#eq? @_n "Add")
 (#set! trait "idiom.comprehension") (#set! value "loop"))

; idiom.loop
((foreach_statement) @site
 (#set! trait "idiom.loop") (#set! value "range"))
((for_statement condition: (binary_expression right: [(member_access_expression name: (identifier) @_n)
    (invocation_expression function: (member_access_expression name: (identifier) @_n))])) @site
 (#any-of? @_n "Count" "Length")
 (#set! trait "idiom.loop") (#set! value "index"))
((invocation_expression function: (member_access_expression name: (identifier) @_n)
   arguments: (argument_list . (argument (lambda_expression)) .)) @site
 (#eq? @_n "ForEach")
 (#set! trait "idiom.loop") (#set! value "for_each"))
((while_statement condition: (invocation_expression function: (member_access_expression name: (identifier) @_n))) @site
 (#eq? @_n "MoveNext")
 (#set! trait "idiom.loop") (#set! value "iterator"))

; idiom.increment
((for_statement update: (prefix_unary_expression) @site)
 (#set! trait "idiom.increment") (#set! value "pre"))
((for_statement update: (postfix_unary_expression) @site)
 (#set! trait "idiom.increment") (#set! value "post"))
((for_statement update: (assignment_expression operator: "+=" right: (integer_literal) @_n) @site)
 (#eq? @_n "1")
 (#set! trait "idiom.increment") (#set! value "add"))

; idiom.forever
((for_statement !initializer !condition !update) @site
 (#set! trait "idiom.forever") (#set! value "for"))
((while_statement condition: (boolean_literal) @_c) @site (#eq? @_c "true")
 (#set! trait "idiom.forever") (#set! value "while"))

; idiom.return_parens
((return_statement (parenthesized_expression)) @site
 (#set! trait "idiom.return_parens") (#set! value "parens"))
((return_statement [(binary_expression) (conditional_expression) (prefix_unary_expression)]) @site
 (#set! trait "idiom.return_parens") (#set! value "bare"))

; idiom.data_class: a plain class shows by settable properties and nothing else
((record_declaration) @site
 (#set! trait "idiom.data_class") (#set! value "record"))
((class_declaration body: (declaration_list . (property_declaration accessors: (accessor_list (accessor_declaration name: ["set" "init"]))))
   @_b) @site
 (#not-has-child? @_b method_declaration constructor_declaration field_declaration) (#count-gt? @_b 1)
 (#set! trait "idiom.data_class") (#set! value "plain"))

; idiom.resource
([(using_statement) (local_declaration_statement "using")] @site
 (#set! trait "idiom.resource") (#set! value "with"))
((try_statement (finally_clause (block . (expression_statement [(invocation_expression function:
     (member_access_expression name: (identifier) @_n))
   (conditional_access_expression (invocation_expression function: (member_binding_expression name: (identifier) @_n)))])))) @site
 (#any-of? @_n "Dispose" "Close" "DisposeAsync")
 (#set! trait "idiom.resource") (#set! value "manual"))

; idiom.using_form
((local_declaration_statement "using") @site
 (#set! trait "idiom.using_form") (#set! value "declaration"))
((using_statement (variable_declaration)) @site
 (#set! trait "idiom.using_form") (#set! value "statement"))

; ---- error ----------------------------------------------------------------------------------------

; error.channel: what an if that ends a function badly does
((if_statement consequence: [(throw_statement) (block (throw_statement) .)]) @site
 (#set! trait "error.channel") (#set! value "throw"))
((if_statement consequence: [(return_statement (null_literal)) (block (return_statement (null_literal)) .)]) @site
 (#set! trait "error.channel") (#set! value "null"))
((if_statement consequence: [(return_statement (boolean_literal) @_v) (block (return_statement (boolean_literal) @_v) .)]) @site
 (#eq? @_v "false")
 (#set! trait "error.channel") (#set! value "bool"))
((if_statement consequence: [(return_statement (prefix_unary_expression) @_v) (block (return_statement (prefix_unary_expression) @_v) .)]) @site
 (#eq? @_v "-1")
 (#set! trait "error.channel") (#set! value "minus_one"))

; error.except: with a filter the width is chosen there
((catch_clause (catch_filter_clause)) @site
 (#set! trait "error.except") (#set! value "specific"))
((catch_clause (catch_declaration type: (_) @_t)) @site
 (#any-of? @_t "Exception" "System.Exception")
 (#set! trait "error.except") (#set! value "broad"))
((catch_clause (catch_declaration)) @site
 (#set! trait "error.except") (#set! value "specific"))
((catch_clause) @site
 (#set! trait "error.except") (#set! value "bare"))

; error.cause: an exception thrown for another one
((catch_clause (catch_declaration name: (identifier) @_e)
   body: (block (throw_statement (object_creation_expression arguments: (argument_list (argument (identifier) @_a))) @site)))
 (#eq? @_e @_a)
 (#set! trait "error.cause") (#set! value "cause"))
((catch_clause body: (block (throw_statement (object_creation_expression arguments: (argument_list) @_a) @site)))
 (#not-match? @_a "\\b(e|ex|err|error|exception|inner\\w*)\\b")
 (#set! trait "error.cause") (#set! value "plain"))

; error.rethrow
((catch_clause body: (block (throw_statement . ";") @site))
 (#set! trait "error.rethrow") (#set! value "bare"))
((catch_clause (catch_declaration name: (identifier) @_e) body: (block (throw_statement (identifier) @_x) @site))
 (#eq? @_e @_x)
 (#set! trait "error.rethrow") (#set! value "named"))

; error.base
((class_declaration (base_list . (_) @_s)) @site (#any-of? @_s "Exception" "System.Exception" "ApplicationException")
 (#set! trait "error.base") (#set! value "std"))
((class_declaration (base_list . (_) @_s)) @site (#match? @_s "^[\\w.]+Exception$")
 (#set! trait "error.base") (#set! value "specific"))

; error.message_case
((throw_statement (object_creation_expression arguments: (argument_list .
   (argument [(string_literal) (interpolated_string_expression)] @_m)))) @site
 (#match? @_m "^[$@]*\"[a-z]+ [a-z]")
 (#set! trait "error.message_case") (#set! value "lower"))
((throw_statement (object_creation_expression arguments: (argument_list .
   (argument [(string_literal) (interpolated_string_expression)] @_m)))) @site
 (#match? @_m "^[$@]*\"[A-Z][a-z']* [a-z]")
 (#set! trait "error.message_case") (#set! value "capital"))

; error.null_guard
((invocation_expression function: (member_access_expression expression: (identifier) @_o name: (identifier) @_n)) @site
 (#match? @_n "^(ThrowIfNull\\w*|NotNull\\w*|IsNotNull|AgainstNull|ArgumentNotNull\\w*|ThrowIfArgumentIsNull)$") (#not-eq? @_o "Assert")
 (#set! trait "error.null_guard") (#set! value "helper"))
((if_statement condition: [(binary_expression operator: "==" right: (null_literal)) (is_pattern_expression pattern: (constant_pattern (null_literal)))]
   consequence: [(throw_statement (object_creation_expression type: (_) @_t))
                 (block . (throw_statement (object_creation_expression type: (_) @_t)) .)]) @site
 (#eq? @_t "ArgumentNullException")
 (#set! trait "error.null_guard") (#set! value "throw"))
((binary_expression operator: "??" right: (throw_expression (object_creation_expression type: (_) @_t))) @site
 (#eq? @_t "ArgumentNullException")
 (#set! trait "error.null_guard") (#set! value "coalesce"))

; error.catch_action: the only or the last thing that is done
((catch_clause body: (block) @_b) @site (#match? @_b "^\\{\\s*(//[^\\n]*\\s*)*\\}$")
 (#set! trait "error.catch_action") (#set! value "empty"))
((catch_clause body: (block (throw_statement) .)) @site
 (#set! trait "error.catch_action") (#set! value "rethrow"))
((catch_clause body: (block (return_statement) .)) @site
 (#set! trait "error.catch_action") (#set! value "return"))
((catch_clause body: (block (expression_statement (invocation_expression function: (member_access_expression
    expression: (identifier) @_o name: (identifier) @_n))))) @site
 (#eq? @_o "Console") (#match? @_n "^Write")
 (#set! trait "error.catch_action") (#set! value "print"))
((catch_clause body: (block (expression_statement (invocation_expression function: (member_access_expression
    expression: (_) @_o))))) @site
 (#match? @_o "(?i)log(ger)?$")
 (#set! trait "error.catch_action") (#set! value "log"))
((catch_clause) @site
 (#set! trait "error.catch_action") (#set! value "other"))

; ---- doc ------------------------------------------------------------------------------------------

; doc.functions: public methods that override nothing
((method_declaration (modifier) @_m) @site (#any-of? @_m "override" "private" "internal" "protected")
 (#set! trait "doc.functions") (#set! value "-"))
((method_declaration (modifier) @_m) @site (#eq? @_m "public") (#not-test-file?)
 (#set! trait "doc.functions") (#set! classify "documented"))

; doc.types
([(class_declaration (modifier) @_m) (interface_declaration (modifier) @_m) (enum_declaration (modifier) @_m)
  (struct_declaration (modifier) @_m)] @site
 (#eq? @_m "public") (#not-test-file?)
 (#set! trait "doc.types") (#set! classify "documented"))

; doc.dialect
([(method_declaration) (class_declaration) (property_declaration)] @site
 (#doc-match? @site "<(summary|inheritdoc|remarks|param|returns|value)\\b")
 (#set! trait "doc.dialect") (#set! value "xml"))
([(method_declaration) (class_declaration) (property_declaration)] @site
 (#doc-match? @site "[a-z] [a-z]") (#not-doc-match? @site "(?i)copyright|licen[cs]e")
 (#set! trait "doc.dialect") (#set! value "plain"))

; doc.marker
([(method_declaration) (class_declaration) (interface_declaration)] @site
 (#doc-match? @site "^///")
 (#set! trait "doc.marker") (#set! value "triple"))
([(method_declaration) (class_declaration) (interface_declaration)] @site
 (#doc-match? @site "^/\\*\\*(?!\\*)")
 (#set! trait "doc.marker") (#set! value "javadoc"))
([(method_declaration) (class_declaration) (interface_declaration)] @site
 (#doc-match? @site "^/\\*")
 (#set! trait "doc.marker") (#set! value "block"))
([(method_declaration) (class_declaration) (interface_declaration)] @site
 (#doc-match? @site "^//") (#not-doc-match? @site "(?i)copyright|licen[cs]e")
 (#set! trait "doc.marker") (#set! value "line"))

; doc.short_form: a summary that would fit on one line
([(method_declaration) (class_declaration) (property_declaration)] @site
 (#doc-match? @site "<summary>[^\\n]*</summary>")
 (#set! trait "doc.short_form") (#set! value "one_line"))
([(method_declaration) (class_declaration) (property_declaration)] @site
 (#doc-match? @site "<summary>\\s*\\n\\s*///[^\\n]{1,70}\\n\\s*///\\s*</summary>")
 (#set! trait "doc.short_form") (#set! value "block"))

; doc.mood
((method_declaration) @site
 (#doc-match? @site "<summary>[\\s/]*(Returns|Gets|Sets|Creates|Adds|Removes|Checks|Tests|Writes|Reads|Converts|Finds|Calls|Builds|Determines|Parses)\\s")
 (#set! trait "doc.mood") (#set! value "third"))
((method_declaration) @site
 (#doc-match? @site "<summary>[\\s/]*(Return|Get|Set|Create|Add|Remove|Check|Test|Write|Read|Convert|Find|Call|Build|Determine|Parse)\\s")
 (#set! trait "doc.mood") (#set! value "imperative"))

; doc.comment_marker: a run of // lines is one comment
((comment) @_p . (comment) @site
 (#match? @_p "^//") (#match? @site "^//")
 (#set! trait "doc.comment_marker") (#set! value "-"))
((block (comment) @site) (#match? @site "^//")
 (#set! trait "doc.comment_marker") (#set! value "line"))
((block (comment) @site) (#match? @site "^/\\*")
 (#set! trait "doc.comment_marker") (#set! value "block"))

; doc.comment_case: inside of methods; documentation has its own rules
((comment) @_p . (comment) @site
 (#match? @_p "^//") (#match? @site "^//")
 (#set! trait "doc.comment_case") (#set! value "-"))
((block (comment) @site) (#match? @site "^//\\s*[a-z]+ [a-z]+ ")
 (#set! trait "doc.comment_case") (#set! value "lower"))
((block (comment) @site) (#match? @site "^//\\s*[A-Z][a-z]* [a-z]+ ")
 (#set! trait "doc.comment_case") (#set! value "capital"))

; doc.file_head
((compilation_unit (comment) @_c) @site (#match? @_c "SPDX-License")
 (#set! trait "doc.file_head") (#set! value "spdx"))
((compilation_unit . [(comment) (preproc_region)] @_c) @site (#match? @_c "(?i)copyright|licen[cs]e")
 (#set! trait "doc.file_head") (#set! value "licence"))
((compilation_unit . (comment) . [(using_directive) (comment)]) @site
 (#set! trait "doc.file_head") (#set! value "description"))
((compilation_unit) @site
 (#set! trait "doc.file_head") (#set! value "none"))

; idiom.log_format: where a value goes into the message
((invocation_expression function: (member_access_expression expression: (_) @_o name: (identifier) @_n)
   arguments: (argument_list (argument (string_literal) @_s) . (argument))) @site
 (#match? @_n "^(Log)?(Trace|Debug|Information|Info|Warning|Warn|Error|Critical|Fatal|Verbose)$") (#match? @_o "(?i)log(ger)?$") (#match? @_s "\\{")
 (#set! trait "idiom.log_format") (#set! value "arguments"))
((invocation_expression function: (member_access_expression expression: (_) @_o name: (identifier) @_n)
   arguments: (argument_list (argument (binary_expression operator: "+")))) @site
 (#match? @_n "^(Log)?(Trace|Debug|Information|Info|Warning|Warn|Error|Critical|Fatal|Verbose)$") (#match? @_o "(?i)log(ger)?$")
 (#set! trait "idiom.log_format") (#set! value "concat"))
((invocation_expression function: (member_access_expression expression: (_) @_o name: (identifier) @_n)
   arguments: (argument_list (argument [(interpolated_string_expression (interpolation)) (invocation_expression
     function: (member_access_expression name: (identifier) @_f))]))) @site
 (#match? @_n "^(Log)?(Trace|Debug|Information|Info|Warning|Warn|Error|Critical|Fatal|Verbose)$") (#match? @_o "(?i)log(ger)?$") (#eq? @_f "Format")
 (#set! trait "idiom.log_format") (#set! value "template"))

; ---- test -----------------------------------------------------------------------------------------

; test.assertion
((invocation_expression function: (member_access_expression name: (identifier) @_n)) @site
 (#match? @_n "^Should(Be|Not|Throw|Contain|Equal|Match|Have|Start|End|Satisfy|All)?") (#test-file?)
 (#set! trait "test.assertion") (#set! value "should"))
((invocation_expression function: (member_access_expression expression: (identifier) @_o name: (identifier) @_n)) @site
 (#eq? @_o "Assert") (#eq? @_n "That")
 (#set! trait "test.assertion") (#set! value "that"))
((invocation_expression function: (member_access_expression expression: (identifier) @_o)) @site
 (#any-of? @_o "Assert" "CollectionAssert" "StringAssert")
 (#set! trait "test.assertion") (#set! value "assert"))

; test.form
((method_declaration (attribute_list (attribute name: (identifier) @_a))) @site
 (#any-of? @_a "Theory" "TestCase" "TestCaseSource" "DataRow" "InlineData")
 (#set! trait "test.form") (#set! value "table"))
((method_declaration (attribute_list (attribute name: (identifier) @_a))) @site
 (#any-of? @_a "Fact" "Test" "TestMethod")
 (#set! trait "test.form") (#set! value "plain"))

; naming.test
((method_declaration (attribute_list (attribute name: (identifier) @_a)) name: (identifier) @site)
 (#any-of? @_a "Fact" "Theory" "Test" "TestCase" "TestMethod") (#match? @site "^Test[A-Z_0-9]")
 (#set! trait "naming.test") (#set! value "prefix"))
((method_declaration (attribute_list (attribute name: (identifier) @_a)) name: (identifier) @site)
 (#any-of? @_a "Fact" "Theory" "Test" "TestCase" "TestMethod") (#match? @site "^[Ss]hould(_|[A-Z]|$)|_?[Ss]hould_|[a-z]Should[A-Z]")
 (#set! trait "naming.test") (#set! value "should"))
((method_declaration (attribute_list (attribute name: (identifier) @_a)) name: (identifier) @site)
 (#any-of? @_a "Fact" "Theory" "Test" "TestCase" "TestMethod") (#match? @site "[a-zA-Z0-9]_[a-zA-Z0-9]")
 (#set! trait "naming.test") (#set! value "underscore"))
((method_declaration (attribute_list (attribute name: (identifier) @_a)) name: (identifier) @site)
 (#any-of? @_a "Fact" "Theory" "Test" "TestCase" "TestMethod")
 (#set! trait "naming.test") (#set! value "camel"))

; test.exception
((invocation_expression function: (member_access_expression expression: (identifier) @_o
   name: [(identifier) @_n (generic_name . (identifier) @_n)])) @site
 (#any-of? @_o "Assert" "Record") (#match? @_n "^(Throws\\w*|Catch|Exception)$")
 (#set! trait "test.exception") (#set! value "throws"))
((invocation_expression function: (member_access_expression name: [(identifier) @_n (generic_name . (identifier) @_n)])) @site
 (#match? @_n "^(Should)?Throw(Async|Exactly|ExactlyAsync)?$") (#test-file?)
 (#set! trait "test.exception") (#set! value "that"))
((attribute name: (identifier) @_a) @site (#eq? @_a "ExpectedException")
 (#set! trait "test.exception") (#set! value "attribute"))
((try_statement body: (block (expression_statement (invocation_expression function: (member_access_expression
   expression: (identifier) @_o name: (identifier) @_n))) .) (catch_clause)) @site
 (#eq? @_o "Assert") (#eq? @_n "Fail")
 (#set! trait "test.exception") (#set! value "try"))

; test.sections
((method_declaration (attribute_list (attribute name: (identifier) @_a)) body: (block (comment) @_c)) @site
 (#any-of? @_a "Fact" "Theory" "Test" "TestCase" "TestMethod") (#match? @_c "(?i)^//\\s*(arrange|act|assert)\\b[^a-z]*$")
 (#set! trait "test.sections") (#set! value "arrange"))
((method_declaration (attribute_list (attribute name: (identifier) @_a)) body: (block (comment) @_c)) @site
 (#any-of? @_a "Fact" "Theory" "Test" "TestCase" "TestMethod") (#match? @_c "(?i)^//\\s*(given|when|then)\\b[^a-z]*$")
 (#set! trait "test.sections") (#set! value "given"))
((method_declaration (attribute_list (attribute name: (identifier) @_a))) @site
 (#any-of? @_a "Fact" "Theory" "Test" "TestCase" "TestMethod")
 (#set! trait "test.sections") (#set! value "none"))

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
  (constructor_declaration body: (block (if_statement consequence: (block) @_b !alternative) @site .))]
 (#count-gt? @_b 2)
 (#set! trait "structure.early_return") (#set! value "else"))

; structure.function_length
([(method_declaration body: (_)) (constructor_declaration body: (_))] @site
 (#set! trait "structure.function_length") (#set! classify "lines") (#set! buckets "10 25 50 100"))

; structure.parameters
([(method_declaration parameters: (parameter_list) @value)
  (constructor_declaration parameters: (parameter_list) @value)] @site
 (#set! trait "structure.parameters") (#set! classify "count") (#set! buckets "2 3 5"))

; structure.using_place: one answer per file with a namespace
((compilation_unit [(namespace_declaration body: (declaration_list (using_directive)))
                    (file_scoped_namespace_declaration (using_directive))]) @site
 (#set! trait "structure.using_place") (#set! value "inside"))
((compilation_unit (file_scoped_namespace_declaration) (using_directive)) @site
 (#set! trait "structure.using_place") (#set! value "inside"))
((compilation_unit (using_directive) [(namespace_declaration) (file_scoped_namespace_declaration)]) @site
 (#set! trait "structure.using_place") (#set! value "outside"))

; structure.namespace_form
((file_scoped_namespace_declaration) @site
 (#set! trait "structure.namespace_form") (#set! value "file"))
((compilation_unit (namespace_declaration) @site)
 (#set! trait "structure.namespace_form") (#set! value "block"))

; structure.import_first: files with System and others
((using_directive !name [(identifier) (qualified_name)] @_p) . (using_directive !name [(identifier) (qualified_name)] @_q) @site
 (#match? @_p "^System\\b") (#match? @_q "^[A-R]")
 (#set! trait "structure.import_first") (#set! value "system"))
((using_directive !name [(identifier) (qualified_name)] @_p) . (using_directive !name [(identifier) (qualified_name)] @_q) @site
 (#not-match? @_p "^System\\b") (#match? @_q "^System\\b")
 (#set! trait "structure.import_first") (#set! value "own"))

; structure.injection
((constructor_declaration (modifier) @_m parameters: (parameter_list (parameter type: [(identifier) @_t (generic_name . (identifier) @_t)])))
 @site
 (#eq? @_m "public") (#match? @_t "^(ILogger|IOptions|IMediator|I\\w+(Service|Repository|Factory|Provider|Client))$")
 (#set! trait "structure.injection") (#set! value "constructor"))
((property_declaration (attribute_list (attribute name: (identifier) @_a))) @site
 (#any-of? @_a "Inject" "Dependency" "Import")
 (#set! trait "structure.injection") (#set! value "field"))

; structure.builder
((class_declaration name: (identifier) @_n body: (declaration_list (method_declaration name: (identifier) @_m))) @site
 (#match? @_n "Builder$") (#eq? @_m "Build")
 (#set! trait "structure.builder") (#set! value "builder"))
((constructor_declaration (modifier) @_m parameters: (parameter_list) @_p) @site
 (#eq? @_m "public") (#count-gt? @_p 4)
 (#set! trait "structure.builder") (#set! value "constructor"))

; structure.fields_first: classes that have both
((class_declaration body: (declaration_list (method_declaration) . (field_declaration))) @site
 (#set! trait "structure.fields_first") (#set! value "mixed"))
((class_declaration body: (declaration_list . (field_declaration) (method_declaration))) @site
 (#set! trait "structure.fields_first") (#set! value "first"))

; ---- library --------------------------------------------------------------------------------------

; library.import
((using_directive !name [(identifier) (qualified_name)] @value) @site
 (#set! trait "library.import") (#set! classify "module"))

; library.standard: the project's own namespaces cannot be told from others, so others are named
((using_directive !name [(identifier) (qualified_name)] @_m) @site (#match? @_m "^System(\\.|$)")
 (#set! trait "library.standard") (#set! value "std"))
((using_directive !name [(identifier) (qualified_name)] @_m) @site
 (#match? @_m "^(Newtonsoft|Serilog|NLog|log4net|Dapper|AutoMapper|MediatR|FluentValidation|Polly|Humanizer|NodaTime|RestSharp|Refit|Flurl|Autofac|Ninject|Castle|CsvHelper|MongoDB|Npgsql|StackExchange|Hangfire|Quartz|MassTransit|RabbitMQ|Confluent|Spectre|CommandLine|JetBrains|LanguageExt|OneOf|SixLabors|ICSharpCode|Mono)(\\.|$)")
 (#set! trait "library.standard") (#set! value "third"))
