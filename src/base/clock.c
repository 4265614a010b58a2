/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clocks and the one date format we write. Times outside the years 0000..9999 are shown as the
 * nearest end of that range, so the text always has the same length and sorts like the number.
 */
#include "base/clock.h"

#include <time.h>

static const int64_t YEAR_0 = INT64_C(-62167219200);
static const int64_t YEAR_9999_END = INT64_C(253402300799);

int64_t idio_clock_ms(void)
{
    struct timespec t = {0};

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t idio_clock_wall(void)
{
    return (int64_t)time(NULL);
}

static char *put_digits(char *out, int value, int digits, char then)
{
    for (int i = digits - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
    out[digits] = then;
    return out + digits + 1;
}

void idio_clock_iso(int64_t t, char ret[IDIO_ISO_SIZE])
{
    struct tm tm = {0};
    time_t clamped = (time_t)(t < YEAR_0 ? YEAR_0 : t > YEAR_9999_END ? YEAR_9999_END : t);
    char *p = ret;

    gmtime_r(&clamped, &tm);
    p = put_digits(p, tm.tm_year + 1900, 4, '-');
    p = put_digits(p, tm.tm_mon + 1, 2, '-');
    p = put_digits(p, tm.tm_mday, 2, 'T');
    p = put_digits(p, tm.tm_hour, 2, ':');
    p = put_digits(p, tm.tm_min, 2, ':');
    p = put_digits(p, tm.tm_sec, 2, 'Z');
    *p = '\0';
}
