#include <errno.h>
#include <stdlib.h>

#include "scanner/dns/domain_types.h"
#include "stage_work.h"

/*
 * Three parts, one after the other: of each domain the types that are wanted,
 * and of those with a DANE host what may stand beside DANE; and how mail gets
 * there (stage_reach.c).  Which those are is known by now, as is what has
 * its record already: that of a domain which is a mail host, or a name server,
 * itself.
 */
struct types_plan {
	struct spray *types, *policies; /* NULL: nothing is sprayed */
	struct array chosen;            /* uint32_t: domains with DANE */
};

static int
choose(const struct stage_work *w, struct array *chosen)
{
	const struct findings *f = w->findings;
	const struct mx_use *use = f->uses.at;
	for (size_t i = 0; i < f->uses.count; i++) {
		if (use[i].domain == UINT32_MAX ||
		    !hosts_has_tlsa(f->hosts, use[i].host))
			continue;
		uint32_t *row = array_push(chosen, 1, sizeof(*row));
		if (row == NULL)
			return -ENOMEM;
		*row = use[i].domain;
	}
	return 0;
}

static int
plan_types(const struct stage_work *w, struct types_plan *p)
{
	const struct domain_types *t = w->types;
	if (w->domains->list != NULL || t->count == 0)
		return 0;
	return spray_new_types(&(struct spray_types){.domains = w->domains,
				   .forms = t->forms,
				   .form_count = t->count},
	    &p->types);
}

static int
plan_policies(const struct stage_work *w, struct types_plan *p)
{
	const struct domain_types *t = w->types;
	int rc = t->policy_count > 0 ? choose(w, &p->chosen) : 0;
	if (rc < 0 || w->domains->list != NULL || p->chosen.count == 0)
		return rc;
	return spray_new_types(&(struct spray_types){.domains = w->domains,
				   .forms = t->policies,
				   .form_count = t->policy_count,
				   .chosen = p->chosen.at,
				   .chosen_count = p->chosen.count},
	    &p->policies);
}

static void
free_plan(void *planned)
{
	struct types_plan *p = planned;
	spray_free(p->types);
	spray_free(p->policies);
	array_fini(&p->chosen);
	free(p);
}

static int
plan(const struct stage_work *w, void **out)
{
	struct types_plan *p = calloc(1, sizeof(*p));
	if (p == NULL)
		return -ENOMEM;
	int rc = plan_types(w, p);
	if (rc == 0)
		rc = plan_policies(w, p);
	if (rc < 0)
		free_plan(p);
	else
		*out = p;
	return rc;
}

static void
ask(const struct stage_work *w, uint32_t domain,
    const struct question_form *forms, unsigned count)
{
	struct dns_name base, name;
	domains_name(w->domains, domain, &base);
	for (unsigned i = 0; i < count; i++)
		if (question_form_name(&forms[i], &base, &name))
			stage_ask(w, &name, forms[i].type);
}

/* The resolver finds each domain's servers, and asks nothing twice. */
static void
run_list(const struct stage_work *w, const struct types_plan *p)
{
	const struct domain_types *t = w->types;
	const uint32_t *chosen = p->chosen.at;
	uint32_t total = t->count > 0 ? domains_count(w->domains) : 0;
	if (!stage_begin(w, STAGE_TYPES, NULL, NULL))
		return;
	for (uint64_t i = w->shard; i < total && !stage_is_halted(w);
	     i += w->shards)
		ask(w, (uint32_t)i, t->forms, t->count);
	for (size_t i = 0; i < p->chosen.count && !stage_is_halted(w); i++)
		ask(w, chosen[i], t->policies, t->policy_count);
	stage_end_questions(w, STAGE_TYPES);
}

static bool
has_record(const void *ctx, const struct dns_question *q)
{
	return resolver_is_told(ctx, q);
}

static void
spray(const struct stage_work *w, struct spray *s, enum spray_share share)
{
	if (s == NULL || stage_is_halted(w))
		return;
	spray_close_recorded(s, has_record, w->resolver);
	stage_spray(w, s, share, NULL);
}

/* Those with DANE are of this shard, all of them: it asked for their MX. */
static void
run(const struct stage_work *w, void *planned)
{
	const struct types_plan *p = planned;
	if (w->domains->list != NULL)
		run_list(w, p);
	spray(w, p->types, SPRAY_SHARDED);
	spray(w, p->policies, SPRAY_WHOLE);
	stage_reach(w);
}

const struct stage_row stage_types = {plan, run, free_plan};
