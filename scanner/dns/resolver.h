/*
 * resolver.h - the resolver with its packets: what the spray cannot finish.
 *
 * Joins resolver/iterator/iterator.h to the wire: its queries leave through the
 * sender, UDP or our own TCP; replies come from the receiver's ring; what
 * has ended goes to the recorder.  Lives in the thread of the stages.
 */
#ifndef SCANNER_RESOLVER_H
#define SCANNER_RESOLVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/halt.h"
#include "base/macros.h"
#include "base/ring.h"
#include "scanner/engine/blocklist.h"
#include "scanner/engine/counters.h"
#include "dns/message.h"
#include "scanner/engine/ports.h"
#include "resolver/iterator/iterator.h"
#include "scanner/engine/sender.h"
#include "output/record/stage.h"
#include "resolver_watch.h"

struct resolver;

/* All but the numbers is borrowed for the resolver's life. */
struct resolver_config {
	struct sender *sender;
	struct ring *packets;     /* struct packet_item, from the receiver */
	struct ring *questions;   /* struct handed_question, from the recorder;
				 * they wait there while the resolver is full */
	struct ring *resolutions; /* struct resolution, to the recorder */
	struct counters *counters;
	struct halt *halt;                  /* told when there is no heap */
	const struct blocklist *blocklist;  /* names that have opted out */
	const struct resolver_watch *watch; /* NULL: nobody wants to know */
	const struct ports *ports;
	const struct siphash_key *key; /* of sequence numbers, ports, IDs */
	const char *root_hints;
	size_t pending_max; /* resolver_is_full() from there on */
	bool ipv4, ipv6;
	bool hears_nobody; /* each query has failed as soon as it is sent */
};

/* 0, or -errno with one line for a person in `why`. */
MUST_USE int resolver_new(const struct resolver_config *config,
    struct resolver **out, struct text *why);
void resolver_free(struct resolver *r); /* NULL is fine */

/* The stage whose questions come from now on. */
void resolver_set_stage(struct resolver *r, enum stage stage);

/* This server is known to answer with EDNS. */
void resolver_has_edns(struct resolver *r, const struct addr *server);

/* Asks, in the present stage.  False: it was asked before. */
bool resolver_ask(
    struct resolver *r, const struct dns_name *name, uint16_t type);

/* Asks every server, whether or not it was asked before. */
void resolver_ask_all(struct resolver *r, const struct dns_question *question);

/* Asks as at first, whether or not it was asked before. */
void resolver_ask_anew(struct resolver *r, const struct dns_question *question);

/*
 * This question has its record, of an earlier start or of a spray: neither it
 * nor an alias has it asked again.
 */
void resolver_has_record(
    struct resolver *r, const struct dns_question *question);

/* The question has its record, of whoever asked it. */
bool resolver_is_told(
    const struct resolver *r, const struct dns_question *question);

/* Ends a question without asking: nobody answered the spray. */
void resolver_end_silent(struct resolver *r,
    const struct dns_question *question, const struct dns_name *zone,
    const struct addr *server, unsigned attempts);

/* One round: takes what came, sends what is due. */
void resolver_step(struct resolver *r, int64_t now_ns);

/* Questions that have not ended. */
size_t resolver_pending(const struct resolver *r);

/* None is pending, none waits to be asked, and the recorder took all. */
bool resolver_is_idle(const struct resolver *r);

/* The `i`-th name server of a zone that was asked; false: no more. */
bool resolver_ns(const struct resolver *r, const struct dns_name *zone,
    unsigned i, struct dns_name *out);

/* Asks for them without a record: to know them at the end of the stage. */
void resolver_visit(struct resolver *r, const struct dns_name *zone);

/* Answers come late, or not, so often that the path must lose packets. */
bool resolver_is_lossy(const struct resolver *r);

/* Many servers that are silent over UDP answer in another way. */
bool resolver_silence_is_partial(const struct resolver *r);

/* A question or a segment waits for the rate of all to let it go. */
bool resolver_is_held_up(const struct resolver *r);

/* So many are pending that more should wait: each takes some 650 bytes. */
bool resolver_is_full(const struct resolver *r);

#endif
