/*
 * record.h - an answer as one line of NDJSON, its fields named as
 * ZMap names them, and which answers are written at all.
 */
#ifndef PROBE_RECORD_H
#define PROBE_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "answer.h"

/* Which fields, a bit for each. */
struct probe_fields {
	uint32_t mask;
};

/* "saddr,ttl", or NULL for all.  False: `*bad` is a name that none has. */
bool probe_fields_parse(
    const char *list, struct probe_fields *out, const char **bad);

/* All names, for --help and for the line that refuses one. */
void probe_fields_list(struct text *out);

/* What success, repeat and cooldown have to be: 0, 1, or -1 for either. */
struct probe_filter {
	int success, repeat, cooldown;
};

/* ZMap's form: "success = 1 && repeat = 0"; "" lets all through. */
bool probe_filter_parse(const char *text, struct probe_filter *out);
bool probe_filter_passes(
    const struct probe_filter *f, const struct probe_answer *a);

/* Appends the line. */
void probe_record_add(struct text *out, const struct probe_fields *fields,
    const struct probe_answer *a);

#endif
