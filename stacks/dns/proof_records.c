#include "dns/proof_records.h"

#include "dns/rdata.h"
#include "dns/type.h"
#include "dns/validity.h"

static bool
is_kept_whole(uint16_t type)
{
	return type == DNS_RRSIG || type == DNS_NSEC || type == DNS_NSEC3;
}

void
proof_records_gather(struct proof_records *p, const struct dns_message *m,
    const struct dns_name *zone, uint32_t now_s)
{
	struct dns_rr_iter it = dns_rr_first(m);

	p->message = &m->whole;
	dns_name_copy(zone, &p->zone);
	p->now_s = now_s;
	p->count = 0;
	while (p->count < PROOF_RECORDS_MAX &&
	       dns_rr_next(&it, &p->at[p->count])) {
		const struct dns_rr *rr = &p->at[p->count];
		if (rr->class != DNS_CLASS_IN || rr->section == DNS_ADDITIONAL)
			continue;
		if (is_kept_whole(rr->type) ||
		    proof_records_find(p, rr->section, &rr->owner, rr->type) ==
			NULL)
			p->count++;
	}
}

const struct dns_rr *
proof_records_find(const struct proof_records *p, enum dns_section section,
    const struct dns_name *owner, uint16_t type)
{
	for (unsigned i = 0; i < p->count; i++) {
		const struct dns_rr *rr = &p->at[i];
		if (rr->section == section && rr->type == type &&
		    dns_name_equal(&rr->owner, owner))
			return rr;
	}
	return NULL;
}

static bool
covers(const struct proof_records *p, const struct dns_rr *sig,
    const struct dns_rr *rr, struct proof_signer *out)
{
	struct wire w = sig->rdata;
	struct dns_validity validity;
	uint16_t covered;

	if (!dns_validity_read(w, &covered, &validity))
		return false;
	wire_u16(&w); /* what it covers */
	wire_u8(&w);  /* algorithm */
	out->labels = wire_u8(&w);
	wire_sub(&w, 3 * 4 + 2); /* TTL, dates, key tag */
	if (!wire_ok(&w) || covered != rr->type ||
	    !dns_validity_has(&validity, p->now_s) ||
	    !dns_name_parse(&w, p->message, &out->name))
		return false;
	return dns_name_in(&rr->owner, &out->name) &&
	       dns_name_in(&out->name, &p->zone) &&
	       out->labels <= dns_name_labels(&rr->owner);
}

bool
proof_records_next_signer(const struct proof_records *p,
    const struct dns_rr *rr, unsigned *at, struct proof_signer *out)
{
	while (*at < p->count) {
		const struct dns_rr *sig = &p->at[(*at)++];
		if (sig->type == DNS_RRSIG && sig->section == rr->section &&
		    dns_name_equal(&sig->owner, &rr->owner) &&
		    covers(p, sig, rr, out))
			return true;
	}
	return false;
}

bool
proof_records_is_signed_by(const struct proof_records *p,
    const struct dns_rr *rr, const struct dns_name *zone)
{
	struct proof_signer signer;
	unsigned at = 0;

	while (proof_records_next_signer(p, rr, &at, &signer)) {
		if (dns_name_equal(&signer.name, zone))
			return true;
	}
	return false;
}
