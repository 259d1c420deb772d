#include "recent_replies.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/table.h"
#include "reply_digest.h"
#include "request.h"
#include "request_index.h"

enum { PLACE_MASK = RECENT_REPLIES_MAX - 1 };

/*
 * By server, ID and question: a port more would tell apart what a server hardly
 * ever has at the same time.
 */
struct known_key {
	struct addr server;
	uint64_t question_hash;
	uint16_t id;
};

struct known_reply {
	struct known_key key;
	uint16_t port;
	bool conflict;
	uint64_t digest;
	uint64_t number;
};

/* A ring: the place of a number is by PLACE_MASK. */
struct recent_replies {
	uint64_t begun, ended; /* numbers, counted for ever */
	struct table by_key;
	struct known_reply at[RECENT_REPLIES_MAX];
};

static uint64_t
key_hash(const struct known_key *k)
{
	uint8_t all[sizeof(k->server.bytes) + sizeof(k->question_hash) +
		    sizeof(k->id)];
	uint8_t *at = all;

	memcpy(at, k->server.bytes, sizeof(k->server.bytes));
	at += sizeof(k->server.bytes);
	memcpy(at, &k->question_hash, sizeof(k->question_hash));
	at += sizeof(k->question_hash);
	memcpy(at, &k->id, sizeof(k->id));
	return hash_bytes(all, sizeof(all));
}

static uint64_t
hash_of(const void *ctx, uint32_t place)
{
	const struct recent_replies *r = ctx;

	return key_hash(&r->at[place].key);
}

static bool
has_key(const void *ctx, uint32_t place, const void *key)
{
	const struct recent_replies *r = ctx;
	const struct known_key *own = &r->at[place].key, *k = key;

	return own->id == k->id && own->question_hash == k->question_hash &&
	       addr_equal(&own->server, &k->server);
}

static const struct table_kind by_key = {.hash = hash_of, .equal = has_key};

int
recent_replies_new(struct recent_replies **out)
{
	struct recent_replies *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return -ENOMEM;
	if (table_reserve(&r->by_key, &by_key, r, RECENT_REPLIES_MAX) < 0) {
		free(r);
		return -ENOMEM;
	}
	*out = r;
	return 0;
}

void
recent_replies_free(struct recent_replies *r)
{
	if (r == NULL)
		return;
	table_fini(&r->by_key);
	free(r);
}

static struct known_key
key_of(const struct addr *server, const struct dns_message *m)
{
	return (struct known_key){.server = *server,
	    .question_hash = request_index_hash(&m->question),
	    .id = m->id};
}

static struct known_reply *
find(const struct recent_replies *r, const struct addr *server,
    const struct dns_message *m)
{
	struct known_key key = key_of(server, m);
	uint32_t place;

	if (!table_find(&r->by_key, &by_key, r, key_hash(&key), &key, &place))
		return NULL;
	return (struct known_reply *)&r->at[place];
}

static void
forget_oldest(struct recent_replies *r)
{
	table_remove(
	    &r->by_key, &by_key, r, (uint32_t)(r->begun++ & PLACE_MASK));
}

void
recent_replies_add(struct recent_replies *r, const struct request_query *query,
    const struct dns_message *m)
{
	if (!m->has_question || find(r, &query->server, m) != NULL)
		return;
	if (r->ended - r->begun == RECENT_REPLIES_MAX)
		forget_oldest(r);
	uint32_t place = (uint32_t)(r->ended & PLACE_MASK);
	r->at[place] = (struct known_reply){
	    .key = key_of(&query->server, m),
	    .port = query->port,
	    .digest = reply_digest(m),
	    .number = ++r->ended,
	};
	int rc = table_add(&r->by_key, &by_key, r, place);
	assert(rc == 0); /* its room is there */
}

uint64_t
recent_replies_compare(struct recent_replies *r,
    const struct request_query *query, const struct dns_message *m)
{
	if (!m->qr || m->opcode != 0 || !m->has_question)
		return 0;
	struct known_reply *first = find(r, &query->server, m);
	if (first == NULL || first->port != query->port || first->conflict ||
	    first->digest == reply_digest(m))
		return 0;
	first->conflict = true;
	return first->number;
}

struct recent_reply
recent_replies_find(const struct recent_replies *r, const struct addr *server,
    const struct dns_message *m)
{
	const struct known_reply *reply = find(r, server, m);

	if (reply == NULL)
		return (struct recent_reply){0};
	return (struct recent_reply){reply->number, reply->conflict};
}
