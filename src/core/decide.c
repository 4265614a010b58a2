/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making decisions and taking them back: pin, reject, edit, reset, undo, list.
 *
 * Every change notes what stood there before, in the small value "decisions.undo": a list of the
 * last UNDO_MAX changes, each with the rows of the traits it touched. `undo` puts the newest back,
 * whatever it was, so that it needs no rules of its own.
 */
#include "base/utf8.h"
#include "core/core_internal.h"

#include <stdlib.h>
#include <string.h>

#define UNDO_MAX    50
#define UNDO_KEY    "decisions.undo"
#define WORDING_MAX 300 /* bytes, as an item of a spec */
#define TEXT_MAX    ((size_t)4 << 20)

static const char WHERE[] = "core.decide";

struct decide {
    struct idio_core *core;
    struct idio_arena arena;
    struct idio_store_decision *rows;
    size_t n;
    struct idio_json *touched; /* rows of the result */
    struct idio_json *entry;   /* of the undo list: {"what","groups"} */
};

/* ---- rows as JSON ---------------------------------------------------------------------------- */

static const char *name_of(struct idio_arena *arena, const struct idio_store_decision *row)
{
    return idio_arena_printf(arena, "%s:%s=%s%s%s", idio_lang_id(row->lang), row->trait, row->value,
                             *row->scope ? "@" : "", row->scope);
}

struct idio_json *core_decision_json(const struct idio_store_decision *row,
                                     struct idio_arena *arena)
{
    char when[IDIO_ISO_SIZE];
    struct idio_json *o = idio_json_object();
    bool edit = row->verdict == IDIO_DECISION_EDIT;
    idio_clock_iso(row->made_at, when);
    const struct {
        const char *key;
        struct idio_json *value;
    } members[] = {
        {"fact", idio_json_string(name_of(arena, row))},
        {"language", idio_json_string(idio_lang_id(row->lang))},
        {"trait", idio_json_string(row->trait)},
        {"value", idio_json_string(row->value)},
        {"scope", idio_json_string(row->scope)},
        {"verdict", idio_json_string(idio_decision_name(row->verdict))},
        {"wording", edit ? idio_json_string(row->wording) : idio_json_null()},
        {"made", idio_json_string(when)},
    };
    int rc = IDIO_OK;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        int put = idio_json_put(o, members[i].key, members[i].value);
        rc = rc < 0 ? rc : put;
    }
    return rc < 0 ? idio_json_free(o) : o;
}

/* The row that core_decision_json wrote; `made_at` stands beside it as a number. */
static int row_parse(const struct idio_json *v, struct idio_store_decision *ret,
                     struct idio_err *err)
{
    const char *lang = idio_json_get_str(v, "language", "");
    const char *verdict = idio_json_get_str(v, "verdict", "");
    *ret = (struct idio_store_decision){
        .lang = idio_lang_from_id(lang, strlen(lang)),
        .trait = idio_json_get_str(v, "trait", ""),
        .value = idio_json_get_str(v, "value", ""),
        .scope = idio_json_get_str(v, "scope", ""),
        .wording = idio_json_get_str(v, "wording", ""),
        .made_at = idio_json_get_int(v, "at", 0),
    };
    for (int i = IDIO_DECISION_PIN; i <= IDIO_DECISION_EDIT; i++)
        if (strcmp(idio_decision_name((enum idio_verdict)i), verdict) == 0) {
            ret->verdict = (enum idio_verdict)i;
            return IDIO_OK;
        }
    return idio_fail(err, IDIO_E_CORRUPT, WHERE, "the list of changes is damaged");
}

/* ---- the undo list --------------------------------------------------------------------------- */

static int load_undo(struct decide *d, struct idio_json **ret, struct idio_err *err)
{
    const char *text = NULL;
    size_t n = 0;
    int rc = idio_store_value_get(d->core->store, UNDO_KEY, &d->arena, &text, &n, err);
    if (rc == IDIO_E_NOTFOUND) {
        *ret = idio_json_array();
        return *ret ? IDIO_OK : idio_nomem(err, WHERE);
    }
    return rc == IDIO_OK ? idio_json_parse(text, n, "the list of changes", ret, err) : rc;
}

