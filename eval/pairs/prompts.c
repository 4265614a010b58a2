/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes prompts from the units of repositories, to be looked at and measured (eval/pairs/run.sh):
 *
 *     idio_prompts frames  REPOSITORY[=SUBJECTS]...   one frame a line
 *     idio_prompts prompts REPOSITORY[=SUBJECTS]...   prompts as JSON lines, k-centre selected
 *     idio_prompts show    REPOSITORY[=SUBJECTS]...   some of them, to be read
 *     idio_prompts measure MADE.jsonl REAL.jsonl...   diversity of each, and whether the first can
 *                                                     be told from the others
 *
 * SUBJECTS is a file with one commit subject a line. Shapes are read off signatures, roughly: what
 * the syntax tells is the program's work, here only the wording counts.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ctx.h"
#include "base/fs.h"
#include "base/json.h"
#include "corpus/corpus.h"
#include "pairs/pairs.h"
#include "style/style_internal.h"

#define ARENA_MAX ((size_t)1 << 32)
#define PARAMS    12
#define PER_FRAME 4    /* prompts that are made of a frame */
#define WANT      9000 /* that are kept of all */

struct make {
    struct idio_traits *traits;
    struct idio_observer *observer;
    struct idio_parser *parser;
    struct idio_arena arena; /* of all frames */
    IDIO_VEC(struct idio_frame) frames;
    IDIO_VEC(const char *) subjects; /* of the repository at hand */
    size_t next_subject;
};

static int open_make(struct make *m, struct idio_err *err)
{
    struct idio_trait_resolver r;
    int rc = idio_corpus_init(err);

    if (rc == IDIO_OK)
        rc = idio_traits_new(&m->traits, err);
    if (rc < 0)
        return rc;
    r = idio_traits_resolver(m->traits);
    rc = idio_observer_new(idio_queries_files, &r, &m->observer, err);
    return rc == IDIO_OK ? idio_parser_new(m->observer, &m->parser, err) : rc;
}

/* ---- shapes from signatures ------------------------------------------------------------------ */

static bool type_first(enum idio_lang lang)
{
    return lang == IDIO_LANG_C || lang == IDIO_LANG_CPP || lang == IDIO_LANG_JAVA ||
           lang == IDIO_LANG_CSHARP || lang == IDIO_LANG_PHP;
}

static void read_param(struct make *m, enum idio_lang lang, struct idio_slice p,
                       struct idio_shape *s)
{
    struct idio_param *to = &s->params[s->param_count];
    const char *equal = memchr(p.p, '=', p.n);

    if (s->param_count == PARAMS || p.n == 0)
        return;
    if (equal)
        p = idio_slice_trim(idio_slice(p.p, (size_t)(equal - p.p)));
    while (p.n > 0 && strchr("*&.", p.p[0]))
        p.p++, p.n--, to->variadic = lang == IDIO_LANG_PYTHON;
    size_t cut = type_first(lang) ? p.n : 0;
    if (type_first(lang)) {
        while (cut > 0 && (isalnum((unsigned char)p.p[cut - 1]) || p.p[cut - 1] == '_'))
            cut--;
        to->name = idio_arena_strndup(&m->arena, p.p + cut, p.n - cut);
        struct idio_slice type = idio_slice_trim(idio_slice(p.p, cut));
        to->type = idio_arena_strndup(&m->arena, type.p, type.n);
    } else {
        while (cut < p.n && (isalnum((unsigned char)p.p[cut]) || p.p[cut] == '_'))
            cut++;
        to->name = idio_arena_strndup(&m->arena, p.p, cut);
        while (cut < p.n && strchr(" :?", p.p[cut]))
            cut++;
        to->type = idio_arena_strndup(&m->arena, p.p + cut, p.n - cut);
    }
    to->optional = equal != NULL;
    if (strcmp(to->name, "self") && strcmp(to->name, "mut") && strcmp(to->name, "void") &&
        *to->name)
        s->param_count++;
}

static void read_shape(struct make *m, const struct idio_observed *o, const struct idio_unit *u,
                       struct idio_shape *s)
{
    const char *open = strchr(u->signature, '('), *p;
    int depth = 0;

