/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The profile as one HTML page. Template, style and script are data/report/; this file puts the
 * profile in as JSON and locks the page: its content security policy names the hashes of its own
 * style and script and allows nothing else, so that whatever a repository wrote into a name or a
 * line of code stays text even if the escaping below had a hole.
 *
 * The JSON stands inside a script element, where only "<" can end it: "<", ">" and "&" are written
 * as escapes of JSON, and so are the two line separators that old scripts trip over.
 */
#include "core/core_internal.h"
#include "embed/idio_report.h"

#include <stdio.h>
#include <string.h>

#define MONTHS_MAX (12 * 200) /* 1970 to 2169 */

static const char WHERE[] = "core.report";

/* ---- the data -------------------------------------------------------------------------------- */

struct activity {
    uint64_t (*lines)[MONTHS_MAX]; /* by language, by month since 1970 */
    struct idio_arena file;
};

static int month_of(int32_t day)
{
    char iso[IDIO_ISO_SIZE]; /* 2026-11-23T… */
    int year = 0, month = 0;
    idio_clock_iso((int64_t)day * 86400, iso);
    for (int i = 0; i < 4; i++)
        year = year * 10 + (iso[i] - '0');
    for (int i = 5; i < 7; i++)
        month = month * 10 + (iso[i] - '0');
    return (year - 1970) * 12 + month - 1;
}

static int see_lines(void *ctx, const struct idio_store_repo *repo,
                     const struct idio_store_file *file, const void *p, size_t n,
                     struct idio_err *err)
{
    struct activity *a = ctx;
    struct idio_lines lines = {0};
    (void)repo;
    (void)p;
    (void)n;
    if (file->lines_len == 0)
        return IDIO_OK;
    idio_arena_clear(&a->file);
    int rc = idio_lines_decode(file->lines, file->lines_len, &a->file, &lines, err);
    for (size_t i = 0; rc == IDIO_OK && i < lines.len; i++) {
        const struct idio_line_run *run = &lines.at[i];
        uint32_t end = i + 1 < lines.len ? lines.at[i + 1].first : lines.count + 1;
        int month = run->day > 0 ? month_of(run->day) : -1;
        if (run->owner == IDIO_OWNER_MINE && month >= 0 && month < MONTHS_MAX && end > run->first)
            a->lines[idio_lang_style(file->lang)][month] += end - run->first;
    }
    return rc;
}

static struct idio_json *months_json(const uint64_t *months)
{
    struct idio_json *list = idio_json_array();
    int rc = IDIO_OK;
    for (int m = 0; m < MONTHS_MAX && rc == IDIO_OK; m++) {
        char name[24];
        if (months[m] == 0)
            continue;
        snprintf(name, sizeof name, "%04d-%02d", 1970 + m / 12, m % 12 + 1);
        struct idio_json *pair = idio_json_array();
        rc = idio_json_push(pair, idio_json_string(name));
        rc = rc < 0 ? rc : idio_json_push(pair, idio_json_int((int64_t)months[m]));
        int put = idio_json_push(list, pair);
        rc = rc < 0 ? rc : put;
    }
    return rc < 0 ? idio_json_free(list) : list;
}

/* Lines of the developer that still stand, by language and month of birth. */
static int put_activity(struct idio_core *c, struct idio_arena *arena, struct idio_json *doc,
                        struct idio_err *err)
{
    struct activity a = {.lines = idio_arena_alloc(arena, IDIO_LANG_COUNT, sizeof *a.lines)};
    struct idio_json *o = idio_json_object();
    if (!a.lines || !o) {
        idio_json_free(o);
        return idio_nomem(err, WHERE);
    }
    idio_arena_init(&a.file, IDIO_CORE_ARENA);
    int rc = idio_store_files_visit(c->store, 0, c->detector, see_lines, &a, err);
    idio_arena_release(&a.file);
    int put = IDIO_OK;
    for (unsigned l = 1; l < IDIO_LANG_COUNT && rc == IDIO_OK && put == IDIO_OK; l++)
        put = idio_json_put(o, idio_lang_id((enum idio_lang)l), months_json(a.lines[l]));
    put |= idio_json_put(doc, "activity", o);
    return rc < 0 ? rc : put < 0 ? idio_nomem(err, WHERE) : IDIO_OK;
}

static int put_decisions(struct idio_core *c, struct idio_arena *arena, struct idio_json *doc,
                         struct idio_err *err)
{
    struct idio_store_decision *rows = NULL;
    struct idio_json *list = idio_json_array();
    size_t n = 0;
    int rc = idio_store_decisions(c->store, arena, &rows, &n, err), put = IDIO_OK;
    for (size_t i = 0; i < n && rc == IDIO_OK && put == IDIO_OK; i++)
        put = idio_json_push(list, core_decision_json(&rows[i], arena));
    put |= idio_json_put(doc, "decisions", list);
    return rc < 0 ? rc : put < 0 ? idio_nomem(err, WHERE) : IDIO_OK;
}

