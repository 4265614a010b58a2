/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Line authorship against `git blame`, on histories made at random and, where they are there, on
 * real repositories; and an incremental listing against a full one, byte for byte.
 *
 * Every commit of a made history has a day of its own, so the day of a line names its commit.
 */
#include "repo_helper.h"

#include <ctype.h>

#include "types/lines.h"

#define ME    "Me Myself <me@example.com>"
#define YOU   "You <you@example.com>"
#define DAY   86400
#define BEGIN 1000000000
#define FILES 6
#define LINES 400

static struct builder build;
static struct opened o;

static int up(void **state)
{
    (void)state;
    builder_init(&build, "");
    memset(&o, 0, sizeof o);
    return 0;
}

static int down(void **state)
{
    (void)state;
    opened_release(&o);
    builder_release(&build);
    return 0;
}

/* ---- comparing ------------------------------------------------------------------------------ */
struct score {
    uint64_t lines, same;              /* by day */
    uint64_t owner;                    /* the same person, by address */
    uint64_t theirs[IDIO_OWNER_COUNT]; /* git says mine; we say one of IDIO_OWNER_… */
    uint64_t mine;                     /* git says somebody else's, we say mine */
    uint64_t older[2], newer[2];       /* than git says: lines with ten letters or digits, others */
};

static bool is_short(const char *line)
{
    size_t n = 0;
    for (; *line; line++)
        n += isalnum((unsigned char)*line) != 0;
    return n < 10;
}

/* Where git and we differ, by kind; docs/results/style.md has a table of it. */
static void classify(struct score *s, const struct idio_line_run *run, int git_day, bool git_mine,
                     const char *line)
{
    if (git_mine && run->owner != IDIO_OWNER_MINE)
        s->theirs[run->owner]++;
    s->mine += !git_mine && run->owner == IDIO_OWNER_MINE;
    if (run->day < git_day)
        s->older[is_short(line)]++;
    else if (run->day > git_day)
        s->newer[is_short(line)]++;
}

static void compare_file(struct opened *x, const char *dir, const char *options, const char *me,
                         const struct idio_repo_file *f, struct score *ret)
{
    char command[8192], mail[256] = "", *line = NULL;
    size_t size = 0;
    struct idio_lines lines;
    uint32_t at = 0;
    long long time = 0;
    assert_ok(idio_lines_decode(f->lines, f->lines_len, &x->arena, &lines, &x->err), &x->err);
    snprintf(command, sizeof command, "git --git-dir=%s blame --line-porcelain %s HEAD -- '%s'",
             dir, options, f->path);
    FILE *p = popen(command, "r");
    assert_non_null(p);
    while (getline(&line, &size, p) > 0) {
        if (sscanf(line, "author-time %lld", &time) == 1)
            continue;
        if (sscanf(line, "author-mail <%255[^>]", mail) == 1 || line[0] != '\t')
            continue;
        const struct idio_line_run *run = idio_lines_at(&lines, ++at);
        assert_non_null(run);
        bool same = run->day == time / DAY;
        ret->lines++;
        ret->same += same;
        ret->owner += (strcmp(mail, me) == 0) == (run->owner == IDIO_OWNER_MINE);
        classify(ret, run, (int)(time / DAY), strcmp(mail, me) == 0, line);
        if (!same && getenv("IDIO_BLAME_SHOW"))
            printf("%s:%u %d, git says %lld: %s", f->path, at, run->day, time / DAY, line);
    }
    assert_int_equal(pclose(p), 0);
    assert_int_equal(at, lines.count);
    free(line);
}

static struct score compare(struct opened *x, const char *dir, const char *me, const char *options)
{
    struct score s = {0};
    for (size_t i = 0; i < x->list.len; i++)
        compare_file(x, dir, options, me, &x->list.at[i], &s);
    for (size_t i = 0; i < x->list.foreign_len; i++)
        compare_file(x, dir, options, me, &x->list.foreign[i], &s);
    return s;
}

