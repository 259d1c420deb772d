#include "request_index.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/hash.h"
#include "request.h"

static struct request **
request_at(const struct request_index *x, uint32_t place)
{
	return (struct request **)x->requests.at + place;
}

uint64_t
request_index_hash(const struct dns_question *q)
{
	uint8_t both[2 + DNS_NAME_MAX];

	memcpy(both, &q->type, 2);
	memcpy(both + 2, q->name.wire, q->name.len);
	return hash_bytes(both, 2u + q->name.len);
}

/*
 * All of it is compared, too: an ID alone is 16 bits, which a stranger guesses
 * in no time, and with the port of ours it is a good deal more.
 */
static uint64_t
query_hash(const struct request_query *query)
{
	uint8_t all[sizeof(query->server.bytes) + 4];

	memcpy(all, query->server.bytes, sizeof(query->server.bytes));
	memcpy(all + sizeof(query->server.bytes), &query->id, 2);
	memcpy(all + sizeof(query->server.bytes) + 2, &query->port, 2);
	return hash_bytes(all, sizeof(all));
}

static uint64_t
hash_of_question(const void *ctx, uint32_t place)
{
	return (*request_at(ctx, place))->question_hash;
}

static bool
has_question(const void *ctx, uint32_t place, const void *key)
{
	const struct dns_question *asked =
	    &(*request_at(ctx, place))->question.asked;
	const struct dns_question *q = key;

	return asked->type == q->type && dns_name_equal(&asked->name, &q->name);
}

static uint64_t
hash_of_query(const void *ctx, uint32_t place)
{
	return query_hash(&(*request_at(ctx, place))->query);
}

static bool
has_query(const void *ctx, uint32_t place, const void *key)
{
	const struct request_query *own = &(*request_at(ctx, place))->query;
	const struct request_query *query = key;

	return own->id == query->id && own->port == query->port &&
	       addr_equal(&own->server, &query->server);
}

static const struct table_kind by_question = {.hash = hash_of_question,
				   .equal = has_question},
			       by_query = {
				   .hash = hash_of_query, .equal = has_query};

/* Room for one more, on the wire and off it, and to take out every one. */
static int
reserve(struct request_index *x)
{
	size_t count = x->requests.count + 1;

	if (array_reserve(&x->requests, 1, sizeof(struct request *)) < 0 ||
	    array_reserve(&x->spare, count - x->spare.count, sizeof(uint32_t)) <
		0 ||
	    table_reserve(&x->by_question, &by_question, x, count) < 0 ||
	    table_reserve(&x->by_query, &by_query, x, count) < 0)
		return -ENOMEM;
	return 0;
}

static uint32_t
take_place(struct request_index *x)
{
	const uint32_t *spare = x->spare.at;

	if (x->spare.count > 0)
		return spare[--x->spare.count];
	array_push(&x->requests, 1, sizeof(struct request *));
	return (uint32_t)(x->requests.count - 1);
}

int
request_index_add(struct request_index *x, struct request *r)
{
	if (reserve(x) < 0)
		return -ENOMEM;
	r->place = take_place(x);
	r->question_hash = request_index_hash(&r->question.asked);
	*request_at(x, r->place) = r;
	return table_add(&x->by_question, &by_question, x, r->place);
}

void
request_index_remove(struct request_index *x, struct request *r)
{
	table_remove(&x->by_question, &by_question, x, r->place);
	*request_at(x, r->place) = NULL;
	*(uint32_t *)array_push(&x->spare, 1, sizeof(r->place)) = r->place;
}

/* The room is there since request_index_add(). */
void
request_index_add_query(struct request_index *x, struct request *r)
{
	int rc = table_add(&x->by_query, &by_query, x, r->place);

	assert(rc == 0);
}

void
request_index_remove_query(struct request_index *x, struct request *r)
{
	table_remove(&x->by_query, &by_query, x, r->place);
}

struct request *
request_index_find(const struct request_index *x, const struct dns_question *q)
{
	uint32_t place;

	if (!table_find(&x->by_question, &by_question, x, request_index_hash(q),
		q, &place))
		return NULL;
	return *request_at(x, place);
}

struct request *
request_index_find_query(
    const struct request_index *x, const struct request_query *query)
{
	uint32_t place;

	if (!table_find(
		&x->by_query, &by_query, x, query_hash(query), query, &place))
		return NULL;
	return *request_at(x, place);
}

void
request_index_fini(struct request_index *x)
{
	for (uint32_t place = 0; place < x->requests.count; place++)
		if (*request_at(x, place) != NULL)
			request_free(*request_at(x, place));
	array_fini(&x->requests);
	array_fini(&x->spare);
	table_fini(&x->by_question);
	table_fini(&x->by_query);
}
