/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The profile as text: by language, then by area (or in one list, where another order was asked
 * for); a line for each habit, under it two places where it can be seen. What holds in one
 * repository or folder alone stands under what holds everywhere. Figures line up over the whole
 * profile, so that the eye can run down a column.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/cli.h"

enum { CELL_SIZE = 96, NARROW = 76, PLACE_MAX = 44 };
enum mark {
    MARK_STATED,
    MARK_PINNED,
    MARK_USUAL,
    MARK_UNDECIDED,
    MARK_REJECTED,
    MARK_OVERRULED,
    MARK_COUNT
};

struct layout {
    size_t times;   /* width of "1,906 of 1,911" */
    size_t wording; /* column where the figures begin */
    unsigned place; /* width of "repo/path:12" */
    bool narrow;    /* figures on a line of their own */
    bool sure;      /* there is a column for confidence */
    bool seen[MARK_COUNT];
    bool counters; /* counter-examples are shown, and there is one */
};

static bool is_standing(const struct idio_json *fact, const char *standing)
{
    return strcmp(idio_json_get_str(fact, "standing", ""), standing) == 0;
}

static enum mark mark_of(const struct idio_json *fact)
{
    if (is_standing(fact, "pinned"))
        return MARK_PINNED;
    if (is_standing(fact, "rejected"))
        return MARK_REJECTED;
    if (is_standing(fact, "overruled"))
        return MARK_OVERRULED;
    if (!idio_json_get_bool(fact, "decided", false))
        return MARK_UNDECIDED;
    return idio_json_get_bool(fact, "stated", false) ? MARK_STATED : MARK_USUAL;
}

static const char *mark_text(const struct cli_out *out, enum mark m)
{
    static const char *const pretty[] = {"●", "◆", "○", "◐", "✗", "↷"};
    static const char *const plain[] = {"*", "=", "-", "?", "x", "/"};

    return out->utf8 ? pretty[m] : plain[m];
}

static const char *counter_mark(const struct cli_out *out)
{
    return out->utf8 ? "≠" : "!";
}

static enum cli_style mark_style(enum mark m)
{
    static const enum cli_style styles[] = {CLI_GOOD, CLI_ACCENT, CLI_DIM,
                                            CLI_WARN, CLI_BAD,    CLI_DIM};

    return styles[m];
}

static void times_of(const struct idio_json *fact, char ret[CELL_SIZE])
{
    char k[CLI_COUNT_SIZE], n[CLI_COUNT_SIZE];

    if (idio_json_get_int(fact, "n", 0) == 0) { /* pinned, and never counted */
        snprintf(ret, CELL_SIZE, "-");
        return;
    }
    snprintf(ret, CELL_SIZE, "%s of %s", cli_count((uint64_t)idio_json_get_int(fact, "k", 0), k),
             cli_count((uint64_t)idio_json_get_int(fact, "n", 0), n));
}

static void prior_of(const struct idio_json *fact, char ret[CLI_SHARE_SIZE])
{
    double prior = idio_json_get_real(fact, "prior", -1);

    if (prior < 0)
        snprintf(ret, CLI_SHARE_SIZE, "-");
    else
        cli_share(prior, 2, ret);
}

static void place_of(const struct idio_json *example, struct idio_str *out)
{
    idio_str_printf(out, "%s/%s:%" PRId64, idio_json_get_str(example, "repo", "?"),
                    idio_json_get_str(example, "path", "?"), idio_json_get_int(example, "line", 0));
}

void cli_view_example(struct cli_out *out, unsigned at, unsigned indent,
                      const struct idio_json *example, unsigned place_width)
{
    const char *text = idio_json_get_str(example, "text", "");
    struct idio_str place;
    size_t width, column;

    idio_str_init(&place, CLI_OUT_MAX);
    place_of(example, &place);
    width = cli_width(place.data);
    cli_pad(out, indent - at);
    cli_put(out, CLI_DIM, "%s", place.data);
    idio_str_release(&place);
    column = indent + place_width + 2;
    if (*text && width > place_width) {
        /* The place must stay whole: it is what one opens. */
        cli_nl(out);
        column = indent + 4;
        cli_pad(out, column);
    } else if (*text) {
        cli_pad(out, column - indent - width);
    }
    cli_put_cut(out, CLI_DIM, text, out->width > column + 20 ? out->width - column : 20);
    cli_nl(out);
}

unsigned cli_example_width(const struct cli_out *out, unsigned indent,
                           const struct idio_json *examples, unsigned so_far)
{
    unsigned half = out->width > indent + 20 ? (out->width - indent) * 11 / 20 : 10;
    unsigned max = half < PLACE_MAX ? half : PLACE_MAX;

    for (size_t i = 0; i < idio_json_len(examples); i++) {
        struct idio_str place;
        size_t width;

        idio_str_init(&place, CLI_OUT_MAX);
        place_of(idio_json_at(examples, i), &place);
        width = cli_width(place.data);
        if (width > so_far && width <= max)
            so_far = (unsigned)width;
        idio_str_release(&place);
    }
    return so_far;
}

