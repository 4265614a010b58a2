/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A commit's message as a request, or why it is none.
 *
 * The filter follows CommitPackFT (Muennighoff et al., arXiv 2308.07124): what begins with an
 * imperative, has four words and speaks of the code is kept; merges, versions, work in progress,
 * boilerplate of reviews, addresses, ids of commits and the first person are not. Ours besides:
 * "area: verb …" and the prefixes of conventional commits are taken off and remembered, other forms
 * of the verb are turned into the imperative (message_turn.c), numbers of issues are cut but kept,
 * and messages about documents, layout, dependencies or an earlier commit are dropped, because the
 * change they came with cannot be asked for in these words.
 *
 * All words are data/messages.json. The rules run in one order, and the first that speaks against a
 * message is its reason.
 */
#include <ctype.h>
#include <string.h>

#include "base/utf8.h"
#include "pairs/message_internal.h"
#include "types/frame.h"

#define WORDS_MIN   4 /* of a request and its area */
#define REQUEST_MIN 3 /* of the request alone */
#define WORDS_MAX   60
#define AREA_BYTES  40
#define AREA_WORDS  3

static const char *const where = "pairs.message";

/* A message being read. */
struct reader {
    struct message_lists lists;
    char text[MESSAGE_SUBJECT + 1];
    struct idio_slice rest; /* of `text`, what is still to be read */
    struct idio_slice area;
    char issue[32];
    bool has_act; /* a prefix said what kind of change it is */
    enum idio_intent act;
    const char *verb;  /* for words without one; "" */
    bool housekeeping; /* a prefix said so */
};

static bool starts_ci(struct idio_slice s, const char *with)
{
    size_t n = strlen(with);
    return s.n >= n && strncasecmp(s.p, with, n) == 0;
}

static struct idio_slice behind(struct idio_slice s, size_t n)
{
    return idio_slice_trim(idio_slice(s.p + n, s.n - n));
}

/* ---- what is taken off ----------------------------------------------------------------------- */
/* "[ci skip]" and its like anywhere; n: bytes of it. */
static size_t ci_mark(struct idio_slice t)
{
    static const char *const marks[] = {"[ci skip]",      "[skip ci]",     "[no ci]", "[skip-ci]",
                                        "[ci-skip]",      "[skip travis]", "[no-ci]", "***NO_CI***",
                                        "[skip actions]", "[actions skip]"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (starts_ci(t, marks[i]))
            return strlen(marks[i]);
    return 0;
}

/* Copies the subject without marks for machines. */
static size_t copy_unmarked(struct idio_slice s, char *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < room;) {
        size_t mark = ci_mark(idio_slice(s.p + i, s.n - i));
        i += mark;
        if (mark == 0)
            out[n++] = s.p[i++];
    }
    return n;
}

/* ":bug:", "🐛 ", "* ", "- ": what stands before the first letter. */
static struct idio_slice skip_ornaments(struct idio_slice s)
{
    for (bool more = true; more && s.n > 0;) {
        s = idio_slice_trim(s);
        const char *colon = s.n > 2 && s.p[0] == ':' ? memchr(s.p + 1, ':', s.n - 1) : NULL;
        size_t emoji = 0;
        while (emoji < s.n && (unsigned char)s.p[emoji] >= 0xe2) {
            uint32_t cp;
            size_t step = idio_utf8_next(s.p + emoji, s.n - emoji, &cp);
            bool symbol =
                (cp >= 0x2190 && cp < 0x2c00) || cp >= 0x1f000 || cp == 0xfe0f || cp == 0x200d;
            if (!symbol || cp == 0xfffd)
                break;
            emoji += step;
        }
        if (colon && !memchr(s.p, ' ', (size_t)(colon - s.p)))
            s = behind(s, (size_t)(colon - s.p) + 1);
        else if (emoji > 0)
            s = behind(s, emoji);
        else if (s.n > 1 && strchr("*-+>.,;", s.p[0]) && s.p[1] == ' ')
            s = behind(s, 2);
        else
            more = false;
    }
    return s;
}

static struct idio_slice without_end(struct idio_slice s)
{
    s = idio_slice_trim(s);
    while (s.n > 0) {
        if (strchr(".,;:!-", s.p[s.n - 1]))
            s.n--;
        else if (s.n >= 3 && memcmp(s.p + s.n - 3, "\xe2\x80\xa6", 3) == 0) /* … */
            s.n -= 3;
        else
            break;
        s = idio_slice_trim(s);
    }
    return s;
}

