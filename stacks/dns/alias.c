#include "dns/alias.h"

#include <string.h>

#include "dns/rdata.h"
#include "dns/type.h"

bool
dns_name_move(const struct dns_name *name, const struct dns_name *from,
    const struct dns_name *to, struct dns_name *out)
{
	size_t head = (size_t)(name->len - from->len);
	if (head + to->len > DNS_NAME_MAX)
		return false;
	memcpy(out->wire, name->wire, head);
	memcpy(out->wire + head, to->wire, to->len);
	out->len = (uint8_t)(head + to->len);
	return true;
}

static bool
is_dname_over(const struct dns_rr *rr, const struct dns_name *at)
{
	return rr->type == DNS_DNAME && at->len > rr->owner.len &&
	       dns_name_in(at, &rr->owner);
}

bool
dns_alias_target(const struct dns_message *m, const struct dns_name *at,
    struct dns_name *target)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_name to;
	struct dns_rr rr;
	bool moved = false;

	while (dns_rr_next(&it, &rr) && rr.section == DNS_ANSWER) {
		if (rr.class != DNS_CLASS_IN)
			continue;
		if (rr.type == DNS_CNAME && dns_name_equal(&rr.owner, at) &&
		    dns_rdata_name(rr.rdata, &m->whole, target))
			return true;
		if (!moved && is_dname_over(&rr, at) &&
		    dns_rdata_name(rr.rdata, &m->whole, &to))
			moved = dns_name_move(at, &rr.owner, &to, target);
	}
	return moved;
}
