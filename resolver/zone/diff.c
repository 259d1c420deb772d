#include "diff.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "delegations.h"

/* Both files; of each NS set before, the last one that was found equal. */
struct zone_pair {
	const struct delegations *before, *after;
	uint32_t *equal_set; /* by its number; 0: none, or the number + 1 */
};

static bool
same_hosts(const struct zone_pair *p, const struct delegation *x,
    const struct delegation *y)
{
	if (x->ns_count != y->ns_count)
		return false;
	for (uint32_t i = 0; i < x->ns_count; i++) {
		struct dns_name a, b;
		delegations_host_name(p->before, x->ns[i], &a);
		delegations_host_name(p->after, y->ns[i], &b);
		if (!dns_name_equal(&a, &b))
			return false;
	}
	return true;
}

/* Millions of domains have the sets of a few operators. */
static bool
same_ns(const struct zone_pair *p, const struct zone_diff_row *row,
    const struct delegation *x, const struct delegation *y)
{
	uint32_t before = delegations_set(p->before, row->before);
	uint32_t after = delegations_set(p->after, row->after);
	if (p->equal_set[before] == after + 1)
		return true;
	if (!same_hosts(p, x, y))
		return false;
	p->equal_set[before] = after + 1;
	return true;
}

/* Their text, in the order of their bytes. */
static bool
same_ds(const struct zone_pair *p, const struct zone_diff_row *row)
{
	struct text x, y;
	bool same = true, more = true;
	text_init(&x);
	text_init(&y);
	for (unsigned n = 0; same && more; n++) {
		text_clear(&x);
		text_clear(&y);
		more = delegations_ds_text(p->before, row->before, n, &x);
		same =
		    delegations_ds_text(p->after, row->after, n, &y) == more &&
		    x.len == y.len &&
		    (x.len == 0 || memcmp(x.bytes, y.bytes, x.len) == 0);
	}
	text_fini(&y);
	text_fini(&x);
	return same;
}

static uint32_t
bit(enum zone_change change)
{
	return UINT32_C(1) << change;
}

static uint32_t
changes_of(const struct zone_pair *p, const struct zone_diff_row *row)
{
	struct delegation x, y;
	uint32_t changes = 0;
	delegations_get(p->before, row->before, &x);
	delegations_get(p->after, row->after, &y);
	if (!same_ns(p, row, &x, &y))
		changes |= bit(ZONE_CHANGE_NS_MOVED);
	if (!x.has_ds && y.has_ds)
		changes |= bit(ZONE_CHANGE_DS_APPEARED);
	else if (x.has_ds && !y.has_ds)
		changes |= bit(ZONE_CHANGE_DS_LOST);
	else if (x.has_ds && !same_ds(p, row))
		changes |= bit(ZONE_CHANGE_DS_CHANGED);
	return changes;
}

static int
push(struct array *rows, const struct zone_diff_row *row)
{
	if (row->changes == 0)
		return 0;
	struct zone_diff_row *at = array_push(rows, 1, sizeof(*at));
	if (at == NULL)
		return -ENOMEM;
	*at = *row;
	return 0;
}

/* Domains that are there now: new ones, and those that changed. */
static int
look_at_after(const struct zone_pair *p, struct array *rows)
{
	uint32_t count = delegations_count(p->after);
	int rc = 0;
	for (uint32_t i = 0; i < count && rc == 0; i++) {
		struct delegation d;
		struct zone_diff_row row = {
		    ZONE_DIFF_NONE, i, bit(ZONE_CHANGE_ADDED)};
		delegations_get(p->after, i, &d);
		if (delegations_find(p->before, &d.name, &row.before))
			row.changes = changes_of(p, &row);
		else
			row.before = ZONE_DIFF_NONE;
		rc = push(rows, &row);
	}
	return rc;
}

static int
look_at_before(const struct zone_pair *p, struct array *rows)
{
	uint32_t count = delegations_count(p->before), found;
	int rc = 0;
	for (uint32_t i = 0; i < count && rc == 0; i++) {
		struct delegation d;
		struct zone_diff_row row = {
		    i, ZONE_DIFF_NONE, bit(ZONE_CHANGE_GONE)};
		delegations_get(p->before, i, &d);
		if (!delegations_find(p->after, &d.name, &found))
			rc = push(rows, &row);
	}
	return rc;
}

static void
name_of(const struct zone_pair *p, const struct zone_diff_row *row,
    struct dns_name *out)
{
	struct delegation d;
	if (row->after != ZONE_DIFF_NONE)
		delegations_get(p->after, row->after, &d);
	else
		delegations_get(p->before, row->before, &d);
	dns_name_copy(&d.name, out);
}

static int
by_name(const void *a, const void *b, void *ctx)
{
	struct dns_name x, y;
	name_of(ctx, a, &x);
	name_of(ctx, b, &y);
	return dns_name_compare(&x, &y);
}

int
zone_diff_make(const struct delegations *before,
    const struct delegations *after, struct array *rows)
{
	struct zone_pair p = {.before = before, .after = after};
	p.equal_set =
	    calloc((size_t)delegations_sets(before) + 1, sizeof(*p.equal_set));
	if (p.equal_set == NULL)
		return -ENOMEM;
	int rc = look_at_after(&p, rows);
	if (rc == 0)
		rc = look_at_before(&p, rows);
	free(p.equal_set);
	if (rc == 0 && rows->count > 0)
		qsort_r(rows->at, rows->count, sizeof(struct zone_diff_row),
		    by_name, &p);
	return rc;
}