static int save_undo(struct decide *d, const struct idio_json *list, size_t from, size_t to,
                     struct idio_err *err)
{
    struct idio_json *kept = idio_json_array();
    struct idio_str text;
    int rc = kept ? IDIO_OK : IDIO_E_NOMEM;
    for (size_t i = from; i < to && rc == IDIO_OK; i++)
        rc = idio_json_push(kept, idio_json_copy(idio_json_at(list, i)));
    idio_str_init(&text, TEXT_MAX);
    rc = rc < 0 ? idio_nomem(err, WHERE) : idio_json_write(kept, IDIO_JSON_COMPACT, &text, err);
    if (rc == IDIO_OK)
        rc = idio_store_value_put(d->core->store, UNDO_KEY, text.data, text.len, err);
    idio_str_release(&text);
    idio_json_free(kept);
    return rc;
}

static int push_undo(struct decide *d, struct idio_err *err)
{
    struct idio_json *list = NULL;
    int rc = load_undo(d, &list, err);
    if (rc == IDIO_OK) {
        rc = idio_json_push(list, d->entry);
        d->entry = NULL;
        if (rc < 0)
            rc = idio_nomem(err, WHERE);
    }
    size_t n = idio_json_len(list);
    if (rc == IDIO_OK)
        rc = save_undo(d, list, n > UNDO_MAX ? n - UNDO_MAX : 0, n, err);
    idio_json_free(list);
    return rc;
}

static bool in_group(const struct idio_store_decision *row, enum idio_lang lang, const char *trait,
                     const char *scope)
{
    return row->lang == lang && strcmp(row->trait, trait) == 0 && strcmp(row->scope, scope) == 0;
}

/* Notes the rows of one trait in one scope as they are now. */
static int note_group(struct decide *d, enum idio_lang lang, const char *trait, const char *scope,
                      struct idio_err *err)
{
    struct idio_json *before = idio_json_array(), *group = idio_json_object();
    int rc = IDIO_OK;
    for (size_t i = 0; i < d->n && rc == IDIO_OK; i++) {
        if (!in_group(&d->rows[i], lang, trait, scope))
            continue;
        struct idio_json *row = core_decision_json(&d->rows[i], &d->arena);
        rc = idio_json_put(row, "at", idio_json_int(d->rows[i].made_at));
        int put = idio_json_push(before, row);
        rc = rc < 0 ? rc : put;
    }
    int put = idio_json_put(group, "language", idio_json_string(idio_lang_id(lang)));
    put |= idio_json_put(group, "trait", idio_json_string(trait));
    put |= idio_json_put(group, "scope", idio_json_string(scope));
    put |= idio_json_put(group, "before", before);
    put |= idio_json_push(idio_json_get(d->entry, "groups"), group);
    return rc < 0 || put < 0 ? idio_nomem(err, WHERE) : IDIO_OK;
}

static int new_entry(struct decide *d, const char *what, const char *fact, struct idio_err *err)
{
    d->entry = idio_json_object();
    const char *text = idio_arena_printf(&d->arena, "%s %s", what, fact);
    int rc = idio_json_put(d->entry, "what", text ? idio_json_string(text) : NULL);
    rc = rc < 0 ? rc : idio_json_put(d->entry, "groups", idio_json_array());
    return rc < 0 ? idio_nomem(err, WHERE) : IDIO_OK;
}

/* ---- changes --------------------------------------------------------------------------------- */

/* A pin replaces other pins of its trait and a rejection of its own value; a rejection replaces a
 * pin of its value; an edit stands beside both. */
static bool displaces(const struct idio_store_decision *by, const struct idio_store_decision *row)
{
    bool same = strcmp(by->value, row->value) == 0;
    switch (by->verdict) {
    case IDIO_DECISION_PIN:
        return row->verdict == IDIO_DECISION_PIN || (row->verdict == IDIO_DECISION_REJECT && same);
    case IDIO_DECISION_REJECT:
        return same && row->verdict != IDIO_DECISION_EDIT;
    case IDIO_DECISION_EDIT:
        return same && row->verdict == IDIO_DECISION_EDIT;
    }
    return false;
}

