/*
 * observations.h - `servers` of a dns record: what each address of its zone
 * said, as its writer and its reader have it.
 */
#ifndef RECORD_OBSERVATIONS_H
#define RECORD_OBSERVATIONS_H

#include <stdbool.h>

#include "dns/observation.h"
#include "output/json.h"
#include "reader.h"

extern const char *const record_protos[2]; /* by `tcp` */

struct observations {
	const struct dns_observation *at; /* NULL: the key is not there */
	unsigned count;                   /* at most DNS_OBSERVATIONS_MAX */
	unsigned left; /* addresses of the zone beyond those */
};

/* Adds `servers` and `servers_left`, as far as the record has them. */
void observations_add(struct json *j, const struct observations *o);

/* Reads them of the line in hand; what is not there stays NULL and 0. */
bool observations_read(struct record_reader *r, struct observations *out);

#endif
