/* SPDX-License-Identifier: Apache-2.0 */
/* Tables; see table.h. A cell wider than its column pushes the rest of its row to the next line. */
#include "cli/table.h"

#include <string.h>

#include "base/alloc.h"
#include "base/vec.h"

enum { CELL_MAX = 16 * 1024 };

void cli_table_init(struct cli_table *t, size_t columns, unsigned indent, unsigned gap)
{
    *t = (struct cli_table){.columns = columns, .indent = indent, .gap = gap};
}

void cli_table_cell(struct cli_table *t, enum cli_style style, const char *fmt, ...)
{
    struct idio_str s;
    struct cli_cell *cells;
    va_list ap;

    idio_str_init(&s, CELL_MAX);
    va_start(ap, fmt);
    idio_str_vprintf(&s, fmt, ap);
    va_end(ap);
    s.failed = s.failed == IDIO_E_LIMIT ? IDIO_OK : s.failed; /* an overlong cell is cut */
    cells =
        t->len < t->cap ? t->cells : idio_vec_grow(t->cells, &t->cap, t->len + 1, sizeof *t->cells);
    if (!cells) {
        t->failed = true;
        idio_str_release(&s);
        return;
    }
    t->cells = cells;
    t->cells[t->len] = (struct cli_cell){idio_str_take(&s), style};
    t->failed |= !t->cells[t->len].text;
    t->len++;
    idio_str_release(&s);
}

static void measure(const struct cli_table *t, size_t widths[CLI_TABLE_COLUMNS])
{
    memset(widths, 0, CLI_TABLE_COLUMNS * sizeof *widths);
    for (size_t i = 0; i < t->len; i++) {
        size_t column = i % t->columns, w = cli_width(t->cells[i].text);
        unsigned max = t->max_width[column];

        if (w > widths[column] && (!max || w <= max))
            widths[column] = w;
    }
}

static void print_row(const struct cli_table *t, struct cli_out *out, const struct cli_cell *row,
                      const size_t widths[CLI_TABLE_COLUMNS])
{
    size_t at = t->indent;

    cli_pad(out, t->indent);
    for (size_t c = 0; c < t->columns; c++) {
        size_t w = cli_width(row[c].text);
        size_t fill = w < widths[c] ? widths[c] - w : 0;
        bool last = c + 1 == t->columns;

        if (last && !t->right[c]) {
            if (t->last == CLI_LAST_WRAP) {
                cli_wrap(out, row[c].style, at, at, row[c].text);
                return;
            }
            cli_put_cut(out, row[c].style, row[c].text, out->width > at + 8 ? out->width - at : 8);
            break;
        }
        if (t->right[c])
            cli_pad(out, fill);
        cli_put(out, row[c].style, "%s", row[c].text);
        at += widths[c] + t->gap;
        if (last)
            break;
        if (w > widths[c]) {
            cli_nl(out);
            cli_pad(out, at);
        } else {
            cli_pad(out, (t->right[c] ? 0 : fill) + t->gap);
        }
    }
    cli_nl(out);
}

void cli_table_print(struct cli_table *t, struct cli_out *out)
{
    size_t widths[CLI_TABLE_COLUMNS];

    if (t->failed) {
        out->text.failed = IDIO_E_NOMEM;
    } else {
        measure(t, widths);
        for (size_t i = 0; i + t->columns <= t->len; i += t->columns)
            print_row(t, out, t->cells + i, widths);
    }
    for (size_t i = 0; i < t->len; i++)
        idio_free(t->cells[i].text);
    idio_free(t->cells);
    t->cells = NULL;
    t->len = t->cap = 0;
    t->failed = false;
}
