#include "resolver/zone/file.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "dns/type.h"
#include "resolver/zone/rdata.h"
#include "tap.h"

#define SOA "com. 900 in soa a.nic. b.nic. 1 1800 900 604800 900\n"

/* Each row is a file, and what it says: "owner TTL TYPE field field;..." */
static const struct {
	const char *name;
	const char *file;
	const char *want;
	const char *why; /* of the first fault, in strict reading */
} rows[] = {
    {"CZDS: tabs, lower case, no $ORIGIN",
	"com.\t900\tin\tsoa\ta.nic. b.nic. 1 2 3 4 5\n"
	"Example.com.\t172800\tin\tns\tns1.example.net.\n",
	"com 900 SOA a.nic. b.nic. 1 2 3 4 5;"
	"example.com 172800 NS ns1.example.net.;",
	NULL},
    {"dig AXFR",
	"\n; <<>> DiG 9.18.49 <<>> axfr com @192.0.2.1\n;; global options: "
	"+cmd\n" SOA "a.com.\t\t\t10\tIN\tDS\t1 13 2 ABCD EF01\n" SOA
	";; XFR size: 3 records\n",
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;"
	"a.com 10 DS 1 13 2 ABCD EF01;"
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;",
	NULL},
    {"$ORIGIN, $TTL, @, owner left out, relative names",
	"$ORIGIN COM.\n$TTL 1d\n@ IN SOA a b 1 2 3 4 5\n\tNS a.nic.\n"
	"x IN 60 NS y\n  60 IN NS z\n$ORIGIN sub\nw NS y ; comment\n",
	"com 86400 SOA a b 1 2 3 4 5;com 86400 NS a.nic.;x.com 60 NS y;"
	"x.com 60 NS z;w.sub.com 86400 NS y;",
	NULL},
    {"parentheses over lines, with comments; strings",
	"com. IN SOA a. b. ( 1 ; serial (not ours)\n\t2 3\n 4 5h )\n"
	"x.com. TXT \"a ; ( b\" \"c\\\"d\" e\\;f\n",
	"com 18000 SOA a. b. 1 2 3 4 5h;"
	"x.com 18000 TXT \"a ; ( b\" \"c\\\"d\" e\\;f;",
	NULL},
    {"CR LF, class IN by number", SOA "x.com. 1 CLASS1 NS a.\r\n",
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;x.com 1 NS a.;", NULL},
    {"TYPE65280 with RFC 3597 RDATA",
	SOA "x.com. 1 IN TYPE65280 \\# 2 ABCD\r\n",
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;"
	"x.com 1 TYPE65280 \\# 2 ABCD;",
	NULL},
    {"no SOA", "; nothing\n\n", NULL, "zone: no SOA record"},
    {"an empty file", "", NULL, "zone: no SOA record"},
    {"NS before the SOA: a sorted file", "com. 1 IN NS a.\n" SOA,
	"com 1 NS a.;com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;", NULL},
    {"a byte order mark, zero bytes and ^Z at the end",
	"\xef\xbb\xbf" SOA "\x1a",
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;", NULL},
    {"names that are relative to the SOA's owner", SOA "x 1 IN NS a\n",
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;x.com 1 NS a;", NULL},
    {"relative names without any origin", "@ 1 IN SOA a b 1 2 3 4 5\n", NULL,
	"zone:1: a relative name, and no origin: say it, --zone NAME=FILE, or "
	"in the file, $ORIGIN NAME."},
    {"a relative $ORIGIN", "$ORIGIN com\n" SOA, NULL,
	"zone:1: a relative name, and no origin: say it, --zone NAME=FILE, or "
	"in the file, $ORIGIN NAME."},
    {"a U-label", SOA "r\xc3\xa4ksm\xc3\xb6rg\xc3\xa5s.com. 1 IN NS a.\n",
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;"
	"xn--rksmrgs-5wao1o.com 1 NS a.;",
	NULL},
    {"Latin-1", SOA "r\xe4ksm.com. 1 IN NS a.\n", NULL,
	"zone:2: the owner is no domain name"},
    {"types of tomorrow", SOA "x.com. 1 IN NEWTYPE a b\nx.com. 1 IN NS a.\n",
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;x.com 1 NS a.;", NULL},
    {"no type at all", SOA "x.com. 1 IN 1.2.3 a b\n", NULL,
	"zone:2: not a type"},
    {"prose", SOA "this is a text\n", NULL,
	"zone:2: not a type, a TTL, or a class"},
    {"other classes",
	SOA "version.bind. 0 CH TXT \"x\"\n"
	    "k. 0 ANY TSIG hmac-md5. 1 300\nx.com. 1 CLASS7 NS a.\n",
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;", NULL},
    {"dig with TSIG behind the closing SOA",
	"; <<>> DiG 9\n" SOA "x.com. 1 IN NS a.\n" SOA "k. 0 ANY TSIG h. 1\n",
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;x.com 1 NS a.;"
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;",
	NULL},
    {"dig, three tries, the last whole: it alone",
	"; <<>> DiG 9\n" SOA "y.com. 1 IN NS a.\nz.com. 1 I\n;; error\n" SOA
	"z.com. 1 IN NS b.\n;; error\n" SOA "x.com. 1 IN NS a.\n" SOA,
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;x.com 1 NS a.;"
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;",
	NULL},
    {"dig, two whole transfers in one file: the second",
	"; <<>> DiG 9\n" SOA "y.com. 1 IN NS a.\n" SOA "; <<>> DiG 9\n" SOA
	"x.com. 1 IN NS a.\n" SOA,
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;x.com 1 NS a.;"
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;",
	NULL},
    {"dig, three tries, none whole",
	"; <<>> DiG 9\n" SOA "y.com. 1 IN NS a.\n" SOA "y.com. 1 IN NS a.\n" SOA
	"y.com. 1 IN NS a.\n",
	NULL, "zone: a zone transfer that did not come to its closing SOA"},
    {"a closing SOA in other words",
	"; <<>> DiG 9\n" SOA "x.com. 1 IN NS a.\n"
	"com. 9 SOA A.NIC. b.nic. 1 30m 15m 1w 15m\n",
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;x.com 1 NS a.;"
	"com 9 SOA A.NIC. b.nic. 1 30m 15m 1w 15m;",
	NULL},
    {"dig, a closing SOA of another serial",
	"; <<>> DiG 9\n" SOA "y.com. 1 IN NS a.\n"
	"com. 900 in soa a.nic. b.nic. 2 1800 900 604800 900\n",
	NULL, "zone: a zone transfer that did not come to its closing SOA"},
    {"kdig that stopped half way",
	";; AXFR for com.\n" SOA "x.com. 1 IN NS a.\n;; Received 1 B\n", NULL,
	"zone: a zone transfer that did not come to its closing SOA"},
    {"zstd", "\x28\xb5\x2f\xfd....", NULL,
	"zone: packed by zstd: unpack it first, zstd -d"},
    {"a second zone", SOA "net. 900 in soa a. b. 1 2 3 4 5\n", NULL,
	"zone:2: an SOA of another zone"},
    {"a line cut in its middle", SOA "x.com. 1 IN NS ns1.exam", NULL,
	"zone:2: the last line has no end: was the file cut?"},
    {"a comment without line end is no cut", SOA ";; end",
	"com 900 SOA a.nic. b.nic. 1 1800 900 604800 900;", NULL},
    {"dig that stopped half way",
	"; <<>> DiG 9\n" SOA "x.com. 1 IN NS a.\n; Transfer failed.\n", NULL,
	"zone: a zone transfer that did not come to its closing SOA"},
    {"no type", SOA "\n\nx.com. 1 IN\n", NULL, "zone:4: no type"},
    {"no TTL", "com. 1 2 SOA a. b. 1 2 3 4 5\n", NULL, "zone:1: not a type"},
    {"bad owner", SOA "x..com. 1 IN NS a.\n", NULL,
	"zone:2: the owner is no domain name"},
    {"owner left out at the start", " 1 IN NS a.\n", NULL,
	"zone:1: no owner name before this line"},
    {"$INCLUDE", SOA "$INCLUDE /etc/passwd\n", NULL,
	"zone:2: only $ORIGIN and $TTL are known here"},
    {"no closing quote", SOA "x.com. 1 TXT \"a\n\"\n", NULL,
	"zone:2: no closing quote"},
    {"no closing parenthesis", SOA "x.com. 1 NS (a.\ny.com. 1 NS b.\n", NULL,
	"zone:2: no closing parenthesis"},
    {"parenthesis too many", SOA "x.com. 1 NS a. )\n", NULL,
	"zone:2: a parenthesis too many"},
    {"parentheses in parentheses", SOA "x.com. 1 NS ((a.))\n", NULL,
	"zone:2: a parenthesis in parentheses"},
    {"a backslash at the end", SOA "x.com. 1 NS a\\\n", NULL,
	"zone:2: the sink's reason"},
};

static const char *
collect(void *ctx, const struct zone_rr *rr)
{
	struct text *t = ctx;

	for (unsigned i = 0; i < rr->rdata_count; i++) {
		const struct zone_token *f = &rr->rdata[i];
		if (f->len > 0 && !f->quoted && f->text[f->len - 1] == '\\')
			return "the sink's reason";
	}
	dns_name_add_text(t, rr->owner);
	text_addf(t, " %u ", rr->ttl_s);
	dns_type_add_text(t, rr->type);
	for (unsigned i = 0; i < rr->rdata_count; i++) {
		const struct zone_token *f = &rr->rdata[i];
		text_addf(
		    t, f->quoted ? " \"%.*s\"" : " %.*s", (int)f->len, f->text);
	}
	text_add_char(t, ';');
	return NULL;
}

static void
test_rows(void)
{
	struct zone_file_count count;
	struct text got, why;
	struct zone_sink sink = {.ctx = &got, .record = collect};

	text_init(&got);
	text_init(&why);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		/* On the heap, so that the sanitizer sees an over-read. */
		size_t len = strlen(rows[i].file);
		char *file = malloc(len > 0 ? len : 1);

		text_clear(&got);
		text_clear(&why);
		memcpy(file, rows[i].file, len);
		int rc =
		    zone_file_read_text(&(struct zone_source){.path = "zone"},
			file, len, &sink, &count, &why);
		free(file);
		int want = rows[i].why == NULL ? 0
			   : strstr(rows[i].why, "packed") != NULL
			       ? -EMEDIUMTYPE
			       : -EINVAL;
		ok(rc == want, rows[i].name);
		if (rows[i].want != NULL)
			ok(strcmp(got.bytes, rows[i].want) == 0, rows[i].name);
		if (rows[i].why != NULL)
			ok(why.len > 0 && strcmp(why.bytes, rows[i].why) == 0,
			    rows[i].name);
	}
	text_fini(&got);
	text_fini(&why);
}

static void
test_lenient(void)
{
	static const char file[] = SOA "x..com. 1 IN NS a.\ny.com. 1 IN NS (\n"
				       "z.com. 1 IN NS b.\nw.com. 1 IN NS";
	struct zone_file_count count;
	struct text got, why;
	struct zone_sink sink = {.ctx = &got, .record = collect};

	text_init(&got);
	text_init(&why);
	int rc = zone_file_read_text(
	    &(struct zone_source){.path = "zone", .lenient = true}, file,
	    sizeof(file) - 1, &sink, &count, &why);
	ok(rc == 0 && count.records == 2 && count.faults == 3,
	    "lenient: faults are counted, and passed");
	ok(strstr(got.bytes, "z.com 1 NS b.;") != NULL,
	    "lenient: the line after an open parenthesis is read");
	ok(strcmp(why.bytes, "zone:2: the owner is no domain name") == 0,
	    "lenient: the first fault is told");
	text_fini(&got);
	text_fini(&why);
}

static const char *
count_only(void *ctx, const struct zone_rr *rr)
{
	uint64_t *ns = ctx;

	*ns += rr->type == DNS_NS;
	return NULL;
}

/* 100,000 lines, so that entries lie across the buffer's ends. */
static bool
write_gz(const char *path)
{
	gzFile f = gzopen(path, "wb1");

	gzputs(f, SOA);
	for (unsigned i = 0; i < 100000; i++)
		gzprintf(f, "d%u.com.\t172800\tin\tns\t(ns%u.example.net.)\n",
		    i, i % 7);
	return gzclose(f) == Z_OK;
}

static void
test_gz(void)
{
	char path[] = "/tmp/test_zone_file.XXXXXX";
	struct zone_file_count count;
	uint64_t ns = 0;
	struct zone_sink sink = {.ctx = &ns, .record = count_only};
	struct text why;

	text_init(&why);
	close(mkstemp(path));
	ok(write_gz(path) &&
		zone_file_read(&(struct zone_source){.path = path}, &sink,
		    &count, &why) == 0 &&
		ns == 100000,
	    "a .gz file");
	ok(truncate(path, 100000) == 0 &&
		zone_file_read(
		    &(struct zone_source){.path = path, .lenient = true}, &sink,
		    &count, &why) == -EINVAL &&
		strstr(why.bytes, "cut short") != NULL,
	    "a .gz file that is cut, lenient or not");
	unlink(path);
	text_clear(&why);
	ok(zone_file_read(&(struct zone_source){.path = path}, &sink, &count,
	       &why) == -ENOENT &&
		why.len > 0,
	    "a file that is not there");
	text_fini(&why);
}

/* Writes into a pipe from a thread of its own: it is longer than a pipe. */
static void *
write_pipe(void *arg)
{
	int fd = *(int *)arg;

	for (unsigned i = 0; i < 100000; i++)
		dprintf(
		    fd, "d%u.com. 172800 in ns ns%u.example.net.\n", i, i % 7);
	dprintf(fd, SOA);
	close(fd);
	return NULL;
}

static void
test_standard_input(void)
{
	struct zone_file_count count;
	uint64_t ns = 0;
	struct zone_sink sink = {.ctx = &ns, .record = count_only};
	struct text why;
	pthread_t writer;
	int ends[2], kept = dup(STDIN_FILENO);

	text_init(&why);
	if (pipe(ends) < 0 || dup2(ends[0], STDIN_FILENO) < 0 ||
	    pthread_create(&writer, NULL, write_pipe, &ends[1]) != 0)
		abort();
	close(ends[0]);
	int rc = zone_file_read(
	    &(struct zone_source){.path = "-"}, &sink, &count, &why);
	ok(rc == 0 && ns == 100000,
	    "a pipe, read twice: its SOA is the last record");
	pthread_join(writer, NULL);
	dup2(kept, STDIN_FILENO);
	close(kept);
	text_fini(&why);
}

static void
test_counts(void)
{
	static const char file[] =
	    SOA "x.com. 1 IN DSYNC CDS 1 53 a.\nx.com. 1 IN WALLET a b\n"
		"version.bind. 0 CH TXT \"x\"\n" SOA;
	struct zone_file_count count;
	struct text got, why;
	struct zone_sink sink = {.ctx = &got, .record = collect};
	struct dns_name com;

	if (!dns_name_from_text("com", 3, &com))
		abort();
	text_init(&got);
	text_init(&why);
	int rc = zone_file_read_text(&(struct zone_source){.path = "zone"},
	    file, sizeof(file) - 1, &sink, &count, &why);
	ok(rc == 0 && count.other_type == 2 && count.other_class == 1 &&
		strcmp(count.word, "DSYNC") == 0,
	    "what is passed over is counted");
	ok(count.closing_soa && count.records == 2, "the closing SOA is seen");
	ok(count.has_serial && count.serial == 1 &&
		dns_name_equal(&count.zone, &com),
	    "and whose it is, with its serial");
	text_fini(&got);
	text_fini(&why);
}

/* RDATA fields in, bytes out, as hex. */
static const struct {
	const char *line;
	const char *want; /* NULL: refused */
} rdata_rows[] = {
    {"NS y", "017903636f6d00"},
    {"NS y.", "017900"},
    {"NS @", "03636f6d00"},
    {"NS y\\.", "02792e03636f6d00"},
    {"A 192.0.2.1", "c0000201"},
    {"A 192.0.2", NULL},
    {"A \\# 4 c0000201", "c0000201"},
    {"AAAA 2001:db8::1", "20010db8000000000000000000000001"},
    {"AAAA 192.0.2.1", NULL},
    {"DS 12345 13 2 AB cd", "30390d02abcd"},
    {"DS 12345 13 2 ABc d", "30390d02abcd"},
    {"DS 12345 13 2", NULL},
    {"DS 65536 13 2 AB", NULL},
    {"DS 1 256 2 AB", NULL},
    {"RRSIG DS 8 2 86400 20261201000000 20261101000000 1 com. AQ I=",
	"002b0802000151806b0e0e006ae68100000103636f6d000102"},
    {"RRSIG DS 8 2 86400 4294967295 0 1 com. AQI=",
	"002b080200015180ffffffff00000000000103636f6d000102"},
    {"RRSIG DS 8 2 86400 20261301000000 0 1 com. AQI=", NULL},
    {"RRSIG DS 8 2 86400 20261201000000 20261101000000 1 com.", NULL},
    {"NS a. b.", NULL},
    {"NS", NULL},
    {"MX 1 a.", NULL},
};

static const char *
build(void *ctx, const struct zone_rr *rr)
{
	uint8_t bytes[300];
	size_t len;

	if (rr->type == DNS_SOA)
		return NULL;
	if (!zone_rdata_build(rr, bytes, sizeof(bytes), &len))
		return "refused";
	text_add_hex(ctx, bytes, len);
	return NULL;
}

static void
test_rdata(void)
{
	struct zone_file_count count;
	struct text got, why, file;
	struct zone_sink sink = {.ctx = &got, .record = build};

	text_init(&got);
	text_init(&why);
	text_init(&file);
	for (size_t i = 0; i < sizeof(rdata_rows) / sizeof(rdata_rows[0]);
	     i++) {
		text_clear(&got);
		text_clear(&file);
		text_addf(
		    &file, SOA "$ORIGIN com.\nx 1 %s\n", rdata_rows[i].line);
		int rc =
		    zone_file_read_text(&(struct zone_source){.path = "zone"},
			file.bytes, file.len, &sink, &count, &why);
		ok((rc == 0) == (rdata_rows[i].want != NULL),
		    rdata_rows[i].line);
		if (rc == 0)
			ok(strcmp(got.bytes, rdata_rows[i].want) == 0,
			    rdata_rows[i].line);
	}
	text_fini(&got);
	text_fini(&why);
	text_fini(&file);
}

int
main(void)
{
	test_rows();
	test_lenient();
	test_gz();
	test_standard_input();
	test_counts();
	test_rdata();
	return tap_end();
}
