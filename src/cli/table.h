/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows whose columns line up. Cells are collected, then printed once the widths are known; the last
 * column takes what is left of the line and is wrapped or cut.
 */
#ifndef IDIO_CLI_TABLE_H
#define IDIO_CLI_TABLE_H

#include "cli/out.h"

#define CLI_TABLE_COLUMNS 8

enum cli_last { CLI_LAST_WRAP, CLI_LAST_CUT };

struct cli_cell {
    char *text;
    enum cli_style style;
};
struct cli_table {
    size_t columns;
    unsigned indent, gap;
    bool right[CLI_TABLE_COLUMNS];
    enum cli_last last;
    unsigned max_width[CLI_TABLE_COLUMNS]; /* a wider cell does not widen the column; 0: none */
    struct cli_cell *cells;                /* private */
    size_t len, cap;
    bool failed;
};

void cli_table_init(struct cli_table *t, size_t columns, unsigned indent, unsigned gap);
void cli_table_cell(struct cli_table *t, enum cli_style style, const char *fmt, ...)
    IDIO_PRINTF(3, 4);
/* Prints all rows and empties the table. */
void cli_table_print(struct cli_table *t, struct cli_out *out);

#endif
