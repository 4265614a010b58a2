/* SPDX-License-Identifier: Apache-2.0 */
/* Lookup in a table of embedded files. Tables are short and looked up once per file: linear search.
 */
#include "base/embed.h"

#include <string.h>

const struct idio_embedded *idio_embedded_find(const struct idio_embedded *table, const char *path)
{
    for (; table->path; table++) {
        if (strcmp(table->path, path) == 0)
            return table;
    }
    return NULL;
}
