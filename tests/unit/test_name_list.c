#include "scanner/dns/name_list.h"

#include <errno.h>
#include <stdio.h>
#include <zlib.h>

#include "base/macros.h"
#include "scanner/dns/address_list.h"
#include "scanner/dns/name_table.h"
#include "small_world.h"
#include "tap.h"

/* A file, and the names that it means; or the reason of its refusal. */
static const struct {
	const char *name, *file, *want, *why;
} rows[] = {
    {"Tranco: rank and name", "1,example.se\n2,example.nu\n",
	"example.se example.nu", NULL},
    {"dig +short MX", "10 mx.example.se.\n20 mx2.example.se.\n",
	"mx.example.se mx2.example.se", NULL},
    {"quoted columns", "\"example.se\",\"2026-11-28\"\n", "example.se", NULL},
    {"a quoted rank", "\"1\",\"example.se\"\n", "example.se", NULL},
    {"semicolons between columns", "example.se;2026-11-28\n", "example.se",
	NULL},
    {"tabs", "example.se\t3600\tIN\tNS\n", "example.se", NULL},
    {"a URL, with user, port, path",
	"https://u:p@www.example.se:8443/a?b#c\nHTTP://example.nu\n",
	"www.example.se example.nu", NULL},
    {"a mail address", "user@example.se\nmailto:a@example.nu?subject=x\n",
	"example.se example.nu", NULL},
    {"a port", "mx.example.se:25\n", "mx.example.se", NULL},
    {"a U-label", "r\xc3\xa4ksm\xc3\xb6rg\xc3\xa5s.example\n",
	"xn--rksmrgs-5wao1o.example", NULL},
    {"its capital letters", "R\xc3\x84KSM\xc3\x96RG\xc3\x85S.example.\n",
	"xn--rksmrgs-5wao1o.example", NULL},
    {"comments", "; of a zone file\n# ours\n// theirs\n\n a.example # x\n",
	"a.example", NULL},
    {"a byte order mark, CR LF, ^Z",
	"\xef\xbb\xbf"
	"a.example\r\n\x1a",
	"a.example", NULL},
    {"a name of one label alone", "se\n", "se", NULL},
    {"underscores within", "a_b.example\n", "a_b.example", NULL},
    {"each once", "a.example\nA.example.\n", "a.example", NULL},
    {"an address", "192.0.2.1\n", NULL,
	":1: \"192.0.2.1\": an address, not a name"},
    {"an address with a port", "192.0.2.1:25\n", NULL, "an address"},
    {"an IPv6 address", "2001:db8::1\n", NULL, "an address"},
    {"a URL of an address", "http://[2001:db8::1]/\n", NULL, "an address"},
    {"a mail address at an address", "a@[192.0.2.1]\n", NULL, "an address"},
    {"a wildcard", "a.example\n*.example.se\n", NULL,
	":2: \"*.example.se\": a wildcard"},
    {"the name of a TLSA record", "_25._tcp.mx.example.se\n", NULL,
	"begins with _"},
    {"a heading", "rank,domain\n1,example.se\n", NULL,
	":1: \"rank\": a name of one label in a table"},
    {"the name in a later column", "2026-11-28,example.se\n", NULL,
	"of one label in a table"},
    {"numbers alone in a table", "10 20\n", NULL, "no name on this line"},
    {"Latin-1", "r\xe4ksm.example\n", NULL, "is the file UTF-8?"},
    {"an escape", "a\\032b.example\n", NULL, "no host name"},
    {"an empty label", "a..example\n", NULL, "empty or too long"},
    {"a space's remains", "exa!mple.se\n", NULL, "no host name"},
    {"UTF-16",
	"\xff\xfe"
	"a\n",
	NULL, "UTF-16"},
    {"zstd", "\x28\xb5\x2f\xfd..\n", NULL, "zstd"},
};

static void
describe(const struct name_table *names, struct text *got)
{
	for (uint32_t i = 0; i < name_table_count(names); i++) {
		struct dns_name name;
		name_table_get(names, i, &name);
		if (i > 0)
			text_add_char(got, ' ');
		dns_name_add_text(got, &name);
	}
}

static bool
text_is(const struct text *t, const char *want)
{
	return t->len == strlen(want) &&
	       (t->len == 0 || strcmp(t->bytes, want) == 0);
}

static int
read_list(
    const char *path, bool lenient, struct name_table **out, struct text *why)
{
	return name_list_read(
	    &(struct name_list_source){.path = path, .lenient = lenient}, out,
	    why);
}

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char path[] = "/tmp/names-XXXXXX";
		struct name_table *names = NULL;
		struct text got, why;
		text_init(&got);
		text_init(&why);
		file_of(path, rows[i].file);
		int rc = read_list(path, false, &names, &why);
		unlink(path);
		if (rc == 0)
			describe(names, &got);
		const char *is = rc == 0 ? got.bytes : why.bytes;
		bool right =
		    rows[i].want != NULL
			? rc == 0 && strcmp(is, rows[i].want) == 0
			: rc == -EINVAL && strstr(is, rows[i].why) != NULL;
		ok(right, rows[i].name);
		if (!right)
			printf("# %s\n", is);
		name_table_free(names);
		text_fini(&got);
		text_fini(&why);
	}
}

