/* Targets of the SMTP sweep: sorted, known by number, and found by address. */
#include "scanner/smtp/sweep_targets.h"

#include <stdlib.h>

#include "base/macros.h"
#include "tap.h"

static struct addr
addr_of(const char *text)
{
	struct addr a;
	if (!addr_parse(text, &a))
		abort();
	return a;
}

static const struct {
	const char *addr;
	uint32_t host;
	bool again;
	enum leaf_key twin;
} given[] =
    {
	{"192.0.2.9", 4, false, LEAF_KEY_ANY},
	{"2001:db8::1", 3, false, LEAF_KEY_RSA},
	{"192.0.2.1", 2, false, LEAF_KEY_ANY},
	{"192.0.2.9", 1, true, LEAF_KEY_ANY},
	{"2001:db8::", 0x3fffffff, true, LEAF_KEY_ANY},
	{"192.0.2.5", 7, false, LEAF_KEY_ECDSA},
	{"2001:db8::1", 1, false, LEAF_KEY_ANY},
	{"192.0.2.9", 2, false, LEAF_KEY_ANY},
	{"192.0.2.1", 0, false, LEAF_KEY_ANY},
},
  wanted[] = {
      {"192.0.2.1", 0, false, LEAF_KEY_ANY},
      {"192.0.2.1", 2, false, LEAF_KEY_ANY},
      {"192.0.2.5", 7, false, LEAF_KEY_ECDSA},
      {"192.0.2.9", 1, true, LEAF_KEY_ANY},
      {"192.0.2.9", 2, false, LEAF_KEY_ANY},
      {"192.0.2.9", 4, false, LEAF_KEY_ANY},
      {"2001:db8::", 0x3fffffff, true, LEAF_KEY_ANY},
      {"2001:db8::1", 1, false, LEAF_KEY_ANY},
      {"2001:db8::1", 3, false, LEAF_KEY_RSA},
};

static const char *const absent[] = {"192.0.2.0", "192.0.2.6", "192.0.2.10",
    "::1", "2001:db8::2", "2001:db7::", "ffff::"};

static void
fill(struct sweep_targets *t)
{
	for (size_t i = 0; i < ARRAY_LEN(given); i++) {
		struct sweep_target what = {addr_of(given[i].addr),
		    given[i].host, given[i].again, given[i].twin};
		if (sweep_targets_add(t, &what) < 0)
			abort();
	}
	sweep_targets_seal(t);
}

static bool
is_same(const struct sweep_target *a, uint32_t i)
{
	struct addr at = addr_of(wanted[i].addr);
	return addr_equal(&a->addr, &at) && a->host == wanted[i].host &&
	       a->again == wanted[i].again && a->twin == wanted[i].twin;
}

static bool
is_same_address(uint32_t i, uint32_t next)
{
	struct addr a = addr_of(wanted[i].addr), b = addr_of(wanted[next].addr);
	return addr_equal(&a, &b);
}

static void
sorted(const struct sweep_targets *t)
{
	bool order = sweep_targets_count(t) == ARRAY_LEN(wanted);
	bool groups = true;
	for (uint32_t i = 0; order && i < ARRAY_LEN(wanted); i++) {
		struct sweep_target at = sweep_targets_at(t, i);
		bool next =
		    i + 1 < ARRAY_LEN(wanted) && is_same_address(i, i + 1);
		order = is_same(&at, i);
		groups &= sweep_targets_has_next(t, i) == next;
		groups &= sweep_targets_is_first(t, i) ==
			  (i == 0 || !is_same_address(i - 1, i));
	}
	ok(order, "by address, then by host");
	ok(groups, "whose address goes on, and whose begins");
}

static void
found(const struct sweep_targets *t)
{
	uint32_t first;
	for (uint32_t i = 0; i < ARRAY_LEN(wanted); i++) {
		struct addr at = addr_of(wanted[i].addr);
		if (sweep_targets_is_first(t, i))
			ok(sweep_targets_find(t, &at, &first) && first == i,
			    wanted[i].addr);
	}
	for (size_t i = 0; i < ARRAY_LEN(absent); i++) {
		struct addr at = addr_of(absent[i]);
		ok(!sweep_targets_find(t, &at, &first), absent[i]);
	}
}

int
main(void)
{
	struct sweep_targets t = {0}, none = {0};
	struct addr at = addr_of("192.0.2.1");
	uint32_t first;
	fill(&t);
	sorted(&t);
	found(&t);
	sweep_targets_seal(&none);
	ok(sweep_targets_count(&none) == 0 &&
		!sweep_targets_find(&none, &at, &first),
	    "no targets, no addresses");
	sweep_targets_fini(&t);
	sweep_targets_fini(&none);
	return tap_end();
}
