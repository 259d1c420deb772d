#include "name_order.h"

#include <string.h>

const struct name_order name_order_at_first = {true, true};

/* The first labels of a name, as a name of its own. */
static void
make_name(const uint8_t *labels, unsigned len, struct dns_name *out)
{
	memcpy(out->wire, labels, len);
	out->wire[len] = 0;
	out->len = (uint8_t)(len + 1);
}

/*
 * Its characters: labels, with a dot behind each.  Two names of the same
 * characters, for a label may hold a dot, are in no order.
 */
static unsigned
make_text(const uint8_t *labels, unsigned len, uint8_t *out)
{
	memcpy(out, labels + 1, len - 1u);
	out[len - 1] = '.';
	for (unsigned at = 1u + labels[0]; at < len; at += 1u + labels[at])
		out[at - 1] = '.';
	return len;
}

static bool
is_before(const uint8_t *a, unsigned a_len, const uint8_t *b, unsigned b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);
	return order != 0 ? order < 0 : a_len < b_len;
}

static void
note_deep(struct name_order *o, const uint8_t *last, unsigned last_len,
    const uint8_t *next, unsigned next_len)
{
	struct dns_name a, b;
	uint8_t x[DNS_NAME_MAX], y[DNS_NAME_MAX];

	make_name(last, last_len, &a);
	make_name(next, next_len, &b);
	o->canonical = o->canonical && dns_name_compare(&a, &b) < 0;
	unsigned x_len = make_text(last, last_len, x);
	unsigned y_len = make_text(next, next_len, y);
	o->by_text = o->by_text && is_before(x, x_len, y, y_len);
}

/* Where both are one label, which may be the start of the other one. */
static void
note_labels(struct name_order *o, const uint8_t *a, const uint8_t *b)
{
	unsigned common = a[0] < b[0] ? a[0] : b[0];
	int order = memcmp(a + 1, b + 1, common);

	if (order != 0) {
		o->canonical = o->canonical && order < 0;
		o->by_text = o->by_text && order < 0;
		return;
	}
	o->canonical = o->canonical && a[0] < b[0];
	if (a[0] < b[0])
		o->by_text = o->by_text && '.' < b[1 + common];
	else
		o->by_text = o->by_text && a[0] > b[0] && a[1 + common] < '.';
}

void
name_order_note(struct name_order *o, const uint8_t *last, unsigned last_len,
    const uint8_t *next, unsigned next_len)
{
	if (last_len == 1u + last[0] && next_len == 1u + next[0])
		note_labels(o, last, next);
	else
		note_deep(o, last, last_len, next, next_len);
}

bool
name_order_holds(const struct name_order *o)
{
	return o->canonical || o->by_text;
}
