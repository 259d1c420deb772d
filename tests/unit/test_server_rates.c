/* Rates of some servers: what the file says, and that no server gets more. */
#include "scanner/engine/server_rates.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "scanner/engine/server_budget.h"
#include "small_world.h"
#include "tap.h"

static char path[] = "/tmp/server-rates-XXXXXX";

static void
write_file(const char *text)
{
	FILE *f = fopen(path, "we");
	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

static const struct {
	const char *text, *fault; /* NULL: it is good */
} rows[] = {
    {"", NULL},
    {"# all\n\n  192.0.2.0/24\t5000 # more\nns.example 1;\n", NULL},
    {"ok.example 5\n192.0.2.0/24\n", ":2: "},
    {"192.0.2.1/24 5\n", "bits of the host"},
    {"192.0.2.0/24 0\n", "no rate from 1"},
    {"192.0.2.0/24 1000001\n", "no rate from 1"},
    {"192.0.2.0/24 -1\n", "no rate from 1"},
    {"192.0.2.0/24 5 6\n", "more than a rate"},
    {"192.0.2.0/24 5\n192.0.2.0/24 6\n", ":2: "},
    {"a.example 5\nA.example. 6\n", "twice"},
    {"*.example 5\n", "\"*.example 5\""},
};

static void
test_lines(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct server_rates *r;
		struct text why;
		text_init(&why);
		write_file(rows[i].text);
		int rc = server_rates_read(path, &r, &why);
		if (rows[i].fault == NULL)
			ok(rc == 0 && why.len == 0, "a good file");
		else
			ok(rc < 0 && strstr(why.bytes, rows[i].fault) != NULL &&
				strstr(why.bytes, path) != NULL,
			    rows[i].fault);
		if (rc == 0)
			server_rates_free(r);
		text_fini(&why);
	}
}

static struct server_rates *
rates_of(const char *text)
{
	struct server_rates *r;
	struct text why;
	text_init(&why);
	write_file(text);
	if (server_rates_read(path, &r, &why) < 0)
		abort();
	text_fini(&why);
	return r;
}

static uint32_t
of_address(const struct server_rates *r, const char *text)
{
	struct addr a = addr_of(text);
	return server_rates_of_address(r, &a);
}

static uint32_t
of_name(const struct server_rates *r, const char *text)
{
	struct dns_name name = name_of(text);
	return server_rates_of_name(r, &name);
}

static void
test_rules(void)
{
	struct server_rates *r = rates_of("192.0.2.0/24 5000\n192.0.2.7 3\n"
					  "2001:db8::/32 40\n::/0 9\n"
					  "example.net 20\nb.example.net 7\n");
	ok(of_address(r, "192.0.2.1") == 5000 &&
		of_address(r, "192.0.2.7") == 3 &&
		of_address(r, "192.0.3.1") == 0,
	    "the longest prefix holds");
	ok(of_address(r, "2001:db8::1") == 40 &&
		of_address(r, "2001:db9::1") == 9,
	    "of IPv6, too; and ::/0 has no IPv4");
	ok(of_name(r, "example.net") == 20 &&
		of_name(r, "a.example.net") == 20 &&
		of_name(r, "x.b.example.net") == 7 &&
		of_name(r, "notexample.net") == 0,
	    "the longest name holds");
	server_rates_free(r);
}

/* What is let go in ten seconds, asked for each 100 us. */
static unsigned
taken(struct server_budget *b, const char *server, int64_t from_ns)
{
	struct addr a = addr_of(server);
	unsigned n = 0;
	for (int64_t t = 0; t < 10 * NS_PER_S; t += 100 * NS_PER_US)
		n += server_budget_take(b, &a, from_ns + t);
	return n;
}

static void
test_budget(void)
{
	enum { RATE = 100, BURST = 10 };
	struct server_rates *r = rates_of(
	    "192.0.2.0/24 5000\n192.0.2.7 3\nexample.net 20\nslow.net 2\n");
	struct server_budget *b;
	struct addr named = addr_of("198.51.100.1");
	struct dns_name ns = name_of("ns.example.net"),
			slow = name_of("slow.net"),
			other = name_of("ns.other.net");
	if (server_budget_new(RATE, BURST, &b) < 0)
		abort();
	server_budget_set_rates(b, r);
	unsigned n = taken(b, "203.0.113.1", 0);
	ok(n >= RATE * 10 && n <= RATE * 10 + BURST, "by no rule");
	n = taken(b, "192.0.2.1", 0);
	ok(n >= 50000 * 98 / 100 && n <= 50000 + 100,
	    "5000 a second, within 2 in 100 and never more");
	n = taken(b, "192.0.2.7", 0);
	ok(n >= 30 && n <= 33, "3 a second, of which 3 at once");
	ok(server_budget_note_name(b, &named, &other, 0) == 0 &&
		taken(b, "198.51.100.1", 0) >= RATE * 10,
	    "a name without a rule changes nothing");
	int64_t later = 20 * NS_PER_S;
	ok(server_budget_note_name(b, &named, &ns, later) == 0, "a name");
	n = taken(b, "198.51.100.1", later);
	ok(n >= 199 && n <= 200, "has its rate, and no burst of before");
	later += 20 * NS_PER_S;
	if (server_budget_note_name(b, &named, &slow, later) < 0 ||
	    server_budget_note_name(b, &named, &ns, later) < 0)
		abort();
	n = taken(b, "198.51.100.1", later);
	ok(n >= 19 && n <= 20, "of two names the lower rate holds");
	server_budget_free(b);
	server_rates_free(r);
}

int
main(void)
{
	int fd = mkstemp(path);
	if (fd < 0)
		abort();
	close(fd);
	test_lines();
	test_rules();
	test_budget();
	unlink(path);
	return tap_end();
}
