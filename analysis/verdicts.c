#include "verdicts.h"

#include <string.h>

/* What is gathered of one host. */
struct host_use {
	size_t domains;
	const struct dns_name *next_hop; /* one of them, if its MX is secure */
	struct host_verdict verdict;
};

/* "_25._tcp.HOST" without its first two labels. */
static bool
host_of(const struct dns_name *name, struct dns_name *out)
{
	static const uint8_t prefix[] = "\003_25\004_tcp";
	struct dns_name tcp;
	return name->len > sizeof(prefix) &&
	       memcmp(name->wire, prefix, sizeof(prefix) - 1) == 0 &&
	       dns_name_parent(name, &tcp) && dns_name_parent(&tcp, out);
}

/* All names that a CNAME in some answer leads to. */
static void
note_targets(const struct reply *r, struct name_map *targets)
{
	for (size_t i = 0; i < r->answers.count; i++) {
		const struct rrset *set = &r->answers.at[i];
		struct dns_name target;
		if (set->type != DNS_CNAME)
			continue;
		struct wire w = rdata_wire(&set->rdata[0]);
		struct wire none = wire_over(w.at, 0);
		if (dns_name_parse(&w, &none, &target))
			name_map_at(targets, &target, 0)->value = targets;
	}
}

static void
find_targets(const struct evidence *e, uint16_t type, struct name_map *targets)
{
	for (size_t i = 0; i < e->replies.cap; i++) {
		const struct name_map_slot *s = &e->replies.slots[i];
		if (s->name != NULL && s->value != NULL && s->type == type)
			note_targets(s->value, targets);
	}
}

static void
find_domains(struct validator *v, struct name_map *domains)
{
	const struct evidence *e = v->evidence;
	struct name_map targets;
	name_map_init(&targets, v->arena);
	find_targets(e, DNS_MX, &targets);
	for (size_t i = 0; i < e->delegations.cap; i++) {
		const struct name_map_slot *s = &e->delegations.slots[i];
		if (s->name != NULL)
			name_map_at(domains, s->name, 0)->value = domains;
	}
	for (size_t i = 0; i < e->replies.cap; i++) {
		const struct name_map_slot *s = &e->replies.slots[i];
		if (s->name != NULL && s->type == DNS_MX &&
		    name_map_get(&targets, s->name, 0) == NULL)
			name_map_at(domains, s->name, 0)->value = domains;
	}
}

static struct host_use *
host_use(
    struct validator *v, struct name_map *hosts, const struct dns_name *name)
{
	struct name_map_slot *slot = name_map_at(hosts, name, 0);
	if (slot->value == NULL)
		slot->value = arena_alloc(v->arena, sizeof(struct host_use));
	return slot->value;
}

/* Hosts that were asked about though no MX names them: a list of hosts. */
static void
find_asked_hosts(struct validator *v, struct name_map *hosts)
{
	const struct evidence *e = v->evidence;
	struct name_map targets;
	name_map_init(&targets, v->arena);
	find_targets(e, DNS_A, &targets);
	find_targets(e, DNS_AAAA, &targets);
	find_targets(e, DNS_TLSA, &targets);
	for (size_t i = 0; i < e->replies.cap; i++) {
		const struct name_map_slot *s = &e->replies.slots[i];
		struct dns_name host;
		if (s->name != NULL && s->type == DNS_TLSA &&
		    host_of(s->name, &host) &&
		    name_map_get(&targets, s->name, 0) == NULL &&
		    name_map_get(&targets, &host, 0) == NULL)
			host_use(v, hosts, &host);
	}
}

static void
note_uses(
    struct validator *v, struct name_map *hosts, const struct domain_mail *m)
{
	bool secure = m->mx->state.security == SECURITY_SECURE;
	for (size_t i = 0; i < m->host_count; i++) {
		struct host_use *use = host_use(v, hosts, m->hosts[i].host);
		use->domains++;
		use->next_hop = secure ? m->domain : NULL;
	}
}

/*
 * A domain's own name counts in a certificate (R13) where the host is of that
 * domain alone: one verdict is given per host, not per domain.
 */
static void
judge_hosts(struct validator *v, struct name_map *hosts, struct verdicts *out)
{
	struct name_map_slot *sorted = name_map_sorted(hosts, v->arena);
	out->host_count = hosts->count;
	out->hosts =
	    arena_alloc(v->arena, out->host_count * sizeof(*out->hosts));
	for (size_t i = 0; i < out->host_count; i++) {
		struct host_use *use = sorted[i].value;
		size_t hops = use->domains == 1 && use->next_hop != NULL;
		host_verdict_judge(
		    v, sorted[i].name, &use->next_hop, hops, &use->verdict);
		use->verdict.domains = use->domains;
		out->hosts[i] = use->verdict;
	}
}

void
verdicts_judge(struct validator *v, struct verdicts *out)
{
	struct name_map domains, hosts;
	name_map_init(&domains, v->arena);
	name_map_init(&hosts, v->arena);
	find_domains(v, &domains);
	size_t n = out->domain_count = domains.count;
	struct name_map_slot *sorted = name_map_sorted(&domains, v->arena);
	struct domain_mail *mails = arena_alloc(v->arena, n * sizeof(*mails));
	for (size_t i = 0; i < n; i++) {
		domain_mail_find(v, sorted[i].name, &mails[i]);
		note_uses(v, &hosts, &mails[i]);
	}
	find_asked_hosts(v, &hosts);
	judge_hosts(v, &hosts, out);
	out->domains = arena_alloc(v->arena, n * sizeof(*out->domains));
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < mails[i].host_count; k++) {
			struct domain_host *h = &mails[i].hosts[k];
			h->verdict = &host_use(v, &hosts, h->host)->verdict;
		}
		domain_verdict_judge(v, &mails[i], &out->domains[i]);
	}
}
