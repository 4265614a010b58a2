/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A specification as text; with `explain`, under each item where it comes from:
 *
 *   said       the words of the request, underlined where they stand
 *   inferred   the fact: counts, interval, confidence, and two places in the user's own code
 *   asked      what was missing
 *   edited     written by the user
 *
 * Fields that are empty, or are what the schema says anyway, are not shown. Everything is read from
 * the JSON of the envelope (docs/formats/envelope.md), and nothing in it is trusted: shapes that do
 * not fit are shown as they are, or left out.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/cli.h"

enum { TITLE_MAX = 64, POINTER_MAX = 256, ITEM_INDENT = 4, WHY_INDENT = 6, WHY_COLUMN = 16 };

struct view {
    struct cli_out *out;
    const struct idio_json *envelope;
    const char *request;
    bool explain;
    unsigned place; /* width of "repo/path:12" */
};

void cli_field_title(const char *key, char *ret, size_t size)
{
    static const char *const titles[][2] = {
        {"constraints_explicit", "Constraints you named"},
        {"constraints_inferred", "Constraints from your code"},
        {"libraries_preferred", "Libraries to use"},
        {"libraries_forbidden", "Libraries to avoid"},
        {"style_guides", "Style"},
        {"naming_conventions", "Naming"},
        {"design_patterns", "Design"},
        {"testing_strategy", "Tests"},
    };

    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        if (strcmp(titles[i][0], key) == 0) {
            snprintf(ret, size, "%s", titles[i][1]);
            return;
        }
    }
    snprintf(ret, size, "%s", key);
    for (char *p = ret; *p; p++)
        *p = *p == '_' ? ' ' : *p;
    ret[0] = (char)toupper((unsigned char)ret[0]);
}

/* ---- where an item comes from
 * ---------------------------------------------------------------------- */
static void put_label(struct view *v, enum cli_style style, const char *label)
{
    cli_pad(v->out, WHY_INDENT);
    cli_put(v->out, style, "%s", label);
    cli_pad(v->out, WHY_COLUMN - WHY_INDENT - strlen(label));
}

/* The largest tail (or head) of p[0..n) that is at most `room` columns wide, cut at a word where
 * there is one. Returns its length; *ret_cut says whether something was left out. */
static size_t fit(const char *p, size_t n, size_t room, bool tail, bool *ret_cut)
{
    size_t len = n < 4 * room ? n : 4 * room; /* no column takes more bytes; keeps this linear */
    const char *edge = tail ? p + (n - len) : p + len;

    while (len > 0 &&
           (((unsigned char)*edge & 0xC0) == 0x80 || cli_width_n(tail ? edge : p, len) > room)) {
        len--;
        edge += tail ? 1 : -1;
    }
    *ret_cut = len < n;
    if (!*ret_cut)
        return len;
    for (size_t words = len; words > len / 3; words--) {
        if (isspace((unsigned char)(tail ? p[n - words] : p[words])))
            return words;
    }
    return len;
}

/* A piece of the quote with what stands before and after it in the request, and marks below. */
struct piece {
    const char *p;
    size_t before, n, after; /* bytes; p points to the quote */
    bool cut_before, cut_after;
};

static void put_piece(struct view *v, const struct piece *q)
{
    const char *dots = v->out->utf8 ? "…" : "...";
    size_t at = WHY_COLUMN + cli_width_n(q->p - q->before, q->before);

    if (q->cut_before) {
        cli_put(v->out, CLI_DIM, "%s", dots);
        at += cli_width(dots);
    }
    cli_put_n(v->out, CLI_DIM, q->p - q->before, q->before);
    cli_put_n(v->out, CLI_PLAIN, q->p, q->n);
    cli_put_n(v->out, CLI_DIM, q->p + q->n, q->after);
    if (q->cut_after)
        cli_put(v->out, CLI_DIM, "%s", dots);
    cli_nl(v->out);
    cli_pad(v->out, at);
    for (size_t i = cli_width_n(q->p, q->n); i > 0; i--)
        cli_put(v->out, CLI_GOOD, "^");
    cli_nl(v->out);
}

/* The quote within the line of the request around it; a quote that is longer than a line takes
 * several, without what is around it. */