/* ---- made histories ------------------------------------------------------------------------- */
struct text {
    char *line[LINES];
    size_t len;
};
struct tree {
    struct text file[FILES];
    bool there[FILES];
    int name[FILES]; /* counts renames */
};
static uint32_t seed;
static int day;

static uint32_t roll(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

static char *new_line(void)
{
    static const char *const common[] = {"}", "", "    return 0;", "{", "    break;"};
    char text[120];
    if (roll(3) == 0)
        return strdup(common[roll(5)]);
    snprintf(text, sizeof text, "%*sint value_%u = call_%u(arg_%u);", (int)roll(3) * 4, "",
             roll(9999), roll(500), roll(50));
    return strdup(text);
}

static void insert(struct text *t, size_t at, size_t n)
{
    for (; n > 0 && t->len < LINES; n--) {
        memmove(&t->line[at + 1], &t->line[at], (t->len - at) * sizeof *t->line);
        t->line[at] = new_line();
        t->len++;
    }
}

static void cut(struct text *t, size_t at, size_t n)
{
    for (; n > 0 && at < t->len; n--) {
        free(t->line[at]);
        t->len--;
        memmove(&t->line[at], &t->line[at + 1], (t->len - at) * sizeof *t->line);
    }
}

static void edit(struct text *t)
{
    size_t at = roll((uint32_t)t->len + 1);
    switch (roll(4)) {
    case 0:
        cut(t, at, 1 + roll(5));
        break;
    case 1:
        cut(t, at, 1 + roll(3));
        insert(t, at < t->len ? at : t->len, 1 + roll(4));
        break;
    default:
        insert(t, at, 1 + roll(8));
    }
}

static void put_text(const struct tree *t, int file)
{
    char *data = NULL, path[48];
    size_t n = 0;
    FILE *m = open_memstream(&data, &n);
    for (size_t i = 0; i < t->file[file].len; i++)
        fprintf(m, "%s\n", t->file[file].line[i]);
    fclose(m);
    snprintf(path, sizeof path, "src/f%d_%d.c", file, t->name[file]);
    put_mode(&build, "100644", path, data, n);
    free(data);
}

static void rename_file(struct tree *t, int file)
{
    fprintf(build.import, "D src/f%d_%d.c\n", file, t->name[file]);
    t->name[file]++;
    put_text(t, file);
}

/* A block of one file to another one, sometimes indented anew. */
static void move_block(struct tree *t, int from, int to)
{
    struct text *a = &t->file[from], *b = &t->file[to];
    size_t at = roll((uint32_t)a->len + 1), n = 3 + roll(10), into = roll((uint32_t)b->len + 1);
    bool indent = roll(2);
    for (size_t i = 0; i < n && at < a->len && b->len < LINES; i++) {
        char text[200];
        snprintf(text, sizeof text, "%s%s", indent ? "    " : "", a->line[at]);
        cut(a, at, 1);
        into = into > b->len ? b->len : into;
        memmove(&b->line[into + 1], &b->line[into], (b->len - into) * sizeof *b->line);
        b->line[into++] = strdup(text);
        b->len++;
    }
    put_text(t, from);
    put_text(t, to);
}

static void copy_tree(struct tree *to, const struct tree *from)
{
    for (int f = 0; f < FILES; f++) {
        cut(&to->file[f], 0, LINES);
        to->there[f] = from->there[f];
        to->name[f] = from->name[f];
        for (size_t i = 0; i < from->file[f].len; i++)
            to->file[f].line[i] = strdup(from->file[f].line[i]);
        to->file[f].len = from->file[f].len;
    }
}

static void clear_tree(struct tree *t)
{
    for (int f = 0; f < FILES; f++) {
        cut(&t->file[f], 0, LINES);
        t->there[f] = false;
        t->name[f] = 0;
    }
}

static void begin_commit(const char *author, int parent, int merge)
{
    commit_at(&build, author, "work", parent, merge, BEGIN + (long)++day * DAY);
}

/* One commit on a tree: a few edits in a few files. */
static int random_commit(struct tree *t, int parent)
{
    begin_commit(roll(4) ? ME : YOU, parent, 0);
    for (uint32_t n = 1 + roll(3); n > 0; n--) {
        int f = (int)roll(FILES);
        if (!t->there[f]) {
            insert(&t->file[f], 0, 10 + roll(40));
            t->there[f] = true;
        }
        edit(&t->file[f]);
        put_text(t, f);
    }
    return build.commits;
}

/* One commit that also moves blocks and renames files. */
static int wild_commit(struct tree *t, int parent)
{
    random_commit(t, parent);
    int a = (int)roll(FILES), b = (int)roll(FILES);
    if (roll(3) == 0 && a != b && t->there[a] && t->there[b])
        move_block(t, a, b);
    if (roll(8) == 0 && t->there[a])
        rename_file(t, a);
    return build.commits;
}

/* One that also deletes files and brings copied ones, with clocks that went wrong. */
static int wilder_commit(struct tree *t, int parent)
{
    static const char *const subjects[] = {"work", "Import tinyjson 1.2", "Update tinyjson to 1.3",
                                           "Merge commit '1234567' as 'lib/x'"};
    static const char head[] = "/* Copyright (c) 2009 Dave Gamble */\nint a;\nint b;\n";
    day++;
    commit_at(&build, roll(4) ? ME : YOU, subjects[roll(3) ? 0 : roll(4)], parent, 0,
              BEGIN + (long)(day + (roll(5) ? 0 : (int)roll(9) - 4)) * DAY);
    for (uint32_t n = 1 + roll(3); n > 0; n--) {
        int f = (int)roll(FILES);
        if (!t->there[f]) {
            insert(&t->file[f], 0, 10 + roll(40));
            t->there[f] = true;
        }
        edit(&t->file[f]);
        put_text(t, f);
    }
    if (roll(5) == 0) { /* the same name comes again later, or the same contents elsewhere */
        int f = (int)roll(FILES);
        if (t->there[f])
            fprintf(build.import, "D src/f%d_%d.c\n", f, t->name[f]);
        cut(&t->file[f], 0, LINES);
        t->there[f] = false;
    } else if (roll(5) == 0) {
        rename_file(t, (int)roll(FILES));
    }
    for (uint32_t n = roll(6) ? 0 : 1 + roll(6); n > 0; n--) {
        char path[64], text[256];
        snprintf(path, sizeof path, "lib/x%u.c", (unsigned)n);
        snprintf(text, sizeof text, "%sint c%u;\n", head, (unsigned)roll(3));
        put(&build, path, text);
    }
    if (roll(9) == 0)
        fprintf(build.import, "D lib\n");
    return build.commits;
}

/* A merge into `t`: of each file one side, or that of `with` edited. */
static int merge_commit(struct tree *t, const struct tree *with, int parent, int other)
{
    begin_commit(roll(2) ? ME : YOU, parent, other);
    for (int f = 0; f < FILES; f++) {
        if (!with->there[f] || with->name[f] != t->name[f] || roll(2))
            continue;
        cut(&t->file[f], 0, LINES);
        for (size_t i = 0; i < with->file[f].len; i++)
            t->file[f].line[i] = strdup(with->file[f].line[i]);
        t->file[f].len = with->file[f].len;
        t->there[f] = true;
        if (roll(4) == 0)
            edit(&t->file[f]);
        put_text(t, f);
    }
    return build.commits;
}

/* Two branches that part and meet again. */
static void random_history(int commits, int (*step)(struct tree *, int))
{
    static struct tree main_tree, side_tree;
    int head = step(&main_tree, 0), side = 0;
    while (build.commits < commits) {
        if (side == 0 && roll(6) == 0) {
            copy_tree(&side_tree, &main_tree);
            side = step(&side_tree, head);
        } else if (side > 0 && roll(5) == 0) {
            head = merge_commit(&main_tree, &side_tree, head, side);
            side = 0;
        } else if (side > 0 && roll(2)) {
            side = step(&side_tree, side);
        } else {
            head = step(&main_tree, head);
        }
    }
    if (side > 0)
        merge_commit(&main_tree, &side_tree, head, side);
    clear_tree(&main_tree);
    clear_tree(&side_tree);
    builder_finish(&build);
}

static void list_again(const struct idio_known *known)
{
    const char *me = "me@example.com";
    struct idio_identities who = {&me, 1};
    assert_ok(open_path(&o, build.dir, IDIO_REPO_GIT), &o.err);
    assert_ok(idio_repo_list(o.repo, &who, known, NULL, &o.arena, &o.list, &o.err), &o.err);
}

static struct score compare_made(const char *options)
{
    char git[256];
    snprintf(git, sizeof git, "%s/.git", build.dir);
    struct score s = compare(&o, git, "me@example.com", options);
    print_message("agrees with git blame %s on %llu of %llu lines\n", options,
                  (unsigned long long)s.same, (unsigned long long)s.lines);
    assert_true(s.lines > 200);
    return s;
}

static void linear(void **state)
{
    static struct tree t;
    (void)state;
    day = 0;
    seed = 1;
    while (build.commits < 400)
        random_commit(&t, build.commits);
    clear_tree(&t);
    builder_finish(&build);
    list_again(NULL);
    struct score s = compare_made("");
    assert_int_equal(s.same, s.lines);
}

static void branches(void **state)
{
    (void)state;
    day = 0;
    seed = 7;
    random_history(300, random_commit);
    list_again(NULL);
    struct score s = compare_made("");
    assert_int_equal(s.same, s.lines);
}

static void moves(void **state)
{
    (void)state;
    day = 0;
    seed = 11;
    random_history(200, wild_commit);
    list_again(NULL);
    struct score s = compare_made("-w -M -C");
    /* git asks for moves of the lines that are left at HEAD, we of all that the commit added. */
    assert_true(s.same * 100 >= s.lines * 90);
}

/* ---- incremental ---------------------------------------------------------------------------- */
static void set_head(const char *id)
{
    char path[256], text[64];
    snprintf(path, sizeof path, "%s/.git/HEAD", build.dir);
    int n = snprintf(text, sizeof text, "%.40s\n", id);
    idio_test_write(path, text, (size_t)n);
}

static void assert_same_files(const struct idio_repo_file *a, size_t n,
                              const struct idio_repo_file *b, size_t m)
{
    assert_int_equal(n, m);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(a[i].path, b[i].path);
        assert_string_equal(a[i].blob, b[i].blob);
        assert_int_equal(a[i].lines_len, b[i].lines_len);
        assert_memory_equal(a[i].lines, b[i].lines, a[i].lines_len);
    }
}

