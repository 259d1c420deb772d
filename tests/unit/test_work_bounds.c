/*
 * The bounds of R21 hold: evidence that was made to cost time gets a reason
 * of its own, and no more than so many checks and hashes are made for it.
 * What that is in milliseconds is tests/bench/adversary.c's business.
 */
#include <string.h>

#include "analysis/dnssec/denial.h"
#include "analysis/dnssec/zone.h"
#include "analysis/verdict/judge.h"
#include "hostile_world.h"
#include "tap.h"

enum { MANY = 24 };

static bool
state_is(const struct dnssec_state *s, const char *want)
{
	char have[64];
	snprintf(have, sizeof(have), "%s%s%s", security_text(s->security),
	    s->reason != REASON_NONE ? " " : "", reason_text(s->reason));
	if (strcmp(have, want) == 0)
		return true;
	printf("# have %s (%s), want %s\n", have,
	    s->detail != NULL ? s->detail : "", want);
	return false;
}

/* Of the question alone; its zones have budgets of their own. */
static bool
cost_is(const struct lookup *l, unsigned want)
{
	if (l->cost == want)
		return true;
	printf("# cost %u, want %u\n", l->cost, want);
	return false;
}

static const struct lookup *
ask_first(struct hostile_world *w, const char *name)
{
	hostile_world_seal(w);
	return hostile_ask(w, name, DNS_A);
}

static void
add_zone(struct hostile_world *w, const struct hostile_zone *z,
    const struct hostile_zone *parent, size_t fitting, struct signing keys)
{
	add_ds_reply(w, z, fitting, 0, (struct signing){.by = parent});
	add_keys(w, z, keys);
}

static void
add_answer(struct hostile_world *w, const char *name, struct signing how)
{
	struct dns_name owner = hostile_name(name);
	reply_open(w, name, DNS_A, "NOERROR", "trap");
	add_address(w, &owner, how);
	reply_authority(w);
	reply_close(w);
}

/* One zone "trap" of such keys; "www.trap" signed in such a way. */
static void
test_answer(const char *what, uint8_t algorithm, size_t keys,
    enum hostile_tags tags, struct signing how, const char *want, unsigned cost)
{
	struct hostile_world w;
	hostile_world_init(&w);
	struct hostile_zone z = hostile_zone_new("trap", algorithm, keys, tags);
	size_t fitting = tags == TAGS_OWN_LAST ? keys : 1;
	how.by = &z;
	add_zone(&w, &z, &w.root, fitting, (struct signing){.by = &z});
	add_answer(&w, "www.trap", how);
	const struct lookup *l = ask_first(&w, "www.trap");
	ok(state_is(&l->state, want) && cost_is(l, cost), what);
	hostile_world_fini(&w);
	hostile_zone_free(&z);
}

