#include "sweep_budget.h"

#include <errno.h>

#include "base/hash.h"
#include "dns/registered_domain.h"

enum {
	V4_PREFIX_BYTES = 15, /* of ::ffff:0:0/96: a /24 */
	V6_PREFIX_BYTES = 6,  /* a /48 */
};

struct budget_row {
	struct budget_key key;
	unsigned taken;
	struct sweep_queue waiting;
	uint32_t unused; /* the next that is not in use, + 1 */
};

static struct budget_row *
row_at(const struct sweep_budget *b, uint32_t id)
{
	return (struct budget_row *)b->rows.at + id;
}

static uint64_t
hash_of(const void *ctx, uint32_t id)
{
	return row_at(ctx, id)->key.hash;
}

static bool
is_equal(const void *ctx, uint32_t id, const void *key)
{
	const struct budget_key *x = key, *y = &row_at(ctx, id)->key;
	return x->hash == y->hash && x->kind == y->kind;
}

static const struct table_kind kind = {hash_of, is_equal};

static struct budget_row *
find(const struct sweep_budget *b, const struct budget_key *key)
{
	uint32_t id;
	return table_find(&b->table, &kind, b, key->hash, key, &id)
		   ? row_at(b, id)
		   : NULL;
}

static bool
has_bound(const struct sweep_budget *b, const struct budget_key *key)
{
	return key->hash != 0 && b->max[key->kind] > 0;
}

/* Two that have one hash share a budget: that is polite, and never seen. */
static struct budget_key
key_of(enum budget_kind of, const void *bytes, size_t len)
{
	uint64_t hash = hash_bytes(bytes, len);
	return (struct budget_key){of, hash != 0 ? hash : 1};
}

struct budget_key
budget_key_of_prefix(const struct addr *a)
{
	return key_of(BUDGET_PREFIX, a->bytes,
	    addr_is_v4(a) ? V4_PREFIX_BYTES : V6_PREFIX_BYTES);
}

struct budget_key
budget_key_of_operator(const struct dns_name *host)
{
	struct budget_key key = {.kind = BUDGET_OPERATOR};
	struct text t;
	text_init(&t);
	dns_name_add_text(&t, host);
	if (text_ok(&t) && host->len > 1) {
		const char *domain = registered_domain(t.bytes);
		size_t at = domain != NULL ? (size_t)(domain - t.bytes) : 0;
		key = key_of(BUDGET_OPERATOR, t.bytes + at, t.len - at);
	}
	text_fini(&t);
	return key;
}

bool
sweep_budget_is_full(const struct sweep_budget *b, const struct budget_key *key)
{
	const struct budget_row *row = has_bound(b, key) ? find(b, key) : NULL;
	return row != NULL && row->taken >= b->max[key->kind];
}

static int
add_row(struct sweep_budget *b, const struct budget_key *key)
{
	uint32_t id = b->unused - 1;
	if (b->unused == 0) {
		id = (uint32_t)b->rows.count;
		if (array_push(&b->rows, 1, sizeof(struct budget_row)) == NULL)
			return -ENOMEM;
		*row_at(b, id) = (struct budget_row){.unused = 0};
	}
	struct budget_row *row = row_at(b, id);
	uint32_t next = row->unused;
	*row = (struct budget_row){.key = *key, .taken = 1};
	int rc = table_add(&b->table, &kind, b, id);
	if (rc == 0) {
		b->unused = next;
		return 0;
	}
	row->unused = next;
	b->unused = id + 1;
	return rc;
}

int
sweep_budget_take(struct sweep_budget *b, const struct budget_key *key)
{
	if (!has_bound(b, key))
		return 0;
	struct budget_row *row = find(b, key);
	if (row == NULL)
		return add_row(b, key);
	row->taken++;
	return 0;
}

/* Nobody has a place of it, nor waits for one. */
static void
forget(struct sweep_budget *b, struct budget_row *row)
{
	uint32_t id = (uint32_t)(row - row_at(b, 0));
	table_remove(&b->table, &kind, b, id);
	row->unused = b->unused;
	b->unused = id + 1;
}

static void
forget_if_idle(struct sweep_budget *b, struct budget_row *row)
{
	if (row->taken == 0 && row->waiting.first == NULL)
		forget(b, row);
}

void
sweep_budget_give(struct sweep_budget *b, const struct budget_key *key)
{
	struct budget_row *row = has_bound(b, key) ? find(b, key) : NULL;
	if (row == NULL)
		return;
	row->taken--;
	forget_if_idle(b, row);
}

void
sweep_budget_wait(struct sweep_budget *b, const struct budget_key *key,
    struct sweep_address *a)
{
	sweep_queue_push(&find(b, key)->waiting, a);
}

struct sweep_address *
sweep_budget_next(struct sweep_budget *b, const struct budget_key *key)
{
	struct budget_row *row = has_bound(b, key) ? find(b, key) : NULL;
	if (row == NULL || row->taken >= b->max[key->kind])
		return NULL;
	struct sweep_address *a = sweep_queue_pop(&row->waiting);
	forget_if_idle(b, row);
	return a;
}

void
sweep_budget_fini(struct sweep_budget *b)
{
	array_fini(&b->rows);
	table_fini(&b->table);
}
