/* How many sessions a prefix and an operator have, and who waits. */
#include "scanner/smtp/sweep_budget.h"

#include "scanner/smtp/sweep_address.h"
#include "small_world.h"
#include "tap.h"

static const struct {
	const char *title, *a, *b;
	bool same;
} prefixes[] = {
    {"an IPv4 /24 is one", "192.0.2.1", "192.0.2.254", true},
    {"the next is another", "192.0.2.1", "192.0.3.1", false},
    {"an IPv6 /48 is one", "2001:db8:1::1", "2001:db8:1:ffff::2", true},
    {"the next is another", "2001:db8:1::1", "2001:db8:2::1", false},
    {"of both families", "192.0.2.1", "::192.0.2.1", false},
};

static const struct {
	const char *title, *a, *b;
	bool same;
} operators[] = {
    {"hosts of one domain", "mx1.example.com", "a.mx2.example.com", true},
    {"and that itself", "mx1.example.com", "example.com", true},
    {"of two domains", "mx.example.com", "mx.example.net", false},
    {"below a suffix of two labels", "mx.a.co.uk", "mx.b.co.uk", false},
    {"a suffix has no registered domain, and is its own", "co.uk", "uk", false},
};

static void
test_keys(void)
{
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
		struct addr a = addr_of(prefixes[i].a);
		struct addr b = addr_of(prefixes[i].b);
		struct budget_key x = budget_key_of_prefix(&a);
		struct budget_key y = budget_key_of_prefix(&b);
		ok((x.hash == y.hash) == prefixes[i].same, prefixes[i].title);
	}
	for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
		struct dns_name a = name_of(operators[i].a);
		struct dns_name b = name_of(operators[i].b);
		struct budget_key x = budget_key_of_operator(&a);
		struct budget_key y = budget_key_of_operator(&b);
		ok((x.hash == y.hash) == operators[i].same, operators[i].title);
	}
	struct dns_name root = name_of(".");
	ok(budget_key_of_operator(&root).hash == 0,
	    "an address without a name has no operator");
}

static void
test_places(void)
{
	struct sweep_budget b = {.max = {2, 1}};
	struct sweep_address a[3] = {{.first = 0}};
	struct budget_key key = {BUDGET_PREFIX, 7}, of = {BUDGET_OPERATOR, 7};
	struct budget_key nobody = {BUDGET_OPERATOR, 0};
	ok(!sweep_budget_is_full(&b, &key), "at first there is room");
	if (sweep_budget_take(&b, &key) < 0 || sweep_budget_take(&b, &key) < 0)
		abort();
	ok(sweep_budget_is_full(&b, &key) && !sweep_budget_is_full(&b, &of),
	    "two of two; an operator is no prefix");
	if (sweep_budget_take(&b, &of) < 0 ||
	    sweep_budget_take(&b, &nobody) < 0)
		abort();
	ok(sweep_budget_is_full(&b, &of) && !sweep_budget_is_full(&b, &nobody),
	    "whoever has no operator is never in the way");
	for (unsigned i = 0; i < 3; i++)
		sweep_budget_wait(&b, &key, &a[i]);
	ok(sweep_budget_next(&b, &key) == NULL, "full: all wait");
	sweep_budget_give(&b, &key);
	ok(sweep_budget_next(&b, &key) == &a[0], "one place: the first");
	if (sweep_budget_take(&b, &key) < 0)
		abort();
	sweep_budget_give(&b, &key);
	sweep_budget_give(&b, &key);
	ok(sweep_budget_next(&b, &key) == &a[1] &&
		sweep_budget_next(&b, &key) == &a[2] &&
		sweep_budget_next(&b, &key) == NULL,
	    "then the others, in their order");
	sweep_budget_give(&b, &of);
	ok(b.table.count == 0, "of whom nobody has a place it knows nothing");
	sweep_budget_fini(&b);
}

/* Many come and go: as many rows as there were at one time. */
static void
test_memory(void)
{
	struct sweep_budget b = {.max = {1, 1}};
	for (uint64_t i = 1; i <= 10000; i++) {
		struct budget_key key = {BUDGET_PREFIX, i};
		struct budget_key old = {BUDGET_PREFIX, i - 10};
		if (sweep_budget_take(&b, &key) < 0)
			abort();
		if (i > 10)
			sweep_budget_give(&b, &old);
	}
	ok(b.table.count == 10 && b.rows.count <= 11,
	    "its memory is that of those that have a place");
	sweep_budget_fini(&b);
}

int
main(void)
{
	test_keys();
	test_places();
	test_memory();
	return tap_end();
}
