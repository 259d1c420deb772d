/*
 * adversary : what evidence costs that was made to cost much: KeyTrap
 * (CVE-2023-50387), NSEC3 (CVE-2023-50868), and sheer amounts.
 *
 * Each line is one question, judged from nothing: all zones above it are
 * judged anew.  "ms" is CPU time of the best of three runs; "limit" is 50 ms
 * for each zone that is the adversary's, or for each 64 KiB message that its
 * records would fill.  "read ms" is the one record that
 * took longest to read.  Exit code 1: a question is over its limit.
 */
#include <string.h>

#include "analysis/verdict/judge.h"
#include "tests/unit/hostile_world.h"

enum { MANY = 400, LIMIT_MS = 50, RUNS = 3 };

static const struct algorithm {
	uint8_t number;
	const char *name;
} algorithms[] = {
    {HOSTILE_P256, "P-256"},
    {HOSTILE_P384, "P-384"},
    {HOSTILE_RSA, "RSA-4096"},
    {HOSTILE_ED448, "Ed448"},
};

static unsigned over;

static void
print_line(const struct hostile_world *w, const char *what,
    const char *algorithm, int64_t spent_ns, unsigned zones,
    const struct dnssec_state *s)
{
	double ms = (double)spent_ns / 1e6, limit = LIMIT_MS * (double)zones;
	over += ms > limit;
	printf("%-44s %-8s %9.2f %6.0f %8.1f %s %s%s\n", what, algorithm, ms,
	    limit, (double)w->add_ns / 1e6, security_text(s->security),
	    reason_text(s->reason), ms > limit ? "  OVER" : "");
	fflush(stdout);
}

/* Asks, prints a line, and ends the world. */
static void
report(struct hostile_world *w, const char *what, const char *algorithm,
    const char *name, uint16_t type, unsigned zones)
{
	int64_t best = INT64_MAX;
	struct dnssec_state s = {0};
	hostile_world_seal(w);
	for (unsigned i = 0; i < RUNS; i++) {
		validator_forget(&w->validator);
		int64_t start = hostile_cpu_ns();
		s = hostile_ask(w, name, type)->state;
		int64_t spent = hostile_cpu_ns() - start;
		if (spent < best)
			best = spent;
	}
	print_line(w, what, algorithm, best, zones, &s);
	hostile_world_fini(w);
}

/* The same of a mail host: its verdict, what becomes of it, what mends it. */
static void
report_host(struct hostile_world *w, const char *what, const char *algorithm,
    const char *name, unsigned zones)
{
	static struct judge judge;
	struct mail_plan plan;
	struct host_judgement r = {0};
	struct dns_name host = hostile_name(name);
	hostile_world_seal(w);
	struct judge_input input = {.dnssec = w->input};
	mail_plan_init(&plan, &w->evidence);
	struct host_use *use = NULL;
	for (size_t i = 0; i < plan.host_count; i++) {
		if (dns_name_equal(plan.hosts[i]->host, &host))
			use = plan.hosts[i];
	}
	assert(use != NULL);
	judge_init(&judge, &input);
	int64_t start = hostile_cpu_ns();
	judge_host(&judge, use, &r);
	int64_t spent = hostile_cpu_ns() - start;
	print_line(w, what, algorithm, spent, zones, &r.verdict.tlsa);
	judge_fini(&judge);
	mail_plan_fini(&plan);
	hostile_world_fini(w);
}

/* Its DS, of `fitting` keys, from `parent`; and its keys. */
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

/* Hundreds of keys of one tag, hundreds of signatures: over the answer. */
static void
trap_answer(const struct algorithm *a)
{
	struct hostile_world w;
	hostile_world_init(&w);
	struct hostile_zone z =
	    hostile_zone_new("trap", a->number, MANY, TAGS_OWN_FIRST);
	struct signing trap = {.by = &z, .forged = MANY};
	add_zone(&w, &z, &w.root, 1, (struct signing){.by = &z});
	add_answer(&w, "www.trap", trap);
	report(&w, "KeyTrap over the answer, 400 x 400", a->name, "www.trap",
	    DNS_A, 1);
	hostile_zone_free(&z);
}

