/*
 * spray_observations.h - what the servers of a zone said to a sprayed question,
 * as far as one of them was not enough.
 *
 * Whom the spray asked follows from how often; kept is only what a server said
 * that did not end its question: 16 bytes for it, and 4 to 11 for its place in
 * the table.  Where there are more than `max` the rest is forgotten: then
 * nobody knows who was silent, and records that would need it do not say who
 * said what.
 */
#ifndef SPRAY_OBSERVATIONS_H
#define SPRAY_OBSERVATIONS_H

#include <stdint.h>

#include "base/macros.h"
#include "dns/message.h"
#include "dns/observation.h"
#include "output/record/observations.h"
#include "resolution.h"
#include "servers.h"
#include "spray.h"

enum { SPRAY_SAID_MAX = 1 << 22 }; /* 96 MiB */

struct spray_observations;

/* `seed` is that of the spray's order.  0 or -ENOMEM. */
MUST_USE int spray_observations_new(
    uint64_t seed, uint32_t max, struct spray_observations **out);
void spray_observations_free(struct spray_observations *o); /* NULL is fine */

/* Forgets the stage before.  Both are borrowed; NULL: nothing is sprayed. */
void spray_observations_begin(struct spray_observations *o,
    const struct spray *spray, const struct servers *servers);

/*
 * A server said `m` to question `i`, and that did not end it, or came too late;
 * NULL: it was no message.  What it says last stands.
 */
void spray_observations_note(struct spray_observations *o, uint64_t i,
    const struct addr *server, const struct dns_message *m);

/*
 * What each server of the zone said to the question that ended so: by what the
 * resolver knows, whose list is `f`'s, and by what the spray heard.  It may lie
 * in `room`.  None, where only one server was asked; or where the spray still
 * waits for a reply, for then nobody is silent yet.
 */
struct observations spray_observations_of(const struct spray_observations *o,
    const struct resolution *f,
    struct dns_observation room[DNS_OBSERVATIONS_MAX]);

#endif