static struct layout measure(const struct cli_out *out, const struct idio_json *facts,
                             bool counters)
{
    struct layout l = {.times = strlen("times"), .narrow = out->width < NARROW, .place = 16};
    size_t figures;

    for (size_t i = 0; i < idio_json_len(facts); i++) {
        const struct idio_json *fact = idio_json_at(facts, i);
        char times[CELL_SIZE];

        times_of(fact, times);
        if (strlen(times) > l.times)
            l.times = strlen(times);
        l.seen[mark_of(fact)] = true;
        l.sure |= idio_json_get_real(fact, "confidence", 0) > 0 && !is_standing(fact, "pinned");
        l.counters |= counters && idio_json_get(idio_json_get(fact, "counter"), "path");
        l.place = cli_example_width(out, 6, idio_json_get(fact, "examples"), l.place);
    }
    figures = 2 + l.times + 2 + CLI_INTERVAL_WIDTH + 2 + strlen("others");
    figures += l.sure ? 2 + strlen("sure") : 0;
    l.wording = out->width > figures + 20 ? out->width - figures : 20;
    return l;
}

static void pad_to(struct cli_out *out, size_t at, size_t column)
{
    cli_pad(out, column > at ? column - at : 0);
}

static void sure_of(const struct idio_json *fact, char ret[CLI_SHARE_SIZE])
{
    double sure = idio_json_get_real(fact, "confidence", 0);

    if (sure > 0)
        cli_share(sure, 2, ret);
    else
        snprintf(ret, CLI_SHARE_SIZE, "-");
}

static void put_narrow_figures(struct cli_out *out, const struct layout *l,
                               const struct idio_json *fact, const char *times,
                               const char *interval)
{
    char prior[CLI_SHARE_SIZE], sure[CLI_SHARE_SIZE];

    prior_of(fact, prior);
    sure_of(fact, sure);
    cli_pad(out, 6);
    cli_put(out, CLI_PLAIN, "%s, interval %s, others %s", times, interval, prior);
    if (l->sure)
        cli_put(out, CLI_PLAIN, ", sure %s", sure);
    cli_nl(out);
}

static void put_figures(struct cli_out *out, const struct layout *l, const struct idio_json *fact)
{
    char times[CELL_SIZE], interval[CLI_INTERVAL_SIZE], share[CLI_SHARE_SIZE];
    bool counted = idio_json_get_int(fact, "n", 0) > 0;

    times_of(fact, times);
    cli_interval(out, idio_json_get(fact, "interval"), interval);
    if (!counted)
        snprintf(interval, sizeof interval, "-");
    if (l->narrow) {
        put_narrow_figures(out, l, fact, times, interval);
        return;
    }
    cli_pad(out, 2 + l->times - strlen(times));
    cli_put(out, CLI_PLAIN, "%s", times);
    cli_pad(out, 2);
    cli_put(out, CLI_PLAIN, "%s", interval);
    pad_to(out, cli_width(interval), CLI_INTERVAL_WIDTH);
    prior_of(fact, share);
    cli_pad(out, 2 + strlen("others") - strlen(share));
    cli_put(out, CLI_DIM, "%s", share);
    if (l->sure) {
        sure_of(fact, share);
        cli_pad(out, 2 + strlen("sure") - strlen(share));
        cli_put(out, CLI_PLAIN, "%s", share);
    }
    cli_nl(out);
}

/* As many whole words as fit into `room` columns; all of a word that does not fit at all. */
static size_t words_that_fit(const char *text, size_t room)
{
    size_t n = strlen(text), first = n;

    while (first > 0 && cli_width_n(text, first) > room) {
        do
            first--;
        while (first > 0 && text[first] != ' ');
    }
    return first ? first : n;
}

/* The wording in its column, the figures beside its first line. */
static void put_wording(struct cli_out *out, const struct layout *l, size_t indent,
                        const struct idio_json *fact)
{
    const char *wording = idio_json_get_str(fact, "wording", "");
    enum cli_style style = *wording && mark_of(fact) < MARK_REJECTED ? CLI_PLAIN : CLI_DIM;
    unsigned width = out->width;
    size_t first;

    /* A value that no specification ever asks for has no wording. */
    if (!*wording)
        wording = idio_json_get_str(fact, "value", "?");
    if (l->narrow) {
        cli_wrap(out, style, indent, indent, wording);
        put_figures(out, l, fact);
        return;
    }
    first = words_that_fit(wording, l->wording - indent);
    cli_put_n(out, style, wording, first);
    pad_to(out, indent + cli_width_n(wording, first), l->wording);
    put_figures(out, l, fact);
    if (!wording[first])
        return;
    out->width = (unsigned)l->wording;
    cli_pad(out, indent);
    cli_wrap(out, style, indent, indent, wording + first + 1);
    out->width = width;
}

