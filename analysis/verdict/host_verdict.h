/* host_verdict.h - what a sender, and the study, make of one MX host. */
#ifndef HOST_VERDICT_H
#define HOST_VERDICT_H

#include "analysis/evidence/evidence.h"
#include "analysis/dnssec/lookup.h"
#include "analysis/dane/tlsa.h"
#include "scenario.h"

enum sender {
	SENDER_INDETERMINATE,
	SENDER_UNREACHABLE,
	SENDER_DEFER,
	SENDER_OPPORTUNISTIC,
	SENDER_ENCRYPTED,
	SENDER_AUTHENTICATED,
	SENDER_NO_MAIL, /* of domains only */
};

const char *sender_text(enum sender s);

/* One TLSA record, over all addresses. */
struct record_verdict {
	struct tlsa tlsa;
	bool matched;       /* at some address */
	enum reason reason; /* NONE: it matched, or there was no chain */
	const char *detail; /* for people; NULL */
};

/* One address that was tried. */
struct address_verdict {
	const struct session *session;
	bool matched;
	size_t record; /* that matched */
	int depth;
	bool has_cert; /* false: the anchor came from DNS */
	uint8_t cert[CERT_SHA256_BYTES];
	enum reason reason; /* NONE: matched, or there is nothing to match */
};

/* What it comes to. */
struct outcome {
	enum study study;
	enum sender sender;
	enum reason reason;
};

struct host_verdict {
	const struct dns_name *host;
	size_t domains;
	struct dnssec_state address;
	const char *address_status;
	const struct dns_name *tlsa_base; /* NULL: TLSA was not asked */
	struct dnssec_state tlsa;
	const char *tlsa_status;
	const struct dns_name *tlsa_owner; /* of the records, behind CNAMEs */
	struct record_verdict *records;
	size_t record_count;
	struct address_verdict *addresses;
	size_t address_count;
	bool matched;          /* at some address */
	bool partial;          /* R16; of no use unless matched */
	bool matched_as_paper; /* paper_match() at some address */
	struct outcome outcome;
	struct instants instants; /* at which it may change */
};

/*
 * Judges `host`; `next_hops` are the `hop_count` domains (at most a few are
 * used) whose names may stand in the certificate, too (R13).  What it goes by
 * is added to out->instants.  All of it lives in the validator's arena.
 */
void host_verdict_judge(struct scenario *s, const struct dns_name *host,
    const struct dns_name *const *next_hops, size_t hop_count,
    struct host_verdict *out);

#endif
