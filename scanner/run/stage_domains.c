#include "referral_lines.h"
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

/*
 * No referral came to these: the parent's servers have the child as well, or
 * were silent, or it was an earlier start that heard one.  What they say of its
 * NS set is no evidence, and not recorded but as a delegation.  All of them are
 * on the disk before there is a record of a later stage, as a start that goes
 * on does not come back to this one.
 */
static void
visit_lacking(const struct stage_work *w, uint32_t total)
{
	if (w->referrals == NULL || stage_is_halted(w))
		return;
	recorder_resume(w->recorder, STAGE_DOMAINS, NULL, NULL);
	for (uint32_t i = 0; i < total && !stage_is_halted(w); i++) {
		struct dns_name name;
		if (!referral_lines_lacks(w->referrals, i))
			continue;
		domains_name(w->domains, i, &name);
		stage_visit(w, &name);
	}
	stage_end_questions(w, STAGE_DOMAINS);
	halt_fail(w->halt, part_finish(w->delegation_part));
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
	visit_lacking(w, total);
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
