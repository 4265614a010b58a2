/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Under which licence a repository stands, as an SPDX identifier: by a line that names one, else by
 * sentences that only one licence has. White space and case do not count, and an order stands
 * behind the table: what quotes another licence comes before it. A wrong guess would put code of a
 * wrong licence into a training set, so what is not recognised is "unknown", and a repository with
 * the files of two licences has both ("MIT OR Apache-2.0" when the names say so).
 */
#include "corpus/repo_internal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX  (96 * 1024) /* bytes of a licence that are looked at */
#define TITLE_MAX 400         /* of it, in which a title stands */

/* All sentences of a row must be there, in lower case and with single spaces; those of a title, at
 * the beginning (the GPL speaks of the AGPL further down). */
static const struct {
    const char *id;
    const char *sentences[3];
    bool title;
} licences[] = {
    {"AGPL-3.0", {"gnu affero general public license", "version 3"}, true},
    {"LGPL-3.0", {"gnu lesser general public license", "version 3"}, true},
    {"LGPL-2.1", {"gnu lesser general public license", "version 2.1"}, true},
    {"MPL-2.0", {"mozilla public license", "2.0"}, true},
    {"EPL-2.0", {"eclipse public license", "2.0"}, true},
    {"GPL-3.0", {"gnu general public license", "version 3"}, true},
    {"GPL-2.0", {"gnu general public license", "version 2"}, true},
    {"Apache-2.0", {"apache license", "version 2.0"}, true},
    {"Unlicense", {"free and unencumbered software released into the public domain"}, false},
    {"CC0-1.0", {"cc0 1.0 universal"}, false},
    {"WTFPL", {"do what the fuck you want to public license"}, false},
    {"BSL-1.0", {"boost software license", "version 1.0"}, false},
    {"Zlib",
     {"this software is provided 'as-is', without any express or implied warranty",
      "altered source versions must be plainly marked"},
     false},
    {"ISC",
     {"permission to use, copy, modify, and", "with or without fee is hereby granted",
      "copyright notice and this permission notice appear in all copies"},
     false},
    {"0BSD",
     {"permission to use, copy, modify, and", "with or without fee is hereby granted"},
     false},
    {"BSD-3-Clause",
     {"redistribution and use in source and binary forms",
      "may be used to endorse or promote products"},
     false},
    {"BSD-2-Clause", {"redistribution and use in source and binary forms"}, false},
    {"MIT",
     {"permission is hereby granted, free of charge, to any person obtaining a copy"},
     false},
};

/* Lower case, runs of white space and comment marks as one space. */
static void fold(const char *text, size_t n, struct idio_str *out)
{
    bool space = true;
    for (size_t i = 0; i < n && i < TEXT_MAX; i++) {
        const unsigned char c = (unsigned char)text[i];
        const bool gap = c <= ' ' || c == '*' || c == '#' || c == '/';
        if (!gap)
            idio_str_putc(out, (char)tolower(c));
        else if (!space)
            idio_str_putc(out, ' ');
        space = gap;
    }
}

/* "SPDX-License-Identifier: MIT", the value as it is written. */
static bool named_licence(const char *text, size_t n, char ret[IDIO_LICENCE_MAX])
{
    static const char mark[] = "SPDX-License-Identifier:";
    const char *at = memmem(text, n, mark, sizeof mark - 1);
    size_t len = 0;
    if (!at)
        return false;
    for (at += sizeof mark - 1; at < text + n && (*at == ' ' || *at == '\t');)
        at++;
    while (at + len < text + n && len + 1 < IDIO_LICENCE_MAX &&
           (isalnum((unsigned char)at[len]) || strchr("-.+ ()", at[len])))
        len++;
    while (len > 0 && at[len - 1] == ' ')
        len--;
    memcpy(ret, at, len);
    ret[len] = '\0';
    return len > 0;
}

bool idio_licence_of(const char *text, size_t n, char ret[IDIO_LICENCE_MAX])
{
    struct idio_str folded;
    bool found = named_licence(text, n, ret);
    idio_str_init(&folded, TEXT_MAX + 1);
    fold(text, n, &folded);
    for (size_t i = 0; !found && !folded.failed && i < sizeof licences / sizeof *licences; i++) {
        const size_t most = licences[i].title && folded.len > TITLE_MAX ? TITLE_MAX : folded.len;
        found = true;
        for (size_t s = 0; s < 3 && licences[i].sentences[s]; s++)
            found &= memmem(folded.data, most, licences[i].sentences[s],
                            strlen(licences[i].sentences[s])) != NULL;
        if (found)
            (void)snprintf(ret, IDIO_LICENCE_MAX, "%s", licences[i].id);
    }
    idio_str_release(&folded);
    return found;
}

/* *ret_found: the file is there, and its licence is known. */
static int look(struct idio_repo *r, const char *name, char ret[IDIO_LICENCE_MAX], bool *ret_found,
                struct idio_err *err)
{
    git_odb_object *o = NULL;
    int rc = idio_repo_root_file(r, name, &o, err);
    *ret_found =
        rc == IDIO_OK && o && idio_licence_of(git_odb_object_data(o), git_odb_object_size(o), ret);
    git_odb_object_free(o);
    return rc;
}

int idio_repo_licence(struct idio_repo *r, char ret[IDIO_LICENCE_MAX], struct idio_err *err)
{
    static const char *const names[] = {
        "LICENSE",     "LICENSE.md",      "LICENSE.txt", "LICENCE",     "LICENCE.md",
        "LICENCE.txt", "license",         "license.md",  "license.txt", "COPYING",
        "COPYING.md",  "COPYING.txt",     "License.txt", "License.md",  "UNLICENSE",
        "MIT-LICENSE", "MIT-LICENSE.txt", "LICENSE.rst", "LICENSE-MIT", "LICENSE-APACHE"};
    char other[IDIO_LICENCE_MAX];
    bool found = false, both = false;
    int rc = IDIO_OK;
    (void)snprintf(ret, IDIO_LICENCE_MAX, "unknown");
    if (r->kind != IDIO_REPO_GIT)
        return IDIO_OK;
    rc = idio_repo_resolve(r, err);
    for (size_t i = 0; i < sizeof names / sizeof *names && rc == IDIO_OK && !found; i++)
        rc = look(r, names[i], ret, &found, err);
    if (rc == IDIO_OK && found && strcmp(ret, "MIT") == 0) {
        rc = look(r, "LICENSE-APACHE", other, &both, err);
        if (both && strcmp(other, "Apache-2.0") == 0)
            (void)snprintf(ret, IDIO_LICENCE_MAX, "MIT OR Apache-2.0");
    }
    if (rc == IDIO_OK && found && strcmp(ret, "MIT") == 0) {
        rc = look(r, "UNLICENSE", other, &both, err);
        if (both && strcmp(other, "Unlicense") == 0)
            (void)snprintf(ret, IDIO_LICENCE_MAX, "Unlicense OR MIT");
    }
    if (!found)
        (void)snprintf(ret, IDIO_LICENCE_MAX, "unknown");
    return rc;
}
