/*
 * proof_records.h - the records of a reply that a proof may use, and which
 * of them are signed, as far as that shows without cryptography.
 */
#ifndef DNS_PROOF_RECORDS_H
#define DNS_PROOF_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "dns/message.h"
#include "dns/name.h"

enum { PROOF_RECORDS_MAX = 96 }; /* what is more is not looked at */

struct proof_records {
	const struct wire *message;
	struct dns_name zone; /* whose server spoke: signers lie in it */
	uint32_t now_s;       /* since 1970; RFC 4034 3.1.5 */
	unsigned count;
	struct dns_rr at[PROOF_RECORDS_MAX]; /* one of each RRset; all RRSIGs,
					      * NSECs and NSEC3s */
};

/* Who signed an RRset. */
struct proof_signer {
	struct dns_name name;
	unsigned labels; /* RFC 4034 3.1.3: fewer than the owner's: wildcard */
};

/* Views into the message, which is borrowed. */
void proof_records_gather(struct proof_records *p, const struct dns_message *m,
    const struct dns_name *zone, uint32_t now_s);

/* The RRset of this owner and type in a section; NULL: there is none. */
const struct dns_rr *proof_records_find(const struct proof_records *p,
    enum dns_section section, const struct dns_name *owner, uint16_t type);

/*
 * The next RRSIG, from *at on, that covers that RRset, is within its dates, and
 * whose signer lies in the zone, at or above the owner.  Any of them may be the
 * good one, and the first of them a stranger's.  False: no more.
 */
bool proof_records_next_signer(const struct proof_records *p,
    const struct dns_rr *rr, unsigned *at, struct proof_signer *out);

/* One such RRSIG is by this zone. */
bool proof_records_is_signed_by(const struct proof_records *p,
    const struct dns_rr *rr, const struct dns_name *zone);

#endif
