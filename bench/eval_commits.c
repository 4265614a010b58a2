/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the commits of real repositories are worth as requests: docs/results/pairs.md, "Commits".
 *
 *   eval_commits [-v] [-m] MANIFEST.tsv GROUP [owner/name]
 *
 * MANIFEST has lines "group, owner/name, git directory, developer" (tabs between). The developer of
 * a repository is whoever made most of its commits, under all of the names that have the address or
 * the name in common. -v prints every request, -m every message that was dropped, with the rule.
 *
 * Columns: commits walked; the developer's own (what is nobody's, a merge or a revert left out);
 * changes that corpus gives; requests that pairs makes of them, and that are about a named unit;
 * functions of HEAD that are the developer's, and how many of them have an introducing commit that
 * brought at most IDIO_BROUGHT_MAX functions, one with a subject of four words (as it was counted
 * in the research), and one whose message is a request.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/vec.h"
#include "corpus/corpus.h"
#include "pairs/pairs.h"
#include "style/style.h"

#define COMMITS_MAX 20000
static const char *const rules[] = IDIO_MESSAGE_RULES;
#define RULES (sizeof rules / sizeof *rules)

struct note {                     /* of a change */
    bool small, fit, about, four; /* four: its subject has four words, whatever they are */
};
struct row {
    struct idio_own_changes_count count;
    uint64_t own, fit, about, by_rule[RULES], by_act[IDIO_INTENT_EXPLAIN + 1];
    uint64_t functions, introduced, four, said;
    int64_t ms;
};
static struct {
    struct idio_traits *traits;
    struct idio_observer *observer;
    struct idio_parser *parser;
    bool show, show_dropped;
} eval;
struct walk {
    struct idio_repo *repo;
    struct idio_arena arena; /* of one change */
    struct idio_introductions in;
    IDIO_VEC(struct note) notes;
    struct row *row;
};

static void die(const char *what, const struct idio_err *err)
{
    fprintf(stderr, "eval_commits: %s%s%s\n", what, err ? ": " : "", err ? err->msg : "");
    exit(1);
}

/* NULL: not there, or not readable. */
static struct idio_observed *observe(struct idio_repo *r, const char *path, enum idio_lang lang,
                                     const char *blob, struct idio_arena *arena)
{
    struct idio_repo_file f = {.path = path};
    struct idio_observed *o = idio_arena_alloc(arena, 1, sizeof *o);
    char *text = NULL;
    size_t n = 0;
    if (!o || !*blob)
        return NULL;
    snprintf(f.blob, sizeof f.blob, "%s", blob);
    if (idio_repo_read(r, &f, &text, &n, NULL) < 0)
        return NULL;
    int rc = idio_corpus_unfit(path, text, n) == IDIO_SKIP_COUNT
                 ? idio_parser_observe(eval.parser, lang, path, text, n, NULL, arena, o, NULL)
                 : IDIO_E_INVALID;
    idio_free(text);
    return rc == IDIO_OK ? o : NULL;
}

static void show(const struct idio_own_change *c, const struct idio_message *m,
                 const struct idio_versions *v, const struct idio_unit_change *u, size_t about)
{
    enum idio_intent act = idio_change_act(v, u, about, m);
    const char *unit = "";
    if (about != SIZE_MAX) {
        const struct idio_observed *o =
            u[about].fate == IDIO_FATE_REMOVED ? v[u[about].file].old : v[u[about].file].new;
        unit = o->units[u[about].unit].name;
    }
    printf("  %.8s %-8s %-24s [%s] %s%s%s\n", c->commit, idio_intent_name(act), unit, m->area,
           m->request, *m->detail ? " // " : "", m->detail);
}

static size_t words_of(const char *s)
{
    size_t n = 0;
    for (; *(s += strspn(s, " ")); s += strcspn(s, " "))
        n++;
    return n;
}

static int see(const struct idio_own_change *c, void *ctx, struct idio_err *err)
{
    struct walk *w = ctx;
    struct idio_message m = {0};
    struct idio_versions v[IDIO_CHANGE_FILES];
    struct idio_unit_change *u = NULL;
    const char *why = NULL;
    size_t n = 0;
    struct note note = {0};
    idio_arena_clear(&w->arena);
    int rc = idio_message_read(c->subject, c->body, &w->arena, &m, &note.fit, &why, err);
    for (size_t i = 0; i < c->file_count && rc == IDIO_OK; i++) {
        const struct idio_changed_file *f = &c->files[i];
        v[i] = (struct idio_versions){f, observe(w->repo, f->path, f->lang, f->old_blob, &w->arena),
                                      observe(w->repo, f->path, f->lang, f->new_blob, &w->arena)};
    }
    if (rc == IDIO_OK)
        rc = idio_change_units(v, c->file_count, &w->arena, &u, &n, err);
    if (rc == IDIO_OK)
        rc = idio_introductions_add(&w->in, w->notes.len, v, u, n, err);
    if (rc != IDIO_OK)
        return rc;
    size_t about = note.fit ? idio_change_about(v, c->file_count, u, n, &m) : SIZE_MAX;
    note.small = idio_change_brought(v, u, n) <= IDIO_BROUGHT_MAX;
    note.about = about != SIZE_MAX;
    note.four = words_of(c->subject) >= 4;
    w->row->fit += note.fit;
    w->row->about += note.about;
    if (note.fit)
        w->row->by_act[idio_change_act(v, u, about, &m)]++;
    for (size_t i = 0; i < RULES && !note.fit; i++)
        w->row->by_rule[i] += strcmp(rules[i], why) == 0;
    if (note.fit && eval.show)
        show(c, &m, v, u, about);
    if (!note.fit && eval.show_dropped)
        printf("  %.8s %-12s %s\n", c->commit, why, c->subject);
    return idio_vec_push(&w->notes, note) < 0 ? idio_nomem(err, "eval") : IDIO_OK;
}

