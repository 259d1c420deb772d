/*
 * walk.h - the messages of one reply to AXFR (RFC 5936), one after the other.
 *
 * It holds no record: each is given to a sink as it comes.  A transfer is whole
 * when an SOA with the RDATA of the first has come, and, where there is a key,
 * the message that holds it is signed; nothing else ends it well.  The reply to
 * a question for the SOA is walked the same way: there the first SOA is enough.
 *
 * States, which transfer_walk_step() alone moves:
 *	FIRST    waits for the SOA that begins the zone
 *	RECORDS  waits for records, and for the SOA that closes it
 *	CLOSED   the closing SOA has come, in a message that is not signed yet
 *	WHOLE    over, and good
 *	ENDED    over: a fault
 */
#ifndef TRANSFER_WALK_H
#define TRANSFER_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dns/message.h"
#include "dns/name.h"
#include "dns/rdata.h"
#include "dns/tsig.h"
#include "resolver/transfer/fault.h"

enum { TRANSFER_SOA_MAX = 2 * DNS_NAME_MAX + 20 };

enum transfer_state {
	TRANSFER_FIRST,
	TRANSFER_RECORDS,
	TRANSFER_CLOSED,
	TRANSFER_WHOLE,
	TRANSFER_ENDED,
};

/* Lives for the call of the sink. */
struct transfer_record {
	const struct dns_name *owner;
	uint16_t type;
	uint32_t ttl_s;
	struct rdata rdata; /* canonical: rdata_canonical.h */
};

struct transfer_sink {
	void *ctx;
	/* 0 or -errno, which ends the transfer. */
	int (*record)(void *ctx, const struct transfer_record *r);
};

struct transfer_walk {
	const struct dns_name *zone; /* all three borrowed */
	const struct transfer_sink *sink;
	struct tsig_chain *tsig; /* has signed the query; NULL: no key */
	uint16_t id, type;       /* of the query: AXFR or SOA */
	enum transfer_state state;
	uint16_t rcode;   /* behind REFUSED */
	int error;        /* -errno behind MACHINE */
	uint64_t records; /* given to the sink: the SOA once */
	uint64_t outside; /* left out: their owners are not in the zone */
	struct dns_name last_owner; /* of `records` */
	uint32_t serial;
	size_t soa_len;
	uint8_t soa[TRANSFER_SOA_MAX];
};

void transfer_walk_init(struct transfer_walk *w, const struct dns_name *zone,
    const struct transfer_sink *sink, struct tsig_chain *tsig, uint16_t id,
    uint16_t type);

/*
 * The next message; not after WHOLE or ENDED.  NONE, or the fault that ended
 * it.
 */
enum transfer_fault transfer_walk_step(
    struct transfer_walk *w, const uint8_t *bytes, size_t len, uint64_t now_s);

#endif