/* "…, thanks to x": a person's name says nothing. */
static struct idio_slice without_thanks(struct idio_slice s)
{
    static const char *const words[] = {" thanks to ", " thanks @", " thanks, ", " kudos to ",
                                        "(thanks "};
    for (size_t i = 1; i < s.n; i++)
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (starts_ci(idio_slice(s.p + i, s.n - i), words[k]))
                return without_end(idio_slice(s.p, i));
    return s;
}

/* ---- prefixes -------------------------------------------------------------------------------- */
/* The word that counts of "fix(parser)!", and what stands in the brackets. */
static struct idio_slice kind_of(struct idio_slice label, struct idio_slice *ret_scope)
{
    const char *open = memchr(label.p, '(', label.n);
    while (label.n > 0 && label.p[label.n - 1] == '!')
        label.n--;
    *ret_scope = idio_slice("", 0);
    if (!open || label.n == 0 || label.p[label.n - 1] != ')' || open > label.p + label.n - 2)
        return label;
    *ret_scope = idio_slice(open + 1, (size_t)(label.p + label.n - 1 - (open + 1)));
    return idio_slice(label.p, (size_t)(open - label.p));
}

static bool is_label(const struct reader *r, struct idio_slice label)
{
    struct message_verb v;
    struct idio_slice words = label, first = message_next(&words), scope;
    if (label.n == 0 || label.n > AREA_BYTES || message_count(label) > AREA_WORDS)
        return false;
    for (size_t i = 0; i < label.n; i++)
        if (!message_is_word((unsigned char)label.p[i]) && !strchr("/._-,+*()!&:@ ", label.p[i]))
            return false;
    /* "Add option: x" is a sentence; "fix: x" and "test: x" are labels. */
    return words.n == 0 || message_verb(&r->lists, kind_of(first, &scope), &v) == MESSAGE_NO_VERB;
}

/* A label of one kind or the other is noted; false: it is none of the known ones. */
static bool note_kind(struct reader *r, struct idio_slice label)
{
    struct idio_slice scope, kind = kind_of(label, &scope);
    enum idio_intent act;
    const char *verb;
    if (message_in(&r->lists, "housekeeping_prefixes", kind) ||
        message_in(&r->lists, "housekeeping_prefixes", scope)) {
        r->housekeeping = true;
        return true;
    }
    if (!message_prefix(&r->lists, kind, &act, &verb))
        return false;
    if (!r->has_act) {
        r->has_act = true;
        r->act = act;
        r->verb = verb;
    }
    if (scope.n > 0)
        r->area = scope;
    return true;
}

/* "[area] …", "type(scope): …", "area: …", up to twice ("parser: fix: …"). */
static void take_labels(struct reader *r)
{
    for (int round = 0; round < 2; round++) {
        struct idio_slice s = skip_ornaments(r->rest);
        const char *end = NULL;
        struct idio_slice label;
        r->rest = s;
        if (s.n > 1 && s.p[0] == '[' && (end = memchr(s.p, ']', s.n))) {
            label = idio_slice_trim(idio_slice(s.p + 1, (size_t)(end - s.p - 1)));
        } else {
            for (end = s.p; end + 1 < s.p + s.n && !(end[0] == ':' && end[1] == ' '); end++)
                ;
            if (end + 1 >= s.p + s.n)
                return;
            label = idio_slice_trim(idio_slice(s.p, (size_t)(end - s.p)));
        }
        if (!is_label(r, label))
            return;
        if (!note_kind(r, label))
            r->area = label;
        r->rest = behind(s, (size_t)(end - s.p) + 1);
        if (r->rest.n > 0 && r->rest.p[0] == ':')
            r->rest = behind(r->rest, 1);
    }
}

/* ---- rules ----------------------------------------------------------------------------------- */
static bool is_version(struct idio_slice w)
{
    size_t dots = 0, digits = 0;
    if (w.n > 0 && (w.p[0] == 'v' || w.p[0] == 'V'))
        w.p++, w.n--;
    for (size_t i = 0; i < w.n; i++) {
        char c = w.p[i];
        if (!isdigit((unsigned char)c) && c != '.' && i < 3 && c != '-')
            return false;
        dots += c == '.';
        digits += isdigit((unsigned char)c) != 0;
    }
    return digits > 0 && dots > 0 && isdigit((unsigned char)w.p[0]);
}

