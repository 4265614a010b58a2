; SPDX-License-Identifier: Apache-2.0
; Habits in C. One block per trait of data/traits.json; the protocol is docs/formats/queries.md.
; inherits: c_cpp

; ---- format ---------------------------------------------------------------------------------------

; format.body_braces: an else can force braces on the if
((if_statement consequence: (_) @value !alternative) @site
 (#set! trait "format.body_braces") (#set! classify "body_braces"))
([(for_statement body: (_) @value) (while_statement body: (_) @value)] @site
 (#set! trait "format.body_braces") (#set! classify "body_braces"))

; format.body_line: only where there are no braces
((if_statement condition: (_) @_c
   consequence: [(expression_statement) (return_statement) (goto_statement) (continue_statement)
                 (break_statement)] @_b) @site
 (#same-line? @_c @_b)
 (#set! trait "format.body_line") (#set! value "same_line"))
((if_statement consequence: [(expression_statement) (return_statement) (goto_statement)
                             (continue_statement) (break_statement)]) @site
 (#set! trait "format.body_line") (#set! value "own_line"))

; format.keyword_space
([(if_statement condition: (parenthesized_expression) @value)
  (while_statement condition: (parenthesized_expression) @value) (for_statement "(" @value)
  (switch_statement condition: (parenthesized_expression) @value)] @site
 (#set! trait "format.keyword_space") (#set! classify "space_before"))

; ---- naming ---------------------------------------------------------------------------------------

; naming.function
([(function_definition declarator: (function_declarator declarator: (identifier) @site))
  (function_definition declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @site)))]
 (#set! trait "naming.function") (#set! classify "case"))

; naming.type
([(type_definition declarator: (type_identifier) @site)
  (struct_specifier name: (type_identifier) @site body: (_))]
 (#set! trait "naming.type") (#set! classify "case") (#set! single "1"))

; naming.type_suffix
((type_definition declarator: (type_identifier) @site)
 (#match? @site "_t$")
 (#set! trait "naming.type_suffix") (#set! value "_t"))
((type_definition declarator: (type_identifier) @site)
 (#set! trait "naming.type_suffix") (#set! value "none"))

; naming.variable
([(parameter_declaration declarator: [(identifier) @site (pointer_declarator declarator: (identifier) @site)])
  (declaration declarator: [(identifier) @site (pointer_declarator declarator: (identifier) @site)
    (init_declarator declarator: [(identifier) @site (pointer_declarator declarator: (identifier) @site)])])]
 (#set! trait "naming.variable") (#set! classify "case") (#set! distinct "1"))

; naming.prefix: what other files can see
((function_definition (storage_class_specifier) @_s
   declarator: [(function_declarator declarator: (identifier) @site)
                (pointer_declarator declarator: (function_declarator declarator: (identifier) @site))])
 (#eq? @_s "static")
 (#set! trait "naming.prefix") (#set! value "-"))
((function_definition
   declarator: [(function_declarator declarator: (identifier) @site)
                (pointer_declarator declarator: (function_declarator declarator: (identifier) @site))])
 (#not-eq? @site "main")
 (#set! trait "naming.prefix") (#set! classify "file_prefix"))

; naming.boolean
((function_definition type: (_) @_t declarator: (function_declarator declarator: (identifier) @_n)) @site
 (#any-of? @_t "bool" "_Bool") (#match? @_n "(^|_)(is|has|can|should|was|are|must|needs)(_|[A-Z])")
 (#set! trait "naming.boolean") (#set! value "prefix"))
((function_definition type: (_) @_t declarator: (function_declarator declarator: (identifier))) @site
 (#any-of? @_t "bool" "_Bool")
 (#set! trait "naming.boolean") (#set! value "plain"))

; naming.label
((labeled_statement label: (statement_identifier) @site) (#match? @site "^out")
 (#set! trait "naming.label") (#set! value "out"))
((labeled_statement label: (statement_identifier) @site) (#match? @site "^clean_?up")
 (#set! trait "naming.label") (#set! value "cleanup"))
((labeled_statement label: (statement_identifier) @site) (#match? @site "^done")
 (#set! trait "naming.label") (#set! value "done"))
((labeled_statement label: (statement_identifier) @site) (#match? @site "^(on_?)?err")
 (#set! trait "naming.label") (#set! value "err"))
((labeled_statement label: (statement_identifier) @site) (#match? @site "^fail")
 (#set! trait "naming.label") (#set! value "fail"))
((labeled_statement label: (statement_identifier) @site) (#match? @site "^(end|exit|the_end)")
 (#set! trait "naming.label") (#set! value "end"))
((labeled_statement label: (statement_identifier) @site)
 (#set! trait "naming.label") (#set! value "other"))

; ---- idiom ----------------------------------------------------------------------------------------

; idiom.strings
((call_expression function: (identifier) @_f) @site (#any-of? @_f "snprintf" "vsnprintf")
 (#set! trait "idiom.strings") (#set! value "snprintf"))
((call_expression function: (identifier) @_f) @site (#any-of? @_f "sprintf" "vsprintf")
 (#set! trait "idiom.strings") (#set! value "sprintf"))
((call_expression function: (identifier) @_f) @site
 (#any-of? @_f "strcat" "strcpy" "strncat" "strncpy" "strlcpy" "strlcat")
 (#set! trait "idiom.strings") (#set! value "strcat"))

; idiom.absent: only where the name is seen to be a pointer
((binary_expression operator: ["==" "!="] right: (null)) @site
 (#set! trait "idiom.absent") (#set! value "null"))
((declaration declarator: (init_declarator declarator: (pointer_declarator declarator: (identifier) @_p)))
 . (if_statement condition: (parenthesized_expression
     (unary_expression operator: "!" argument: (identifier) @_q))) @site
 (#eq? @_p @_q)
 (#set! trait "idiom.absent") (#set! value "bang"))
((expression_statement (assignment_expression left: (_) @_p
   right: [(call_expression function: (identifier) @_f)
           (cast_expression value: (call_expression function: (identifier) @_f))]))
 . (if_statement condition: (parenthesized_expression (unary_expression operator: "!" argument: (_) @_q))) @site
 (#eq? @_p @_q) (#match? @_f "alloc|dup|_new|new_|create|open")
 (#set! trait "idiom.absent") (#set! value "bang"))

; idiom.typedef_struct
((type_definition type: (struct_specifier body: (_))) @site
 (#set! trait "idiom.typedef_struct") (#set! value "typedef"))
((struct_specifier name: (_) body: (_)) @site
 (#not-has-parent? @site type_definition field_declaration declaration)
 (#set! trait "idiom.typedef_struct") (#set! value "plain"))

; idiom.loop_declaration
((for_statement initializer: (declaration)) @site
 (#set! trait "idiom.loop_declaration") (#set! value "inside"))
((for_statement initializer: (assignment_expression)) @site
 (#set! trait "idiom.loop_declaration") (#set! value "before"))

; idiom.declaration_place: one answer per function (without @_s, tree-sitter would only try the first statement)
((function_definition body: (compound_statement
   [(expression_statement) (if_statement) (for_statement) (while_statement) (return_statement)
    (switch_statement)] @_s . (declaration))) @site
 (#set! trait "idiom.declaration_place") (#set! value "use"))
((function_definition body: (compound_statement . (declaration)) @_b) @site
 (#count-gt? @_b 2)
 (#set! trait "idiom.declaration_place") (#set! value "top"))

; idiom.sizeof
((call_expression function: (identifier) @_f
   arguments: (argument_list [(sizeof_expression) @_s (binary_expression (sizeof_expression) @_s)])) @site
 (#match? @_f "alloc") (#match? @_s "^sizeof *\\(? *\\*|->|\\[")
 (#set! trait "idiom.sizeof") (#set! value "expression"))
((call_expression function: (identifier) @_f
   arguments: (argument_list [(sizeof_expression) @_s (binary_expression (sizeof_expression) @_s)])) @site
 (#match? @_f "alloc")
 (#set! trait "idiom.sizeof") (#set! value "type"))

; idiom.malloc_cast
((cast_expression value: (call_expression function: (identifier) @_f) @site) (#match? @_f "alloc$")
 (#set! trait "idiom.malloc_cast") (#set! value "cast"))
([(init_declarator value: (call_expression function: (identifier) @_f) @site)
  (assignment_expression right: (call_expression function: (identifier) @_f) @site)]
 (#match? @_f "alloc$")
 (#set! trait "idiom.malloc_cast") (#set! value "plain"))

; idiom.bool
((function_definition type: (_) @_t declarator: (function_declarator declarator: (identifier) @_n)) @site
 (#any-of? @_t "bool" "_Bool") (#match? @_n "(^|_)(is|has|can|should|was|are)(_|[A-Z])")
 (#set! trait "idiom.bool") (#set! value "bool"))
((function_definition type: (_) @_t declarator: (function_declarator declarator: (identifier) @_n)) @site
 (#eq? @_t "int") (#match? @_n "(^|_)(is|has|can|should|was|are)(_|[A-Z])")
 (#set! trait "idiom.bool") (#set! value "int"))

; idiom.constant
((preproc_def value: (preproc_arg) @_v) @site
 (#match? @_v "^\\s*\\(?-?(0[xX][0-9a-fA-F]+|[0-9.]+)[uUlLfF]*\\)?\\s*$")
 (#set! trait "idiom.constant") (#set! value "define"))
((declaration (type_qualifier) @_q declarator: (init_declarator value: (number_literal))) @site
 (#eq? @_q "const") (#not-has-ancestor? @site function_definition)
 (#set! trait "idiom.constant") (#set! value "const"))
((enum_specifier !name body: (enumerator_list (enumerator value: (number_literal)) @site))
 (#not-has-ancestor? @site type_definition)
 (#set! trait "idiom.constant") (#set! value "enum"))

; idiom.empty_params
((function_declarator parameters: (parameter_list) @_p) @site (#match? @_p "^\\( *void *\\)$")
 (#set! trait "idiom.empty_params") (#set! value "void"))
((function_declarator parameters: (parameter_list) @_p) @site (#match? @_p "^\\( *\\)$")
 (#set! trait "idiom.empty_params") (#set! value "empty"))

; idiom.forever
((for_statement !initializer !condition !update) @site
 (#set! trait "idiom.forever") (#set! value "for"))
((while_statement condition: (parenthesized_expression [(number_literal) (true)] @_c)) @site
 (#any-of? @_c "1" "true")
 (#set! trait "idiom.forever") (#set! value "while"))

; idiom.initializer: arrays have no names to give, {0} is a phrase of its own
((init_declarator value: (initializer_list . (initializer_pair designator: (field_designator)))) @site
 (#set! trait "idiom.initializer") (#set! value "designated"))
((declaration type: (struct_specifier)
   declarator: (init_declarator declarator: (identifier) value: (initializer_list (_) (_))) @site)
 (#set! trait "idiom.initializer") (#set! value "positional"))

; ---- error ----------------------------------------------------------------------------------------

; error.channel: what an if that ends a function badly returns
((if_statement consequence: [(return_statement (_) @_v) (compound_statement (return_statement (_) @_v) .)]) @site
 (#match? @_v "^\\(? *-1 *\\)?$")
 (#set! trait "error.channel") (#set! value "minus_one"))
((if_statement consequence: [(return_statement (_) @_v) (compound_statement (return_statement (_) @_v) .)]) @site
 (#match? @_v "^\\(?NULL\\)?$")
 (#set! trait "error.channel") (#set! value "null"))
((if_statement consequence: [(return_statement (_) @_v) (compound_statement (return_statement (_) @_v) .)]) @site
 (#match? @_v "^\\(?(false|FALSE)\\)?$")
 (#set! trait "error.channel") (#set! value "bool"))
((if_statement consequence: [(return_statement (_) @_v) (compound_statement (return_statement (_) @_v) .)]) @site
 (#match? @_v "^\\(?-E[A-Z0-9]+\\)?$")
 (#set! trait "error.channel") (#set! value "errno"))
((if_statement consequence: [(return_statement (_) @_v) (compound_statement (return_statement (_) @_v) .)]) @site
 (#match? @_v "^\\(?-?([A-Z][A-Z0-9]*_)*(E|ERR|ERROR|FAIL|FAILED|FAILURE|INVALID|NOMEM|CORRUPT|E[A-Z]+)(_[A-Z0-9_]+)?\\)?$")
 (#set! trait "error.channel") (#set! value "code"))

; error.check
((if_statement condition: (parenthesized_expression (binary_expression
   left: [(call_expression) (parenthesized_expression (assignment_expression right: (call_expression)))
          (identifier)] @_l
   operator: "<" right: (number_literal) @_z))) @site
 (#eq? @_z "0") (#match? @_l "\\(|^(r|rc|ret|rv|res|err|error|fd|status|n|len|nread|nwritten)$")
 (#set! trait "error.check") (#set! value "negative"))
((if_statement condition: (parenthesized_expression (binary_expression
   left: [(call_expression) (parenthesized_expression (assignment_expression right: (call_expression)))
          (identifier)]
   operator: ["==" "!="] right: (number_literal) @_z))) @site
 (#eq? @_z "-1")
 (#set! trait "error.check") (#set! value "minus_one"))
((if_statement condition: (parenthesized_expression (binary_expression
   left: [(call_expression) (parenthesized_expression (assignment_expression right: (call_expression)))
          (identifier)] @_l
   operator: "!=" right: (number_literal) @_z))) @site
 (#eq? @_z "0") (#match? @_l "\\(|^(r|rc|ret|rv|res|err|error|status)$") (#not-match? @_l "cmp")
 (#set! trait "error.check") (#set! value "nonzero"))

; error.cleanup
((goto_statement label: (statement_identifier) @_l) @site
 (#match? @_l "^(on_?)?(err|fail|out|clean|done|end|exit|bail|free|finish|final|leave|quit|abort|ret|unlock|close|release)")
 (#set! trait "error.cleanup") (#set! value "goto"))
((if_statement consequence: (compound_statement
   (expression_statement (call_expression function: (identifier) @_f)) (return_statement) .)) @site
 (#match? @_f "free|close|release|destroy|unref|clean_?up|unlock|delete")
 (#set! trait "error.cleanup") (#set! value "inline"))
((declaration (attribute_specifier) @_a) @site (#match? @_a "cleanup")
 (#set! trait "error.cleanup") (#set! value "attribute"))

; ---- doc ------------------------------------------------------------------------------------------

; doc.functions
((function_definition (storage_class_specifier) @_s) @site (#eq? @_s "static")
 (#set! trait "doc.functions") (#set! value "-"))
((function_definition) @site
 (#set! trait "doc.functions") (#set! classify "documented"))

; ---- structure ------------------------------------------------------------------------------------

; structure.early_return
([(if_statement consequence: [(return_statement) (goto_statement) (continue_statement)] alternative: (_))
  (if_statement consequence: (compound_statement [(return_statement) (goto_statement) (continue_statement)] @_l .)
    alternative: (_))] @site
 (#set! trait "structure.early_return") (#set! value "else"))
([(if_statement consequence: [(return_statement) (goto_statement) (continue_statement)] !alternative)
  (if_statement consequence: (compound_statement [(return_statement) (goto_statement) (continue_statement)] @_l .)
    !alternative)] @site
 (#set! trait "structure.early_return") (#set! value "guard"))
((function_definition body: (compound_statement
   (if_statement consequence: (compound_statement) @_b !alternative) @site .))
 (#count-gt? @_b 2)
 (#set! trait "structure.early_return") (#set! value "else"))

; structure.static: headers have other reasons
((function_definition (storage_class_specifier) @_s) @site
 (#eq? @_s "static") (#not-path-match? "\\.h$")
 (#set! trait "structure.static") (#set! value "static"))
((function_definition) @site
 (#not-path-match? "\\.h$")
 (#set! trait "structure.static") (#set! value "external"))

; naming.verb_get
([(function_definition declarator: (function_declarator declarator: (identifier) @site))
  (function_definition declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @site)))]
 (#set! trait "naming.verb_get") (#set! classify "last_word"))
([(function_definition declarator: (function_declarator declarator: (identifier) @site))
  (function_definition declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @site)))]
 (#set! trait "naming.verb_get") (#set! classify "first_word"))

; naming.verb_make
([(function_definition declarator: (function_declarator declarator: (identifier) @site))
  (function_definition declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @site)))]
 (#set! trait "naming.verb_make") (#set! classify "last_word"))
([(function_definition declarator: (function_declarator declarator: (identifier) @site))
  (function_definition declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @site)))]
 (#set! trait "naming.verb_make") (#set! classify "first_word"))

; naming.verb_free
([(function_definition declarator: (function_declarator declarator: (identifier) @site))
  (function_definition declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @site)))]
 (#set! trait "naming.verb_free") (#set! classify "last_word"))
([(function_definition declarator: (function_declarator declarator: (identifier) @site))
  (function_definition declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @site)))]
 (#set! trait "naming.verb_free") (#set! classify "first_word"))

; naming.verb_remove: what is destroyed is ended, naming.verb_free
([(function_definition declarator: (function_declarator declarator: (identifier) @site))
  (function_definition declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @site)))]
 (#set! trait "naming.verb_remove") (#set! classify "last_word") (#set! as.destroy ""))
([(function_definition declarator: (function_declarator declarator: (identifier) @site))
  (function_definition declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @site)))]
 (#set! trait "naming.verb_remove") (#set! classify "first_word") (#set! as.destroy ""))

; naming.verb_order: of the public names that have a verb and a noun
((function_definition (storage_class_specifier) @_s
   declarator: [(function_declarator declarator: (identifier) @site)
                (pointer_declarator declarator: (function_declarator declarator: (identifier) @site))])
 (#eq? @_s "static")
 (#set! trait "naming.verb_order") (#set! value "-"))
([(function_definition declarator: (function_declarator declarator: (identifier) @site))
  (function_definition declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @site)))]
 (#match? @site "_(new|make|create|build|alloc|init|free|destroy|delete|release|get|set|add|insert|append|remove|find|open|close|read|write|parse|print|push|pop|start|stop|reset|update)$|[a-z0-9](New|Make|Create|Build|Alloc|Init|Free|Destroy|Delete|Release|Get|Set|Add|Insert|Append|Remove|Find|Open|Close|Read|Write|Parse|Print|Push|Pop|Start|Stop|Reset|Update)$")
 (#set! trait "naming.verb_order") (#set! value "last"))
([(function_definition declarator: (function_declarator declarator: (identifier) @site))
  (function_definition declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @site)))]
 (#match? @site "^(new|make|create|build|alloc|init|free|destroy|delete|release|get|set|add|insert|append|remove|find|open|close|read|write|parse|print|push|pop|start|stop|reset|update)(_|[A-Z])")
 (#set! trait "naming.verb_order") (#set! value "first"))

; idiom.opaque: what headers say of structs
((struct_specifier name: (type_identifier) body: (_)) @site
 (#path-match? "\\.h$") (#not-has-parent? @site field_declaration)
 (#set! trait "idiom.opaque") (#set! value "open"))
((type_definition type: (struct_specifier !name body: (_))) @site
 (#path-match? "\\.h$")
 (#set! trait "idiom.opaque") (#set! value "open"))
((type_definition type: (struct_specifier name: (_) !body)) @site
 (#path-match? "\\.h$")
 (#set! trait "idiom.opaque") (#set! value "opaque"))
((translation_unit (struct_specifier name: (_) !body) @site)
 (#path-match? "\\.h$")
 (#set! trait "idiom.opaque") (#set! value "opaque"))
((translation_unit (preproc_ifdef (struct_specifier name: (_) !body) @site))
 (#path-match? "\\.h$")
 (#set! trait "idiom.opaque") (#set! value "opaque"))

; idiom.fixed_int: int itself is no choice
([(declaration type: (primitive_type) @_t) (parameter_declaration type: (primitive_type) @_t)
  (field_declaration type: (primitive_type) @_t)] @site
 (#match? @_t "^u?int(8|16|32|64)_t$")
 (#set! trait "idiom.fixed_int") (#set! value "fixed"))
([(declaration type: (sized_type_specifier) @_t) (parameter_declaration type: (sized_type_specifier) @_t)
  (field_declaration type: (sized_type_specifier) @_t)] @site
 (#set! trait "idiom.fixed_int") (#set! value "plain"))
([(declaration type: (type_identifier) @_t) (parameter_declaration type: (type_identifier) @_t)
  (field_declaration type: (type_identifier) @_t)] @site
 (#match? @_t "^[usi](8|16|32|64)$")
 (#set! trait "idiom.fixed_int") (#set! value "short"))

; idiom.const_pointer: strings that come in
((parameter_declaration (type_qualifier) @_q type: (primitive_type) @_t declarator: (pointer_declarator declarator: (identifier))) @site
 (#eq? @_t "char") (#eq? @_q "const")
 (#set! trait "idiom.const_pointer") (#set! value "const"))
((parameter_declaration type: (primitive_type) @_t declarator: (pointer_declarator declarator: (identifier) @_n)) @site
 (#eq? @_t "char") (#not-match? @_n "buf|out|dst|dest")
 (#set! trait "idiom.const_pointer") (#set! value "plain"))

; idiom.macro_function: one-line expressions in headers
((preproc_function_def value: (preproc_arg) @_v) @site
 (#path-match? "\\.h$") (#not-match? @_v "##|\\bdo\\b|\\{|(^|[^#])#[a-z]|__VA_ARGS__|__FILE__|__LINE__|typeof|sizeof|offsetof")
 (#set! trait "idiom.macro_function") (#set! value "macro"))
((function_definition (storage_class_specifier) @_s (storage_class_specifier) @_i) @site
 (#path-match? "\\.h$") (#eq? @_s "static") (#match? @_i "inline")
 (#set! trait "idiom.macro_function") (#set! value "inline"))

; error.enum
((enumerator name: (identifier) @site)
 (#match? @site "(^|_)E(RR|RROR)?_[A-Z]|_ERR(OR)?$|^ERR|_ERR(OR)?_")
 (#set! trait "error.enum") (#set! value "enum"))
((preproc_def name: (identifier) @site value: (preproc_arg) @_v)
 (#match? @site "(^|_)E(RR|RROR)?_[A-Z]|_ERR(OR)?$|^ERR|_ERR(OR)?_") (#match? @_v "^\\s*\\(?-?[0-9]") (#not-match? @site "LEN|SIZE|MAX|MIN")
 (#set! trait "error.enum") (#set! value "define"))

; error.message_case: what goes to standard error
((call_expression function: (identifier) @_f
   arguments: (argument_list . (identifier) @_e . (string_literal) @_s)) @site
 (#eq? @_f "fprintf") (#eq? @_e "stderr") (#match? @_s "^\"[a-z]+ [a-z]")
 (#set! trait "error.message_case") (#set! value "lower"))
((call_expression function: (identifier) @_f
   arguments: (argument_list . (identifier) @_e . (string_literal) @_s)) @site
 (#eq? @_f "fprintf") (#eq? @_e "stderr") (#match? @_s "^\"[A-Z][a-z]* [a-z]")
 (#set! trait "error.message_case") (#set! value "capital"))

; ---- test -----------------------------------------------------------------------------------------

; test.assertion
((call_expression function: (identifier) @_f) @site
 (#test-file?) (#eq? @_f "assert")
 (#set! trait "test.assertion") (#set! value "assert"))
((call_expression function: (identifier) @_f) @site
 (#test-file?) (#match? @_f "^(CHECK|REQUIRE|EXPECT|ASSERT|TEST_ASSERT|TEST_CHECK|TEST_COND|test_cond|ck_assert|cr_assert|cr_expect|munit_assert|mu_assert|MU_ASSERT|CU_ASSERT|ASSERT_[A-Z_]+|EXPECT_[A-Z_]+)(_|$)")
 (#set! trait "test.assertion") (#set! value "macro"))
((call_expression function: (identifier) @_f) @site
 (#test-file?) (#match? @_f "^assert_")
 (#set! trait "test.assertion") (#set! value "function"))

; test.harness
((translation_unit (preproc_include path: (_) @_p)) @site
 (#test-file?) (#match? @_p "cmocka|/?check\\.h|unity|criterion|greatest|munit|minunit|CUnit|utest\\.h|acutest|clar|gtest|catch")
 (#set! trait "test.harness") (#set! value "framework"))
((translation_unit (function_definition declarator: (function_declarator declarator: (identifier) @_m))) @site
 (#test-file?) (#eq? @_m "main")
 (#set! trait "test.harness") (#set! value "own"))

; library.standard: the system's headers, and those of libraries
((preproc_include path: (system_lib_string) @_p) @site
 (#match? @_p "^<(assert|complex|ctype|errno|fenv|float|inttypes|iso646|limits|locale|math|setjmp|signal|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|tgmath|threads|time|uchar|wchar|wctype|unistd|fcntl|dirent|poll|pthread|strings|termios|getopt|libgen|netdb|pwd|grp|dlfcn|glob|fnmatch|regex|sched|semaphore|spawn|syslog|utime|err|windows|winsock2|io|ws2tcpip|alloca|malloc|memory|paths|sysexits)\\.h>$|^<(sys|arpa|net|netinet|linux|mach|machine|asm|bits)/")
 (#set! trait "library.standard") (#set! value "std"))
((preproc_include path: (system_lib_string) @_p) @site
 (#match? @_p "^<(CUnit|CppUTest|GL|GLFW|Python|SDL|SDL2|X11|acutest|alsa|argtable2|argtable3|bzlib|cJSON|check|cjson|clar|clar_libgit2|cmocka|criterion|curl|curses|ev|event|event2|expat|ffi|frozen|gdbm|gio|glib|glib-testutils|gmp|greatest|gtest|gtk|hiredis|iconv|jansson|jpeglib|jsmn|json-c|json-glib|leveldb|libavcodec|libavformat|libpq-fe|libsoup|liburing|libusb|libxml|lmdb|log4c|lua|luajit|lz4|lzma|minunit|mjson|mpfr|munit|mysql|ncurses|neon|openssl|parson|pcap|png|popt|postgresql|pulse|readline|rocksdb|serf|sodium|sqlite3|unity|unity_fixture|utest|uv|yajl|yyjson|zlib|zlog|zstd)([./]|>)")
 (#set! trait "library.standard") (#set! value "third"))
