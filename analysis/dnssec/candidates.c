#include "candidates.h"

#include <stdlib.h>

#include "analysis/evidence/evidence_store.h"
#include "analysis/evidence/evidence_view.h"
#include "base/progress.h"
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
choose(struct evidence *e, struct validator *v, struct reply *first)
{
	struct reply *at[CANDIDATES_MAX], *best = first;
	size_t count = 0;
	unsigned best_rank = rank(v, first);

	if (best_rank == 0)
		return;
	for (struct reply *r = first->other;
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
}

/* The first record of a question, to be changed. */
static struct reply *
reply_of(const struct evidence *e, const struct dns_name *name, uint16_t type)
{
	return (struct reply *)evidence_reply(e, name, type);
}

static void
begin(const struct evidence *e, size_t count)
{
	progress_phase(e->progress, "disputed records", ROUNDS * count);
}

static void
choose_in_memory(struct evidence *e, struct validator *v)
{
	size_t count;
	struct reply **first = list(e, &count);
	begin(e, count);
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < count; i++) {
			progress_add(e->progress, 1);
			choose(
			    e, v, reply_of(e, first[i]->name, first[i]->type));
			validator_trim(v);
		}
	}
}

/* Pages and results go together: the one points into the other. */
static void
trim(struct evidence *e, struct validator *v)
{
	validator_trim(v);
	if (!evidence_view_trim(e->view, e->limit.bytes / 4))
		return;
	validator_forget(v);
	*v->memo = (struct signature_memo){0};
}

/* The questions of one page of the list. */
static int
choose_page(struct evidence *e, struct validator *v, size_t page)
{
	struct row_page_reader reader;
	const struct sorted_rows *list = &e->store->disputed;
	size_t len = sorted_rows_page(list, page)->len;
	struct arena arena;
	struct key_row row;
	arena_init(&arena);
	row_page_reader_init(&reader);
	uint8_t *bytes = arena_bytes(&arena, len);
	int rc = row_page_read(&reader, list, page, bytes);
	const uint8_t *at = bytes;
	while (rc == 0 && row_next(&at, bytes + len, &row)) {
		uint16_t type;
		const struct dns_name *name =
		    evidence_store_disputed(&row, &type);
		struct reply *first = reply_of(e, name, type);
		progress_add(e->progress, 1);
		if (first != NULL)
			choose(e, v, first);
		trim(e, v);
	}
	row_page_reader_fini(&reader);
	arena_fini(&arena);
	return rc;
}

/* What goes wrong is known to the spill file, too. */
static void
choose_on_disk(struct evidence *e, struct validator *v)
{
	int rc = 0;
	size_t pages = sorted_rows_pages(&e->store->disputed);
	begin(e, e->store->disputed.count);
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; rc == 0 && i < pages; i++)
			rc = choose_page(e, v, i);
}

void
candidates_choose(struct evidence *e, const struct dnssec_input *input)
{
	struct signature_memo memo = {0};
	struct validator v;
	validator_init(&v, input, zone_chain_judge, &memo);
	if (e->view != NULL)
		choose_on_disk(e, &v);
	else
		choose_in_memory(e, &v);
	validator_fini(&v);
}
