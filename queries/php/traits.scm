; SPDX-License-Identifier: Apache-2.0
; Habits in PHP. One block per trait of data/traits.json; the protocol is docs/formats/queries.md.

; ---- format ---------------------------------------------------------------------------------------

; format.quotes: variables, escapes and dollar signs leave no choice
([(string) (encapsed_string)] @site
 (#not-match? @site "[\\\\$]")
 (#set! trait "format.quotes") (#set! classify "quote"))

; format.trailing_comma: not in calls, where the language long forbade it
((array_creation_expression) @site
 (#set! trait "format.trailing_comma") (#set! classify "trailing_comma"))

; format.body_braces
([(if_statement body: [(compound_statement) (expression_statement) (return_statement) (echo_statement) (continue_statement) (break_statement)] @value !alternative)
  (foreach_statement body: [(compound_statement) (expression_statement) (return_statement) (echo_statement) (if_statement)] @value)
  (for_statement body: [(compound_statement) (expression_statement) (return_statement) (echo_statement) (if_statement)] @value)
  (while_statement body: [(compound_statement) (expression_statement) (return_statement) (echo_statement) (if_statement)] @value)] @site
 (#set! trait "format.body_braces") (#set! classify "body_braces"))

; format.type_brace
([(class_declaration body: (declaration_list) @value) (interface_declaration body: (declaration_list) @value)
  (trait_declaration body: (declaration_list) @value) (enum_declaration body: (enum_declaration_list) @value)] @site
 (#lines-gt? @value 1)
 (#set! trait "format.type_brace") (#set! classify "brace"))

; format.function_brace: behind a list of parameters over several lines it stands with the parenthesis
([(method_declaration parameters: (formal_parameters) @_p body: (compound_statement) @value)
  (function_definition parameters: (formal_parameters) @_p body: (compound_statement) @value)] @site
 (#lines-lt? @_p 2) (#lines-gt? @value 1)
 (#set! trait "format.function_brace") (#set! classify "brace"))

; format.control_brace
([(if_statement condition: (_) @_c body: (compound_statement) @value) (while_statement condition: (_) @_c body: (compound_statement) @value)
  (foreach_statement body: (compound_statement) @value) (for_statement body: (compound_statement) @value)
  (switch_statement condition: (_) @_c body: (switch_block) @value)] @site
 (#lines-lt? @_c 2)
 (#set! trait "format.control_brace") (#set! classify "brace"))

; format.else_line
((if_statement body: (compound_statement) @_b . alternative: [(else_clause) (else_if_clause)] @site)
 (#same-line? @_b @site)
 (#set! trait "format.else_line") (#set! value "same_line"))
((if_statement body: (compound_statement) . alternative: [(else_clause) (else_if_clause)] @site)
 (#set! trait "format.else_line") (#set! value "own_line"))

; format.function_space
([(method_declaration parameters: (formal_parameters) @value)
  (function_definition parameters: (formal_parameters) @value)] @site
 (#set! trait "format.function_space") (#set! classify "space_before"))

; format.keyword_space
([(if_statement condition: (parenthesized_expression) @value) (while_statement condition: (parenthesized_expression) @value)
  (switch_statement condition: (parenthesized_expression) @value) (for_statement "(" @value) (foreach_statement "(" @value)] @site
 (#set! trait "format.keyword_space") (#set! classify "space_before"))

; format.paren_space
((arguments) @site
 (#set! trait "format.paren_space") (#set! classify "spaces_inside"))

; format.object_space
((array_creation_expression) @site
 (#set! trait "format.object_space") (#set! classify "spaces_inside"))

; format.operator_space
((binary_expression operator: ["+" "-" "*" "===" "!==" "==" "<" ">" "&&" "||"] @value) @site
 (#set! trait "format.operator_space") (#set! classify "space_around"))

; format.concat_space
((binary_expression operator: "." @value) @site
 (#set! trait "format.concat_space") (#set! classify "space_around"))

; format.cast_space
((cast_expression ")" @value) @site
 (#set! trait "format.cast_space") (#set! classify "space_after"))

; format.not_space
((unary_op_expression "!" @value) @site
 (#set! trait "format.not_space") (#set! classify "space_after"))

; format.literal_case
([(boolean) (null)] @site (#any-of? @site "true" "false" "null")
 (#set! trait "format.literal_case") (#set! value "lower"))
([(boolean) (null)] @site (#any-of? @site "TRUE" "FALSE" "NULL")
 (#set! trait "format.literal_case") (#set! value "upper"))

; format.blank_lines
((declaration_list (method_declaration body: (_)) @site)
 (#set! trait "format.blank_lines") (#set! classify "blank_before"))

; format.import_order
([(program (namespace_use_declaration) @site) (compound_statement (namespace_use_declaration) @site)]
 (#set! trait "format.import_order") (#set! classify "sorted"))

; ---- naming ---------------------------------------------------------------------------------------

; naming.function
((function_definition name: (name) @site)
 (#not-match? @site "^__")
 (#set! trait "naming.function") (#set! classify "case"))

; naming.method
((method_declaration name: (name) @site)
 (#not-match? @site "^(__|test)")
 (#set! trait "naming.method") (#set! classify "case"))

; naming.type
([(class_declaration name: (name) @site) (interface_declaration name: (name) @site)
  (trait_declaration name: (name) @site) (enum_declaration name: (name) @site)]
 (#set! trait "naming.type") (#set! classify "case") (#set! single "1") (#set! as.screaming ""))

; naming.variable
((assignment_expression left: (variable_name (name) @site))
 (#set! trait "naming.variable") (#set! classify "case") (#set! distinct "1"))
((formal_parameters [(simple_parameter name: (variable_name (name) @site))
                     (property_promotion_parameter name: (variable_name (name) @site))])
 (#set! trait "naming.variable") (#set! classify "case") (#set! distinct "1"))

; naming.constant
((const_element . (name) @site)
 (#set! trait "naming.constant") (#set! classify "case") (#set! single "1"))

; naming.enumerator
((enum_case name: (name) @site)
 (#set! trait "naming.enumerator") (#set! classify "case") (#set! single "1"))

; naming.private
([(property_declaration (visibility_modifier) @_v (property_element name: (variable_name (name) @site)))
  (method_declaration (visibility_modifier) @_v name: (name) @site)
  (property_promotion_parameter visibility: (visibility_modifier) @_v name: (variable_name (name) @site))]
 (#any-of? @_v "private" "protected") (#match? @site "^_[a-zA-Z]")
 (#set! trait "naming.private") (#set! value "underscore"))
([(property_declaration (visibility_modifier) @_v (property_element name: (variable_name (name) @site)))
  (method_declaration (visibility_modifier) @_v name: (name) @site)
  (property_promotion_parameter visibility: (visibility_modifier) @_v name: (variable_name (name) @site))]
 (#any-of? @_v "private" "protected") (#not-match? @site "^_")
 (#set! trait "naming.private") (#set! value "keyword"))

; naming.boolean
([(method_declaration name: (name) @_n return_type: (primitive_type) @_t)
  (function_definition name: (name) @_n return_type: (primitive_type) @_t)] @site
 (#eq? @_t "bool") (#match? @_n "^_?(is|has|can|should|was|are|must|needs|supports)[A-Z_]")
 (#set! trait "naming.boolean") (#set! value "prefix"))
([(method_declaration name: (name) @_n return_type: (primitive_type) @_t)
  (function_definition name: (name) @_n return_type: (primitive_type) @_t)] @site
 (#eq? @_t "bool") (#not-match? @_n "^__")
 (#set! trait "naming.boolean") (#set! value "plain"))

; naming.error
((catch_clause name: (variable_name (name) @site))
 (#any-of? @site "e" "err" "error" "ex" "exc" "exception")
 (#set! trait "naming.error") (#set! classify "text") (#set! as.exc "ex"))

; naming.options
((simple_parameter name: (variable_name (name) @site))
 (#any-of? @site "opts" "options" "config")
 (#set! trait "naming.options") (#set! classify "text"))

; naming.acronym
([(class_declaration name: (name) @site) (interface_declaration name: (name) @site) (method_declaration name: (name) @site)]
 (#match? @site "(URL|URI|HTTP|JSON|API|HTML|XML|SQL|UUID|CSV|SSL|CLI|CSS|PDO|ID)([A-Z][a-z]|s?$)")
 (#set! trait "naming.acronym") (#set! value "upper"))
([(class_declaration name: (name) @site) (interface_declaration name: (name) @site) (method_declaration name: (name) @site)]
 (#match? @site "([a-z]Id|Url|Uri|Http|Json|Api|Html|Xml|Sql|Uuid|Csv|Ssl|Cli|Css|Pdo)s?([A-Z]|$)")
 (#set! trait "naming.acronym") (#set! value "title"))

; naming.interface
((interface_declaration name: (name) @site) (#match? @site "Interface$")
 (#set! trait "naming.interface") (#set! value "suffix"))
((interface_declaration name: (name) @site) (#match? @site "^I[A-Z][a-z]")
 (#set! trait "naming.interface") (#set! value "prefix"))
((interface_declaration name: (name) @site)
 (#set! trait "naming.interface") (#set! value "plain"))

; naming.trait
((trait_declaration name: (name) @site) (#match? @site "Trait$")
 (#set! trait "naming.trait") (#set! value "suffix"))
((trait_declaration name: (name) @site)
 (#set! trait "naming.trait") (#set! value "plain"))

; naming.abstract
((class_declaration (abstract_modifier) name: (name) @site) (#match? @site "^Abstract[A-Z]")
 (#set! trait "naming.abstract") (#set! value "abstract"))
((class_declaration (abstract_modifier) name: (name) @site) (#match? @site "^Base[A-Z]|[a-z]Base$")
 (#set! trait "naming.abstract") (#set! value "base"))
((class_declaration (abstract_modifier) name: (name) @site)
 (#set! trait "naming.abstract") (#set! value "plain"))

; naming.error_suffix
((class_declaration name: (name) @site (base_clause [(name) (qualified_name)] @_s))
 (#match? @_s "(Error|Exception)$") (#match? @site "Exception$")
 (#set! trait "naming.error_suffix") (#set! value "Exception"))
((class_declaration name: (name) @site (base_clause [(name) (qualified_name)] @_s))
 (#match? @_s "(Error|Exception)$") (#match? @site "Error$")
 (#set! trait "naming.error_suffix") (#set! value "Error"))
((class_declaration name: (name) @site (base_clause [(name) (qualified_name)] @_s))
 (#match? @_s "(Error|Exception)$")
 (#set! trait "naming.error_suffix") (#set! value "plain"))

; naming.entry_point
((method_declaration name: (name) @site)
 (#any-of? @site "__invoke" "handle" "execute" "run" "process" "call" "perform")
 (#set! trait "naming.entry_point") (#set! classify "text"))

; naming.verb_get: getters of properties have no parameters
((method_declaration name: (name) @site parameters: (formal_parameters (simple_parameter)))
 (#match? @site "^(get|find|fetch|load|read|lookup)[A-Z]")
 (#set! trait "naming.verb_get") (#set! classify "first_word"))

; naming.verb_make
((method_declaration name: (name) @site)
 (#match? @site "^(create|new|make|build)[A-Z]") (#not-match? @site "^(newLine|make(Public|Private|Protected|Static|Final|Abstract|Readonly|By))")
 (#set! trait "naming.verb_make") (#set! classify "first_word"))
((method_declaration (static_modifier) name: (name) @site)
 (#any-of? @site "create" "make" "build")
 (#set! trait "naming.verb_make") (#set! classify "text"))

; naming.abbreviation: names that people cut or write out
([(assignment_expression left: (variable_name (name) @site)) (simple_parameter name: (variable_name (name) @site))]
 (#match? @site "^(ctx|cfg|conf|idx|buf|len|msg|ptr|str|tmp|req|res|resp|conn|addr|cnt|src|dst|cb|opts|params|args|pkg|dir|cmd|attr|val|prev|cur|pos|num|el|elem|arr|obj|db|sz)$")
 (#set! trait "naming.abbreviation") (#set! value "short") (#set! distinct "1"))
([(assignment_expression left: (variable_name (name) @site)) (simple_parameter name: (variable_name (name) @site))]
 (#match? @site "^(context|config|configuration|index|buffer|length|message|pointer|string|temp|temporary|request|result|response|connection|address|count|source|destination|dest|callback|options|parameters|arguments|package|directory|folder|command|attribute|value|previous|current|position|number|element|array|object|database|size)$")
 (#set! trait "naming.abbreviation") (#set! value "full") (#set! distinct "1"))

; naming.verb_remove
((method_declaration name: (name) @site)
 (#match? @site "^(remove|delete|drop)[A-Z]")
 (#set! trait "naming.verb_remove") (#set! classify "first_word"))

; ---- idiom ----------------------------------------------------------------------------------------

; idiom.strings: what cannot stand inside a string (calls of functions, constants) must be concatenated
([(encapsed_string [(variable_name) (member_access_expression) (subscript_expression) (member_call_expression)])] @site
 (#not-has-ancestor? @site binary_expression)
 (#set! trait "idiom.strings") (#set! value "template"))
((function_call_expression function: [(name) @_f (qualified_name (name) @_f)]) @site
 (#any-of? @_f "sprintf" "vsprintf")
 (#set! trait "idiom.strings") (#set! value "sprintf"))
((binary_expression operator: ".") @site
 (#not-has-parent? @site binary_expression)
 (#has-descendant? @site string encapsed_string) (#has-descendant? @site variable_name)
 (#not-has-descendant? @site function_call_expression scoped_call_expression class_constant_access_expression
   conditional_expression parenthesized_expression scoped_property_access_expression)
 (#not-match? @site "(^|\\.\\s*)[A-Z_]+\\s*(\\.|$)")
 (#set! trait "idiom.strings") (#set! value "concat"))

; idiom.array_literal
((array_creation_expression "[") @site
 (#set! trait "idiom.array_literal") (#set! value "short"))
((list_literal "[") @site
 (#set! trait "idiom.array_literal") (#set! value "short"))
((array_creation_expression "array") @site
 (#set! trait "idiom.array_literal") (#set! value "long"))
((list_literal "list") @site
 (#set! trait "idiom.array_literal") (#set! value "long"))

; idiom.strict_types
((program (declare_statement (declare_directive "strict_types"))) @site
 (#set! trait "idiom.strict_types") (#set! value "yes"))
((program . (php_tag)) @site
 (#set! trait "idiom.strict_types") (#set! value "no"))

; idiom.type_hints: constructors have no result
([(method_declaration name: (name) @_n) (function_definition name: (name) @_n)] @site
 (#any-of? @_n "__construct" "__destruct" "__clone")
 (#set! trait "idiom.type_hints") (#set! value "-"))
([(method_declaration return_type: (_)) (function_definition return_type: (_))] @site
 (#set! trait "idiom.type_hints") (#set! value "hints"))
([(method_declaration) (function_definition)] @site
 (#set! trait "idiom.type_hints") (#set! value "none"))

; idiom.param_types
([(method_declaration parameters: (formal_parameters [(simple_parameter type: (_)) (property_promotion_parameter type: (_))] @site))
  (function_definition parameters: (formal_parameters (simple_parameter type: (_)) @site))]
 (#set! trait "idiom.param_types") (#set! value "hints"))
([(method_declaration parameters: (formal_parameters [(simple_parameter) (property_promotion_parameter)] @site))
  (function_definition parameters: (formal_parameters (simple_parameter) @site))]
 (#set! trait "idiom.param_types") (#set! value "none"))

; idiom.property_types
((property_declaration type: (_)) @site
 (#set! trait "idiom.property_types") (#set! value "hints"))
((property_declaration) @site
 (#set! trait "idiom.property_types") (#set! value "none"))

; idiom.optional_type
((optional_type) @site
 (#set! trait "idiom.optional_type") (#set! value "optional"))
((union_type . (_) (_) @_n .) @site
 (#eq? @_n "null") (#count-lt? @site 3)
 (#set! trait "idiom.optional_type") (#set! value "pipe"))
((union_type . (_) @_n) @site
 (#eq? @_n "null") (#count-lt? @site 3)
 (#set! trait "idiom.optional_type") (#set! value "pipe"))

; idiom.promotion
((formal_parameters (property_promotion_parameter) @site)
 (#set! trait "idiom.promotion") (#set! value "promoted"))
((method_declaration name: (name) @_n body: (compound_statement
   (expression_statement (assignment_expression
     left: (member_access_expression object: (variable_name) @_t name: (name) @_p)
     right: (variable_name (name) @_v))) @site))
 (#eq? @_n "__construct") (#eq? @_t "$this") (#eq? @_p @_v)
 (#set! trait "idiom.promotion") (#set! value "assigned"))

; idiom.readonly
([(property_declaration (visibility_modifier) @_v (readonly_modifier)) (property_promotion_parameter visibility: (visibility_modifier) @_v readonly: (readonly_modifier))] @site
 (#set! trait "idiom.readonly") (#set! value "readonly"))
([(property_declaration (visibility_modifier) @_v !default_value) (property_promotion_parameter visibility: (visibility_modifier) @_v)] @site
 (#eq? @_v "private") (#not-has-ancestor? @site trait_declaration) (#not-has-child? @site static_modifier)
 (#set! trait "idiom.readonly") (#set! value "plain"))

; idiom.final_class
((class_declaration (abstract_modifier)) @site
 (#set! trait "idiom.final_class") (#set! value "-"))
((class_declaration (final_modifier)) @site
 (#set! trait "idiom.final_class") (#set! value "final"))
((class_declaration) @site
 (#set! trait "idiom.final_class") (#set! value "open"))

; idiom.switch
((match_expression) @site
 (#set! trait "idiom.switch") (#set! value "arrow"))
((switch_statement) @site
 (#set! trait "idiom.switch") (#set! value "statement"))

; idiom.callback_form: a closure of one value
((arrow_function) @site
 (#set! trait "idiom.callback_form") (#set! value "arrow"))
((anonymous_function body: (compound_statement . (return_statement (_)) .)) @site
 (#set! trait "idiom.callback_form") (#set! value "function"))

; idiom.attributes: those that were annotations before
((attribute_group (attribute [(name) (qualified_name)] @_n)) @site
 (#not-match? @_n "(Override|ReturnTypeWillChange|SensitiveParameter|AllowDynamicProperties|Attribute|Pure|Deprecated)$")
 (#set! trait "idiom.attributes") (#set! value "attribute"))
((comment) @site
 (#match? @site "\\*\\s*@(Route|ORM\\\\|Assert\\\\|dataProvider|test\\b|group\\b|covers|depends|requires|Groups|SerializedName|Annotation)")
 (#set! trait "idiom.attributes") (#set! value "annotation"))

; idiom.self_static
((scoped_call_expression scope: (relative_scope) @_s) @site (#eq? @_s "self")
 (#not-test-file?)
 (#set! trait "idiom.self_static") (#set! value "self"))
((scoped_call_expression scope: (relative_scope) @_s) @site (#eq? @_s "static")
 (#not-test-file?)
 (#set! trait "idiom.self_static") (#set! value "static"))

; idiom.new_parens: without arguments
((object_creation_expression (anonymous_class)) @site
 (#set! trait "idiom.new_parens") (#set! value "-"))
((object_creation_expression (arguments) @_a) @site (#count-lt? @_a 1)
 (#set! trait "idiom.new_parens") (#set! value "parens"))
((object_creation_expression (arguments)) @site
 (#set! trait "idiom.new_parens") (#set! value "-"))
((object_creation_expression) @site
 (#set! trait "idiom.new_parens") (#set! value "bare"))

; idiom.global_functions: functions of the language, called in a namespace
((function_call_expression function: (qualified_name) @_f) @site
 (#match? @_f "^\\\\[a-z_0-9]+$")
 (#set! trait "idiom.global_functions") (#set! value "backslash"))
((function_call_expression function: (name) @_f) @site
 (#any-of? @_f "count" "strlen" "in_array" "is_array" "is_string" "is_int" "is_null" "is_callable" "is_object" "is_bool" "array_map"
   "array_filter" "array_merge" "array_keys" "array_values" "array_key_exists" "sprintf" "implode" "explode" "substr" "strpos" "str_replace"
   "preg_match" "preg_replace" "trim" "strtolower" "strtoupper" "ucfirst" "get_class" "method_exists" "file_exists" "is_file" "is_dir"
   "file_get_contents" "json_encode" "json_decode" "call_user_func" "call_user_func_array" "func_get_args" "array_shift" "array_pop"
   "array_unshift" "array_push" "array_slice" "usort" "sort" "ksort" "max" "min" "ltrim" "rtrim" "defined" "function_exists" "class_exists")
 (#set! trait "idiom.global_functions") (#set! value "plain"))

; idiom.yoda
((binary_expression left: [(null) (boolean) (string) (integer) (encapsed_string)] operator: ["===" "!==" "==" "!="]
   right: [(variable_name) (member_access_expression) (function_call_expression) (member_call_expression) (subscript_expression) (assignment_expression) (parenthesized_expression) (scoped_call_expression)]) @site
 (#set! trait "idiom.yoda") (#set! value "yoda"))
((binary_expression left: [(variable_name) (member_access_expression) (function_call_expression) (member_call_expression) (subscript_expression) (scoped_call_expression)] operator: ["===" "!==" "==" "!="]
   right: [(null) (boolean) (string) (integer) (encapsed_string)]) @site
 (#set! trait "idiom.yoda") (#set! value "plain"))

; idiom.equality
((binary_expression operator: ["===" "!=="]) @site
 (#set! trait "idiom.equality") (#set! value "strict"))
((binary_expression operator: ["==" "!=" "<>"]) @site
 (#set! trait "idiom.equality") (#set! value "loose"))

; idiom.absent
((binary_expression operator: ["===" "!=="] right: (null)) @site
 (#set! trait "idiom.absent") (#set! value "null"))
((binary_expression left: (null) operator: ["===" "!=="]) @site
 (#set! trait "idiom.absent") (#set! value "null"))
([(binary_expression operator: ["==" "!="] right: (null)) (binary_expression left: (null) operator: ["==" "!="])] @site
 (#set! trait "idiom.absent") (#set! value "loose_null"))
((function_call_expression function: [(name) @_f (qualified_name (name) @_f)]) @site (#eq? @_f "is_null")
 (#set! trait "idiom.absent") (#set! value "method"))

; idiom.default_value
([(binary_expression operator: "??") (augmented_assignment_expression operator: "??=")] @site
 (#set! trait "idiom.default_value") (#set! value "nullish"))
((conditional_expression condition: (function_call_expression function: (name) @_f arguments: (arguments . (argument (_) @_a) .)) body: (_) @_b) @site
 (#eq? @_f "isset") (#eq? @_a @_b)
 (#set! trait "idiom.default_value") (#set! value "isset"))
((conditional_expression !body) @site
 (#set! trait "idiom.default_value") (#set! value "elvis"))

; idiom.optional_chain
([(nullsafe_member_call_expression) (nullsafe_member_access_expression)] @site
 (#set! trait "idiom.optional_chain") (#set! value "chain"))
((binary_expression left: (variable_name) @_a operator: "&&" right: [(member_call_expression object: (variable_name) @_b) (member_access_expression object: (variable_name) @_b)]) @site
 (#eq? @_a @_b)
 (#set! trait "idiom.optional_chain") (#set! value "and"))
((conditional_expression condition: (variable_name) @_a body: [(member_call_expression object: (variable_name) @_b) (member_access_expression object: (variable_name) @_b)] alternative: (null)) @site
 (#eq? @_a @_b)
 (#set! trait "idiom.optional_chain") (#set! value "and"))

; idiom.ternary
((conditional_expression body: (_)) @site
 (#set! trait "idiom.ternary") (#set! value "ternary"))
((if_statement body: (compound_statement . (return_statement (_)) .) . alternative: (else_clause body: (compound_statement . (return_statement (_)) .))) @site
 (#lines-lt? @site 7) (#match? @site "^(?s:.){1,200}$")
 (#set! trait "idiom.ternary") (#set! value "if_else"))
((if_statement body: (compound_statement . (expression_statement (assignment_expression left: (_) @_l)) .) .
   alternative: (else_clause body: (compound_statement . (expression_statement (assignment_expression left: (_) @_m)) .))) @site
 (#eq? @_l @_m) (#lines-lt? @site 7) (#match? @site "^(?s:.){1,200}$")
 (#set! trait "idiom.ternary") (#set! value "if_else"))

; idiom.and_or
((binary_expression operator: ["&&" "||"]) @site
 (#set! trait "idiom.and_or") (#set! value "symbol"))
((binary_expression operator: ["and" "or"]) @site
 (#set! trait "idiom.and_or") (#set! value "word"))

; idiom.loop: a counter that only walks over a list
((foreach_statement) @site
 (#set! trait "idiom.loop") (#set! value "range"))
((for_statement condition: (binary_expression right: (function_call_expression function: (name) @_f))) @site
 (#any-of? @_f "count" "sizeof")
 (#set! trait "idiom.loop") (#set! value "index"))

; idiom.increment: as a statement or a step
([(expression_statement (update_expression "++") @site) (for_statement update: (update_expression "++") @site)]
 (#match? @site "^\\+")
 (#set! trait "idiom.increment") (#set! value "pre"))
([(expression_statement (update_expression "++") @site) (for_statement update: (update_expression "++") @site)]
 (#set! trait "idiom.increment") (#set! value "post"))
((expression_statement (augmented_assignment_expression operator: "+=" right: (integer) @_i) @site)
 (#eq? @_i "1")
 (#set! trait "idiom.increment") (#set! value "add"))

; idiom.forever
((for_statement !condition !initialize !update) @site
 (#set! trait "idiom.forever") (#set! value "for"))
((while_statement condition: (parenthesized_expression [(boolean) (integer)])) @site
 (#set! trait "idiom.forever") (#set! value "while"))

; idiom.cast
((cast_expression type: (cast_type) @_t) @site (#any-of? @_t "int" "string" "float" "bool" "integer" "boolean")
 (#set! trait "idiom.cast") (#set! value "c_style"))
((function_call_expression function: [(name) @_f (qualified_name (name) @_f)] arguments: (arguments . (_) .)) @site
 (#any-of? @_f "intval" "strval" "floatval" "boolval")
 (#set! trait "idiom.cast") (#set! value "function"))

; idiom.dir
([(binary_expression left: (name) @site) (argument (name) @site)] (#eq? @site "__DIR__")
 (#set! trait "idiom.dir") (#set! value "dir"))
((function_call_expression function: (name) @_f arguments: (arguments . (argument (_) @_a))) @site
 (#eq? @_f "dirname") (#eq? @_a "__FILE__")
 (#set! trait "idiom.dir") (#set! value "dirname"))

; ---- error ----------------------------------------------------------------------------------------

; error.channel: what an if that ends a function badly does
((if_statement body: (compound_statement (expression_statement (throw_expression)) .) !alternative) @site
 (#set! trait "error.channel") (#set! value "throw"))
((if_statement body: (compound_statement (return_statement (null)) .) !alternative) @site
 (#set! trait "error.channel") (#set! value "null"))
((if_statement body: (compound_statement (return_statement (boolean) @_b) .) !alternative) @site
 (#match? @_b "^(?i)false$")
 (#set! trait "error.channel") (#set! value "bool"))

; error.except
((catch_clause type: (type_list (named_type) @_t)) @site
 (#match? @_t "^(\\\\?(Exception|Throwable)|\\\\Error)$")
 (#set! trait "error.except") (#set! value "broad"))
((catch_clause) @site
 (#set! trait "error.except") (#set! value "specific"))

; error.catch_action: what ends the handler
((catch_clause body: (compound_statement) @_b) @site (#count-lt? @_b 1)
 (#set! trait "error.catch_action") (#set! value "empty"))
((catch_clause body: (compound_statement (expression_statement (throw_expression)) .)) @site
 (#set! trait "error.catch_action") (#set! value "rethrow"))
((catch_clause body: (compound_statement (expression_statement (member_call_expression object: (_) @_o name: (name) @_m)))) @site
 (#match? @_o "(?i)log(ger)?(\\(\\))?$") (#any-of? @_m "debug" "info" "notice" "warning" "error" "critical" "alert" "emergency" "log" "warn")
 (#set! trait "error.catch_action") (#set! value "log"))
((catch_clause body: (compound_statement (expression_statement (function_call_expression function: (name) @_f)))) @site
 (#any-of? @_f "error_log" "trigger_error")
 (#set! trait "error.catch_action") (#set! value "log"))
((catch_clause body: (compound_statement . (echo_statement))) @site
 (#set! trait "error.catch_action") (#set! value "print"))
((catch_clause body: (compound_statement (return_statement) .)) @site
 (#set! trait "error.catch_action") (#set! value "return"))
((catch_clause) @site
 (#set! trait "error.catch_action") (#set! value "other"))

; error.cause: is the caught exception handed on?
((catch_clause name: (variable_name) @_e body: (compound_statement (expression_statement (throw_expression
   (object_creation_expression (arguments (argument (variable_name) @_a)))) @site)))
 (#eq? @_a @_e)
 (#set! trait "error.cause") (#set! value "cause"))
((catch_clause body: (compound_statement (expression_statement (throw_expression (object_creation_expression (arguments) @_x)) @site)))
 (#not-match? @_x "previous")
 (#set! trait "error.cause") (#set! value "plain"))

; error.wrap: the caught exception thrown again, or another one
((catch_clause body: (compound_statement (expression_statement (throw_expression (variable_name)) @site)))
 (#set! trait "error.wrap") (#set! value "bare"))
((catch_clause body: (compound_statement (expression_statement (throw_expression [(object_creation_expression) (scoped_call_expression)]) @site)))
 (#set! trait "error.wrap") (#set! value "wrap"))

; error.type: without a backslash, a name of PHP may be one of the own namespace
((throw_expression (object_creation_expression [(name) (qualified_name)] @_c)) @site
 (#match? @_c "^\\\\(Exception|ErrorException|Error|TypeError|ValueError|ArithmeticError|ArgumentCountError|LogicException|BadFunctionCallException|BadMethodCallException|DomainException|InvalidArgumentException|LengthException|OutOfRangeException|RuntimeException|OutOfBoundsException|OverflowException|RangeException|UnderflowException|UnexpectedValueException|JsonException)$")
 (#set! trait "error.type") (#set! value "std"))
((throw_expression (object_creation_expression (name) @_c)) @site
 (#match? @_c "^(Exception|ErrorException|Error|TypeError|ValueError|ArithmeticError|ArgumentCountError|LogicException|BadFunctionCallException|BadMethodCallException|DomainException|InvalidArgumentException|LengthException|OutOfRangeException|RuntimeException|OutOfBoundsException|OverflowException|RangeException|UnderflowException|UnexpectedValueException|JsonException)$")
 (#set! trait "error.type") (#set! value "-"))
((throw_expression [(object_creation_expression [(name) (qualified_name)]) (scoped_call_expression)]) @site
 (#set! trait "error.type") (#set! value "own"))

; error.base
((class_declaration name: (name) (base_clause [(name) (qualified_name)] @_s)) @site
 (#match? @_s "^\\\\(Exception|ErrorException|Error|TypeError|LogicException|BadFunctionCallException|BadMethodCallException|DomainException|InvalidArgumentException|LengthException|OutOfRangeException|RuntimeException|OutOfBoundsException|RangeException|UnexpectedValueException)$")
 (#set! trait "error.base") (#set! value "std"))
((class_declaration name: (name) (base_clause (name) @_s)) @site
 (#match? @_s "^(Exception|ErrorException|Error|TypeError|ValueError|ArithmeticError|ArgumentCountError|LogicException|BadFunctionCallException|BadMethodCallException|DomainException|InvalidArgumentException|LengthException|OutOfRangeException|RuntimeException|OutOfBoundsException|OverflowException|RangeException|UnderflowException|UnexpectedValueException|JsonException)$")
 (#set! trait "error.base") (#set! value "-"))
((class_declaration name: (name) (base_clause [(name) (qualified_name)] @_s)) @site
 (#match? @_s "(Exception|Error)$")
 (#set! trait "error.base") (#set! value "own"))

; error.cleanup
((try_statement (finally_clause)) @site
 (#set! trait "error.cleanup") (#set! value "finally"))
((try_statement (catch_clause)) @site
 (#set! trait "error.cleanup") (#set! value "none"))

; error.message_case
((throw_expression (object_creation_expression (arguments . (argument [(string) (encapsed_string)] @_m)))) @site
 (#match? @_m "^[\"'][a-z]")
 (#set! trait "error.message_case") (#set! value "lower"))
((throw_expression (object_creation_expression (arguments . (argument [(string) (encapsed_string)] @_m)))) @site
 (#match? @_m "^[\"'][A-Z][a-z' ]")
 (#set! trait "error.message_case") (#set! value "capital"))
((throw_expression (object_creation_expression (arguments . (argument (function_call_expression arguments: (arguments . (argument (string) @_m))))))) @site
 (#match? @_m "^[\"'][a-z]")
 (#set! trait "error.message_case") (#set! value "lower"))
((throw_expression (object_creation_expression (arguments . (argument (function_call_expression arguments: (arguments . (argument (string) @_m))))))) @site
 (#match? @_m "^[\"'][A-Z][a-z' ]")
 (#set! trait "error.message_case") (#set! value "capital"))

; ---- doc ------------------------------------------------------------------------------------------

; doc.functions: public ones
((method_declaration (visibility_modifier) @_v) @site (#any-of? @_v "private" "protected")
 (#set! trait "doc.functions") (#set! value "-"))
([(method_declaration name: (name) @_n) (function_definition name: (name) @_n)] @site
 (#not-match? @_n "^(__|test|setUp|tearDown)")
 (#set! trait "doc.functions") (#set! classify "documented"))

; doc.dialect
([(method_declaration) (function_definition)] @site
 (#doc-match? @site "@(param|return|throws|var|template)\\b")
 (#set! trait "doc.dialect") (#set! value "phpdoc"))
([(method_declaration) (function_definition)] @site
 (#doc-match? @site "[A-Za-z]{3} [a-z]") (#not-doc-match? @site "@(inheritdoc|test|dataProvider|group|covers|internal|deprecated)")
 (#set! trait "doc.dialect") (#set! value "plain"))

; doc.comment_marker: comments inside code
((comment) @site (#match? @site "^/\\*\\*")
 (#set! trait "doc.comment_marker") (#set! value "-"))
((comment) @site (#has-ancestor? @site compound_statement) (#match? @site "^//")
 (#set! trait "doc.comment_marker") (#set! value "line"))
((comment) @site (#has-ancestor? @site compound_statement) (#match? @site "^/\\*")
 (#set! trait "doc.comment_marker") (#set! value "block"))
((comment) @site (#has-ancestor? @site compound_statement) (#match? @site "^#")
 (#set! trait "doc.comment_marker") (#set! value "hash"))

; doc.comment_case: a run of lines is one comment
((comment) . (comment) @site
 (#set! trait "doc.comment_case") (#set! value "-"))
((comment) @site (#match? @site "^(//|#|/\\*)\\s*[a-z]+ [a-z]+ ")
 (#not-match? @site "phpcs|phpstan|@")
 (#set! trait "doc.comment_case") (#set! value "lower"))
((comment) @site (#match? @site "^(//|#|/\\*)\\s*[A-Z][a-z]* [a-z]+ ")
 (#set! trait "doc.comment_case") (#set! value "capital"))

; doc.todo
((comment) @site (#match? @site "\\b(TODO|todo):")
 (#set! trait "doc.todo") (#set! value "colon"))
((comment) @site (#match? @site "\\bTODO ?\\(")
 (#set! trait "doc.todo") (#set! value "name"))
((comment) @site (#match? @site "\\bTODO\\b|@todo\\b")
 (#set! trait "doc.todo") (#set! value "bare"))
((comment) @site (#match? @site "\\bFIXME\\b")
 (#set! trait "doc.todo") (#set! value "fixme"))
((comment) @site (#match? @site "\\bXXX\\b")
 (#set! trait "doc.todo") (#set! value "xxx"))

; doc.file_head
((program (comment) @_c) @site (#match? @_c "SPDX-License")
 (#set! trait "doc.file_head") (#set! value "spdx"))
([(program . (php_tag) . (comment) @_c) (program . (php_tag) . (declare_statement) . (comment) @_c)] @site
 (#match? @_c "(?i)copyright|licen[cs]e|\\(c\\)")
 (#set! trait "doc.file_head") (#set! value "licence"))
([(program . (php_tag) . (comment) @_c . [(namespace_definition) (declare_statement) (namespace_use_declaration) (expression_statement) (comment)])
  (program . (php_tag) . (declare_statement) . (comment) @_c . [(namespace_definition) (namespace_use_declaration) (expression_statement) (comment)])] @site
 (#not-match? @_c "phpcs|phpstan")
 (#set! trait "doc.file_head") (#set! value "description"))
((program . (php_tag)) @site
 (#set! trait "doc.file_head") (#set! value "none"))

; ---- test -----------------------------------------------------------------------------------------

; test.assertion
((member_call_expression object: (variable_name) @_o name: (name) @_m) @site
 (#eq? @_o "$this") (#match? @_m "^(assert[A-Z]|fail$)")
 (#set! trait "test.assertion") (#set! value "self"))
((scoped_call_expression scope: [(relative_scope) (name)] @_s name: (name) @_m) @site
 (#any-of? @_s "self" "static" "Assert" "TestCase") (#match? @_m "^(assert[A-Z]|fail$)")
 (#set! trait "test.assertion") (#set! value "static"))
((function_call_expression function: (name) @_f) @site (#eq? @_f "expect")
 (#set! trait "test.assertion") (#set! value "expect"))
((function_call_expression function: (name) @_f) @site (#match? @_f "^assert[A-Z]")
 (#set! trait "test.assertion") (#set! value "assert"))
((member_call_expression name: (name) @_m) @site (#match? @_m "^should(Not)?(Be|Return|Throw|Have|Equal|Implement)")
 (#set! trait "test.assertion") (#set! value "should"))

; test.form
((function_call_expression function: (name) @_f arguments: (arguments . (argument [(string) (encapsed_string)]) (argument [(anonymous_function) (arrow_function)]))) @site
 (#eq? @_f "it")
 (#set! trait "test.form") (#set! value "describe"))
((function_call_expression function: (name) @_f arguments: (arguments . (argument [(string) (encapsed_string)]) (argument [(anonymous_function) (arrow_function)]))) @site
 (#eq? @_f "test")
 (#set! trait "test.form") (#set! value "test"))
((method_declaration name: (name) @_n) @site (#match? @_n "^test([A-Z_0-9]|$)")
 (#set! trait "test.form") (#set! value "class"))
((method_declaration attributes: (attribute_list (attribute_group (attribute (name) @_a)))) @site (#eq? @_a "Test")
 (#set! trait "test.form") (#set! value "class"))

; test.mark
((method_declaration attributes: (attribute_list (attribute_group (attribute (name) @_a)))) @site (#eq? @_a "Test")
 (#set! trait "test.mark") (#set! value "attribute"))
((method_declaration) @site (#doc-match? @site "@test\\b")
 (#set! trait "test.mark") (#set! value "annotation"))
((method_declaration name: (name) @_n) @site (#match? @_n "^test([A-Z_0-9]|$)")
 (#set! trait "test.mark") (#set! value "prefix"))

; naming.test: where a name has several words
((method_declaration name: (name) @site) (#match? @site "^(test|it|should)_?[a-zA-Z0-9]*_\\w*_|^test_[a-z]|^it_") (#test-file?)
 (#set! trait "naming.test") (#set! value "underscore"))
((method_declaration name: (name) @site) (#match? @site "^test[A-Z][a-z0-9]+[A-Z][A-Za-z0-9]*$") (#test-file?)
 (#set! trait "naming.test") (#set! value "camel"))

; test.fixtures
((method_declaration name: (name) @_n) @site (#any-of? @_n "setUp" "setUpBeforeClass" "set_up")
 (#set! trait "test.fixtures") (#set! value "setup"))
((function_call_expression function: (name) @_f arguments: (arguments . (argument [(anonymous_function) (arrow_function)]))) @site
 (#eq? @_f "beforeEach")
 (#set! trait "test.fixtures") (#set! value "before"))

; test.provider
((method_declaration attributes: (attribute_list (attribute_group (attribute (name) @_a)))) @site
 (#any-of? @_a "DataProvider" "TestWith" "DataProviderExternal")
 (#set! trait "test.provider") (#set! value "attribute"))
((method_declaration) @site (#doc-match? @site "@(dataProvider|testWith)\\b")
 (#set! trait "test.provider") (#set! value "annotation"))

; test.double
((member_call_expression name: (name) @_m) @site (#eq? @_m "createMock")
 (#set! trait "test.double") (#set! value "mock"))
((member_call_expression name: (name) @_m) @site (#eq? @_m "createStub")
 (#set! trait "test.double") (#set! value "createStub"))
((member_call_expression name: (name) @_m) @site (#any-of? @_m "getMockBuilder" "getMock" "getMockForAbstractClass")
 (#set! trait "test.double") (#set! value "builder"))
((member_call_expression name: (name) @_m) @site (#eq? @_m "prophesize")
 (#set! trait "test.double") (#set! value "prophecy"))
((scoped_call_expression scope: [(name) @_s (qualified_name (name) @_s)] name: (name) @_m) @site
 (#any-of? @_s "Mockery" "m") (#any-of? @_m "mock" "spy")
 (#set! trait "test.double") (#set! value "mockery"))

; ---- structure ------------------------------------------------------------------------------------

; structure.early_return
((if_statement body: (compound_statement [(return_statement) (continue_statement) (break_statement)
     (expression_statement (throw_expression))] .) . alternative: (else_clause)) @site
 (#set! trait "structure.early_return") (#set! value "else"))
((compound_statement (if_statement body: (compound_statement [(return_statement) (continue_statement) (expression_statement (throw_expression))] .) !alternative) @site)
 (#not-last? @site)
 (#set! trait "structure.early_return") (#set! value "guard"))
((method_declaration body: (compound_statement . (if_statement !alternative) @site .))
 (#lines-gt? @site 6)
 (#set! trait "structure.early_return") (#set! value "else"))

; structure.function_length
([(method_declaration body: (_)) (function_definition)] @site
 (#set! trait "structure.function_length") (#set! classify "lines") (#set! buckets "10 25 50 100"))

; structure.parameters: a constructor takes what it is given
((method_declaration name: (name) @_n) @site (#eq? @_n "__construct")
 (#set! trait "structure.parameters") (#set! value "-"))
([(method_declaration parameters: (formal_parameters (_)) @value) (function_definition parameters: (formal_parameters (_)) @value)] @site
 (#set! trait "structure.parameters") (#set! classify "count") (#set! buckets "2 3 5"))

; structure.namespace_depth
((namespace_definition name: (namespace_name) @value) @site
 (#set! trait "structure.namespace_depth") (#set! classify "count") (#set! buckets "2 3 4"))

; structure.use_grouping
((namespace_use_declaration body: (namespace_use_group)) @site
 (#set! trait "structure.use_grouping") (#set! value "nested"))
((namespace_use_declaration) @site
 (#set! trait "structure.use_grouping") (#set! value "flat"))

; library.standard: classes of the language, or of packages that many use
((namespace_use_declaration (namespace_use_clause (name) @_n)) @site
 (#match? @_n "^[A-Z]")
 (#set! trait "library.standard") (#set! value "std"))
((namespace_use_declaration (namespace_use_clause (qualified_name) @_n)) @site
 (#match? @_n "^\\\\?(Psr|Symfony|Illuminate|Laravel|GuzzleHttp|Monolog|Doctrine|Twig|PHPUnit|Mockery|Prophecy|Carbon|Ramsey|League|Laminas|Zend|React|Amp|Nette|Webmozart|PhpParser|PhpSpec|Behat|Composer|Slim|Cake|Yiisoft|Predis|Faker|Hamcrest)\\\\")
 (#set! trait "library.standard") (#set! value "third"))

; ---- library --------------------------------------------------------------------------------------

; library.import
((namespace_use_declaration (namespace_use_clause (qualified_name) @value) @site)
 (#set! trait "library.import") (#set! classify "module") (#set! skip "\\"))
((namespace_use_declaration (namespace_name) @value body: (_)) @site
 (#set! trait "library.import") (#set! classify "module"))
