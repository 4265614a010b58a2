/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What corpus must know of a language beyond its queries, read from queries/<lang>/language.json so
 * that no code names a language:
 *
 *   blocks      {"end": ["{"], "start": ["def"]}: a line that ends in one of the words or begins
 *               with one opens a block, for format.indent; without: "{" at the end. "goes_on":
 *               but not one that ends in one of these
 *   docstrings  true: the first string of a body documents it
 *   test_names  ["*Test", "Test*"]: names of test files, apart from those of every language
 *   test_folders  ["*.Tests", "Tests"]: the same of folders
 *   code_folder   "src/main": nothing below is a test, whatever its packages are called
 *
 * style reads the same file for the traits; each ignores the other's keys.
 */
#include "base/embed.h"
#include "base/json.h"
#include "corpus/observe_internal.h"

#include <stdio.h>
#include <string.h>

static int read_words(const struct idio_json *list, const char *key, const char *ret[],
                      size_t *ret_n, struct idio_err *err)
{
    size_t n = idio_json_len(list);
    if (list && idio_json_type(list) != IDIO_JSON_ARRAY)
        return idio_fail(err, IDIO_E_INVALID, "corpus.language", "\"%s\" must be a list", key);
    if (n > IDIO_LANG_WORDS)
        return idio_fail(err, IDIO_E_INVALID, "corpus.language", "\"%s\" has more than %d words",
                         key, IDIO_LANG_WORDS);
    for (size_t i = 0; i < n; i++) {
        ret[i] = idio_json_str(idio_json_at(list, i));
        if (!ret[i] || !*ret[i])
            return idio_fail(err, IDIO_E_INVALID, "corpus.language", "\"%s\" has an empty word",
                             key);
    }
    *ret_n = n;
    return IDIO_OK;
}

static int read_rules(struct idio_lang_rules *r, const struct idio_trait_resolver *traits,
                      struct idio_err *err)
{
    static const char trait[] = "test.file_name";
    const struct idio_json *blocks = idio_json_get(r->doc, "blocks");
    int number = traits->trait(traits->ctx, trait, sizeof trait - 1);
    int rc = IDIO_OK;
    r->docstrings = idio_json_get_bool(r->doc, "docstrings", false);
    if (blocks) {
        rc = read_words(idio_json_get(blocks, "end"), "end", r->block_ends, &r->block_end_count,
                        err);
        if (rc == IDIO_OK)
            rc = read_words(idio_json_get(blocks, "start"), "start", r->block_starts,
                            &r->block_start_count, err);
        if (rc == IDIO_OK)
            rc = read_words(idio_json_get(blocks, "goes_on"), "goes_on", r->block_goes_on,
                            &r->block_goes_on_count, err);
    }
    if (rc == IDIO_OK)
        rc = read_words(idio_json_get(r->doc, "test_names"), "test_names", r->test_names,
                        &r->test_name_count, err);
    if (rc == IDIO_OK)
        rc = read_words(idio_json_get(r->doc, "test_folders"), "test_folders", r->test_folders,
                        &r->test_folder_count, err);
    r->code_folder = idio_json_get_str(r->doc, "code_folder", NULL);
    for (size_t i = 0; i < r->test_name_count && rc == IDIO_OK; i++) {
        const char *name = r->test_names[i], *star = strchr(name, '*');
        if (!star || strlen(name) < 3 || (star != name && star[1] != '\0'))
            return idio_fail(err, IDIO_E_INVALID, "corpus.language",
                             "\"%s\" in \"test_names\" needs a * at its start or end", name);
        r->test_values[i] =
            number < 0 ? -1 : traits->value(traits->ctx, number, name, strlen(name));
    }
    return rc;
}

int idio_lang_rules_load(struct idio_lang_rules *r, const struct idio_embedded *files,
                         const char *folder, const struct idio_trait_resolver *traits,
                         struct idio_err *err)
{
    char path[80];
    snprintf(path, sizeof path, "queries/%s/language.json", folder);
    const struct idio_embedded *f = idio_embedded_find(files, path);
    r->block_ends[0] = "{";
    r->block_end_count = 1;
    if (!f)
        return IDIO_OK;
    int rc = idio_json_parse((const char *)f->data, f->size, path, &r->doc, err);
    if (rc == IDIO_OK) {
        rc = read_rules(r, traits, err);
        rc = rc < 0 ? idio_context(err, rc, "%s", path) : rc;
    }
    return rc;
}

void idio_lang_rules_release(struct idio_lang_rules *r)
{
    r->doc = idio_json_free(r->doc);
}
