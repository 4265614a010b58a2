/* SPDX-License-Identifier: Apache-2.0 */
/*
 * learn by several ranks, which are threads here: whatever their number, report and profile are
 * what one process makes of the same repositories, and one that fails ends all.
 */
#include "ranks_threads.h"

#include "base/ctx.h"
#include "base/fs.h"
#include "base/proc.h"
#include "core/core_internal.h"

#define REPOS 5

static char root[PATH_MAX];
static const struct idio_profile_opts everything = {.all = true};

/* ---- fixtures -------------------------------------------------------------------------------- */

static void run_git(const char *dir, const char *const *args)
{
    const char *argv[24] = {
        "git", "-C", dir, "-c", "user.name=Ada", "-c", "user.email=ada@example.org"};
    size_t n = 7;
    for (; *args && n < IDIO_COUNT(argv) - 1; args++)
        argv[n++] = *args;
    struct idio_proc_opts o = {.argv = argv, .max_output = 1 << 16, .timeout_ms = 60000};
    struct idio_proc_result r;
    struct idio_err err;
    assert_ok(idio_proc_run(&o, &r, &err), &err);
    assert_int_equal(r.exit_code, 0);
    idio_proc_result_release(&r);
}
#define GIT(dir, ...) run_git(dir, (const char *const[]){__VA_ARGS__, NULL})

static void write_source(const char *dir, int i, const char *quote)
{
    char path[PATH_MAX + 128], text[1024];
    snprintf(path, sizeof path, "%s/module%02d.js", dir, i);
    snprintf(text, sizeof text,
             "const fs = require(%sfs%s)\n\n"
             "// Reads the whole file %d and calls back with its lines.\n"
             "function readLines%d (path, cb) {\n"
             "  fs.readFile(path, function (err, data) {\n"
             "    if (err) return cb(err)\n"
             "    cb(null, data.split(%s;%s))\n"
             "  })\n"
             "}\n\n"
             "module.exports = readLines%d\n",
             quote, quote, i, i, quote, quote, i);
    idio_test_write(path, text, strlen(text));
}

/* Repositories of 1, 5, 9 … files; the first file is the same in all; the last one has no commit.
 */
static void make_repos(const char *all)
{
    struct idio_err err;
    setenv("GIT_AUTHOR_DATE", "2024-01-01T00:00:00Z", 1);
    setenv("GIT_COMMITTER_DATE", "2024-01-01T00:00:00Z", 1);
    setenv("GIT_COMMITTER_NAME", "Ada", 1);
    setenv("GIT_COMMITTER_EMAIL", "ada@example.org", 1);
    for (int r = 0; r < REPOS; r++) {
        char dir[PATH_MAX + 64];
        snprintf(dir, sizeof dir, "%s/repo%d", all, r);
        assert_ok(idio_fs_mkdirs(dir, 0755, &err), &err);
        GIT(dir, "init", "-q", "-b", "main");
        for (int i = 0; i <= 4 * r; i++)
            write_source(dir, i, i % 3 ? "'" : "\"");
        if (r == REPOS - 1)
            continue;
        GIT(dir, "add", ".");
        GIT(dir, "commit", "-q", "-m", "first");
        GIT(dir, "repack", "-q", "-a", "-d"); /* a weight */
    }
}

/* Ada changes a file and adds one; Bob adds another, and there is one that came from elsewhere. */
static void go_on(const char *all)
{
    char dir[PATH_MAX + 64], lib[PATH_MAX + 96];
    struct idio_err err;
    snprintf(dir, sizeof dir, "%s/repo3", all);
    snprintf(lib, sizeof lib, "%s/third_party", dir);
    write_source(dir, 1, "`");
    write_source(dir, 50, "'");
    GIT(dir, "add", ".");
    GIT(dir, "commit", "-q", "-m", "second");
    write_source(dir, 51, "`");
    GIT(dir, "add", ".");
    GIT(dir, "commit", "-q", "-m", "third", "--author", "Bob <bob@example.org>");
    assert_ok(idio_fs_mkdirs(lib, 0755, &err), &err);
    write_source(lib, 52, "'");
    GIT(dir, "add", ".");
    GIT(dir, "commit", "-q", "-m", "fourth");
}

