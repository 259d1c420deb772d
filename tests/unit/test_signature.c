/*
 * Signatures: which keys are tried, what the memo saves, what a check costs,
 * and when they begin and end.  No signature here is right: what is known of
 * one stands in the memo.
 */
#include "analysis/dnssec/signature.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "tap.h"

enum { P256 = 13, NOW = 1795424400, DAY = 86400, KEYS = 6, KEY_BYTES = 68 };

static struct signature_memo memo;

/* a.se A, with signatures by keys of se. */
struct world {
	struct dns_name zone, owner;
	uint8_t key_bytes[KEYS][KEY_BYTES];
	struct dnskey keys[KEYS];
	struct dnskey_set set;
	struct rdata rdata;
	struct rrsig sigs[SIGNATURES_MAX + 1];
	struct rrset rrset;
	struct signature_work work;
	struct instants instants;
};

static struct dns_name
name_of(const char *text)
{
	struct dns_name name;
	if (!dns_name_from_text(text, strlen(text), &name))
		abort();
	return name;
}

/* One key and one signature by it, both of no worth. */
static void
init(struct world *w)
{
	static const uint8_t header[] = {1, 0, 3, P256}, bytes[64] = {1};
	*w = (struct world){.zone = name_of("se"), .owner = name_of("a.se")};
	memset(&memo, 0, sizeof(memo));
	for (size_t i = 0; i < KEYS; i++) {
		memcpy(w->key_bytes[i], header, sizeof(header));
		if (!dnskey_parse(&(struct rdata){w->key_bytes[i], KEY_BYTES},
			&w->keys[i]))
			abort();
	}
	w->set = (struct dnskey_set){.keys = w->keys, .count = 1};
	w->rdata = (struct rdata){(const uint8_t *)"\300\0\2\1", 4};
	for (size_t i = 0; i < ARRAY_LEN(w->sigs); i++)
		w->sigs[i] = (struct rrsig){
		    .signer = &w->zone,
		    .signature = {bytes, sizeof(bytes)},
		    .expiration = NOW + DAY,
		    .inception = NOW - DAY,
		    .covered = DNS_A,
		    .key_tag = w->keys[0].tag,
		    .algorithm = P256,
		    .labels = 2,
		};
	w->rrset = (struct rrset){.owner = &w->owner,
	    .rdata = &w->rdata,
	    .sigs = w->sigs,
	    .count = 1,
	    .sig_count = 1,
	    .type = DNS_A};
	w->work =
	    (struct signature_work){.budget = SIGNATURE_BUDGET, .memo = &memo};
}

static enum reason
verify(struct world *w)
{
	return signature_verify(&w->rrset, &w->zone, &w->set, NOW, &w->work)
	    .reason;
}

/* The set of the memo that holds something; all but one are empty. */
static struct signature_memo_set *
only_set(void)
{
	struct signature_memo_set *found = NULL;
	for (size_t i = 0; i < MEMO_SETS; i++) {
		if (memo.sets[i].ways[0].sig == NULL)
			continue;
		if (found != NULL)
			return NULL;
		found = &memo.sets[i];
	}
	return found;
}

/* As if this signature had been found to be by this key. */
static void
know(struct world *w, size_t sig, size_t key)
{
	for (size_t i = 0; i < MEMO_SETS; i++) {
		memo.sets[i].ways[MEMO_WAYS - 1].sig = &w->sigs[sig];
		memo.sets[i].ways[MEMO_WAYS - 1].key = w->key_bytes[key];
		memo.sets[i].ways[MEMO_WAYS - 1].good = true;
	}
}

static void
remembers(void)
{
	struct world w;
	init(&w);
	ok(verify(&w) == REASON_RRSIG_WRONG, "a signature that is wrong");
	struct signature_memo_set *set = only_set();
	ok(set != NULL && set->ways[0].sig == &w.sigs[0] &&
		set->ways[0].key == w.key_bytes[0] && !set->ways[0].good &&
		set->next == 1,
	    "is known from then on");
	if (set == NULL)
		return;
	ok(verify(&w) == REASON_RRSIG_WRONG && set->next == 1,
	    "and is not noted twice");
	set->ways[0].good = true;
	ok(verify(&w) == REASON_NONE, "what is known is not checked again");
	w.work.memo = NULL;
	ok(verify(&w) == REASON_RRSIG_WRONG, "without a memo it is");
	dnskey_set_fini(&w.set);
}

static void
tells_apart(void)
{
	struct world w;
	init(&w);
	know(&w, 0, 0);
	ok(verify(&w) == REASON_NONE, "known in the last of its ways");
	init(&w);
	know(&w, 1, 0);
	ok(verify(&w) == REASON_RRSIG_WRONG, "another signature is another");
	dnskey_set_fini(&w.set);
	init(&w);
	know(&w, 0, 1);
	ok(verify(&w) == REASON_RRSIG_WRONG, "another key is another");
	dnskey_set_fini(&w.set);
}

