#include "dns/proof_records.h"

#include "dns/rdata.h"
#include "dns/type.h"

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

/* RFC 4034 3.1.5: serial numbers, which wrap in 2106. */
static bool
is_within(uint32_t inception_s, uint32_t expiration_s, uint32_t now_s)
{
	return (int32_t)(now_s - inception_s) >= 0 &&
	       (int32_t)(expiration_s - now_s) >= 0;
}

static bool
covers(const struct proof_records *p, const struct dns_rr *sig,
    const struct dns_rr *rr, struct proof_signer *out)
{
	struct wire w = sig->rdata;
	uint16_t covered = wire_u16(&w);

	wire_u8(&w); /* algorithm */
	out->labels = wire_u8(&w);
	wire_u32(&w); /* TTL */
	uint32_t expiration_s = wire_u32(&w);
	uint32_t inception_s = wire_u32(&w);
	wire_u16(&w); /* key tag */
	if (!wire_ok(&w) || covered != rr->type ||
	    !is_within(inception_s, expiration_s, p->now_s) ||
	    !dns_name_parse(&w, p->message, &out->name))
		return false;
	return dns_name_in(&rr->owner, &out->name) &&
	       dns_name_in(&out->name, &p->zone) &&
	       out->labels <= dns_name_labels(&rr->owner);
}

bool
proof_records_signer(const struct proof_records *p, const struct dns_rr *rr,
    struct proof_signer *out)
{
	for (unsigned i = 0; i < p->count; i++) {
		const struct dns_rr *sig = &p->at[i];
		if (sig->type == DNS_RRSIG && sig->section == rr->section &&
		    dns_name_equal(&sig->owner, &rr->owner) &&
		    covers(p, sig, rr, out))
			return true;
	}
	return false;
}

bool
proof_bitmap_has(struct wire bitmap, uint16_t type)
{
	while (wire_left(&bitmap) > 0) {
		uint8_t window = wire_u8(&bitmap);
		struct wire bits = wire_sub(&bitmap, wire_u8(&bitmap));
		unsigned at = (type & 0xffu) / 8;
		if (!wire_ok(&bits))
			return false;
		if (window == type >> 8)
			return at < wire_left(&bits) &&
			       (bits.at[at] & 0x80u >> type % 8) != 0;
	}
	return false;
}
