#include "reach_line.h"

#include "host_reverse.h"
#include "ipv6_reach.h"
#include "output/json.h"
#include "output/record/presence.h"
#include "output/record/writer.h"

static void
add_reverse(struct text *t, const struct dns_name *host, const struct addr *ip,
    const struct reverse_names *r)
{
	struct json j = json_over(t);
	json_open_object(&j);
	json_add_key_string(&j, "kind", "reverse");
	record_add_name(&j, "host", host);
	json_add_key(&j, "ip");
	json_add_addr(&j, ip);
	json_add_key_string(&j, "status", reverse_status_words[r->status]);
	json_add_key(&j, "names");
	json_open_array(&j);
	for (size_t i = 0; i < r->count; i++)
		record_add_name_value(&j, &r->at[i]);
	json_close_array(&j);
	json_close_object(&j);
	text_add_char(t, '\n');
}

void
reach_line_add_host(
    struct text *t, const struct evidence *e, const struct dns_name *host)
{
	struct addr at[REVERSE_ADDRESSES_MAX];
	size_t count = host_reverse_addresses(e, host, at);
	for (size_t i = 0; i < count; i++) {
		struct reverse_names names;
		host_reverse_find(e, &at[i], &names);
		add_reverse(t, host, &at[i], &names);
	}
}

static void
add_servers(struct json *j, const struct ipv6_servers *s)
{
	if (s->count > 0)
		record_add_name(j, "zone", &s->zone);
	json_add_key(j, "name_servers");
	json_open_array(j);
	for (size_t i = 0; i < s->count; i++) {
		json_open_object(j);
		record_add_name(j, "name", &s->at[i].name);
		presence_add(j, "ipv6", s->at[i].ipv6);
		json_close_object(j);
	}
	json_close_array(j);
	presence_add(j, "name_servers_reached", s->reached);
}

static void
add_hosts(struct json *j, const struct evidence *e, const struct domain_mail *m)
{
	json_add_key(j, "mail_hosts");
	json_open_array(j);
	for (size_t i = 0; i < m->host_count; i++) {
		const struct dns_name *host = m->hosts[i].host;
		json_open_object(j);
		record_add_name(j, "name", host);
		presence_add(j, "ipv6", ipv6_reach_address(e, host));
		presence_add(j, "reached", ipv6_reach_session(e, host));
		json_close_object(j);
	}
	json_close_array(j);
}

void
reach_line_add_domain(struct text *t, const struct evidence *e,
    const struct domain_mail *m, bool over_ipv6)
{
	struct ipv6_servers servers;
	struct json j = json_over(t);
	ipv6_servers_find(e, m->domain, over_ipv6, &servers);
	json_open_object(&j);
	json_add_key_string(&j, "kind", "ipv6");
	record_add_name(&j, "domain", m->domain);
	add_servers(&j, &servers);
	add_hosts(&j, e, m);
	json_close_object(&j);
	text_add_char(t, '\n');
}
