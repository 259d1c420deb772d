/* verdict_line.h - what is judged, as the line of its record. */
#ifndef VERDICT_LINE_H
#define VERDICT_LINE_H

#include "base/text.h"

struct domain_judgement;
struct host_judgement;

/*
 * Each appends one line with its newline.  `run_id` is of the run whose records
 * were judged, or NULL.  Without heap the text fails.
 */
void verdict_line_add_host(
    struct text *line, const char *run_id, const struct host_judgement *r);
void verdict_line_add_domain(
    struct text *line, const char *run_id, const struct domain_judgement *r);

#endif