/* ... over the DNSKEY set, all keys of which have a DS. */
static void
trap_keys(const struct algorithm *a)
{
	struct hostile_world w;
	hostile_world_init(&w);
	struct hostile_zone z =
	    hostile_zone_new("trap", a->number, MANY, TAGS_OWN_FIRST);
	struct signing trap = {.by = &z, .forged = MANY};
	add_zone(&w, &z, &w.root, MANY, trap);
	add_answer(&w, "www.trap", (struct signing){.by = &z});
	report(&w, "KeyTrap over the DNSKEY set, 400 x 400", a->name,
	    "www.trap", DNS_A, 1);
	hostile_zone_free(&z);
}

/* A denial of any type at `name`, with `extra` records that are no use. */
static void
add_denial(struct hostile_world *w, const char *name,
    const struct hostile_zone *z, struct nsec3_shape shape, unsigned extra,
    bool proves, struct signing how)
{
	struct dns_name at = proves ? hostile_name(name) : z->name;
	uint8_t salt[255], hash[20], bytes[NSEC3_BYTES_MAX];
	memset(salt, 0xaa, sizeof(salt));
	reply_open(w, name, DNS_A, "NOERROR", "trap");
	reply_authority(w);
	assert(nsec3_hash(
	    &at, wire_over(salt, shape.salt_len), shape.iterations, hash));
	for (unsigned i = 0; i <= extra; i++) {
		struct dns_name owner = nsec3_owner(&z->name, hash);
		struct rdata r = {bytes, 0};
		hash[19]++;
		r.len = make_nsec3(&shape, hash, "\0\1\1", 3, bytes);
		bytes[r.len - 1] = 0; /* no type at all */
		add_set(w, &owner, DNS_NSEC3, &r, 1, how);
		RAND_bytes(hash, sizeof(hash));
	}
	reply_close(w);
}

static void
trap_denial(const struct algorithm *a)
{
	struct hostile_world w;
	hostile_world_init(&w);
	struct hostile_zone z =
	    hostile_zone_new("trap", a->number, MANY, TAGS_OWN_FIRST);
	struct signing trap = {.by = &z, .forged = MANY};
	struct nsec3_shape shape = {.iterations = 150};
	add_zone(&w, &z, &w.root, 1, (struct signing){.by = &z});
	add_denial(&w, "no.trap", &z, shape, 2, true, trap);
	report(&w, "KeyTrap over each of 3 NSEC3, 400 x 400", a->name,
	    "no.trap", DNS_A, 1);
	hostile_zone_free(&z);
}

/* The most checks that end well: four keys, and the eighth check is good. */
static void
slow_denial(const struct algorithm *a)
{
	struct hostile_world w;
	hostile_world_init(&w);
	struct hostile_zone z =
	    hostile_zone_new("trap", a->number, 4, TAGS_OWN_LAST);
	struct signing slow = {.by = &z, .forged = 1};
	struct nsec3_shape shape = {.iterations = 150, .salt_len = 255};
	add_zone(&w, &z, &w.root, 4, slow);
	add_denial(&w, "no.trap", &z, shape, 7, true, slow);
	report(&w, "each of 8 NSEC3 good at the 8th check", a->name, "no.trap",
	    DNS_A, 1);
	hostile_zone_free(&z);
}

/* The same where each check is by another key, which has to be made. */
static void
slow_keys(const struct algorithm *a)
{
	struct hostile_world w;
	hostile_world_init(&w);
	struct hostile_zone z =
	    hostile_zone_new("trap", a->number, 100, TAGS_APART);
	struct signing slow = {.by = &z, .forged = 7, .spread = true};
	struct nsec3_shape shape = {.iterations = 150, .salt_len = 255};
	add_zone(&w, &z, &w.root, 1, (struct signing){.by = &z});
	add_denial(&w, "no.trap", &z, shape, 7, true, slow);
	report(&w, "... each check by another of 100 keys", a->name, "no.trap",
	    DNS_A, 1);
	hostile_zone_free(&z);
}

static void
many_signatures(const struct algorithm *a)
{
	struct hostile_world w;
	hostile_world_init(&w);
	struct hostile_zone z =
	    hostile_zone_new("trap", a->number, 100, TAGS_APART);
	struct signing many = {.by = &z, .forged = 1000, .spread = true};
	add_zone(&w, &z, &w.root, 1, (struct signing){.by = &z});
	add_answer(&w, "www.trap", many);
	report(&w, "1,000 signatures over one RRset", a->name, "www.trap",
	    DNS_A, 1);
	hostile_zone_free(&z);
}

