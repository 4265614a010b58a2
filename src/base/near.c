/* SPDX-License-Identifier: Apache-2.0 */
/* Near misses: see near.h. */
#include "base/near.h"

#include <stdint.h>
#include <string.h>

enum { WORD_MAX = 40 };

size_t idio_distance(const char *a, const char *b)
{
    size_t rows[3][WORD_MAX + 1];
    size_t n = strlen(a), m = strlen(b);

    if (n > WORD_MAX || m > WORD_MAX)
        return SIZE_MAX;
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *now = rows[i % 3], *before = rows[(i - 1) % 3], *earlier = rows[(i + 1) % 3];

        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t d = before[j - 1] + (a[i - 1] != b[j - 1]);

            if (before[j] + 1 < d)
                d = before[j] + 1;
            if (now[j - 1] + 1 < d)
                d = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                earlier[j - 2] + 1 < d)
                d = earlier[j - 2] + 1;
            now[j] = d;
        }
    }
    return rows[n % 3][m];
}

bool idio_is_near(const char *typed, const char *candidate)
{
    size_t n = strlen(typed), longer = strlen(candidate) > n ? strlen(candidate) : n;
    size_t allowed = longer <= 4 ? 1 : longer <= 8 ? 2 : 3;

    if (n >= 2 && strncmp(candidate, typed, n) == 0)
        return true;
    return idio_distance(typed, candidate) <= allowed;
}
