#include "candidates.h"

#include <stdlib.h>

#include "lookup.h"
#include "zone_chain.h"

enum {
	CANDIDATES_MAX = 40, /* of one question */
	ROUNDS = 2,          /* an alias may come before what it leads to */
};

/* What others are judged by comes first: a zone's DS, then its keys. */
static unsigned
turn_of(uint16_t type)
{
	if (type == DNS_DS)
		return 0;
	return type == DNS_DNSKEY ? 1 : 2;
}

static int
compare(unsigned a, unsigned b)
{
	return a < b ? -1 : a > b;
}

static int
by_turn(const void *a, const void *b)
{
	const struct reply *x = *(struct reply *const *)a;
	const struct reply *y = *(struct reply *const *)b;
	int order = compare(dns_name_labels(x->name), dns_name_labels(y->name));
	if (order == 0)
		order = compare(turn_of(x->type), turn_of(y->type));
	if (order == 0)
		order = dns_name_compare(x->name, y->name);
	return order != 0 ? order : compare(x->type, y->type);
}

static bool
is_disputed(const struct reply *r)
{
	return r != NULL && r->other != NULL && r->other->usable;
}

/* The first record of each question that has several. */
static struct reply **
list(struct evidence *e, size_t *count)
{
	struct reply **out = NULL;
	*count = 0;
	for (size_t i = 0; i < name_map_count(&e->replies); i++) {
		struct reply *r = name_map_entry(&e->replies, i)->value;
		if (!is_disputed(r))
			continue;
		out = arena_grow(&e->arena, out, *count, sizeof(*out));
		out[(*count)++] = r;
	}
	if (*count > 0)
		qsort(out, *count, sizeof(*out), by_turn);
	return out;
}

/*
 * Less is better.  A record that shows a fault is one for which every server
 * was asked (doubt.h): it says more than one that leaves it open.
 */
static unsigned
rank(struct validator *v, const struct reply *r)
{
	switch (lookup_judge(v, r->name, r->type, NULL)->state.security) {
	case SECURITY_SECURE:
	case SECURITY_INSECURE:
		return 0;
	case SECURITY_BOGUS:
		return 1;
	case SECURITY_INDETERMINATE:
		break;
	}
	return 2;
}

static void
choose(struct evidence *e, struct validator *v, struct reply **first)
{
	struct reply *at[CANDIDATES_MAX], *best = *first;
	size_t count = 0;
	unsigned best_rank = rank(v, *first);

	if (best_rank == 0)
		return;
	for (struct reply *r = (*first)->other;
	     r != NULL && r->usable && count < ARRAY_LEN(at); r = r->other)
		at[count++] = r;
	for (size_t i = 0; best_rank > 0 && i < count; i++) {
		evidence_prefer(e, at[i]);
		validator_forget(v);
		unsigned now = rank(v, at[i]);
		if (now < best_rank) {
			best = at[i];
			best_rank = now;
		}
	}
	evidence_prefer(e, best);
	validator_forget(v);
	*first = best;
}

void
candidates_choose(struct evidence *e, const struct dnssec_input *input)
{
	struct signature_memo memo = {0};
	struct validator v;
	size_t count;
	struct reply **first = list(e, &count);

	if (count == 0)
		return;
	validator_init(&v, input, zone_chain_judge, &memo);
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < count; i++) {
			choose(e, &v, &first[i]);
			validator_trim(&v);
		}
	}
	validator_fini(&v);
}
