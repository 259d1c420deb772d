/*
 * observation.h - what one verified run saw, as rows for the store: of each
 * host its TLSA set, its sessions and its addresses, of each domain its mail
 * hosts and name servers.
 *
 * It reads verdict, delegation and dropped records, one line at a time.  What
 * the tables mean says analysis/sql/schema.sql.
 */
#ifndef HISTORY_OBSERVATION_H
#define HISTORY_OBSERVATION_H

#include <stdbool.h>

#include "base/macros.h"
#include "output/record/reader.h"
#include "output/record/verdict.h"
#include "recent_set.h"
#include "row_file.h"

/* Each is a file of rows. */
enum observed {
	OBSERVED_TLSA,    /* host, ttl, set_id, dnssec, reason, ede, zone */
	OBSERVED_BASE,    /* host, the other name that its TLSA is at */
	OBSERVED_SMTP,    /* host, ip, status, chain_id, tls */
	OBSERVED_TWIN,    /* host, ip, key, chain_id */
	OBSERVED_RECORD,  /* set_id, position, usage, selector, mtype, data */
	OBSERVED_LINK,    /* chain_id, position, sha256 */
	OBSERVED_DOMAIN,  /* domain, zone, mx_id, mx_dnssec, zone_state */
	OBSERVED_MX,      /* mx_id, preference, host */
	OBSERVED_NS_OF,   /* domain, ns_id */
	OBSERVED_NS,      /* ns_id, ns */
	OBSERVED_ADDRESS, /* host, ip */
	OBSERVED_REGISTERED, /* name, registered_domain, label */
	OBSERVED_DROPPED,    /* host */
	OBSERVED_CONTACT,    /* zone, rname */
	OBSERVED_SIGNALS,    /* zone, cds, dsync, dsboot */
	OBSERVED_POLICY,     /* domain, one each of enum mail_policy */
	OBSERVED_COUNT,
};

/* Their names, by enum observed: DIR/NAME.tsv. */
extern const char *const observed_names[OBSERVED_COUNT];

struct observation {
	struct arena arena;
	struct record_reader reader;
	struct text scratch;
	struct row_file rows[OBSERVED_COUNT];
	struct byte_set sets, chains, zones;        /* written, once */
	struct recent_set mx, ns, addresses, names; /* written lately */
};

/* 0 or -errno.  Ended by observation_close(), also when it fails. */
MUST_USE int observation_open(struct observation *o, const char *dir);

/* 0, or what went wrong with any of the files. */
MUST_USE int observation_close(struct observation *o);

/* Each takes a line in; NULL, or what is wrong with it. */
const char *observation_add_verdict(
    struct observation *o, const char *line, size_t len);
const char *observation_add_delegation(
    struct observation *o, const char *line, size_t len);
const char *observation_add_dropped(
    struct observation *o, const char *line, size_t len);

/* The same of a host that was read elsewhere. */
void observation_add_host(
    struct observation *o, const struct verdict_host_record *h);

#endif
