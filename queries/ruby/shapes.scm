; Shapes of Ruby. Protocol: docs/formats/queries.md

[(method) (singleton_method) (lambda)] @function

(method_parameters (identifier) @param @param.name)
(method_parameters [(optional_parameter name: (_) @param.name) (keyword_parameter name: (_) @param.name value: (_))]
  @param @param.optional)
(method_parameters (keyword_parameter name: (_) @param.name) @param)
(method_parameters [(splat_parameter) (hash_splat_parameter)] @param @param.name @param.variadic)
(method_parameters (block_parameter) @param @param.name @param.optional)
(method_parameters (destructured_parameter) @param @param.name)

; what a method ends with is what it returns; of a call nobody can say
(return (argument_list)) @gives
([(method body: (body_statement [(array) (binary) (element_reference) (false) (float) (hash) (identifier)
    (instance_variable) (integer) (nil) (simple_symbol) (string) (true) (unary) (conditional)] @gives .))
  (singleton_method body: (body_statement [(array) (binary) (element_reference) (false) (float) (hash) (identifier)
    (instance_variable) (integer) (nil) (simple_symbol) (string) (true) (unary) (conditional)] @gives .))])
; def size = @size
([(method "=" body: (_) @gives @statement @simple) (singleton_method "=" body: (_) @gives @statement @simple)])

((call !receiver method: (identifier) @_m arguments: (argument_list . [
   (constant) @raise (scope_resolution) @raise
   (call receiver: [(constant) (scope_resolution)] @raise)]))
 (#any-of? @_m "raise" "fail"))

((if_modifier body: [(return) (call !receiver method: (identifier) @_m)] condition: (_) @guard)
 (#any-of? @_m "raise" "fail" "abort" "exit"))
((unless_modifier body: [(return) (call !receiver method: (identifier) @_m)] condition: (_) @guard.unless)
 (#any-of? @_m "raise" "fail" "abort" "exit"))
((if condition: (_) @guard consequence: (then [(return) (call !receiver method: (identifier) @_m)] .))
 (#any-of? @_m "raise" "fail" "abort" "exit"))
((unless condition: (_) @guard.unless consequence: (then [(return) (call !receiver method: (identifier) @_m)] .))
 (#any-of? @_m "raise" "fail" "abort" "exit"))

[(comment) (rescue) (ensure) (else) (elsif) (when) (empty_statement) (method) (singleton_method) (class) (module)
 (singleton_class)] @skip
([(program (_) @statement) (body_statement (_) @statement) (block_body (_) @statement) (then (_) @statement)
  (else (_) @statement) (do (_) @statement) (begin (_) @statement) (ensure (_) @statement)])
([(method body: (body_statement [(call) (identifier) (instance_variable) (return) (super) (yield)
    (element_reference)] @simple))
  (singleton_method body: (body_statement [(call) (identifier) (instance_variable) (return) (super) (yield)
    (element_reference)] @simple))])
[(call) (super) (yield)] @call
