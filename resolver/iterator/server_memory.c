#include "server_memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"
#include "set.h"
#include "table.h"

enum {
	DROPPED_TYPES_MAX = 6, /* remembered of one server */
	SILENT_MIN = 2,        /* time-outs in a row before we back off */
	SILENT_SHIFT_MAX = 5,  /* 2 s, 4 s, ... 64 s */
};

struct note {
	struct iterator_link link;
	struct addr addr;
	int64_t rtt_ns;
	int64_t heard_ns; /* INT64_MIN: never */
	int64_t peace_until_ns;
	unsigned silent; /* time-outs in a row */
	enum server_edns edns;
	unsigned dropped_count;
	uint16_t dropped[DROPPED_TYPES_MAX];
};

struct server_memory {
	struct iterator_table notes;
	struct iterator_set lame; /* hashes of (address, zone) */
	struct siphash_key key;
};

int
server_memory_new(uint64_t seed, struct server_memory **out)
{
	struct server_memory *m = calloc(1, sizeof(*m));
	if (m == NULL)
		return -ENOMEM;
	m->key = (struct siphash_key){.k0 = seed, .k1 = 0x5e72};
	if (iterator_table_init(&m->notes) < 0 ||
	    iterator_set_init(&m->lame) < 0) {
		server_memory_free(m);
		return -ENOMEM;
	}
	*out = m;
	return 0;
}

void
server_memory_free(struct server_memory *m)
{
	struct iterator_link *link;

	if (m == NULL)
		return;
	if (m->notes.bucket != NULL)
		while ((link = iterator_table_take(&m->notes)) != NULL)
			free(ITERATOR_OF(link, struct note, link));
	iterator_table_fini(&m->notes);
	iterator_set_fini(&m->lame);
	free(m);
}

static uint64_t
hash_of(const struct server_memory *m, const struct addr *a)
{
	return siphash(&m->key, a->bytes, sizeof(a->bytes));
}

static struct note *
find(const struct server_memory *m, const struct addr *a)
{
	struct iterator_link *link =
	    iterator_table_find(&m->notes, hash_of(m, a));

	for (; link != NULL; link = iterator_table_next(link)) {
		struct note *n = ITERATOR_OF(link, struct note, link);
		if (addr_equal(&n->addr, a))
			return n;
	}
	return NULL;
}

static struct note *
find_or_make(struct server_memory *m, const struct addr *a)
{
	struct note *n = find(m, a);

	if (n != NULL)
		return n;
	n = calloc(1, sizeof(*n));
	if (n == NULL)
		return NULL;
	n->addr = *a;
	n->heard_ns = INT64_MIN;
	iterator_table_add(&m->notes, &n->link, hash_of(m, a));
	return n;
}

void
server_memory_answered(struct server_memory *m, const struct addr *a,
    int64_t rtt_ns, int64_t now_ns)
{
	struct note *n = find_or_make(m, a);

	if (n == NULL)
		return;
	if (rtt_ns < 1)
		rtt_ns = 1;
	n->rtt_ns = n->rtt_ns == 0 ? rtt_ns : (7 * n->rtt_ns + rtt_ns) / 8;
	n->heard_ns = now_ns;
	n->silent = 0;
}

void
server_memory_timed_out(
    struct server_memory *m, const struct addr *a, int64_t now_ns)
{
	struct note *n = find_or_make(m, a);

	if (n == NULL || ++n->silent < SILENT_MIN)
		return;
	unsigned shift = n->silent - SILENT_MIN;
	if (shift > SILENT_SHIFT_MAX)
		shift = SILENT_SHIFT_MAX;
	n->peace_until_ns = now_ns + (2 * NS_PER_S << shift);
}

void
server_memory_set_edns(
    struct server_memory *m, const struct addr *a, enum server_edns edns)
{
	struct note *n = find_or_make(m, a);

	if (n != NULL && n->edns != SERVER_EDNS_WORKS)
		n->edns = edns;
}

static uint64_t
lame_hash(const struct server_memory *m, const struct addr *a,
    const struct dns_name *zone)
{
	uint8_t both[sizeof(a->bytes) + DNS_NAME_MAX];

	memcpy(both, a->bytes, sizeof(a->bytes));
	memcpy(both + sizeof(a->bytes), zone->wire, zone->len);
	return siphash(&m->key, both, sizeof(a->bytes) + zone->len);
}

void
server_memory_set_lame(
    struct server_memory *m, const struct addr *a, const struct dns_name *zone)
{
	iterator_set_add(&m->lame, lame_hash(m, a, zone));
}

bool
server_memory_is_lame(const struct server_memory *m, const struct addr *a,
    const struct dns_name *zone)
{
	return iterator_set_has(&m->lame, lame_hash(m, a, zone));
}

void
server_memory_set_drops(
    struct server_memory *m, const struct addr *a, uint16_t type)
{
	struct note *n = find_or_make(m, a);

	if (n == NULL || n->dropped_count == DROPPED_TYPES_MAX ||
	    server_memory_drops(m, a, type))
		return;
	n->dropped[n->dropped_count++] = type;
}

bool
server_memory_drops(
    const struct server_memory *m, const struct addr *a, uint16_t type)
{
	const struct note *n = find(m, a);

	for (unsigned i = 0; n != NULL && i < n->dropped_count; i++)
		if (n->dropped[i] == type)
			return true;
	return false;
}

enum server_edns
server_memory_edns(const struct server_memory *m, const struct addr *a)
{
	const struct note *n = find(m, a);

	return n != NULL ? n->edns : SERVER_EDNS_UNKNOWN;
}

bool
server_memory_heard_since(
    const struct server_memory *m, const struct addr *a, int64_t since_ns)
{
	const struct note *n = find(m, a);

	return n != NULL && n->heard_ns != INT64_MIN && n->heard_ns >= since_ns;
}

bool
server_memory_backs_off(
    const struct server_memory *m, const struct addr *a, int64_t now_ns)
{
	const struct note *n = find(m, a);

	return n != NULL && n->silent >= SILENT_MIN &&
	       now_ns < n->peace_until_ns;
}

unsigned
server_memory_silent(const struct server_memory *m, const struct addr *a)
{
	const struct note *n = find(m, a);

	return n != NULL ? n->silent : 0;
}

int64_t
server_memory_rtt_ns(const struct server_memory *m, const struct addr *a)
{
	const struct note *n = find(m, a);

	return n != NULL ? n->rtt_ns : 0;
}
