/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How well copied-in code is told from the developer's: by file and by line, against a table of
 * facts.
 *
 *   eval_vendored [-v] MANIFEST.tsv TRUTH.tsv...
 *
 * MANIFEST has lines "group, owner/name, git directory" (tabs between). TRUTH has lines
 * "owner/name, path prefix, yes|no": whether what lies there was copied in from elsewhere; the
 * longest prefix decides, "." is the whole repository. Files under no prefix, and prefixes marked
 * "skip" (nobody can say), are left out, and so is what contents alone leave out (generated,
 * minified). Everybody counts as the developer, so that authorship
 * plays no part. With -v every mistake is named.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/ctx.h"
#include "base/fs.h"
#include "base/vec.h"
#include "corpus/corpus.h"

struct fact {
    char *repo, *prefix;
    int copied; /* 0, 1; -1: leave out */
};
struct count {
    uint64_t found, missed, wrong, right; /* true and false positives and negatives */
};
static struct {
    IDIO_VEC(struct fact) facts;
    struct count files, lines;
    bool verbose;
} eval;

static void die(const char *what, const struct idio_err *err)
{
    fprintf(stderr, "eval_vendored: %s%s%s\n", what, err ? ": " : "", err ? err->msg : "");
    exit(1);
}

static char *read_text(const char *path)
{
    char *text;
    size_t n;
    struct idio_err err;
    if (idio_fs_read(path, (size_t)16 << 20, &text, &n, &err) < 0)
        die("reading", &err);
    return text;
}

static void read_facts(char *text)
{
    char *save = NULL;
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        struct fact f = {0};
        char *in = NULL;
        if (*line == '#')
            continue;
        f.repo = strtok_r(line, "\t", &in);
        f.prefix = strtok_r(NULL, "\t", &in);
        const char *word = strtok_r(NULL, "\t", &in);
        if (!f.repo || !f.prefix || !word)
            die("a line of facts has fewer than three columns", NULL);
        f.copied = strcmp(word, "yes") == 0 ? 1 : strcmp(word, "no") == 0 ? 0 : -1;
        if (idio_vec_push(&eval.facts, f) < 0)
            die("out of memory", NULL);
    }
}

/* -1: nothing is known. */
static int truth(const char *repo, const char *path)
{
    size_t best = 0;
    int copied = -1;
    for (size_t i = 0; i < eval.facts.len; i++) {
        const struct fact *f = &eval.facts.at[i];
        size_t n = strcmp(f->prefix, ".") == 0 ? 0 : strlen(f->prefix);
        if (strcmp(f->repo, repo) == 0 && strncmp(f->prefix, path, n) == 0 && n >= best) {
            best = n;
            copied = f->copied;
        }
    }
    return copied;
}

/* -1: it is left out anyway, because it is generated, minified or no text. */
static int64_t lines_of(struct idio_repo *r, const char *path, const char *blob)
{
    struct idio_repo_file f = {.path = path};
    char *text = NULL;
    size_t n = 0;
    int64_t lines = 0;
    snprintf(f.blob, sizeof f.blob, "%s", blob);
    if (idio_repo_read(r, &f, &text, &n, NULL) < 0)
        return -1;
    if (idio_corpus_unfit(path, text, n) != IDIO_SKIP_COUNT)
        lines = -1 - (int64_t)n;
    for (size_t i = 0; i < n; i++)
        lines += text[i] == '\n';
    idio_free(text);
    return lines < 0 ? -1 : lines;
}

static void add(struct count *c, int copied, bool said, uint64_t n)
{
    if (copied)
        *(said ? &c->found : &c->missed) += n;
    else
        *(said ? &c->wrong : &c->right) += n;
}

static void one(struct idio_repo *r, const char *repo, const char *path, const char *blob,
                bool said, const char *why, struct count *files, struct count *lines)
{
    int copied = truth(repo, path);
    if (copied < 0)
        return;
    int64_t n = lines_of(r, path, blob);
    if (n < 0)
        return;
    add(files, copied, said, 1);
    add(lines, copied, said, (uint64_t)n);
    if (eval.verbose && copied != (int)said)
        printf("  %s %s/%s (%" PRId64 " lines)%s%s\n", said ? "WRONG " : "MISSED", repo, path, n,
               why ? ": " : "", why ? why : "");
}

