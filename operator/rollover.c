#include "rollover.h"

#include <stdio.h>
#include <string.h>

#include "guard.h"

enum {
	HOUR_S = 3600,
	DOUBLINGS_MAX = 12,
	INSTALL_AGAIN = 3, /* failed probes after which it is done anew */
};

const char *const rollover_act_words[ROLLOVER_ACTS] = {
    [ROLLOVER_SLEEP] = "sleep",
    [ROLLOVER_LOOK] = "look",
    [ROLLOVER_MAKE_KEY] = "make key",
    [ROLLOVER_ISSUE_FOR] = "issue",
    [ROLLOVER_INSTALL_OF] = "install",
    [ROLLOVER_UPDATE] = "update",
};

/* What one step works with. */
struct rollover_turn {
	struct rollover *r;
	const struct rollover_policy *p;
	int64_t now_s;
};

void
rollover_init(struct rollover *r, const struct spki_digest *active,
    const struct spki_digest *standby, bool adopted, int64_t now_s)
{
	*r = (struct rollover){
	    .phase = adopted ? ROLLOVER_PROBE : ROLLOVER_START,
	    .purpose = adopted ? ROLLOVER_REPAIR : ROLLOVER_FIRST,
	    .active = *active,
	    .standby = *standby,
	    .keeps_others = true,
	    .active_since_s = now_s,
	    .phase_since_s = now_s,
	};
}

static void
enter(struct rollover *r, enum rollover_phase phase, int64_t now_s)
{
	r->phase = phase;
	r->phase_since_s = now_s;
	r->retry_at_s = 0;
	r->failures = 0;
	r->fault[0] = '\0';
}

static void
begin(struct rollover *r, enum rollover_purpose purpose,
    enum rollover_phase phase, int64_t now_s)
{
	r->purpose = purpose;
	enter(r, phase, now_s);
}

/* A key that an earlier attempt has made is as good as a new one. */
static void
begin_roll(struct rollover *r, int64_t now_s)
{
	r->keeps_others = false;
	begin(r, ROLLOVER_ROLL,
	    spki_digest_is_none(&r->next) ? ROLLOVER_KEY : ROLLOVER_ISSUE,
	    now_s);
}

bool
rollover_begin_roll(struct rollover *r, int64_t now_s)
{
	if (r->phase != ROLLOVER_IDLE)
		return false;
	begin_roll(r, now_s);
	return true;
}

bool
rollover_begin_renewal(struct rollover *r, int64_t now_s)
{
	if (r->phase != ROLLOVER_IDLE)
		return false;
	begin(r, ROLLOVER_RENEW, ROLLOVER_ISSUE, now_s);
	return true;
}

bool
rollover_begin_emergency(struct rollover *r, int64_t now_s)
{
	bool never = r->purpose == ROLLOVER_FIRST ||
		     (r->purpose == ROLLOVER_AHEAD && r->keeps_others);
	if (never || !spki_digest_is_none(&r->retired))
		return false;
	r->is_emergency = true;
	begin_roll(r, now_s);
	return true;
}

static bool
is_renewal_due(const struct rollover_turn *t)
{
	int64_t at = rollover_renew_at_s(t->r, t->p);
	return at != 0 && t->now_s >= at;
}

/* An adopted host without a chain rolls when its key is old. */
static bool
is_roll_due(const struct rollover_turn *t)
{
	return t->p->roll_s == 0 ? is_renewal_due(t)
				 : t->now_s >= rollover_roll_at_s(t->r, t->p);
}

/* Half of the time in which renewals are due is over. */
static bool
is_renewal_pressing(const struct rollover_turn *t)
{
	return t->r->not_after_s != 0 &&
	       t->now_s >=
		   t->r->not_after_s - rollover_renew_before_s(t->r, t->p) / 2;
}

static struct rollover_act
sleep_until(int64_t until_s)
{
	return (struct rollover_act){
	    .kind = ROLLOVER_SLEEP, .until_s = until_s};
}