static void assert_same_past(const struct idio_repo_list *a, const struct idio_repo_list *b)
{
    assert_int_equal(a->vendored_len, b->vendored_len);
    for (size_t i = 0; i < a->vendored_len; i++) {
        assert_string_equal(a->vendored[i].path, b->vendored[i].path);
        assert_string_equal(a->vendored[i].why, b->vendored[i].why);
    }
    assert_true(a->past_len > 0);
    assert_int_equal(a->past_len, b->past_len);
    assert_memory_equal(a->past, b->past, a->past_len);
}

/* From each of some older commits to the newest: as if everything were walked. */
static void check_incremental(void)
{
    char command[256], *line = NULL;
    char ids[512][41];
    size_t size = 0, n = 0;
    snprintf(command, sizeof command, "git -C %s rev-list main", build.dir);
    FILE *p = popen(command, "r");
    while (n < 512 && getline(&line, &size, p) > 0)
        snprintf(ids[n++], sizeof ids[0], "%.40s", line);
    assert_int_equal(pclose(p), 0);
    free(line);
    for (size_t i = 1; i < n; i += 1 + n / 40) {
        struct opened full = {0};
        set_head(ids[i]);
        list_again(NULL);
        full = o;
        struct idio_known known = {ids[i],
                                   full.list.at,
                                   full.list.foreign,
                                   full.list.len,
                                   full.list.foreign_len,
                                   full.list.past,
                                   full.list.past_len};
        set_head(ids[0]);
        list_again(NULL);
        struct opened old = full;
        full = o;
        list_again(&known);
        assert_same_files(o.list.at, o.list.len, full.list.at, full.list.len);
        assert_same_files(o.list.foreign, o.list.foreign_len, full.list.foreign,
                          full.list.foreign_len);
        assert_memory_equal(o.list.lines, full.list.lines, sizeof o.list.lines);
        assert_same_past(&o.list, &full.list);
        opened_release(&old);
        opened_release(&full);
        opened_release(&o);
    }
}

