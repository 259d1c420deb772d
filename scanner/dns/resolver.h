/*
 * lookup.h - the resolver with its packets: what the spray cannot finish.
 *
 * Joins resolver/iterator/iterator.h to the wire: its queries leave through the
 * sender, UDP or our own TCP; replies come from the receiver's ring; what
 * has ended goes to the recorder.  Lives in the thread of the stages.
 */
#ifndef LOOKUP_H
#define LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/halt.h"
#include "base/macros.h"
#include "base/ring.h"
#include "scanner/engine/counters.h"
#include "dns/message.h"
#include "scanner/engine/ports.h"
#include "resolver/iterator/iterator.h"
#include "scanner/engine/sender.h"
#include "output/record/stage.h"

struct lookup;

/* All but the numbers is borrowed for the lookup's life. */
struct lookup_config {
	struct sender *sender;
	struct ring *packets;   /* struct packet_item, from the receiver */
	struct ring *questions; /* struct dns_question, from the recorder;
				 * they wait there while the resolver is full */
	struct ring *finished;  /* struct finished, to the recorder */
	struct counters *counters;
	struct halt *halt; /* told when there is no heap */
	const struct ports *ports;
	const struct siphash_key *key; /* of sequence numbers, ports, IDs */
	const char *root_hints;
	size_t pending_max; /* lookup_is_full() from there on */
	bool ipv4, ipv6;
};

/* 0, or -errno with one line for a person in `why`. */
MUST_USE int lookup_new(
    const struct lookup_config *config, struct lookup **out, struct text *why);
void lookup_free(struct lookup *l); /* NULL is fine */

/* The stage whose questions come from now on. */
void lookup_set_stage(struct lookup *l, enum stage stage);

/* This server is known to answer with EDNS. */
void lookup_has_edns(struct lookup *l, const struct addr *server);

/* Asks, in the present stage. */
void lookup_ask(struct lookup *l, const struct dns_name *name, uint16_t type);

/* Asks every server, whether or not it was asked before. */
void lookup_ask_all(struct lookup *l, const struct dns_question *question);

/* Ends a question without asking: it has a status and no reply. */
void lookup_end_unasked(struct lookup *l, const struct dns_question *question,
    enum dns_status status, const struct dns_name *zone,
    const struct addr *server, unsigned attempts);

/* One round: takes what came, sends what is due. */
void lookup_step(struct lookup *l, int64_t now_ns);

/* Questions that have not ended. */
size_t lookup_pending(const struct lookup *l);

/* None is pending, none waits to be asked, and the recorder took all. */
bool lookup_is_idle(const struct lookup *l);

/* The `i`-th name server of a zone that was asked; false: no more. */
bool lookup_ns(const struct lookup *l, const struct dns_name *zone, unsigned i,
    struct dns_name *out);

/* Answers come late, or not, so often that the path must lose packets. */
bool lookup_is_lossy(const struct lookup *l);

/* So many are pending that more should wait: each takes some 650 bytes. */
bool lookup_is_full(const struct lookup *l);

#endif