static void put_span(struct view *v, size_t begin, size_t end)
{
    size_t room = v->out->width > WHY_COLUMN + 30 ? v->out->width - WHY_COLUMN : 30;
    size_t dots = v->out->utf8 ? 1 : 3, length = strlen(v->request), spare;
    struct piece q = {.p = v->request + begin, .n = end - begin};
    bool cut;

    room -= 2 * dots;
    if (cli_width_n(q.p, q.n) <= room) {
        spare = room - cli_width_n(q.p, q.n);
        q.before = fit(v->request, begin, spare / 2, true, &q.cut_before);
        spare -= cli_width_n(q.p - q.before, q.before);
        q.after = fit(v->request + end, length - end, spare, false, &q.cut_after);
        put_piece(v, &q);
        return;
    }
    for (size_t at = begin; at < end; at += q.n) {
        bool blank = v->request[at] == ' ' || v->request[at] == '\n';

        at += blank;
        q = (struct piece){.p = v->request + at, .cut_before = at == begin && begin > 0};
        q.n = fit(q.p, end - at, room, false, &cut);
        q.cut_after = at + q.n >= end && end < length;
        if (q.n == 0)
            return; /* not even one character fits */
        if (at > begin)
            cli_pad(v->out, WHY_COLUMN);
        put_piece(v, &q);
    }
}

static void why_said(struct view *v, const struct idio_json *why)
{
    const struct idio_json *span = idio_json_get(why, "span");
    int64_t begin = idio_json_to_int(idio_json_at(span, 0), -1);
    int64_t end = idio_json_to_int(idio_json_at(span, 1), -1);

    put_label(v, CLI_GOOD, "said");
    if (begin >= 0 && end > begin && (size_t)end <= strlen(v->request))
        put_span(v, (size_t)begin, (size_t)end);
    else
        cli_wrap(v->out, CLI_DIM, WHY_COLUMN, WHY_COLUMN, idio_json_get_str(why, "quote", ""));
}

static void why_inferred(struct view *v, const struct idio_json *why)
{
    const struct idio_json *examples = idio_json_get(why, "examples");
    char k[CLI_COUNT_SIZE], n[CLI_COUNT_SIZE];
    char interval[CLI_INTERVAL_SIZE], confidence[CLI_SHARE_SIZE];
    uint64_t sites = (uint64_t)idio_json_get_int(why, "n", 0);
    struct cli_out *out = v->out;
    const char *pinned = idio_json_get_str(why, "pinned", "");

    put_label(v, CLI_ACCENT, "inferred");
    if (*pinned)
        cli_put(out, CLI_PLAIN, "you pinned it on %.10s%s", pinned, sites ? "; " : "");
    if (sites)
        cli_put(out, CLI_PLAIN, "%s of %s", cli_count((uint64_t)idio_json_get_int(why, "k", 0), k),
                cli_count(sites, n));
    if (sites)
        cli_put(out, CLI_DIM, " (%s)", cli_interval(out, idio_json_get(why, "interval"), interval));
    if (!*pinned)
        cli_put(out, CLI_DIM, ", confidence %s",
                cli_share(idio_json_get_real(why, "confidence", 0), 2, confidence));
    cli_nl(out);
    cli_pad(out, WHY_COLUMN);
    cli_put(out, CLI_DIM, "%s", idio_json_get_str(why, "fact", "?"));
    cli_nl(out);
    for (size_t i = 0; i < idio_json_len(examples); i++)
        cli_view_example(out, 0, WHY_COLUMN, idio_json_at(examples, i), v->place);
}

/* "error_contract" → "error contract" */
static void why_asked(struct view *v, const struct idio_json *why)
{
    char slot[TITLE_MAX];

    snprintf(slot, sizeof slot, "%s", idio_json_get_str(why, "slot", "?"));
    for (char *p = slot; *p; p++)
        *p = *p == '_' ? ' ' : *p;
    put_label(v, CLI_WARN, "asked");
    cli_wrap(v->out, CLI_DIM, WHY_COLUMN, WHY_COLUMN, slot);
}

static const struct idio_json *why_of(const struct view *v, const char *pointer)
{
    return idio_json_get(idio_json_get(v->envelope, "provenance"), pointer);
}

static const char *source_of(const struct view *v, const char *pointer)
{
    return idio_json_get_str(why_of(v, pointer), "source", "");
}

static void put_why(struct view *v, const char *pointer)
{
    const struct idio_json *why = why_of(v, pointer);
    const char *source = source_of(v, pointer);

    if (!v->explain || !why)
        return;
    if (strcmp(source, "said") == 0) {
        why_said(v, why);
    } else if (strcmp(source, "inferred") == 0) {
        why_inferred(v, why);
    } else if (strcmp(source, "asked") == 0) {
        why_asked(v, why);
    } else {
        put_label(v, CLI_DIM, source);
        cli_nl(v->out);
    }
}

/* ---- the fields
 * ----------------------------------------------------------------------------------- */