/* "you pinned it on 2026-11-23", "since 2024-03; before: double" */
static void put_story(struct cli_out *out, const struct idio_json *fact)
{
    const char *since = idio_json_get_str(fact, "since", "");
    const char *before = idio_json_get_str(fact, "before", "");
    const char *ruled = idio_json_get_str(fact, "ruled", "");
    const char *standing = idio_json_get_str(fact, "standing", "");

    if (*ruled) {
        cli_pad(out, 6);
        if (strcmp(standing, "overruled") == 0)
            cli_put(out, CLI_ACCENT, "you pinned another value on %.10s", ruled);
        else
            cli_put(out, CLI_ACCENT, "you %s it on %.10s", standing, ruled);
        cli_nl(out);
    }
    if (!*since)
        return;
    cli_pad(out, 6);
    cli_put(out, CLI_ACCENT, "since %.7s", since);
    if (*before)
        cli_put(out, CLI_ACCENT, "; before: %s", before);
    cli_nl(out);
}

/* Under -v: what no column shows. */
static void put_details(struct cli_out *out, const struct idio_json *fact)
{
    const char *id = idio_json_get_str(fact, "id", "");
    const char *first = idio_json_get_str(fact, "first_seen", "");
    struct idio_str more;

    idio_str_init(&more, CELL_SIZE);
    if (*first)
        idio_str_printf(&more, "%.7s to %.7s", first, idio_json_get_str(fact, "last_seen", ""));
    if (idio_json_get_bool(fact, "reworded", false))
        idio_str_printf(&more, "%syour words", more.len ? ", " : "");
    cli_pad(out, 6);
    cli_put(out, CLI_DIM, "%s", id);
    if (more.len && 6 + cli_width(id) + 3 + more.len > out->width) {
        cli_nl(out);
        cli_pad(out, 6);
    } else if (more.len) {
        cli_put(out, CLI_DIM, "%s", cli_dot(out));
    }
    cli_put(out, CLI_DIM, "%s", more.data);
    cli_nl(out);
    idio_str_release(&more);
}

/* `more`: another contender of the undecided habit above. */
static void put_fact(struct cli *cli, const struct layout *l, const struct idio_json *fact,
                     bool more)
{
    const struct idio_json *examples = idio_json_get(fact, "examples");
    const struct idio_json *counter = idio_json_get(fact, "counter");
    const char *scope = idio_json_get_str(fact, "scope", "");
    struct cli_out *out = &cli->out;
    enum mark mark = mark_of(fact);
    size_t indent = *scope ? 6 : 4;

    if (*scope) {
        cli_pad(out, 4);
        cli_put(out, CLI_DIM, "in %s:", scope);
        cli_nl(out);
    }
    cli_pad(out, indent - 2);
    cli_put(out, mark_style(mark), "%s", more ? " " : mark_text(out, mark));
    cli_pad(out, 1);
    put_wording(out, l, indent, fact);
    put_story(out, fact);
    if (cli->common.verbose)
        put_details(out, fact);
    for (size_t i = 0; i < idio_json_len(examples); i++)
        cli_view_example(out, 0, 6, idio_json_at(examples, i), l->place);
    if (cli->common.verbose && idio_json_type(counter) == IDIO_JSON_OBJECT) {
        cli_pad(out, 4);
        cli_put(out, CLI_WARN, "%s ", counter_mark(out));
        cli_view_example(out, 6, 6, counter, l->place);
    }
}

static const char *area_title(const char *area)
{
    static const char *const titles[][2] = {
        {"format", "Formatting"}, {"naming", "Naming"},       {"idiom", "Idioms"},
        {"error", "Errors"},      {"doc", "Documentation"},   {"test", "Tests"},
        {"library", "Libraries"}, {"structure", "Structure"},
    };

    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        if (strcmp(titles[i][0], area) == 0)
            return titles[i][1];
    }
    return area;
}

static void put_language(struct cli_out *out, const struct layout *l, const char *id)
{
    enum idio_lang lang = idio_lang_from_id(id, strlen(id));
    const char *title = lang ? idio_lang_title(lang) : id;

    cli_nl(out);
    cli_put(out, CLI_STRONG, "%s", title);
    if (!l->narrow) {
        pad_to(out, cli_width(title), l->wording);
        cli_pad(out, 2 + l->times - strlen("times"));
        cli_put(out, CLI_DIM, "times  95 %%       others%s", l->sure ? "  sure" : "");
    }
    cli_nl(out);
}

