/*
 * zone_proof.h - is a zone that comes, record by record, signed by its own
 * keys?
 *
 * SOA, NS, DNSKEY and ZONEMD at the apex, and each DS set, must verify by the
 * zone's DNSKEYs, now.  That these keys are the right ones is not asked: for
 * that one would have to know the parent.  What else is signed in a zone,
 * denials and glue, is left to whoever asks about it.
 *
 * A domain's records may come in any order; only those that do not come
 * together are kept until the end.  An exhausted heap ends the program.
 */
#ifndef ZONE_PROOF_H
#define ZONE_PROOF_H

#include <stdint.h>

#include "dns/name.h"
#include "output/record/reason.h"
#include "resolver/transfer/walk.h"

struct zone_proof;

enum zone_proof_state {
	ZONE_PROOF_UNSIGNED, /* it has no DNSKEY */
	ZONE_PROOF_GOOD,
	ZONE_PROOF_BOGUS,
	ZONE_PROOF_UNSUPPORTED, /* by algorithms that are not known here */
};

struct zone_proof_result {
	enum zone_proof_state state;
	uint64_t sets; /* that verified */
	/* BOGUS: the first set that does not verify, and why. */
	struct dns_name owner;
	uint16_t type;
	enum reason reason;
};

/* `zone` is borrowed; `at_s` is now, since 1970. */
struct zone_proof *zone_proof_new(const struct dns_name *zone, int64_t at_s);
void zone_proof_free(struct zone_proof *p); /* NULL is fine */

void zone_proof_add(struct zone_proof *p, const struct transfer_record *r);

/* All records were added. */
void zone_proof_finish(struct zone_proof *p, struct zone_proof_result *out);

/* "good" ... */
const char *zone_proof_word(enum zone_proof_state state);

#endif
