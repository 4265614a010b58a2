/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exports that people and language models read: AGENTS.md, rules for Cursor, instructions for
 * Copilot, and the facts as JSON. Only what is stated goes in, the most unusual first, and at most
 * LANG_BYTES for a language: such files are read before every task, and each line that says what
 * the model would do anyway costs attention.
 */
#include "core/export_internal.h"

#include <string.h>

#define LANG_BYTES  1600 /* about 400 tokens of English */
#define SHORT_ITEMS 5    /* per language, where the rest stands in another file */

static const char WHERE[] = "core.export";
static const char INTRO[] = "How this developer writes code, found in their own repositories. "
                            "Follow it in new code; where a file does otherwise, follow the file.";

static bool is_said(const struct idio_fact *f)
{
    return f->stated && *f->wording;
}

static bool says(const struct exporting *x, enum idio_lang lang)
{
    for (size_t i = 0; i < x->n; i++)
        if (x->facts[i]->lang == lang && is_said(x->facts[i]))
            return true;
    return false;
}

/* One line of a list: what comes from repositories may hold anything but that. */
static void put_item(struct idio_str *out, const char *text)
{
    idio_str_puts(out, "- ");
    for (; *text; text++)
        idio_str_putc(out, (unsigned char)*text < ' ' ? ' ' : *text);
    idio_str_putc(out, '\n');
}

static void put_items(const struct exporting *x, enum idio_lang lang, size_t most,
                      struct idio_str *out)
{
    size_t bytes = 0, items = 0;
    for (size_t i = 0; i < x->n && items < most; i++) {
        const struct idio_fact *f = x->facts[i];
        if (f->lang != lang || !is_said(f))
            continue;
        bytes += strlen(f->wording) + 3;
        if (bytes > LANG_BYTES)
            return;
        put_item(out, f->wording);
        items++;
    }
}

/* The next language after `lang` (IDIO_LANG_NONE: the first) of which something is said, or
 * IDIO_LANG_NONE. */
static enum idio_lang next_said(const struct exporting *x, enum idio_lang lang)
{
    for (unsigned l = (unsigned)lang + 1; l < IDIO_LANG_COUNT; l++)
        if (says(x, (enum idio_lang)l))
            return (enum idio_lang)l;
    return IDIO_LANG_NONE;
}

/* A file for each language: front matter, then the list. `path` is the front of its name, `tail`
 * the end. */
struct rules {
    const char *path, *tail;
    const char *(*head)(struct exporting *x, enum idio_lang lang, const char *globs);
};

/* A file for all languages, joined to what is there: a heading for each. `rest`: names of the
 * files where the rest of a language stands; then only SHORT_ITEMS are listed. */
static int add_overview(struct exporting *x, const char *path, const struct rules *rest,
                        struct idio_err *err)
{
    enum idio_lang lang = next_said(x, IDIO_LANG_NONE);
    struct export_file *f = lang ? export_add(x, path) : NULL;
    if (!f)
        return lang ? idio_nomem(err, WHERE) : IDIO_OK;
    f->marks = EXPORT_MARKS_HTML;
    f->join = EXPORT_APPEND;
    idio_str_printf(&f->block, "## Code style\n\n%s\n", INTRO);
    for (; lang; lang = next_said(x, lang)) {
        idio_str_printf(&f->block, "\n### %s\n\n", idio_lang_title(lang));
        if (rest)
            idio_str_printf(&f->block, "In short; the rest is in `%s%s%s`.\n\n", rest->path,
                            idio_lang_id(lang), rest->tail);
        put_items(x, lang, rest ? SHORT_ITEMS : SIZE_MAX, &f->block);
    }
    return IDIO_OK;
}

int export_agents(struct exporting *x, struct idio_err *err)
{
    return add_overview(x, "AGENTS.md", NULL, err);
}

static int add_rules(struct exporting *x, const struct rules *r, enum idio_lang lang,
                     struct idio_err *err)
{
    struct idio_str globs;
    idio_str_init(&globs, 512);
    export_globs(&globs, lang, "**/*.", ",");
    const char *path = idio_arena_printf(x->arena, "%s%s%s", r->path, idio_lang_id(lang), r->tail);
    const char *head = globs.failed ? NULL : r->head(x, lang, globs.data);
    struct export_file *f = head && path ? export_add(x, path) : NULL;
    idio_str_release(&globs);
    if (!f)
        return idio_nomem(err, WHERE);
    f->head = head;
    f->marks = EXPORT_MARKS_HTML;
    f->join = EXPORT_REFUSE;
    idio_str_printf(&f->block, "# %s style\n\n%s\n\n", idio_lang_title(lang), INTRO);
    put_items(x, lang, SIZE_MAX, &f->block);
    return IDIO_OK;
}

static int add_all_rules(struct exporting *x, const struct rules *r, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (enum idio_lang lang = next_said(x, IDIO_LANG_NONE); lang && rc == IDIO_OK;
         lang = next_said(x, lang))
        rc = add_rules(x, r, lang, err);
    return rc;
}

static const char *cursor_head(struct exporting *x, enum idio_lang lang, const char *globs)
{
    return idio_arena_printf(x->arena,
                             "---\ndescription: How this developer writes %s\n"
                             "globs: %s\nalwaysApply: false\n---\n\n",
                             idio_lang_title(lang), globs);
}

int export_cursor(struct exporting *x, struct idio_err *err)
{
    static const struct rules rules = {".cursor/rules/idiolect-", ".mdc", cursor_head};
    return add_all_rules(x, &rules, err);
}

static const char *copilot_head(struct exporting *x, enum idio_lang lang, const char *globs)
{
    (void)lang;
    return idio_arena_printf(x->arena, "---\napplyTo: \"%s\"\n---\n\n", globs);
}

/* One file that is always read, in short, and one for each language. */
int export_copilot(struct exporting *x, struct idio_err *err)
{
    static const struct rules rules = {".github/instructions/", ".instructions.md", copilot_head};
    int rc = add_overview(x, ".github/copilot-instructions.md", &rules, err);
    return rc == IDIO_OK ? add_all_rules(x, &rules, err) : rc;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* What core_fact_json says, without lines of the developer's code. */
static struct idio_json *row_json(const struct idio_fact *f)
{
    struct idio_json *row = core_fact_json(f);
    if (row && (idio_json_remove(row, "examples") < 0 || idio_json_remove(row, "counter") < 0))
        return idio_json_free(row);
    return row;
}

int export_json(struct exporting *x, struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *doc = idio_json_object();
    struct idio_json *rows = idio_json_array();
    size_t said = 0;
    int rc = rows ? IDIO_OK : IDIO_E_NOMEM;
    for (size_t i = 0; i < x->n && rc == IDIO_OK; i++) {
        if (!is_said(x->facts[i]))
            continue;
        rc = idio_json_push(rows, row_json(x->facts[i]));
        said++;
    }
    int put = idio_json_put(doc, "generator", idio_json_string("idiolect"));
    put |= idio_json_put(doc, "version", idio_json_int(1));
    put |= idio_json_put(doc, "facts", rows);
    if (rc < 0 || put < 0)
        return idio_nomem(err, WHERE);
    if (said == 0)
        return IDIO_OK;
    struct export_file *f = export_add(x, "idiolect-style.json");
    if (!f)
        return idio_nomem(err, WHERE);
    f->marks = EXPORT_MARKS_NONE;
    f->join = EXPORT_REFUSE;
    rc = idio_json_write(doc, IDIO_JSON_PRETTY, &f->block, err);
    idio_str_putc(&f->block, '\n');
    return rc;
}
