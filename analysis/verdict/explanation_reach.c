#include "explanation_reach.h"

#include "host_reverse.h"
#include "ipv6_reach.h"

/* What stands behind the names, or alone. */
static const char *
status_text(enum reverse_status s)
{
	static const char *const texts[REVERSE_STATUS_COUNT] = {
	    [REVERSE_UNKNOWN] = "not known",
	    [REVERSE_NO_PTR] = "none",
	    [REVERSE_NOT_CONFIRMED] = "which does not lead back",
	    [REVERSE_CONFIRMED] = "which leads back",
	};
	return texts[s];
}

static void
add_names(struct text *t, const struct addr *ip, const struct reverse_names *r)
{
	char address[ADDR_TEXT_MAX];
	/* Of several the one that leads back is the first, and will do. */
	size_t shown = r->status == REVERSE_CONFIRMED ? 1 : r->count;
	text_addf(t, "    PTR of %s: ", addr_format(ip, address));
	for (size_t i = 0; i < shown; i++) {
		dns_name_add_text(t, &r->at[i]);
		text_add(t, ", ");
	}
	text_add(t, r->count > 0 && r->status == REVERSE_UNKNOWN
			? "of which it is not known whether it leads back"
			: status_text(r->status));
	text_add_char(t, '\n');
}

/* What to do stands once, behind the last address that it is about. */
void
explanation_add_reverse(
    struct text *t, const struct evidence *e, const struct dns_name *host)
{
	struct addr at[REVERSE_ADDRESSES_MAX];
	bool has[REVERSE_STATUS_COUNT] = {false};
	size_t count = host_reverse_addresses(e, host, at);
	struct reverse_names names;
	size_t asked = 0;
	for (size_t i = 0; i < count; i++) {
		host_reverse_find(e, &at[i], &names);
		asked += names.status != REVERSE_UNKNOWN || names.count > 0;
	}
	for (size_t i = 0; asked > 0 && i < count; i++) {
		host_reverse_find(e, &at[i], &names);
		add_names(t, &at[i], &names);
		has[names.status] = true;
	}
	for (int s = 0; s < REVERSE_STATUS_COUNT; s++)
		if (has[s] && reverse_advice((enum reverse_status)s) != NULL)
			text_addf(t, "      %s\n",
			    reverse_advice((enum reverse_status)s));
}

static void
add_without(struct text *t, const char *what, const struct dns_name *name,
    enum presence ipv6, enum presence reached)
{
	if (ipv6 == PRESENCE_PRESENT && reached != PRESENCE_ABSENT)
		return;
	text_addf(t, "    %s ", what);
	dns_name_add_text(t, name);
	if (ipv6 == PRESENCE_PRESENT)
		text_add(t, ": not reached by it");
	else
		text_add(
		    t, ipv6 == PRESENCE_ABSENT ? ": has none" : ": not known");
	text_add_char(t, '\n');
}

static size_t
count_hosts(const struct evidence *e, const struct domain_mail *m)
{
	size_t n = 0;
	for (size_t i = 0; i < m->host_count; i++)
		n +=
		    ipv6_reach_address(e, m->hosts[i].host) == PRESENCE_PRESENT;
	return n;
}

/* Those of whom nothing is known may have one. */
static bool
lacks(size_t with, size_t wanted, const enum presence *all, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (all[i] == PRESENCE_UNKNOWN)
			return false;
	return with < wanted;
}

static void
add_servers(struct text *t, const struct ipv6_servers *s)
{
	enum presence all[IPV6_SERVERS_MAX];
	for (size_t i = 0; i < s->count; i++) {
		all[i] = s->at[i].ipv6;
		add_without(
		    t, "name server", &s->at[i].name, all[i], PRESENCE_UNKNOWN);
	}
	if (lacks(ipv6_servers_with(s), IPV6_SERVERS_WANTED, all, s->count))
		text_add(t, "      " IPV6_ADVICE_SERVERS "\n");
}

static void
add_hosts(struct text *t, const struct evidence *e, const struct domain_mail *m)
{
	bool lacking = m->host_count > 0;
	for (size_t i = 0; i < m->host_count; i++) {
		const struct dns_name *host = m->hosts[i].host;
		enum presence ipv6 = ipv6_reach_address(e, host);
		add_without(
		    t, "mail host", host, ipv6, ipv6_reach_session(e, host));
		lacking = lacking && ipv6 == PRESENCE_ABSENT;
	}
	if (lacking)
		text_add(t, "      " IPV6_ADVICE_HOSTS "\n");
}

void
explanation_add_ipv6(struct text *t, const struct evidence *e,
    const struct domain_mail *m, bool over_ipv6)
{
	struct ipv6_servers s;
	ipv6_servers_find(e, m->domain, over_ipv6, &s);
	if (s.count == 0)
		return;
	text_addf(t, "  IPv6: %zu of %zu name servers have it%s",
	    ipv6_servers_with(&s), s.count,
	    s.reached == PRESENCE_PRESENT ? ", and were reached by it" : "");
	if (m->host_count > 0)
		text_addf(t, "; %zu of %zu mail hosts", count_hosts(e, m),
		    m->host_count);
	text_add_char(t, '\n');
	add_servers(t, &s);
	add_hosts(t, e, m);
}