static int setup(void **state)
{
    (void)state;
    idio_base_init();
    idio_test_dir(root, sizeof root);
    make_repos(root);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    idio_test_remove(root);
    return 0;
}

/* ---- running --------------------------------------------------------------------------------- */

enum trouble { NONE, OTHER_BUILD, NO_HOME, CANCELLED };
struct host {
    struct idio_ctx ctx;
    struct idio_core *core;
    struct idio_json *report;
    struct idio_learn_opts opts;
    enum trouble trouble;
};

static int learn_rank(struct net_rank *me, struct idio_ranks *r, struct idio_err *err)
{
    struct host *h = me->ctx;
    h->ctx.ranks = r;
    h->ctx.cancel = &me->cancel;
    if (h->trouble == CANCELLED)
        idio_cancel_set(&me->cancel);
    return idio_core_learn(h->core, &h->opts, &h->report, err);
}

/* One process has one corpus engine: rank 0's core starts and ends it for all. */
static void open_hosts(struct host *hosts, struct net_rank *ranks, unsigned n, const char *home)
{
    static const char *paths[1], *who[] = {"ada@example.org"};
    static char path[PATH_MAX + 64];
    struct idio_err err;
    snprintf(path, sizeof path, "%s/%s", root, home);
    paths[0] = root;
    for (unsigned i = 0; i < n; i++) {
        struct idio_core_opts o = {.home = path};
        hosts[i].ctx = (struct idio_ctx){.threads = 2, .now = 1700000000};
        hosts[i].opts = (struct idio_learn_opts){
            .paths = paths, .path_count = 1, .authors = who, .author_count = 1};
        assert_ok(idio_core_new(&o, &hosts[i].ctx, &hosts[i].core, &err), &err);
        assert_ok(core_need_traits(hosts[i].core, &err), &err);
        if (i == 0)
            assert_ok(core_need_corpus(hosts[i].core, &err), &err);
        hosts[i].core->corpus_ready = true;
        ranks[i] = (struct net_rank){.run = learn_rank, .ctx = &hosts[i]};
    }
}

static void close_hosts(struct host *hosts, unsigned n)
{
    for (unsigned i = n; i-- > 0;) {
        hosts[i].core->corpus_ready = i == 0;
        hosts[i].core = idio_core_free(hosts[i].core);
        idio_json_free(hosts[i].report);
        hosts[i].report = NULL;
    }
}

static char *dump(const struct idio_json *v)
{
    struct idio_str s;
    struct idio_err err;
    idio_str_init(&s, 64u << 20);
    assert_ok(idio_json_write(v, IDIO_JSON_PRETTY, &s, &err), &err);
    return idio_str_take(&s);
}

static char *profile(struct host *h)
{
    struct idio_err err;
    struct idio_json *doc = NULL;
    assert_ok(idio_core_profile(h->core, &everything, &doc, &err), &err);
    char *text = dump(doc);
    idio_json_free(doc);
    return text;
}

/* ---- tests ----------------------------------------------------------------------------------- */

/* Report and profile of what n ranks learn, into a home of their own. */
static void learn_by(unsigned n, int64_t parsed, char *ret[2])
{
    struct host hosts[RANKS_MOST] = {0};
    struct net_rank ranks[RANKS_MOST];
    char home[16];
    snprintf(home, sizeof home, ".home%u", n); /* hidden: not searched for repositories */
    open_hosts(hosts, ranks, n, home);
    assert_int_equal(net_run(ranks, n), -1);
    for (unsigned i = 0; i < n; i++)
        assert_ok(ranks[i].status, &ranks[i].err);
    for (unsigned i = 1; i < n; i++)
        assert_int_equal(idio_json_len(hosts[i].report), 0);
    assert_int_equal(idio_json_get_int(hosts[0].report, "parsed", -1), parsed);
    ret[0] = dump(hosts[0].report);
    ret[1] = profile(&hosts[0]);
    close_hosts(hosts, n);
}