static void incremental(void **state)
{
    (void)state;
    day = 0;
    seed = 23;
    random_history(150, wild_commit);
    check_incremental();
}

/* Deletions, returns, imports, updates and wrong clocks: births and verdicts, too. */
static void incremental_births(void **state)
{
    (void)state;
    day = 0;
    seed = 7;
    random_history(120, wilder_commit);
    check_incremental();
}

/* ---- real repositories ---------------------------------------------------------------------- */
static double percent(uint64_t part, uint64_t all)
{
    return all ? 100.0 * (double)part / (double)all : 100;
}

static void real_repository(const char *dir)
{
    static const char *const options[] = {"", "-M -C", "-w -M -C"};
    struct opened x;
    struct idio_author *authors = NULL;
    size_t n = 0;
    assert_ok(open_path(&x, dir, IDIO_REPO_GIT), &x.err);
    assert_ok(idio_repo_authors(x.repo, NULL, NULL, &x.arena, &authors, &n, NULL, &x.err), &x.err);
    assert_true(n > 0);
    const char *me = authors[0].email;
    struct idio_identities who = {&me, 1};
    assert_ok(idio_repo_list(x.repo, &who, NULL, NULL, &x.arena, &x.list, &x.err), &x.err);
    for (size_t i = 0; i < 3; i++) {
        struct score s = compare(&x, dir, me, options[i]);
        printf("%s: git blame %s: %llu lines, day %.2f %%, developer %.2f %%\n", dir, options[i],
               (unsigned long long)s.lines, percent(s.same, s.lines), percent(s.owner, s.lines));
        printf("  git: mine, we: others' %.2f, a machine's %.2f, imported %.2f; we: mine, git: not "
               "%.2f; "
               "day older %.2f, of short lines %.2f, newer %.2f, of short lines %.2f\n",
               percent(s.theirs[IDIO_OWNER_OTHER], s.lines),
               percent(s.theirs[IDIO_OWNER_MACHINE], s.lines),
               percent(s.theirs[IDIO_OWNER_IMPORT], s.lines), percent(s.mine, s.lines),
               percent(s.older[0], s.lines), percent(s.older[1], s.lines),
               percent(s.newer[0], s.lines), percent(s.newer[1], s.lines));
        fflush(stdout);
        if (i == 2)
            assert_true(percent(s.owner, s.lines) >= 97);
    }
    opened_release(&x);
}

static void real(void **state)
{
    static const char *const dirs[] = {
        "/work/.mirror/antirez+linenoise/repo",
        "/work/.mirror/tidwall+gjson/repo",
        "/work/.mirror/BurntSushi+walkdir/repo",
        "/work/.mirror/simonw+csv-diff/repo",
    };
    (void)state;
    if (!idio_fs_is_dir(dirs[0])) {
        printf("skipped: the corpora are not on this machine\n");
        skip();
    }
    const char *one = getenv("IDIO_BLAME_REPO");
    if (one)
        real_repository(one);
    for (size_t i = 0; !one && i < sizeof dirs / sizeof *dirs; i++)
        real_repository(dirs[i]);
}

#define WITH_REPO(f) cmocka_unit_test_setup_teardown(f, up, down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_REPO(linear),      WITH_REPO(branches),           WITH_REPO(moves),
        WITH_REPO(incremental), WITH_REPO(incremental_births), cmocka_unit_test(real),
    };
    return cmocka_run_group_tests(tests, corpus_up, corpus_down);
}
