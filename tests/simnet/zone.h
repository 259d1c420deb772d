/*
 * zone.h - the records of every zone, computed from the world.
 *
 * A zone denies by NSEC records that cover no more than they must (RFC 4470):
 * so it needs no list of its names.
 */
#ifndef SIMNET_ZONE_H
#define SIMNET_ZONE_H

#include "certificates.h"

/* The world, and what was made once for it. */
struct simnet_data {
	struct simnet_world world;
	struct simnet_keys keys;
	struct simnet_certificates certificates;
};

void simnet_data_init(
    struct simnet_data *d, const struct simnet_config *config);
void simnet_data_fini(struct simnet_data *d);

/* The RRset that stands at this very name in `z`; false: none. */
bool simnet_zone_rrset(const struct simnet_data *d, const struct simnet_zone *z,
    const char *name, uint16_t type, struct simnet_rrset *out);

/* The name exists in `z`, be it only because one below it does. */
bool simnet_zone_has(
    const struct simnet_data *d, const struct simnet_zone *z, const char *name);

/* `name` is at or below a zone cut of `z`: the child that begins there. */
bool simnet_zone_cut(const struct simnet_data *d, const struct simnet_zone *z,
    const char *name, struct simnet_zone *child);

/* The NSEC of a name that exists: it covers nothing. */
void simnet_nsec_at(const struct simnet_data *d, const struct simnet_zone *z,
    const char *name, struct simnet_rrset *out);

/* The NSEC around a name that does not exist, and all below that name. */
void simnet_nsec_around(const char *name, struct simnet_rrset *out);

#endif