static void print(const char *name, const struct count *f, const struct count *l, int64_t ms)
{
    double rf =
        f->found + f->missed ? 100.0 * (double)f->found / (double)(f->found + f->missed) : 100;
    double pf =
        f->found + f->wrong ? 100.0 * (double)f->found / (double)(f->found + f->wrong) : 100;
    double rl =
        l->found + l->missed ? 100.0 * (double)l->found / (double)(l->found + l->missed) : 100;
    double pl =
        l->found + l->wrong ? 100.0 * (double)l->found / (double)(l->found + l->wrong) : 100;
    printf("%-28s files %5" PRIu64 " copied of %5" PRIu64
           ", recall %5.1f precision %5.1f; lines recall %5.1f precision %5.1f",
           name, f->found + f->missed, f->found + f->missed + f->wrong + f->right, rf, pf, rl, pl);
    if (ms >= 0)
        printf("  %" PRId64 " ms", ms);
    printf("\n");
}

static void sum(struct count *to, const struct count *c)
{
    to->found += c->found;
    to->missed += c->missed;
    to->wrong += c->wrong;
    to->right += c->right;
}

static void run(const char *repo, const char *dir)
{
    struct idio_repo_ref ref = {IDIO_REPO_GIT, dir, repo};
    struct idio_repo *r;
    struct idio_arena arena;
    struct idio_repo_list list;
    struct idio_err err;
    struct count files = {0}, lines = {0};
    struct idio_ctx ctx = {.threads = 1};
    idio_arena_init(&arena, (size_t)2 << 30);
    if (idio_repo_open(&ref, &r, &err) < 0)
        die(repo, &err);
    int64_t begin = idio_clock_ms();
    if (idio_repo_list(r, NULL, NULL, &ctx, &arena, &list, &err) < 0)
        die(repo, &err);
    int64_t took = idio_clock_ms() - begin;
    for (size_t i = 0; i < list.len; i++)
        one(r, repo, list.at[i].path, list.at[i].blob, false, list.at[i].doubt, &files, &lines);
    for (size_t i = 0; i < list.vendored_len; i++)
        one(r, repo, list.vendored[i].path, list.vendored[i].blob, true,
            list.vendored[i].why ? list.vendored[i].why : "by path", &files, &lines);
    print(repo, &files, &lines, took);
    sum(&eval.files, &files);
    sum(&eval.lines, &lines);
    idio_repo_close(r);
    idio_arena_release(&arena);
}

static bool is_asked(const char *repo)
{
    for (size_t i = 0; i < eval.facts.len; i++)
        if (strcmp(eval.facts.at[i].repo, repo) == 0)
            return true;
    return false;
}

int main(int argc, char **argv)
{
    struct idio_err err;
    idio_base_init();
    if (argc > 1 && strcmp(argv[1], "-v") == 0) {
        eval.verbose = true;
        argc--;
        argv++;
    }
    if (argc < 3)
        die("usage: eval_vendored [-v] MANIFEST.tsv TRUTH.tsv...", NULL);
    if (idio_corpus_init(&err) < 0)
        die("start", &err);
    for (int i = 2; i < argc; i++) {
        eval.facts.len = 0;
        eval.files = eval.lines = (struct count){0};
        read_facts(read_text(argv[i]));
        char *save = NULL, *done = NULL;
        for (char *line = strtok_r(read_text(argv[1]), "\n", &save); line;
             line = strtok_r(NULL, "\n", &save)) {
            char *in = NULL;
            (void)strtok_r(line, "\t", &in);
            char *repo = strtok_r(NULL, "\t", &in), *dir = strtok_r(NULL, "\t", &in);
            /* A repository may stand in two groups; they follow each other nowhere, so the facts
             * are marked as used up. */
            if (!repo || !dir || !is_asked(repo) || (done && strstr(done, repo)))
                continue;
            run(repo, dir);
            size_t n = done ? strlen(done) : 0;
            done = realloc(done, n + strlen(repo) + 2);
            if (!done)
                die("out of memory", NULL);
            snprintf(done + n, strlen(repo) + 2, "%s\n", repo);
        }
        free(done);
        print(argv[i], &eval.files, &eval.lines, -1);
    }
    idio_vec_release(&eval.facts);
    idio_corpus_shutdown();
    return 0;
}