/* ---- HEAD ------------------------------------------------------------------------------------ */
static void count_functions(struct walk *w, const struct idio_repo_file *f,
                            struct idio_arena *arena)
{
    struct idio_lines lines;
    idio_arena_clear(arena);
    struct idio_observed *o = observe(w->repo, f->path, f->lang, f->blob, arena);
    if (!o)
        return;
    if (f->lines && idio_lines_decode(f->lines, f->lines_len, arena, &lines, NULL) == IDIO_OK)
        idio_observed_claim(o, &lines);
    for (size_t i = 0; i < o->unit_count; i++) {
        const struct idio_unit *u = &o->units[i];
        if (u->kind != IDIO_UNIT_FUNCTION || u->foreign || !*u->name)
            continue;
        size_t at = idio_introductions_find(&w->in, f->path, o, i);
        bool known = at != SIZE_MAX && w->notes.at[at].small;
        w->row->functions++;
        w->row->introduced += known;
        w->row->four += known && w->notes.at[at].four;
        w->row->said += known && w->notes.at[at].fit;
    }
}

static void head(struct walk *w, const struct idio_identities *who)
{
    struct idio_arena list_arena, arena;
    struct idio_repo_list list;
    struct idio_ctx ctx = {.threads = 1};
    struct idio_err err;
    idio_arena_init(&list_arena, (size_t)1 << 30);
    idio_arena_init(&arena, (size_t)256 << 20);
    if (idio_repo_list(w->repo, who, NULL, &ctx, &list_arena, &list, &err) < 0)
        die("listing", &err);
    for (size_t i = 0; i < list.len; i++)
        count_functions(w, &list.at[i], &arena);
    idio_arena_release(&list_arena);
    idio_arena_release(&arena);
}

/* ---- who ------------------------------------------------------------------------------------- */
/* The address with most commits, its name, and what shares the name or the address. */
static void developer(struct idio_repo *r, struct idio_arena *arena, struct idio_identities *ret)
{
    struct idio_author *a = NULL;
    struct idio_err err;
    size_t n = 0, len = 0;
    struct idio_ctx ctx = {.threads = 1};
    if (idio_repo_authors(r, NULL, &ctx, arena, &a, &n, NULL, &err) < 0)
        die("authors", &err);
    const char **at = idio_arena_alloc(arena, 2 * n + 2, sizeof *at);
    if (!at || n == 0)
        die("no authors", NULL);
    at[len++] = a[0].email;
    at[len++] = a[0].name;
    for (size_t i = 1; i < n; i++)
        if (strcmp(a[i].name, a[0].name) == 0)
            at[len++] = a[i].email;
    *ret = (struct idio_identities){at, len};
}

static void run(const char *repo, const char *dir, struct row *row)
{
    struct idio_repo_ref ref = {IDIO_REPO_GIT, dir, repo};
    struct walk w = {.row = row};
    struct idio_arena arena;
    struct idio_identities who;
    struct idio_ctx ctx = {.threads = 1};
    struct idio_err err;
    memset(row, 0, sizeof *row);
    idio_arena_init(&arena, (size_t)64 << 20);
    idio_arena_init(&w.arena, (size_t)256 << 20);
    idio_introductions_init(&w.in);
    if (idio_repo_open(&ref, &w.repo, &err) < 0)
        die(repo, &err);
    developer(w.repo, &arena, &who);
    int64_t begin = idio_clock_ms();
    if (idio_repo_own_changes(w.repo, &who, COMMITS_MAX, see, &w, &ctx, &row->count, &err) < 0)
        die(repo, &err);
    row->ms = idio_clock_ms() - begin;
    row->own = row->count.walked;
    for (size_t i = 0; i <= IDIO_NO_CHANGE_REVERT; i++)
        row->own -= row->count.dropped[i];
    head(&w, &who);
    idio_repo_close(w.repo);
    idio_vec_release(&w.notes);
    idio_introductions_release(&w.in);
    idio_arena_release(&w.arena);
    idio_arena_release(&arena);
}

