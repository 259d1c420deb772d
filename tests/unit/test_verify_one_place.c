/*
 * Evidence that would have all of a run in one place: one question, one name,
 * one host, one alias, one key tag, one zone.  With next to no memory it is
 * judged as with much; what no memory bound can hold is a status of its own,
 * and of no other domain.
 */
#include <string.h>
#include <sys/stat.h>

#include "analysis/command/verify.h"
#include "base/text.h"
#include "heard.h"
#include "made_run.h"
#include "tap.h"
#include "test_folder.h"
#include "verify_ways.h"

enum {
	RECORDS = 1000,
	TYPES_FROM = 1000, /* no verdict asks for these */
	/* of one question as many as are looked at, and of these too much */
	EACH = 40,
	LARGE_TYPES = 14,
	LARGE_BYTES = 64000,
	OTHERS = 100, /* domains beside it */
};

static struct text dns, smtp;

/* A reply; its answers are what is between the brackets. */
static void
begin_reply(const char *name, const char *type, int server)
{
	text_addf(&dns,
	    "{\"name\":\"%s\",\"type\":\"%s\",\"class\":\"IN\","
	    "\"status\":\"NOERROR\",\"rcode\":0,\"flags\":{\"aa\":true,"
	    "\"tc\":false,\"ad\":false,\"ra\":false},"
	    "\"server\":\"198.18.%d.%d\",\"proto\":\"udp\",\"ns\":\"ns.test\","
	    "\"zone\":\"test\",\"stage\":\"domains\",\"attempts\":1,"
	    "\"rx_ts\":\"2026-11-28T12:00:00.000000Z\",\"edns\":true,"
	    "\"data\":{\"answers\":[",
	    name, type, server / 256 % 256, server % 256);
}

static void
add_rr(const char *name, const char *type, const char *data, bool more)
{
	text_addf(&dns,
	    "{\"name\":\"%s\",\"type\":\"%s\",\"class\":\"IN\",\"ttl\":3600,"
	    "\"data\":\"%s\"}%s",
	    name, type, data, more ? "," : "");
}

static void
end_reply(void)
{
	text_add(&dns, "],\"authorities\":[],\"additionals\":[]}}\n");
}

static void
add_reply(const char *name, const char *type, const char *rr_type,
    const char *data, int server)
{
	begin_reply(name, type, server);
	add_rr(name, rr_type, data, false);
	end_reply();
}

/* "mx.d7.test" and such. */
static const char *
numbered(const char *before, int i, const char *after)
{
	static char text[4][64];
	static unsigned turn;
	char *at = text[turn++ % ARRAY_LEN(text)];
	snprintf(at, sizeof(text[0]), "%s%d%s", before, i, after);
	return at;
}

static void
one_question(int i)
{
	add_reply("one.test", "MX", "MX", numbered("10 mx", i, ".test."), i);
}

static void
one_name(int i)
{
	add_reply("one.test", numbered("TYPE", TYPES_FROM + i / EACH, ""),
	    "CNAME", numbered("a", i, ".test."), i);
}

static void
one_host(int i)
{
	add_reply(numbered("d", i, ".test"), "MX", "MX", "10 mx.one.test.", i);
	text_addf(&smtp,
	    "{\"host\":\"mx.one.test\",\"ip\":\"20.0.%d.%d\",\"port\":25,"
	    "\"status\":\"TIMEOUT\",\"stage\":\"connect\",\"attempts\":1,"
	    "\"rx_ts\":\"2026-11-28T12:00:00.000000Z\"}\n",
	    i / 256, i % 256);
}

static void
one_alias(int i)
{
	add_reply(numbered("d", i, ".test"), "MX", "MX",
	    numbered("10 mx", i, ".test."), i);
	add_reply(numbered("mx", i, ".test"), "A", "CNAME", "big.test.", i);
	add_reply("big.test", numbered("TYPE", TYPES_FROM + i / EACH, ""),
	    "CNAME", numbered("a", i, ".test."), i);
}

/* Each signature names the tag that all keys have, and none is good. */
static void
one_tag(int i)
{
	static const char key[] =
	    "257 3 13 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAAAAA==";
	const char *zone = numbered("d", i, ".test");
	char rrsig[200];
	snprintf(rrsig, sizeof(rrsig),
	    "DNSKEY 13 2 3600 20350101000000 20250101000000 1037 %s. "
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAAAAAAAAAAAAAAAAAAAAA==",
	    zone);
	begin_reply(zone, "DNSKEY", i);
	for (int k = 0; k < 4; k++) {
		add_rr(zone, "DNSKEY", key, true);
		add_rr(zone, "RRSIG", rrsig, k < 3);
	}
	end_reply();
	add_reply(zone, "MX", "MX", numbered("10 mx", i, ".test."), i);
}

/* All replies bring something of one zone along. */
static void
one_zone(int i)
{
	begin_reply(numbered("d", i, ".test"), "MX", i);
	add_rr("test", "DNSKEY", "257 3 15 AAAA", true);
	add_rr(numbered("d", i, ".test"), "MX", "10 mx.test.", false);
	end_reply();
}

/* More than is kept of a name: 16 MB, where memory is bounded. */
static void
too_much(int i)
{
	char *large = malloc(LARGE_BYTES + 3);
	if (large == NULL)
		abort();
	size_t len = 0;
	while (len + 258 < LARGE_BYTES) { /* strings of TXT */
		memcpy(large + len, "\\\"", 2);
		memset(large + len + 2, 'a' + i % 26, 250);
		memcpy(large + len + 252, "\\\" ", 3);
		len += 255;
	}
	large[len - 1] = '\0';
	add_reply("one.test", numbered("TYPE", TYPES_FROM + i / EACH, ""),
	    "TXT", large, i);
	free(large);
}