/* NSEC3: iterations, how many records, how deep the name is. */
static void
deny(const char *what, uint16_t iterations, unsigned extra, unsigned depth,
    bool proves)
{
	struct hostile_world w;
	char name[DNS_NAME_TEXT_MAX] = "";
	struct nsec3_shape shape = {iterations, 255, 0};
	hostile_world_init(&w);
	struct hostile_zone z =
	    hostile_zone_new("trap", HOSTILE_P256, 1, TAGS_APART);
	for (unsigned i = 0; i < depth; i++)
		strcat(name, "a.");
	strcat(name, "trap");
	add_zone(&w, &z, &w.root, 1, (struct signing){.by = &z});
	add_denial(
	    &w, name, &z, shape, extra, proves, (struct signing){.by = &z});
	report(&w, what, "P-256", name, DNS_A, 1);
	hostile_zone_free(&z);
}

static void
many_ds(const struct algorithm *a)
{
	struct hostile_world w;
	hostile_world_init(&w);
	struct hostile_zone z =
	    hostile_zone_new("trap", a->number, 1000, TAGS_OWN_FIRST);
	add_ds_reply(&w, &z, 0, 1000, (struct signing){.by = &w.root});
	add_keys(&w, &z, (struct signing){.by = &z});
	report(&w, "1,000 DS x 1,000 keys of one tag, none fits", a->name,
	    "trap", DNS_DNSKEY, 1);
	hostile_zone_free(&z);
	hostile_world_init(&w);
	z = hostile_zone_new("trap", a->number, 1000, TAGS_OWN_FIRST);
	add_zone(
	    &w, &z, &w.root, 1000, (struct signing){.by = &z, .forged = 1000});
	report(&w, "1,000 DS x 1,000 keys of one tag, all fit", a->name, "trap",
	    DNS_DNSKEY, 1);
	hostile_zone_free(&z);
}

/* Sixteen links; each of them as `how` of its zone says. */
static void
aliases(const char *what, const struct algorithm *a, bool own_zones,
    size_t keys, unsigned forged)
{
	enum { LINKS = 16 };
	struct hostile_world w;
	struct hostile_zone zones[LINKS + 1];
	char name[32], first[32] = "";
	size_t zone_count = own_zones ? LINKS + 1 : 1;
	hostile_world_init(&w);
	for (size_t i = 0; i < zone_count; i++) {
		snprintf(name, sizeof(name), "trap%zu", i);
		zones[i] = hostile_zone_new(name, a->number, keys,
		    keys > KEYS_PER_TAG_MAX ? TAGS_OWN_FIRST : TAGS_OWN_LAST);
		struct signing how = {.by = &zones[i]};
		if (keys <= KEYS_PER_TAG_MAX)
			how.forged = forged;
		add_zone(&w, &zones[i], &w.root,
		    how.forged > 0 ? zones[i].key_count : 1, how);
	}
	for (size_t i = 0; i <= LINKS; i++) {
		size_t at = own_zones ? i : 0, next = own_zones ? i + 1 : 0;
		struct signing how = {.by = &zones[at], .forged = forged};
		struct dns_name owner, target;
		snprintf(name, sizeof(name), "n%zu.trap%zu", i + 1, next);
		target = hostile_name(name);
		snprintf(name, sizeof(name), "n%zu.trap%zu", i, at);
		owner = hostile_name(name);
		if (i == 0)
			strcpy(first, name);
		reply_open(&w, name, DNS_A, "NOERROR", "trap0");
		if (i < LINKS)
			add_cname(&w, &owner, &target, how);
		else
			add_address(&w, &owner, how);
		reply_authority(&w);
		reply_close(&w);
	}
	report(&w, what, a->name, first, DNS_A, (unsigned)zone_count);
	for (size_t i = 0; i < zone_count; i++)
		hostile_zone_free(&zones[i]);
}