/* "Bump x", "Release 1.2", "Update x to 1.2.3", "1.2.3". */
static bool about_version(const struct reader *r, struct idio_slice s)
{
    static const char *const firsts[] = {"bump",     "release", "version",   "tag",  "bumped",
                                         "released", "bumping", "releasing", "bumps"};
    static const char *const sets[] = {"update",    "upgrade", "set",     "prepare",
                                       "increment", "pin",     "updated", "upgraded",
                                       "downgrade", "require", "ready"};
    struct idio_slice words = s, first = message_next(&words);
    bool sets_one = false, has_one = is_version(first);
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++)
        if (first.n == strlen(firsts[i]) && starts_ci(first, firsts[i]))
            return true;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        sets_one = sets_one || (first.n == strlen(sets[i]) && starts_ci(first, sets[i]));
    if (has_one && words.n == 0)
        return true;
    struct idio_slice before = first;
    for (struct idio_slice w; sets_one && (w = message_next(&words)).n > 0; before = w) {
        bool to = before.p == first.p || idio_slice_eq_c(before, "to") ||
                  idio_slice_eq_c(before, "version");
        has_one = has_one || (to && is_version(without_end(w)));
    }
    return (sets_one && has_one) || message_says(&r->lists, "version", s);
}

/* Nothing but words that say nothing behind the verb. */
static bool is_vague(const struct reader *r, struct idio_slice request)
{
    (void)message_next(&request);
    for (struct idio_slice w; (w = without_end(message_next(&request))).n > 0;)
        if (!message_in(&r->lists, "vague", w))
            return false;
    return true;
}

/* Rules that look at the subject as it is. */
static const char *why_at_once(struct idio_slice s)
{
    if (s.n == 0)
        return "empty";
    if (starts_ci(s, "merge ") || starts_ci(s, "merged ") || starts_ci(s, "merging ") ||
        starts_ci(s, "cherry-pick") || starts_ci(s, "cherry pick") || starts_ci(s, "merge:"))
        return "merge";
    if (starts_ci(s, "revert") || starts_ci(s, "back out ") || starts_ci(s, "backed out "))
        return "revert";
    if (starts_ci(s, "signed-off-by"))
        return "empty";
    if (message_has_url(s))
        return "url";
    return NULL;
}

/* Rules that look for words of the whole subject, without issues. */
static const char *why_by_words(const struct reader *r, struct idio_slice s)
{
    if (s.n == 0)
        return "empty";
    if (message_says(&r->lists, "wip", s))
        return "wip";
    if (about_version(r, r->rest) || about_version(r, s))
        return "version";
    if (message_in(&r->lists, "junk", without_end(s)) ||
        message_in(&r->lists, "junk", without_end(r->rest)))
        return "junk";
    if (message_says(&r->lists, "review", s))
        return "review";
    if (r->housekeeping || message_says(&r->lists, "housekeeping", s))
        return "housekeeping";
    if (message_says(&r->lists, "backward", s))
        return "backward";
    if (message_first_person(s))
        return "person";
    if (message_has_hash(s))
        return "hash";
    return message_is_prose(s) ? NULL : "text";
}

static struct idio_slice last_word(struct idio_slice s)
{
    size_t n = 0;
    while (n < s.n && s.p[s.n - n - 1] != ' ')
        n++;
    return idio_slice(s.p + s.n - n, n);
}

static const char *why_by_request(const struct reader *r, struct idio_slice request)
{
    size_t words = message_count(request);
    if (is_vague(r, request))
        return "vague";
    if (words < REQUEST_MIN || words + message_count(r->area) < WORDS_MIN)
        return "short";
    if (words > WORDS_MAX)
        return "long";
    return message_in(&r->lists, "dangling", last_word(request)) ? "cut" : NULL;
}

/* ---- the whole ------------------------------------------------------------------------------- */
/* A prefix says it, or the verb; "add tests" asks for tests. */
static enum idio_intent act_of(const struct reader *r, enum idio_intent by_verb,
                               struct idio_slice request)
{
    static const char *const tests[] = {"test",     "tests",     "testcase",  "testcases",
                                        "unittest", "unittests", "benchmark", "benchmarks"};
    if (r->has_act && r->act != IDIO_INTENT_EDIT)
        return r->act;
    if (by_verb != IDIO_INTENT_CREATE && by_verb != IDIO_INTENT_EDIT)
        return by_verb;
    (void)message_next(&request);
    for (int i = 0; i < 4; i++) {
        struct idio_slice w = without_end(message_next(&request));
        static const char *const stops[] = {"for", "to", "of", "in", "from"};
        for (size_t k = 0; k < sizeof stops / sizeof *stops; k++)
            if (idio_slice_eq_c(w, stops[k]))
                return by_verb;
        for (size_t k = 0; k < sizeof tests / sizeof *tests; k++)
            if (w.n == strlen(tests[k]) && strncasecmp(w.p, tests[k], w.n) == 0)
                return IDIO_INTENT_TEST;
    }
    return by_verb;
}

