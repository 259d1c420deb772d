#include "judge.h"

#include "base/macros.h"
#include "fix.h"

void
judge_init(struct judge *j, const struct judge_config *config)
{
	struct validator *all[] = {&j->now, &j->later, &j->mender};
	j->memo = (struct signature_memo){0};
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		validator_init(
		    all[i], config->evidence, config->anchors, config->at_ns);
		all[i]->iterations_max = config->nsec3_iterations;
		all[i]->work.memo = &j->memo;
		all[i]->paper = config->paper;
		all[i]->roots = config->roots;
		all[i]->history = config->history;
	}
}

void
judge_fini(struct judge *j)
{
	validator_fini(&j->now);
	validator_fini(&j->later);
	validator_fini(&j->mender);
}

void
judge_host(struct judge *j, struct host_use *use, struct host_report *out)
{
	struct instants instants;
	struct arena *keep = &j->now.arena;
	validator_collect(&j->now, &instants);
	plan_judge_host(&j->now, use, &out->verdict);
	validator_collect(&j->now, NULL);
	out->forecast = forecast_host(&j->later, keep, use, &instants);
	out->fix = fix_host(&j->mender, keep, use, &out->verdict);
}

void
judge_domain(struct judge *j, const struct mail_plan *plan,
    const struct dns_name *domain, struct domain_report *out)
{
	struct instants instants;
	struct arena *keep = &j->now.arena;
	validator_collect(&j->now, &instants);
	plan_judge_domain(&j->now, plan, domain, &out->verdict);
	validator_collect(&j->now, NULL);
	out->forecast =
	    forecast_domain(&j->later, keep, plan, &out->verdict, &instants);
	out->fix = fix_domain(&j->mender, keep, plan, &out->verdict);
}

void
judge_trim(struct judge *j)
{
	validator_trim(&j->now);
	validator_trim(&j->later);
	validator_trim(&j->mender);
}
