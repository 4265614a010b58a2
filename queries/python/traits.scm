; SPDX-License-Identifier: Apache-2.0
; Habits in Python. One block per trait of data/traits.json; the protocol is docs/formats/queries.md.
; inherits: common

; ---- format ---------------------------------------------------------------------------------------

; format.quotes
((string) @site
 (#set! trait "format.quotes") (#set! classify "quote"))

; format.trailing_comma
([(list) (dictionary) (set) (tuple) (argument_list) (parameters)] @site
 (#set! trait "format.trailing_comma") (#set! classify "trailing_comma"))

; format.body_line: only one-statement bodies have the choice
((if_statement condition: (_) @_c consequence: (block . (_) @_b .)) @site
 (#same-line? @_c @_b)
 (#set! trait "format.body_line") (#set! value "same_line"))
((if_statement consequence: (block . [(return_statement) (raise_statement) (continue_statement)
                                      (break_statement) (expression_statement)] .)) @site
 (#set! trait "format.body_line") (#set! value "own_line"))

; format.operator_space
((binary_operator operator: ["+" "-" "*" "/" "%"] @value) @site
 (#set! trait "format.operator_space") (#set! classify "space_around"))

; format.blank_lines
((module [(function_definition) (decorated_definition) (class_definition)] @site)
 (#set! trait "format.blank_lines") (#set! classify "blank_before"))

; format.import_order
((module [(import_statement) (import_from_statement)] @site)
 (#set! trait "format.import_order") (#set! classify "sorted"))

; ---- naming ---------------------------------------------------------------------------------------

; naming.method
((class_definition body: (block
   [(function_definition name: (identifier) @site)
    (decorated_definition definition: (function_definition name: (identifier) @site))]))
 (#not-match? @site "^(__|test|setUp|tearDown)")
 (#set! trait "naming.method") (#set! classify "case"))

; naming.function
((function_definition name: (identifier) @site)
 (#not-match? @site "^__")
 (#not-has-ancestor? @site class_definition)
 (#set! trait "naming.function") (#set! classify "case"))

; naming.type
((class_definition name: (identifier) @site)
 (#set! trait "naming.type") (#set! classify "case") (#set! single "1"))

; naming.variable
((assignment left: (identifier) @site)
 (#has-ancestor? @site function_definition)
 (#set! trait "naming.variable") (#set! classify "case") (#set! distinct "1"))
((parameters [(identifier) @site (typed_parameter . (identifier) @site)
              (default_parameter name: (identifier) @site) (typed_default_parameter name: (identifier) @site)])
 (#set! trait "naming.variable") (#set! classify "case") (#set! distinct "1"))

; naming.constant: literals at the top level
((module (expression_statement (assignment left: (identifier) @site
   right: [(string) (integer) (float) (tuple) (list) (dictionary) (set) (unary_operator)])))
 (#not-match? @site "^__")
 (#set! trait "naming.constant") (#set! classify "case") (#set! single "1"))

; naming.boolean
((function_definition name: (identifier) @_n return_type: (type) @_t) @site
 (#eq? @_t "bool") (#match? @_n "^_*(is|has|can|should|was|are|must|needs)_")
 (#set! trait "naming.boolean") (#set! value "prefix"))
((function_definition name: (identifier) @_n return_type: (type) @_t) @site
 (#eq? @_t "bool") (#not-match? @_n "^__")
 (#set! trait "naming.boolean") (#set! value "plain"))

; naming.error
((except_clause value: (as_pattern alias: (as_pattern_target (identifier) @site)))
 (#any-of? @site "e" "err" "error" "ex" "exc")
 (#set! trait "naming.error") (#set! classify "text") (#set! as.exc "ex"))

; ---- idiom ----------------------------------------------------------------------------------------

; idiom.strings: two literals in a row are one long string
((string (interpolation)) @site
 (#set! trait "idiom.strings") (#set! value "template"))
((call function: (attribute object: (string) attribute: (identifier) @_a)) @site
 (#eq? @_a "format")
 (#set! trait "idiom.strings") (#set! value "format"))
((binary_operator left: (string) operator: "%") @site
 (#set! trait "idiom.strings") (#set! value "percent"))
((binary_operator left: (string) operator: "+" right: (string)) @site
 (#set! trait "idiom.strings") (#set! value "-"))
([(binary_operator left: (string) operator: "+") (binary_operator operator: "+" right: (string))
  (binary_operator left: (binary_operator (string)) operator: "+")] @site
 (#not-has-parent? @site binary_operator)
 (#set! trait "idiom.strings") (#set! value "concat"))

; idiom.type_hints: special methods follow a protocol
((function_definition name: (identifier) @_n) @site
 (#match? @_n "^__")
 (#set! trait "idiom.type_hints") (#set! value "-"))
([(function_definition return_type: (_))
  (function_definition parameters: (parameters [(typed_parameter) (typed_default_parameter)]))] @site
 (#set! trait "idiom.type_hints") (#set! value "hints"))
((function_definition) @site
 (#set! trait "idiom.type_hints") (#set! value "none"))

; idiom.optional_type
((generic_type . (identifier) @_n) @site
 (#eq? @_n "Optional")
 (#set! trait "idiom.optional_type") (#set! value "optional"))
([(binary_operator operator: "|" right: (none)) (binary_operator left: (none) operator: "|")] @site
 (#set! trait "idiom.optional_type") (#set! value "pipe"))

; idiom.generic_alias
((generic_type . (identifier) @_n) @site
 (#any-of? @_n "List" "Dict" "Tuple" "Set" "FrozenSet" "Type")
 (#set! trait "idiom.generic_alias") (#set! value "typing"))
((generic_type . (identifier) @_n) @site
 (#any-of? @_n "list" "dict" "tuple" "set" "frozenset" "type")
 (#set! trait "idiom.generic_alias") (#set! value "builtin"))

; idiom.future_annotations: only files with hints have a reason
((module (future_import_statement name: (dotted_name) @_n)) @site
 (#eq? @_n "annotations")
 (#set! trait "idiom.future_annotations") (#set! value "yes"))
((module) @site
 (#has-descendant? @site type)
 (#set! trait "idiom.future_annotations") (#set! value "no"))

; idiom.data_class
((decorated_definition (decorator) @_d definition: (class_definition) @site)
 (#match? @_d "^@([a-z]+\\.)?dataclass\\b")
 (#set! trait "idiom.data_class") (#set! value "dataclass"))
((decorated_definition (decorator) @_d definition: (class_definition) @site)
 (#match? @_d "^@(attrs?\\.(s|attrs|define|frozen|mutable|dataclass)|define|frozen|attrs)\\b")
 (#set! trait "idiom.data_class") (#set! value "attrs"))
((class_definition superclasses: (argument_list [(identifier) (attribute)] @_b)) @site
 (#match? @_b "(^|\\.)NamedTuple$")
 (#set! trait "idiom.data_class") (#set! value "namedtuple"))
((assignment right: (call function: [(identifier) (attribute)] @_f)) @site
 (#match? @_f "(^|\\.)namedtuple$")
 (#set! trait "idiom.data_class") (#set! value "namedtuple"))
((class_definition superclasses: (argument_list [(identifier) (attribute)] @_b)) @site
 (#match? @_b "(^|\\.)BaseModel$")
 (#set! trait "idiom.data_class") (#set! value "pydantic"))
((class_definition superclasses: (argument_list [(identifier) (attribute)] @_b)) @site
 (#match? @_b "(^|\\.)TypedDict$")
 (#set! trait "idiom.data_class") (#set! value "typeddict"))
((class_definition !superclasses body: (block (function_definition name: (identifier) @_n))) @site
 (#eq? @_n "__init__")
 (#set! trait "idiom.data_class") (#set! value "plain"))

; idiom.paths
((call function: (attribute object: (attribute object: (identifier) @_o attribute: (identifier) @_p))) @site
 (#eq? @_o "os") (#eq? @_p "path")
 (#set! trait "idiom.paths") (#set! value "os_path"))
([(call function: (identifier) @_f)
  (call function: (attribute object: (identifier) @_o attribute: (identifier) @_f))] @site
 (#eq? @_f "Path") (#eq? @_o "pathlib")
 (#set! trait "idiom.paths") (#set! value "pathlib"))

; idiom.comprehension
((list_comprehension) @site
 (#set! trait "idiom.comprehension") (#set! value "comprehension"))
((for_statement body: (block .
   (expression_statement (call function: (attribute attribute: (identifier) @_a))) .)) @site
 (#eq? @_a "append")
 (#set! trait "idiom.comprehension") (#set! value "loop"))
((call function: (identifier) @_f arguments: (argument_list (_) (_))) @site
 (#any-of? @_f "map" "filter")
 (#set! trait "idiom.comprehension") (#set! value "map"))

; idiom.resource
((with_item value: [(call function: (identifier) @_f) (as_pattern . (call function: (identifier) @_f))]) @site
 (#eq? @_f "open")
 (#set! trait "idiom.resource") (#set! value "with"))
((assignment right: (call function: (identifier) @_f)) @site
 (#eq? @_f "open")
 (#set! trait "idiom.resource") (#set! value "manual"))

; ---- error ----------------------------------------------------------------------------------------

; error.channel: what an if that ends a function badly does
((if_statement consequence: (block (raise_statement) .)) @site
 (#set! trait "error.channel") (#set! value "throw"))
((if_statement consequence: (block (return_statement (none)) .)) @site
 (#set! trait "error.channel") (#set! value "null"))
((if_statement consequence: (block (return_statement (false)) .)) @site
 (#set! trait "error.channel") (#set! value "bool"))

; error.except
((except_clause value: [(identifier) @_t (as_pattern . (identifier) @_t)]) @site
 (#any-of? @_t "Exception" "BaseException")
 (#set! trait "error.except") (#set! value "broad"))
((except_clause value: (_)) @site
 (#set! trait "error.except") (#set! value "specific"))
((except_clause) @site
 (#set! trait "error.except") (#set! value "bare"))

; error.cause
((except_clause (block (raise_statement cause: (_)) @site))
 (#set! trait "error.cause") (#set! value "cause"))
((except_clause (block (raise_statement (call) !cause) @site))
 (#set! trait "error.cause") (#set! value "plain"))

; error.message_case
((raise_statement (call arguments: (argument_list . (string) @_m))) @site
 (#match? @_m "^[a-zA-Z]{0,2}[\"']{1,3}[a-z]")
 (#set! trait "error.message_case") (#set! value "lower"))
((raise_statement (call arguments: (argument_list . (string) @_m))) @site
 (#match? @_m "^[a-zA-Z]{0,2}[\"']{1,3}[A-Z][a-z' ]")
 (#set! trait "error.message_case") (#set! value "capital"))

; ---- doc ------------------------------------------------------------------------------------------

; doc.functions
((function_definition name: (identifier) @_n) @site
 (#not-match? @_n "^_")
 (#not-has-ancestor? @site function_definition)
 (#set! trait "doc.functions") (#set! classify "documented"))

; doc.dialect
([(function_definition) (class_definition)] @site
 (#doc-match? @site "^\\s*(Args|Arguments|Returns|Raises|Yields|Attributes|Parameters|Example|Examples|Note):\\s*$")
 (#set! trait "doc.dialect") (#set! value "google"))
([(function_definition) (class_definition)] @site
 (#doc-match? @site "^\\s*(Parameters|Returns|Raises|Yields|Attributes|Notes|Examples)\\s*\\n\\s*-{3,}")
 (#set! trait "doc.dialect") (#set! value "numpy"))
([(function_definition) (class_definition)] @site
 (#doc-match? @site "^\\s*[:@](param|returns?|rtype|raises?|type|arg)\\b")
 (#set! trait "doc.dialect") (#set! value "rest"))
([(function_definition) (class_definition)] @site
 (#doc-match? @site "[A-Za-z]")
 (#set! trait "doc.dialect") (#set! value "plain"))

; doc.docstring_start: only docstrings of several lines have the choice
([(function_definition body: (block . (expression_statement (string (string_content) @_c) @site)))
  (class_definition body: (block . (expression_statement (string (string_content) @_c) @site)))]
 (#lines-gt? @site 1) (#match? @_c "^\\s*\\n")
 (#set! trait "doc.docstring_start") (#set! value "next_line"))
([(function_definition body: (block . (expression_statement (string (string_content)) @site)))
  (class_definition body: (block . (expression_statement (string (string_content)) @site)))]
 (#lines-gt? @site 1)
 (#set! trait "doc.docstring_start") (#set! value "same_line"))

; doc.comment_case: a run of lines is one comment
((comment) @_p . (comment) @site
 (#set! trait "doc.comment_case") (#set! value "-"))
((comment) @site (#match? @site "^#+\\s*[a-z]+ [a-z]+ ")
 (#not-match? @site "type:|noqa|pylint|pragma|coding")
 (#set! trait "doc.comment_case") (#set! value "lower"))
((comment) @site (#match? @site "^#+\\s*[A-Z][a-z]* [a-z]+ ")
 (#set! trait "doc.comment_case") (#set! value "capital"))

; doc.file_head
((module (comment) @_c) @site (#match? @_c "SPDX-License")
 (#set! trait "doc.file_head") (#set! value "spdx"))
((module . (comment) @_c) @site (#match? @_c "(?i)copyright|licen[cs]e")
 (#set! trait "doc.file_head") (#set! value "licence"))
((module . (comment) @_a . (comment) @_c) @site (#match? @_a "^#!|coding") (#match? @_c "(?i)copyright|licen[cs]e")
 (#set! trait "doc.file_head") (#set! value "licence"))
((module . (comment) @_a . (comment) @_b . (comment) @_c) @site
 (#match? @_a "^#!") (#match? @_b "coding") (#match? @_c "(?i)copyright|licen[cs]e")
 (#set! trait "doc.file_head") (#set! value "licence"))
((module . (comment)* . (expression_statement (string))) @site
 (#set! trait "doc.file_head") (#set! value "description"))
((module . (comment) @_c) @site (#not-match? @_c "^#!|coding|flake8|pylint|mypy|type:|noqa")
 (#set! trait "doc.file_head") (#set! value "description"))
((module) @site
 (#set! trait "doc.file_head") (#set! value "none"))

; ---- test -----------------------------------------------------------------------------------------

; test.assertion
((assert_statement) @site
 (#set! trait "test.assertion") (#set! value "assert"))
((call function: (attribute object: (identifier) @_o attribute: (identifier) @_a)) @site
 (#eq? @_o "self") (#match? @_a "^(assert|fail)")
 (#set! trait "test.assertion") (#set! value "self"))

; test.form
((function_definition name: (identifier) @_n) @site
 (#match? @_n "^test") (#has-ancestor? @site class_definition)
 (#set! trait "test.form") (#set! value "class"))
((function_definition name: (identifier) @_n) @site
 (#match? @_n "^test")
 (#set! trait "test.form") (#set! value "function"))

; test.fixtures
((decorator) @site
 (#match? @site "^@(pytest\\.)?fixture\\b")
 (#set! trait "test.fixtures") (#set! value "fixture"))
((function_definition name: (identifier) @_n) @site
 (#any-of? @_n "setUp" "setUpClass" "setup_method" "setup_class" "setup_module" "setup")
 (#set! trait "test.fixtures") (#set! value "setup"))

; ---- structure ------------------------------------------------------------------------------------

; structure.early_return
((if_statement consequence: (block [(return_statement) (raise_statement) (continue_statement)] @_l .)
   alternative: (else_clause)) @site
 (#set! trait "structure.early_return") (#set! value "else"))
((if_statement consequence: (block [(return_statement) (raise_statement) (continue_statement)] @_l .)
   !alternative) @site
 (#set! trait "structure.early_return") (#set! value "guard"))
((function_definition body: (block (if_statement consequence: (block) @_b !alternative) @site .))
 (#count-gt? @_b 2)
 (#set! trait "structure.early_return") (#set! value "else"))

; structure.import_form
((import_from_statement) @site
 (#set! trait "structure.import_form") (#set! value "from"))
((import_statement) @site
 (#set! trait "structure.import_form") (#set! value "module"))

; structure.function_length
((function_definition) @site
 (#set! trait "structure.function_length") (#set! classify "lines") (#set! buckets "10 25 50 100"))

; structure.parameters
((function_definition parameters: (parameters) @value) @site
 (#set! trait "structure.parameters") (#set! classify "count") (#set! buckets "2 3 5"))

; naming.verb_get
((function_definition name: (identifier) @site)
 (#set! trait "naming.verb_get") (#set! classify "first_word"))

; naming.verb_make
((function_definition name: (identifier) @site)
 (#set! trait "naming.verb_make") (#set! classify "first_word"))

; naming.verb_remove
((function_definition name: (identifier) @site)
 (#set! trait "naming.verb_remove") (#set! classify "first_word"))

; naming.abbreviation: names that people cut or write out
([(parameters [(identifier) @site (typed_parameter . (identifier) @site) (default_parameter name: (identifier) @site)
    (typed_default_parameter name: (identifier) @site)])
  (assignment left: (identifier) @site)]
 (#match? @site "^(ctx|cfg|conf|idx|buf|len|msg|ptr|str|tmp|req|res|resp|conn|addr|cnt|src|dst|cb|opts|params|args|pkg|dir|cmd|attr|val|prev|cur|pos|num|el|elem|arr|obj|db|sz)$")
 (#set! trait "naming.abbreviation") (#set! value "short") (#set! distinct "1"))
([(parameters [(identifier) @site (typed_parameter . (identifier) @site) (default_parameter name: (identifier) @site)
    (typed_default_parameter name: (identifier) @site)])
  (assignment left: (identifier) @site)]
 (#match? @site "^(context|config|configuration|index|buffer|length|message|pointer|string|temp|temporary|request|result|response|connection|address|count|source|destination|dest|callback|options|parameters|arguments|package|directory|folder|command|attribute|value|previous|current|position|number|element|array|object|database|size)$")
 (#set! trait "naming.abbreviation") (#set! value "full") (#set! distinct "1"))

; naming.member
((assignment left: (attribute object: (identifier) @_o attribute: (identifier) @site))
 (#eq? @_o "self") (#match? @site "^__?[a-z]")
 (#set! trait "naming.member") (#set! value "leading") (#set! distinct "1"))
((assignment left: (attribute object: (identifier) @_o attribute: (identifier) @site))
 (#eq? @_o "self")
 (#set! trait "naming.member") (#set! value "plain") (#set! distinct "1"))

; naming.error_suffix
((class_definition name: (identifier) @site superclasses: (argument_list . (_) @_b))
 (#match? @_b "(Exception|Error)$") (#match? @site "Error$")
 (#set! trait "naming.error_suffix") (#set! value "Error"))
((class_definition name: (identifier) @site superclasses: (argument_list . (_) @_b))
 (#match? @_b "(Exception|Error)$") (#match? @site "Exception$")
 (#set! trait "naming.error_suffix") (#set! value "Exception"))
((class_definition name: (identifier) @site superclasses: (argument_list . (_) @_b))
 (#match? @_b "(Exception|Error)$")
 (#set! trait "naming.error_suffix") (#set! value "plain"))

; idiom.frozen
((decorator [(identifier) (call) (attribute)] @_d) @site
 (#match? @_d "^(dataclasses\\.)?dataclass\\(.*frozen ?= ?True|^(attrs?\\.)?frozen|^attr\\.s\\(.*frozen ?= ?True")
 (#set! trait "idiom.frozen") (#set! value "frozen"))
((decorator [(identifier) (call) (attribute)] @_d) @site
 (#match? @_d "^(dataclasses\\.)?dataclass\\b|^(attrs?\\.)?(define|s)\\b")
 (#set! trait "idiom.frozen") (#set! value "plain"))

; idiom.key_function
((keyword_argument name: (identifier) @_k value: (lambda)) @site (#eq? @_k "key")
 (#set! trait "idiom.key_function") (#set! value "lambda"))
((keyword_argument name: (identifier) @_k value: (call function: (_) @_f)) @site
 (#eq? @_k "key") (#match? @_f "(item|attr)getter$")
 (#set! trait "idiom.key_function") (#set! value "operator"))
((keyword_argument name: (identifier) @_k value: [(identifier) (attribute)]) @site (#eq? @_k "key") (#not-has-descendant? @site lambda)
 (#has-ancestor? @site call)
 (#set! trait "idiom.key_function") (#set! value "function"))

; idiom.super
((call function: (identifier) @_f arguments: (argument_list (_))) @site (#eq? @_f "super")
 (#set! trait "idiom.super") (#set! value "named"))
((call function: (identifier) @_f) @site (#eq? @_f "super")
 (#set! trait "idiom.super") (#set! value "plain"))

; idiom.object_base
((class_definition superclasses: (argument_list . (identifier) @_b .)) @site (#eq? @_b "object")
 (#set! trait "idiom.object_base") (#set! value "object"))
((class_definition !superclasses) @site
 (#set! trait "idiom.object_base") (#set! value "plain"))

; idiom.log_format: messages with something in them
((call function: (attribute object: (_) @_o attribute: (identifier) @_m)
   arguments: (argument_list . (string) @_s . (_))) @site
 (#match? @_o "(?i)(log|logger|logging)$") (#any-of? @_m "debug" "info" "warning" "warn" "error" "critical" "exception")
 (#match? @_s "^[rbu]?['\"].*%")
 (#set! trait "idiom.log_format") (#set! value "arguments"))
((call function: (attribute object: (_) @_o attribute: (identifier) @_m)
   arguments: (argument_list . (string (interpolation)))) @site
 (#match? @_o "(?i)(log|logger|logging)$") (#any-of? @_m "debug" "info" "warning" "warn" "error" "critical" "exception")
 (#set! trait "idiom.log_format") (#set! value "template"))
((call function: (attribute object: (_) @_o attribute: (identifier) @_m)
   arguments: (argument_list . [(binary_operator left: (string)) (call function: (attribute object: (string)))])) @site
 (#match? @_o "(?i)(log|logger|logging)$") (#any-of? @_m "debug" "info" "warning" "warn" "error" "critical" "exception")
 (#set! trait "idiom.log_format") (#set! value "format"))

; idiom.keyword_only: functions with options
((function_definition parameters: (parameters (keyword_separator))) @site
 (#set! trait "idiom.keyword_only") (#set! value "star"))
((function_definition parameters: (parameters [(default_parameter) (typed_default_parameter)] @_a [(default_parameter) (typed_default_parameter)])) @site
 (#not-has-descendant? @site list_splat_pattern)
 (#set! trait "idiom.keyword_only") (#set! value "plain"))

; idiom.property
((decorator (identifier) @_d) @site (#any-of? @_d "property" "cached_property")
 (#set! trait "idiom.property") (#set! value "property"))
((class_definition body: (block (function_definition name: (identifier) @_n parameters: (parameters . (identifier) .)) @site))
 (#match? @_n "^get_[a-z]")
 (#set! trait "idiom.property") (#set! value "method"))

; format.import_groups: where the standard library ends
([(import_statement name: (dotted_name . (identifier) @_a)) (import_from_statement module_name: (dotted_name . (identifier) @_a))] .
 [(import_statement name: (dotted_name . (identifier) @_b)) (import_from_statement module_name: (dotted_name . (identifier) @_b))] @site
 (#match? @_a "^(abc|argparse|array|ast|asyncio|atexit|base64|bdb|binascii|bisect|builtins|bz2|calendar|cgi|cmath|cmd|code|codecs|collections|colorsys|concurrent|configparser|ConfigParser|contextlib|contextvars|copy|copyreg|cProfile|csv|ctypes|curses|dataclasses|datetime|dbm|decimal|difflib|dis|distutils|doctest|email|enum|errno|faulthandler|fcntl|filecmp|fileinput|fnmatch|fractions|ftplib|functools|gc|getopt|getpass|gettext|glob|graphlib|grp|gzip|hashlib|heapq|hmac|html|http|imaplib|importlib|inspect|io|ipaddress|itertools|json|keyword|linecache|locale|logging|lzma|mailbox|marshal|math|mimetypes|mmap|multiprocessing|netrc|ntpath|numbers|operator|optparse|os|pathlib|pdb|pickle|pkgutil|platform|plistlib|poplib|posixpath|pprint|profile|pstats|pty|pwd|queue|Queue|quopri|random|re|readline|reprlib|resource|runpy|sched|secrets|select|selectors|shelve|shlex|shutil|signal|site|smtplib|socket|socketserver|sqlite3|ssl|stat|statistics|string|StringIO|struct|subprocess|symtable|sys|sysconfig|syslog|tarfile|tempfile|termios|textwrap|threading|time|timeit|tkinter|token|tokenize|tomllib|trace|traceback|tracemalloc|tty|turtle|types|typing|unicodedata|unittest|urllib|urllib2|urlparse|uuid|venv|warnings|wave|weakref|webbrowser|wsgiref|xml|xmlrpc|zipfile|zipimport|zlib|zoneinfo)$") (#not-match? @_b "^(abc|argparse|array|ast|asyncio|atexit|base64|bdb|binascii|bisect|builtins|bz2|calendar|cgi|cmath|cmd|code|codecs|collections|colorsys|concurrent|configparser|ConfigParser|contextlib|contextvars|copy|copyreg|cProfile|csv|ctypes|curses|dataclasses|datetime|dbm|decimal|difflib|dis|distutils|doctest|email|enum|errno|faulthandler|fcntl|filecmp|fileinput|fnmatch|fractions|ftplib|functools|gc|getopt|getpass|gettext|glob|graphlib|grp|gzip|hashlib|heapq|hmac|html|http|imaplib|importlib|inspect|io|ipaddress|itertools|json|keyword|linecache|locale|logging|lzma|mailbox|marshal|math|mimetypes|mmap|multiprocessing|netrc|ntpath|numbers|operator|optparse|os|pathlib|pdb|pickle|pkgutil|platform|plistlib|poplib|posixpath|pprint|profile|pstats|pty|pwd|queue|Queue|quopri|random|re|readline|reprlib|resource|runpy|sched|secrets|select|selectors|shelve|shlex|shutil|signal|site|smtplib|socket|socketserver|sqlite3|ssl|stat|statistics|string|StringIO|struct|subprocess|symtable|sys|sysconfig|syslog|tarfile|tempfile|termios|textwrap|threading|time|timeit|tkinter|token|tokenize|tomllib|trace|traceback|tracemalloc|tty|turtle|types|typing|unicodedata|unittest|urllib|urllib2|urlparse|uuid|venv|warnings|wave|weakref|webbrowser|wsgiref|xml|xmlrpc|zipfile|zipimport|zlib|zoneinfo|__future__)$")
 (#set! trait "format.import_groups") (#set! classify "blank_before")
 (#set! as.0 "none") (#set! as.1 "blank") (#set! as.2 "blank") (#set! as.3 "blank"))

; error.catch_action: the only or the last thing that is done
((except_clause (block . (pass_statement) .)) @site
 (#set! trait "error.catch_action") (#set! value "empty"))
((except_clause (block (raise_statement) .)) @site
 (#set! trait "error.catch_action") (#set! value "rethrow"))
((except_clause (block (return_statement) .)) @site
 (#set! trait "error.catch_action") (#set! value "return"))
((except_clause (block (expression_statement (call function: (identifier) @_f)))) @site
 (#eq? @_f "print")
 (#set! trait "error.catch_action") (#set! value "print"))
((except_clause (block (expression_statement (call function: (attribute object: (_) @_o attribute: (identifier) @_m))))) @site
 (#match? @_o "(?i)log(ger|ging)?$")
 (#any-of? @_m "debug" "info" "warning" "warn" "error" "exception" "critical" "log")
 (#set! trait "error.catch_action") (#set! value "log"))
((except_clause) @site
 (#set! trait "error.catch_action") (#set! value "other"))

; test.parametrize
((decorator (call function: (attribute) @_f)) @site
 (#match? @_f "mark\\.parametrize$") (#test-file?)
 (#set! trait "test.parametrize") (#set! value "parametrize"))
((function_definition name: (identifier) @_n body: (block (for_statement) @site))
 (#match? @_n "^test") (#test-file?) (#has-descendant? @site assert_statement)
 (#set! trait "test.parametrize") (#set! value "loop"))

; test.double
((decorator (call function: [(identifier) (attribute)] @_f)) @site
 (#match? @_f "^(unittest\\.)?(mock\\.)?patch(\\.|$)") (#test-file?)
 (#set! trait "test.double") (#set! value "patch"))
((with_item value: (call function: [(identifier) (attribute)] @_f)) @site
 (#match? @_f "^(unittest\\.)?(mock\\.)?patch(\\.|$)") (#test-file?)
 (#set! trait "test.double") (#set! value "patch"))
((call function: (attribute object: (_) @_o attribute: (identifier) @_m)) @site
 (#eq? @_o "monkeypatch") (#test-file?)
 (#set! trait "test.double") (#set! value "monkeypatch"))
((call function: (attribute object: (_) @_o attribute: (identifier) @_m)) @site
 (#match? @_o "^mocker(\\.|$)") (#match? @_m "^(patch|object)") (#test-file?)
 (#set! trait "test.double") (#set! value "mocker"))

; structure.main: files that are programs
((if_statement condition: (comparison_operator . (identifier) @_n) consequence: (block . (_) @_b .)) @site
 (#eq? @_n "__name__") (#match? @_b "\\b(main|cli|run|app)\\(")
 (#set! trait "structure.main") (#set! value "yes"))
((if_statement condition: (comparison_operator . (identifier) @_n)) @site
 (#eq? @_n "__name__") (#not-test-file?)
 (#set! trait "structure.main") (#set! value "no"))

; library.standard
([(import_statement name: (dotted_name . (identifier) @_m)) (import_from_statement module_name: (dotted_name . (identifier) @_m))] @site
 (#match? @_m "^(abc|argparse|array|ast|asyncio|atexit|base64|bdb|binascii|bisect|builtins|bz2|calendar|cgi|cmath|cmd|code|codecs|collections|colorsys|concurrent|configparser|ConfigParser|contextlib|contextvars|copy|copyreg|cProfile|csv|ctypes|curses|dataclasses|datetime|dbm|decimal|difflib|dis|distutils|doctest|email|enum|errno|faulthandler|fcntl|filecmp|fileinput|fnmatch|fractions|ftplib|functools|gc|getopt|getpass|gettext|glob|graphlib|grp|gzip|hashlib|heapq|hmac|html|http|imaplib|importlib|inspect|io|ipaddress|itertools|json|keyword|linecache|locale|logging|lzma|mailbox|marshal|math|mimetypes|mmap|multiprocessing|netrc|ntpath|numbers|operator|optparse|os|pathlib|pdb|pickle|pkgutil|platform|plistlib|poplib|posixpath|pprint|profile|pstats|pty|pwd|queue|Queue|quopri|random|re|readline|reprlib|resource|runpy|sched|secrets|select|selectors|shelve|shlex|shutil|signal|site|smtplib|socket|socketserver|sqlite3|ssl|stat|statistics|string|StringIO|struct|subprocess|symtable|sys|sysconfig|syslog|tarfile|tempfile|termios|textwrap|threading|time|timeit|tkinter|token|tokenize|tomllib|trace|traceback|tracemalloc|tty|turtle|types|typing|unicodedata|unittest|urllib|urllib2|urlparse|uuid|venv|warnings|wave|weakref|webbrowser|wsgiref|xml|xmlrpc|zipfile|zipimport|zlib|zoneinfo)$")
 (#set! trait "library.standard") (#set! value "std"))
([(import_statement name: (dotted_name . (identifier) @_m)) (import_from_statement module_name: (dotted_name . (identifier) @_m))] @site
 (#match? @_m "^(MySQLdb|absl|aiohttp|aiosqlite|anyio|arrow|assertpy|asyncpg|attr|attrs|baker|blessed|blessings|bottle|cattr|cattrs|celery|cerberus|cherrypy|cleo|click|colorama|colored|curio|cyclopts|dateutil|dirty_equals|django|docopt|duckdb|eliot|eventlet|falcon|fastapi|fire|flask|gevent|hamcrest|httplib|httplib2|httpx|jsonschema|litestar|logbook|loguru|marshmallow|maya|motor|msgspec|niquests|nose|nose2|orjson|peewee|pendulum|plac|pony|psycopg|psycopg2|pycurl|pydantic|pydantic_settings|pymongo|pymysql|pyramid|pytest|pytest_trio|pytz|quart|rapidjson|redis|requests|rich|sanic|schema|simplejson|sqlalchemy|sqlmodel|starlette|structlog|sure|termcolor|testtools|tornado|tortoise|treq|trio|twisted|typer|ujson|unittest2|urllib3|voluptuous|ward|web|whenever|numpy|pandas|scipy|yaml|bs4|lxml|jinja2|six|toml|tqdm|PIL|matplotlib|tabulate|boto3|markdown|dateparser|packaging|setuptools|typing_extensions|pluggy|uvicorn|asgiref|openai|torch)$")
 (#set! trait "library.standard") (#set! value "third"))

; ---- library --------------------------------------------------------------------------------------

; library.import
((import_statement name: [(dotted_name) @value (aliased_import name: (dotted_name) @value)])
 (#set! trait "library.import") (#set! classify "module") (#set! stops ". \n") (#set! relative "."))
((import_from_statement module_name: (dotted_name) @value) @site
 (#set! trait "library.import") (#set! classify "module") (#set! stops ". \n") (#set! relative "."))