/* Later again: what stands in the way is said, and the phase stays. */
static struct rollover_act
fail(const struct rollover_turn *t, const char *fault)
{
	struct rollover *r = t->r;
	unsigned doublings =
	    r->failures < DOUBLINGS_MAX ? r->failures : DOUBLINGS_MAX;
	int64_t pause = t->p->retry_s << doublings;
	if (pause > HOUR_S)
		pause = t->p->retry_s > HOUR_S ? t->p->retry_s : HOUR_S;
	r->failures++;
	r->retry_at_s = t->now_s + pause;
	if (fault != r->fault)
		snprintf(r->fault, sizeof(r->fault), "%s", fault);
	return sleep_until(r->retry_at_s);
}

static struct rollover_act
look(void)
{
	return (struct rollover_act){.kind = ROLLOVER_LOOK};
}

/* What this phase does, if nothing is new. */
static struct rollover_act
act_of(const struct rollover_turn *t)
{
	const struct rollover *r = t->r;
	struct rollover_act act = {.key = *rollover_target(r)};
	if (t->now_s < r->retry_at_s)
		return sleep_until(r->retry_at_s);
	switch (r->phase) {
	case ROLLOVER_KEY:
		act.kind = ROLLOVER_MAKE_KEY;
		return act;
	case ROLLOVER_ISSUE:
		act.kind = ROLLOVER_ISSUE_FOR;
		return act;
	case ROLLOVER_INSTALL:
		act.kind = ROLLOVER_INSTALL_OF;
		return act;
	case ROLLOVER_AGE:
		return t->now_s < r->aged_at_s ? sleep_until(r->aged_at_s)
					       : look();
	case ROLLOVER_IDLE:
		return t->now_s < r->look_at_s ? sleep_until(r->look_at_s)
					       : look();
	case ROLLOVER_START:
	case ROLLOVER_CHECK:
	case ROLLOVER_PROBE:
	case ROLLOVER_PUBLISH:
	case ROLLOVER_PHASES:
		break;
	}
	return look();
}

static struct rollover_act
go(const struct rollover_turn *t, enum rollover_phase phase)
{
	enter(t->r, phase, t->now_s);
	return act_of(t);
}

static struct rollover_act
rest(const struct rollover_turn *t)
{
	struct rollover *r = t->r;
	r->is_emergency = false;
	r->retired = (struct spki_digest){0};
	r->look_at_s = t->now_s + t->p->look_s;
	return go(t, ROLLOVER_IDLE);
}

/* A longer TTL of before counts until no cache holds what had it. */
static void
note_ttl(const struct rollover_turn *t, const struct rollover_look *l)
{
	struct rollover *r = t->r;
	bool is_over =
	    l->is_whole && t->now_s - r->hold_seen_s > (int64_t)r->hold_s;
	if (l->ttl_s < r->hold_s && !is_over)
		return;
	r->hold_s = l->ttl_s;
	r->hold_seen_s = t->now_s;
}

static struct rollover_act
start(const struct rollover_turn *t, const struct rollover_look *l)
{
	const char *fault = guard_dns(l, t->now_s);
	if (fault != NULL)
		return fail(t, fault);
	if (l->all.count == 0)
		return go(t, ROLLOVER_ISSUE);
	t->r->purpose = ROLLOVER_AHEAD;
	return go(t, ROLLOVER_PUBLISH);
}

/* Others have changed the set: first both keys have their records again. */
static struct rollover_act
repair(const struct rollover_turn *t)
{
	t->r->keeps_others = true;
	begin(t->r, ROLLOVER_REPAIR, ROLLOVER_PUBLISH, t->now_s);
	return act_of(t);
}