    *s = (struct idio_shape){.returns = ""};
    s->params = idio_arena_alloc(&m->arena, PARAMS, sizeof *s->params);
    if (!open || !s->params || u->kind != IDIO_UNIT_FUNCTION)
        return;
    if (o->lang == IDIO_LANG_GO && open == u->signature + 5)
        open = strchr(open + 1, '('); /* the receiver */
    if (!open)
        return;
    const char *begin = open + 1;
    for (p = begin; *p; p++) {
        depth += strchr("([{<", *p) ? 1 : strchr(")]}>", *p) ? -1 : 0;
        if ((depth == 0 && *p == ',') || depth < 0) {
            read_param(m, o->lang, idio_slice_trim(idio_slice(begin, (size_t)(p - begin))), s);
            begin = p + 1;
        }
        if (depth < 0)
            break;
    }
    const char *arrow = *p ? strstr(p, "->") : NULL;
    struct idio_slice r = idio_slice(NULL, 0);
    if (arrow)
        r = idio_slice_trim(idio_slice(arrow + 2, strcspn(arrow + 2, "{;")));
    else if (o->lang == IDIO_LANG_GO && *p)
        r = idio_slice_trim(idio_slice(p + 1, strcspn(p + 1, "{")));
    else if (o->lang == IDIO_LANG_C && strstr(u->signature, u->name))
        r = idio_slice_trim(
            idio_slice(u->signature, (size_t)(strstr(u->signature, u->name) - u->signature)));
    while (r.n > 0 && strchr(":{ ", r.p[r.n - 1]))
        r.n--;
    if (idio_slice_starts(r, "static "))
        r.p += 7, r.n -= 7;
    s->returns = idio_arena_strndup(&m->arena, r.p, r.n);
    s->gives = r.n > 0 ? !idio_slice_eq_c(r, "void") && !idio_slice_eq_c(r, "None") : true;
}

/* ---- frames ---------------------------------------------------------------------------------- */

static int add_frame(struct make *m, const struct idio_observed *o, size_t unit, const char *path,
                     enum idio_intent act, const char *subject, struct idio_err *err)
{
    struct idio_shape shape;
    struct idio_message message = {.act = act};
    struct idio_frame f;
    const char *why;
    bool fit = true;

    if (subject) {
        int r = idio_message_read(subject, "", &m->arena, &message, &fit, &why, err);
        if (r < 0 || !fit)
            return r;
        act = message.act;
    }
    read_shape(m, o, &o->units[unit], &shape);
    struct idio_frame_source s = {o, unit, &shape, path, subject ? &message : NULL, NULL, 0, act};
    int rc = idio_frame_make(&s, &m->arena, &f, err);
    if (rc == IDIO_OK && f.confidence >= .5 && idio_vec_push(&m->frames, f) < 0)
        return IDIO_E_NOMEM;
    return rc;
}

static int add_unit(struct make *m, const struct idio_observed *o, size_t unit, const char *path,
                    struct idio_err *err)
{
    static const enum idio_intent acts[] = {IDIO_INTENT_FIX, IDIO_INTENT_TEST, IDIO_INTENT_REFACTOR,
                                            IDIO_INTENT_EDIT};
    const struct idio_unit *u = &o->units[unit];

    if (u->is_test || (u->kind == IDIO_UNIT_FUNCTION && u->last_line - u->first_line < 4))
        return IDIO_OK;
    int rc = add_frame(m, o, unit, path, IDIO_INTENT_CREATE, NULL, err);
    if (rc == IDIO_OK && unit % 3 == 0)
        rc = add_frame(m, o, unit, path, acts[unit / 3 % 4], NULL, err);
    if (rc == IDIO_OK && unit % 2 && m->next_subject < m->subjects.len) {
        const char *subject = m->subjects.at[m->next_subject++];
        rc = add_frame(m, o, unit, path, IDIO_INTENT_EDIT, subject, err);
    }
    return rc;
}

static int add_file(struct make *m, struct idio_repo *repo, const struct idio_repo_file *f,
                    struct idio_err *err)
{
    struct idio_observed o;
    char *text = NULL;
    size_t n = 0;
    int rc = idio_repo_read(repo, f, &text, &n, err);

    if (rc < 0)
        return rc == IDIO_E_NOMEM ? rc : IDIO_OK;
    if (idio_corpus_unfit(f->path, text, n) == IDIO_SKIP_COUNT) {
        rc = idio_parser_observe(m->parser, f->lang, f->path, text, n, NULL, &m->arena, &o, err);
        for (size_t i = 0; rc == IDIO_OK && i < o.unit_count; i++)
            rc = add_unit(m, &o, i, f->path, err);
        if (rc == IDIO_E_LIMIT)
            rc = IDIO_OK;
    }
    idio_free(text);
    return rc;
}

