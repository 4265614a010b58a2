/* SPDX-License-Identifier: Apache-2.0 */
/*
 * .editorconfig: a section for each language with what was decided about white space. Properties
 * that nothing was found out about are left out, so that the editor's own settings hold. Our
 * sections stand before the developer's, because in this format the later one wins.
 */
#include "core/export_internal.h"

#include <string.h>

static const char WHERE[] = "core.export";

static bool is(const char *value, const char *what)
{
    return value && strcmp(value, what) == 0;
}

static void put_properties(const struct exporting *x, enum idio_lang lang, struct idio_str *out)
{
    const char *indent = export_value(x, lang, "format.indent");
    const char *eol = export_value(x, lang, "format.eol");
    const char *newline = export_value(x, lang, "format.final_newline");
    const char *space = export_value(x, lang, "format.trailing_space");
    const char *length = export_value(x, lang, "format.line_length");

    if (is(indent, "tab"))
        idio_str_puts(out, "indent_style = tab\n");
    else if (is(indent, "2") || is(indent, "4") || is(indent, "8"))
        idio_str_printf(out, "indent_style = space\nindent_size = %s\n", indent);
    if (is(eol, "lf") || is(eol, "crlf"))
        idio_str_printf(out, "end_of_line = %s\n", eol);
    if (newline)
        idio_str_printf(out, "insert_final_newline = %s\n",
                        is(newline, "always") ? "true" : "false");
    if (is(space, "never"))
        idio_str_puts(out, "trim_trailing_whitespace = true\n");
    if (length && strncmp(length, "le", 2) == 0)
        idio_str_printf(out, "max_line_length = %s\n", length + 2);
}

/* "[*.{js,mjs}]"; braces around one word would be taken literally. */
static void put_glob(struct idio_str *out, enum idio_lang lang)
{
    bool one = !strchr(idio_lang_extensions(lang), ' ');
    idio_str_puts(out, one ? "[*." : "[*.{");
    export_globs(out, lang, "", ",");
    idio_str_puts(out, one ? "]\n" : "}]\n");
}

int export_editorconfig(struct exporting *x, struct idio_err *err)
{
    struct export_file *f = NULL;
    struct idio_str section;
    int rc = IDIO_OK;
    idio_str_init(&section, 4096);
    for (unsigned l = 1; l < IDIO_LANG_COUNT && rc == IDIO_OK; l++) {
        enum idio_lang lang = (enum idio_lang)l;
        idio_str_clear(&section);
        put_properties(x, lang, &section);
        rc = idio_str_status(&section, WHERE, err);
        if (rc < 0 || section.len == 0)
            continue;
        if (!f) {
            f = export_add(x, ".editorconfig");
            if (!f) {
                rc = idio_nomem(err, WHERE);
                break;
            }
            f->head = "root = true\n\n";
            f->marks = EXPORT_MARKS_HASH;
            f->join = EXPORT_PREPEND;
        } else {
            idio_str_putc(&f->block, '\n');
        }
        put_glob(&f->block, lang);
        idio_str_puts(&f->block, section.data);
    }
    idio_str_release(&section);
    return rc;
}
