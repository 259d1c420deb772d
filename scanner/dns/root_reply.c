#include "root_reply.h"

#include "dns/name.h"
#include "dns/type.h"

static bool
is_of_root(const struct dns_rr *rr, uint16_t type)
{
	return rr->section == DNS_ANSWER && rr->type == type &&
	       rr->class == DNS_CLASS_IN &&
	       dns_name_equal(&rr->owner, &DNS_ROOT);
}

static void
take_signature(struct wire rdata, uint32_t now_s, struct root_reply *out)
{
	struct dns_validity validity;
	uint16_t covered;
	if (out->allows || !dns_validity_read(rdata, &covered, &validity) ||
	    covered != DNS_SOA)
		return;
	out->is_signed = true;
	out->validity = validity;
	out->allows = dns_validity_has(&validity, now_s);
}

void
root_reply_read(
    const struct dns_message *m, uint32_t now_s, struct root_reply *out)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	bool has_soa = false;
	*out = (struct root_reply){.from = ROOT_REPLY_NOBODY};
	while (dns_rr_next(&it, &rr)) {
		has_soa |= is_of_root(&rr, DNS_SOA);
		if (m->aa && is_of_root(&rr, DNS_RRSIG))
			take_signature(rr.rdata, now_s, out);
	}
	if (m->aa)
		out->from = ROOT_REPLY_AUTHORITY;
	else if (m->ra || has_soa)
		out->from = ROOT_REPLY_RESOLVER;
}