static int put_row(struct decide *d, const struct idio_store_decision *row, struct idio_err *err)
{
    int rc = idio_store_decisions_drop(d->core->store, row->lang, row->trait, row->scope, err);
    for (size_t i = 0; i < d->n && rc == IDIO_OK; i++)
        if (in_group(&d->rows[i], row->lang, row->trait, row->scope) &&
            !displaces(row, &d->rows[i]))
            rc = idio_store_decision_put(d->core->store, &d->rows[i], err);
    if (rc == IDIO_OK)
        rc = idio_store_decision_put(d->core->store, row, err);
    if (rc == IDIO_OK && idio_json_push(d->touched, core_decision_json(row, &d->arena)) < 0)
        rc = idio_nomem(err, WHERE);
    return rc;
}

static int check_wording(const char *wording, struct idio_err *err)
{
    size_t n = strlen(wording), bad = 0;
    if (idio_slice_trim(idio_slice(wording, n)).n == 0)
        return idio_fail(err, IDIO_E_USAGE, WHERE, "the wording is empty");
    if (n > WORDING_MAX)
        return idio_fail(err, IDIO_E_USAGE, WHERE,
                         "the wording has %zu bytes, at most %d are taken", n, WORDING_MAX);
    if (!idio_utf8_valid(wording, n, &bad))
        return idio_fail(err, IDIO_E_USAGE, WHERE, "the wording is not UTF-8 at byte %zu", bad);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)wording[i] < ' ' || wording[i] == 0x7f)
            return idio_hint(err,
                             idio_fail(err, IDIO_E_USAGE, WHERE,
                                       "the wording has a line break or control character"),
                             "say it in one sentence on one line");
    return IDIO_OK;
}

/* A pinned value needs a sentence that a spec can carry: the registry's, or the developer's. */
static int check_sentence(struct decide *d, const struct core_named *f, struct idio_err *err)
{
    struct idio_fact blank;
    int trait = idio_traits_find(d->core->traits, f->trait);
    for (size_t i = 0; i < d->n; i++)
        if (in_group(&d->rows[i], f->lang, f->trait, f->scope) &&
            d->rows[i].verdict == IDIO_DECISION_EDIT && strcmp(d->rows[i].value, f->value) == 0)
            return IDIO_OK;
    int rc = idio_traits_blank(d->core->traits, (size_t)trait, f->lang, f->value, &d->arena, &blank,
                               err);
    if (rc < 0 || *blank.wording)
        return rc;
    rc = idio_fail(err, IDIO_E_USAGE, WHERE, "there is no sentence for %s=%s", f->trait, f->value);
    return idio_hint(err, rc, "write one first: idiolect profile edit %s:%s=%s \"WORDING\"",
                     idio_lang_id(f->lang), f->trait, f->value);
}

static int needs_value(const struct core_named *f, struct idio_err *err)
{
    if (f->value)
        return IDIO_OK;
    return idio_hint(
        err, idio_fail(err, IDIO_E_USAGE, WHERE, "'%s' is a trait, not a fact", f->trait),
        "add a value: %s=VALUE; 'idiolect profile -v --trait %s' shows what was counted", f->trait,
        f->trait);
}

static int decide(struct decide *d, enum idio_verdict verdict, const struct idio_decide_opts *o,
                  struct idio_err *err)
{
    struct core_named f;
    const char *fact = o->fact;
    int rc = core_find_fact(d->core, fact, o->lang, o->scope, &d->arena, &f, err);
    if (rc == IDIO_OK)
        rc = needs_value(&f, err);
    if (rc == IDIO_OK && verdict == IDIO_DECISION_EDIT)
        rc = check_wording(o->wording, err);
    if (rc == IDIO_OK && verdict == IDIO_DECISION_PIN)
        rc = check_sentence(d, &f, err);
    if (rc < 0)
        return rc;
    struct idio_slice wording = idio_slice_trim(idio_slice_c(o->wording));
    const struct idio_store_decision row = {
        .lang = f.lang,
        .trait = f.trait,
        .value = f.value,
        .scope = f.scope,
        .verdict = verdict,
        .wording = verdict == IDIO_DECISION_EDIT
                       ? idio_arena_strndup(&d->arena, wording.p, wording.n)
                       : "",
        .made_at = d->core->ctx->now,
    };
    const char *name = row.wording ? name_of(&d->arena, &row) : NULL;
    rc = name ? new_entry(d, idio_decision_name(verdict), name, err) : idio_nomem(err, WHERE);
    if (rc == IDIO_OK)
        rc = note_group(d, f.lang, f.trait, f.scope, err);
    if (rc == IDIO_OK)
        rc = put_row(d, &row, err);
    return rc == IDIO_OK ? push_undo(d, err) : rc;
}