/* A zone below a zone below a zone ... */
static void
deep(const char *what, const struct algorithm *a, size_t keys, unsigned forged)
{
	enum { DEPTH = 60 };
	struct hostile_world w;
	struct hostile_zone zones[DEPTH];
	char name[DNS_NAME_TEXT_MAX] = "";
	hostile_world_init(&w);
	for (size_t i = 0; i < DEPTH; i++) {
		char longer[DNS_NAME_TEXT_MAX];
		snprintf(longer, sizeof(longer), "z%s%.*s", i > 0 ? "." : "",
		    (int)sizeof(longer) - 4, name);
		strcpy(name, longer);
		zones[i] = hostile_zone_new(name, a->number, keys,
		    keys > KEYS_PER_TAG_MAX ? TAGS_OWN_FIRST : TAGS_OWN_LAST);
		struct signing how = {.by = &zones[i], .forged = forged};
		struct signing ds = {.by = i > 0 ? &zones[i - 1] : &w.root};
		ds.forged = i > 0 ? forged : 0;
		add_ds_reply(&w, &zones[i], keys, 0, ds);
		add_keys(&w, &zones[i], how);
	}
	add_answer(&w, name,
	    (struct signing){.by = &zones[DEPTH - 1], .forged = forged});
	report(&w, what, a->name, name, DNS_A, DEPTH);
	for (size_t i = 0; i < DEPTH; i++)
		hostile_zone_free(&zones[i]);
}

/* A mail host with a TLSA record, in the zone `name`. */
static void
add_host(struct hostile_world *w, const char *name, struct signing how)
{
	char base[DNS_NAME_TEXT_MAX];
	uint8_t tlsa[35] = {3, 1, 1, 42};
	const struct rdata r = {tlsa, sizeof(tlsa)};
	snprintf(base, sizeof(base), "_25._tcp.%.900s", name);
	struct dns_name owner = hostile_name(base);
	add_answer(w, name, how);
	reply_open(w, base, DNS_TLSA, "NOERROR", name);
	add_set(w, &owner, DNS_TLSA, &r, 1, how);
	reply_authority(w);
	reply_close(w);
}

/* A host whose forged signatures end one after the other: a forecast. */
static void
deep_host(const char *what, const struct algorithm *a, size_t depth)
{
	struct hostile_world w;
	struct hostile_zone *zones = calloc(depth, sizeof(*zones));
	char name[DNS_NAME_TEXT_MAX] = "";
	assert(zones != NULL);
	hostile_world_init(&w);
	for (size_t i = 0; i < depth; i++) {
		char longer[DNS_NAME_TEXT_MAX];
		snprintf(longer, sizeof(longer), "z%s%.*s", i > 0 ? "." : "",
		    (int)sizeof(longer) - 4, name);
		strcpy(name, longer);
		zones[i] = hostile_zone_new(name, a->number, 4, TAGS_OWN_LAST);
		struct signing how = {
		    .by = &zones[i], .forged = 1, .dated = true};
		struct signing ds = how;
		ds.by = i > 0 ? &zones[i - 1] : &w.root;
		add_ds_reply(&w, &zones[i], 4, 0, ds);
		add_keys(&w, &zones[i], how);
	}
	add_host(&w, name,
	    (struct signing){
		.by = &zones[depth - 1], .forged = 1, .dated = true});
	report_host(&w, what, a->name, name, (unsigned)depth);
	for (size_t i = 0; i < depth; i++)
		hostile_zone_free(&zones[i]);
	free(zones);
}

/* A DS that fits no key: which of 400 would sign if it were there? */
static void
mend_host(const struct algorithm *a)
{
	struct hostile_world w;
	hostile_world_init(&w);
	struct hostile_zone z =
	    hostile_zone_new("trap", a->number, MANY, TAGS_OWN_FIRST);
	struct hostile_zone other =
	    hostile_zone_new("trap", a->number, 1, TAGS_APART);
	struct signing trap = {.by = &z, .forged = MANY, .unsound = true};
	add_ds_reply(&w, &other, 1, 0, (struct signing){.by = &w.root});
	add_keys(&w, &z, trap);
	add_host(&w, "trap", trap);
	report_host(&w, "a fix for a DS that fits none of 400 keys", a->name,
	    "trap", 1);
	hostile_zone_free(&z);
	hostile_zone_free(&other);
}