static struct rollover_act
check(const struct rollover_turn *t, const struct rollover_look *l)
{
	struct rollover *r = t->r;
	if (r->purpose == ROLLOVER_RENEW)
		return go(t, ROLLOVER_INSTALL);
	if (!r->is_emergency && t->now_s < r->aged_at_s)
		return sleep_until(r->aged_at_s);
	const char *fault = guard_install(r, t->p, l, t->now_s);
	if (fault == NULL)
		return go(t, ROLLOVER_INSTALL);
	if (r->purpose == ROLLOVER_FIRST && l->is_whole && l->all.count > 0)
		return go(t, ROLLOVER_START);
	if (r->purpose == ROLLOVER_ROLL && guard_dns(l, t->now_s) == NULL &&
	    !tlsa_set_has_key(&l->all, &r->standby))
		return repair(t);
	if (r->purpose == ROLLOVER_ROLL && !r->is_emergency &&
	    is_renewal_pressing(t)) {
		begin(r, ROLLOVER_RENEW, ROLLOVER_ISSUE, t->now_s);
		return act_of(t);
	}
	return fail(t, fault);
}

/* What was standby is served everywhere: it is the active one from now on. */
static void
switch_keys(const struct rollover_turn *t)
{
	struct rollover *r = t->r;
	r->retired = r->active;
	r->active = r->standby;
	r->standby = r->next;
	r->next = (struct spki_digest){0};
	r->active_since_s = t->now_s;
}

static struct rollover_act
probed(const struct rollover_turn *t, const struct rollover_look *l)
{
	struct rollover *r = t->r;
	bool rolls = r->purpose == ROLLOVER_ROLL;
	if (l->not_after_s != 0) {
		r->not_before_s = l->not_before_s;
		r->not_after_s = l->not_after_s;
	}
	if (r->purpose == ROLLOVER_RENEW)
		return rest(t);
	if (rolls && spki_digest_is_none(&r->retired))
		switch_keys(t);
	r->keeps_others = !rolls && r->purpose != ROLLOVER_AHEAD;
	return go(t, ROLLOVER_PUBLISH);
}

static struct rollover_act
probe(const struct rollover_turn *t, const struct rollover_look *l)
{
	struct rollover *r = t->r;
	const char *fault = NULL;
	if (!rollover_look_serves(l, rollover_target(r)))
		fault = l->fault[0] != '\0'
			    ? l->fault
			    : "not every address serves the key";
	else if (r->purpose == ROLLOVER_ROLL || r->purpose == ROLLOVER_RENEW)
		fault = !l->is_authenticated && !r->is_emergency
			    ? "a sender would not deliver authenticated"
			    : NULL;
	if (fault == NULL)
		return probed(t, l);
	struct rollover_act act = fail(t, fault);
	if (r->failures % INSTALL_AGAIN == 0 && r->next_not_after_s != 0)
		r->phase = ROLLOVER_INSTALL;
	return act;
}

static bool
is_shown(const struct rollover *r, const struct rollover_look *l,
    struct tlsa_set *wanted)
{
	rollover_wanted(r, &l->all, wanted);
	return tlsa_set_is(&l->all, wanted) && l->servers_agree;
}

/* What is shown everywhere is W old at this time. */
static struct rollover_act
begin_to_age(const struct rollover_turn *t)
{
	t->r->aged_at_s = t->now_s + rollover_wait_s(t->p, t->r->hold_s);
	return go(t, ROLLOVER_AGE);
}

static struct rollover_act
publish(const struct rollover_turn *t, const struct rollover_look *l)
{
	struct rollover *r = t->r;
	struct rollover_act act = {.kind = ROLLOVER_UPDATE, .from = l->all};
	const char *fault = guard_dns(l, t->now_s);
	if (fault != NULL)
		return fail(t, fault);
	if (is_shown(r, l, &act.to))
		return begin_to_age(t);
	fault = guard_update(r, l, &act.to);
	return fault != NULL ? fail(t, fault) : act;
}

static struct rollover_act
aged(const struct rollover_turn *t, const struct rollover_look *l)
{
	struct rollover *r = t->r;
	struct tlsa_set wanted;
	const char *fault = guard_dns(l, t->now_s);
	if (fault != NULL)
		return fail(t, fault);
	if (!is_shown(r, l, &wanted))
		return go(t, ROLLOVER_PUBLISH);
	if (r->purpose == ROLLOVER_AHEAD && r->keeps_others)
		return go(t, ROLLOVER_ISSUE);
	if (r->keeps_others && wanted.count > 2) {
		r->keeps_others = false;
		return go(t, ROLLOVER_PUBLISH);
	}
	r->keeps_others = false;
	return rest(t);
}

