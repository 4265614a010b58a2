; SPDX-License-Identifier: Apache-2.0
; Habits in C++. One block per trait of data/traits.json; the protocol is docs/formats/queries.md.
; inherits: c_cpp

; ---- format ---------------------------------------------------------------------------------------

; format.body_braces: an else can force braces on the if
((if_statement consequence: (_) @value !alternative) @site
 (#set! trait "format.body_braces") (#set! classify "body_braces"))
([(for_statement body: (_) @value) (while_statement body: (_) @value) (for_range_loop body: (_) @value)] @site
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

; format.keyword_space
([(if_statement condition: (condition_clause) @value)
  (while_statement condition: (condition_clause) @value) (for_statement "(" @value)
  (switch_statement condition: (condition_clause) @value)] @site
 (#set! trait "format.keyword_space") (#set! classify "space_before"))

; format.reference
((reference_declarator) @site
 (#set! trait "format.reference") (#set! classify "pointer_side"))

; ---- naming ---------------------------------------------------------------------------------------

; naming.function
((function_definition type: (_) declarator: [
   (function_declarator declarator: (identifier) @site)
   (pointer_declarator declarator: (function_declarator declarator: (identifier) @site))
   (reference_declarator (function_declarator declarator: (identifier) @site))])
 (#set! trait "naming.function") (#set! classify "case"))

; naming.method: not constructors, which are named like their class
([(field_declaration type: (_) declarator: (function_declarator declarator: (field_identifier) @site))
  (function_definition type: (_) declarator: (function_declarator declarator: (field_identifier) @site))
  (function_definition type: (_) declarator: (function_declarator
    declarator: (qualified_identifier name: (identifier) @site)))]
 (#set! trait "naming.method") (#set! classify "case") (#set! single "1"))

; naming.type
([(class_specifier name: (type_identifier) @site body: (_))
  (struct_specifier name: (type_identifier) @site body: (_))
  (enum_specifier name: (type_identifier) @site body: (_))
  (alias_declaration name: (type_identifier) @site)]
 (#set! trait "naming.type") (#set! classify "case") (#set! single "1"))

; naming.variable
([(parameter_declaration declarator: [(identifier) @site (pointer_declarator declarator: (identifier) @site)
    (reference_declarator (identifier) @site)])
  (declaration declarator: [(identifier) @site (pointer_declarator declarator: (identifier) @site)
    (init_declarator declarator: [(identifier) @site (pointer_declarator declarator: (identifier) @site)])])]
 (#set! trait "naming.variable") (#set! classify "case") (#set! distinct "1"))

; naming.member: data members of classes; public ones of plain structs are another matter
((class_specifier body: (field_declaration_list (field_declaration declarator: [(field_identifier) @site
   (pointer_declarator declarator: (field_identifier) @site)])))
 (#match? @site "^m_")
 (#set! trait "naming.member") (#set! value "m_"))
((class_specifier body: (field_declaration_list (field_declaration declarator: [(field_identifier) @site
   (pointer_declarator declarator: (field_identifier) @site)])))
 (#match? @site "[^_]_$")
 (#set! trait "naming.member") (#set! value "trailing"))
((class_specifier body: (field_declaration_list (field_declaration declarator: [(field_identifier) @site
   (pointer_declarator declarator: (field_identifier) @site)])))
 (#match? @site "^_")
 (#set! trait "naming.member") (#set! value "leading"))
((class_specifier body: (field_declaration_list (field_declaration declarator: [(field_identifier) @site
   (pointer_declarator declarator: (field_identifier) @site)])))
 (#set! trait "naming.member") (#set! value "plain"))

; naming.boolean
([(field_declaration type: (primitive_type) @_t declarator: (function_declarator declarator: (_) @_n))
  (function_definition type: (primitive_type) @_t declarator: (function_declarator declarator: (_) @_n))] @site
 (#eq? @_t "bool") (#match? @_n "(^|:|_)([Ii]s|[Hh]as|[Cc]an|[Ss]hould|[Ww]as|[Aa]re|[Mm]ust|[Nn]eeds)(_|[A-Z])")
 (#set! trait "naming.boolean") (#set! value "prefix"))
([(field_declaration type: (primitive_type) @_t declarator: (function_declarator declarator: (_) @_n))
  (function_definition type: (primitive_type) @_t declarator: (function_declarator declarator: (_) @_n))] @site
 (#eq? @_t "bool") (#not-match? @_n "operator")
 (#set! trait "naming.boolean") (#set! value "plain"))

; naming.error
((catch_clause parameters: (parameter_list (parameter_declaration
   declarator: [(identifier) @site (reference_declarator (identifier) @site)])))
 (#any-of? @site "e" "err" "error" "ex" "exc")
 (#set! trait "naming.error") (#set! classify "text") (#set! as.exc "ex"))

; ---- idiom ----------------------------------------------------------------------------------------

; idiom.strings
((call_expression function: (identifier) @_f) @site (#any-of? @_f "snprintf" "vsnprintf")
 (#set! trait "idiom.strings") (#set! value "snprintf"))
((call_expression function: (identifier) @_f) @site (#any-of? @_f "sprintf" "vsprintf")
 (#set! trait "idiom.strings") (#set! value "sprintf"))
((call_expression function: (qualified_identifier) @_f) @site (#any-of? @_f "std::format" "fmt::format")
 (#set! trait "idiom.strings") (#set! value "format"))
((declaration type: [(qualified_identifier) (type_identifier)] @_t) @site
 (#match? @_t "^(std::)?(o?stringstream)$")
 (#set! trait "idiom.strings") (#set! value "stream"))
([(binary_expression left: (string_literal) operator: "+") (binary_expression operator: "+" right: (string_literal))
  (binary_expression left: (binary_expression (string_literal)) operator: "+")] @site
 (#not-has-parent? @site binary_expression)
 (#set! trait "idiom.strings") (#set! value "concat"))

; idiom.null
((null) @site (#eq? @site "nullptr")
 (#set! trait "idiom.null") (#set! value "nullptr"))
((null) @site (#eq? @site "NULL")
 (#set! trait "idiom.null") (#set! value "NULL"))

; idiom.absent: only where the name is seen to be a pointer
((binary_expression operator: ["==" "!="] right: (null)) @site
 (#set! trait "idiom.absent") (#set! value "null"))
((declaration declarator: (init_declarator declarator: (pointer_declarator declarator: (identifier) @_p)))
 . (if_statement condition: (condition_clause
     value: (unary_expression operator: "!" argument: (identifier) @_q))) @site
 (#eq? @_p @_q)
 (#set! trait "idiom.absent") (#set! value "bang"))

; idiom.constant
((preproc_def value: (preproc_arg) @_v) @site
 (#match? @_v "^\\s*\\(?-?(0[xX][0-9a-fA-F]+|[0-9.]+)[uUlLfF]*\\)?\\s*$")
 (#set! trait "idiom.constant") (#set! value "define"))
((declaration (type_qualifier) @_q declarator: (init_declarator value: (number_literal))) @site
 (#eq? @_q "constexpr")
 (#set! trait "idiom.constant") (#set! value "constexpr"))
((declaration (type_qualifier) @_q declarator: (init_declarator value: (number_literal))) @site
 (#eq? @_q "const") (#not-has-ancestor? @site compound_statement)
 (#set! trait "idiom.constant") (#set! value "const"))
((enum_specifier !name body: (enumerator_list (enumerator value: (number_literal)) @site))
 (#set! trait "idiom.constant") (#set! value "enum"))

; idiom.auto: initialised by a call, where the type does not show
((declaration type: (placeholder_type_specifier (auto))
   declarator: (init_declarator value: (call_expression))) @site
 (#set! trait "idiom.auto") (#set! value "auto"))
((declaration declarator: (init_declarator value: (call_expression))) @site
 (#has-ancestor? @site compound_statement)
 (#set! trait "idiom.auto") (#set! value "explicit"))

; idiom.ownership
((new_expression) @site
 (#set! trait "idiom.ownership") (#set! value "raw"))
((call_expression function: [(qualified_identifier name: (template_function name: (identifier) @_f))
                             (template_function name: (identifier) @_f)]) @site
 (#any-of? @_f "make_unique" "make_shared")
 (#set! trait "idiom.ownership") (#set! value "smart"))

; idiom.cast
((call_expression function: (template_function name: (identifier) @_f)) @site
 (#any-of? @_f "static_cast" "reinterpret_cast" "const_cast" "dynamic_cast")
 (#set! trait "idiom.cast") (#set! value "static"))
((cast_expression) @site
 (#not-match? @site "^\\(void\\)")
 (#set! trait "idiom.cast") (#set! value "c_style"))

; idiom.enum
((enum_specifier ["class" "struct"] body: (_)) @site
 (#set! trait "idiom.enum") (#set! value "enum_class"))
((enum_specifier name: (_) body: (_)) @site
 (#set! trait "idiom.enum") (#set! value "enum"))

; idiom.type_alias
((alias_declaration) @site
 (#set! trait "idiom.type_alias") (#set! value "using"))
((type_definition) @site
 (#set! trait "idiom.type_alias") (#set! value "typedef"))

; idiom.string_param
((parameter_declaration (type_qualifier) @_q type: [(qualified_identifier) (type_identifier)] @_t
   declarator: (reference_declarator)) @site
 (#eq? @_q "const") (#any-of? @_t "std::string" "string")
 (#set! trait "idiom.string_param") (#set! value "const_ref"))
((parameter_declaration type: [(qualified_identifier) (type_identifier)] @_t) @site
 (#any-of? @_t "std::string_view" "string_view" "absl::string_view")
 (#set! trait "idiom.string_param") (#set! value "view"))
((parameter_declaration type: [(qualified_identifier) (type_identifier)] @_t declarator: (identifier)) @site
 (#any-of? @_t "std::string" "string")
 (#set! trait "idiom.string_param") (#set! value "value"))
((parameter_declaration (type_qualifier) @_q type: (primitive_type) @_t declarator: (pointer_declarator)) @site
 (#eq? @_q "const") (#eq? @_t "char")
 (#set! trait "idiom.string_param") (#set! value "pointer"))

; idiom.std_prefix: one answer per file
((translation_unit (using_declaration "namespace" (identifier) @_n)) @site (#eq? @_n "std")
 (#set! trait "idiom.std_prefix") (#set! value "using"))
((translation_unit) @site
 (#match? @site "\\bstd::[a-z]")
 (#set! trait "idiom.std_prefix") (#set! value "qualified"))

; idiom.loop
((for_range_loop) @site
 (#set! trait "idiom.loop") (#set! value "range"))
((for_statement initializer: (declaration declarator: (init_declarator
   value: (call_expression function: (field_expression field: (field_identifier) @_f))))) @site
 (#any-of? @_f "begin" "cbegin" "rbegin")
 (#set! trait "idiom.loop") (#set! value "iterator"))
((for_statement condition: (binary_expression
   right: (call_expression function: (field_expression field: (field_identifier) @_f)))) @site
 (#any-of? @_f "size" "length" "count")
 (#set! trait "idiom.loop") (#set! value "index"))

; idiom.forever
((for_statement !initializer !condition !update) @site
 (#set! trait "idiom.forever") (#set! value "for"))
((while_statement condition: (condition_clause value: [(number_literal) (true)] @_c)) @site
 (#any-of? @_c "1" "true")
 (#set! trait "idiom.forever") (#set! value "while"))

; ---- error ----------------------------------------------------------------------------------------

; error.channel: what an if that ends a function badly does
((if_statement consequence: [(throw_statement) (compound_statement (throw_statement) .)]) @site
 (#set! trait "error.channel") (#set! value "throw"))
((if_statement consequence: [(return_statement (_) @_v) (compound_statement (return_statement (_) @_v) .)]) @site
 (#match? @_v "nullopt")
 (#set! trait "error.channel") (#set! value "optional"))
((if_statement consequence: [(return_statement (_) @_v) (compound_statement (return_statement (_) @_v) .)]) @site
 (#match? @_v "^(nullptr|NULL)$")
 (#set! trait "error.channel") (#set! value "null"))
((if_statement consequence: [(return_statement (_) @_v) (compound_statement (return_statement (_) @_v) .)]) @site
 (#match? @_v "^(false|FALSE)$")
 (#set! trait "error.channel") (#set! value "bool"))
((if_statement consequence: [(return_statement (_) @_v) (compound_statement (return_statement (_) @_v) .)]) @site
 (#match? @_v "^-1$")
 (#set! trait "error.channel") (#set! value "minus_one"))

; error.message_case
((throw_statement (call_expression arguments: (argument_list . (string_literal) @_m))) @site
 (#match? @_m "^.[a-z]")
 (#set! trait "error.message_case") (#set! value "lower"))
((throw_statement (call_expression arguments: (argument_list . (string_literal) @_m))) @site
 (#match? @_m "^.[A-Z][a-z' ]")
 (#set! trait "error.message_case") (#set! value "capital"))

; ---- doc ------------------------------------------------------------------------------------------

; doc.functions
((function_definition (storage_class_specifier) @_s) @site (#eq? @_s "static")
 (#set! trait "doc.functions") (#set! value "-"))
([(function_definition) (field_declaration declarator: (function_declarator))] @site
 (#set! trait "doc.functions") (#set! classify "documented"))

; ---- structure ------------------------------------------------------------------------------------

; structure.early_return
([(if_statement consequence: [(return_statement) (throw_statement) (continue_statement)] alternative: (_))
  (if_statement consequence: (compound_statement [(return_statement) (throw_statement) (continue_statement)] @_l .)
    alternative: (_))] @site
 (#set! trait "structure.early_return") (#set! value "else"))
([(if_statement consequence: [(return_statement) (throw_statement) (continue_statement)] !alternative)
  (if_statement consequence: (compound_statement [(return_statement) (throw_statement) (continue_statement)] @_l .)
    !alternative)] @site
 (#set! trait "structure.early_return") (#set! value "guard"))
((function_definition body: (compound_statement
   (if_statement consequence: (compound_statement) @_b !alternative) @site .))
 (#count-gt? @_b 2)
 (#set! trait "structure.early_return") (#set! value "else"))

; naming.verb_get
([(function_definition declarator: (function_declarator declarator: [(identifier) @site (field_identifier) @site]))
  (function_definition declarator: (pointer_declarator
    declarator: (function_declarator declarator: [(identifier) @site (field_identifier) @site])))]
 (#set! trait "naming.verb_get") (#set! classify "first_word"))

; naming.verb_make
([(function_definition declarator: (function_declarator declarator: [(identifier) @site (field_identifier) @site]))
  (function_definition declarator: (pointer_declarator
    declarator: (function_declarator declarator: [(identifier) @site (field_identifier) @site])))]
 (#set! trait "naming.verb_make") (#set! classify "first_word"))

; naming.verb_free
([(function_definition declarator: (function_declarator declarator: [(identifier) @site (field_identifier) @site]))
  (function_definition declarator: (pointer_declarator
    declarator: (function_declarator declarator: [(identifier) @site (field_identifier) @site])))]
 (#set! trait "naming.verb_free") (#set! classify "first_word"))

; naming.verb_remove: what is destroyed is ended, naming.verb_free
([(function_definition declarator: (function_declarator declarator: [(identifier) @site (field_identifier) @site]))
  (function_definition declarator: (pointer_declarator
    declarator: (function_declarator declarator: [(identifier) @site (field_identifier) @site])))]
 (#set! trait "naming.verb_remove") (#set! classify "first_word") (#set! as.destroy ""))

; idiom.fixed_int: int itself is no choice
([(declaration type: [(primitive_type) (type_identifier) (qualified_identifier)] @_t)
  (parameter_declaration type: [(primitive_type) (type_identifier) (qualified_identifier)] @_t)
  (field_declaration type: [(primitive_type) (type_identifier) (qualified_identifier)] @_t)] @site
 (#match? @_t "^(std::)?u?int(8|16|32|64)_t$")
 (#set! trait "idiom.fixed_int") (#set! value "fixed"))
([(declaration type: (sized_type_specifier) @_t) (parameter_declaration type: (sized_type_specifier) @_t)
  (field_declaration type: (sized_type_specifier) @_t)] @site
 (#set! trait "idiom.fixed_int") (#set! value "plain"))
([(declaration type: (type_identifier) @_t) (parameter_declaration type: (type_identifier) @_t)
  (field_declaration type: (type_identifier) @_t)] @site
 (#match? @_t "^[usi](8|16|32|64)$")
 (#set! trait "idiom.fixed_int") (#set! value "short"))

; idiom.macro_function: one-line expressions in headers
((preproc_function_def value: (preproc_arg) @_v) @site
 (#path-match? "\\.h(pp|h|xx)?$") (#not-match? @_v "##|\\bdo\\b|\\{|(^|[^#])#[a-z]|__VA_ARGS__|__FILE__|__LINE__|typeof|sizeof|offsetof")
 (#set! trait "idiom.macro_function") (#set! value "macro"))
((translation_unit (function_definition (storage_class_specifier) @_i) @site)
 (#path-match? "\\.h(pp|h|xx)?$") (#eq? @_i "inline")
 (#set! trait "idiom.macro_function") (#set! value "inline"))
((declaration_list (function_definition (storage_class_specifier) @_i) @site)
 (#path-match? "\\.h(pp|h|xx)?$") (#eq? @_i "inline")
 (#set! trait "idiom.macro_function") (#set! value "inline"))

; idiom.const_local
((compound_statement (declaration (type_qualifier) @_q declarator: (init_declarator)) @site)
 (#any-of? @_q "const" "constexpr")
 (#set! trait "idiom.const_local") (#set! value "const"))
((compound_statement (declaration declarator: (init_declarator)) @site)
 (#set! trait "idiom.const_local") (#set! value "plain"))

; idiom.trailing_return
((function_definition declarator: (function_declarator (trailing_return_type))) @site
 (#set! trait "idiom.trailing_return") (#set! value "trailing"))
((function_definition type: (_) @_t declarator: (function_declarator)) @site
 (#not-any-of? @_t "void" "auto")
 (#set! trait "idiom.trailing_return") (#set! value "leading"))

; idiom.lambda_capture
((lambda_capture_specifier) @site (#match? @site "^\\[ *&")
 (#not-match? @site "^\\[ *&[a-zA-Z_]")
 (#set! trait "idiom.lambda_capture") (#set! value "reference"))
((lambda_capture_specifier) @site (#match? @site "^\\[ *= *[\\],]")
 (#set! trait "idiom.lambda_capture") (#set! value "value"))
((lambda_capture_specifier) @site (#match? @site "^\\[ *[&a-z*]")
 (#set! trait "idiom.lambda_capture") (#set! value "explicit"))

; idiom.class_key
((class_specifier name: (_) body: (_)) @site
 (#set! trait "idiom.class_key") (#set! value "class"))
((struct_specifier name: (_) body: (_)) @site
 (#set! trait "idiom.class_key") (#set! value "struct"))

; idiom.noexcept
((function_definition declarator: (function_declarator (noexcept))) @site
 (#set! trait "idiom.noexcept") (#set! value "yes"))
((function_definition declarator: (function_declarator)) @site
 (#set! trait "idiom.noexcept") (#set! value "no"))

; idiom.override
([(function_definition "virtual") (field_declaration "virtual")] @site
 (#has-descendant? @site virtual_specifier)
 (#set! trait "idiom.override") (#set! value "virtual"))
([(function_definition declarator: (function_declarator (virtual_specifier)))
  (field_declaration declarator: (function_declarator (virtual_specifier)))] @site
 (#set! trait "idiom.override") (#set! value "override"))

; format.namespace_comment
((namespace_definition) @site . (comment) @_c
 (#same-line? @site @_c)
 (#set! trait "format.namespace_comment") (#set! value "yes"))
((namespace_definition) @site
 (#lines-gt? @site 10)
 (#set! trait "format.namespace_comment") (#set! value "no"))

; structure.namespace
((namespace_definition name: (nested_namespace_specifier)) @site
 (#set! trait "structure.namespace") (#set! value "compact"))
((namespace_definition body: (declaration_list . (namespace_definition name: (_)) .)) @site
 (#set! trait "structure.namespace") (#set! value "nested"))
((translation_unit (namespace_definition name: (namespace_identifier)) @site)
 (#set! trait "structure.namespace") (#set! value "single"))

; structure.access_order: classes that have both
((class_specifier body: (field_declaration_list (access_specifier) @_a (access_specifier) @_b)) @site
 (#eq? @_a "public") (#any-of? @_b "private" "protected")
 (#set! trait "structure.access_order") (#set! value "public"))
((class_specifier body: (field_declaration_list (access_specifier) @_a (access_specifier) @_b)) @site
 (#any-of? @_a "private" "protected") (#eq? @_b "public")
 (#set! trait "structure.access_order") (#set! value "private"))

; ---- test -----------------------------------------------------------------------------------------

; test.assertion
((call_expression function: (identifier) @_f) @site
 (#test-file?) (#match? @_f "^EXPECT_[A-Z]+")
 (#set! trait "test.assertion") (#set! value "gexpect"))
((call_expression function: (identifier) @_f) @site
 (#test-file?) (#match? @_f "^ASSERT_[A-Z]+")
 (#set! trait "test.assertion") (#set! value "gassert"))
((call_expression function: (identifier) @_f) @site
 (#test-file?) (#match? @_f "^REQUIRE(_[A-Z]+)?$")
 (#set! trait "test.assertion") (#set! value "require"))
((call_expression function: (identifier) @_f) @site
 (#test-file?) (#match? @_f "^CHECK(_[A-Z]+)?$")
 (#set! trait "test.assertion") (#set! value "check"))
((call_expression function: (identifier) @_f) @site
 (#test-file?) (#eq? @_f "assert")
 (#set! trait "test.assertion") (#set! value "assert"))

; test.harness
((translation_unit (preproc_include path: (_) @_p)) @site
 (#test-file?) (#match? @_p "gtest|gmock|catch|doctest|boost/test|CppUTest|ut\\.hpp")
 (#set! trait "test.harness") (#set! value "framework"))
((translation_unit (function_definition declarator: (function_declarator declarator: (identifier) @_m))) @site
 (#test-file?) (#eq? @_m "main")
 (#set! trait "test.harness") (#set! value "own"))

; library.standard: the system's headers, and those of libraries
((preproc_include path: (system_lib_string) @_p) @site
 (#match? @_p "^<[a-z_0-9]+>$|^<(assert|complex|ctype|errno|fenv|float|inttypes|iso646|limits|locale|math|setjmp|signal|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|tgmath|threads|time|uchar|wchar|wctype|unistd|fcntl|dirent|poll|pthread|strings|termios|getopt|libgen|netdb|pwd|grp|dlfcn|glob|fnmatch|regex|sched|semaphore|spawn|syslog|utime|err|windows|winsock2|io|ws2tcpip|alloca|malloc|memory|paths|sysexits)\\.h>$|^<(sys|arpa|net|netinet|linux|mach|machine|asm|bits)/")
 (#set! trait "library.standard") (#set! value "std"))
((preproc_include path: (system_lib_string) @_p) @site
 (#match? @_p "^<(CLI|CppUTest|Eigen|GL|GLFW|Poco|QDebug|QJsonDocument|QJsonObject|QNetworkAccessManager|QSqlDatabase|QSqlQuery|QTest|QThread|Q[A-Z][A-Za-z]+|QtConcurrent|QtCore|QtGui|QtNetwork|QtTest|QtWidgets|SDL|SDL2|SQLiteCpp|absl|argparse|args.hxx|asio|boost|catch|catch2|catch_amalgamated|cereal|coroutine|cpprest|cppunit|cpr|crow|curl|cxxopts|doctest|drogon|easylogging++|eigen3|folly|gflags|glaze|glm|glog|gmock|google|grpc|gsl|gtest|httplib|imgui|json|leveldb|libavcodec|log4cplus|msgpack|nlohmann|oatpp|omp|oneapi|opencv2|openssl|pistache|plog|png|pqxx|pybind11|quill|range|rapidjson|rocksdb|simdjson|snitch|soci|sqlite3|sqlpp11|tbb|tclap|uv|wx|yaml-cpp|zlib)([./]|>)")
 (#set! trait "library.standard") (#set! value "third"))
