#include "scanner/dns/name_table.h"

#include <stdio.h>

#include "small_world.h"
#include "tap.h"

enum { MANY = 20000 };

static struct dns_name
numbered(unsigned i)
{
	char text[64];
	snprintf(text, sizeof(text), "d%u.example", i);
	return name_of(text);
}

static void
test_once(void)
{
	struct name_table *t;
	uint32_t first, second, again;
	if (name_table_new(&t) < 0)
		abort();
	struct dns_name a = name_of("a.example"), b = name_of("b.example");
	struct dns_name upper = name_of("A.Example"), got;
	ok(!name_table_find(t, &a, &first), "nothing is in it at first");
	if (name_table_add(t, &a, &first) < 0 ||
	    name_table_add(t, &b, &second) < 0 ||
	    name_table_add(t, &upper, &again) < 0)
		abort();
	ok(first == 0 && second == 1, "numbers as they come");
	ok(again == 0 && name_table_count(t) == 2, "each once, without case");
	name_table_get(t, 1, &got);
	ok(is_named(&got, "b.example"), "the name of a number");
	if (name_table_add(t, &DNS_ROOT, &again) < 0)
		abort();
	name_table_get(t, again, &got);
	ok(got.len == 1, "the root is a name");
	name_table_free(t);
	name_table_free(NULL);
}

static void
test_many(void)
{
	struct name_table *t;
	uint32_t id;
	bool right = true;
	if (name_table_new(&t) < 0)
		abort();
	for (unsigned i = 0; i < MANY; i++) {
		struct dns_name name = numbered(i);
		right &= name_table_add(t, &name, &id) == 0 && id == i;
	}
	for (unsigned i = 0; i < MANY; i++) {
		struct dns_name name = numbered(i), got;
		right &= name_table_find(t, &name, &id) && id == i;
		name_table_get(t, i, &got);
		right &= dns_name_equal(&got, &name);
	}
	struct dns_name other = numbered(MANY);
	ok(right, "all are found while it grows");
	ok(!name_table_find(t, &other, &id), "and no other");
	name_table_free(t);
}

int
main(void)
{
	test_once();
	test_many();
	return tap_end();
}
