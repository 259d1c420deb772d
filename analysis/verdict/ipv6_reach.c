#include "ipv6_reach.h"

#include "analysis/dnssec/alias_chain.h"

enum presence
ipv6_reach_address(const struct evidence *e, const struct dns_name *host)
{
	struct alias_chain c;
	alias_chain_follow(e, host, DNS_AAAA, 0, &c);
	if (c.end == ALIAS_POSITIVE)
		return PRESENCE_PRESENT;
	return c.end == ALIAS_NEGATIVE ? PRESENCE_ABSENT : PRESENCE_UNKNOWN;
}

/* What we did not try, or could not send, tells nothing of the host. */
static enum presence
connected(const struct host_session *s)
{
	switch (s->status) {
	case SMTP_STATUS_TIMEOUT:
	case SMTP_STATUS_REFUSED_CONN:
		return PRESENCE_ABSENT;
	case SMTP_STATUS_BLOCKED:
	case SMTP_STATUS_NO_ROUTE:
	case SMTP_STATUS_NOT_ASKED:
	case SMTP_STATUS_NO_ADDRESS:
	case SMTP_STATUS_COUNT:
		return PRESENCE_UNKNOWN;
	case SMTP_STATUS_OK:
	case SMTP_STATUS_CERTIFICATE_ONLY:
	case SMTP_STATUS_BANNER_TIMEOUT:
	case SMTP_STATUS_BANNER_REFUSED:
	case SMTP_STATUS_EHLO_REFUSED:
	case SMTP_STATUS_NO_STARTTLS:
	case SMTP_STATUS_STARTTLS_REFUSED:
	case SMTP_STATUS_TLS_FAILED:
	case SMTP_STATUS_TLS_SESSION_LOST:
	case SMTP_STATUS_SESSION_TIMEOUT:
	case SMTP_STATUS_CLOSED:
	case SMTP_STATUS_RESET:
	case SMTP_STATUS_BAD_REPLY:
	case SMTP_STATUS_OPEN:
		break;
	}
	return PRESENCE_PRESENT;
}

enum presence
ipv6_reach_session(const struct evidence *e, const struct dns_name *host)
{
	const struct host_sessions *all = evidence_sessions(e, host);
	enum presence out = PRESENCE_UNKNOWN;
	for (size_t i = 0; all != NULL && i < all->count; i++) {
		if (addr_is_v4(&all->at[i].ip))
			continue;
		enum presence p = connected(&all->at[i]);
		if (p == PRESENCE_PRESENT)
			return p;
		if (p == PRESENCE_ABSENT)
			out = p;
	}
	return out;
}

/* Of the nearest name from the domain up that was asked and has some. */
static const struct rrset *
find_ns(const struct evidence *e, const struct dns_name *domain)
{
	struct dns_name at = *domain;
	do {
		const struct reply *r = evidence_reply(e, &at, DNS_NS);
		const struct rrset *ns =
		    r != NULL && r->usable
			? rrset_list_find(&r->answers, &at, DNS_NS)
			: NULL;
		if (ns != NULL)
			return ns;
	} while (dns_name_parent(&at, &at));
	return NULL;
}

void
ipv6_servers_find(const struct evidence *e, const struct dns_name *domain,
    bool over_ipv6, struct ipv6_servers *out)
{
	const struct rrset *ns = find_ns(e, domain);
	out->count = 0;
	out->reached = PRESENCE_UNKNOWN;
	if (ns == NULL)
		return;
	dns_name_copy(ns->owner, &out->zone);
	if (over_ipv6)
		out->reached = PRESENCE_PRESENT; /* they gave this answer */
	for (size_t i = 0; i < ns->count && out->count < IPV6_SERVERS_MAX;
	     i++) {
		struct ipv6_server *s = &out->at[out->count];
		struct wire w = rdata_wire(&ns->rdata[i]), whole = w;
		if (!dns_rdata_name(w, &whole, &s->name))
			continue;
		s->ipv6 = ipv6_reach_address(e, &s->name);
		out->count++;
	}
}

size_t
ipv6_servers_with(const struct ipv6_servers *s)
{
	size_t n = 0;
	for (size_t i = 0; i < s->count; i++)
		n += s->at[i].ipv6 == PRESENCE_PRESENT;
	return n;
}
