/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames: what a unit is for. Words are taken from where they are best (a comment's first sentence,
 * the message of the commit, names of tests, the unit's own name), one source for the whole
 * sentence: mixed ones read like nobody's. For an edit or a repair the commit comes first, because
 * the comment says what the code is and not what was wanted.
 */
#include "pairs/frame_internal.h"

#include <ctype.h>
#include <string.h>

static bool is_change(enum idio_intent act)
{
    return act == IDIO_INTENT_EDIT || act == IDIO_INTENT_FIX || act == IDIO_INTENT_REFACTOR;
}

static const char *container_of(const struct idio_frame_source *s)
{
    uint32_t at = s->observed->units[s->unit].parent;
    while (at != IDIO_NO_UNIT && at < s->observed->unit_count) {
        const struct idio_unit *u = &s->observed->units[at];
        if (u->kind == IDIO_UNIT_CLASS && *u->name)
            return u->name;
        at = u->parent;
    }
    return "";
}

/* A comment without verb is a thing that is returned, is, or is dealt with. */
static const char *verb_of_thing(const struct idio_frame_source *s)
{
    const enum idio_unit_kind kind = s->observed->units[s->unit].kind;
    if (kind == IDIO_UNIT_FUNCTION)
        return s->shape && s->shape->gives ? "return" : "handle";
    return "provide";
}

static int from_doc(const struct idio_frame_source *s, struct idio_arena *arena,
                    struct frame_words *ret, const char **ret_detail)
{
    const struct idio_unit *u = &s->observed->units[s->unit];
    struct frame_prose prose;
    *ret = (struct frame_words){0};
    if (!u->doc || !*u->doc)
        return IDIO_OK;
    int r = frame_prose_read(u->doc, u->name, arena, &prose);
    if (r < 0 || !*prose.first)
        return r;
    const char *sentence = prose.first;
    if (prose.nominal) {
        if (!prose.first[0] || words_is_code(idio_slice(prose.first, strcspn(prose.first, " "))))
            return IDIO_OK;
        sentence = idio_arena_printf(arena, "%s %s", verb_of_thing(s), prose.first);
        if (!sentence)
            return IDIO_E_NOMEM;
    }
    r = frame_sentence_split(sentence, arena, ret);
    if (r < 0 || !ret->verb)
        return r;
    ret->confidence = !prose.nominal ? .9 : u->kind == IDIO_UNIT_FUNCTION ? .6 : .75;
    if (!*ret->object && !*ret->rest)
        ret->confidence -= .4;
    *ret_detail = prose.more;
    return IDIO_OK;
}

static int from_message(const struct idio_frame_source *s, struct idio_arena *arena,
                        struct frame_words *ret, const char **ret_detail)
{
    struct idio_str text;
    *ret = (struct frame_words){0};
    if (!s->message || !s->message->request || !*s->message->request)
        return IDIO_OK;
    const char *p = s->message->request;
    const size_t n = strcspn(p, " ");
    idio_str_init(&text, FRAME_TEXT_MAX);
    idio_str_puts(&text, p);
    int r = idio_str_status(&text, "pairs.frame", NULL);
    /* The verb in lower case, unless it is code. */
    if (r == IDIO_OK && !words_is_code(idio_slice(p, n)))
        text.data[0] = (char)tolower((unsigned char)text.data[0]);
    if (r == IDIO_OK)
        r = frame_sentence_split(text.data, arena, ret);
    idio_str_release(&text);
    if (r == IDIO_E_LIMIT)
        return IDIO_OK;
    if (r < 0 || !ret->verb)
        return r;
    ret->confidence = words_is_verb(idio_slice(ret->verb, strcspn(ret->verb, " "))) ? .8 : .4;
    if (!is_change(s->act))
        ret->confidence -= .1; /* the commit may have been about more than this unit */
    *ret_detail = s->message->detail ? s->message->detail : "";
    return IDIO_OK;
}

/* The test with the fewest words beside the unit's own: "test_insert_keeps_order". */
static int from_tests(const struct idio_frame_source *s, struct idio_arena *arena,
                      struct frame_words *ret)
{
    *ret = (struct frame_words){0};
    for (size_t i = 0; i < s->test_count && !ret->verb; i++) {
        struct words_split w = {0};
        int r = words_split(s->tests[i], arena, &w);
        if (r < 0)
            return r;
        size_t at = w.len > 0 && strcmp(w.at[0], "test") == 0;
        at += at < w.len && strcmp(w.at[at], "should") == 0;
        char base[36] = "";
        if (w.len < at + 3 || (!words_is_verb(idio_slice_c(w.at[at])) &&
                               !words_base(idio_slice_c(w.at[at]), WORDS_THIRD, base, sizeof base)))
            continue;
        const char *sentence = "";
        r = frame_name_words(&w, at, w.len, arena, &sentence);
        if (r == IDIO_OK)
            r = frame_sentence_split(sentence, arena, ret);
        if (r < 0)
            return r;
        if (ret->verb && *base && !words_is_verb(idio_slice_c(w.at[at])))
            ret->verb = idio_arena_strdup(arena, base);
        if (!ret->verb)
            return IDIO_E_NOMEM;
        ret->confidence = .5;
    }
    return IDIO_OK;
}

static void take(struct idio_frame *f, const struct frame_words *w, enum idio_wording wording,
                 const char *detail)
{
    f->verb = w->verb;
    f->object = w->object;
    f->rest = w->rest;
    f->confidence = w->confidence;
    f->wording = wording;
    f->detail = detail;
}

static int choose_words(const struct idio_frame_source *s, struct idio_arena *arena,
                        struct idio_frame *f)
{
    struct frame_words doc = {0}, message = {0}, tests = {0}, name = {0};
    const char *doc_detail = "", *message_detail = "";
    int r = from_doc(s, arena, &doc, &doc_detail);
    if (r == IDIO_OK)
        r = from_message(s, arena, &message, &message_detail);
    if (r == IDIO_OK)
        r = from_tests(s, arena, &tests);
    if (r == IDIO_OK)
        r = frame_name_read(s, f->container, arena, &name);
    if (r < 0)
        return r;
    const bool change = is_change(s->act);
    if (change && message.verb && message.confidence >= .5)
        take(f, &message, IDIO_WORDING_COMMIT, message_detail);
    else if (doc.verb && doc.confidence >= .5)
        take(f, &doc, IDIO_WORDING_DOC, doc_detail);
    else if (message.verb && message.confidence >= .5)
        take(f, &message, IDIO_WORDING_COMMIT, message_detail);
    else if (tests.verb && tests.confidence > name.confidence)
        take(f, &tests, IDIO_WORDING_TEST, "");
    else if (name.verb)
        take(f, &name, IDIO_WORDING_NAME, "");
    else
        take(f, &(struct frame_words){"handle", "", "", 0}, IDIO_WORDING_NAME, "");
    return IDIO_OK;
}

/* The sentence of a spec's goal: what shall be done, so for tests and repairs more than what the
 * unit is for. */
static int say_purpose(const struct idio_frame_source *s, struct idio_arena *arena,
                       struct idio_frame *f)
{
    struct idio_str out;
    const bool own = is_change(s->act) && f->wording == IDIO_WORDING_COMMIT;
    idio_str_init(&out, FRAME_TEXT_MAX);
    if (own || s->act == IDIO_INTENT_CREATE || s->act == IDIO_INTENT_EXPLAIN) {
        idio_str_puts(&out, f->verb);
    } else if (s->act == IDIO_INTENT_EDIT) {
        idio_str_printf(&out, "Change how %s", *f->name ? f->name : "this module");
        idio_str_putc(&out, ' ');
        words_inflect(&out, f->verb, WORDS_THIRD);
    } else {
        idio_str_puts(&out, s->act == IDIO_INTENT_TEST  ? "Test "
                            : s->act == IDIO_INTENT_FIX ? "Fix "
                                                        : "Refactor ");
        words_inflect(&out, f->verb, WORDS_GERUND);
    }
    if (*f->object)
        idio_str_printf(&out, " %s", f->object);
    if (*f->rest)
        idio_str_printf(&out, " %s", f->rest);
    int r = idio_str_status(&out, "pairs.frame", NULL);
    if (r == IDIO_OK) {
        out.data[0] = (char)toupper((unsigned char)out.data[0]);
        f->purpose = idio_arena_strndup(arena, out.data, out.len);
        r = f->purpose ? IDIO_OK : IDIO_E_NOMEM;
    }
    idio_str_release(&out);
    return r;
}

int idio_frame_make(const struct idio_frame_source *s, struct idio_arena *arena,
                    struct idio_frame *ret, struct idio_err *err)
{
    if (s->unit >= s->observed->unit_count)
        return idio_fail(err, IDIO_E_BUG, "pairs.frame", "%s has no unit %zu", s->path, s->unit);
    const struct idio_unit *u = &s->observed->units[s->unit];
    struct idio_frame f = {.act = s->act,
                           .kind = u->kind,
                           .lang = s->observed->lang,
                           .verb = "",
                           .object = "",
                           .rest = "",
                           .purpose = "",
                           .container = container_of(s),
                           .detail = "",
                           .wording = IDIO_WORDING_NAME};
    f.name = idio_arena_strdup(arena, u->name);
    f.path = idio_arena_strdup(arena, s->path);
    f.container = idio_arena_strdup(arena, f.container);
    int r = f.name && f.path && f.container ? choose_words(s, arena, &f) : IDIO_E_NOMEM;
    if (r == IDIO_OK)
        r = say_purpose(s, arena, &f);
    if (r == IDIO_OK)
        r = frame_fields_fill(s, arena, &f);
    if (r == IDIO_E_NOMEM)
        return idio_nomem(err, "pairs.frame");
    if (r < 0)
        return idio_fail(err, r, "pairs.frame", "words of %s in %s", u->name, s->path);
    *ret = f;
    return IDIO_OK;
}