static struct idio_json *language_json(enum idio_lang lang)
{
    struct idio_json *o = idio_json_object();
    int rc = idio_json_put(o, "id", idio_json_string(idio_lang_id(lang)));
    rc = rc < 0 ? rc : idio_json_put(o, "title", idio_json_string(idio_lang_title(lang)));
    return rc < 0 ? idio_json_free(o) : o;
}

/* The languages that have facts, most occasions first. */
static int put_languages(const struct idio_fact *facts, size_t n, struct idio_json *doc,
                         struct idio_err *err)
{
    uint64_t sites[IDIO_LANG_COUNT] = {0};
    struct idio_json *list = idio_json_array();
    int rc = IDIO_OK;
    for (size_t i = 0; i < n; i++)
        sites[facts[i].lang] += facts[i].n + 1;
    for (;;) {
        unsigned best = 0;
        for (unsigned l = 1; l < IDIO_LANG_COUNT; l++)
            if (sites[l] > sites[best])
                best = l;
        if (best == 0 || rc < 0)
            break;
        sites[best] = 0;
        rc = idio_json_push(list, language_json((enum idio_lang)best));
    }
    int put = idio_json_put(doc, "languages", list);
    return rc < 0 || put < 0 ? idio_nomem(err, WHERE) : IDIO_OK;
}

/* What the page shows beyond the profile's own document: questions; paths of repositories on this
 * machine are nobody's business. */
static int adapt(struct idio_core *c, struct idio_json *doc, struct idio_err *err)
{
    const struct idio_json *facts = idio_json_get(doc, "facts"),
                           *repos = idio_json_get(doc, "repos");
    int rc = IDIO_OK;
    for (size_t i = 0; i < idio_json_len(facts) && rc == IDIO_OK; i++) {
        struct idio_json *fact = idio_json_at(facts, i);
        int trait = idio_traits_find(c->traits, idio_json_get_str(fact, "trait", ""));
        const char *q = trait < 0 ? NULL : idio_traits_question(c->traits, (size_t)trait);
        if (!idio_json_get_bool(fact, "decided", true))
            rc = idio_json_put(fact, "question", q ? idio_json_string(q) : idio_json_null());
    }
    for (size_t i = 0; i < idio_json_len(repos) && rc == IDIO_OK; i++)
        rc = idio_json_remove(idio_json_at(repos, i), "path");
    return rc < 0 ? idio_nomem(err, WHERE) : IDIO_OK;
}

static int gather(struct idio_core *c, struct idio_arena *arena, struct idio_json *doc,
                  const struct idio_fact **ret, size_t *ret_n, struct idio_err *err)
{
    const struct idio_profile_opts all = {.all = true};
    struct idio_fact *facts = NULL;
    char now[IDIO_ISO_SIZE];
    idio_clock_iso(c->ctx->now, now);
    int rc = core_facts(c, arena, &facts, ret_n, err);
    *ret = facts;
    if (rc == IDIO_OK && idio_json_put(doc, "generated", idio_json_string(now)) < 0)
        rc = idio_nomem(err, WHERE);
    if (rc == IDIO_OK)
        rc = core_profile_json(c, &all, facts, *ret_n, arena, doc, err);
    if (rc == IDIO_OK)
        rc = adapt(c, doc, err);
    if (rc == IDIO_OK)
        rc = put_languages(facts, *ret_n, doc, err);
    if (rc == IDIO_OK)
        rc = put_activity(c, arena, doc, err);
    return rc == IDIO_OK ? put_decisions(c, arena, doc, err) : rc;
}

/* ---- the page -------------------------------------------------------------------------------- */

static void put_script_json(struct idio_str *out, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char ch = (unsigned char)p[i];
        bool separator = ch == 0xe2 && i + 2 < n && (unsigned char)p[i + 1] == 0x80 &&
                         ((unsigned char)p[i + 2] & 0xfe) == 0xa8;
        if (separator) {
            idio_str_puts(out, (unsigned char)p[i + 2] == 0xa8 ? "\\u2028" : "\\u2029");
            i += 2;
        } else if (ch == '<' || ch == '>' || ch == '&') {
            idio_str_printf(out, "\\u%04x", ch);
        } else {
            idio_str_putc(out, p[i]);
        }
    }
}

static void put_html(struct idio_str *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '<':
            idio_str_puts(out, "&lt;");
            break;
        case '>':
            idio_str_puts(out, "&gt;");
            break;
        case '&':
            idio_str_puts(out, "&amp;");
            break;
        case '"':
            idio_str_puts(out, "&quot;");
            break;
        default:
            idio_str_putc(out, *text);
        }
    }
}