/* One RRset of `count` records of `len` bytes, good at the eighth check. */
static void
large(const char *what, const struct algorithm *a, unsigned count, size_t len,
    unsigned messages)
{
	struct hostile_world w;
	char name[DNS_NAME_TEXT_MAX] = "";
	struct rdata *r = calloc(count, sizeof(*r));
	uint8_t *bytes = calloc(count, len);
	assert(r != NULL && bytes != NULL);
	RAND_bytes(bytes, (int)(count * len));
	for (unsigned i = 0; i < count; i++)
		r[i] = (struct rdata){bytes + i * len, len};
	for (unsigned i = 0; i < 120; i++)
		strcat(name, "a.");
	strcat(name, "trap");
	hostile_world_init(&w);
	struct hostile_zone z =
	    hostile_zone_new("trap", a->number, 4, TAGS_OWN_LAST);
	struct dns_name owner = hostile_name(name);
	add_zone(&w, &z, &w.root, 4, (struct signing){.by = &z, .forged = 1});
	reply_open(&w, name, DNS_TXT, "NOERROR", "trap");
	add_set(&w, &owner, DNS_TXT, r, count,
	    (struct signing){.by = &z, .forged = 1});
	reply_authority(&w);
	reply_close(&w);
	report(&w, what, a->name, name, DNS_TXT, messages);
	hostile_zone_free(&z);
	free(r);
	free(bytes);
}

/* An answer of RRsets that nobody asked for. */
static void
crowd(const char *what, unsigned count)
{
	struct hostile_world w;
	hostile_world_init(&w);
	struct hostile_zone z =
	    hostile_zone_new("trap", HOSTILE_P256, 1, TAGS_APART);
	struct dns_name owner = hostile_name("www.trap");
	add_zone(&w, &z, &w.root, 1, (struct signing){.by = &z});
	reply_open(&w, "www.trap", DNS_A, "NOERROR", "trap");
	for (unsigned i = 0; i < count; i++) {
		char name[32];
		snprintf(name, sizeof(name), "n%u.trap", i);
		struct dns_name other = hostile_name(name);
		add_address(&w, &other, (struct signing){0});
	}
	add_address(&w, &owner, (struct signing){.by = &z});
	reply_authority(&w);
	reply_close(&w);
	report(&w, what, "P-256", "www.trap", DNS_A, 1);
	hostile_zone_free(&z);
}

static void
of_algorithm(const struct algorithm *a)
{
	trap_answer(a);
	trap_keys(a);
	trap_denial(a);
	slow_denial(a);
	slow_keys(a);
	many_signatures(a);
	aliases("16 CNAMEs, KeyTrap over each, one zone", a, false, MANY, MANY);
	aliases("16 CNAMEs, each good at the 8th check", a, false, 4, 1);
	aliases("... each in a zone of its own", a, true, 4, 1);
	deep("60 zones deep, KeyTrap in each", a, 16, 16);
	deep("60 zones deep, each good at the 8th check", a, 4, 1);
	deep_host("a host's forecast, its zone", a, 1);
	deep_host("a host's forecast, 60 zones deep", a, 60);
	mend_host(a);
}

int
main(void)
{
	printf("%-44s %-8s %9s %6s %8s %s\n", "evidence", "keys", "ms", "limit",
	    "read ms", "state");
	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++)
		of_algorithm(&algorithms[i]);
	many_ds(&algorithms[0]);
	deny("NSEC3 of 2,500 iterations", 2500, 2, 1, true);
	deny("NSEC3 of 150 iterations", 150, 2, 1, true);
	deny("16 NSEC3 of 150 iterations", 150, 15, 1, true);
	deny("1,000 NSEC3 of 150 iterations", 150, 999, 1, true);
	deny("16 NSEC3 of 150, a name of 101 labels", 150, 15, 100, false);
	deny("16 NSEC3 of 0, a name of 101 labels", 0, 15, 100, false);
	large("4,000 records of 4 bytes, all of a message", &algorithms[1],
	    4000, 4, 1);
	large("10,000 records, more than messages hold", &algorithms[0], 10000,
	    4, 3);
	large("10,000 records, more than messages hold", &algorithms[1], 10000,
	    4, 3);
	large("16 records of 60,000 bytes: 15 messages", &algorithms[0], 16,
	    60000, 15);
	crowd("an answer of 4,000 RRsets, one message", 4000);
	crowd("an answer of 10,000 RRsets", 10000);
	printf("%u over the limit\n", over);
	return over > 0;
}
