#include "unsigned_names.h"

#include "dns/alias.h"
#include "dns/rdata.h"
#include "dns/type.h"
#include "resolver/iterator/question_reply.h"

enum { RECORDS_MAX = 64 }; /* looked at: the work grows with their square */

static bool
is_signed(const struct dns_message *m, const struct dns_rr *data)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_name signer;
	struct dns_rr rr;
	uint16_t covered;
	while (dns_rr_next(&it, &rr) && rr.section == DNS_ANSWER)
		if (rr.type == DNS_RRSIG &&
		    dns_name_equal(&rr.owner, &data->owner) &&
		    dns_rdata_rrsig_signer(
			rr.rdata, &m->whole, &covered, &signer) &&
		    covered == data->type)
			return true;
	return false;
}

/* RFC 6672 5.3.1: a CNAME that is made from a DNAME is not signed. */
static bool
is_made(const struct dns_message *m, const struct dns_rr *cname)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	if (cname->type != DNS_CNAME)
		return false;
	while (dns_rr_next(&it, &rr) && rr.section == DNS_ANSWER)
		if (rr.type == DNS_DNAME && cname->owner.len > rr.owner.len &&
		    dns_name_in(&cname->owner, &rr.owner))
			return true;
	return false;
}

static bool
is_below(const struct dns_name *name, const struct dns_name *zone)
{
	return dns_name_in(name, zone) && !dns_name_equal(name, zone);
}

/* A denial has an SOA record or a proof, and each shows its zone. */
static bool
has_authority(const struct dns_message *m)
{
	return m->count[DNS_AUTHORITY] > 0;
}

void
unsigned_names_each(const struct dns_message *m, const struct dns_name *zone,
    void (*each)(void *ctx, const struct dns_name *name, uint16_t type),
    void *ctx)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_name end;
	struct dns_rr rr;
	for (unsigned i = 0; i < RECORDS_MAX && dns_rr_next(&it, &rr) &&
			     rr.section == DNS_ANSWER;
	     i++)
		if (rr.type != DNS_RRSIG && is_below(&rr.owner, zone) &&
		    !is_signed(m, &rr) && !is_made(m, &rr))
			each(ctx, &rr.owner, rr.type);
	if (!has_authority(m) &&
	    !question_reply_chain(m, &m->question, zone, &end) &&
	    is_below(&end, zone))
		each(ctx, &end, m->question.type);
}
