/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From repositories to a spec with the real parts: git, tree-sitter, SQLite, the rules engine.
 * Fixtures are repositories made on the spot, with fixed authors and dates.
 */
#include "idio_test.h"

#include <signal.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/ctx.h"
#include "base/fs.h"
#include "base/proc.h"
#include "core/core.h"

#define FILES 12

static char root[PATH_MAX]; /* scratch folder of one test */

/* ---- fixtures -------------------------------------------------------------------------------- */

static void run_git(const char *dir, const char *const *args)
{
    const char *argv[24] = {"git",
                            "-C",
                            dir,
                            "-c",
                            "user.name=Ada",
                            "-c",
                            "user.email=ada@example.org",
                            "-c",
                            "commit.gpgsign=false"};
    size_t n = 9;
    for (; *args && n < IDIO_COUNT(argv) - 1; args++)
        argv[n++] = *args;
    struct idio_proc_opts o = {.argv = argv, .max_output = 1 << 16, .timeout_ms = 60000};
    struct idio_proc_result r;
    struct idio_err err;
    assert_ok(idio_proc_run(&o, &r, &err), &err);
    if (r.exit_code != 0)
        print_error("git: %s\n", r.err.data);
    assert_int_equal(r.exit_code, 0);
    idio_proc_result_release(&r);
}
#define GIT(dir, ...) run_git(dir, (const char *const[]){__VA_ARGS__, NULL})

