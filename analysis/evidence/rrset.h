/*
 * rrset.h - an RRset with its signatures, in wire form.
 *
 * RDATA is canonical (RFC 4034 6.2: names in lower case), sorted by bytes
 * and without duplicates, so that it can be hashed as it stands.
 */
#ifndef RRSET_H
#define RRSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/wire.h"
#include "dns/name.h"
#include "dns/rdata.h"
#include "dns/type.h"

struct rrsig {
	const struct dns_name *signer;
	struct rdata signature;
	uint32_t original_ttl;
	uint32_t expiration, inception; /* serial arithmetic, RFC 4034 3.1.5 */
	uint16_t covered;
	uint16_t key_tag;
	uint8_t algorithm;
	uint8_t labels;
};

struct rrset {
	const struct dns_name *owner;
	struct rdata *rdata; /* in canonical order */
	struct rrsig *sigs;  /* those that cover this type, as they came */
	uint32_t count, sig_count;
	uint32_t ttl_s; /* the largest of its records */
	uint16_t type;
};

/* RRsets while they are gathered. */
struct rrset_list {
	struct rrset *at;
	size_t count;
};

/* All but out->signer, which is to live elsewhere. */
bool rrsig_parse(
    const struct rdata *rdata, struct rrsig *out, struct dns_name *signer);

/*
 * Adds to the RRset of this owner and type; `owner` lives in `arena`.  The
 * NSECs of the two sides of a cut are two RRsets.  Gives the RRset, until the
 * next one is added.
 */
struct rrset *rrset_list_add(struct arena *arena, struct rrset_list *list,
    const struct dns_name *owner, uint16_t type, const struct rdata *rdata);

/*
 * Adds to the RRset that it covers, of a cut's two NSECs to that of its signer;
 * one that covers nothing is left out.
 */
void rrset_list_add_sig(struct arena *arena, struct rrset_list *list,
    const struct dns_name *owner, const struct rrsig *sig);

/* Sorts all RDATA and takes duplicates out. */
void rrset_list_finish(struct rrset_list *list);

/* NULL: there is none. */
const struct rrset *rrset_list_find(
    const struct rrset_list *list, const struct dns_name *owner, uint16_t type);

#endif