static struct rollover_act
idle(const struct rollover_turn *t, const struct rollover_look *l)
{
	struct rollover *r = t->r;
	struct tlsa_set wanted;
	const char *fault = guard_dns(l, t->now_s);
	if (fault == NULL && !is_shown(r, l, &wanted))
		return repair(t);
	if (fault == NULL && is_roll_due(t))
		fault = guard_wait(r, t->p);
	if (fault == NULL && is_roll_due(t)) {
		begin_roll(r, t->now_s);
		return act_of(t);
	}
	if (is_renewal_due(t)) {
		begin(r, ROLLOVER_RENEW, ROLLOVER_ISSUE, t->now_s);
		return act_of(t);
	}
	if (fault == NULL && !rollover_look_serves(l, &r->active))
		fault = l->fault[0] != '\0'
			    ? l->fault
			    : "not every address serves the key";
	if (fault == NULL && !l->is_authenticated)
		fault = "a sender would not deliver authenticated";
	if (fault != NULL)
		return fail(t, fault);
	return rest(t);
}

static struct rollover_act
looked(const struct rollover_turn *t, const struct rollover_look *l)
{
	note_ttl(t, l);
	switch (t->r->phase) {
	case ROLLOVER_START:
		return start(t, l);
	case ROLLOVER_CHECK:
		return check(t, l);
	case ROLLOVER_PROBE:
		return probe(t, l);
	case ROLLOVER_PUBLISH:
		return publish(t, l);
	case ROLLOVER_AGE:
		return aged(t, l);
	case ROLLOVER_IDLE:
		return idle(t, l);
	case ROLLOVER_KEY:
	case ROLLOVER_ISSUE:
	case ROLLOVER_INSTALL:
	case ROLLOVER_PHASES:
		break;
	}
	return act_of(t);
}

static struct rollover_act
done(const struct rollover_turn *t, const struct rollover_event *e)
{
	struct rollover *r = t->r;
	switch (r->phase) {
	case ROLLOVER_KEY:
		r->next = e->key;
		return go(t, ROLLOVER_ISSUE);
	case ROLLOVER_ISSUE:
		r->next_not_before_s = e->not_before_s;
		r->next_not_after_s = e->not_after_s;
		return go(t, ROLLOVER_CHECK);
	case ROLLOVER_INSTALL:
		r->not_before_s = r->next_not_before_s;
		r->not_after_s = r->next_not_after_s;
		return go(t, ROLLOVER_PROBE);
	case ROLLOVER_PUBLISH:
		/* Whatever a server says of an update, what counts is what
		 * all of them show: it is read back, after a while. */
		return fail(t, "the update is not shown yet");
	case ROLLOVER_START:
	case ROLLOVER_CHECK:
	case ROLLOVER_PROBE:
	case ROLLOVER_AGE:
	case ROLLOVER_IDLE:
	case ROLLOVER_PHASES:
		break;
	}
	return act_of(t);
}

struct rollover_act
rollover_step(struct rollover *r, const struct rollover_policy *p,
    const struct rollover_event *e, int64_t now_s)
{
	const struct rollover_turn t = {r, p, now_s};
	r->stepped_at_s = now_s;
	switch (e->kind) {
	case ROLLOVER_WOKEN:
		/* Who has slept, or was killed, looks once more before. */
		if (r->phase == ROLLOVER_INSTALL)
			r->phase = ROLLOVER_CHECK;
		break;
	case ROLLOVER_LOOKED:
		return looked(&t, e->look);
	case ROLLOVER_DONE:
		return done(&t, e);
	case ROLLOVER_FAILED:
		return fail(&t, e->fault);
	}
	return act_of(&t);
}
