/* What stands in the way of each act, one thing at a time. */
#include "operator/rollover.h"

#include <string.h>

#include "base/macros.h"
#include "tap.h"

enum { NOW = 1800000000, DAY = 86400, TTL = 3600 };

static const struct spki_digest a = {{1}}, s = {{2}}, n = {{3}}, x = {{9}};
static const struct rollover_policy policy = {
    .roll_s = 180 * DAY,
    .propagation_s = 300,
    .look_s = 3600,
    .retry_s = 60,
};

static struct tlsa_set
set_of(const struct spki_digest *one, const struct spki_digest *two)
{
	struct tlsa_set set = {0};
	tlsa_set_add_key(&set, one);
	if (two != NULL)
		tlsa_set_add_key(&set, two);
	return set;
}

/* All is well: both records everywhere, the active key served. */
static struct rollover_look
good_look(const struct spki_digest *served)
{
	struct rollover_look l = {.is_whole = true,
	    .is_secure = true,
	    .servers_agree = true,
	    .ttl_s = TTL,
	    .signed_until_s = NOW + 14 * DAY,
	    .address_count = 2,
	    .served_count = 1,
	    .is_authenticated = true};
	l.all = l.common = set_of(&a, &s);
	l.served[0] = *served;
	return l;
}

/* At rest, with a certificate of 90 days from ten days ago. */
static struct rollover
at(enum rollover_phase phase, enum rollover_purpose purpose)
{
	struct rollover r = {.phase = phase,
	    .purpose = purpose,
	    .active = a,
	    .standby = s,
	    .active_since_s = NOW - 10 * DAY,
	    .not_before_s = NOW - 10 * DAY,
	    .not_after_s = NOW + 80 * DAY};
	if (purpose == ROLLOVER_ROLL)
		r.next = n;
	return r;
}

static struct rollover_act
step(struct rollover *r, const struct rollover_look *l)
{
	struct rollover_event e = {.kind = ROLLOVER_LOOKED, .look = l};
	return rollover_step(r, &policy, &e, NOW);
}

/* Each spoils a look in one way. */
static void
not_whole(struct rollover_look *l)
{
	l->is_whole = false;
}

static void
not_secure(struct rollover_look *l)
{
	l->is_secure = false;
}

static void
servers_differ(struct rollover_look *l)
{
	l->servers_agree = false;
}

static void
signature_ends(struct rollover_look *l)
{
	l->signed_until_s = NOW + TTL;
}

static void
too_many(struct rollover_look *l)
{
	l->all.is_full = true;
}

static void
one_server_lacks_it(struct rollover_look *l)
{
	l->common = set_of(&a, NULL);
	l->servers_agree = false;
}

static void
sha512_beside(struct rollover_look *l)
{
	uint8_t bytes[TLSA_SET_RDATA_MAX] = {3, 1, 2};
	struct rdata r = {bytes, sizeof(bytes)};
	tlsa_set_add(&l->all, &r);
	tlsa_set_add(&l->common, &r);
}

static void
two_keys_served(struct rollover_look *l)
{
	l->served[1] = x;
	l->served_count = 2;
}

static void
one_address_silent(struct rollover_look *l)
{
	l->unserved_count = 1;
}

static void
ttl_of_weeks(struct rollover_look *l)
{
	l->ttl_s = 10 * DAY;
	l->signed_until_s = NOW + 30 * DAY;
}

static void
not_authenticated(struct rollover_look *l)
{
	l->is_authenticated = false;
}

static const struct {
	const char *name;
	enum rollover_phase phase;
	void (*spoil)(struct rollover_look *l);
} guards[] = {
    {"a server is silent: no installation", ROLLOVER_CHECK, not_whole},
    {"no proof: no installation", ROLLOVER_CHECK, not_secure},
    {"servers differ: no installation", ROLLOVER_CHECK, servers_differ},
    {"a signature ends: no installation", ROLLOVER_CHECK, signature_ends},
    {"a server lacks it: no installation", ROLLOVER_CHECK, one_server_lacks_it},
    {"3 1 2 hides 3 1 1: no installation", ROLLOVER_CHECK, sha512_beside},
    {"W is too long: no installation", ROLLOVER_CHECK, ttl_of_weeks},
    {"an address has the old key: it stays", ROLLOVER_PROBE, two_keys_served},
    {"an address is silent: both stay", ROLLOVER_PROBE, one_address_silent},
    {"senders would defer: both stay", ROLLOVER_PROBE, not_authenticated},
    {"a server is silent: no update", ROLLOVER_PUBLISH, not_whole},
    {"no proof: no update", ROLLOVER_PUBLISH, not_secure},
    {"servers differ: no update", ROLLOVER_PUBLISH, servers_differ},
    {"a signature ends: no update", ROLLOVER_PUBLISH, signature_ends},
    {"more than can be kept: no update", ROLLOVER_PUBLISH, too_many},
    {"an address has the old key: no update", ROLLOVER_PUBLISH,
	two_keys_served},
    {"an address is silent: no update", ROLLOVER_PUBLISH, one_address_silent},
    {"a server is silent: no rest", ROLLOVER_AGE, not_whole},
    {"servers differ: no rest", ROLLOVER_AGE, servers_differ},
};

