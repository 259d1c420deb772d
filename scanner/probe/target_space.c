#include "target_space.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

__extension__ typedef unsigned __int128 u128;

enum { TABLE_BITS = 16, COUNT_BITS_MAX = 40 };

/* Both ends belong to it. */
struct span {
	u128 first, last;
};

struct spans {
	struct array rows; /* struct span */
	bool failed;       /* no heap */
};

struct range {
	u128 first;
	uint64_t start; /* number of the first address */
};

struct target_space {
	uint64_t count;
	size_t range_count;
	struct range *ranges; /* and one behind the last, where count begins */
	unsigned shift;
	uint32_t table[(1 << TABLE_BITS) + 2]; /* first range of a part */
};

static u128
to_number(const struct addr *a)
{
	u128 n = 0;
	for (size_t i = 0; i < sizeof(a->bytes); i++)
		n = n << 8 | a->bytes[i];
	return n;
}

static struct addr
to_addr(u128 n)
{
	struct addr a;
	uint64_t high = __builtin_bswap64((uint64_t)(n >> 64));
	uint64_t low = __builtin_bswap64((uint64_t)n);
	memcpy(a.bytes, &high, sizeof(high));
	memcpy(a.bytes + sizeof(high), &low, sizeof(low));
	return a;
}

static const struct span *
span_at(const struct spans *s, size_t i)
{
	return (const struct span *)s->rows.at + i;
}

static void
add_span(struct spans *s, u128 first, u128 last)
{
	struct span *new = array_push(&s->rows, 1, sizeof(*new));
	if (new == NULL)
		s->failed = true;
	else
		*new = (struct span){first, last};
}

static struct spans
spans_of(const struct prefix_set *set)
{
	struct spans s = {0};
	for (size_t i = 0; set != NULL && i < prefix_set_count(set); i++) {
		const struct prefix *p = prefix_set_at(set, i);
		u128 first = to_number(&p->base);
		u128 hosts =
		    p->bits == 0 ? ~(u128)0 : ((u128)1 << (128 - p->bits)) - 1;
		add_span(&s, first, first + hosts);
	}
	return s;
}

/* What lies in both; each is sorted and without overlaps. */
static struct spans
both(const struct spans *a, const struct spans *b)
{
	struct spans s = {.failed = a->failed || b->failed};
	for (size_t i = 0, k = 0; i < a->rows.count && k < b->rows.count;) {
		const struct span *x = span_at(a, i), *y = span_at(b, k);
		u128 first = x->first > y->first ? x->first : y->first;
		u128 last = x->last < y->last ? x->last : y->last;
		if (first <= last)
			add_span(&s, first, last);
		if (x->last < y->last)
			i++;
		else
			k++;
	}
	return s;
}

/* What lies in `a` and not in `b`. */
static struct spans
without(const struct spans *a, const struct spans *b)
{
	struct spans s = {.failed = a->failed || b->failed};
	size_t k = 0;
	for (size_t i = 0; i < a->rows.count; i++) {
		u128 at = span_at(a, i)->first, last = span_at(a, i)->last;
		bool left = true;
		while (k < b->rows.count && span_at(b, k)->last < at)
			k++;
		for (size_t j = k;
		     left && j < b->rows.count && span_at(b, j)->first <= last;
		     j++) {
			if (span_at(b, j)->first > at)
				add_span(&s, at, span_at(b, j)->first - 1);
			left = span_at(b, j)->last < last;
			at = span_at(b, j)->last + 1;
		}
		if (left)
			add_span(&s, at, last);
	}
	return s;
}

/* The sets' meaning, as spans. */
static struct spans
combine(const struct prefix_set *asked, const struct prefix_set *allowed,
    const struct prefix_set *blocked)
{
	bool bounded = allowed != NULL && prefix_set_count(allowed) > 0;
	struct spans a =
	    spans_of(prefix_set_count(asked) > 0 ? asked : allowed);
	struct spans w = spans_of(bounded ? allowed : asked);
	struct spans b = spans_of(blocked);
	struct spans in = both(&a, &w);
	struct spans left = without(&in, &b);
	array_fini(&a.rows);
	array_fini(&w.rows);
	array_fini(&b.rows);
	array_fini(&in.rows);
	return left;
}

