/* host_verdict.h - what is found of one MX host, and what it comes to. */
#ifndef HOST_VERDICT_H
#define HOST_VERDICT_H

#include "analysis/dane/tlsa.h"
#include "analysis/dnssec/instants.h"
#include "analysis/evidence/evidence.h"
#include "output/record/outcome.h"
#include "output/record/tlsa_miss.h"
#include "output/record/twins.h"

/* One TLSA record, over all addresses. */
struct record_verdict {
	struct tlsa tlsa;
	bool matched;          /* at some address */
	enum reason reason;    /* NONE: it matched, or there was no chain */
	struct tlsa_miss miss; /* of the address that `reason` is of */
	bool apart;            /* as of that address */
	const char *detail;    /* for people; NULL */
};

/* One address that was tried. */
struct address_verdict {
	const struct host_session *session;
	bool matched;
	size_t record; /* that matched */
	int depth;
	bool has_cert; /* false: the anchor came from DNS */
	uint8_t cert[CERT_SHA256_BYTES];
	enum reason reason; /* NONE: matched, or there is nothing to match */
	const struct host_session *twin; /* for its other certificate; NULL */
	bool twin_matched;
	bool apart; /* it matches nothing; but it was seen so long before the
		     * TLSA answer, or after, that the answer may have been
		     * another one */
};

struct host_verdict {
	const struct dns_name *host;
	size_t domains;
	struct dnssec_state address;
	const char *address_status;
	int64_t address_rx_ns;
	const struct dns_name *tlsa_base; /* NULL: TLSA was not asked */
	struct dnssec_state tlsa;
	const char *tlsa_status;
	int64_t tlsa_first_ns, tlsa_last_ns; /* when its replies came */
	const struct dns_name *tlsa_owner;   /* of the records, behind CNAMEs */
	uint32_t tlsa_ttl_s; /* of the records; not if there are none */
	struct record_verdict *records;
	size_t record_count;
	struct address_verdict *addresses;
	size_t address_count;
	bool matched; /* at some address */
	bool proved;  /* and the handshake was finished there */
	bool partial; /* R16; of no use unless matched */
	enum twins twins;
	bool crawled;          /* some address gave certificates */
	bool matched_as_paper; /* paper_match() at some address */
	/* By the study, of records that do not match: the one that stands
	 * highest; NONE: none does, or they are all unusable. */
	enum reason paper_reason;
	struct outcome outcome;
	struct instants instants; /* at which it may change */
};

#endif