/* GitHub cuts long subjects with "…" and lets the body go on with it. */
static size_t join_cut(char *out, size_t n, const char **body)
{
    struct idio_slice s = idio_slice(out, n), b = idio_slice_trim(idio_slice_c(*body));
    size_t dots = idio_slice_ends(s, "\xe2\x80\xa6") || idio_slice_ends(s, "...") ? 3 : 0;
    if (dots == 0 || (!idio_slice_starts(b, "\xe2\x80\xa6") && !idio_slice_starts(b, "...")))
        return n;
    const char *from = b.p + 3, *nl = memchr(from, '\n', b.n - 3);
    size_t more = nl ? (size_t)(nl - from) : b.n - 3;
    n -= dots;
    if (n + more > MESSAGE_SUBJECT)
        more = idio_utf8_cut(from, more, MESSAGE_SUBJECT - n);
    memcpy(out + n, from, more);
    *body = nl ? nl : "";
    return n + more;
}

static const char *read_subject(struct reader *r, struct idio_str *request)
{
    struct idio_slice whole = r->rest;
    enum idio_intent by_verb = IDIO_INTENT_EDIT;
    take_labels(r);
    r->rest = without_thanks(without_end(r->rest));
    const char *why = why_by_words(r, without_end(whole));
    if (why)
        return why;
    if (!message_turn(&r->lists, r->rest, r->verb, request, &by_verb))
        return "verb";
    if (request->failed) /* the caller sees it */
        return "empty";
    request->len = without_end(idio_slice(request->data, request->len)).n;
    request->data[request->len] = '\0';
    r->act = act_of(r, by_verb, idio_slice(request->data, request->len));
    return why_by_request(r, idio_slice(request->data, request->len));
}

static int put_message(struct reader *r, const struct idio_str *request, const char *body,
                       struct idio_arena *arena, struct idio_message *ret, struct idio_err *err)
{
    const char *detail = "";
    int rc = message_detail(body, r->issue, arena, &detail, err);
    if (rc != IDIO_OK)
        return rc;
    struct idio_message m = {.request = idio_arena_strndup(arena, request->data, request->len),
                             .detail = detail,
                             .issue = idio_arena_strdup(arena, r->issue),
                             .area = idio_arena_strndup(arena, r->area.p, r->area.n),
                             .act = r->act};
    if (!m.request || !m.issue || !m.area)
        return idio_nomem(err, where);
    *ret = m;
    return IDIO_OK;
}

static int read_message(struct reader *r, const char *body, struct idio_arena *arena,
                        struct idio_message *ret, const char **ret_why, struct idio_err *err)
{
    struct idio_str request;
    int rc = message_lists_open(&r->lists, err);
    if (rc != IDIO_OK)
        return rc;
    idio_str_init(&request, (size_t)2 * MESSAGE_SUBJECT);
    const char *why = read_subject(r, &request);
    rc = idio_str_status(&request, where, err);
    if (rc == IDIO_OK && !why)
        rc = put_message(r, &request, body, arena, ret, err);
    if (rc == IDIO_OK)
        *ret_why = why;
    idio_str_release(&request);
    message_lists_close(&r->lists);
    return rc;
}

int idio_message_read(const char *subject, const char *body, struct idio_arena *arena,
                      struct idio_message *ret, bool *ret_fit, const char **ret_why,
                      struct idio_err *err)
{
    struct reader r = {.verb = "", .area = {"", 0}};
    char unmarked[MESSAGE_SUBJECT + 1];
    struct idio_slice s = idio_slice_trim(idio_slice_c(subject));
    if (s.n > MESSAGE_SUBJECT)
        s.n = idio_utf8_cut(s.p, s.n, MESSAGE_SUBJECT);
    size_t n = copy_unmarked(s, unmarked, MESSAGE_SUBJECT);
    n = join_cut(unmarked, n, &body);
    const char *why = why_at_once(skip_ornaments(idio_slice(unmarked, n)));
    int rc = IDIO_OK;
    if (!why) {
        n = message_strip_issues(skip_ornaments(idio_slice(unmarked, n)), r.text, r.issue);
        r.rest = idio_slice(r.text, n);
        rc = read_message(&r, body, arena, ret, &why, err);
    }
    if (rc != IDIO_OK)
        return rc;
    *ret_fit = !why;
    *ret_why = why ? why : "";
    return IDIO_OK;
}
