/*
 * evidence.h - what a run has seen: replies, delegations, sessions and
 * certificates, found by name.  Nothing here judges.
 *
 * Records are read into parts (thread_evidence.h), each by one thread; sealing
 * puts all parts together.  From then on evidence is only read, by any number
 * of threads.
 */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include <openssl/types.h>

#include "host_sessions.h"
#include "thread_evidence.h"
#include "dns/name_map.h"
#include "output/record/presence.h"
#include "output/record/zone_contact.h"

enum { EVIDENCE_PARTS_MAX = 64 };

/* What lies between two times, in nanoseconds. */
static inline uint64_t
evidence_apart_ns(int64_t a_ns, int64_t b_ns)
{
	return a_ns > b_ns ? (uint64_t)a_ns - (uint64_t)b_ns
			   : (uint64_t)b_ns - (uint64_t)a_ns;
}

/* A run that was read, from its first record on. */
struct evidence_run {
	const char *id;
	uint64_t first_order;
};

enum { EVIDENCE_RUNS_MAX = 256 };

struct evidence_store;
struct evidence_view;
struct progress;

/* How much memory evidence may take; the rest lies on disk, in `dir`. */
struct evidence_limit {
	size_t bytes;    /* 0: as much as there is */
	const char *dir; /* borrowed */
};

struct evidence {
	struct evidence_limit limit;  /* set before anything is read */
	struct progress *progress;    /* the same; NULL: nobody looks */
	struct evidence_store *store; /* on disk; NULL: all is here */
	struct evidence_view *view;   /* by which this is read; NULL: here */
	struct thread_evidence *parts[EVIDENCE_PARTS_MAX];
	size_t part_count;
	uint64_t order; /* of the next evidence_add() */
	struct evidence_run runs[EVIDENCE_RUNS_MAX];
	size_t run_count;
	struct arena arena;
	struct name_map replies; /* struct reply, by question */
	struct name_map seen;   /* struct seen_rrset: DS, DNSKEY, NSEC, NSEC3 */
	struct name_map listed; /* struct listed_host; type 0 */
	struct name_map delegations; /* struct delegated; type 0 */
	struct name_map zones;       /* type 0: names that are zones */
	struct name_map signers;     /* type 0: names that are to have signed */
	struct name_map sessions;    /* struct host_sessions; type 0 */
	struct name_map contacts;    /* of zone_contacts.h */
	struct name_map vouched;     /* of vouched_zones.h */
	bool policies;               /* TXT or CAA was asked */
	bool dialogues; /* set before the first part: what servers said is
			 * kept, for people; no verdict needs it */
	struct seen_cert *certs;    /* sorted */
	struct seen_cert **by_spki; /* sorted by spki_sha256 */
	size_t cert_count;
};

void evidence_init(struct evidence *e);
void evidence_fini(struct evidence *e);

/* Records from this number on are of this run; its id is borrowed. */
void evidence_begin_run(
    struct evidence *e, uint64_t first_order, const char *id);

/* A part that is to be filled, owned by `e`; at most EVIDENCE_PARTS_MAX. */
struct thread_evidence *evidence_add_part(struct evidence *e);

/*
 * Takes in one record, a line without its newline, in order.  NULL; or what
 * is wrong with it, a view until the next call, and nothing of it was taken.
 */
const char *evidence_add(
    struct evidence *e, enum evidence_kind kind, const char *line, size_t len);

/* What was read into `p` is part of `e`, which then is sealed by nothing else:
 * a page of what lies on disk (evidence_view.h). */
void evidence_take(struct evidence *e, struct thread_evidence *p);

/* After the last record, before the first question. */
void evidence_seal(struct evidence *e);

/* Questions and records of another class than IN, which were left out. */
uint64_t evidence_other_class(const struct evidence *e);

/*
 * The record of this question; of several the one with a usable answer, not
 * of stage servers, the latest.  NULL: it was not asked.
 */
const struct reply *evidence_reply(
    const struct evidence *e, const struct dns_name *name, uint16_t type);

/*
 * Of the usable records of this question, if there are several, the one that
 * came nearest to `at_ns`; else as evidence_reply().
 */
const struct reply *evidence_reply_near(const struct evidence *e,
    const struct dns_name *name, uint16_t type, int64_t at_ns);

/*
 * Of several records of one question this one counts from now on, and the
 * others stand behind it (`other`).  Before anybody else reads.
 */
void evidence_prefer(struct evidence *e, struct reply *r);

/*
 * What came with some reply: the latest DS or DNSKEY set of a zone; or the
 * first few denials, NSEC by owner, NSEC3 by zone.  NULL: none.
 */
const struct seen_rrset *evidence_seen(
    const struct evidence *e, const struct dns_name *name, uint16_t type);

/* The DNSKEY set of a zone, asked or not, and when it came; NULL: none. */
const struct rrset *evidence_keys(
    const struct evidence *e, const struct dns_name *zone, int64_t *rx_ns);

const struct delegated *evidence_delegated(
    const struct evidence *e, const struct dns_name *name);

/* Of several runs that list it the last; NULL: none does. */
static inline const struct listed_host *
evidence_listed(const struct evidence *e, const struct dns_name *host)
{
	return name_map_get(&e->listed, host, 0);
}

/*
 * Some record shows it as a zone: asked, delegated, or by its SOA or keys.  A
 * signature that names it as signer does not: anybody can make one up.
 */
bool evidence_shows_zone(const struct evidence *e, const struct dns_name *name);

/* The same, or a signature names it as its signer. */
bool evidence_is_zone(const struct evidence *e, const struct dns_name *name);

/* Of the nearest zone of a mail host: zone_contacts.h. */
struct zone_contact evidence_contact(
    const struct evidence *e, const struct dns_name *host);

/* Some name server's zone vouches for its keys: vouched_zones.h. */
enum presence evidence_vouched(
    const struct evidence *e, const struct dns_name *zone);

/* NULL: no session with this host. */
const struct host_sessions *evidence_sessions(
    const struct evidence *e, const struct dns_name *host);

/* NULL: not in the run. */
const struct seen_cert *evidence_cert(
    const struct evidence *e, const uint8_t sha256[CERT_SHA256_BYTES]);

/* The certificate, to be freed with X509_free(); NULL: `c` is, or it does not
 * parse. */
X509 *evidence_x509(const struct seen_cert *c);

/* One with this key; NULL: none. */
const struct seen_cert *evidence_cert_of_key(
    const struct evidence *e, const uint8_t spki_sha256[CERT_SHA256_BYTES]);

#endif