static void
test_answers(void)
{
	test_answer("one key, one signature", HOSTILE_P256, 1, TAGS_APART,
	    (struct signing){0}, "secure", 1);
	test_answer("four keys of one tag, the last is it", HOSTILE_P256, 4,
	    TAGS_OWN_LAST, (struct signing){0}, "secure", 4);
	test_answer("... after a forged one: the eighth check", HOSTILE_P256, 4,
	    TAGS_OWN_LAST, (struct signing){.forged = 1}, "secure", 8);
	test_answer("... after two: a ninth would be needed", HOSTILE_P256, 4,
	    TAGS_OWN_LAST, (struct signing){.forged = 2}, "bogus too_much_work",
	    8);
	test_answer("five keys of one tag, the last is it: no such zone",
	    HOSTILE_P256, 5, TAGS_OWN_LAST, (struct signing){0},
	    "bogus too_much_work", 0);
	test_answer("KeyTrap, P-256", HOSTILE_P256, MANY, TAGS_OWN_FIRST,
	    (struct signing){.forged = MANY}, "bogus too_much_work", 8);
	test_answer("KeyTrap, P-384: a check costs three", HOSTILE_P384, MANY,
	    TAGS_OWN_FIRST, (struct signing){.forged = MANY},
	    "bogus too_much_work", 24);
	test_answer("KeyTrap, Ed448", HOSTILE_ED448, MANY, TAGS_OWN_FIRST,
	    (struct signing){.forged = MANY}, "bogus too_much_work", 8);
	test_answer("KeyTrap, RSA of 4096 bits", HOSTILE_RSA, MANY,
	    TAGS_OWN_FIRST, (struct signing){.forged = MANY},
	    "bogus too_much_work", 8);
	test_answer("seven forged ones by seven keys, and a good one",
	    HOSTILE_P256, MANY, TAGS_APART,
	    (struct signing){.forged = 7, .spread = true}, "secure", 8);
	test_answer("1,000 signatures, the good one last", HOSTILE_P256, MANY,
	    TAGS_APART, (struct signing){.forged = 1000, .spread = true},
	    "bogus too_much_work", 8);
	test_answer("forged ones only", HOSTILE_P256, 1, TAGS_APART,
	    (struct signing){.forged = 7, .unsound = true}, "bogus rrsig_wrong",
	    7);
}

/* KeyTrap one level up: nothing is left to do for the question itself. */
static void
test_dnskey_set(void)
{
	struct hostile_world w;
	hostile_world_init(&w);
	struct hostile_zone z =
	    hostile_zone_new("trap", HOSTILE_P256, 6, TAGS_OWN_LAST);
	add_zone(&w, &z, &w.root, 6, (struct signing){.by = &z, .forged = 50});
	add_answer(&w, "www.trap", (struct signing){.by = &z});
	const struct lookup *l = ask_first(&w, "www.trap");
	ok(state_is(&l->state, "bogus too_much_work") && cost_is(l, 0) &&
		dns_name_equal(l->state.zone, &z.name),
	    "KeyTrap over the DNSKEY set: of the zone, not the question");
	hostile_world_fini(&w);
	hostile_zone_free(&z);
}

/* `fitting` DS of the zone's last keys, and `more` of the same tag. */
static void
test_ds(const char *what, size_t keys, size_t fitting, size_t more,
    const char *want)
{
	struct hostile_world w;
	hostile_world_init(&w);
	struct hostile_zone z =
	    hostile_zone_new("trap", HOSTILE_P256, keys, TAGS_OWN_FIRST);
	add_ds_reply(&w, &z, fitting, more, (struct signing){.by = &w.root});
	add_keys(&w, &z, (struct signing){.by = &z});
	hostile_world_seal(&w);
	ok(state_is(&zone_at(&w.validator, &z.name, NULL)->state, want), what);
	hostile_world_fini(&w);
	hostile_zone_free(&z);
}

static void
test_ds_sets(void)
{
	test_ds("8 DS x 8 keys of one tag, none fits: 64 digests", 8, 0, 8,
	    "bogus ds_mismatch");
	test_ds("9 DS x 8 keys: more than 64", 8, 0, 9, "bogus too_much_work");
	test_ds("1,000 DS x 1 key", 1, 0, 1000, "bogus too_much_work");
	test_ds("1 DS x 60 keys, it is of the first", 60, 1, 0, "secure");
	test_ds("1 DS x 400 keys, it is of the first", 400, 1, 0, "secure");
	test_ds(
	    "200 DS x 200 keys, none fits", 200, 0, 200, "bogus too_much_work");
}

