/* SPDX-License-Identifier: Apache-2.0 */
/*
 * eval as one page: for each split the systems as bars with their intervals, and the figures as a
 * table; below, how well probabilities keep their word. Bars are drawn with SVG, so that the page
 * needs nothing else and prints. Names come from our own tables, numbers from JSON: nothing of the
 * developer's is on the page.
 */
#include "core/eval_internal.h"

#include <stdio.h>
#include <string.h>

#define BAR_WIDTH  360
#define ROW_HEIGHT 22

static const char head[] =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>idiolect eval</title>\n<style>\n"
    ":root{color-scheme:light dark;--bar:#2f6f9f;--soft:#8ab4d6;--line:#8884}\n"
    "body{font:16px/1.45 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}\n"
    "h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2.5rem}\n"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}\n"
    "th,td{padding:.2rem .7rem;border-bottom:1px solid var(--line);text-align:right}\n"
    "th:first-child,td:first-child{text-align:left}\n"
    ".scroll{overflow-x:auto}svg text{font:13px system-ui,sans-serif;fill:currentColor}\n"
    ".what{opacity:.75}\n"
    "</style></head><body>\n<h1>How good are the specifications?</h1>\n"
    "<p>Rows that were kept for tests. Bars: F1 of inferred habits, with the 95&nbsp;% interval "
    "over clusters of copies.</p>\n";

static const struct {
    const char *split, *title;
} titles[] = {
    {"A", "A: other units of the same repositories"}, {"B", "B: repositories that were never seen"},
    {"C", "C: later code of the same repositories"},  {"E", "E: the developer's own words"},
    {"F", "F: wordings never seen, and noise"},
};

static const struct idio_json *figures_of(const struct idio_json *system, const char *split)
{
    return idio_json_get(idio_json_get(system, "splits"), split);
}

static void put_bar(struct idio_str *out, size_t at, const char *name, const struct idio_json *f)
{
    const double f1 = idio_json_get_real(f, "f1", 0);
    const double lo = idio_json_get_real(f, "f1_low", f1),
                 hi = idio_json_get_real(f, "f1_high", f1);
    const double y = (double)at * ROW_HEIGHT;
    idio_str_printf(out,
                    "<text x=\"0\" y=\"%.0f\">%s</text><rect x=\"90\" y=\"%.0f\" width=\"%.1f\" "
                    "height=\"14\" fill=\"var(--bar)\"/><line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.0f\" "
                    "y2=\"%.0f\" stroke=\"currentColor\" stroke-width=\"2\"/><text x=\"%.1f\" "
                    "y=\"%.0f\">%.3f</text>\n",
                    y + 15, name, y + 4, f1 * BAR_WIDTH, 90 + lo * BAR_WIDTH, 90 + hi * BAR_WIDTH,
                    y + 11, y + 11, 96 + (hi > f1 ? hi : f1) * BAR_WIDTH, y + 15, f1);
}

static void put_bars(struct idio_str *out, const struct idio_json *systems, const char *split)
{
    size_t n = 0;
    for (size_t i = 0; i < idio_json_len(systems); i++)
        n += figures_of(idio_json_at(systems, i), split) != NULL;
    idio_str_printf(out,
                    "<svg viewBox=\"0 0 560 %zu\" width=\"560\" role=\"img\" aria-label=\"F1 of "
                    "inferred habits, split %s\">\n",
                    n * ROW_HEIGHT + 6, split);
    for (size_t i = 0, at = 0; i < idio_json_len(systems); i++) {
        const struct idio_json *s = idio_json_at(systems, i), *f = figures_of(s, split);
        if (f)
            put_bar(out, at++, idio_json_get_str(s, "system", ""), idio_json_get(f, "inferred"));
    }
    idio_str_puts(out, "</svg>\n");
}

static void put_cell(struct idio_str *out, const struct idio_json *o, const char *key)
{
    const struct idio_json *v = idio_json_get(o, key);
    if (idio_json_type(v) == IDIO_JSON_NULL)
        idio_str_puts(out, "<td>–</td>");
    else
        idio_str_printf(out, "<td>%.3f</td>", idio_json_to_real(v, 0));
}

static void put_line(struct idio_str *out, const struct idio_json *system, const char *split)
{
    static const char *const parts[][2] = {{"inferred", "precision"},
                                           {"inferred", "recall"},
                                           {"inferred", "f1"},
                                           {"discriminative", "f1"},
                                           {"judged", "auroc"},
                                           {"judged", "ece"},
                                           {"said", "precision"},
                                           {"said", "recall"},
                                           {"questions", "auroc"},
                                           {"questions", "asked"},
                                           {"questions", "key_question"},
                                           {"questions", "over_asked"}};
    const struct idio_json *f = figures_of(system, split);
    idio_str_printf(out, "<tr><td>%s</td>", idio_json_get_str(system, "system", ""));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        put_cell(out, idio_json_get(f, parts[i][0]), parts[i][1]);
    put_cell(out, f, "goal_f1");
    put_cell(out, f, "act");
    put_cell(out, f, "words");
    idio_str_puts(out, "</tr>\n");
}

static void put_table(struct idio_str *out, const struct idio_json *systems, const char *split)
{
    idio_str_puts(out, "<div class=\"scroll\"><table><thead><tr><th>system</th><th>precision</th>"
                       "<th>recall</th><th>F1</th><th>telling F1</th><th>AUROC</th><th>ECE</th>"
                       "<th>said P</th><th>said R</th><th>ask AUROC</th><th>asked</th>"
                       "<th>right question</th><th>over-asked</th><th>goal F1</th><th>act</th>"
                       "<th>words</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < idio_json_len(systems); i++)
        if (figures_of(idio_json_at(systems, i), split))
            put_line(out, idio_json_at(systems, i), split);
    idio_str_puts(out, "</tbody></table></div>\n");
}

static void put_split(struct idio_str *out, const struct idio_json *systems, size_t which)
{
    const struct idio_json *first = NULL;
    for (size_t i = 0; i < idio_json_len(systems) && !first; i++)
        first = figures_of(idio_json_at(systems, i), titles[which].split);
    if (!first)
        return;
    idio_str_printf(out, "<h2>%s</h2>\n<p>%lld rows</p>\n", titles[which].title,
                    (long long)idio_json_get_int(first, "rows", 0));
    put_bars(out, systems, titles[which].split);
    put_table(out, systems, titles[which].split);
}

int idio_core_eval_page(const struct idio_json *doc, struct idio_str *out, struct idio_err *err)
{
    const struct idio_json *systems = idio_json_get(doc, "systems");
    idio_str_puts(out, head);
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        put_split(out, systems, i);
    idio_str_puts(out, "<h2>Systems</h2>\n<table><tbody>\n");
    for (size_t i = 0; i < idio_json_len(systems); i++) {
        const struct idio_json *s = idio_json_at(systems, i);
        const char *why = idio_json_get_str(s, "skipped", NULL);
        idio_str_printf(out, "<tr><td>%s</td><td style=\"text-align:left\">%s%s%s</td></tr>\n",
                        idio_json_get_str(s, "system", ""), idio_json_get_str(s, "what", ""),
                        why ? "; not run: " : "", why ? why : "");
    }
    idio_str_puts(out, "</tbody></table>\n</body></html>\n");
    return idio_str_status(out, "core.eval", err);
}