/* Of keys that have one tag, each is tried, but not too many. */
static void
same_tag(void)
{
	struct world w;
	for (size_t good = 0; good < KEYS; good++) {
		char name[64];
		init(&w);
		w.set.count = KEYS;
		know(&w, 0, good);
		enum reason want = good < KEYS_PER_TAG_MAX
				       ? REASON_NONE
				       : REASON_TOO_MUCH_WORK;
		snprintf(name, sizeof(name), "key %zu of one tag", good + 1);
		ok(verify(&w) == want, name);
		w.set.count = KEYS;
		dnskey_set_fini(&w.set);
	}
}

/* Keys that may not have made the signature are passed over. */
static void
other_keys(void)
{
	struct world w;
	init(&w);
	w.set.count = 2;
	know(&w, 0, 1);
	w.keys[0].tag++;
	ok(verify(&w) == REASON_NONE && w.work.budget == SIGNATURE_BUDGET - 1,
	    "one of another tag costs nothing");
	w.keys[0].tag--;
	w.keys[0].algorithm++;
	ok(verify(&w) == REASON_NONE && w.work.budget == SIGNATURE_BUDGET - 2,
	    "nor does one of another algorithm");
	w.keys[0].algorithm--;
	w.keys[0].flags = 0;
	ok(verify(&w) == REASON_NONE && w.work.budget == SIGNATURE_BUDGET - 3,
	    "nor one that is no zone key");
	w.set.count = 1;
	ok(verify(&w) == REASON_RRSIG_UNKNOWN_KEY, "there is no other");
}

static void
budget(void)
{
	struct world w;
	init(&w);
	know(&w, 0, 0);
	w.work.budget = 1;
	ok(verify(&w) == REASON_NONE && w.work.budget == 0,
	    "the last check is allowed");
	ok(verify(&w) == REASON_TOO_MUCH_WORK, "and no other");
	init(&w);
	know(&w, SIGNATURES_MAX - 1, 0);
	w.rrset.sig_count = SIGNATURES_MAX + 1;
	ok(verify(&w) == REASON_NONE, "the 8th signature of an RRset");
	know(&w, SIGNATURES_MAX, 0);
	ok(verify(&w) == REASON_TOO_MUCH_WORK, "the 9th is too late");
	dnskey_set_fini(&w.set);
}

/* Of several bad ones, the one that came furthest says why. */
static void
furthest(void)
{
	static const enum reason from_near[] = {REASON_RRSIG_MISSING,
	    REASON_RRSIG_UNKNOWN_KEY, REASON_RRSIG_EXPIRED, REASON_RRSIG_WRONG};
	for (size_t a = 0; a < ARRAY_LEN(from_near); a++) {
		for (size_t b = 0; b < ARRAY_LEN(from_near); b++) {
			struct world w;
			char name[64];
			const size_t which[] = {a, b};
			init(&w);
			w.rrset.sig_count = 2;
			for (size_t i = 0; i < 2; i++) {
				struct rrsig *sig = &w.sigs[i];
				if (which[i] == 0)
					sig->algorithm = 253;
				if (which[i] == 1)
					sig->key_tag++;
				if (which[i] == 2)
					sig->expiration = NOW - 1;
			}
			struct signature_check c = signature_verify(
			    &w.rrset, &w.zone, &w.set, NOW, &w.work);
			snprintf(name, sizeof(name), "%zu, then %zu", a, b);
			ok(c.reason == from_near[a > b ? a : b] &&
				c.sig == &w.sigs[a >= b ? 0 : 1] && !c.wildcard,
			    name);
			dnskey_set_fini(&w.set);
		}
	}
}

static void
dates(void)
{
	static const struct {
		const char *name;
		int64_t from, to; /* from now */
		enum reason want;
	} rows[] = {
	    {"up to the very second", -DAY, 0, REASON_NONE},
	    {"a second before", -DAY, -1, REASON_RRSIG_EXPIRED},
	    {"from the very second", 0, DAY, REASON_NONE},
	    {"a second later", 1, DAY, REASON_RRSIG_NOT_YET_VALID},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct world w;
		init(&w);
		know(&w, 0, 0);
		w.sigs[0].inception = (uint32_t)(NOW + rows[i].from);
		w.sigs[0].expiration = (uint32_t)(NOW + rows[i].to);
		ok(verify(&w) == rows[i].want, rows[i].name);
	}
}

static bool
has_instant(const struct instants *all, int64_t at_s)
{
	for (size_t i = 0; i < all->count; i++) {
		if (all->at[i] == at_s)
			return true;
	}
	return false;
}