/* For readers without scripts: the sentences. */
static void put_plain(struct idio_str *out, const struct idio_fact *facts, size_t n)
{
    enum idio_lang lang = IDIO_LANG_NONE;
    for (size_t i = 0; i < n; i++) {
        const struct idio_fact *f = &facts[i];
        if (!f->stated)
            continue;
        if (f->lang != lang)
            idio_str_printf(out, "%s<h2>%s</h2>\n<ul>\n", lang ? "</ul>\n" : "",
                            idio_lang_title(f->lang));
        lang = f->lang;
        idio_str_puts(out, "<li>");
        put_html(out, f->wording);
        if (*f->scope) {
            idio_str_puts(out, " (in ");
            put_html(out, f->scope);
            idio_str_putc(out, ')');
        }
        idio_str_puts(out, "</li>\n");
    }
    if (lang)
        idio_str_puts(out, "</ul>\n");
}

static unsigned hex_digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* A policy's 'sha256-…' of an embedded text. */
static int put_hash(struct idio_str *out, const struct idio_embedded *f, struct idio_err *err)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char hex[IDIO_SHA256_HEX];
    int rc = idio_sha256_of(f->data, f->size, hex, err);
    if (rc < 0)
        return rc;
    idio_str_puts(out, "'sha256-");
    for (size_t i = 0; i < IDIO_SHA256_SIZE; i += 3) {
        size_t n = IDIO_SHA256_SIZE - i < 3 ? IDIO_SHA256_SIZE - i : 3;
        unsigned bits = 0;
        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 |
                   (k < n ? hex_digit(hex[2 * (i + k)]) << 4 | hex_digit(hex[2 * (i + k) + 1]) : 0);
        for (size_t k = 0; k < 4; k++)
            idio_str_putc(out, k <= n ? digits[bits >> (18 - 6 * k) & 63] : '=');
    }
    idio_str_putc(out, '\'');
    return IDIO_OK;
}

struct page {
    const struct idio_embedded *html, *css, *js;
    const struct idio_str *json;
    const struct idio_fact *facts;
    size_t n;
};

static int put_policy(const struct page *p, struct idio_str *out, struct idio_err *err)
{
    idio_str_puts(out, "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
                       "style-src ");
    int rc = put_hash(out, p->css, err);
    idio_str_puts(out, "; script-src ");
    return rc == IDIO_OK ? put_hash(out, p->js, err) : rc;
}

/* What stands for @NAME@ in the template. */
static int put_part(const struct page *p, struct idio_slice name, struct idio_str *out,
                    struct idio_err *err)
{
    if (idio_slice_eq_c(name, "CSP"))
        return put_policy(p, out, err);
    if (idio_slice_eq_c(name, "CSS"))
        idio_str_append(out, (const char *)p->css->data, p->css->size);
    else if (idio_slice_eq_c(name, "JS"))
        idio_str_append(out, (const char *)p->js->data, p->js->size);
    else if (idio_slice_eq_c(name, "DATA"))
        put_script_json(out, p->json->data, p->json->len);
    else if (idio_slice_eq_c(name, "PLAIN"))
        put_plain(out, p->facts, p->n);
    else
        return idio_fail(err, IDIO_E_BUG, WHERE, "the page's template has an unknown part");
    return IDIO_OK;
}

static int put_page(const struct page *p, struct idio_str *out, struct idio_err *err)
{
    const char *text = (const char *)p->html->data;
    int rc = IDIO_OK;
    while (*text && rc == IDIO_OK) {
        size_t n = strcspn(text, "@");
        idio_str_append(out, text, n);
        text += n;
        if (!*text)
            break;
        n = strcspn(text + 1, "@");
        rc = put_part(p, idio_slice(text + 1, n), out, err);
        text += n + 2;
    }
    return rc == IDIO_OK ? idio_str_status(out, WHERE, err) : rc;
}

int idio_core_report(struct idio_core *c, struct idio_str *out, struct idio_err *err)
{
    struct idio_arena arena;
    struct idio_str json;
    struct page p = {.html = idio_embedded_find(idio_report_files, "data/report/page.html"),
                     .css = idio_embedded_find(idio_report_files, "data/report/page.css"),
                     .js = idio_embedded_find(idio_report_files, "data/report/page.js"),
                     .json = &json};
    struct idio_json *doc = idio_json_object();
    if (!p.html || !p.css || !p.js) {
        idio_json_free(doc);
        return idio_fail(err, IDIO_E_BUG, WHERE, "the page was not built in");
    }
    idio_arena_init(&arena, IDIO_CORE_ARENA);
    idio_str_init(&json, IDIO_CORE_ARENA);
    int rc = doc ? core_need_profile(c, err) : idio_nomem(err, WHERE);
    if (rc == IDIO_OK)
        rc = gather(c, &arena, doc, &p.facts, &p.n, err);
    if (rc == IDIO_OK)
        rc = idio_json_write(doc, IDIO_JSON_COMPACT, &json, err);
    if (rc == IDIO_OK)
        rc = put_page(&p, out, err);
    idio_json_free(doc);
    idio_str_release(&json);
    idio_arena_release(&arena);
    return rc;
}