/* ---- table ----------------------------------------------------------------------------------- */
static double percent(uint64_t part, uint64_t all)
{
    return all ? 100.0 * (double)part / (double)all : 0;
}

static void print_row(const char *name, const struct row *r)
{
    printf("| %s | %" PRIu64 " | %" PRIu64 " | %" PRIu64 " (%.0f) | %" PRIu64 " (%.0f) | %" PRIu64
           " | %" PRIu64 " | %.0f | %.0f | %.0f |\n",
           name, r->count.walked, r->own, r->count.given, percent(r->count.given, r->own), r->fit,
           percent(r->fit, r->own), r->about, r->functions, percent(r->introduced, r->functions),
           percent(r->four, r->functions), percent(r->said, r->functions));
}

static void sum(struct row *to, const struct row *r)
{
    to->count.walked += r->count.walked;
    to->count.given += r->count.given;
    for (size_t i = 0; i < IDIO_NO_CHANGE_COUNT; i++)
        to->count.dropped[i] += r->count.dropped[i];
    for (size_t i = 0; i < RULES; i++)
        to->by_rule[i] += r->by_rule[i];
    for (size_t i = 0; i < sizeof r->by_act / sizeof *r->by_act; i++)
        to->by_act[i] += r->by_act[i];
    to->own += r->own;
    to->fit += r->fit;
    to->about += r->about;
    to->functions += r->functions;
    to->introduced += r->introduced;
    to->said += r->said;
    to->four += r->four;
    to->ms += r->ms;
}

static void print_reasons(const struct row *r)
{
    printf("\nOf %" PRIu64 " commits, left out as change:", r->count.walked);
    for (size_t i = 0; i < IDIO_NO_CHANGE_COUNT; i++)
        printf(" %s %" PRIu64 ",", idio_no_change_id((enum idio_no_change)i), r->count.dropped[i]);
    printf("\nOf %" PRIu64 " changes, no request:", r->count.given);
    for (size_t i = 0; i < RULES; i++)
        printf(" %s %" PRIu64 ",", rules[i], r->by_rule[i]);
    printf("\nRequests by act:");
    for (size_t i = 0; i < sizeof r->by_act / sizeof *r->by_act; i++)
        if (r->by_act[i])
            printf(" %s %" PRIu64 ",", idio_intent_name((enum idio_intent)i), r->by_act[i]);
    printf("\n%" PRId64 " ms for changes, messages and units\n", r->ms);
}

static void start(struct idio_err *err)
{
    idio_base_init();
    if (idio_corpus_init(err) < 0 || idio_traits_new(&eval.traits, err) < 0)
        die("start", err);
    struct idio_trait_resolver resolver = idio_traits_resolver(eval.traits);
    if (idio_observer_new(idio_queries_files, &resolver, &eval.observer, err) < 0 ||
        idio_parser_new(eval.observer, &eval.parser, err) < 0)
        die("start", err);
}

static void run_group(char *manifest, const char *group, const char *only)
{
    struct row total = {0}, row;
    char *save = NULL;
    printf(
        "| repository | commits | own | changes (%%) | requests (%%) | about a unit | functions |"
        " introduced, %% | in words, %% |\n|---|---|---|---|---|---|---|---|---|\n");
    for (char *line = strtok_r(manifest, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        char *in = NULL;
        const char *g = strtok_r(line, "\t", &in), *repo = strtok_r(NULL, "\t", &in);
        const char *dir = strtok_r(NULL, "\t", &in);
        if (!dir || strcmp(g, group) != 0 || (only && strcmp(only, repo) != 0))
            continue;
        run(repo, dir, &row);
        print_row(repo, &row);
        fflush(stdout);
        sum(&total, &row);
    }
    print_row("all", &total);
    print_reasons(&total);
}

int main(int argc, char **argv)
{
    struct idio_err err;
    char *manifest;
    size_t n;
    int at = 1;
    for (; at < argc && argv[at][0] == '-'; at++) {
        eval.show = eval.show || strcmp(argv[at], "-v") == 0;
        eval.show_dropped = eval.show_dropped || strcmp(argv[at], "-m") == 0;
    }
    if (argc - at < 2)
        die("usage: eval_commits [-v] [-m] MANIFEST.tsv GROUP [owner/name]", NULL);
    start(&err);
    if (idio_fs_read(argv[at], (size_t)16 << 20, &manifest, &n, &err) < 0)
        die("manifest", &err);
    run_group(manifest, argv[at + 1], argc - at > 2 ? argv[at + 2] : NULL);
    idio_free(manifest);
    idio_parser_free(eval.parser);
    idio_observer_free(eval.observer);
    idio_traits_free(eval.traits);
    idio_corpus_shutdown();
    return 0;
}