static int read_subjects(struct make *m, const char *path)
{
    char line[512];
    FILE *in = fopen(path, "r");

    m->subjects.len = m->next_subject = 0;
    while (in && fgets(line, sizeof line, in)) {
        line[strcspn(line, "\n")] = 0;
        if (*line && idio_vec_push(&m->subjects, idio_arena_strdup(&m->arena, line)) < 0)
            return IDIO_E_NOMEM;
    }
    if (in)
        fclose(in);
    return IDIO_OK;
}

static int add_repo(struct make *m, char *argument, struct idio_err *err)
{
    struct idio_ctx ctx = {.threads = 1};
    struct idio_repo_refs refs;
    struct idio_repo *repo = NULL;
    struct idio_repo_list list;
    char *subjects = strchr(argument, '=');
    int rc = IDIO_OK;

    if (subjects) {
        *subjects = 0;
        rc = read_subjects(m, subjects + 1);
    }
    const char *path = argument;
    if (rc == IDIO_OK)
        rc = idio_corpus_discover(&path, 1, false, &ctx, &m->arena, &refs, err);
    if (rc == IDIO_OK)
        rc = idio_repo_open(&refs.at[0], &repo, err);
    if (rc == IDIO_OK)
        rc = idio_repo_list(repo, NULL, NULL, &ctx, &m->arena, &list, err);
    for (size_t i = 0; rc == IDIO_OK && i < list.len; i++)
        rc = add_file(m, repo, &list.at[i], err);
    idio_repo_close(repo);
    return rc;
}

static void print_frames(const struct make *m)
{
    static const char *const kinds[] = {"function", "class", "module"};

    for (size_t i = 0; i < m->frames.len; i++) {
        const struct idio_frame *f = &m->frames.at[i];
        printf("%s %s %s %.2f %s | %s | %s | %s || %s", idio_intent_name(f->act), kinds[f->kind],
               idio_wording_name(f->wording), f->confidence, f->name, f->verb, f->object, f->rest,
               f->purpose);
        for (size_t k = 0; k < f->input_count; k++)
            printf(" <%s", f->inputs[k]);
        for (size_t k = 0; k < f->output_count; k++)
            printf(" >%s", f->outputs[k]);
        for (size_t k = 0; k < f->edge_count; k++)
            printf(" !%s", f->edges[k]);
        printf("%s%s\n", *f->detail ? " ... " : "", f->detail);
    }
}

/* ---- prompts --------------------------------------------------------------------------------- */

/* Sentences of habits, as a profile would have them, with what else might be wanted. */
static const char *const habits[][3] = {
    {"format.indent", "Indent with tabs.", "Indent by 4 spaces."},
    {"format.quotes", "Use single quotes for strings.", "Use double quotes for strings."},
    {"format.semicolons", "No semicolons at statement ends.", "End statements with semicolons."},
    {"naming.function", "Name functions in snake_case.", "Name functions in camelCase."},
    {"format.line_length", "Keep lines within 80 columns.", "Keep lines within 100 columns."},
    {"idiom.const_local", "Declare locals const where they do not change.", NULL},
    {"format.body_braces", "Put braces around one-statement bodies.", NULL},
    {"error.style", "Return early on errors.", "Clean up with goto."},
    {"doc.comment", "Write a comment above every function.", "No comments."},
    {"test.table", "Test with tables of cases.", NULL},
    {"format.trailing_comma", "Put a comma after the last item of a multi-line list.", NULL},
    {"format.function_brace", "Open a function's brace on the line of its signature.", NULL},
    {"format.operator_space", "Put spaces around binary operators.", NULL},
    {"format.blank_lines", "Leave one blank line between functions.",
     "Leave two blank lines between functions."},
    {"format.import_order", "Sort imports alphabetically within their group.", NULL},
    {"naming.constant", "Name constants in UPPER_CASE.", "Name constants in camelCase."},
    {"naming.private", "Mark private members with a leading underscore.", NULL},
    {"naming.boolean", "Start names of boolean functions with is, has, can or should.", NULL},
    {"naming.options", "Name an options parameter opts.", "Name an options parameter options."},
    {"naming.error", "Name a caught error err.", "Name a caught error e."},
    {"naming.verb_make", "Name functions that make something with the verb new.", NULL},
    {"idiom.auto", "Write out the types of locals, no auto.",
     "Declare initialised locals with auto."},
    {"idiom.null", "Write NULL for null pointers.", NULL},
    {"idiom.named_results", "Leave results of functions unnamed.", NULL},
    {"idiom.format_args", "Name variables inside format strings: {name}.", NULL},
    {"idiom.fixed_int", "Use fixed-width integers: uint8_t, int64_t.", NULL},
    {"idiom.assert", "Check what must hold with assert in functions.", NULL},
    {"idiom.sync", "Share state under a mutex.", "Share by channels."},
    {"idiom.property", "Give computed values as @property.", NULL},
    {"idiom.log_format", "Format log messages with f-strings.", NULL}};
