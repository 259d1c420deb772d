#include "doubt.h"

/* The entry of the server whose reply was recorded; NULL: it has none. */
static const struct dns_observation *
own(const struct dns_record *r)
{
	for (unsigned i = 0; i < r->servers.count; i++) {
		const struct dns_observation *o = &r->servers.at[i];
		if (r->server != NULL && addr_equal(&o->server, r->server))
			return o;
	}
	return NULL;
}

static bool
any_provable(const struct observations *s)
{
	for (unsigned i = 0; i < s->count; i++) {
		if (s->at[i].provable)
			return true;
	}
	return false;
}

/* This reply has what a proof needs. */
static bool
is_provable(const struct dns_record *r)
{
	const struct dns_observation *mine = own(r);
	return mine != NULL && mine->provable;
}

/* Another server said what can be proved, and this one did not. */
static bool
differs_from_provable(const struct dns_record *r)
{
	return own(r) != NULL && !is_provable(r) && any_provable(&r->servers);
}

/* For whatever reason: one in our blocklist was not asked, either. */
static bool
any_not_asked(const struct observations *s)
{
	for (unsigned i = 0; i < s->count; i++) {
		if (s->at[i].status == DNS_STATUS_NOT_ASKED ||
		    s->at[i].status == DNS_STATUS_BLOCKED)
			return true;
	}
	return false;
}

enum reason
doubt_of(const struct dns_record *r, const struct dns_record_reply *reply)
{
	/* Over TCP a reply is evidence, whatever it lacks. */
	if (!r->tcp && reply->tc)
		return REASON_REPLY_TRUNCATED;
	if (!r->tcp && !reply->edns)
		return REASON_NO_EDNS;
	if (differs_from_provable(r))
		return REASON_SERVERS_DISAGREE;
	/* Nobody needed to ask the others: as in a record without the key. */
	if (!is_provable(r) && any_not_asked(&r->servers))
		return REASON_SERVERS_NOT_ASKED;
	if (r->servers.left > 0 && !any_provable(&r->servers))
		return REASON_TOO_MANY_SERVERS;
	return REASON_NONE;
}