/* Drops the rows that `f` names; NULL: all. */
static int drop(struct decide *d, const struct core_named *f, struct idio_err *err)
{
    int rc = IDIO_OK;
    size_t dropped = 0;
    for (size_t i = 0; i < d->n && rc == IDIO_OK; i++) {
        const struct idio_store_decision *row = &d->rows[i];
        bool first = i == 0 || !in_group(row, d->rows[i - 1].lang, d->rows[i - 1].trait,
                                         d->rows[i - 1].scope);
        if (f && !in_group(row, f->lang, f->trait, f->scope))
            continue;
        if (first)
            rc = note_group(d, row->lang, row->trait, row->scope, err);
        if (rc == IDIO_OK && first)
            rc = idio_store_decisions_drop(d->core->store, row->lang, row->trait, row->scope, err);
    }
    for (size_t i = 0; i < d->n && rc == IDIO_OK; i++) {
        const struct idio_store_decision *row = &d->rows[i];
        if (f && !in_group(row, f->lang, f->trait, f->scope))
            continue;
        if (f && f->value && strcmp(row->value, f->value) != 0) {
            rc = idio_store_decision_put(d->core->store, row, err); /* of another value: stays */
            continue;
        }
        dropped++;
        if (idio_json_push(d->touched, core_decision_json(row, &d->arena)) < 0)
            rc = idio_nomem(err, WHERE);
    }
    if (rc == IDIO_OK && dropped == 0)
        rc = idio_hint(err,
                       idio_fail(err, IDIO_E_NOTFOUND, WHERE, "nothing was decided about %s",
                                 f ? f->trait : "anything"),
                       "'idiolect profile decisions' lists what was");
    return rc;
}

static int reset(struct decide *d, const struct idio_decide_opts *o, struct idio_err *err)
{
    struct core_named f;
    int rc = IDIO_OK;
    if (o->fact)
        rc = core_find_fact(d->core, o->fact, o->lang, o->scope, &d->arena, &f, err);
    if (rc == IDIO_OK)
        rc = new_entry(d, "reset", o->fact ? o->fact : "--all", err);
    if (rc == IDIO_OK)
        rc = drop(d, o->fact ? &f : NULL, err);
    return rc == IDIO_OK ? push_undo(d, err) : rc;
}

static int put_back(struct decide *d, const struct idio_json *group, struct idio_err *err)
{
    const char *lang = idio_json_get_str(group, "language", "");
    const struct idio_json *before = idio_json_get(group, "before");
    int rc = idio_store_decisions_drop(d->core->store, idio_lang_from_id(lang, strlen(lang)),
                                       idio_json_get_str(group, "trait", ""),
                                       idio_json_get_str(group, "scope", ""), err);
    for (size_t i = 0; i < idio_json_len(before) && rc == IDIO_OK; i++) {
        struct idio_store_decision row;
        rc = row_parse(idio_json_at(before, i), &row, err);
        if (rc == IDIO_OK)
            rc = idio_store_decision_put(d->core->store, &row, err);
        if (rc == IDIO_OK && idio_json_push(d->touched, core_decision_json(&row, &d->arena)) < 0)
            rc = idio_nomem(err, WHERE);
    }
    return rc;
}

