#include "resolver/iterator/hints.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "fake_dns.h"
#include "tap.h"

/* Each row is a file, and what hints_read() says of it ("": nothing). */
static const struct {
	const char *name, *text;
	int rc;
	const char *why; /* behind the file's name */
} rows[] = {
    {"named.root",
	"; comment\n"
	".                        3600000      NS    A.ROOT-SERVERS.NET.\n"
	"A.ROOT-SERVERS.NET.      3600000      A     198.41.0.4\n"
	"A.ROOT-SERVERS.NET.      3600000      AAAA  2001:503:ba3e::2:30\n",
	0, ""},
    {"class, no TTL, address first, CRLF, no newline at the end",
	"a. IN A 198.41.0.4 ; here\r\n\r\n. 60 IN NS a.", 0, ""},
    {"a server of a zone below", ". NS a.\nse NS b.\na A 198.41.0.4\n", 0, ""},
    {"empty", "", -EINVAL, ": no name server with an address"},
    {"no address", ". NS a.\nb. A 198.41.0.4\n", -EINVAL,
	": no name server with an address"},
    {"not an address", ". NS a.\na. A 198.41.0.256\n", -EINVAL,
	":2: not an IPv4 address"},
    {"the wrong family", "a. AAAA 198.41.0.4\n", -EINVAL,
	":1: not an IPv6 address"},
    {"no data", "\n\n. NS\n", -EINVAL, ":3: not OWNER [TTL] [IN] TYPE DATA"},
    {"too much data", ". NS a. b. c. d.\n", -EINVAL,
	":1: not OWNER [TTL] [IN] TYPE DATA"},
    {"another type", ". SOA a.\n", -EINVAL,
	":1: only NS, A and AAAA are hints"},
    {"no type at all", ". FOO a.\n", -EINVAL, ":1: unknown type"},
    {"no owner", "  NS a.\n", -EINVAL, ":1: a record without its owner"},
    {"a bad owner", "a..b A 198.41.0.4\n", -EINVAL,
	":1: the owner is not a domain name"},
};

static void
begin(struct fake *f, struct iterator_io *io)
{
	static const struct fake_row silent[] = {
	    {NULL, NULL, NULL, NULL, NULL}};
	static const struct iterator_config config = {.port_first = 1,
	    .port_last = 1,
	    .timeout_ns = NS_PER_S,
	    .tries = 1,
	    .max_in_flight = 1,
	    .max_queries = 9,
	    .ipv4 = true,
	    .ipv6 = true};
	fake_init(f, silent, io, &config);
}

static void
run_row(size_t i)
{
	char path[] = "/tmp/test_hints_XXXXXX";
	int fd = mkstemp(path);
	size_t len = strlen(rows[i].text);
	struct iterator_io io;
	struct text why;
	struct fake f;

	if (fd < 0 || write(fd, rows[i].text, len) != (ssize_t)len)
		abort();
	close(fd);
	text_init(&why);
	begin(&f, &io);
	int rc = hints_read(path, f.it, &why);
	const char *said = why.len > 0 ? why.bytes : "";
	bool named = why.len == 0 || strncmp(said, path, strlen(path)) == 0;
	if (why.len > 0)
		said += strlen(path);
	ok(rc == rows[i].rc && named && strcmp(said, rows[i].why) == 0,
	    rows[i].name);
	if (i == 0) {
		fake_ask(&f, "www.se", "A");
		fake_run(&f);
		ok(fake_asked(&f, "198.41.0.4", NULL, NULL, NULL) > 0 &&
			fake_asked(
			    &f, "2001:503:ba3e::2:30", NULL, NULL, NULL) > 0,
		    "both addresses are asked");
		ok(strcmp(fake_result(&f, "www.se", "A")->ns,
		       "a.root-servers.net") == 0,
		    "under the server's name");
	}
	fake_fini(&f);
	text_fini(&why);
	unlink(path);
}

int
main(void)
{
	struct text why;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		run_row(i);
	text_init(&why);
	ok(hints_read("/nonexistent/hints", NULL, &why) == -ENOENT &&
		strcmp(why.bytes,
		    "/nonexistent/hints: No such file or directory") == 0,
	    "no such file");
	text_clear(&why);
	ok(hints_read("/", NULL, &why) == -EISDIR, "a directory");
	text_fini(&why);
	return tap_end();
}