#define HABITS (sizeof habits / sizeof *habits)

static void choose_telling(struct idio_telling *t, struct idio_fact facts[2],
                           const struct idio_fact *list[2], bool against[2], const char *instead[2],
                           uint64_t seed)
{
    struct idio_chance c = idio_chance_of(seed, "telling");
    const double reg = idio_chance_share(&c);

    *t = (struct idio_telling){.seed = seed, .facts = list, .against = against, .instead = instead};
    t->reg = reg < .34   ? IDIO_REGISTER_TERSE
             : reg < .74 ? IDIO_REGISTER_CASUAL
                         : IDIO_REGISTER_VERBOSE;
    const double more = t->reg == IDIO_REGISTER_TERSE    ? .1
                        : t->reg == IDIO_REGISTER_CASUAL ? .35
                                                         : .6;
    t->name = idio_chance_share(&c) < more * .5;
    t->path = idio_chance_share(&c) < more * .6;
    t->language = idio_chance_share(&c) < more * .5;
    t->inputs = idio_chance_share(&c) < more * .6;
    t->outputs = idio_chance_share(&c) < more * .6;
    t->edges = idio_chance_share(&c) < more;
    t->detail = idio_chance_share(&c) < more;
    t->noise = idio_chance_share(&c) < .5;
    t->unseen = false;
    for (size_t i = 0; i < 2 && idio_chance_share(&c) < more; i++) {
        const char *const *h = habits[idio_chance_below(&c, HABITS)];
        facts[i] = (struct idio_fact){.trait = h[0], .wording = h[1], .field = "style_guides"};
        list[i] = &facts[i];
        against[i] = h[2] && idio_chance_share(&c) < .15;
        instead[i] = h[2];
        t->fact_count++;
    }
}

struct told {
    char *text;
    enum idio_register reg;
};
typedef IDIO_VEC(struct told) told_list;

static int tell_all(struct make *m, told_list *told, uint64_t each, struct idio_err *err)
{
    struct idio_grammar *g = NULL;
    int rc = idio_grammar_new(&g, err);

    for (size_t i = 0; rc == IDIO_OK && i < m->frames.len; i++)
        for (uint64_t k = 0; rc == IDIO_OK && k < each; k++) {
            struct idio_telling how;
            struct idio_fact facts[2];
            const struct idio_fact *list[2];
            bool against[2];
            const char *instead[2];
            struct idio_prompt p;
            choose_telling(&how, facts, list, against, instead, i * each + k);
            rc = idio_grammar_tell(g, &m->frames.at[i], &how, &m->arena, &p, err);
            struct told one = {rc == IDIO_OK ? idio_arena_strdup(&m->arena, p.text) : NULL,
                               how.reg};
            if (rc == IDIO_OK && idio_vec_push(told, one) < 0)
                rc = IDIO_E_NOMEM;
        }
    idio_grammar_free(g);
    return rc;
}

/* Those of a register that differ most; the shares of the registers stay. */
static int pick(const told_list *told, enum idio_register reg, size_t want, told_list *ret,
                struct idio_err *err)
{
    const char **texts = idio_alloc(told->len + 1, sizeof *texts);
    size_t *chosen = idio_alloc(told->len + 1, sizeof *chosen), n = 0;
    int rc = texts && chosen ? IDIO_OK : IDIO_E_NOMEM;

    for (size_t i = 0; rc == IDIO_OK && i < told->len; i++)
        if (told->at[i].reg == reg)
            texts[n++] = told->at[i].text;
    want = (size_t)((double)want * (double)n / (double)(told->len ? told->len : 1));
    if (rc == IDIO_OK)
        rc = idio_prompts_select(texts, n, want, chosen, err);
    for (size_t i = 0; rc == IDIO_OK && i < want; i++)
        rc = idio_vec_push(ret, ((struct told){(char *)texts[chosen[i]], reg}));
    idio_free(texts);
    idio_free(chosen);
    return rc;
}

