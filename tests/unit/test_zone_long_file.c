/*
 * Zone files that are long enough to be read ahead: each record is that of the
 * same text in memory, wherever a block ends; and files that break off.
 */
#include "resolver/zone/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "base/siphash.h"
#include "base/text.h"
#include "small_world.h"
#include "tap.h"

enum { ENTRIES = 60000, LONG_ENTRY = 200000 };

struct seen {
	uint64_t digest, records;
};

static void
mix(struct seen *s, const void *bytes, size_t len)
{
	static const struct siphash_key key = {5, 6};
	s->digest = s->digest * 31 + siphash(&key, bytes, len);
}

static const char *
note(void *ctx, const struct zone_rr *rr)
{
	struct seen *s = ctx;
	s->records++;
	mix(s, rr->owner->wire, rr->owner->len);
	mix(s, &rr->ttl_s, sizeof(rr->ttl_s));
	mix(s, &rr->type, sizeof(rr->type));
	for (unsigned i = 0; i < rr->rdata_count; i++)
		mix(s, rr->rdata[i].text, rr->rdata[i].len);
	return rr->type == 10 ? "a fault" : NULL; /* NULL (RFC 1035 3.3.10) */
}

/* All spellings, of all lengths. */
static void
add_entry(struct text *t, unsigned i)
{
	switch (i % 11) {
	case 0:
		text_addf(t, "D%u.com. 3600 IN NS NS1.Example%u.net.\n", i, i);
		return;
	case 1:
		text_addf(t, "\t\t3600\tIN\tNS\tns2.example.net.\n");
		return;
	case 2:
		text_addf(t, "e%u.com.\tNS ( ns1.example.net. ; (\n )\r\n", i);
		return;
	case 3:
		text_addf(t, "$ORIGIN o%u.com.\n$TTL %u\n", i, i);
		return;
	case 4:
		text_addf(t, "f%u NS ns\n", i);
		return;
	case 5:
		text_addf(t, "g\\04%u\\.h.com. 1h in a 192.0.2.%u\n", i % 10,
		    i % 256);
		return;
	case 6:
		text_addf(t, "@ TXT \"a b;%u\" c\n", i);
		return;
	case 7:
		text_addf(t, "\n; %0*u\n", (int)(i % 700), i);
		return;
	case 8:
		text_addf(t, "h.com. 5 IN TXT %0*u\n", (int)(i % 900 + 1), i);
		return;
	default:
		text_addf(t, "i%u.com. 172800 in ns ns%u.a.net.\n", i, i % 3);
	}
}

static void
make(struct text *t)
{
	text_addf(t, "com. 900 IN SOA a.b. c.d. 1 2 3 4 5\n");
	for (unsigned i = 0; i < ENTRIES; i++) {
		add_entry(t, i);
		if (i % 20000 == 0)
			text_addf(t, "j.com. 5 IN TXT %0*u\n", LONG_ENTRY, i);
	}
	if (!text_ok(t))
		abort();
}

static int
read_file(const char *path, bool lenient, struct seen *s,
    struct zone_file_count *count, struct text *why)
{
	struct zone_source source = {.path = path, .lenient = lenient};
	struct zone_sink sink = {.ctx = s, .record = note};
	*s = (struct seen){0};
	text_clear(why);
	return zone_file_read(&source, &sink, count, why);
}

static int
read_text(const char *path, bool lenient, const struct text *t, struct seen *s,
    struct zone_file_count *count, struct text *why)
{
	struct zone_source source = {.path = path, .lenient = lenient};
	struct zone_sink sink = {.ctx = s, .record = note};
	*s = (struct seen){0};
	text_clear(why);
	return zone_file_read_text(
	    &source, t->bytes, t->len, &sink, count, why);
}

static void
write_file(const char *path, const struct text *t, bool packed)
{
	gzFile f = gzopen(path, packed ? "wb1" : "wbT");
	if (f == NULL || gzwrite(f, t->bytes, (unsigned)t->len) <= 0 ||
	    gzclose(f) != Z_OK)
		abort();
}

/* The file, packed or not, is the text. */
static void
check(const char *path, const struct text *t, bool lenient, const char *what)
{
	struct seen of_file, of_text;
	struct zone_file_count a, b;
	struct text x, y;
	text_init(&x);
	text_init(&y);
	int want = read_text(path, lenient, t, &of_text, &b, &y);
	for (unsigned packed = 0; packed < 2; packed++) {
		write_file(path, t, packed != 0);
		int rc = read_file(path, lenient, &of_file, &a, &x);
		ok(rc == want && of_file.digest == of_text.digest &&
			of_file.records == of_text.records &&
			a.records == b.records && a.faults == b.faults &&
			strcmp(x.len > 0 ? x.bytes : "",
			    y.len > 0 ? y.bytes : "") == 0,
		    what);
	}
	text_fini(&x);
	text_fini(&y);
}

static void
test_broken(const char *path, const struct text *t)
{
	struct zone_file_count count;
	struct seen whole, part;
	struct text why;
	struct stat st;
	text_init(&why);
	write_file(path, t, true);
	ok(read_file(path, false, &whole, &count, &why) == 0 && why.len == 0 &&
		whole.records > ENTRIES / 2,
	    "a long file");
	if (stat(path, &st) != 0 || truncate(path, st.st_size / 10 * 9) != 0)
		abort();
	ok(read_file(path, true, &part, &count, &why) == -EINVAL &&
		strstr(why.bytes, "cut short") != NULL && part.records > 0 &&
		part.records < whole.records,
	    "that is cut");
	write_file(path, t, true);
	FILE *f = fopen(path, "r+e");
	if (f == NULL || fseek(f, st.st_size / 2, SEEK_SET) != 0 ||
	    fwrite("danesweep danesweep", 1, 19, f) != 19 || fclose(f) != 0)
		abort();
	ok(read_file(path, true, &part, &count, &why) == -EINVAL &&
		strstr(why.bytes, "broken") != NULL &&
		part.records < whole.records,
	    "or broken");
	text_fini(&why);
}

int
main(void)
{
	char path[] = "/tmp/long-zone-XXXXXX";
	struct text t;
	text_init(&t);
	file_of(path, "");
	make(&t);
	printf("# %zu bytes\n", t.len);
	check(path, &t, false, "as the same text in memory");
	test_broken(path, &t);
	text_addf(&t, "k.com. 5 IN NULL x\nl.com. 5 IN BOGUS( (\n\"m.com.\n");
	for (unsigned i = 0; i < ENTRIES; i++)
		add_entry(&t, i);
	check(path, &t, false, "up to a fault, and its line");
	check(path, &t, true, "and leniently beyond it");
	text_addf(&t, "n.com. 5 IN TXT %0*u\n", 4 * ZONE_ENTRY_MAX_BYTES, 1);
	struct seen s;
	struct zone_file_count count;
	struct text why;
	text_init(&why);
	write_file(path, &t, true);
	ok(read_file(path, true, &s, &count, &why) == -EINVAL,
	    "an entry that does not end");
	text_fini(&why);
	text_fini(&t);
	unlink(path);
	return tap_end();
}