/* Sixteen links of one zone share one budget. */
static void
test_aliases(const char *what, uint8_t algorithm, unsigned links,
    const char *want, unsigned cost)
{
	struct hostile_world w;
	char name[32];
	hostile_world_init(&w);
	struct hostile_zone z =
	    hostile_zone_new("trap", algorithm, 4, TAGS_OWN_LAST);
	struct signing slow = {.by = &z, .forged = 1};
	add_zone(&w, &z, &w.root, 4, slow);
	for (unsigned i = 0; i <= links; i++) {
		snprintf(name, sizeof(name), "n%u.trap", i + 1);
		struct dns_name target = hostile_name(name);
		snprintf(name, sizeof(name), "n%u.trap", i);
		struct dns_name owner = hostile_name(name);
		reply_open(&w, name, DNS_A, "NOERROR", "trap");
		if (i < links)
			add_cname(&w, &owner, &target, slow);
		else
			add_address(&w, &owner, slow);
		reply_authority(&w);
		reply_close(&w);
	}
	const struct lookup *l = ask_first(&w, "n0.trap");
	ok(state_is(&l->state, want) && cost_is(l, cost), what);
	hostile_world_fini(&w);
	hostile_zone_free(&z);
}

/* Each zone has its own budget, so depth alone is no fault. */
static void
test_depth(unsigned forged, size_t keys, const char *want, const char *what)
{
	enum { DEPTH = 12 };
	struct hostile_world w;
	struct hostile_zone zones[DEPTH];
	char names[DEPTH + 1][3 * DEPTH] = {""};
	hostile_world_init(&w);
	for (size_t i = 0; i < DEPTH; i++) {
		snprintf(names[i + 1], sizeof(names[0]), "z%s%.32s",
		    i > 0 ? "." : "", names[i]);
		zones[i] = hostile_zone_new(
		    names[i + 1], HOSTILE_P256, keys, TAGS_OWN_LAST);
		struct signing ds = {.by = i > 0 ? &zones[i - 1] : &w.root};
		ds.forged = i > 0 ? forged : 0;
		add_ds_reply(&w, &zones[i], keys, 0, ds);
		add_keys(&w, &zones[i],
		    (struct signing){.by = &zones[i], .forged = forged});
	}
	add_answer(&w, names[DEPTH], (struct signing){.by = &zones[DEPTH - 1]});
	ok(state_is(&ask_first(&w, names[DEPTH])->state, want), what);
	hostile_world_fini(&w);
	for (size_t i = 0; i < DEPTH; i++)
		hostile_zone_free(&zones[i]);
}

/* NODATA at "no.trap", whose own NSEC3 comes with `extra` that are no use. */
static void
test_denial(const char *what, uint8_t algorithm, uint16_t iterations,
    unsigned extra, struct signing how, const char *want, unsigned cost)
{
	struct hostile_world w;
	uint8_t hash[20], bytes[NSEC3_BYTES_MAX], salt[4];
	struct nsec3_shape shape = {iterations, sizeof(salt), 0};
	struct dns_name at = hostile_name("no.trap");
	hostile_world_init(&w);
	struct hostile_zone z = hostile_zone_new(
	    "trap", algorithm, how.forged > 0 ? 4 : 1, TAGS_OWN_LAST);
	how.by = &z;
	add_zone(&w, &z, &w.root, z.key_count, (struct signing){.by = &z});
	memset(salt, 0xaa, sizeof(salt));
	reply_open(&w, "no.trap", DNS_A, "NOERROR", "trap");
	reply_authority(&w);
	assert(
	    nsec3_hash(&at, wire_over(salt, sizeof(salt)), iterations, hash));
	for (unsigned i = 0; i <= extra; i++) {
		struct dns_name owner = nsec3_owner(&z.name, hash);
		struct rdata r = {bytes, 0};
		hash[19]++;
		r.len = make_nsec3(&shape, hash, "\0\1\0", 3, bytes);
		add_set(&w, &owner, DNS_NSEC3, &r, 1, how);
		RAND_bytes(hash, sizeof(hash));
	}
	reply_close(&w);
	const struct lookup *l = ask_first(&w, "no.trap");
	ok(state_is(&l->state, want) && cost_is(l, cost), what);
	hostile_world_fini(&w);
	hostile_zone_free(&z);
}