/* RFC 4034 3.1.5: the numbers begin anew in 2106. */
static void
in_2106(void)
{
	static const int64_t wrap = (int64_t)1 << 32;
	static const struct {
		const char *name;
		int64_t from, now, to; /* from the wrap */
		enum reason want;
	} rows[] = {
	    {"before the wrap, which the end is behind", -100, -50, 100,
		REASON_NONE},
	    {"at the wrap", -100, 0, 100, REASON_NONE},
	    {"behind it", -100, 100, 100, REASON_NONE},
	    {"behind its end", -100, 101, 100, REASON_RRSIG_EXPIRED},
	    {"before its begin", -100, -101, 100, REASON_RRSIG_NOT_YET_VALID},
	    {"a begin behind the wrap", 1, -1, 100, REASON_RRSIG_NOT_YET_VALID},
	    {"an end before it", -100, 1, -1, REASON_RRSIG_EXPIRED},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct world w;
		init(&w);
		know(&w, 0, 0);
		w.sigs[0].inception = (uint32_t)(wrap + rows[i].from);
		w.sigs[0].expiration = (uint32_t)(wrap + rows[i].to);
		w.work.instants = &w.instants;
		enum reason reason = signature_verify(
		    &w.rrset, &w.zone, &w.set, wrap + rows[i].now, &w.work)
					 .reason;
		ok(reason == rows[i].want &&
			has_instant(&w.instants, wrap + rows[i].from) &&
			has_instant(&w.instants, wrap + rows[i].to + 1),
		    rows[i].name);
	}
}

/* When what is said here will change: at each begin, and after each end. */
static void
instants(void)
{
	struct world w;
	init(&w);
	w.rrset.sig_count = 2;
	w.sigs[0].inception = NOW + 100;
	w.sigs[0].expiration = NOW + 200;
	w.sigs[1].inception = NOW + 300;
	w.sigs[1].expiration = NOW + 400;
	w.work.instants = &w.instants;
	verify(&w);
	ok(has_instant(&w.instants, NOW + 100) &&
		has_instant(&w.instants, NOW + 201) &&
		has_instant(&w.instants, NOW + 300) &&
		has_instant(&w.instants, NOW + 401),
	    "each signature's begin, and the second after its end");
	dnskey_set_fini(&w.set);
}

/* What must stand in the RRSIG for it to be of this RRset at all. */
static void
fields(void)
{
	struct world w;
	init(&w);
	struct dns_name other = name_of("org"), below = name_of("a.a.se");
	know(&w, 0, 0);
	w.sigs[0].labels = 3;
	ok(verify(&w) == REASON_RRSIG_WRONG, "more labels than the name has");
	w.sigs[0].labels = 0;
	ok(verify(&w) == REASON_RRSIG_WRONG, "a wildcard above the zone");
	w.sigs[0].labels = 1;
	struct signature_check c =
	    signature_verify(&w.rrset, &w.zone, &w.set, NOW, &w.work);
	ok(c.reason == REASON_NONE && c.wildcard, "made of *.se");
	w.sigs[0].labels = 2;
	c = signature_verify(&w.rrset, &w.zone, &w.set, NOW, &w.work);
	ok(c.reason == REASON_NONE && !c.wildcard, "made of nothing else");
	w.sigs[0].signer = &other;
	ok(verify(&w) == REASON_RRSIG_UNKNOWN_KEY, "another zone's");
	w.sigs[0].signer = &w.zone;
	w.rrset.owner = &other;
	ok(verify(&w) == REASON_RRSIG_UNKNOWN_KEY, "of a name outside it");
	w.rrset.owner = &below;
	w.sigs[0].labels = 3;
	ok(verify(&w) == REASON_NONE, "of a name deep below it");
	w.rrset.sig_count = 0;
	ok(verify(&w) == REASON_RRSIG_MISSING, "none");
}

static void
labels(void)
{
	struct dns_name star = name_of("*.se"), top = name_of("*");
	struct dns_name plain = name_of("a.b.se"), two = name_of("**.se");
	struct dns_name b = name_of("b.se"), got = signature_strip(&plain, 2);
	ok(signature_labels(&star) == 1 && signature_labels(&plain) == 3 &&
		signature_labels(&two) == 2 && signature_labels(&top) == 0 &&
		signature_labels(&DNS_ROOT) == 0,
	    "labels without a first *");
	ok(dns_name_equal(&got, &b), "two labels are left of three");
	got = signature_strip(&plain, 3);
	ok(dns_name_equal(&got, &plain), "three of three");
	got = signature_strip(&plain, 0);
	ok(dns_name_equal(&got, &DNS_ROOT), "none: the root");
}

int
main(void)
{
	remembers();
	tells_apart();
	same_tag();
	other_keys();
	budget();
	furthest();
	dates();
	in_2106();
	instants();
	fields();
	labels();
	return tap_end();
}