static void put_nothing(struct cli_out *out, bool learnt)
{
    cli_nl(out);
    cli_wrap(
        out, CLI_PLAIN, 0, 0,
        learnt ? "Nothing stands out here. 'idiolect profile --all' shows everything that is known."
               : "Nothing has been learnt yet; 'idiolect learn PATH...' does it.");
}

/* *at: the column; an item that does not fit begins a line. */
static void legend_item(struct cli_out *out, const struct layout *l, size_t *at,
                        enum cli_style style, const char *mark, const char *says)
{
    size_t width = cli_width(mark) + 1 + strlen(says);

    if (*at > 0 && (l->narrow || *at + 3 + width > out->width)) {
        cli_nl(out);
        *at = 0;
    } else if (*at > 0) {
        cli_pad(out, 3);
        *at += 3;
    }
    *at += width;
    cli_put(out, style, "%s", mark);
    cli_put(out, CLI_DIM, " %s", says);
}

static void put_legend(struct cli_out *out, const struct layout *l)
{
    static const char *const says[] = {
        "goes into specifications",         "on your word",    "usual, goes without saying",
        "undecided, asked when it matters", "rejected by you", "overruled by you"};
    size_t kinds = l->counters, at = 0;

    for (enum mark m = 0; m < MARK_COUNT; m++)
        kinds += l->seen[m];
    if (kinds < 2 && !l->seen[MARK_PINNED])
        return;
    cli_nl(out);
    for (enum mark m = 0; m < MARK_COUNT; m++) {
        if (l->seen[m])
            legend_item(out, l, &at, mark_style(m), mark_text(out, m), says[m]);
    }
    if (l->counters)
        legend_item(out, l, &at, CLI_WARN, counter_mark(out), "counter-example");
    cli_nl(out);
}

static bool is_contender(const struct idio_json *fact, const struct idio_json *before)
{
    return before && mark_of(fact) == MARK_UNDECIDED && mark_of(before) == MARK_UNDECIDED &&
           strcmp(idio_json_get_str(fact, "trait", ""), idio_json_get_str(before, "trait", "")) ==
               0 &&
           strcmp(idio_json_get_str(fact, "language", ""),
                  idio_json_get_str(before, "language", "")) == 0 &&
           strcmp(idio_json_get_str(fact, "scope", ""), idio_json_get_str(before, "scope", "")) ==
               0;
}

static void put_head(struct cli_out *out, const struct idio_json *doc)
{
    const struct idio_json *facts = idio_json_get(doc, "facts"), *before = NULL;
    size_t decided = 0, undecided = 0;

    for (size_t i = 0; i < idio_json_len(facts); i++) {
        const struct idio_json *fact = idio_json_at(facts, i);

        decided += mark_of(fact) < MARK_UNDECIDED;
        undecided += mark_of(fact) == MARK_UNDECIDED && !is_contender(fact, before);
        before = fact;
    }
    cli_put(out, CLI_STRONG, "Profile");
    cli_put(out, CLI_DIM, "%s", cli_dot(out));
    cli_put_counted(out, CLI_DIM, idio_json_len(idio_json_get(doc, "repos")), "repository",
                    "repositories");
    cli_put(out, CLI_DIM, "%s", cli_dot(out));
    cli_put_counted(out, CLI_DIM, decided, "habit", "habits");
    if (undecided)
        cli_put(out, CLI_DIM, "%s%zu undecided", cli_dot(out), undecided);
    cli_nl(out);
}

void cli_view_profile(struct cli *cli, const struct idio_json *doc, const void *args)
{
    const struct idio_json *facts = idio_json_get(doc, "facts"), *before = NULL;
    const char *lang = "", *area = "";
    struct cli_out *out = &cli->out;
    struct layout l = measure(out, facts, cli->common.verbose > 0);
    const struct profile_args *a = args;
    bool by_area = a->sort == 1 + IDIO_SORT_AREA;

    put_head(out, doc);
    for (size_t i = 0; i < idio_json_len(facts); i++) {
        const struct idio_json *fact = idio_json_at(facts, i);
        const char *its_lang = idio_json_get_str(fact, "language", "");
        const char *its_area = idio_json_get_str(fact, "area", "");
        bool other = strcmp(its_lang, lang) != 0;

        if (other)
            put_language(out, &l, its_lang);
        if (other && !by_area)
            cli_nl(out);
        if (by_area && (other || strcmp(its_area, area) != 0)) {
            cli_nl(out);
            cli_put(out, CLI_ACCENT, "  %s", area_title(its_area));
            cli_nl(out);
        }
        lang = its_lang;
        area = its_area;
        put_fact(cli, &l, fact, is_contender(fact, before));
        before = fact;
    }
    if (!idio_json_len(facts))
        put_nothing(out, idio_json_len(idio_json_get(doc, "repos")) > 0);
    else
        put_legend(out, &l);
}
