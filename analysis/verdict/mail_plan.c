#include "mail_plan.h"

#include <stdlib.h>

#include "dns/tlsa_name.h"
#include "plan_uses.h"

static void
note_target(void *arg, const struct dns_name *target)
{
	name_map_at(arg, target, 0)->value = arg;
}

/* All names that a CNAME in some answer leads to. */
static void
find_targets(const struct evidence *e, uint16_t type, struct name_map *targets)
{
	for (size_t i = 0; i < name_map_count(&e->replies); i++) {
		const struct name_map_entry *s = name_map_entry(&e->replies, i);
		if (s->type == type)
			plan_targets_of(s->value, note_target, targets);
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

/* A domain by its MX question, unless only a CNAME leads to it. */
static bool
is_asked_domain(const struct evidence *e, const struct name_map *targets,
    const struct name_map_entry *s)
{
	return s->type == DNS_MX &&
	       (plan_is_listed(s->value) ||
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

/* `domain` NULL: nobody's. */
static void
note_use(void *arg, const struct dns_name *host, const struct dns_name *domain)
{
	struct host_use *use = host_use(arg, host);
	if (domain == NULL ||
	    (use->domain != NULL && dns_name_equal(use->domain, domain)))
		return; /* two MX records with one target */
	use->domains++;
	use->domain = domain;
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
		plan_uses_of(e, p->domains[i], note_use, p);
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
	const struct host_use *use = p->find != NULL
					 ? p->find(p->find_arg, host)
					 : name_map_get(&p->by_host, host, 0);
	return use != NULL ? use : &unknown;
}