static int undo(struct decide *d, const char **ret_what, struct idio_err *err)
{
    IDIO_AUTO(idio_json_freep) struct idio_json *list = NULL;
    int rc = load_undo(d, &list, err);
    size_t n = idio_json_len(list);
    if (rc == IDIO_OK && n == 0)
        rc = idio_hint(err, idio_fail(err, IDIO_E_NOTFOUND, WHERE, "there is nothing to undo"),
                       "'idiolect profile decisions' lists what was decided");
    if (rc < 0)
        return rc;
    const struct idio_json *entry = idio_json_at(list, n - 1);
    const struct idio_json *groups = idio_json_get(entry, "groups");
    *ret_what = idio_arena_strdup(&d->arena, idio_json_get_str(entry, "what", ""));
    if (!*ret_what)
        return idio_nomem(err, WHERE);
    for (size_t i = 0; i < idio_json_len(groups) && rc == IDIO_OK; i++)
        rc = put_back(d, idio_json_at(groups, i), err);
    return rc == IDIO_OK ? save_undo(d, list, 0, n - 1, err) : rc;
}

static int list(struct decide *d, struct idio_err *err)
{
    int rc = IDIO_OK;
    for (size_t i = 0; i < d->n && rc == IDIO_OK; i++)
        rc = idio_json_push(d->touched, core_decision_json(&d->rows[i], &d->arena));
    return rc < 0 ? idio_nomem(err, WHERE) : IDIO_OK;
}

static int act(struct decide *d, const struct idio_decide_opts *o, const char **ret_what,
               struct idio_err *err)
{
    switch (o->action) {
    case IDIO_DECIDE_PIN:
        return decide(d, IDIO_DECISION_PIN, o, err);
    case IDIO_DECIDE_REJECT:
        return decide(d, IDIO_DECISION_REJECT, o, err);
    case IDIO_DECIDE_EDIT:
        return decide(d, IDIO_DECISION_EDIT, o, err);
    case IDIO_DECIDE_RESET:
        return reset(d, o, err);
    case IDIO_DECIDE_UNDO:
        return undo(d, ret_what, err);
    case IDIO_DECIDE_LIST:
        return list(d, err);
    }
    return idio_fail(err, IDIO_E_BUG, WHERE, "no such action");
}

static const char *action_name(enum idio_decide_action a)
{
    static const char *const names[] = {"pin", "reject", "edit", "reset", "undo", "list"};
    return names[a];
}

static int run(struct decide *d, const struct idio_decide_opts *o, const char **ret_what,
               struct idio_err *err)
{
    int rc = core_need_profile(d->core, err);
    if (rc == IDIO_OK)
        rc = core_need_traits(d->core, err);
    if (rc == IDIO_OK && o->action != IDIO_DECIDE_LIST)
        rc = idio_store_begin(d->core->store, err);
    if (rc < 0)
        return rc;
    rc = idio_store_decisions(d->core->store, &d->arena, &d->rows, &d->n, err);
    if (rc == IDIO_OK)
        rc = act(d, o, ret_what, err);
    if (rc == IDIO_OK && o->action != IDIO_DECIDE_LIST)
        rc = idio_store_commit(d->core->store, err);
    if (rc < 0)
        idio_store_rollback(d->core->store);
    return rc;
}

int core_forget_decisions(struct idio_core *c, const char *repo, struct idio_err *err)
{
    int rc = idio_store_decisions_forget(c->store, repo, err);
    return rc == IDIO_OK ? idio_store_value_put(c->store, UNDO_KEY, "[]", 2, err) : rc;
}

int idio_core_decide(struct idio_core *c, const struct idio_decide_opts *o, struct idio_json **ret,
                     struct idio_err *err)
{
    struct decide d = {.core = c, .touched = idio_json_array()};
    struct idio_json *doc = idio_json_object();
    const char *what = NULL;
    idio_arena_init(&d.arena, IDIO_CORE_ARENA);
    int rc = d.touched && doc ? run(&d, o, &what, err) : idio_nomem(err, WHERE);
    if (rc == IDIO_OK) {
        rc = idio_json_put(doc, "action", idio_json_string(action_name(o->action)));
        rc = rc < 0
                 ? rc
                 : idio_json_put(doc, "undone", what ? idio_json_string(what) : idio_json_null());
        int put = idio_json_put(doc, "decisions", d.touched);
        d.touched = NULL;
        rc = rc < 0 || put < 0 ? idio_nomem(err, WHERE) : IDIO_OK;
    }
    idio_json_free(d.touched);
    idio_json_free(d.entry);
    idio_arena_release(&d.arena);
    if (rc < 0) {
        idio_json_free(doc);
        return rc;
    }
    *ret = doc;
    return IDIO_OK;
}