/* Lists of addresses, as of zgrab2 and ZMap; and the same file without them. */
static const struct {
	const char *name, *file, *names, *addresses;
} address_rows[] = {
    {"one a line", "192.0.2.1\n2001:db8::1\n", "", "192.0.2.1 2001:db8::1"},
    {"with its name",
	"192.0.2.1,mx.example.se\n192.0.2.2, MX.example.nu. ,tag\n", "",
	"192.0.2.1=mx.example.se 192.0.2.2=mx.example.nu"},
    {"beside names", "mx.example.se\n192.0.2.1\n", "mx.example.se",
	"192.0.2.1"},
    {"quoted, in brackets", "\"192.0.2.1\",\"mx.example.se\"\n[2001:db8::1]\n",
	"", "192.0.2.1=mx.example.se 2001:db8::1"},
    {"other columns are no name", "192.0.2.1,synack\n192.0.2.2,25,x.example\n",
	"", "192.0.2.1 192.0.2.2"},
    {"twice", "192.0.2.1\n192.0.2.1\n", "", "192.0.2.1"},
    {"a comment behind it", "192.0.2.1 # mx.example.se\n", "", "192.0.2.1"},
    {"a prefix is none", "192.0.2.0/24\n", NULL, NULL},
    {"nor is one with a port", "192.0.2.1:25\n", NULL, NULL},
};

static void
describe_addresses(const struct address_list *l, struct text *got)
{
	for (uint32_t i = 0; i < address_list_count(l); i++) {
		char text[ADDR_TEXT_MAX];
		struct addr at;
		struct dns_name name;
		bool named = address_list_get(l, i, &at, &name);
		text_add(got, i > 0 ? " " : "");
		text_add(got, addr_format(&at, text));
		if (!named)
			continue;
		text_add_char(got, '=');
		dns_name_add_text(got, &name);
	}
}

static void
test_addresses(void)
{
	for (size_t i = 0; i < ARRAY_LEN(address_rows); i++) {
		char path[] = "/tmp/names-XXXXXX";
		struct address_list list = {.names = NULL};
		struct name_table *names = NULL;
		struct text got, at, why;
		text_init(&got);
		text_init(&at);
		text_init(&why);
		file_of(path, address_rows[i].file);
		int rc = name_list_read(&(struct name_list_source){.path = path,
					    .addresses = &list},
		    &names, &why);
		unlink(path);
		if (rc == 0)
			describe(names, &got);
		describe_addresses(&list, &at);
		const char *want = address_rows[i].names;
		bool right = want == NULL
				 ? rc == -EINVAL
				 : rc == 0 && text_is(&got, want) &&
				       text_is(&at, address_rows[i].addresses);
		ok(right, address_rows[i].name);
		name_table_free(names);
		address_list_fini(&list);
		text_fini(&got);
		text_fini(&at);
		text_fini(&why);
	}
}

/* Bad lines are left out, counted, and the first of them is told. */
static void
test_lenient(void)
{
	char path[] = "/tmp/names-XXXXXX";
	struct name_table *names = NULL;
	struct text got, why;
	text_init(&got);
	text_init(&why);
	file_of(path, "a.example\n192.0.2.1\nb..example\nc.example\n*.d\n");
	ok(read_list(path, true, &names, &why) == 0, "a lenient list");
	describe(names, &got);
	ok(strcmp(got.bytes, "a.example c.example") == 0, "what is good stays");
	ok(strstr(why.bytes, ":2: ") != NULL &&
		strstr(why.bytes, "with 2 more") != NULL,
	    "it tells the first of three");
	name_table_free(names);
	text_clear(&why);
	unlink(path);
	ok(read_list(path, true, &names, &why) == -ENOENT,
	    "no such file is an error all the same");
	text_fini(&got);
	text_fini(&why);
}

static void
test_gzip(void)
{
	char path[] = "/tmp/names-XXXXXX";
	struct name_table *names = NULL;
	struct text why;
	text_init(&why);
	file_of(path, "");
	gzFile f = gzopen(path, "wb");
	gzputs(f, "a.example\nb.example\n");
	gzclose(f);
	ok(read_list(path, false, &names, &why) == 0 &&
		name_table_count(names) == 2,
	    "a .gz file");
	name_table_free(names);
	ok(truncate(path, 20) == 0 &&
		read_list(path, false, &names, &why) == -EINVAL &&
		strstr(why.bytes, "cut short") != NULL,
	    "a .gz file that is cut");
	unlink(path);
	text_fini(&why);
}

int
main(void)
{
	test_rows();
	test_addresses();
	test_lenient();
	test_gzip();
	return tap_end();
}
