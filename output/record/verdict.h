/*
 * verdict.h - one verdict record of doc/records.md: what is made of a host or
 * of a domain.
 */
#ifndef VERDICT_RECORD_H
#define VERDICT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/text.h"
#include "ds_signals.h"
#include "past_renewals.h"
#include "renewal.h"
#include "fix.h"
#include "mail_policy.h"
#include "reader.h"
#include "smtp.h"
#include "state.h"
#include "tlsa_miss.h"
#include "twins.h"
#include "zone_contact.h"

/* One TLSA record of a host. */
struct verdict_tlsa {
	uint8_t usage, selector, mtype;
	struct record_bytes data;
	bool usable, matched;
	enum reason reason;
	struct tlsa_miss miss;
	const char *detail; /* for people; NULL */
};

/* The session with an address that took another kind of leaf alone. */
struct verdict_twin {
	enum leaf_key key;
	enum smtp_status status;
	bool matched;
	const smtp_record_digest *chain;
	size_t chain_count;
};

/* One address of a host. */
struct verdict_address {
	const struct addr *ip;
	enum smtp_status status;
	const struct dns_name *same_as; /* whose session; NULL: its own */
	int64_t rx_ns;                  /* of the session; 0: not said */
	bool matched;
	uint64_t record, depth; /* where it matched */
	const uint8_t *cert;    /* SHA-256 of what matched; NULL: not sent */
	enum reason reason;
	const char *tls;                 /* version; NULL: no handshake */
	const smtp_record_digest *chain; /* as it was sent, leaf first */
	size_t chain_count;
	struct verdict_twin twin; /* of any key: there was no such session */
};

/* Pointers are borrowed, in all of these. */
struct verdict_host_record {
	const char *run_id; /* whose records it is of; NULL */
	const struct dns_name *host;
	uint64_t domains;
	struct verdict_state address;
	const struct dns_name *tlsa_base; /* NULL: TLSA was not asked */
	struct verdict_state tlsa;
	uint64_t ttl_s; /* of the records; written only if there are some */
	const struct verdict_tlsa *records;
	size_t record_count;
	const struct verdict_address *addresses;
	size_t address_count;
	bool matched; /* at some address */
	bool partial; /* R16; written only if matched */
	enum twins twins;
	struct zone_contact soa;      /* of the nearest zone that is known */
	struct ds_signals ds_signals; /* where TLSA lacks but a DS */
	struct outcome outcome;
	struct forecast forecast;
	struct renewal renewal; /* is written, and not read back */
	const struct past_renewals *past_renewals; /* the same; NULL */
	const struct fix_step *fix;
	size_t fix_count;
};

/* A host of a domain; its outcome has no reason. */
struct verdict_domain_host {
	const struct dns_name *host;
	uint16_t preference;
	struct outcome outcome;
};

struct verdict_domain_record {
	const char *run_id; /* as of a host */
	const struct dns_name *domain;
	const struct dns_name *zone;
	struct verdict_state mx;
	const struct verdict_domain_host *hosts;
	size_t host_count;
	struct outcome outcome;
	const struct dns_name *host; /* that the reason is about; NULL */
	struct mail_policies policy;
	struct ds_signals ds_signals; /* where MX lacks but a DS */
	struct forecast forecast;
	const struct fix_step *fix;
	size_t fix_count;
};

/* Each appends one line with its newline. */
void verdict_record_add_host(
    struct text *line, const struct verdict_host_record *h);
void verdict_record_add_domain(
    struct text *line, const struct verdict_domain_record *d);

enum verdict_kind {
	VERDICT_HOST,
	VERDICT_DOMAIN,
	VERDICT_KIND_COUNT,
};

/* Where in a run's directory the lines of a kind are. */
extern const char *const verdict_folders[VERDICT_KIND_COUNT];

struct verdict_record {
	enum verdict_kind kind;
	struct verdict_host_record host;     /* of its kind, or empty */
	struct verdict_domain_record domain; /* the same */
};

/*
 * Reads a line, with or without its newline.  False:
 * record_reader_fault() says what is wrong.
 */
bool verdict_record_read(struct record_reader *r, const char *line, size_t len,
    struct verdict_record *out);

#endif
