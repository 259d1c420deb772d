#include "scanner/probe/target_space.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/engine/blocklist.h"
#include "tap.h"

/* Words to a sealed set. */
static struct prefix_set
set_of(const char *words)
{
	struct prefix_set s;
	struct text why;
	char copy[512], *rest = copy, *word;
	text_init(&why);
	prefix_set_init(&s);
	snprintf(copy, sizeof(copy), "%s", words);
	while ((word = strsep(&rest, " ")) != NULL)
		if (*word != '\0' && prefix_set_add_text(&s, word, &why) < 0)
			abort();
	prefix_set_seal(&s);
	text_fini(&why);
	return s;
}

static int
make(const char *asked, const char *allowed, const char *blocked,
    struct target_space **out)
{
	struct text why;
	struct prefix_set a = set_of(asked), w = set_of(allowed),
			  b = set_of(blocked);
	text_init(&why);
	int rc = target_space_new(&a, &w, &b, out, &why);
	if ((rc < 0) != (why.len > 0))
		abort();
	prefix_set_fini(&a);
	prefix_set_fini(&w);
	prefix_set_fini(&b);
	text_fini(&why);
	return rc;
}

/* Count, first and last address; each number leads there and back. */
static bool
is(const char *asked, const char *allowed, const char *blocked, uint64_t count,
    const char *first, const char *last)
{
	struct target_space *s;
	struct addr from, to;
	if (make(asked, allowed, blocked, &s) < 0 ||
	    !addr_parse(first, &from) || !addr_parse(last, &to))
		return false;
	struct addr a = target_space_at(s, 0);
	struct addr z = target_space_at(s, target_space_count(s) - 1);
	bool good = target_space_count(s) == count && addr_equal(&a, &from) &&
		    addr_equal(&z, &to);
	uint64_t step = count / 1000 + 1, found;
	for (uint64_t i = 0; i < count && good; i += step) {
		a = target_space_at(s, i);
		good = target_space_find(s, &a, &found) && found == i;
	}
	target_space_free(s);
	return good;
}

static void
test_sets(void)
{
	ok(is("198.18.0.0/15", "", "", 131072, "198.18.0.0", "198.19.255.255"),
	    "one prefix");
	ok(is("198.18.0.9", "", "", 1, "198.18.0.9", "198.18.0.9"), "one");
	ok(is("198.18.0.0/24 198.18.0.128/25 198.18.0.7", "", "", 256,
	       "198.18.0.0", "198.18.0.255"),
	    "overlaps count once");
	ok(is("198.18.0.0/24", "",
	       "198.18.0.0/28 198.18.0.64/26 "
	       "198.18.0.255",
	       256 - 16 - 64 - 1, "198.18.0.16", "198.18.0.254"),
	    "holes at the begin, in the middle, at the end");
	ok(is("198.18.0.0/16", "198.18.7.0/24 10.0.0.0/8", "", 256,
	       "198.18.7.0", "198.18.7.255"),
	    "the allow list bounds");
	ok(is("", "198.18.7.0/24", "198.18.7.0/25", 128, "198.18.7.128",
	       "198.18.7.255"),
	    "and says what to probe where nobody else does");
	ok(is("0.0.0.0/0", "", "", 1ULL << 32, "0.0.0.0", "255.255.255.255"),
	    "all of IPv4");
	ok(is("2001:db8::/112 198.18.0.0/30", "", "2001:db8::8000/113",
	       4 + 32768, "198.18.0.0", "2001:db8::7fff"),
	    "both families");
	ok(is("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff0/124", "",
	       "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127", 14,
	       "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff0",
	       "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffd"),
	    "the last addresses of all");
	ok(is("2001:db8::/88", "", "", 1ULL << 40,
	       "2001:db8::", "2001:db8::ff:ffff:ffff"),
	    "2^40");
}

static void
test_refused(void)
{
	struct target_space *s;
	ok(make("198.18.0.0/15", "", "198.18.0.0/15", &s) == -EINVAL,
	    "all is blocked");
	ok(make("198.18.0.0/15", "10.0.0.0/8", "", &s) == -EINVAL,
	    "none is allowed");
	ok(make("2001:db8::/87", "", "", &s) == -E2BIG, "2^41");
	ok(make("::/0", "", "", &s) == -E2BIG, "2^128");
}

static void
test_default_blocklist(void)
{
	struct blocklist *b;
	struct target_space *s;
	struct text why;
	struct prefix_set all = set_of("0.0.0.0/0");
	text_init(&why);
	if (blocklist_new(&(struct blocklist_rules){0}, &b, &why) < 0 ||
	    target_space_new(&all, NULL, blocklist_blocked(b), &s, &why) < 0)
		abort();
	bool clean = true;
	for (uint64_t i = 0; i < target_space_count(s); i += 65537) {
		struct addr a = target_space_at(s, i);
		clean &= !blocklist_has(b, &a);
	}
	/* 3 of /8, 2 of /4, and RFC 6890's smaller ones: 3702258432u left. */
	ok(target_space_count(s) == 3702258432u, "IPv4 without IANA's ranges");
	ok(clean, "nothing special is left");
	target_space_free(s);
	blocklist_free(b);
	prefix_set_fini(&all);
	text_fini(&why);
}

/* 200 prefixes of a /16, against one flag an address. */
static void
test_random(void)
{
	static bool in[65536];
	unsigned seed = 25;
	bool good = true;
	for (int round = 0; round < 20; round++) {
		struct prefix_set asked = set_of("198.18.0.0/16"), blocked;
		struct target_space *s;
		struct text why;
		text_init(&why);
		prefix_set_init(&blocked);
		memset(in, 1, sizeof(in));
		for (int i = 0; i < 200; i++) {
			seed = seed * 1103515245 + 12345;
			unsigned bits = 4 + seed / 65536 % 13;
			unsigned size = 1u << (16 - bits);
			seed = seed * 1103515245 + 12345;
			unsigned base = seed / 65536 % 65536 / size * size;
			struct prefix p = {
			    .base = addr_from_v4((uint8_t[]){
				198, 18, (uint8_t)(base >> 8), (uint8_t)base}),
			    .bits = (uint8_t)(112 + bits)};
			if (size < 4096 && prefix_set_add(&blocked, &p) < 0)
				abort();
			if (size < 4096)
				memset(in + base, 0, size);
		}
		prefix_set_seal(&blocked);
		if (target_space_new(&asked, NULL, &blocked, &s, &why) < 0)
			abort();
		uint64_t next = 0, found;
		for (unsigned i = 0; i < 65536; i++) {
			struct addr a = addr_from_v4((uint8_t[]){
			    198, 18, (uint8_t)(i >> 8), (uint8_t)i});
			bool has = target_space_find(s, &a, &found);
			good &= has == in[i];
			if (!has)
				continue;
			struct addr back = target_space_at(s, next);
			good &= found == next++ && addr_equal(&back, &a);
		}
		good &= next == target_space_count(s);
		target_space_free(s);
		prefix_set_fini(&asked);
		prefix_set_fini(&blocked);
		text_fini(&why);
	}
	ok(good, "20 times 200 random holes, every address");
}

int
main(void)
{
	test_sets();
	test_refused();
	test_default_blocklist();
	test_random();
	return tap_end();
}
