; SPDX-License-Identifier: Apache-2.0
; Habits in Go. One block per trait of data/traits.json; the protocol is docs/formats/queries.md.
; What gofmt decides is left out.
; inherits: common

; ---- format ---------------------------------------------------------------------------------------

; format.blank_lines
([(function_declaration) (method_declaration)] @site
 (#set! trait "format.blank_lines") (#set! classify "blank_before"))

; ---- naming ---------------------------------------------------------------------------------------

; naming.constant: the first letter says who may see it, so only capitals or not is a choice
((const_spec name: (identifier) @site)
 (#set! trait "naming.constant") (#set! classify "case") (#set! single "1") (#set! as.pascal "camel"))

; naming.boolean
([(function_declaration name: (_) @_n result: (type_identifier) @_t)
  (method_declaration name: (_) @_n result: (type_identifier) @_t)] @site
 (#eq? @_t "bool") (#match? @_n "^([Ii]s|[Hh]as|[Cc]an|[Ss]hould|[Ww]as|[Nn]eeds?|[Mm]ust)([A-Z]|$)")
 (#set! trait "naming.boolean") (#set! value "prefix"))
([(function_declaration name: (_) result: (type_identifier) @_t)
  (method_declaration name: (_) result: (type_identifier) @_t)] @site
 (#eq? @_t "bool")
 (#set! trait "naming.boolean") (#set! value "plain"))

; naming.receiver
((method_declaration receiver: (parameter_list (parameter_declaration name: (identifier) @site)))
 (#match? @site "^[a-z]$")
 (#set! trait "naming.receiver") (#set! value "letter"))
((method_declaration receiver: (parameter_list (parameter_declaration name: (identifier) @site)))
 (#match? @site "^[a-zA-Z0-9]{2,3}$")
 (#set! trait "naming.receiver") (#set! value "short"))
((method_declaration receiver: (parameter_list (parameter_declaration name: (identifier) @site)))
 (#match? @site "^[a-zA-Z0-9]{4}")
 (#set! trait "naming.receiver") (#set! value "word"))

; naming.acronym
([(function_declaration name: (identifier) @site) (method_declaration name: (field_identifier) @site)
  (field_declaration name: (field_identifier) @site) (parameter_declaration name: (identifier) @site)
  (type_spec name: (type_identifier) @site)]
 (#match? @site "[a-z](ID|URL|HTTP|JSON|API|HTML|XML|SQL|UUID|IP)s?(?![a-z])|^(HTTP|JSON|URL|API|HTML|XML|SQL)[A-Z][a-z]")
 (#set! trait "naming.acronym") (#set! value "upper"))
([(function_declaration name: (identifier) @site) (method_declaration name: (field_identifier) @site)
  (field_declaration name: (field_identifier) @site) (parameter_declaration name: (identifier) @site)
  (type_spec name: (type_identifier) @site)]
 (#match? @site "([a-z]|^)(Id|Url|Http|Json|Api|Html|Xml|Sql|Uuid|Ip)s?([A-Z]|$)")
 (#set! trait "naming.acronym") (#set! value "title"))

; ---- idiom ----------------------------------------------------------------------------------------

; idiom.strings
((call_expression function: (selector_expression operand: (identifier) @_o field: (field_identifier) @_f)) @site
 (#eq? @_o "fmt") (#eq? @_f "Sprintf")
 (#set! trait "idiom.strings") (#set! value "sprintf"))
((binary_expression left: (interpreted_string_literal) operator: "+" right: (interpreted_string_literal)) @site
 (#set! trait "idiom.strings") (#set! value "-"))
([(binary_expression left: (interpreted_string_literal) operator: "+")
  (binary_expression operator: "+" right: (interpreted_string_literal))
  (binary_expression left: (binary_expression (interpreted_string_literal)) operator: "+")] @site
 (#not-has-parent? @site binary_expression)
 (#set! trait "idiom.strings") (#set! value "concat"))
((qualified_type package: (package_identifier) @_p name: (type_identifier) @_t) @site
 (#any-of? @_p "strings" "bytes") (#any-of? @_t "Builder" "Buffer")
 (#set! trait "idiom.strings") (#set! value "builder"))

; idiom.any
((interface_type) @site (#match? @site "^interface *\\{\\s*\\}$")
 (#set! trait "idiom.any") (#set! value "interface"))
((type_identifier) @site (#eq? @site "any")
 (#set! trait "idiom.any") (#set! value "any"))

; idiom.resource
((defer_statement (call_expression function: (selector_expression field: (field_identifier) @_f))) @site
 (#any-of? @_f "Close" "Unlock" "RUnlock")
 (#set! trait "idiom.resource") (#set! value "defer"))
((expression_statement (call_expression function: (selector_expression field: (field_identifier) @_f))) @site
 (#any-of? @_f "Close" "Unlock" "RUnlock")
 (#set! trait "idiom.resource") (#set! value "manual"))

; idiom.named_results
([(function_declaration result: (parameter_list (parameter_declaration name: (_))))
  (method_declaration result: (parameter_list (parameter_declaration name: (_))))] @site
 (#set! trait "idiom.named_results") (#set! value "named"))
([(function_declaration result: (_)) (method_declaration result: (_))] @site
 (#set! trait "idiom.named_results") (#set! value "unnamed"))

; idiom.pointer_receiver
((method_declaration receiver: (parameter_list (parameter_declaration type: (pointer_type)))) @site
 (#set! trait "idiom.pointer_receiver") (#set! value "pointer"))
((method_declaration) @site
 (#set! trait "idiom.pointer_receiver") (#set! value "value"))

; idiom.empty_slice
((var_spec type: (slice_type) !value) @site
 (#has-ancestor? @site block)
 (#set! trait "idiom.empty_slice") (#set! value "var"))
((composite_literal type: (slice_type) body: (literal_value) @_b) @site
 (#match? @_b "^\\{\\s*\\}$") (#has-parent? @site expression_list)
 (#set! trait "idiom.empty_slice") (#set! value "literal"))
((call_expression function: (identifier) @_f arguments: (argument_list . (slice_type) . (int_literal) @_n)) @site
 (#eq? @_f "make") (#eq? @_n "0")
 (#set! trait "idiom.empty_slice") (#set! value "make"))

; idiom.new: with members there is no choice
((unary_expression operator: "&" operand: (composite_literal body: (literal_value) @_b)) @site
 (#match? @_b "^\\{\\s*\\}$")
 (#set! trait "idiom.new") (#set! value "literal"))
((call_expression function: (identifier) @_f arguments: (argument_list . [(type_identifier) (qualified_type)] .)) @site
 (#eq? @_f "new")
 (#set! trait "idiom.new") (#set! value "new"))

; ---- error ----------------------------------------------------------------------------------------

; error.wrap
((if_statement condition: (binary_expression left: (identifier) @_e operator: "!=" right: (nil))
   consequence: (block (statement_list (return_statement (expression_list (identifier) @_r .)) .))) @site
 (#eq? @_e @_r)
 (#set! trait "error.wrap") (#set! value "bare"))
((if_statement condition: (binary_expression left: (identifier) @_e operator: "!=" right: (nil))
   consequence: (block (statement_list (return_statement (expression_list (call_expression) @_c .)) .))) @site
 (#match? @_e "^(err|e)$") (#match? @_c "[(, ](err|e)\\b")
 (#set! trait "error.wrap") (#set! value "wrap"))

; error.verb
((call_expression function: (selector_expression operand: (identifier) @_o field: (field_identifier) @_f)
   arguments: (argument_list . (interpreted_string_literal) @_s (identifier) @_e .)) @site
 (#eq? @_o "fmt") (#eq? @_f "Errorf") (#any-of? @_e "err" "e") (#match? @_s "%w")
 (#set! trait "error.verb") (#set! value "w"))
((call_expression function: (selector_expression operand: (identifier) @_o field: (field_identifier) @_f)
   arguments: (argument_list . (interpreted_string_literal) (identifier) @_e .)) @site
 (#eq? @_o "fmt") (#eq? @_f "Errorf") (#any-of? @_e "err" "e")
 (#set! trait "error.verb") (#set! value "v"))
((call_expression function: (selector_expression operand: (identifier) @_o field: (field_identifier) @_f)) @site
 (#eq? @_o "errors") (#any-of? @_f "Wrap" "Wrapf" "WithMessage" "WithMessagef" "WithStack")
 (#set! trait "error.verb") (#set! value "pkg"))

; error.if_init: only calls that give nothing but an error have the choice
((if_statement initializer: (short_var_declaration left: (expression_list . (identifier) @_e .))
   condition: (binary_expression left: (identifier) @_c operator: "!=" right: (nil))) @site
 (#eq? @_e @_c)
 (#set! trait "error.if_init") (#set! value "inline"))
([(short_var_declaration left: (expression_list . (identifier) @_e .))
  (assignment_statement left: (expression_list . (identifier) @_e .))]
 . (if_statement !initializer
     condition: (binary_expression left: (identifier) @_c operator: "!=" right: (nil))) @site
 (#eq? @_e @_c)
 (#set! trait "error.if_init") (#set! value "separate"))

; error.compare
((call_expression function: (selector_expression operand: (identifier) @_o field: (field_identifier) @_f)) @site
 (#eq? @_o "errors") (#eq? @_f "Is")
 (#set! trait "error.compare") (#set! value "is"))
((binary_expression left: (identifier) @_e operator: ["==" "!="]
   right: [(selector_expression) (identifier)] @_r) @site
 (#any-of? @_e "err" "e") (#match? @_r "(^|\\.)(Err[A-Z]|err[A-Z]|EOF$)")
 (#set! trait "error.compare") (#set! value "equal"))

; error.message_case
((call_expression function: (selector_expression operand: (identifier) @_o field: (field_identifier) @_f)
   arguments: (argument_list . [(interpreted_string_literal) (raw_string_literal)] @_m)) @site
 (#any-of? @_o "errors" "fmt") (#any-of? @_f "New" "Errorf") (#match? @_m "^.[a-z]")
 (#set! trait "error.message_case") (#set! value "lower"))
((call_expression function: (selector_expression operand: (identifier) @_o field: (field_identifier) @_f)
   arguments: (argument_list . [(interpreted_string_literal) (raw_string_literal)] @_m)) @site
 (#any-of? @_o "errors" "fmt") (#any-of? @_f "New" "Errorf") (#match? @_m "^.[A-Z][a-z' ]")
 (#set! trait "error.message_case") (#set! value "capital"))

; ---- doc ------------------------------------------------------------------------------------------

; doc.functions
([(function_declaration name: (_) @_n) (method_declaration name: (_) @_n)] @site
 (#match? @_n "^[A-Z]")
 (#set! trait "doc.functions") (#set! classify "documented"))

; doc.comment_case: comments inside functions; a run of lines is one comment
((comment) @_p . (comment) @site
 (#set! trait "doc.comment_case") (#set! value "-"))
((comment) @site (#has-ancestor? @site block) (#match? @site "^(//|/\\*)\\s*[a-z]+ [a-z]+ ")
 (#not-match? @site "nolint|^//go:")
 (#set! trait "doc.comment_case") (#set! value "lower"))
((comment) @site (#has-ancestor? @site block) (#match? @site "^(//|/\\*)\\s*[A-Z][a-z]* [a-z]+ ")
 (#set! trait "doc.comment_case") (#set! value "capital"))

; doc.file_head
((source_file (comment) @_c) @site (#match? @_c "SPDX-License")
 (#set! trait "doc.file_head") (#set! value "spdx"))
((source_file . (comment) @_c) @site (#match? @_c "(?i)copyright|licen[cs]e")
 (#set! trait "doc.file_head") (#set! value "licence"))
((source_file . (comment) @_c) @site (#not-match? @_c "^//(go:build| ?\\+build)")
 (#set! trait "doc.file_head") (#set! value "description"))
((source_file) @site
 (#set! trait "doc.file_head") (#set! value "none"))

; ---- test -----------------------------------------------------------------------------------------

; test.assertion
((call_expression function: (selector_expression operand: (identifier) @_o field: (field_identifier) @_f)) @site
 (#any-of? @_o "t" "tb" "b") (#any-of? @_f "Error" "Errorf" "Fatal" "Fatalf")
 (#set! trait "test.assertion") (#set! value "std"))
((call_expression function: (selector_expression operand: (identifier) @_o field: (field_identifier) @_f)
   arguments: (argument_list . (identifier) @_t)) @site
 (#any-of? @_o "assert" "require") (#match? @_f "^[A-Z]") (#any-of? @_t "t" "tb" "b")
 (#set! trait "test.assertion") (#set! value "testify"))

; test.form
((function_declaration name: (identifier) @_n
   body: (block (statement_list (for_statement (range_clause right: (_) @_r))))) @site
 (#match? @_n "^Test[A-Z_]") (#match? @_r "(?i)test|case|^tt|^tc|data|table|^\\[\\]struct|^map\\[string\\]struct")
 (#set! trait "test.form") (#set! value "table"))
((function_declaration name: (identifier) @_n) @site
 (#match? @_n "^Test[A-Z_]")
 (#set! trait "test.form") (#set! value "plain"))

; test.subtests
((function_declaration name: (identifier) @_n body: (block (statement_list
   [(expression_statement (call_expression function: (selector_expression field: (field_identifier) @_f)))
    (for_statement body: (block (statement_list (expression_statement
      (call_expression function: (selector_expression field: (field_identifier) @_f))))))]))) @site
 (#match? @_n "^Test[A-Z_]") (#eq? @_f "Run")
 (#set! trait "test.subtests") (#set! value "run"))
((function_declaration name: (identifier) @_n) @site
 (#match? @_n "^Test[A-Z_]")
 (#set! trait "test.subtests") (#set! value "flat"))

; test.package
((package_clause (package_identifier) @_p) @site
 (#path-match? "_test\\.go$") (#match? @_p "_test$")
 (#set! trait "test.package") (#set! value "external"))
((package_clause) @site
 (#path-match? "_test\\.go$")
 (#set! trait "test.package") (#set! value "internal"))

; ---- structure ------------------------------------------------------------------------------------

; structure.early_return
((if_statement consequence: (block (statement_list [(return_statement) (continue_statement) (break_statement) (goto_statement)] @_l .))
   alternative: (_)) @site
 (#set! trait "structure.early_return") (#set! value "else"))
((if_statement consequence: (block (statement_list [(return_statement) (continue_statement) (break_statement) (goto_statement)] @_l .))
   !alternative) @site
 (#set! trait "structure.early_return") (#set! value "guard"))
([(function_declaration body: (block (statement_list
     (if_statement consequence: (block (statement_list) @_b) !alternative) @site .)))
  (method_declaration body: (block (statement_list
     (if_statement consequence: (block (statement_list) @_b) !alternative) @site .)))]
 (#count-gt? @_b 2)
 (#set! trait "structure.early_return") (#set! value "else"))

; structure.function_length
([(function_declaration) (method_declaration)] @site
 (#set! trait "structure.function_length") (#set! classify "lines") (#set! buckets "10 25 50 100"))

; structure.parameters
([(function_declaration parameters: (parameter_list) @value)
  (method_declaration parameters: (parameter_list) @value)] @site
 (#set! trait "structure.parameters") (#set! classify "count") (#set! buckets "2 3 5"))

; naming.verb_get
([(function_declaration name: (identifier) @site) (method_declaration name: (field_identifier) @site)]
 (#set! trait "naming.verb_get") (#set! classify "first_word"))

; naming.verb_make
([(function_declaration name: (identifier) @site) (method_declaration name: (field_identifier) @site)]
 (#set! trait "naming.verb_make") (#set! classify "first_word"))

; naming.verb_remove
([(function_declaration name: (identifier) @site) (method_declaration name: (field_identifier) @site)]
 (#set! trait "naming.verb_remove") (#set! classify "first_word"))

; naming.abbreviation: names that people cut or write out
([(parameter_declaration name: (identifier) @site) (short_var_declaration left: (expression_list (identifier) @site))]
 (#match? @site "^(ctx|cfg|conf|idx|buf|len|msg|ptr|str|tmp|req|res|resp|conn|addr|cnt|src|dst|cb|opts|params|args|pkg|dir|cmd|attr|val|prev|cur|pos|num|el|elem|arr|obj|db|sz)$")
 (#set! trait "naming.abbreviation") (#set! value "short") (#set! distinct "1"))
([(parameter_declaration name: (identifier) @site) (short_var_declaration left: (expression_list (identifier) @site))]
 (#match? @site "^(context|config|configuration|index|buffer|length|message|pointer|string|temp|temporary|request|result|response|connection|address|count|source|destination|dest|callback|options|parameters|arguments|package|directory|folder|command|attribute|value|previous|current|position|number|element|array|object|database|size)$")
 (#set! trait "naming.abbreviation") (#set! value "full") (#set! distinct "1"))

; naming.test: of more than one word
((function_declaration name: (identifier) @site)
 (#match? @site "^Test[A-Za-z0-9]+_[A-Za-z0-9]") (#test-file?)
 (#set! trait "naming.test") (#set! value "underscore"))
((function_declaration name: (identifier) @site)
 (#match? @site "^Test[A-Z][a-z0-9]+[A-Z][A-Za-z0-9]*$") (#test-file?)
 (#set! trait "naming.test") (#set! value "camel"))

; format.import_groups: where the standard library ends
((import_spec path: (_) @_a) . (import_spec path: (_) @_b) @site
 (#not-match? @_a "^\"[^/\"]*\\.") (#match? @_b "^\"[^/\"]*\\.")
 (#set! trait "format.import_groups") (#set! classify "blank_before")
 (#set! as.0 "none") (#set! as.1 "blank") (#set! as.2 "blank") (#set! as.3 "blank"))

; idiom.var_form: declared with a value inside functions
((short_var_declaration) @site
 (#not-has-parent? @site for_clause if_statement type_switch_statement communication_case)
 (#set! trait "idiom.var_form") (#set! value "short"))
((var_declaration (var_spec !type value: (_))) @site
 (#has-ancestor? @site block)
 (#set! trait "idiom.var_form") (#set! value "var"))

; idiom.goroutine
((go_statement (call_expression function: (func_literal))) @site
 (#set! trait "idiom.goroutine") (#set! value "closure"))
((go_statement (call_expression function: [(identifier) (selector_expression)])) @site
 (#set! trait "idiom.goroutine") (#set! value "named"))

; idiom.sync
((qualified_type package: (package_identifier) @_p name: (type_identifier) @_n) @site
 (#eq? @_p "sync") (#any-of? @_n "Mutex" "RWMutex")
 (#set! trait "idiom.sync") (#set! value "mutex"))
((qualified_type package: (package_identifier) @_p) @site (#eq? @_p "atomic")
 (#set! trait "idiom.sync") (#set! value "atomic"))
((call_expression function: (selector_expression operand: (identifier) @_p)) @site (#eq? @_p "atomic")
 (#set! trait "idiom.sync") (#set! value "atomic"))
((call_expression function: (identifier) @_f arguments: (argument_list . (channel_type))) @site (#eq? @_f "make")
 (#set! trait "idiom.sync") (#set! value "channel"))

; idiom.ioutil
((call_expression function: (selector_expression operand: (identifier) @_p field: (field_identifier) @_f)) @site
 (#eq? @_p "ioutil")
 (#set! trait "idiom.ioutil") (#set! value "ioutil"))
((call_expression function: (selector_expression operand: (identifier) @_p field: (field_identifier) @_f)) @site
 (#any-of? @_p "os" "io") (#any-of? @_f "ReadFile" "WriteFile" "ReadDir" "ReadAll" "MkdirTemp" "CreateTemp" "NopCloser")
 (#set! trait "idiom.ioutil") (#set! value "os"))

; error.channel: what functions with results say of failure
([(function_declaration result: (type_identifier) @_r) (method_declaration result: (type_identifier) @_r)] @site
 (#eq? @_r "error")
 (#set! trait "error.channel") (#set! value "error"))
([(function_declaration result: (parameter_list (parameter_declaration type: (type_identifier) @_r) .))
  (method_declaration result: (parameter_list (parameter_declaration type: (type_identifier) @_r) .))] @site
 (#eq? @_r "error")
 (#set! trait "error.channel") (#set! value "error"))
([(function_declaration result: (parameter_list (parameter_declaration) (parameter_declaration type: (type_identifier) @_r) .))
  (method_declaration result: (parameter_list (parameter_declaration) (parameter_declaration type: (type_identifier) @_r) .))] @site
 (#eq? @_r "bool")
 (#set! trait "error.channel") (#set! value "ok"))
((if_statement consequence: (block (statement_list . (expression_statement (call_expression function: (identifier) @_f)) .))) @site
 (#eq? @_f "panic") (#not-test-file?)
 (#set! trait "error.channel") (#set! value "panic"))

; error.fatal
((call_expression function: (identifier) @_f) @site (#eq? @_f "panic") (#not-test-file?)
 (#set! trait "error.fatal") (#set! value "panic"))
((call_expression function: (selector_expression operand: (identifier) @_p field: (field_identifier) @_f)) @site
 (#any-of? @_p "log" "logger" "logrus" "glog" "klog") (#match? @_f "^Fatal") (#not-test-file?)
 (#set! trait "error.fatal") (#set! value "log"))
((call_expression function: (selector_expression operand: (identifier) @_p field: (field_identifier) @_f)
   arguments: (argument_list (_) @_a)) @site
 (#eq? @_p "os") (#eq? @_f "Exit") (#not-eq? @_a "0") (#not-test-file?)
 (#set! trait "error.fatal") (#set! value "exit"))

; error.sentinel
((var_spec name: (identifier) @_n value: (expression_list . (call_expression function: (selector_expression) @_f))) @site
 (#match? @_n "^[Ee]rr[A-Z]") (#any-of? @_f "errors.New" "fmt.Errorf")
 (#set! trait "error.sentinel") (#set! value "sentinel"))
((method_declaration name: (field_identifier) @_n parameters: (parameter_list) @_p result: (type_identifier) @_r) @site
 (#eq? @_n "Error") (#eq? @_r "string") (#eq? @_p "()")
 (#set! trait "error.sentinel") (#set! value "type"))

; structure.context_first
((parameter_list . (parameter_declaration type: (qualified_type) @_t)) @site
 (#eq? @_t "context.Context")
 (#set! trait "structure.context_first") (#set! value "first"))
((parameter_list (parameter_declaration) (parameter_declaration type: (qualified_type) @_t)) @site
 (#eq? @_t "context.Context")
 (#set! trait "structure.context_first") (#set! value "later"))

; structure.options
((function_declaration parameters: (parameter_list (variadic_parameter_declaration type: (_) @_t) .)) @site
 (#match? @_t "(Option|Opt|Optio?nFunc)$")
 (#set! trait "structure.options") (#set! value "functional"))
((function_declaration name: (identifier) @_n parameters: (parameter_list (parameter_declaration type: (_) @_t) .)) @site
 (#match? @_t "(Options|Opts|Config|Cfg|Settings)$") (#match? @_n "^(New|Open|Dial|Create|Connect|Start|Make)")
 (#set! trait "structure.options") (#set! value "struct"))

; structure.constructor
((function_declaration name: (identifier) @_n result: (parameter_list)) @site (#match? @_n "^New([A-Z]|$)")
 (#set! trait "structure.constructor") (#set! value "error"))
((function_declaration name: (identifier) @_n result: (pointer_type)) @site (#match? @_n "^New([A-Z]|$)")
 (#set! trait "structure.constructor") (#set! value "pointer"))
((function_declaration name: (identifier) @_n result: [(type_identifier) (generic_type) (qualified_type)]) @site (#match? @_n "^New([A-Z]|$)")
 (#set! trait "structure.constructor") (#set! value "value"))

; structure.layout
((source_file) @site (#path-match? "(^|/)internal/")
 (#set! trait "structure.layout") (#set! value "internal"))
((source_file) @site (#path-match? "(^|/)pkg/")
 (#set! trait "structure.layout") (#set! value "pkg"))
((source_file) @site (#path-match? "/") (#not-path-match? "(^|/)(cmd|examples?|_examples|test|tests|testdata|scripts|tools)/")
 (#set! trait "structure.layout") (#set! value "nested"))
((source_file) @site (#not-path-match? "/")
 (#set! trait "structure.layout") (#set! value "flat"))

; test.parallel
((function_declaration name: (identifier) @_n body: (block (statement_list
   (expression_statement (call_expression function: (selector_expression field: (field_identifier) @_f)))))) @site
 (#match? @_n "^Test[A-Z_]") (#eq? @_f "Parallel")
 (#set! trait "test.parallel") (#set! value "yes"))
((function_declaration name: (identifier) @_n) @site
 (#match? @_n "^Test[A-Z_]")
 (#set! trait "test.parallel") (#set! value "no"))

; library.standard
((import_spec path: (_) @_p) @site (#match? @_p "^\"[^/\".]+(/[^\"]*)?\"$")
 (#set! trait "library.standard") (#set! value "std"))
((import_spec path: (_) @_p) @site (#match? @_p "^\"[^/\"]*\\.")
 (#set! trait "library.standard") (#set! value "third"))

; ---- library --------------------------------------------------------------------------------------

; library.import
((import_spec path: (_) @value) @site
 (#set! trait "library.import") (#set! classify "module") (#set! relative "."))