static int print_prompts(struct make *m, bool plain, struct idio_err *err)
{
    told_list told = {0}, best = {0};
    int rc = tell_all(m, &told, plain ? 3 : PER_FRAME, err);

    for (int reg = 0; rc == IDIO_OK && !plain && reg < IDIO_REGISTERS; reg++)
        rc = pick(&told, (enum idio_register)reg, WANT < told.len ? WANT : told.len, &best, err);
    const told_list *out = plain ? &told : &best;
    for (size_t i = 0; rc == IDIO_OK && i < out->len; i++) {
        struct idio_json *s = idio_json_string(out->at[i].text);
        struct idio_str line;
        idio_str_init(&line, 1 << 20);
        rc = idio_json_write(s, IDIO_JSON_COMPACT, &line, err);
        printf(plain ? "-- %s\n" : "%s\n", plain ? out->at[i].text : line.data);
        idio_str_release(&line);
        idio_json_free(s);
    }
    idio_vec_release(&told);
    idio_vec_release(&best);
    return rc;
}

/* ---- measuring ------------------------------------------------------------------------------- */

typedef IDIO_VEC(const char *) texts;

static int read_texts(struct make *m, const char *path, texts *ret, struct idio_err *err)
{
    static char line[1 << 16];
    FILE *in = fopen(path, "r");
    int rc = in ? IDIO_OK : idio_fail_sys(err, errno, "prompts", "%s", path);

    while (rc == IDIO_OK && fgets(line, sizeof line, in)) {
        struct idio_json *v = NULL;
        rc = idio_json_parse(line, strlen(line), path, &v, err);
        if (rc == IDIO_OK && idio_json_str(v))
            rc = idio_vec_push(ret, idio_arena_strdup(&m->arena, idio_json_str(v)));
        idio_json_free(v);
    }
    if (in)
        fclose(in);
    return rc;
}

static int measure(struct make *m, char **files, int n, struct idio_err *err)
{
    texts first = {0};
    int rc = IDIO_OK;

    printf("%-28s %6s %6s %6s %6s %6s %6s %6s %6s\n", "file", "n", "ratio", "dist2", "dist3",
           "top10", "start4", "bleu", "auc");
    for (int i = 0; rc == IDIO_OK && i < n; i++) {
        struct idio_diversity d = {0};
        texts t = {0};
        double auc = 0;
        rc = read_texts(m, files[i], &t, err);
        if (rc == IDIO_OK)
            rc = idio_diversity_of(t.at, t.len, 1, &d, err);
        if (rc == IDIO_OK && i > 0)
            rc = idio_real_or_made(t.at, t.len, first.at, first.len, 1, &auc, err);
        if (rc == IDIO_OK)
            printf("%-28s %6zu %6.2f %6.2f %6.2f %6.2f %6.2f %6.3f %6.3f\n",
                   strrchr(files[i], '/') ? strrchr(files[i], '/') + 1 : files[i], t.len,
                   d.compression, d.distinct2, d.distinct3, d.openings, d.shared_start, d.self_bleu,
                   auc);
        if (i == 0)
            first = t;
        else
            idio_vec_release(&t);
    }
    idio_vec_release(&first);
    return rc;
}

int main(int argc, char **argv)
{
    struct make m = {0};
    struct idio_err err = {0};
    int rc;

    if (argc < 3) {
        fprintf(stderr,
                "usage: idio_prompts frames|prompts|show|measure REPOSITORY[=SUBJECTS]...\n");
        return 2;
    }
    idio_base_init();
    idio_arena_init(&m.arena, ARENA_MAX);
    if (strcmp(argv[1], "measure") == 0) {
        rc = measure(&m, argv + 2, argc - 2, &err);
    } else {
        rc = open_make(&m, &err);
        for (int i = 2; rc == IDIO_OK && i < argc; i++)
            rc = add_repo(&m, argv[i], &err);
        if (rc == IDIO_OK && strcmp(argv[1], "frames") == 0)
            print_frames(&m);
        else if (rc == IDIO_OK)
            rc = print_prompts(&m, strcmp(argv[1], "show") == 0, &err);
    }
    if (rc < 0)
        fprintf(stderr, "idio_prompts: %s\n", err.msg);
    idio_parser_free(m.parser);
    idio_observer_free(m.observer);
    idio_traits_free(m.traits);
    idio_vec_release(&m.frames);
    idio_vec_release(&m.subjects);
    idio_arena_release(&m.arena);
    idio_corpus_shutdown();
    return idio_status_exit(rc);
}
