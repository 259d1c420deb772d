/* What is kept of TLSA answers until a session is held against them. */
#include "scanner/dns/tlsa_sets.h"

#include <stdlib.h>

#include "small_world.h"
#include "tap.h"

#define AT "_25._tcp.mx.a.se"

static void
note(struct tlsa_sets *s, const char *name, const char *answer)
{
	static struct reply r;
	char question[300];
	snprintf(question, sizeof(question), "%s TLSA", name);
	reply_of(&r, question, "aa", DNS_NOERROR, answer, "");
	if (tlsa_sets_note(s, &r.m.question.name, &r.m) < 0)
		abort();
}

/* Bytes of records of 32 bytes, which all here are; 0: none. */
static size_t
records_at(const struct tlsa_sets *s, const char *name)
{
	struct dns_name at = name_of(name);
	size_t len;
	const uint8_t *rdata = tlsa_sets_of(s, &at, &len);
	if (rdata == NULL)
		return 0;
	for (size_t i = 0; i < len; i += 34)
		if (rdata[i] != 0 || rdata[i + 1] != 32)
			return 999;
	return len / 34;
}

static struct tlsa_sets *new (void)
{
	struct tlsa_sets *s;
	if (tlsa_sets_new(&s) < 0)
		abort();
	return s;
}

static void
test_records(void)
{
	struct tlsa_sets *s = new ();
	ok(records_at(s, AT) == 0, "nothing was asked");
	note(s, AT, AT " TLSA x;" AT " RRSIG TLSA a.se;" AT " TLSA y");
	ok(records_at(s, AT) == 2, "two records, and no signature");
	ok(records_at(s, "_25._tcp.b.se") == 0, "none of another name");
	note(s, AT, AT " TLSA x");
	ok(records_at(s, AT) == 1, "a later answer takes their place");
	tlsa_sets_free(s);
}

static void
test_aliases(void)
{
	struct tlsa_sets *s = new ();
	note(s, AT, AT " CNAME t.a.se;t.a.se TLSA x");
	ok(records_at(s, AT) == 1, "behind an alias in the same answer");
	note(s, "_25._tcp.b.se", "_25._tcp.b.se CNAME t.c.se");
	ok(records_at(s, "_25._tcp.b.se") == 0,
	    "an alias to what is not known");
	note(s, "t.c.se", "t.c.se TLSA x;t.c.se TLSA y");
	ok(records_at(s, "_25._tcp.b.se") == 2, "and then is");
	note(s, "x.se", "x.se CNAME y.se");
	note(s, "y.se", "y.se CNAME x.se");
	ok(records_at(s, "x.se") == 0, "a loop ends");
	tlsa_sets_free(s);
}

static void
note_many(struct tlsa_sets *s, const char *name, unsigned records)
{
	struct text many;
	text_init(&many);
	for (unsigned i = 0; i < records; i++)
		text_add(&many, "a TLSA x;");
	note(s, name, many.bytes);
	text_fini(&many);
}

/* A record takes 34 bytes, and 4096 are kept. */
static void
test_bound(void)
{
	struct tlsa_sets *s = new ();
	note_many(s, "a", 120);
	ok(records_at(s, "a") == 120, "all records that there is room for");
	note_many(s, "b", 121);
	ok(records_at(s, "b") == 120, "of one more the first");
	note_many(s, "c", 150);
	ok(records_at(s, "c") == 120 && records_at(s, "a") == 120,
	    "of many more, too, and those of before are there");
	tlsa_sets_free(s);
}

/* Servers that disagree are asked again and again: it costs no more memory. */
static void
test_replaced(void)
{
	struct tlsa_sets *s = new ();
	note_many(s, "other", 1);
	size_t before = tlsa_sets_memory_bytes(s);
	for (unsigned i = 0; i < 10000; i++)
		note_many(s, "a", 1 + i % 120);
	ok(records_at(s, "a") == 40 && records_at(s, "other") == 1,
	    "a set that changes often is the last one");
	ok(tlsa_sets_memory_bytes(s) < before + 8 * 4096,
	    "and takes no more room for that");
	tlsa_sets_free(s);
}

/* What one host costs where each has one 3 1 1, at a name of its own. */
static void
test_memory(void)
{
	enum { HOSTS = 100000 };
	struct tlsa_sets *s = new ();
	unsigned found = 0;
	for (unsigned i = 0; i < HOSTS; i++) {
		char name[64];
		snprintf(name, sizeof(name), "_25._tcp.mx.d%u.se", i);
		note(s, name, "a TLSA x");
		found += records_at(s, name) == 1;
	}
	size_t each = tlsa_sets_memory_bytes(s) / HOSTS;
	printf("# %zu bytes a host\n", each);
	ok(found == HOSTS, "100,000 hosts");
	ok(each <= 160, "at most 160 bytes each");
	tlsa_sets_free(s);
}

int
main(void)
{
	test_records();
	test_aliases();
	test_bound();
	test_replaced();
	test_memory();
	return tap_end();
}