/* `count` times; the run's place, and its anchor's beside it. */
static const char *
write_run(void (*shape)(int i), int count)
{
	static char run[256];
	text_clear(&dns);
	text_clear(&smtp);
	for (int i = 0; i < count; i++)
		shape(i);
	if (!text_ok(&dns) || !text_ok(&smtp))
		abort();
	write_bytes("run/dns/part-0-00000.ndjson.gz", dns.bytes, dns.len);
	write_bytes("run/smtp/part-0-00000.ndjson.gz", smtp.bytes, smtp.len);
	snprintf(run, sizeof(run), "%s", path_of("run"));
	made_run_manifest(run, MANIFEST_FINISHED, false);
	return run;
}

static void
test_shapes(const char *anchor)
{
	static const struct {
		const char *name;
		void (*shape)(int i);
	} shapes[] = {
	    {"one question: the same lines by all ways", one_question},
	    {"one name: the same lines by all ways", one_name},
	    {"one host: the same lines by all ways", one_host},
	    {"one alias: the same lines by all ways", one_alias},
	    {"one key tag: the same lines by all ways", one_tag},
	    {"one zone: the same lines by all ways", one_zone},
	};
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		const char *run = write_run(shapes[i].shape, RECORDS);
		ok(verify_is_same_by_all_ways(run, anchor), shapes[i].name);
	}
}

/* Domains beside it, each with a host; and what was asked of its own. */
static void
beside_too_much(int i)
{
	if (i >= LARGE_TYPES * EACH)
		one_zone(i);
	else if (i > 0)
		too_much(i);
	else
		add_reply("one.test", "MX", "MX", "10 mx.test.", 0);
}

/* The lines of a kind that have this in them. */
static size_t
count_lines(const struct text *lines, const char *words)
{
	size_t count = 0;
	const char *at = text_ok(lines) && lines->len > 0 ? lines->bytes : "";
	for (; (at = strstr(at, words)) != NULL; at += strlen(words))
		count++;
	return count;
}

/* The whole of a small file. */
static void
read_file(const char *path, struct text *out)
{
	char piece[4096];
	size_t n;
	FILE *f = fopen(path, "r");
	text_clear(out);
	while (f != NULL && (n = fread(piece, 1, sizeof(piece), f)) > 0)
		text_add_bytes(out, piece, n);
	if (f != NULL)
		fclose(f);
}

/* All lines but that domain's. */
static void
leave_out(struct text *lines, const char *domain)
{
	char *at = lines->len > 0 ? strstr(lines->bytes, domain) : NULL;
	char *end = at != NULL ? strchr(at, '\n') : NULL;
	while (at != NULL && at > lines->bytes && at[-1] != '\n')
		at--;
	if (end == NULL)
		abort();
	size_t rest = (size_t)(lines->bytes + lines->len - (end + 1));
	memmove(at, end + 1, rest);
	text_truncate(lines, (size_t)(at - lines->bytes) + rest);
}

static void
test_too_much(const char *anchor)
{
	const char *run =
	    write_run(beside_too_much, LARGE_TYPES * EACH + OTHERS);
	struct verify_way way = {"2", "1M", false, NULL, false};
	struct text cut, whole, manifest;
	char out[300], path[340];
	snprintf(out, sizeof(out), "%s.way", run);
	snprintf(path, sizeof(path), "%s/verdict/manifest.json", out);
	text_init(&cut);
	text_init(&whole);
	text_init(&manifest);
	ok(verify_one_way(run, anchor, &way) == 0,
	    "too much of one name: the others are judged");
	verify_ways_read(out, "verdict/domain", &cut);
	read_file(path, &manifest);
	ok(count_lines(&cut, "EVIDENCE_TOO_LARGE") > 0 &&
		count_lines(&cut, "\"state\":\"indeterminate\",\"status\":"
				  "\"EVIDENCE_TOO_LARGE\"") == 1,
	    "and it has a status of its own");
	ok(count_lines(&manifest, "\"large_names\":\"1\"") == 1,
	    "which the manifest counts");
	way.memory = "4G";
	ok(verify_one_way(run, anchor, &way) == 0, "with memory it is judged");
	verify_ways_read(out, "verdict/domain", &whole);
	read_file(path, &manifest);
	ok(count_lines(&whole, "TOO_LARGE") == 0 &&
		count_lines(&manifest, "\"large_names\":\"0\"") == 1,
	    "as what was asked says");
	leave_out(&cut, "\"domain\":\"one.test\"");
	leave_out(&whole, "\"domain\":\"one.test\"");
	ok(count_lines(&whole, "\n") == OTHERS &&
		verify_ways_equal(&cut, &whole),
	    "and the others are the same");
	ok(verify_ways_clean(run), "nothing else is left");
	text_fini(&cut);
	text_fini(&whole);
	text_fini(&manifest);
}

int
main(void)
{
	static const char text[] =
	    ". IN DS 1 8 2 0123456789abcdef0123456789abcdef"
	    "0123456789abcdef0123456789abcdef\n";
	char anchor[256], remove[300];
	if (mkdtemp(test_folder) == NULL)
		abort();
	mkdir(path_of("run"), 0700);
	mkdir(path_of("run/dns"), 0700);
	mkdir(path_of("run/smtp"), 0700);
	write_bytes("anchor", text, sizeof(text) - 1);
	snprintf(anchor, sizeof(anchor), "%s", path_of("anchor"));
	text_init(&dns);
	text_init(&smtp);
	test_shapes(anchor);
	test_too_much(anchor);
	text_fini(&dns);
	text_fini(&smtp);
	snprintf(remove, sizeof(remove), "rm -r %s", test_folder);
	ok(system(remove) == 0, "all is removed");
	return tap_end();
}
