#include "state.h"

const char *const rollover_phase_words[ROLLOVER_PHASES] = {
    [ROLLOVER_START] = "start",
    [ROLLOVER_KEY] = "key",
    [ROLLOVER_ISSUE] = "issue",
    [ROLLOVER_CHECK] = "check",
    [ROLLOVER_INSTALL] = "install",
    [ROLLOVER_PROBE] = "probe",
    [ROLLOVER_PUBLISH] = "publish",
    [ROLLOVER_AGE] = "age",
    [ROLLOVER_IDLE] = "idle",
};

const char *const rollover_purpose_words[ROLLOVER_PURPOSES] = {
    [ROLLOVER_FIRST] = "first",
    [ROLLOVER_AHEAD] = "ahead",
    [ROLLOVER_REPAIR] = "repair",
    [ROLLOVER_RENEW] = "renew",
    [ROLLOVER_ROLL] = "roll",
};

const struct spki_digest *
rollover_target(const struct rollover *r)
{
	/* Once the roll is served, what was standby is active. */
	bool ahead =
	    r->purpose == ROLLOVER_ROLL && spki_digest_is_none(&r->retired);
	return ahead ? &r->standby : &r->active;
}

void
rollover_wanted(const struct rollover *r, const struct tlsa_set *present,
    struct tlsa_set *out)
{
	*out = (struct tlsa_set){0};
	if (r->keeps_others)
		tlsa_set_add_all(out, present);
	tlsa_set_add_key(out, &r->active);
	tlsa_set_add_key(out, &r->standby);
}

int64_t
rollover_wait_s(const struct rollover_policy *p, uint32_t ttl_s)
{
	return 2 * (int64_t)ttl_s + p->propagation_s;
}

int64_t
rollover_renew_before_s(
    const struct rollover *r, const struct rollover_policy *p)
{
	int64_t life = r->not_after_s - r->not_before_s;
	bool fits = p->renew_before_s > 0 && p->renew_before_s < life;
	return fits ? p->renew_before_s : life / 3;
}

int64_t
rollover_renew_at_s(const struct rollover *r, const struct rollover_policy *p)
{
	return r->not_after_s == 0
		   ? 0
		   : r->not_after_s - rollover_renew_before_s(r, p);
}

int64_t
rollover_roll_at_s(const struct rollover *r, const struct rollover_policy *p)
{
	return p->roll_s == 0 ? 0 : r->active_since_s + p->roll_s;
}
