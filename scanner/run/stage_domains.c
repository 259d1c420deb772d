#include "stage_work.h"

/* A list has no zone file: nothing is sprayed, and the plan is NULL. */
static int
plan(const struct stage_work *w, void **out)
{
	struct spray *spray = NULL;
	int rc = w->domains->list != NULL
		     ? 0
		     : spray_new_domains(w->domains, &spray);
	*out = spray;
	return rc;
}

/* The resolver finds each domain's servers. */
static void
run_list(const struct stage_work *w)
{
	if (!stage_begin(w, STAGE_DOMAINS, NULL, NULL))
		return;
	uint32_t total = domains_count(w->domains);
	for (uint64_t i = w->shard; i < total && !stage_is_halted(w);
	     i += w->shards) {
		struct dns_name name;
		domains_name(w->domains, (uint32_t)i, &name);
		stage_ask(w, &name, DNS_MX);
	}
	stage_end_questions(w, STAGE_DOMAINS);
}

static void
run(const struct stage_work *w, void *spray)
{
	if (spray == NULL)
		run_list(w);
	else
		stage_spray(w, spray, SPRAY_SHARDED, NULL);
}

static void
free_plan(void *spray)
{
	if (spray != NULL)
		spray_free(spray);
}

const struct stage_row stage_domains = {plan, run, free_plan};
