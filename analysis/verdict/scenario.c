#include "scenario.h"

#include "analysis/dnssec/zone_chain.h"

void
scenario_init(struct scenario *s, const struct judge_input *input,
    struct signature_memo *memo)
{
	s->input = *input;
	validator_init(&s->validator, &s->input.dnssec, zone_chain_judge, memo);
}

void
scenario_fini(struct scenario *s)
{
	validator_fini(&s->validator);
}

void
scenario_set_time(struct scenario *s, int64_t at_ns)
{
	s->input.dnssec.at_ns = at_ns;
	validator_forget(&s->validator);
}

void
scenario_set_patches(struct scenario *s, const struct patches *patches)
{
	s->input.dnssec.patches = *patches;
	validator_forget(&s->validator);
}
