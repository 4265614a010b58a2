; SPDX-License-Identifier: Apache-2.0
; Habits in Java and C#, in nodes that both grammars have. One block per trait of data/traits.json; the protocol is
; docs/formats/queries.md.

; ---- format ---------------------------------------------------------------------------------------

; format.else_line
((if_statement consequence: (block) @_b "else" @site)
 (#same-line? @_b @site)
 (#set! trait "format.else_line") (#set! value "same_line"))
((if_statement consequence: (block) "else" @site)
 (#set! trait "format.else_line") (#set! value "own_line"))

; format.catch_line
([(block) (catch_clause)] @_b . [(catch_clause) (finally_clause)] @site
 (#same-line? @_b @site)
 (#set! trait "format.catch_line") (#set! value "same_line"))
([(block) (catch_clause)] . [(catch_clause) (finally_clause)] @site
 (#set! trait "format.catch_line") (#set! value "own_line"))

; format.paren_space
((argument_list) @site
 (#set! trait "format.paren_space") (#set! classify "spaces_inside"))

; format.operator_space
((binary_expression operator: ["+" "-" "*" "<" ">" "==" "!="] @value) @site
 (#set! trait "format.operator_space") (#set! classify "space_around"))

; format.cast_space
((cast_expression ")" @value) @site
 (#set! trait "format.cast_space") (#set! classify "space_after"))

; ---- idiom ----------------------------------------------------------------------------------------

; idiom.lambda_body: a body of one statement that could be an expression
((lambda_expression body: (block . [(return_statement (_)) (expression_statement)] .)) @site
 (#set! trait "idiom.lambda_body") (#set! value "block"))
((lambda_expression body: (block)) @site
 (#set! trait "idiom.lambda_body") (#set! value "-"))
((lambda_expression) @site
 (#set! trait "idiom.lambda_body") (#set! value "expression"))
