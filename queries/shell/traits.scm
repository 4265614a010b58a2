; SPDX-License-Identifier: Apache-2.0
; Habits in shell scripts. One block per trait of data/traits.json; the protocol is docs/formats/queries.md.
; inherits: common

; ---- format ---------------------------------------------------------------------------------------

; format.quotes: where nothing is expanded
((raw_string) @site
 (#set! trait "format.quotes") (#set! classify "quote"))
((string . (string_content) @_c .) @site (#not-match? @_c "[\\\\']")
 (#set! trait "format.quotes") (#set! classify "quote"))

; format.function_brace
((function_definition body: (compound_statement) @value) @site
 (#set! trait "format.function_brace") (#set! classify "brace"))

; format.function_space
((function_definition name: (word) "(" @value) @site
 (#set! trait "format.function_space") (#set! classify "space_before"))

; format.blank_lines
((function_definition) @site
 (#set! trait "format.blank_lines") (#set! classify "blank_before"))

; format.then_line: one-line statements had no choice
((if_statement condition: (_) @_c "then" @_t) @site
 (#same-line? @_c @_t) (#lines-gt? @site 1)
 (#set! trait "format.then_line") (#set! value "same_line"))
((if_statement condition: (_) "then") @site
 (#lines-gt? @site 1)
 (#set! trait "format.then_line") (#set! value "own_line"))
((while_statement condition: (_) @_c body: (do_group) @_d) @site
 (#same-line? @_c @_d) (#lines-gt? @site 1)
 (#set! trait "format.then_line") (#set! value "same_line"))
((while_statement body: (do_group)) @site
 (#lines-gt? @site 1)
 (#set! trait "format.then_line") (#set! value "own_line"))
((for_statement value: (_) @_c body: (do_group) @_d) @site
 (#same-line? @_c @_d) (#lines-gt? @site 1)
 (#set! trait "format.then_line") (#set! value "same_line"))
((for_statement value: (_) body: (do_group)) @site
 (#lines-gt? @site 1)
 (#set! trait "format.then_line") (#set! value "own_line"))

; format.redirect_space
((file_redirect destination: (_) @value) @site
 (#not-match? @site "&")
 (#set! trait "format.redirect_space") (#set! classify "space_before"))

; format.operator_wrap
((pipeline (_) @_a . "|" @_p . (_) @_b) @site
 (#not-same-line? @_a @_b) (#same-line? @_a @_p)
 (#set! trait "format.operator_wrap") (#set! value "after"))
((pipeline (_) @_a . "|" @_p . (_) @_b) @site
 (#not-same-line? @_a @_b) (#same-line? @_p @_b)
 (#set! trait "format.operator_wrap") (#set! value "before"))

; ---- naming ---------------------------------------------------------------------------------------

; naming.function
((function_definition name: (word) @site)
 (#set! trait "naming.function") (#set! classify "case"))

; naming.separator
((function_definition name: (word) @site) (#match? @site "^[A-Za-z0-9_.-]+::?[A-Za-z0-9_.-]")
 (#set! trait "naming.separator") (#set! value "colons"))
((function_definition name: (word) @site) (#match? @site "^[A-Za-z0-9_]+\\.[A-Za-z0-9_]")
 (#set! trait "naming.separator") (#set! value "dot"))
((function_definition name: (word) @site) (#match? @site "^[A-Za-z0-9]+(-[A-Za-z0-9]+)+$")
 (#set! trait "naming.separator") (#set! value "dash"))
((function_definition name: (word) @site) (#match? @site "^_*[A-Za-z0-9]+(_+[A-Za-z0-9]+)+$")
 (#set! trait "naming.separator") (#set! value "underscore"))

; naming.helper
((function_definition name: (word) @site) (#match? @site "^_")
 (#set! trait "naming.helper") (#set! value "underscore"))
((function_definition name: (word) @site)
 (#set! trait "naming.helper") (#set! value "plain"))

; naming.prefix
((function_definition name: (word) @site) (#not-eq? @site "main")
 (#set! trait "naming.prefix") (#set! classify "file_prefix"))

; naming.boolean: functions that stand as conditions
((if_statement condition: [(command name: (command_name (word) @site))
                           (negated_command (command name: (command_name (word) @site)))])
 (#match? @site "^_*(is|has|can|should|was|are|needs|have)_")
 (#set! trait "naming.boolean") (#set! value "prefix"))
((if_statement condition: [(command name: (command_name (word) @site))
                           (negated_command (command name: (command_name (word) @site)))])
 (#match? @site "^[a-z]+_[a-z_]+$")
 (#set! trait "naming.boolean") (#set! value "plain"))

; naming.constant
((declaration_command (variable_assignment name: (variable_name) @site)) @_d
 (#match? @_d "^(readonly|declare -[a-z]*r|typeset -[a-z]*r)\\b")
 (#set! trait "naming.constant") (#set! classify "case") (#set! single "1"))

; naming.variable: those of functions
((variable_assignment name: (variable_name) @site)
 (#has-ancestor? @site function_definition)
 (#set! trait "naming.variable") (#set! classify "case") (#set! single "1") (#set! distinct "1"))

; naming.global: one word in small letters is a choice, too
((program (variable_assignment name: (variable_name) @site))
 (#match? @site "^_*[a-z0-9]+$")
 (#set! trait "naming.global") (#set! value "snake") (#set! distinct "1"))
((program (variable_assignment name: (variable_name) @site))
 (#set! trait "naming.global") (#set! classify "case") (#set! single "1") (#set! distinct "1"))

; ---- idiom ----------------------------------------------------------------------------------------

; idiom.test_form: what only [[ can do leaves no choice
((test_command "[[") @site (#match? @site "=~|[^ ]\\*| && | \\|\\| ")
 (#set! trait "idiom.test_form") (#set! value "-"))
((test_command "[[") @site
 (#set! trait "idiom.test_form") (#set! value "double"))
((test_command "[") @site
 (#set! trait "idiom.test_form") (#set! value "single"))
((command name: (command_name (word) @_n)) @site (#eq? @_n "test")
 (#set! trait "idiom.test_form") (#set! value "test"))

; idiom.shell_function
((function_definition "function" "(") @site
 (#set! trait "idiom.shell_function") (#set! value "both"))
((function_definition "function") @site
 (#set! trait "idiom.shell_function") (#set! value "keyword"))
((function_definition) @site
 (#set! trait "idiom.shell_function") (#set! value "parens"))

; idiom.substitution
((command_substitution "`") @site
 (#set! trait "idiom.substitution") (#set! value "backtick"))
((command_substitution "$(") @site
 (#set! trait "idiom.substitution") (#set! value "dollar"))

; idiom.expansion: braces before a letter are forced
((string (expansion) @site . (string_content) @_n) (#match? @_n "^[A-Za-z0-9_]")
 (#set! trait "idiom.expansion") (#set! value "-"))
((expansion . (variable_name) @_n .) @site
 (#match? @site "^\\s*\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}$")
 (#not-has-parent? @site concatenation)
 (#set! trait "idiom.expansion") (#set! value "braces"))
((simple_expansion (variable_name) @_n) @site
 (#match? @_n "^[A-Za-z_]")
 (#set! trait "idiom.expansion") (#set! value "plain"))

; idiom.quoting: arguments of commands that are one expansion of a name
((command argument: (string . [(simple_expansion (variable_name)) (expansion . (variable_name) .)] .) @site)
 (#set! trait "idiom.quoting") (#set! value "quoted"))
((command argument: [(simple_expansion (variable_name)) (expansion . (variable_name) .)] @site)
 (#set! trait "idiom.quoting") (#set! value "bare"))

; idiom.local: the first time that a name is given a value; capitals mean the environment
((declaration_command [(variable_assignment name: (variable_name) @site) (variable_name) @site]) @_d
 (#match? @_d "^(local|declare|typeset)\\b") (#match? @site "^[a-z]")
 (#has-ancestor? @site function_definition)
 (#set! trait "idiom.local") (#set! value "local") (#set! distinct "1"))
((variable_assignment name: (variable_name) @site)
 (#match? @site "^[a-z]") (#not-has-parent? @site subscript)
 (#has-ancestor? @site function_definition)
 (#set! trait "idiom.local") (#set! value "global") (#set! distinct "1"))

; idiom.constant_mark: names in capitals with a fixed value
((declaration_command (variable_assignment name: (variable_name) @_n)) @site
 (#match? @site "^readonly\\b")
 (#set! trait "idiom.constant_mark") (#set! value "readonly"))
((declaration_command (variable_assignment name: (variable_name) @_n)) @site
 (#match? @site "^(declare|typeset) -[a-z]*r")
 (#set! trait "idiom.constant_mark") (#set! value "declare"))
((program (variable_assignment name: (variable_name) @_n value: [(raw_string) (number) (word)]) @site)
 (#match? @_n "^[A-Z][A-Z0-9_]+$")
 (#set! trait "idiom.constant_mark") (#set! value "plain"))

; idiom.short_circuit: a test and one command, no else
((list . (test_command) . (command) .) @site
 (#not-has-parent? @site if_statement while_statement list negated_command)
 (#set! trait "idiom.short_circuit") (#set! value "list"))
((if_statement condition: (test_command) . "then" . (command) . "fi") @site
 (#set! trait "idiom.short_circuit") (#set! value "if"))

; idiom.print: what echo does portably
((command name: (command_name (word) @_n) argument: (_) @_a) @site
 (#eq? @_n "echo") (#not-match? @_a "^-[neE]+$")
 (#set! trait "idiom.print") (#set! value "echo"))
((command name: (command_name (word) @_n) argument: (_) @_a) @site
 (#eq? @_n "printf") (#match? @_a "^['\"][^%]*(%s)?[^%]*\\\\n['\"]$")
 (#set! trait "idiom.print") (#set! value "printf"))

; idiom.heredoc_name
((heredoc_redirect (heredoc_start) @_s) @site (#match? @_s "^['\"\\\\]?EOF['\"]?$")
 (#set! trait "idiom.heredoc_name") (#set! value "EOF"))
((heredoc_redirect (heredoc_start) @_s) @site (#match? @_s "^['\"\\\\]?END['\"]?$")
 (#set! trait "idiom.heredoc_name") (#set! value "END"))
((heredoc_redirect (heredoc_start)) @site
 (#set! trait "idiom.heredoc_name") (#set! value "other"))

; format.heredoc: at the left edge there is nothing to indent
((heredoc_redirect "<<-") @site
 (#set! trait "format.heredoc") (#set! value "dash"))
((heredoc_redirect "<<") @site
 (#has-ancestor? @site function_definition if_statement while_statement for_statement)
 (#set! trait "format.heredoc") (#set! value "bare"))

; idiom.arithmetic
((arithmetic_expansion) @site
 (#not-has-ancestor? @site arithmetic_expansion)
 (#set! trait "idiom.arithmetic") (#set! value "expansion"))
((compound_statement "((") @site
 (#not-has-parent? @site if_statement while_statement)
 (#set! trait "idiom.arithmetic") (#set! value "command"))
((command name: (command_name (word) @_n)) @site (#eq? @_n "let")
 (#set! trait "idiom.arithmetic") (#set! value "let"))
((command name: (command_name (word) @_n)) @site (#eq? @_n "expr")
 (#set! trait "idiom.arithmetic") (#set! value "expr"))

; idiom.string_test
((unary_expression operator: (test_operator) @_o) @site (#any-of? @_o "-z" "-n")
 (#set! trait "idiom.string_test") (#set! value "z"))
((binary_expression right: (_) @_r) @site
 (#any-of? @_r "\"\"" "''")
 (#set! trait "idiom.string_test") (#set! value "compare"))

; idiom.test_equal
((test_command "[[" (binary_expression "==") @site)
 (#set! trait "idiom.test_equal") (#set! value "double"))
((test_command "[[" (binary_expression "=") @site)
 (#set! trait "idiom.test_equal") (#set! value "single"))

; idiom.source_form
((command name: (command_name (word) @_n) argument: (_)) @site (#eq? @_n "source")
 (#set! trait "idiom.source_form") (#set! value "source"))
((command name: (command_name (word) @_n) argument: (_)) @site (#eq? @_n ".")
 (#set! trait "idiom.source_form") (#set! value "dot"))

; idiom.read_raw
((command name: (command_name (word) @_n) argument: (_) @_a) @site
 (#eq? @_n "read") (#match? @_a "^-[a-z]*r")
 (#set! trait "idiom.read_raw") (#set! value "yes"))
((command name: (command_name (word) @_n) argument: (_)) @site (#eq? @_n "read")
 (#set! trait "idiom.read_raw") (#set! value "no"))

; idiom.while_read
((while_statement condition: (command name: (command_name (word) @_n))) @site (#eq? @_n "read")
 (#set! trait "idiom.while_read") (#set! value "while"))
((for_statement value: (command_substitution)) @site
 (#set! trait "idiom.while_read") (#set! value "for"))

; idiom.redirect_both
((file_redirect ["&>" "&>>"]) @site
 (#set! trait "idiom.redirect_both") (#set! value "both"))
((redirected_statement redirect: (file_redirect [">" ">>"]) redirect: (file_redirect ">&" destination: (number) @_d) @_r) @site
 (#match? @_r "^2>&1$")
 (#set! trait "idiom.redirect_both") (#set! value "separate"))

; idiom.all_args
((simple_expansion (special_variable_name) @_n) @site (#eq? @_n "@")
 (#set! trait "idiom.all_args") (#set! value "at"))
((simple_expansion (special_variable_name) @_n) @site (#eq? @_n "*")
 (#set! trait "idiom.all_args") (#set! value "star"))

; idiom.command_check
((command name: (command_name (word) @_n) argument: (_) @_a) @site
 (#eq? @_n "command") (#any-of? @_a "-v" "-V")
 (#set! trait "idiom.command_check") (#set! value "command"))
((command name: (command_name (word) @_n)) @site (#eq? @_n "which")
 (#set! trait "idiom.command_check") (#set! value "which"))
((command name: (command_name (word) @_n)) @site (#eq? @_n "type")
 (#set! trait "idiom.command_check") (#set! value "type"))
((command name: (command_name (word) @_n) argument: (word) @_a) @site (#eq? @_n "hash") (#not-match? @_a "^-")
 (#set! trait "idiom.command_check") (#set! value "hash"))

; idiom.cat_pipe
((pipeline . (command name: (command_name (word) @_n) . argument: [(word) (string) (simple_expansion)] @_a .)) @site
 (#eq? @_n "cat") (#not-match? @_a "^-")
 (#set! trait "idiom.cat_pipe") (#set! value "cat"))
((redirected_statement body: [(command) (while_statement)] redirect: (file_redirect "<" destination: (_) @_d)) @site
 (#not-match? @_d "/dev/null|^<")
 (#set! trait "idiom.cat_pipe") (#set! value "redirect"))

; idiom.options
((while_statement condition: (command name: (command_name (word) @_n))) @site (#eq? @_n "getopts")
 (#set! trait "idiom.options") (#set! value "getopts"))
((command name: (command_name (word) @_n)) @site (#eq? @_n "getopt")
 (#set! trait "idiom.options") (#set! value "getopt"))
((case_statement value: (_) @_v (case_item value: (_) @_i)) @site
 (#match? @_v "^\"?\\$\\{?(1|arg|opt|option|key)\\}?\"?$") (#match? @_i "^--?[a-zA-Z]")
 (#not-has-ancestor? @site case_item)
 (#set! trait "idiom.options") (#set! value "case"))

; idiom.long_options: programs that have both
((command name: (command_name (word) @_n) argument: (word) @_a) @site
 (#any-of? @_n "rm" "mkdir" "cp" "mv" "grep" "curl" "sort" "wget" "ln" "head" "tail" "tar" "touch" "ls" "date" "diff")
 (#match? @_a "^--[a-z]{2}")
 (#set! trait "idiom.long_options") (#set! value "long"))
((command name: (command_name (word) @_n) argument: (word) @_a) @site
 (#any-of? @_n "rm" "mkdir" "cp" "mv" "grep" "curl" "sort" "wget" "ln" "head" "tail" "tar" "touch" "ls" "date" "diff")
 (#match? @_a "^-[a-zA-Z]+$")
 (#set! trait "idiom.long_options") (#set! value "short"))

; idiom.shebang
((program . (comment) @site) (#match? @site "^#! ?(/usr)?/bin/env ")
 (#set! trait "idiom.shebang") (#set! value "env"))
((program . (comment) @site) (#match? @site "^#! ?/[a-z/]*/(ba|z|k|da|a)?sh\\b")
 (#set! trait "idiom.shebang") (#set! value "absolute"))

; idiom.dialect
((program . (comment) @site) (#match? @site "^#!.*\\b(bash|bats)\\b")
 (#set! trait "idiom.dialect") (#set! value "bash"))
((program . (comment) @site) (#match? @site "^#!.*\\bzsh\\b")
 (#set! trait "idiom.dialect") (#set! value "zsh"))
((program . (comment) @site) (#match? @site "^#!.*\\bksh\\b")
 (#set! trait "idiom.dialect") (#set! value "ksh"))
((program . (comment) @site) (#match? @site "^#!.*\\b(sh|dash|ash)\\b")
 (#set! trait "idiom.dialect") (#set! value "sh"))
((program . (comment) @site) (#match? @site "^#!")
 (#set! trait "idiom.dialect") (#set! value "other"))

; ---- error ----------------------------------------------------------------------------------------

; error.strict: scripts, by their first set with -e
((program (command name: (command_name (word) @_n)) @_s) @site
 (#eq? @_n "set") (#match? @_s "-[a-z]*(eu|ue|u[a-z]*e|e[a-z]*u)[a-z]* +pipefail|errexit.*nounset.*pipefail|-eu[a-z]* .*pipefail")
 (#set! trait "error.strict") (#set! value "euo_pipefail"))
((program (command name: (command_name (word) @_n)) @_s) @site
 (#eq? @_n "set") (#match? @_s "-[a-z]*e[a-z]*o? +.*pipefail|errexit.*pipefail")
 (#set! trait "error.strict") (#set! value "e_pipefail"))
((program (command name: (command_name (word) @_n)) @_s) @site
 (#eq? @_n "set") (#match? @_s " -[a-z]*(eu|ue|u[a-z]*e|e[a-z]*u)")
 (#set! trait "error.strict") (#set! value "eu"))
((program (command name: (command_name (word) @_n)) @_s) @site
 (#eq? @_n "set") (#match? @_s " -[a-z]*e|errexit")
 (#set! trait "error.strict") (#set! value "e"))
((program . (comment) @_c) @site
 (#match? @_c "^#!.*sh\\b( |$)")
 (#set! trait "error.strict") (#set! value "none"))

; error.set_form
((command name: (command_name (word) @_n) argument: (word) @_a) @site
 (#eq? @_n "set") (#any-of? @_a "errexit" "nounset" "xtrace" "noglob" "allexport")
 (#set! trait "error.set_form") (#set! value "long"))
((command name: (command_name (word) @_n) . argument: (word) @_a) @site
 (#eq? @_n "set") (#match? @_a "^[-+][euxfa]+o?$")
 (#set! trait "error.set_form") (#set! value "short"))

; error.fail_form
((command name: (command_name (word) @_n) argument: (_)) @site
 (#match? @_n "^(log_?)?_*(die|fatal|abort|bail|err_?exit|error_?exit|fail|error_and_exit|exit_with_error|errorquit|oops)$") (#not-test-file?)
 (#set! trait "error.fail_form") (#set! value "die"))
((command name: (command_name (word) @_n) argument: (_) @_a) @site
 (#eq? @_n "exit") (#match? @_a "^[1-9][0-9]*$")
 (#set! trait "error.fail_form") (#set! value "exit"))
((command name: (command_name (word) @_n) argument: (_) @_a) @site
 (#eq? @_n "return") (#match? @_a "^[1-9][0-9]*$")
 (#set! trait "error.fail_form") (#set! value "return"))

; error.stderr: what says that it is an error
((redirected_statement body: (command name: (command_name (word) @_n) argument: (_) @_a) redirect: (file_redirect) @_r) @site
 (#any-of? @_n "echo" "printf") (#match? @_r "^1?>(& ?2|/dev/stderr)")
 (#set! trait "error.stderr") (#set! value "yes"))
((command redirect: (file_redirect) @_r name: (command_name (word) @_n)) @site
 (#any-of? @_n "echo" "printf") (#match? @_r "^1?>(& ?2|/dev/stderr)")
 (#set! trait "error.stderr") (#set! value "yes"))
((command name: (command_name (word) @_n) argument: [(string) (raw_string)] @_a) @site
 (#any-of? @_n "echo" "printf") (#match? @_a "^.{0,12}(?i)(error|fatal|warning|usage|failed|invalid|unknown|missing|cannot|could not|unable)\\b")
 (#not-has-parent? @site redirected_statement pipeline command_substitution)
 (#not-has-child? @site file_redirect)
 (#set! trait "error.stderr") (#set! value "no"))

; error.stderr_place
((redirected_statement body: (command name: (command_name (word) @_n)) redirect: (file_redirect) @_r) @site
 (#any-of? @_n "echo" "printf" "cat") (#match? @_r "^1?>& ?2")
 (#set! trait "error.stderr_place") (#set! value "trailing"))
((command redirect: (file_redirect) @_r name: (command_name (word) @_n)) @site
 (#any-of? @_n "echo" "printf" "cat") (#match? @_r "^1?>& ?2")
 (#set! trait "error.stderr_place") (#set! value "leading"))

; error.trap_body
((command name: (command_name (word) @_n) . argument: [(raw_string) (string)] @_a) @site
 (#eq? @_n "trap") (#match? @_a "^.[^ ]+ ")
 (#set! trait "error.trap_body") (#set! value "inline"))
((command name: (command_name (word) @_n) . argument: [(word) (raw_string) (string)] @_a) @site
 (#eq? @_n "trap") (#match? @_a "^.?[a-zA-Z_]\\w+.?$")
 (#set! trait "error.trap_body") (#set! value "function"))

; error.cleanup
((command name: (command_name (word) @_n) argument: (word) @_s) @site
 (#eq? @_n "trap") (#any-of? @_s "EXIT" "0" "INT" "TERM")
 (#set! trait "error.cleanup") (#set! value "trap"))
((command name: (command_name (word) @_n) argument: (_) @_a) @site
 (#eq? @_n "rm") (#match? @_a "(?i)\\$\\{?\\w*(tmp|temp)\\w*\\}?\"?$")
 (#set! trait "error.cleanup") (#set! value "inline"))

; ---- doc ------------------------------------------------------------------------------------------

; doc.functions
((function_definition) @site
 (#set! trait "doc.functions") (#set! classify "documented"))

; doc.comment_case: the first line of a run of comments
((comment) @_p . (comment) @site
 (#not-match? @_p "^#!")
 (#set! trait "doc.comment_case") (#set! value "-"))
((comment) @site (#match? @site "^#+ *[a-z]+ [a-z]+ ") (#not-match? @site "^# *shellcheck")
 (#set! trait "doc.comment_case") (#set! value "lower"))
((comment) @site (#match? @site "^#+ *[A-Z][a-z]* [a-z]+ ")
 (#not-match? @site "(?i)copyright|licen[cs]e")
 (#set! trait "doc.comment_case") (#set! value "capital"))

; doc.file_head: behind the line that names the shell
((program . (comment) @_s . (comment) @_c) @site (#match? @_s "^#!") (#match? @_c "SPDX-License")
 (#set! trait "doc.file_head") (#set! value "spdx"))
((program . (comment) @_s . (comment) @_c) @site (#match? @_s "^#!") (#match? @_c "(?i)copyright|licen[cs]e")
 (#set! trait "doc.file_head") (#set! value "licence"))
((program . (comment) @_s . (comment) @_c) @site
 (#match? @_s "^#!") (#match? @_c "[A-Za-z]") (#not-match? @_c "shellcheck")
 (#set! trait "doc.file_head") (#set! value "description"))
((program . (comment) @_s) @site (#match? @_s "^#!")
 (#set! trait "doc.file_head") (#set! value "none"))

; ---- test -----------------------------------------------------------------------------------------

; test.assertion
((command name: (command_name (word) @_n)) @site
 (#match? @_n "^_?assert") (#test-file?)
 (#set! trait "test.assertion") (#set! value "function"))
((test_command) @site
 (#has-parent? @site program compound_statement) (#match? @site "\\$\\{?(status|output|lines|result)\\b") (#test-file?)
 (#set! trait "test.assertion") (#set! value "bracket"))

; ---- structure ------------------------------------------------------------------------------------

; structure.early_return
((if_statement (command name: (command_name (word) @_n)) (else_clause)) @site
 (#any-of? @_n "return" "exit" "continue")
 (#set! trait "structure.early_return") (#set! value "else"))
((if_statement (command name: (command_name (word) @_n)) . "fi") @site
 (#any-of? @_n "return" "exit" "continue")
 (#set! trait "structure.early_return") (#set! value "guard"))
((function_definition body: (compound_statement (if_statement) @site .))
 (#lines-gt? @site 5) (#not-has-child? @site elif_clause else_clause)
 (#set! trait "structure.early_return") (#set! value "else"))

; structure.function_length
((function_definition) @site
 (#set! trait "structure.function_length") (#set! classify "lines") (#set! buckets "10 25 50 100"))

; structure.main: programs with functions
((program (function_definition name: (word) @_f) (command name: (command_name (word) @_n)) @_m) @site
 (#eq? @_f "main") (#eq? @_n "main") (#last? @_m)
 (#set! trait "structure.main") (#set! value "yes"))
((program . (comment) @_c (function_definition) [(command) (if_statement) (case_statement) (list) (redirected_statement)] @_m) @site
 (#match? @_c "^#!") (#last? @_m) (#not-test-file?)
 (#set! trait "structure.main") (#set! value "no"))

; naming.verb_get
((function_definition name: (word) @site)
 (#set! trait "naming.verb_get") (#set! classify "first_word"))

; naming.verb_make
((function_definition name: (word) @site)
 (#set! trait "naming.verb_make") (#set! classify "first_word"))

; naming.verb_remove
((function_definition name: (word) @site)
 (#set! trait "naming.verb_remove") (#set! classify "first_word"))

; idiom.builtin: what the shell can do itself
((expansion operator: ["##" "%" "%%" "#"]) @site
 (#set! trait "idiom.builtin") (#set! value "expansion"))
((command name: (command_name (word) @_n)) @site
 (#any-of? @_n "basename" "dirname")
 (#set! trait "idiom.builtin") (#set! value "program"))

; naming.abbreviation: names that people cut or write out
((variable_assignment name: (variable_name) @site)
 (#match? @site "^(ctx|cfg|conf|idx|buf|len|msg|ptr|str|tmp|req|res|resp|conn|addr|cnt|src|dst|cb|opts|params|args|pkg|dir|cmd|attr|val|prev|cur|pos|num|el|elem|arr|obj|db|sz)$")
 (#set! trait "naming.abbreviation") (#set! value "short") (#set! distinct "1"))
((variable_assignment name: (variable_name) @site)
 (#match? @site "^(context|config|configuration|index|buffer|length|message|pointer|string|temp|temporary|request|result|response|connection|address|count|source|destination|dest|callback|options|parameters|arguments|package|directory|folder|command|attribute|value|previous|current|position|number|element|array|object|database|size)$")
 (#set! trait "naming.abbreviation") (#set! value "full") (#set! distinct "1"))

; ---- library --------------------------------------------------------------------------------------

; library.import: programs among rivals, and what is read in
((command name: (command_name (word) @value)) @site
 (#any-of? @value "curl" "wget" "jq" "@test" "Describe")
 (#set! trait "library.import") (#set! classify "text") (#set! distinct "1"))
((command name: (command_name (word) @_n) argument: (_) @_a) @site
 (#any-of? @_n "." "source") (#match? @_a "shunit2")
 (#set! trait "library.import") (#set! value "shunit2"))
((command name: (command_name (word) @_n) argument: (_) @_a) @site
 (#eq? @_n "load") (#match? @_a "bats|test_helper")
 (#set! trait "library.import") (#set! value "bats"))