/* A roll whose turn it is, in this phase; and what it would do. */
static struct rollover
rolling(enum rollover_phase phase, struct rollover_look *l)
{
	struct rollover r = at(phase, ROLLOVER_ROLL);
	*l = good_look(phase == ROLLOVER_CHECK ? &a : &s);
	if (phase == ROLLOVER_PUBLISH || phase == ROLLOVER_AGE) {
		r.retired = a;
		r.active = s;
		r.standby = n;
		r.next = (struct spki_digest){{0}};
	}
	if (phase == ROLLOVER_AGE)
		l->all = l->common = set_of(&s, &n);
	return r;
}

static void
test_guards(void)
{
	for (size_t i = 0; i < ARRAY_LEN(guards); i++) {
		struct rollover_look l;
		struct rollover r = rolling(guards[i].phase, &l), same = r;
		struct rollover_act act = step(&same, &l);
		bool goes = same.phase != guards[i].phase ||
			    act.kind == ROLLOVER_UPDATE;
		guards[i].spoil(&l);
		act = step(&r, &l);
		ok(goes && r.phase == guards[i].phase &&
			act.kind == ROLLOVER_SLEEP && r.fault[0] != '\0' &&
			r.failures == 1 && act.until_s > NOW,
		    guards[i].name);
	}
}

static void
test_roll(void)
{
	struct rollover_look l;
	struct rollover r = rolling(ROLLOVER_CHECK, &l);
	struct rollover_act act = step(&r, &l);
	ok(act.kind == ROLLOVER_INSTALL_OF && spki_digest_is(&act.key, &s),
	    "what is aged and shown everywhere is installed");
	r = rolling(ROLLOVER_CHECK, &l);
	r.aged_at_s = NOW + 1;
	act = step(&r, &l);
	ok(act.kind == ROLLOVER_SLEEP && act.until_s == NOW + 1,
	    "not before every cache knows it");
	r = rolling(ROLLOVER_PROBE, &l);
	act = step(&r, &l);
	ok(r.phase == ROLLOVER_PUBLISH && spki_digest_is(&r.active, &s) &&
		spki_digest_is(&r.standby, &n) &&
		spki_digest_is(&r.retired, &a),
	    "served everywhere: the standby key is the active one");
	act = step(&r, &l);
	struct tlsa_set want = set_of(&s, &n);
	ok(act.kind == ROLLOVER_UPDATE && tlsa_set_is(&act.to, &want) &&
		tlsa_set_is(&act.from, &l.all),
	    "one update: the old record goes, the next one comes");
	l.all = l.common = want;
	act = step(&r, &l);
	ok(r.phase == ROLLOVER_AGE && act.kind == ROLLOVER_SLEEP &&
		act.until_s == NOW + 2 * TTL + 300,
	    "shown everywhere: it ages for 2 TTL and the propagation");
	r.retry_at_s = 0;
	act = step(&r, &l);
	ok(r.phase == ROLLOVER_IDLE && spki_digest_is_none(&r.retired),
	    "and rests");
}

static void
test_update_that_did_nothing(void)
{
	struct rollover_look l;
	struct rollover r = rolling(ROLLOVER_PUBLISH, &l);
	struct rollover_event done = {.kind = ROLLOVER_DONE};
	step(&r, &l);
	rollover_step(&r, &policy, &done, NOW);
	ok(r.phase == ROLLOVER_PUBLISH, "NOERROR is no proof");
	struct rollover_act act = step(&r, &l);
	ok(act.kind == ROLLOVER_UPDATE, "what is not there is asked for again");
}

