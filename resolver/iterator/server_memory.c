#include "server_memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/table.h"
#include "base/compact_set.h"

enum {
	DROPPED_TYPES_MAX = 6, /* remembered of one server */
	SILENT_MIN = 2,        /* time-outs in a row; one may be mere loss */
	SILENT_SHIFT_MAX = 5,  /* 2 s, 4 s, ... 64 s */
};

struct note {
	struct addr addr;
	int64_t rtt_ns; /* 0: not known */
	int64_t rtt_var_ns;
	int64_t heard_ns; /* INT64_MIN: never */
	int64_t peace_until_ns;
	unsigned silent; /* time-outs in a row */
	enum server_edns edns;
	enum server_help help[SERVER_WAYS];
	unsigned dropped_count;
	uint16_t dropped[DROPPED_TYPES_MAX];
};

struct server_memory {
	struct array notes; /* struct note */
	struct table by_addr;
	struct compact_set lame; /* hashes of (address, zone) */
};

int
server_memory_new(struct server_memory **out)
{
	*out = calloc(1, sizeof(**out));
	return *out != NULL ? 0 : -ENOMEM;
}

void
server_memory_free(struct server_memory *m)
{
	if (m == NULL)
		return;
	array_fini(&m->notes);
	table_fini(&m->by_addr);
	compact_set_fini(&m->lame);
	free(m);
}

static struct note *
note_at(const struct server_memory *m, uint32_t id)
{
	return (struct note *)m->notes.at + id;
}

static uint64_t
hash(const void *ctx, uint32_t id)
{
	return addr_hash(&note_at(ctx, id)->addr);
}

static bool
equal(const void *ctx, uint32_t id, const void *key)
{
	return addr_equal(&note_at(ctx, id)->addr, key);
}

static const struct table_kind by_addr = {.hash = hash, .equal = equal};

/* A view until the next one is made; NULL: none. */
static struct note *
find(const struct server_memory *m, const struct addr *a)
{
	uint32_t id;

	if (!table_find(&m->by_addr, &by_addr, m, addr_hash(a), a, &id))
		return NULL;
	return note_at(m, id);
}

static struct note *
find_or_make(struct server_memory *m, const struct addr *a)
{
	struct note *n = find(m, a);
	uint32_t id = (uint32_t)m->notes.count;

	if (n != NULL)
		return n;
	n = array_push(&m->notes, 1, sizeof(*n));
	if (n == NULL)
		return NULL;
	*n = (struct note){.addr = *a, .heard_ns = INT64_MIN};
	if (table_add(&m->by_addr, &by_addr, m, id) == 0)
		return n;
	m->notes.count--;
	return NULL;
}

/* RFC 6298 2.2 and 2.3. */
static void
note_rtt(struct note *n, int64_t rtt_ns)
{
	if (n->rtt_ns == 0) {
		n->rtt_ns = rtt_ns;
		n->rtt_var_ns = rtt_ns / 2;
		return;
	}
	int64_t off_ns = rtt_ns - n->rtt_ns;
	if (off_ns < 0)
		off_ns = -off_ns;
	n->rtt_var_ns = (3 * n->rtt_var_ns + off_ns) / 4;
	n->rtt_ns = (7 * n->rtt_ns + rtt_ns) / 8;
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
	note_rtt(n, rtt_ns);
	n->heard_ns = now_ns;
	n->silent = 0;
}

/*
 * It is left in peace for longer each time, but never for good: it comes behind
 * the others (server_choice.c), and is asked where there are none.
 */
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

/*
 * Who has shown an OPT record once can do it: what was silent since was lost.
 */
void
server_memory_set_edns(
    struct server_memory *m, const struct addr *a, enum server_edns edns)
{
	struct note *n = find_or_make(m, a);

	if (n != NULL && n->edns != SERVER_EDNS_WORKS)
		n->edns = edns;
}

bool
server_memory_set_help(struct server_memory *m, const struct addr *a,
    enum server_way way, bool answered)
{
	struct note *n = find_or_make(m, a);
	enum server_help help = answered ? SERVER_HELPS : SERVER_HELP_NONE;

	if (n == NULL || n->help[way] >= help)
		return false;
	n->help[way] = help;
	return true;
}

/*
 * Lame is a server of a zone, not a server: most of those that refuse one zone
 * serve many others well.
 */
static uint64_t
lame_hash(const struct addr *a, const struct dns_name *zone)
{
	uint8_t both[sizeof(a->bytes) + DNS_NAME_MAX];

	memcpy(both, a->bytes, sizeof(a->bytes));
	memcpy(both + sizeof(a->bytes), zone->wire, zone->len);
	return hash_bytes(both, sizeof(a->bytes) + zone->len);
}

void
server_memory_set_lame(
    struct server_memory *m, const struct addr *a, const struct dns_name *zone)
{
	compact_set_add(&m->lame, lame_hash(a, zone));
}

bool
server_memory_is_lame(const struct server_memory *m, const struct addr *a,
    const struct dns_name *zone)
{
	return compact_set_has(&m->lame, lame_hash(a, zone));
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

enum server_help
server_memory_help(
    const struct server_memory *m, const struct addr *a, enum server_way way)
{
	const struct note *n = find(m, a);

	return n != NULL ? n->help[way] : SERVER_HELP_UNKNOWN;
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

int64_t
server_memory_rto_ns(const struct server_memory *m, const struct addr *a)
{
	const struct note *n = find(m, a);

	return n != NULL ? n->rtt_ns + 4 * n->rtt_var_ns : 0;
}
