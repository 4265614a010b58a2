# What is written is read by clang-format, and leaves code of the developer's own habits as it is.
$ ada
$ write_engine() {
>     local noun verb
>     for noun in $nouns; do
>         for verb in open close count; do
>             printf 'static int\n%s_%s(char *name, int n)\n{\n\tint i;\n\n\tif (name == NULL) {\n\t\treturn -1;\n\t}\n' $noun $verb
>             printf '\tfor (i = 0; i < n; i++) {\n\t\tif (name[i] == 47) {\n\t\t\tn--;\n\t\t} else {\n\t\t\tprintf("%%c", name[i]);\n\t\t}\n\t}\n'
>             printf '\treturn n;\n}\n'
>             [ $verb = count ] || echo
>         done >"$1/$noun.c"
>     done
> }
$ make_repo engine
$ idiolect -q learn engine >/dev/null
$ idiolect profile export --format clang-format --diff
| --- /dev/null
| +++ .clang-format
| @@ -0,0 +1,13 @@
| +# idiolect:begin
| +BasedOnStyle: Mozilla
| +UseTab: ForIndentation
| +IndentWidth: 8
| +TabWidth: 8
| +ContinuationIndentWidth: 8
| +PointerAlignment: Right
| +DerivePointerAlignment: false
| +BreakBeforeBraces: Linux
| +SpaceBeforeParens: ControlStatements
| +SpacesInParentheses: false
| +AlwaysBreakAfterReturnType: AllDefinitions
| +# idiolect:end
$ idiolect profile export --format clang-format -o engine
| engine/.clang-format written
$ command -v clang-format >/dev/null || skip "no clang-format"
$ clang-format --dump-config --style=file:engine/.clang-format | grep -E '^(IndentWidth|UseTab|ColumnLimit|PointerAlignment|BreakBeforeBraces|AlwaysBreakAfterReturnType|SpaceBeforeParens|DerivePointerAlignment):'
| AlwaysBreakAfterReturnType: AllDefinitions
| BreakBeforeBraces: Linux
| ColumnLimit:     80
| DerivePointerAlignment: false
| IndentWidth:     8
| PointerAlignment: Right
| SpaceBeforeParens: ControlStatements
| UseTab:          ForIndentation
$ clang-format --dry-run --Werror --style=file:engine/.clang-format engine/src/cart.c && echo unchanged
| unchanged
# Braces that no predefined arrangement has.
$ for v in function_brace=same_line control_brace=own_line else_line=same_line pointer=type paren_space=space line_length=le100 indent=2 return_type_line=same_line; do idiolect -q profile pin c:format.$v >/dev/null; done
$ idiolect profile export --format clang-format -o -
| # idiolect:begin
| BasedOnStyle: Google
| UseTab: Never
| IndentWidth: 2
| ColumnLimit: 100
| PointerAlignment: Left
| DerivePointerAlignment: false
| BreakBeforeBraces: Custom
| BraceWrapping:
|   AfterFunction: false
|   AfterControlStatement: Always
|   BeforeElse: false
| SpaceBeforeParens: ControlStatements
| SpacesInParentheses: true
| AlwaysBreakAfterReturnType: None
| # idiolect:end
$ idiolect profile export --format clang-format -o engine >/dev/null
$ clang-format --style=file:engine/.clang-format engine/src/cart.c | sed -n '4,12p'
|   if ( name == NULL )
|   { return -1; }
|   for ( i = 0; i < n; i++ )
|   {
|     if ( name[i] == 47 )
|     {
|       n--;
|     } else
|     { printf( "%c", name[i] ); }
# A file without marks is the developer's; so is what stands beside the marks.
$ printf 'BasedOnStyle: GNU\n' >.clang-format
$ idiolect profile export --format clang-format
! idiolect: .clang-format is there and not idiolect's
! hint: --force replaces it, --diff shows what would be lost; -o PATH writes elsewhere
= 1
$ idiolect profile export --format clang-format --force
| .clang-format changed
$ printf 'Cpp11BracedListStyle: true\n' >>.clang-format
$ idiolect profile reset --all >/dev/null
$ idiolect profile export --format clang-format
| .clang-format changed
$ tail -1 .clang-format
| Cpp11BracedListStyle: true
$ clang-format --dry-run --Werror --style=file:.clang-format engine/src/cart.c && echo unchanged
| unchanged
