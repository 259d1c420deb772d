/*
 * evidence.h - what a run has seen: replies, delegations, sessions and
 * certificates, loaded from its records (doc/records.md).
 *
 * All of it stays in memory until evidence_fini().  Nothing here judges.
 */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/text.h"
#include "name_map.h"
#include "rrset.h"

/* One dns record. */
struct reply {
	const struct dns_name *name;
	uint16_t type;
	const char *status;
	bool usable;   /* NOERROR or NXDOMAIN */
	bool nxdomain; /* the status, not a proof */
	bool servers;  /* of stage servers */
	int64_t rx_ns;
	const struct dns_name *zone; /* whose servers were asked; NULL */
	struct rrset_list answers;
	struct rrset_list authority;
};

/* One delegation record. */
struct delegated {
	const struct dns_name *domain;
	const struct dns_name *zone;
	struct rrset_list ds; /* empty, or the one DS set with signatures */
};

enum session_status {
	SESSION_OK,
	SESSION_TIMEOUT_CONNECT,
	SESSION_REFUSED_CONN,
	SESSION_BANNER_TIMEOUT,
	SESSION_BANNER_REFUSED,
	SESSION_EHLO_REFUSED,
	SESSION_NO_STARTTLS,
	SESSION_STARTTLS_REFUSED,
	SESSION_TLS_FAILED,
	SESSION_TIMEOUT_WHOLE,
	SESSION_CLOSED,
	SESSION_RESET,
	SESSION_BAD_REPLY,
	SESSION_BLOCKED,
	SESSION_NO_ADDRESS,
	SESSION_STATUS_COUNT,
};

/* The word of records.md. */
const char *session_status_text(enum session_status s);

enum { CERT_SHA256_BYTES = 32 };

/* One smtp record. */
struct session {
	struct addr ip;
	enum session_status status;
	int64_t rx_ns;
	const uint8_t (*chain)[CERT_SHA256_BYTES]; /* leaf first */
	size_t chain_count;
};

/* The sessions of one host, by address; of one address the best. */
struct host_sessions {
	struct session *at;
	size_t count;
};

/* One cert record. */
struct cert_record {
	uint8_t sha256[CERT_SHA256_BYTES];
	struct rdata der;
};

struct evidence {
	struct arena arena;
	struct text scratch;
	struct name_map names;       /* type 0: each name once */
	struct name_map replies;     /* struct reply, by question */
	struct name_map seen;        /* struct seen_rrset: DS and DNSKEY */
	struct name_map delegations; /* struct delegated; type 0 */
	struct name_map zones;       /* type 0: names that are zones */
	struct name_map sessions;    /* struct host_sessions; type 0 */
	struct cert_record *certs;   /* sorted once sealed */
	size_t cert_count;
};

/* A DS or DNSKEY set that came with the reply to some other question. */
struct seen_rrset {
	const struct rrset *rrset;
	const struct reply *reply;
};

enum evidence_kind {
	EVIDENCE_DELEGATION,
	EVIDENCE_DNS,
	EVIDENCE_SMTP,
	EVIDENCE_CERT,
};

void evidence_init(struct evidence *e);
void evidence_fini(struct evidence *e);

/*
 * Takes in one record, a line without its newline.  NULL; or what is wrong
 * with it, and then nothing of it was taken.
 */
const char *evidence_add(
    struct evidence *e, enum evidence_kind kind, const char *line, size_t len);

/* After the last evidence_add(), before the first question. */
void evidence_seal(struct evidence *e);

/*
 * The record of this question; of several the one with a usable answer, not
 * of stage servers, the latest.  NULL: it was not asked.
 */
const struct reply *evidence_reply(
    const struct evidence *e, const struct dns_name *name, uint16_t type);

const struct seen_rrset *evidence_seen(
    const struct evidence *e, const struct dns_name *name, uint16_t type);
const struct delegated *evidence_delegated(
    const struct evidence *e, const struct dns_name *name);

/* Some record names it as a zone: asked, signing, or by its SOA. */
bool evidence_is_zone(const struct evidence *e, const struct dns_name *name);

/* NULL: no session with this host. */
const struct host_sessions *evidence_sessions(
    const struct evidence *e, const struct dns_name *host);

/* NULL: not in the run. */
const struct cert_record *evidence_cert(
    const struct evidence *e, const uint8_t sha256[CERT_SHA256_BYTES]);

/* A name that lives as long as the evidence. */
const struct dns_name *evidence_name(
    struct evidence *e, const struct dns_name *name);

#endif
