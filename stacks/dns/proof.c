#include "dns/proof.h"

#include "dns/proof_nsec.h"
#include "dns/proof_nsec3.h"
#include "dns/proof_records.h"
#include "dns/rdata.h"
#include "dns/type.h"

enum { LINKS_MAX = 16 }; /* CNAMEs in one reply */

/* RFC 4035 5.3.4: what a wildcard gave needs the name's own denial. */
static bool
is_exact(const struct proof_records *p, const struct dns_name *owner,
    const struct proof_signer *signer)
{
	unsigned labels = dns_name_labels(owner);

	if (owner->wire[0] == 1 && owner->wire[1] == '*')
		labels--;
	return signer->labels >= labels || proof_nsec_no_exact(p, owner) ||
	       proof_nsec3_no_exact(p, owner, signer->labels);
}

static bool
is_proved(const struct proof_records *p, const struct dns_rr *rr)
{
	struct proof_signer signer;
	unsigned at = 0;

	while (proof_records_next_signer(p, rr, &at, &signer)) {
		/* RFC 4035 2.4: a DS is signed above the cut. */
		if (rr->type == DNS_DS &&
		    dns_name_equal(&signer.name, &rr->owner))
			continue;
		if (is_exact(p, &rr->owner, &signer))
			return true;
	}
	return false;
}

/* The signed DNAME above the name; NULL: none. */
static const struct dns_rr *
find_dname(const struct proof_records *p, const struct dns_name *name)
{
	for (unsigned i = 0; i < p->count; i++) {
		const struct dns_rr *rr = &p->at[i];
		if (rr->type == DNS_DNAME && rr->section == DNS_ANSWER &&
		    rr->owner.len < name->len && dns_name_in(name, &rr->owner))
			return rr;
	}
	return NULL;
}

enum alias_proof {
	ALIAS_PROOF_NONE,   /* no alias here */
	ALIAS_PROOF_PROVED, /* it goes on at the target */
	ALIAS_PROOF_END, /* proved, and it leads nowhere that we could follow */
	ALIAS_PROOF_MISSING, /* an alias without a signature */
};

/* RFC 6672 5.3.1: the CNAME that a DNAME makes has no signature. */
static enum alias_proof
follow(const struct proof_records *p, struct dns_name *at)
{
	const struct dns_rr *dname = find_dname(p, at);
	const struct dns_rr *cname =
	    proof_records_find(p, DNS_ANSWER, at, DNS_CNAME);
	struct dns_name target;

	if (cname == NULL && dname == NULL)
		return ALIAS_PROOF_NONE;
	if (!is_proved(p, dname != NULL ? dname : cname))
		return ALIAS_PROOF_MISSING;
	if (cname == NULL || !dns_rdata_name(cname->rdata, p->message, &target))
		return ALIAS_PROOF_END;
	dns_name_copy(&target, at);
	return ALIAS_PROOF_PROVED;
}

static bool
is_denied(const struct proof_records *p, const struct dns_message *m,
    const struct dns_question *q)
{
	if (m->rcode == DNS_NXDOMAIN)
		return proof_nsec_no_name(p, q) || proof_nsec3_no_name(p, q);
	return proof_nsec_no_data(p, q) || proof_nsec3_no_data(p, q);
}

bool
dns_proof_is_whole(const struct dns_message *m,
    const struct dns_question *asked, const struct dns_name *zone,
    uint32_t now_s)
{
	struct proof_records p;
	struct dns_name at;

	if (m->cut || (m->rcode != DNS_NOERROR && m->rcode != DNS_NXDOMAIN))
		return false;
	proof_records_gather(&p, m, zone, now_s);
	dns_name_copy(&asked->name, &at);
	for (int links = 0; links < LINKS_MAX && dns_name_in(&at, zone);
	     links++) {
		const struct dns_rr *rr =
		    proof_records_find(&p, DNS_ANSWER, &at, asked->type);
		if (rr != NULL)
			return is_proved(&p, rr);
		switch (follow(&p, &at)) {
		case ALIAS_PROOF_NONE:
			return links > 0 || is_denied(&p, m, asked);
		case ALIAS_PROOF_PROVED:
			continue;
		case ALIAS_PROOF_END:
			return true;
		case ALIAS_PROOF_MISSING:
			return false;
		}
	}
	return true;
}

bool
dns_proof_is_signed(const struct dns_message *m, const struct dns_name *zone)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;

	while (dns_rr_next(&it, &rr)) {
		struct dns_name signer;
		uint16_t covered;
		if (rr.type == DNS_RRSIG && rr.section != DNS_ADDITIONAL &&
		    dns_rdata_rrsig_signer(
			rr.rdata, &m->whole, &covered, &signer) &&
		    dns_name_in(&signer, zone))
			return true;
	}
	return false;
}
