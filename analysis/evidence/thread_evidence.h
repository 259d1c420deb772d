/*
 * thread_evidence.h - what one thread keeps of the records (output/record) that
 * it reads, in memory of its own.
 *
 * A part keeps what a verdict may need and no more: of an authority section
 * only SOA, NSEC, NSEC3 and DS, of additional sections nothing, and nothing of
 * another class than IN.  Names take their own bytes only and are kept once
 * where they come close together.
 */
#ifndef THREAD_EVIDENCE_H
#define THREAD_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/text.h"
#include "output/record/reader.h"
#include "output/record/reason.h"
#include "output/record/smtp.h"
#include "rrset.h"

/* One dns record. */
struct reply {
	struct reply *next;  /* of the same part */
	struct reply *other; /* of the same question, less good */
	const struct dns_name *name;
	const char *status;
	const struct dns_name *zone; /* whose servers were asked; NULL */
	int64_t rx_ns;
	uint64_t order;
	struct rrset_list answers;
	struct rrset_list authority;
	uint16_t type;
	bool usable;       /* NOERROR or NXDOMAIN */
	bool unasked;      /* no server that it is for was asked, by us */
	bool nxdomain;     /* the status, not a proof */
	bool servers;      /* of stage servers */
	bool listed;       /* MX of a domain of the user's list */
	bool dropped;      /* one of too many to its question */
	enum reason doubt; /* why it proves no fault; NONE: it does */
};

/* Whether `r` comes before `old`, of one question. */
bool reply_is_better(const struct reply *r, const struct reply *old);

/* Of a question that is of a domain's policies, not of its mail's way. */
static inline bool
reply_is_of_policy(const struct reply *r)
{
	return r->type == DNS_TXT || r->type == DNS_CAA;
}

/* A DS or DNSKEY set, or a denial, that came with a reply to some question. */
struct seen_rrset {
	struct seen_rrset *next;     /* of the same part */
	struct seen_rrset *same;     /* of denials: the next with this name */
	const struct dns_name *name; /* the owner; of NSEC3 the zone */
	const struct rrset *rrset;
	const struct reply *reply;
};

/* One delegation record. */
struct delegated {
	struct delegated *next;
	const struct dns_name *domain;
	const struct dns_name *zone;
	uint64_t order;
	bool by_zone_file;    /* else servers said so, who prove it or do not */
	struct rrset_list ds; /* empty, or the one DS set with signatures */
};

enum { CERT_SHA256_BYTES = 32 };

/* One listed record. */
struct listed_host {
	struct listed_host *next;
	const struct dns_name *host;
	uint64_t domains;
	const struct dns_name *next_hop; /* NULL: none */
	int64_t seen_ns;
	uint64_t order;
};

/* One smtp record. */
struct host_session {
	struct host_session *next;
	const struct host_session *other; /* with the same address, less good */
	const struct dns_name *host;
	const struct dns_name *same_as; /* whose session; NULL: its own */
	struct addr ip;
	enum smtp_status status;
	enum smtp_step step; /* how far it came */
	int64_t rx_ns;
	uint64_t order;
	const uint8_t (*chain)[CERT_SHA256_BYTES]; /* leaf first */
	size_t chain_count;
	bool chain_cut;     /* the server sent more */
	enum leaf_key twin; /* it took such a leaf alone; ANY: whatever came */
	const char *tls;    /* version of a finished handshake; NULL: none */
	struct rdata error; /* what ended one that was not OK, as it came */
	enum smtp_offer offer; /* of STARTTLS */
	/* With `dialogues` alone, else empty and NULL: */
	struct rdata banner;
	const char *cipher;
	const char *tls_group; /* NULL: not known */
};

/* One cert record. */
struct seen_cert {
	uint8_t sha256[CERT_SHA256_BYTES];
	uint8_t spki_sha256[CERT_SHA256_BYTES]; /* zeros: not in the record */
	struct rdata der;
	const struct dns_name *host; /* one whose leaf it is; NULL */
};

enum evidence_kind {
	EVIDENCE_LISTED,
	EVIDENCE_DELEGATION,
	EVIDENCE_DNS,
	EVIDENCE_SMTP,
	EVIDENCE_CERT,
};

enum {
	EVIDENCE_RECENT_NAMES = 4096,
	QUESTION_REPLIES_MAX = 40, /* of one question: 32 servers and some */
	SEEN_DENIALS_MAX = 8, /* the first of a name are kept: some will do */
};

struct thread_evidence {
	struct arena arena;
	struct record_reader reader;
	struct text scratch; /* RDATA as text */
	struct text fault;   /* what its data lack that would be evidence */
	struct reply *replies;
	struct seen_rrset *seen;
	struct listed_host *listed;
	struct delegated *delegations;
	struct host_session *sessions;
	struct seen_cert *certs;
	size_t reply_count, delegation_count, cert_count;
	size_t signature_count; /* RRSIGs that were kept */
	uint64_t sessions_same; /* that were another host's */
	uint64_t other_class;   /* questions and records that are not IN */
	bool dialogues;         /* what servers said is kept, for people */
	const struct dns_name *recent[EVIDENCE_RECENT_NAMES];
};

void thread_evidence_init(struct thread_evidence *p);
void thread_evidence_fini(struct thread_evidence *p);

/* Forgets all records, and keeps what was counted of sessions, signatures and
 * classes. */
void thread_evidence_clear(struct thread_evidence *p);

/*
 * Takes in one record, a line without its newline; `order` says which of two
 * came later where nothing else does.  NULL; or what is wrong with it, a view
 * until the next call, and nothing of it was taken.
 */
const char *thread_evidence_add(struct thread_evidence *p,
    enum evidence_kind kind, const char *line, size_t len, uint64_t order);

#endif