static void
test_denials(void)
{
	struct signing plain = {0}, slow = {.forged = 1}, trap = {.forged = 50};
	/* R27: those that the proof does not use cost nothing. */
	test_denial("3 NSEC3", HOSTILE_P256, 0, 2, plain, "secure", 1);
	test_denial("3 NSEC3, KeyTrap over each: it ends at the first",
	    HOSTILE_P256, 0, 2, trap, "bogus too_much_work", 8);
	test_denial("9 NSEC3, each good at the eighth check", HOSTILE_P256, 0,
	    8, slow, "secure", 8);
	test_denial("2 NSEC3 of P-384, each good at the eighth check",
	    HOSTILE_P384, 0, 1, slow, "secure", 24);
	test_denial("1,000 NSEC3", HOSTILE_P256, 150, 999, plain, "secure", 1);
	test_denial("2,500 iterations", HOSTILE_P256, 2500, 0, plain,
	    "insecure nsec3_iterations", 1);
}

/* Rounds of SHA-1 for a name of so many labels, of which no hash is there. */
static void
test_rounds(const char *what, uint16_t iterations, unsigned depth,
    enum denial_verdict want, unsigned rounds)
{
	struct denial_set d;
	struct arena arena;
	uint8_t bytes[NSEC3_BYTES_MAX], hash[20] = {1};
	struct nsec3_shape shape = {iterations, 0, 0};
	struct dns_name zone = hostile_name("trap");
	struct dns_name owner = nsec3_owner(&zone, hash), name = zone, down;
	struct rdata r = {bytes, 0};
	struct rrset set = {
	    .owner = &owner, .type = DNS_NSEC3, .rdata = &r, .count = 1};
	r.len = make_nsec3(&shape, hash, "\0\1\0", 3, bytes);
	arena_init(&arena);
	denial_set_init(&d, &zone, NSEC3_ITERATIONS_MAX);
	denial_set_add(&d, &arena, &set);
	for (unsigned i = 0; i < depth; i++) {
		assert(dns_name_prepend("a", &name, &down));
		name = down;
	}
	enum denial_verdict have = denial_nxdomain(&d, &name, DNS_A);
	if (have != want || d.rounds != rounds)
		printf("# verdict %d after %u rounds\n", (int)have, d.rounds);
	ok(have == want && d.rounds == rounds, what);
	arena_fini(&arena);
}

static void
test_hashes(void)
{
	enum { MOST = NSEC3_HASHES_MAX * (NSEC3_ITERATIONS_MAX + 1) };
	test_rounds("no iterations, 100 labels: a hash for each, and the zone",
	    0, 100, DENIAL_WRONG, 101);
	test_rounds("150 iterations, 7 labels below the zone: 8 hashes", 150, 7,
	    DENIAL_WRONG, MOST);
	/* The ninth is counted, and not made. */
	test_rounds("150 iterations, 100 labels", 150, 100, DENIAL_TOO_MUCH,
	    MOST + 151);
	test_rounds(
	    "151 iterations: no hash at all", 151, 100, DENIAL_ITERATIONS, 0);
}

/* A mail host with a TLSA record. */
static void
add_host(struct hostile_world *w, const char *name, struct signing how)
{
	char base[64];
	uint8_t tlsa[35] = {3, 1, 1, 42};
	const struct rdata r = {tlsa, sizeof(tlsa)};
	snprintf(base, sizeof(base), "_25._tcp.%s", name);
	struct dns_name owner = hostile_name(base);
	add_answer(w, name, how);
	reply_open(w, base, DNS_TLSA, "NOERROR", name);
	add_set(w, &owner, DNS_TLSA, &r, 1, how);
	reply_authority(w);
	reply_close(w);
}

/*
 * How many signatures were checked for the verdict, the forecast and the fix
 * of the one host of this world; those that were known are not counted.
 */
