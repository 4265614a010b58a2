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

int export_agents(struct exporting *x, struct idio_err *err)
{
    struct export_file *f = NULL;
    for (unsigned l = 1; l < IDIO_LANG_COUNT; l++) {
        enum idio_lang lang = (enum idio_lang)l;
        if (!says(x, lang))
            continue;
        if (!f) {
            f = export_add(x, "AGENTS.md");
            if (!f)
                return idio_nomem(err, WHERE);
            f->marks = EXPORT_MARKS_HTML;
            f->join = EXPORT_APPEND;
            idio_str_printf(&f->block, "## Code style\n\n%s\n", INTRO);
        }
        idio_str_printf(&f->block, "\n### %s\n\n", idio_lang_title(lang));
        put_items(x, lang, SIZE_MAX, &f->block);
    }
    return IDIO_OK;
}

/* A file for one language: front matter, then the list. */
static int add_rules(struct exporting *x, enum idio_lang lang, const char *path, const char *head,
                     struct idio_err *err)
{
    struct export_file *f = head ? export_add(x, path) : NULL;
    if (!f)
        return idio_nomem(err, WHERE);
    f->head = head;
    f->marks = EXPORT_MARKS_HTML;
    f->join = EXPORT_REFUSE;
    idio_str_printf(&f->block, "# %s style\n\n%s\n\n", idio_lang_title(lang), INTRO);
    put_items(x, lang, SIZE_MAX, &f->block);
    return IDIO_OK;
}

static const char *globs_of(struct exporting *x, enum idio_lang lang)
{
    struct idio_str globs;
    idio_str_init(&globs, 512);
    export_globs(&globs, lang, "**/*.", ",");
    const char *copy = globs.failed ? NULL : idio_arena_strdup(x->arena, globs.data);
    idio_str_release(&globs);
    return copy;
}

int export_cursor(struct exporting *x, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (unsigned l = 1; l < IDIO_LANG_COUNT && rc == IDIO_OK; l++) {
        enum idio_lang lang = (enum idio_lang)l;
        if (!says(x, lang))
            continue;
        const char *globs = globs_of(x, lang);
        const char *head =
            globs ? idio_arena_printf(x->arena,
                                      "---\ndescription: How this developer writes %s\n"
                                      "globs: %s\nalwaysApply: false\n---\n\n",
                                      idio_lang_title(lang), globs)
                  : NULL;
        rc = add_rules(
            x, lang,
            idio_arena_printf(x->arena, ".cursor/rules/idiolect-%s.mdc", idio_lang_id(lang)), head,
            err);
    }
    return rc;
}

/* The file that is always read: in short, and where the rest is. */
static int add_overview(struct exporting *x, struct idio_err *err)
{
    struct export_file *f = export_add(x, ".github/copilot-instructions.md");
    if (!f)
        return idio_nomem(err, WHERE);
    f->marks = EXPORT_MARKS_HTML;
    f->join = EXPORT_APPEND;
    idio_str_printf(&f->block, "## Code style\n\n%s\n", INTRO);
    for (unsigned l = 1; l < IDIO_LANG_COUNT; l++) {
        enum idio_lang lang = (enum idio_lang)l;
        if (!says(x, lang))
            continue;
        idio_str_printf(&f->block,
                        "\n### %s\n\nIn short; the rest is in "
                        "`.github/instructions/%s.instructions.md`.\n\n",
                        idio_lang_title(lang), idio_lang_id(lang));
        put_items(x, lang, SHORT_ITEMS, &f->block);
    }
    return IDIO_OK;
}

int export_copilot(struct exporting *x, struct idio_err *err)
{
    bool any = false;
    for (unsigned l = 1; l < IDIO_LANG_COUNT; l++)
        any |= says(x, (enum idio_lang)l);
    int rc = any ? add_overview(x, err) : IDIO_OK;
    for (unsigned l = 1; l < IDIO_LANG_COUNT && rc == IDIO_OK; l++) {
        enum idio_lang lang = (enum idio_lang)l;
        if (!says(x, lang))
            continue;
        const char *globs = globs_of(x, lang);
        const char *head =
            globs ? idio_arena_printf(x->arena, "---\napplyTo: \"%s\"\n---\n\n", globs) : NULL;
        rc = add_rules(x, lang,
                       idio_arena_printf(x->arena, ".github/instructions/%s.instructions.md",
                                         idio_lang_id(lang)),
                       head, err);
    }
    return rc;
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