/* 6 ranks are more than there are repositories. */
static void same_from_all(int64_t parsed, char *ret[2])
{
    learn_by(1, parsed, ret);
    for (unsigned n = 2; n <= RANKS_MOST; n++) {
        char *now[2];
        learn_by(n, parsed, now);
        for (int k = 0; k < 2; k++) {
            assert_string_equal(ret[k], now[k]);
            idio_free(now[k]);
        }
    }
}

static void same_bytes_for_every_number_of_ranks(void **state)
{
    (void)state;
    char *first[2], *again[2], *later[2];
    same_from_all(13, first);
    /* The broken repository is told of as one process does. */
    assert_non_null(strstr(first[0], "has no commits yet"));
    assert_null(strstr(first[0], "process "));
    /* Nothing new: not one is listed. */
    same_from_all(0, again);
    assert_string_equal(first[1], again[1]);
    /* Only the new commits are read, and what was known goes with the request. */
    go_on(root);
    same_from_all(2, later);
    assert_non_null(strstr(later[0], "\"foreign\": 1"));
    assert_non_null(strstr(later[0], "\"vendored\": 1"));
    for (int k = 0; k < 2; k++) {
        idio_free(first[k]);
        idio_free(again[k]);
        idio_free(later[k]);
    }
}

static void ends_all(enum trouble trouble, unsigned who, int status, const char *says)
{
    struct host hosts[3] = {0};
    struct net_rank ranks[3];
    struct idio_err err;
    char file[PATH_MAX + 64], home[32];
    snprintf(home, sizeof home, ".home-%d-%u", (int)trouble, who);
    snprintf(file, sizeof file, "%s/file", root);
    idio_test_write(file, "x", 1);
    open_hosts(hosts, ranks, 3, trouble == NO_HOME ? "file/home" : home);
    hosts[who].trouble = trouble;
    if (trouble == OTHER_BUILD)
        hosts[who].core->detector[0] ^= 1;
    assert_int_equal(net_run(ranks, 3), -1);
    for (unsigned i = 0; i < 3; i++) {
        assert_status(ranks[i].status, status, &ranks[i].err);
        assert_non_null(strstr(ranks[i].err.msg, says));
        assert_string_equal(ranks[i].err.msg, ranks[0].err.msg);
        assert_null(hosts[i].report);
    }
    close_hosts(hosts, 3);
    /* What is there is whole, and the next run needs no repair. */
    struct host after[2] = {0};
    open_hosts(after, ranks, 2, home);
    assert_int_equal(net_run(ranks, 2), -1);
    assert_ok(ranks[0].status, &ranks[0].err);
    struct idio_json *doc = NULL;
    assert_ok(idio_core_profile(after[0].core, &everything, &doc, &err), &err);
    assert_true(idio_json_len(idio_json_get(doc, "facts")) > 0);
    idio_json_free(doc);
    close_hosts(after, 2);
}

static void one_failure_ends_all_with_one_text(void **state)
{
    (void)state;
    ends_all(OTHER_BUILD, 1, IDIO_E_CONFLICT, "process 2: is another build");
    ends_all(OTHER_BUILD, 2, IDIO_E_CONFLICT, "process 3: is another build");
    ends_all(NO_HOME, 0, IDIO_E_CONFLICT, "file");
    ends_all(CANCELLED, 0, IDIO_E_CANCELLED, "stopped");
    ends_all(CANCELLED, 2, IDIO_E_CANCELLED, "cancelled");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(same_bytes_for_every_number_of_ranks, setup, teardown),
        cmocka_unit_test_setup_teardown(one_failure_ends_all_with_one_text, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