static void
test_idle(void)
{
	struct rollover_look l = good_look(&a);
	struct rollover r = at(ROLLOVER_IDLE, ROLLOVER_ROLL);
	struct rollover_act act = step(&r, &l);
	ok(act.kind == ROLLOVER_SLEEP && act.until_s == NOW + 3600,
	    "at rest: the next look");
	r = at(ROLLOVER_IDLE, ROLLOVER_ROLL);
	r.not_before_s = NOW - 61 * DAY;
	r.not_after_s = NOW + 29 * DAY;
	act = step(&r, &l);
	ok(act.kind == ROLLOVER_ISSUE_FOR && spki_digest_is(&act.key, &a) &&
		r.purpose == ROLLOVER_RENEW,
	    "a third of its life is left: renewed, with the same key");
	r = at(ROLLOVER_IDLE, ROLLOVER_ROLL);
	r.active_since_s = NOW - 180 * DAY;
	r.next = (struct spki_digest){{0}};
	act = step(&r, &l);
	ok(act.kind == ROLLOVER_MAKE_KEY && r.purpose == ROLLOVER_ROLL,
	    "the key is old: rolled");
	r = at(ROLLOVER_IDLE, ROLLOVER_ROLL);
	l.all = l.common = set_of(&a, NULL);
	act = step(&r, &l);
	ok(act.kind == ROLLOVER_LOOK && r.purpose == ROLLOVER_REPAIR &&
		r.phase == ROLLOVER_PUBLISH,
	    "a record is gone: it comes again");
	act = step(&r, &l);
	ok(act.kind == ROLLOVER_UPDATE && act.to.count == 2, "both are there");
	r = at(ROLLOVER_IDLE, ROLLOVER_ROLL);
	l = good_look(&x);
	act = step(&r, &l);
	ok(act.kind == ROLLOVER_SLEEP && r.fault[0] != '\0',
	    "somebody serves another key: it is said");
}

static void
test_first(void)
{
	struct rollover r;
	struct rollover_look l = good_look(&x);
	rollover_init(&r, &a, &s, false, NOW);
	l.all = l.common = (struct tlsa_set){0};
	struct rollover_act act = step(&r, &l);
	ok(act.kind == ROLLOVER_ISSUE_FOR && r.purpose == ROLLOVER_FIRST,
	    "no TLSA records: a certificate first");
	rollover_init(&r, &a, &s, false, NOW);
	l.all = l.common = set_of(&x, NULL);
	step(&r, &l);
	act = step(&r, &l);
	ok(act.kind == ROLLOVER_UPDATE && act.to.count == 3 &&
		r.purpose == ROLLOVER_AHEAD,
	    "records of another key: ours beside it, long before it is served");
	for (uint8_t i = 0; l.all.count < 11; i++) {
		struct spki_digest more = {{100, i}};
		tlsa_set_add_key(&l.all, &more);
	}
	act = step(&r, &l);
	ok(act.kind == ROLLOVER_SLEEP && r.fault[0] != '\0',
	    "never more than 12 records");
	rollover_init(&r, &a, &s, true, NOW);
	l = good_look(&a);
	l.all = l.common = (struct tlsa_set){0};
	struct rollover_event woken = {.kind = ROLLOVER_WOKEN};
	act = rollover_step(&r, &policy, &woken, NOW);
	ok(act.kind == ROLLOVER_LOOK, "adopted: who serves what?");
	step(&r, &l);
	act = step(&r, &l);
	ok(act.kind == ROLLOVER_UPDATE && act.to.count == 2,
	    "the key that is served, and the standby one");
}

static void
test_emergency(void)
{
	struct rollover r = at(ROLLOVER_IDLE, ROLLOVER_REPAIR);
	struct rollover_look l = good_look(&x);
	l.is_whole = l.is_authenticated = false;
	ok(rollover_begin_emergency(&r, NOW) && r.phase == ROLLOVER_KEY,
	    "the key is lost: a roll at once");
	r.phase = ROLLOVER_CHECK;
	r.aged_at_s = NOW + DAY;
	struct rollover_act act = step(&r, &l);
	ok(act.kind == ROLLOVER_INSTALL_OF && spki_digest_is(&act.key, &s),
	    "without waiting, and whatever is served");
	r.phase = ROLLOVER_CHECK;
	l.common = set_of(&a, NULL);
	act = step(&r, &l);
	ok(act.kind == ROLLOVER_SLEEP, "but only what has a record");
	rollover_init(&r, &a, &s, false, NOW);
	ok(!rollover_begin_emergency(&r, NOW), "nothing was published yet");
}

static void
test_pauses(void)
{
	struct rollover r = at(ROLLOVER_ISSUE, ROLLOVER_RENEW);
	struct rollover_event e = {.kind = ROLLOVER_FAILED, .fault = "exit 2"};
	int64_t until[8];
	for (size_t i = 0; i < 8; i++)
		until[i] = rollover_step(&r, &policy, &e, NOW).until_s - NOW;
	ok(until[0] == 60 && until[1] == 120 && until[7] == 3600,
	    "pauses double, up to an hour");
	ok(strcmp(r.fault, "exit 2") == 0, "and the fault is kept");
	e.kind = ROLLOVER_WOKEN;
	ok(rollover_step(&r, &policy, &e, NOW + 3600).kind ==
		ROLLOVER_ISSUE_FOR,
	    "then it is tried again");
}

int
main(void)
{
	test_guards();
	test_roll();
	test_update_that_did_nothing();
	test_idle();
	test_first();
	test_emergency();
	test_pauses();
	return tap_end();
}