static void write_file(const char *dir, const char *name, const char *text)
{
    char path[PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    idio_test_write(path, text, strlen(text));
}

static void append_file(const char *dir, const char *name, const char *text)
{
    char path[PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "a");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

/* JavaScript in one strict habit: no semicolons, single quotes, callbacks. */
static void write_sources(const char *dir, int from, int to)
{
    for (int i = from; i < to; i++) {
        char name[32], text[2048];
        snprintf(name, sizeof name, "module-%02d.js", i);
        snprintf(text, sizeof text,
                 "const fs = require('fs')\n"
                 "\n"
                 "module.exports = readAll%d\n"
                 "\n"
                 "// Reads the whole stream and calls back with one buffer.\n"
                 "function readAll%d (stream, cb) {\n"
                 "  const parts = []\n"
                 "  let total = %d\n"
                 "  stream.on('data', function (data) {\n"
                 "    parts.push(data)\n"
                 "    total += data.length\n"
                 "  })\n"
                 "  stream.on('error', function (err) {\n"
                 "    cb(err)\n"
                 "  })\n"
                 "  stream.on('end', function () {\n"
                 "    if (total === 0) return cb(null, Buffer.alloc(0))\n"
                 "    cb(null, Buffer.concat(parts))\n"
                 "  })\n"
                 "}\n"
                 "\n"
                 "// Writes the settings of a program to a file.\n"
                 "function writeSettings%d (path, settings, cb) {\n"
                 "  const text = JSON.stringify(settings)\n"
                 "  fs.writeFile(path, text + '\\n', 'utf8', cb)\n"
                 "}\n",
                 i, i, i, i);
        write_file(dir, name, text);
    }
}

static void make_repo(const char *dir)
{
    struct idio_err err;
    assert_ok(idio_fs_mkdirs(dir, 0755, &err), &err);
    setenv("GIT_AUTHOR_DATE", "2024-01-01T00:00:00Z", 1);
    setenv("GIT_COMMITTER_DATE", "2024-01-01T00:00:00Z", 1);
    GIT(dir, "init", "-q", "-b", "main");
    write_sources(dir, 0, FILES);
    GIT(dir, "add", ".");
    GIT(dir, "commit", "-q", "-m", "first");
}

static int setup(void **state)
{
    (void)state;
    idio_base_init();
    idio_test_dir(root, sizeof root);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    idio_test_remove(root);
    return 0;
}

/* ---- running --------------------------------------------------------------------------------- */

struct host {
    struct idio_ctx ctx;
    struct idio_core *core;
    char home[PATH_MAX + 64];
};

static void open_host(struct host *h, const char *home, unsigned threads)
{
    struct idio_err err;
    memset(h, 0, sizeof *h);
    snprintf(h->home, sizeof h->home, "%s/%s", root, home);
    h->ctx = (struct idio_ctx){.threads = threads, .now = 1700000000};
    struct idio_core_opts o = {.home = h->home};
    assert_ok(idio_core_new(&o, &h->ctx, &h->core, &err), &err);
}

static struct idio_json *learn(struct host *h, const char *path)
{
    struct idio_err err;
    struct idio_json *report = NULL;
    const char *who[] = {"ada@example.org"};
    struct idio_learn_opts o = {.paths = &path, .path_count = 1, .authors = who, .author_count = 1};
    assert_ok(idio_core_learn(h->core, &o, &report, &err), &err);
    return report;
}

static char *dump(struct idio_json *v /* taken */)
{
    struct idio_str s;
    struct idio_err err;
    idio_str_init(&s, 64u << 20);
    assert_ok(idio_json_write(v, IDIO_JSON_PRETTY, &s, &err), &err);
    idio_json_free(v);
    return idio_str_take(&s);
}

/* What it says about the first repository; takes the report. */
static char *repo_report(struct idio_json *report)
{
    char *text = dump(idio_json_copy(idio_json_at(idio_json_get(report, "repos"), 0)));
    idio_json_free(report);
    return text;
}

static char *profile(struct host *h)
{
    struct idio_err err;
    struct idio_json *doc = NULL;
    assert_ok(idio_core_profile(h->core, &(struct idio_profile_opts){.all = true}, &doc, &err),
              &err);
    return dump(doc);
}

/* The fact of a profile document; NULL when it is not there. */
static const struct idio_json *fact(const struct idio_json *doc, const char *id)
{
    const struct idio_json *facts = idio_json_get(doc, "facts");
    for (size_t i = 0; i < idio_json_len(facts); i++)
        if (strcmp(idio_json_get_str(idio_json_at(facts, i), "id", ""), id) == 0)
            return idio_json_at(facts, i);
    return NULL;
}

/* Whether the line that an example names really holds the text that it shows. */
static void assert_line(const char *repo, const struct idio_json *example)
{
    char path[PATH_MAX + 256];
    struct idio_err err;
    char *text = NULL;
    size_t n = 0;
    snprintf(path, sizeof path, "%s/%s", repo, idio_json_get_str(example, "path", "?"));
    assert_ok(idio_fs_read(path, 1 << 20, &text, &n, &err), &err);
    char *line = text;
    for (int64_t i = 1; i < idio_json_get_int(example, "line", 0); i++) {
        line = strchr(line, '\n');
        assert_non_null(line);
        line++;
    }
    *strchr(line, '\n') = '\0';
    const char *shown = idio_json_get_str(example, "text", "");
    assert_true(strlen(shown) > 0);
    assert_non_null(strstr(line, shown));
    idio_free(text);
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void from_repository_to_spec(void **state)
{
    (void)state;
    char repo[PATH_MAX + 64];
    struct idio_err err;
    struct host h;
    snprintf(repo, sizeof repo, "%s/repo", root);
    make_repo(repo);
    open_host(&h, "home", 2);
    struct idio_json *report = learn(&h, repo);
    assert_int_equal(idio_json_get_int(report, "files", 0), FILES);
    assert_int_equal(idio_json_get_int(report, "parsed", 0), FILES);
    idio_json_free(report);

    struct idio_json *doc = NULL;
    assert_ok(idio_core_profile(h.core, &(struct idio_profile_opts){0}, &doc, &err), &err);
    const struct idio_json *f = fact(doc, "javascript:format.semicolons=never");
    assert_non_null(f);
    assert_true(idio_json_get_bool(f, "stated", false));
    assert_true(idio_json_get_int(f, "k", 0) == idio_json_get_int(f, "n", -1));
    assert_int_equal(idio_json_len(idio_json_get(f, "examples")), 2);
    for (size_t i = 0; i < 2; i++)
        assert_line(repo, idio_json_at(idio_json_get(f, "examples"), i));
    idio_json_free(doc);

    const char *request = "write a helper that takes a readable stream and returns one buffer, "
                          "must not use any dependencies";
    struct idio_spec_opts o = {.request = request,
                               .request_len = strlen(request),
                               .lang = IDIO_LANG_JAVASCRIPT,
                               .engine = IDIO_ENGINE_RULES,
                               .keep = true};
    assert_ok(idio_core_spec(h.core, &o, &doc, &err), &err);
    assert_int_equal(idio_json_get_int(doc, "id", 0), 1);
    const struct idio_json *envelope = idio_json_get(doc, "envelope");
    const struct idio_json *provenance = idio_json_get(envelope, "provenance");
    size_t said = 0, inferred = 0;
    for (size_t i = 0; i < idio_json_len(provenance); i++) {
        struct idio_json *v = NULL;
        idio_json_key_at(provenance, i, &v);
        const char *source = idio_json_get_str(v, "source", "");
        said += strcmp(source, "said") == 0;
        inferred += strcmp(source, "inferred") == 0;
        if (strcmp(source, "inferred") == 0)
            assert_line(repo, idio_json_at(idio_json_get(v, "examples"), 0));
    }
    assert_true(said >= 2);
    assert_true(inferred >= 1);
    idio_json_free(doc);

    assert_ok(idio_core_approve(h.core, 0, NULL, &doc, &err), &err);
    assert_true(idio_json_get_bool(doc, "approved", false));
    idio_json_free(doc);
    assert_status(idio_core_approve(h.core, 1, "00", &doc, &err), IDIO_E_CONFLICT, &err);
    idio_core_free(h.core);
}

static void same_bytes_for_every_thread_count(void **state)
{
    (void)state;
    char repo[PATH_MAX + 64];
    snprintf(repo, sizeof repo, "%s/repo", root);
    make_repo(repo);
    char *first = NULL;
    for (unsigned threads = 1; threads <= 4; threads++) {
        char home[32];
        struct host h;
        snprintf(home, sizeof home, "home%u", threads);
        open_host(&h, home, threads);
        idio_json_free(learn(&h, repo));
        char *now = profile(&h);
        if (first)
            assert_string_equal(first, now);
        else
            first = idio_strdup(now);
        idio_free(now);
        idio_core_free(h.core);
    }
    idio_free(first);
}

static void only_what_changed_is_parsed(void **state)
{
    (void)state;
    char repo[PATH_MAX + 64];
    struct host h;
    snprintf(repo, sizeof repo, "%s/repo", root);
    make_repo(repo);
    open_host(&h, "home", 2);
    char *first = dump(learn(&h, repo));
    struct idio_json *again = learn(&h, repo);
    assert_int_equal(idio_json_get_int(again, "parsed", -1), 0);
    assert_string_equal(
        idio_json_get_str(idio_json_at(idio_json_get(again, "repos"), 0), "state", ""),
        "unchanged");
    assert_true(idio_json_get_int(again, "facts", 0) > 0);
    idio_json_free(again);
    idio_free(first);

    /* Somebody else's file, and lines in one of hers. */
    write_file(repo, "bob.js", "const bob = 1;\nconst rest = bob;\n");
    write_sources(repo, FILES, FILES + 1);
    append_file(repo, "module-00.js", "const bob = 2;\n");
    GIT(repo, "add", ".");
    GIT(repo, "commit", "-q", "-m", "bob", "--author", "Bob <bob@example.org>");
    idio_json_free(learn(&h, repo));
    write_sources(repo, FILES, FILES + 1);
    append_file(repo, "module-12.js", "const ada = readAll12\nconst more = ada\nmore(ada, more)\n");
    GIT(repo, "add", ".");
    GIT(repo, "commit", "-q", "-m", "one more");
    again = learn(&h, repo);
    assert_int_equal(idio_json_get_int(again, "parsed", -1), 1);
    assert_int_equal(idio_json_get_int(again, "files", -1), FILES + 1);
    char *stepwise_report = repo_report(again);
    assert_non_null(strstr(stepwise_report, "\"foreign\": 1"));
    assert_null(strstr(stepwise_report, "\"other\": 0"));

    /* Learning step by step ends where learning at once does. */
    char *stepwise = profile(&h);
    idio_core_free(h.core);
    open_host(&h, "fresh", 2);
    char *report = repo_report(learn(&h, repo));
    char *at_once = profile(&h);
    assert_string_equal(stepwise, at_once);
    assert_string_equal(stepwise_report, report);
    idio_free(stepwise_report);
    idio_free(report);
    idio_free(stepwise);
    idio_free(at_once);
    idio_core_free(h.core);
}

static void forgetting_leaves_nothing(void **state)
{
    (void)state;
    char repo[PATH_MAX + 64];
    struct idio_err err;
    struct host h;
    struct idio_json *doc = NULL;
    snprintf(repo, sizeof repo, "%s/repo", root);
    make_repo(repo);
    open_host(&h, "home", 1);
    idio_json_free(learn(&h, repo));
    struct idio_spec_opts ask = {.request = "write a helper that reads a whole stream",
                                 .request_len = strlen("write a helper that reads a whole stream"),
                                 .lang = IDIO_LANG_JAVASCRIPT,
                                 .keep = true};
    assert_ok(idio_core_spec(h.core, &ask, &doc, &err), &err);
    char *before = dump(doc);
    assert_non_null(strstr(before, "module-0")); /* it quotes the repository's files */
    idio_free(before);
    assert_status(idio_core_forget(h.core, "elsewhere", &doc, &err), IDIO_E_NOTFOUND, &err);
    assert_ok(idio_core_forget(h.core, "repo", &doc, &err), &err);
    idio_json_free(doc);
    assert_ok(idio_core_profile(h.core, &(struct idio_profile_opts){.all = true}, &doc, &err),
              &err);
    assert_int_equal(idio_json_len(idio_json_get(doc, "facts")), 0);
    assert_int_equal(idio_json_len(idio_json_get(doc, "repos")), 0);
    idio_json_free(doc);
    idio_core_free(h.core);
    /* Not in a deleted page of the file either. */
    char path[PATH_MAX + 128];
    char *bytes = NULL;
    size_t n = 0;
    snprintf(path, sizeof path, "%s/idiolect.db", h.home);
    assert_ok(idio_fs_read(path, 64u << 20, &bytes, &n, &err), &err);
    assert_null(memmem(bytes, n, "writeSettings", strlen("writeSettings")));
    assert_null(memmem(bytes, n, "module-0", strlen("module-0")));
    idio_free(bytes);
}

static void one_bad_repository_does_not_stop_the_others(void **state)
{
    (void)state;
    char repo[PATH_MAX + 64], bad[PATH_MAX + 64];
    struct idio_err err;
    struct host h;
    struct idio_json *report = NULL;
    snprintf(repo, sizeof repo, "%s/all/good", root);
    snprintf(bad, sizeof bad, "%s/all/unborn", root);
    make_repo(repo);
    assert_ok(idio_fs_mkdirs(bad, 0755, &err), &err);
    GIT(bad, "init", "-q");
    open_host(&h, "home", 2);
    char all[PATH_MAX + 64];
    snprintf(all, sizeof all, "%s/all", root);
    report = learn(&h, all);
    const struct idio_json *repos = idio_json_get(report, "repos");
    assert_int_equal(idio_json_len(repos), 2);
    assert_string_equal(idio_json_get_str(idio_json_at(repos, 0), "state", ""), "learnt");
    assert_string_equal(idio_json_get_str(idio_json_at(repos, 1), "state", ""), "failed");
    idio_json_free(report);
    const char *only = bad;
    struct idio_learn_opts o = {.paths = &only, .path_count = 1};
    assert_status(idio_core_learn(h.core, &o, &report, &err), IDIO_E_CONFLICT, &err);
    assert_true(strlen(err.hint) > 0);
    idio_core_free(h.core);
}

static void a_wrong_author_is_told_who_is_there(void **state)
{
    (void)state;
    char repo[PATH_MAX + 64];
    struct idio_err err;
    struct idio_json *report = NULL;
    struct host h;
    snprintf(repo, sizeof repo, "%s/repo", root);
    make_repo(repo);
    open_host(&h, "home", 1);
    const char *only = repo, *who[] = {"bob@example.org"};
    struct idio_learn_opts o = {.paths = &only, .path_count = 1, .authors = who, .author_count = 1};
    assert_status(idio_core_learn(h.core, &o, &report, &err), IDIO_E_NOTFOUND, &err);
    assert_non_null(strstr(err.hint, "Ada <ada@example.org>"));
    idio_core_free(h.core);
}

/* Killed at any moment: the next run ends where an undisturbed one does. */
static void killed_runs_lose_nothing(void **state)
{
    (void)state;
    char repo[PATH_MAX + 64];
    struct host h;
    snprintf(repo, sizeof repo, "%s/repo", root);
    make_repo(repo);
    open_host(&h, "clean", 2);
    idio_json_free(learn(&h, repo));
    char *want = profile(&h);
    idio_core_free(h.core);
    for (int i = 0; i < 12; i++) {
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            open_host(&h, "killed", 2);
            idio_json_free(learn(&h, repo));
            _exit(0);
        }
        usleep((useconds_t)(i * 9000));
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    open_host(&h, "killed", 2);
    idio_json_free(learn(&h, repo));
    char *got = profile(&h);
    assert_string_equal(want, got);
    idio_free(want);
    idio_free(got);
    idio_core_free(h.core);
}

static int cancel_now(void *p)
{
    idio_cancel_set(p);
    return 0;
}

static void cancelled_runs_say_so(void **state)
{
    (void)state;
    char repo[PATH_MAX + 64];
    struct idio_err err;
    struct idio_json *report = NULL;
    struct host h;
    struct idio_cancel cancel = {0};
    snprintf(repo, sizeof repo, "%s/repo", root);
    make_repo(repo);
    open_host(&h, "home", 2);
    h.ctx.cancel = &cancel;
    cancel_now(&cancel);
    const char *only = repo;
    struct idio_learn_opts o = {.paths = &only, .path_count = 1, .all_authors = true};
    assert_status(idio_core_learn(h.core, &o, &report, &err), IDIO_E_CANCELLED, &err);
    idio_core_free(h.core);
}

/* ---- requests that are no good -----------------------------------------------------------------
 */

static void bad_requests_are_refused(void **state)
{
    (void)state;
    struct idio_err err;
    struct idio_json *doc = NULL;
    struct host h;
    open_host(&h, "home", 1);
    char *big = idio_alloc(1u << 20, 1);
    assert_non_null(big);
    memset(big, 'a', 1u << 20);
    const struct {
        const char *text;
        size_t n;
        int status;
    } cases[] = {
        {"", 0, IDIO_E_USAGE},          {" \n\t ", 4, IDIO_E_USAGE},
        {"a\0b", 3, IDIO_E_INVALID},    {"\xff\xfe\x00", 3, IDIO_E_INVALID},
        {"caf\xe9", 4, IDIO_E_INVALID}, {big, 1u << 20, IDIO_E_LIMIT},
    };
    for (size_t i = 0; i < IDIO_COUNT(cases); i++) {
        struct idio_spec_opts o = {
            .request = cases[i].text, .request_len = cases[i].n, .engine = IDIO_ENGINE_RULES};
        assert_status(idio_core_spec(h.core, &o, &doc, &err), cases[i].status, &err);
        assert_true(strlen(err.hint) > 0);
    }
    idio_free(big);
    idio_core_free(h.core);
}

/* The n-th allocation fails, for n that grow by a tenth: NOMEM or a result, and nothing leaks or
 * breaks. */
static void allocations_fail(void **state)
{
    (void)state;
    char repo[PATH_MAX + 64];
    struct host h;
    const char *request = "write a helper that reads a whole stream, no dependencies";
    const char *only = repo, *who[] = {"ada@example.org"};
    snprintf(repo, sizeof repo, "%s/repo", root);
    make_repo(repo);
    open_host(&h, "home", 1);
    idio_json_free(learn(&h, repo));
    idio_core_free(h.core);
    for (int learning = 0; learning < 2; learning++) {
        long refused = 1;
        for (long n = 0; refused > 0; n += n / 10 + 1) {
            struct idio_json *doc = NULL;
            struct idio_err err;
            open_host(&h, "home", 1);
            struct idio_learn_opts l = {
                .paths = &only, .path_count = 1, .authors = who, .author_count = 1, .force = true};
            struct idio_spec_opts s = {
                .request = request, .request_len = strlen(request), .lang = IDIO_LANG_JAVASCRIPT};
            idio_alloc_fail_after(n);
            int rc = learning ? idio_core_learn(h.core, &l, &doc, &err)
                              : idio_core_spec(h.core, &s, &doc, &err);
            refused = idio_alloc_refused();
            idio_alloc_fail_after(-1);
            if (rc < 0)
                assert_status(rc, IDIO_E_NOMEM, &err);
            assert_true(rc < 0 || doc);
            idio_json_free(doc);
            idio_core_free(h.core);
        }
    }
}

/* A new user has no profile: the spec is valid, and nothing in it is inferred. */
static void without_a_profile_nothing_is_inferred(void **state)
{
    (void)state;
    struct idio_err err;
    struct idio_json *doc = NULL;
    struct host h;
    open_host(&h, "home", 1);
    const char *request =
        "write a go function that parses a duration like 1h30m and returns seconds";
    struct idio_spec_opts o = {.request = request,
                               .request_len = strlen(request),
                               .engine = IDIO_ENGINE_AUTO,
                               .keep = false};
    assert_ok(idio_core_spec(h.core, &o, &doc, &err), &err);
    const struct idio_json *spec = idio_json_get(idio_json_get(doc, "envelope"), "spec");
    assert_int_equal(idio_json_len(spec), 14);
    assert_int_equal(idio_json_len(idio_json_get(spec, "constraints_inferred")), 0);
    assert_int_equal(idio_json_type(idio_json_get(doc, "id")), IDIO_JSON_NULL);
    idio_json_free(doc);
    idio_core_free(h.core);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(from_repository_to_spec),
        T(same_bytes_for_every_thread_count),
        T(only_what_changed_is_parsed),
        T(forgetting_leaves_nothing),
        T(one_bad_repository_does_not_stop_the_others),
        T(a_wrong_author_is_told_who_is_there),
        T(killed_runs_lose_nothing),
        T(cancelled_runs_say_so),
        T(allocations_fail),
        T(bad_requests_are_refused),
        T(without_a_profile_nothing_is_inferred),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
