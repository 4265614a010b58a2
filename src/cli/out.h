/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Results on their way to standard output.
 *
 * Everything is appended to one buffer; cli_out_write writes it. Text for people, ours and foreign
 * alike, goes through idio_utf8_for_terminal on the way in, so that no call can forget it; the only
 * escape sequences that reach a terminal are the ones this file makes. Failure is sticky
 * (base/str.h).
 */
#ifndef IDIO_CLI_OUT_H
#define IDIO_CLI_OUT_H

#include <stdbool.h>

#include "base/json.h"
#include "base/str.h"

#define CLI_OUT_MAX ((size_t)256 << 20) /* bytes of one run's output */

enum cli_style { CLI_PLAIN, CLI_STRONG, CLI_DIM, CLI_GOOD, CLI_BAD, CLI_WARN, CLI_ACCENT };

struct cli_out {
    struct idio_str text;
    bool color;
    bool utf8;      /* the reader sees more than ASCII */
    unsigned width; /* columns to use */
};

void cli_out_init(struct cli_out *o, bool color, bool utf8, unsigned width);
void cli_out_release(struct cli_out *o);
void cli_out_clear(struct cli_out *o);

/* One piece of a line; line breaks and tabs inside become spaces. */
void cli_put(struct cli_out *o, enum cli_style style, const char *fmt, ...) IDIO_PRINTF(3, 4);
void cli_put_n(struct cli_out *o, enum cli_style style, const char *p, size_t n);
/* Text as it is, line breaks and all. */
void cli_put_raw(struct cli_out *o, const char *text);
void cli_nl(struct cli_out *o);
void cli_pad(struct cli_out *o, size_t columns); /* spaces */
/* Words of `text` between the columns `indent` and the width; the first line is already at `at`.
 * Blank lines in the text stay. Ends with a line break. */
void cli_wrap(struct cli_out *o, enum cli_style style, size_t at, size_t indent, const char *text);
/* At most `columns` wide, ended with an ellipsis when cut. */
void cli_put_cut(struct cli_out *o, enum cli_style style, const char *text, size_t columns);
/* Columns that a piece takes once it is safe for a terminal. */
size_t cli_width(const char *text);
size_t cli_width_n(const char *p, size_t n);

const char *cli_bullet(const struct cli_out *o);
const char *cli_dot(const struct cli_out *o); /* between parts of a line */
const char *cli_arrow(const struct cli_out *o);

void cli_put_json(struct cli_out *o, const struct idio_json *v);

/* "1,906" */
enum { CLI_COUNT_SIZE = 32 };
const char *cli_count(uint64_t n, char ret[CLI_COUNT_SIZE]);
/* A share with two or three digits, as people write it: ".94", "1". Never rounded to 0 or 1. */
enum { CLI_SHARE_SIZE = 16 };
const char *cli_share(double p, unsigned digits, char ret[CLI_SHARE_SIZE]);
/* An interval of shares: ".94–.98" */
enum { CLI_INTERVAL_SIZE = 40, CLI_INTERVAL_WIDTH = 9 };
const char *cli_interval(const struct cli_out *o, const struct idio_json *lo_hi,
                         char ret[CLI_INTERVAL_SIZE]);
/* "1 file", "2 files" */
void cli_put_counted(struct cli_out *o, enum cli_style style, uint64_t n, const char *one,
                     const char *many);

/* Writes all of it to `fd`. Status as from write; EPIPE is reported in *ret_hung_up, not as an
 * error. */
int cli_out_write(struct cli_out *o, int fd, bool *ret_hung_up,
                  struct idio_err *err) IDIO_MUST_CHECK;

#endif
