#include "mail_plan.h"

#include <stdlib.h>

#include "dns/tlsa_name.h"
#include "analysis/evidence/mail_targets.h"
#include "analysis/dnssec/alias_chain.h"

/* All names that a CNAME in some answer leads to. */
static void
note_targets(const struct reply *r, struct name_map *targets)
{
	for (size_t i = 0; i < r->answers.count; i++) {
		const struct rrset *set = &r->answers.at[i];
		struct dns_name target;
		if (set->type == DNS_CNAME && alias_target(set, &target) &&
		    !dns_name_equal(set->owner, &target))
			name_map_at(targets, &target, 0)->value = targets;
	}
}

static void
find_targets(const struct evidence *e, uint16_t type, struct name_map *targets)
{
	for (size_t i = 0; i < name_map_count(&e->replies); i++) {
		const struct name_map_entry *s = name_map_entry(&e->replies, i);
		if (s->type == type)
			note_targets(s->value, targets);
	}
}

static int
by_name(const void *a, const void *b)
{
	return dns_name_compare(*(const struct dns_name *const *)a,
	    *(const struct dns_name *const *)b);
}

static void
sort_names(const struct dns_name **names, size_t count)
{
	if (count > 1)
		qsort(names, count, sizeof(*names), by_name);
}

/* The user named it, whatever leads to it besides. */
static bool
is_listed(const struct reply *r)
{
	while (r != NULL && !r->listed)
		r = r->other;
	return r != NULL;
}

/* A domain by its MX question, unless only a CNAME leads to it. */
static bool
is_asked_domain(const struct evidence *e, const struct name_map *targets,
    const struct name_map_entry *s)
{
	return s->type == DNS_MX &&
	       (is_listed(s->value) ||
		   name_map_get(targets, s->name, 0) == NULL) &&
	       name_map_get(&e->delegations, s->name, 0) == NULL;
}

static void
find_domains(struct mail_plan *p, const struct evidence *e)
{
	struct name_map targets;
	size_t n = name_map_count(&e->delegations);
	name_map_init(&targets, &p->arena);
	find_targets(e, DNS_MX, &targets);
	for (size_t i = 0; i < name_map_count(&e->replies); i++)
		n += is_asked_domain(
		    e, &targets, name_map_entry(&e->replies, i));
	p->domains = arena_alloc(&p->arena, n * sizeof(struct dns_name *));
	for (size_t i = 0; i < name_map_count(&e->delegations); i++)
		p->domains[p->domain_count++] =
		    name_map_entry(&e->delegations, i)->name;
	for (size_t i = 0; i < name_map_count(&e->replies); i++) {
		const struct name_map_entry *s = name_map_entry(&e->replies, i);
		if (is_asked_domain(e, &targets, s))
			p->domains[p->domain_count++] = s->name;
	}
	sort_names(p->domains, p->domain_count);
	name_map_fini(&targets);
}

static struct host_use *
host_use(struct mail_plan *p, const struct dns_name *name)
{
	struct name_map_entry *slot = name_map_at(&p->by_host, name, 0);
	struct host_use *use = slot->value;
	if (use == NULL) {
		slot->value = use = arena_alloc(&p->arena, sizeof(*use));
		use->host = slot->name;
	}
	return use;
}

static void
note_use(struct mail_plan *p, const struct dns_name *host,
    const struct dns_name *domain)
{
	struct host_use *use = host_use(p, host);
	if (use->domain != NULL && dns_name_equal(use->domain, domain))
		return; /* two MX records with one target */
	use->domains++;
	use->domain = domain;
}

/* Whom this domain sends its mail to. */
static void
note_uses(struct mail_plan *p, const struct evidence *e,
    const struct dns_name *domain)
{
	struct alias_chain t;
	alias_chain_follow(e, domain, DNS_MX, 0, &t);
	bool itself =
	    t.end == ALIAS_NEGATIVE && mail_target_asked_itself(e, domain);
	if (itself && !t.reply->nxdomain)
		note_use(p, domain, domain);
	else if (
	    itself) /* the denial may yet prove that there is such a name */
		host_use(p, domain);
	for (size_t i = 0; t.rrset != NULL && i < t.rrset->count; i++) {
		struct mail_target target;
		if (mail_target_parse(&t.rrset->rdata[i], &target) ==
		    MAIL_TARGET_HOST)
			note_use(p, &target.host, domain);
	}
}

/* Hosts that were asked about though no MX names them: a list of hosts. */
static void
find_asked_hosts(struct mail_plan *p, const struct evidence *e)
{
	static const uint16_t types[] = {DNS_A, DNS_AAAA, DNS_TLSA};
	struct name_map targets;
	name_map_init(&targets, &p->arena);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		find_targets(e, types[i], &targets);
	for (size_t i = 0; i < name_map_count(&e->replies); i++) {
		const struct name_map_entry *s = name_map_entry(&e->replies, i);
		struct dns_name host;
		if (s->type == DNS_TLSA && tlsa_host(s->name, &host) &&
		    host.len > 1 &&
		    name_map_get(&targets, s->name, 0) == NULL &&
		    name_map_get(&targets, &host, 0) == NULL)
			host_use(p, &host);
	}
	name_map_fini(&targets);
}

/* Also where only a CNAME leads to them, and no domain of theirs was asked. */
static void
find_listed_hosts(struct mail_plan *p, const struct evidence *e)
{
	for (size_t i = 0; i < name_map_count(&e->listed); i++) {
		const struct listed_host *h =
		    name_map_entry(&e->listed, i)->value;
		host_use(p, h->host)->listed = h->domains;
	}
}

static void
list_hosts(struct mail_plan *p)
{
	struct name_map_entry *sorted = name_map_sorted(&p->by_host, &p->arena);
	p->host_count = name_map_count(&p->by_host);
	p->hosts = arena_alloc(&p->arena, p->host_count * sizeof(*p->hosts));
	for (size_t i = 0; i < p->host_count; i++)
		p->hosts[i] = sorted[i].value;
}

void
mail_plan_init(struct mail_plan *p, const struct evidence *e)
{
	*p = (struct mail_plan){0};
	arena_init(&p->arena);
	name_map_init(&p->by_host, &p->arena);
	find_domains(p, e);
	for (size_t i = 0; i < p->domain_count; i++)
		note_uses(p, e, p->domains[i]);
	find_asked_hosts(p, e);
	find_listed_hosts(p, e);
	list_hosts(p);
}

void
mail_plan_fini(struct mail_plan *p)
{
	name_map_fini(&p->by_host);
	arena_fini(&p->arena);
}

uint64_t
host_use_domains(const struct host_use *use)
{
	return use->listed > use->domains ? use->listed : use->domains;
}

const struct host_use *
mail_plan_host(const struct mail_plan *p, const struct dns_name *host)
{
	static const struct host_use unknown = {
	    .outcome = {
		STUDY_UNKNOWN, SENDER_INDETERMINATE, REASON_EVIDENCE_MISSING}};
	const struct host_use *use = name_map_get(&p->by_host, host, 0);
	return use != NULL ? use : &unknown;
}