static unsigned
checks_made(struct hostile_world *w, struct host_judgement *out)
{
	static struct judge judge;
	struct mail_plan plan;
	unsigned made = 0;
	hostile_world_seal(w);
	struct judge_input input = {.dnssec = w->input};
	mail_plan_init(&plan, &w->evidence);
	assert(plan.host_count == 1);
	judge_init(&judge, &input);
	judge_host(&judge, plan.hosts[0], out);
	for (size_t i = 0; i < MEMO_SETS; i++)
		made += judge.memo.sets[i].next;
	judge_fini(&judge);
	mail_plan_fini(&plan);
	printf("# %u checks\n", made);
	return made;
}

/* No DS fits: each of many keys of one tag might be the one that signs. */
static void
test_fix(void)
{
	struct hostile_world w;
	struct host_judgement r;
	hostile_world_init(&w);
	struct hostile_zone z =
	    hostile_zone_new("trap", HOSTILE_P256, 40, TAGS_OWN_FIRST);
	struct hostile_zone other =
	    hostile_zone_new("trap", HOSTILE_P256, 1, TAGS_APART);
	struct signing trap = {.by = &z, .forged = 40, .unsound = true};
	add_ds_reply(&w, &other, 1, 0, (struct signing){.by = &w.root});
	add_keys(&w, &z, trap);
	add_host(&w, "trap", trap);
	/* The root's keys and the DS: two. */
	ok(checks_made(&w, &r) <= 2 + SIGNATURE_BUDGET && r.fix.count == 0,
	    "a fix is looked for within one budget");
	hostile_world_fini(&w);
	hostile_zone_free(&z);
	hostile_zone_free(&other);
}

/* A forged signature ends every minute, and all is judged again. */
static void
test_forecast(void)
{
	enum { DEPTH = 12 };
	struct hostile_world w;
	struct host_judgement r;
	struct hostile_zone zones[DEPTH];
	char names[DEPTH + 1][3 * DEPTH] = {""};
	hostile_world_init(&w);
	for (size_t i = 0; i < DEPTH; i++) {
		snprintf(names[i + 1], sizeof(names[0]), "z%s%.32s",
		    i > 0 ? "." : "", names[i]);
		zones[i] = hostile_zone_new(
		    names[i + 1], HOSTILE_P256, 4, TAGS_OWN_LAST);
		struct signing how = {
		    .by = &zones[i], .forged = 1, .dated = true};
		struct signing ds = how;
		ds.by = i > 0 ? &zones[i - 1] : &w.root;
		add_ds_reply(&w, &zones[i], 4, 0, ds);
		add_keys(&w, &zones[i], how);
	}
	add_host(&w, names[DEPTH],
	    (struct signing){
		.by = &zones[DEPTH - 1], .forged = 1, .dated = true});
	/* The root has one key: one check of its keys, two of the first DS. */
	unsigned made = checks_made(&w, &r);
	ok(made == 3 + 8 + (DEPTH - 1) * 16 + 2 * 8 &&
		r.verdict.tlsa.security == SECURITY_SECURE,
	    "a forecast makes no check twice");
	hostile_world_fini(&w);
	for (size_t i = 0; i < DEPTH; i++)
		hostile_zone_free(&zones[i]);
}

int
main(void)
{
	test_answers();
	test_dnskey_set();
	test_ds_sets();
	test_aliases("8 RRsets, each good at the eighth check", HOSTILE_P256, 7,
	    "secure", 64);
	test_aliases("17 RRsets, each good at the eighth check", HOSTILE_P256,
	    16, "bogus too_much_work", 64);
	test_aliases("3 RRsets of P-384, each good at the eighth check",
	    HOSTILE_P384, 2, "bogus too_much_work", 63);
	test_depth(1, 4, "secure", "12 zones, each good at the eighth check");
	test_depth(2, 4, "bogus too_much_work", "12 zones, KeyTrap in each");
	test_denials();
	test_hashes();
	test_fix();
	test_forecast();
	return tap_end();
}
