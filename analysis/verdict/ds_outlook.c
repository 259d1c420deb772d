#include "ds_outlook.h"

/* RFC 8078 4: algorithm 0 asks for no DS at all. */
static bool
wants_ds(const struct rrset *set)
{
	size_t algorithm = set->type == DNS_CDS ? 2 : 3;
	for (size_t i = 0; i < set->count; i++)
		if (set->rdata[i].len > algorithm &&
		    set->rdata[i].bytes[algorithm] != 0)
			return true;
	return false;
}

static enum presence
asked(const struct evidence *e, const struct dns_name *name, uint16_t type)
{
	const struct reply *r = evidence_reply(e, name, type);
	if (r == NULL || !r->usable)
		return PRESENCE_UNKNOWN;
	const struct rrset *set = rrset_list_find(&r->answers, name, type);
	return set != NULL && (type == DNS_DSYNC || wants_ds(set))
		   ? PRESENCE_PRESENT
		   : PRESENCE_ABSENT;
}

/* Either will do (RFC 7344 4). */
static enum presence
has_cds(const struct evidence *e, const struct dns_name *zone)
{
	enum presence cds = asked(e, zone, DNS_CDS);
	enum presence cdnskey = asked(e, zone, DNS_CDNSKEY);
	if (cds == PRESENCE_PRESENT || cdnskey == PRESENCE_PRESENT)
		return PRESENCE_PRESENT;
	return cds == cdnskey ? cds : PRESENCE_UNKNOWN;
}

static enum presence
has_dsync(const struct evidence *e, const struct dns_name *zone)
{
	struct dns_name parent, name;
	if (!dns_name_parent(zone, &parent) ||
	    !dns_name_prepend("_dsync", &parent, &name))
		return PRESENCE_UNKNOWN;
	return asked(e, &name, DNS_DSYNC);
}

struct ds_signals
ds_outlook(const struct evidence *e, const struct dnssec_state *s)
{
	if (s->security != SECURITY_INSECURE || s->reason != REASON_NO_DS ||
	    s->zone == NULL)
		return (struct ds_signals){0};
	return (struct ds_signals){
	    .zone = s->zone,
	    .cds = has_cds(e, s->zone),
	    .dsync = has_dsync(e, s->zone),
	    .dsboot = evidence_vouched(e, s->zone),
	};
}