static int
number_ranges(struct target_space *s, const struct spans *spans)
{
	u128 count = 0;
	s->ranges = calloc(spans->rows.count + 1, sizeof(*s->ranges));
	if (s->ranges == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < spans->rows.count; i++) {
		const struct span *span = span_at(spans, i);
		s->ranges[i] = (struct range){span->first, (uint64_t)count};
		count += span->last - span->first + 1;
		/* All 2^128 would be 0 again; more than 2^40 is refused. */
		if (count > (u128)1 << COUNT_BITS_MAX || count == 0)
			return -E2BIG;
	}
	s->range_count = spans->rows.count;
	s->count = (uint64_t)count;
	s->ranges[s->range_count].start = s->count;
	return 0;
}

/* table[p]: the range that holds number p << shift. */
static void
build_table(struct target_space *s)
{
	uint32_t range = 0;
	while (s->count >> s->shift > 1ULL << TABLE_BITS)
		s->shift++;
	uint64_t parts = (s->count - 1) >> s->shift;
	for (uint64_t part = 0; part <= parts; part++) {
		while (s->ranges[range + 1].start <= part << s->shift)
			range++;
		s->table[part] = range;
	}
	s->table[parts + 1] = (uint32_t)s->range_count - 1;
}

static void
explain(int rc, struct text *why)
{
	if (rc == -E2BIG)
		text_add(why, "more than 2^40 addresses are asked for; an "
			      "IPv6 prefix longer than /88 can be counted");
	else if (rc == -EINVAL)
		text_add(why, "no address is left to probe: all of it is in "
			      "the block list (give one of your own with -b), "
			      "or outside the allow list");
}

int
target_space_new(const struct prefix_set *asked,
    const struct prefix_set *allowed, const struct prefix_set *blocked,
    struct target_space **out, struct text *why)
{
	struct spans spans = combine(asked, allowed, blocked);
	struct target_space *s = calloc(1, sizeof(*s));
	int rc = s == NULL || spans.failed ? -ENOMEM : 0;
	if (rc == 0 && spans.rows.count == 0)
		rc = -EINVAL;
	if (rc == 0)
		rc = number_ranges(s, &spans);
	array_fini(&spans.rows);
	if (rc < 0) {
		explain(rc, why);
		target_space_free(s);
		return rc;
	}
	build_table(s);
	*out = s;
	return 0;
}

void
target_space_free(struct target_space *s)
{
	if (s == NULL)
		return;
	free(s->ranges);
	free(s);
}

uint64_t
target_space_count(const struct target_space *s)
{
	return s->count;
}

struct addr
target_space_at(const struct target_space *s, uint64_t number)
{
	assert(number < s->count);
	uint64_t part = number >> s->shift;
	size_t low = s->table[part], high = s->table[part + 1];
	while (low < high) { /* the last range that begins at or before */
		size_t mid = high - (high - low) / 2;
		if (s->ranges[mid].start <= number)
			low = mid;
		else
			high = mid - 1;
	}
	const struct range *r = &s->ranges[low];
	return to_addr(r->first + (number - r->start));
}

bool
target_space_find(
    const struct target_space *s, const struct addr *a, uint64_t *number)
{
	u128 wanted = to_number(a);
	size_t low = 0, high = s->range_count - 1;
	while (low < high) {
		size_t mid = high - (high - low) / 2;
		if (s->ranges[mid].first <= wanted)
			low = mid;
		else
			high = mid - 1;
	}
	const struct range *r = &s->ranges[low];
	uint64_t length = r[1].start - r->start;
	if (wanted < r->first || wanted - r->first >= length)
		return false;
	*number = r->start + (uint64_t)(wanted - r->first);
	return true;
}