static void put_item(struct view *v, const char *mark, const struct idio_json *item,
                     const char *pointer)
{
    const char *text = idio_json_str(item);
    struct idio_str s;

    idio_str_init(&s, CLI_OUT_MAX);
    if (!text && idio_json_write(item, IDIO_JSON_COMPACT, &s, NULL) == IDIO_OK)
        text = s.data;
    cli_pad(v->out, 2);
    if (*mark) {
        cli_put(v->out, CLI_DIM, "%s ", mark);
        cli_wrap(v->out, CLI_PLAIN, ITEM_INDENT, ITEM_INDENT, text ? text : "");
    } else {
        cli_wrap(v->out, CLI_PLAIN, 2, 2, text ? text : "");
    }
    put_why(v, pointer);
    idio_str_release(&s);
}

static void put_field(struct view *v, const char *key, const struct idio_json *value)
{
    const char *mark = strcmp(key, "open_questions") == 0 ? "?" : cli_bullet(v->out);
    char title[TITLE_MAX], pointer[POINTER_MAX];
    bool list = idio_json_type(value) == IDIO_JSON_ARRAY;

    snprintf(pointer, sizeof pointer, "/%s", key);
    if (list && !idio_json_len(value))
        return;
    if (idio_json_str(value) && !*idio_json_str(value))
        return;
    if (!v->explain && strcmp(source_of(v, pointer), "default") == 0)
        return;
    cli_field_title(key, title, sizeof title);
    cli_nl(v->out);
    cli_put(v->out, CLI_STRONG, "%s", title);
    cli_nl(v->out);
    if (!list)
        put_item(v, "", value, pointer);
    for (size_t i = 0; list && i < idio_json_len(value); i++) {
        snprintf(pointer, sizeof pointer, "/%s/%zu", key, i);
        put_item(v, mark, idio_json_at(value, i), pointer);
    }
}

static void put_head(struct view *v, int64_t id)
{
    const struct idio_json *context = idio_json_get(v->envelope, "context");
    const char *lang = idio_json_get_str(context, "language", "");
    const char *note = idio_json_get_str(context, "note", "");
    const char *intent = idio_json_get_str(context, "intent", "");
    enum idio_lang known = idio_lang_from_id(lang, strlen(lang));
    struct cli_out *out = v->out;
    bool approved = idio_json_type(idio_json_get(v->envelope, "approval")) == IDIO_JSON_OBJECT;

    if (id > 0)
        cli_put(out, CLI_STRONG, "Spec %" PRId64, id);
    else
        cli_put(out, CLI_STRONG, "Spec");
    if (*intent)
        cli_put(out, CLI_DIM, "%s%s", cli_dot(out), intent);
    if (known)
        cli_put(out, CLI_DIM, "%s%s", cli_dot(out), idio_lang_title(known));
    cli_put(out, CLI_DIM, "%s%s engine%s", cli_dot(out), idio_json_get_str(context, "engine", "?"),
            cli_dot(out));
    cli_put(out, approved ? CLI_GOOD : CLI_DIM, "%s",
            approved ? "approved"
            : id > 0 ? "not approved"
                     : "not kept");
    cli_nl(out);
    if (*note) {
        cli_put(out, CLI_WARN, "Note: ");
        cli_wrap(out, CLI_PLAIN, 6, 6, note);
    }
}

void cli_view_spec(struct cli *cli, const struct idio_json *doc, bool explain)
{
    const struct idio_json *envelope = idio_json_get(doc, "envelope");
    const struct idio_json *spec = idio_json_get(envelope, "spec");
    const struct idio_json *provenance = idio_json_get(envelope, "provenance");
    const char *hash = idio_json_get_str(doc, "hash", "");
    struct view v = {
        .out = &cli->out,
        .envelope = envelope,
        .request = idio_json_get_str(envelope, "request", ""),
        .explain = explain,
        .place = 16,
    };

    for (size_t i = 0; i < idio_json_len(provenance); i++) {
        struct idio_json *why;

        (void)idio_json_key_at(provenance, i, &why);
        v.place = cli_example_width(v.out, WHY_COLUMN, idio_json_get(why, "examples"), v.place);
    }
    put_head(&v, idio_json_get_int(doc, "id", 0));
    for (size_t i = 0; i < idio_json_len(spec); i++) {
        struct idio_json *value;
        const char *key = idio_json_key_at(spec, i, &value);

        put_field(&v, key, value);
    }
    cli_nl(v.out);
    cli_put(v.out, CLI_DIM, "sha256 %s", hash);
    cli_nl(v.out);
}
