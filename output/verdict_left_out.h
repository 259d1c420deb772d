/*
 * verdict_left_out.h - what verdict/manifest.json has in the place of lines
 * that were not asked for: how many there would be, by what they say.
 */
#ifndef VERDICT_LEFT_OUT_H
#define VERDICT_LEFT_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output/json.h"

/* So many came to the same. */
struct left_out_line {
	const char *zone;  /* of domains; NULL: of hosts */
	const char *state; /* of the lookup of MX, or of TLSA */
	bool with_mx;      /* of domains */
	const char *study, *sender, *reason; /* NULL: no reason */
	uint64_t count;
};

/* All is borrowed for the call. */
struct verdict_left_out {
	const struct left_out_line *hosts, *domains;
	size_t host_lines, domain_lines;
	uint64_t hosts_unjudged, domains_unjudged;
};

/* Under "left_out". */
void verdict_left_out_add(struct json *j, const struct verdict_left_out *l);

#endif
