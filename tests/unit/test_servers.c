#include "scanner/dns/servers.h"

#include "open_ranges.h"
#include "small_world.h"
#include "tap.h"

static const char zone[] = "se. 300 IN SOA a.ns.se. h.se. 1 2 3 4 5\n"
			   "a.se. 300 IN NS ns2.a.se.\n"
			   "a.se. 300 IN NS ns1.a.se.\n"
			   "b.se. 300 IN NS ns1.a.se.\n"
			   "b.se. 300 IN NS ns.elsewhere.net.\n"
			   "big.se. 300 IN NS ns.big.se.\n"
			   "ns1.a.se. 300 IN AAAA 2001:db8::1\n"
			   "ns1.a.se. 300 IN A 192.0.2.1\n"
			   "ns2.a.se. 300 IN A 192.0.2.2\n"
			   "ns2.a.se. 300 IN A 198.51.100.2\n";

static struct delegations *
make_delegations(void)
{
	struct text t;
	text_init(&t);
	text_add(&t, zone);
	for (unsigned i = 1; i <= 40; i++)
		text_addf(&t, "ns.big.se. 300 IN A 203.0.113.%u\n", i);
	struct delegations *d = delegations_of(t.bytes);
	text_fini(&t);
	return d;
}

static struct blocklist *
block(const char *lines)
{
	char path[] = "/tmp/blocked-XXXXXX";
	file_of(path, lines);
	struct blocklist *b = open_ranges(path);
	unlink(path);
	return b;
}

/* "192.0.2.1 192.0.2.2" are the servers of this domain, in this order. */
static bool
are(const struct servers *s, const struct delegations *d, const char *domain,
    const char *want)
{
	struct addr at[SERVERS_PER_DELEGATION];
	struct dns_name name = name_of(domain);
	char text[ADDR_TEXT_MAX];
	struct text got;
	uint32_t index;
	if (!delegations_find(d, &name, &index))
		return false;
	unsigned count = servers_of(s, index, at);
	text_init(&got);
	text_add(&got, "");
	for (unsigned i = 0; i < count; i++)
		text_addf(
		    &got, "%s%s", i ? " " : "", addr_format(&at[i], text));
	bool same = strcmp(got.len ? got.bytes : "", want) == 0;
	if (!same)
		printf("# %s: %s\n", domain, got.len ? got.bytes : "");
	text_fini(&got);
	return same;
}

static struct servers *
make(const struct delegations *d, const struct blocklist *b, bool v4, bool v6)
{
	struct address_policy policy = {.blocklist = b, .ipv4 = v4, .ipv6 = v6};
	struct servers *s;
	if (servers_new(d, &policy, &s) < 0)
		abort();
	return s;
}

static void
test_policy(const struct delegations *d)
{
	struct blocklist *none = block(""), *some = block("192.0.2.0/24\n");
	struct servers *s = make(d, none, true, true);
	ok(are(s, d, "a.se", "192.0.2.1 192.0.2.2 198.51.100.2 2001:db8::1"),
	    "IPv4 first, then by name of the server");
	ok(are(s, d, "b.se", "192.0.2.1 2001:db8::1"),
	    "a server without address has none");
	servers_free(s);
	s = make(d, none, true, false);
	ok(are(s, d, "b.se", "192.0.2.1"), "without IPv6");
	servers_free(s);
	s = make(d, none, false, true);
	ok(are(s, d, "b.se", "2001:db8::1"), "without IPv4");
	servers_free(s);
	s = make(d, some, true, true);
	ok(are(s, d, "a.se", "198.51.100.2 2001:db8::1"),
	    "without what is in the blocklist");
	servers_free(s);
	blocklist_free(none);
	blocklist_free(some);
}

static void
test_way_back(const struct delegations *d)
{
	struct blocklist *none = block("");
	struct servers *s = make(d, none, true, true);
	struct addr known = addr_of("198.51.100.2");
	struct addr other = addr_of("198.51.100.3");
	struct dns_name name = name_of("b.se");
	struct addr at[SERVERS_PER_DELEGATION];
	uint32_t index;

	if (!delegations_find(d, &name, &index))
		abort();
	servers_zone(s, index, &name);
	ok(is_named(&name, "b.se"), "the name of a delegation");
	ok(!servers_was_heard(s, &known), "silent at first");
	int64_t number = servers_heard(s, &known, true);
	servers_name(s, number, &name);
	ok(number >= 0 && is_named(&name, "ns2.a.se"),
	    "the server with an address");
	ok(servers_heard(s, &other, true) < 0, "nobody has this one");
	ok(servers_was_heard(s, &known) && servers_has_edns(s, &known),
	    "heard, with EDNS");
	ok(!servers_was_heard(s, &other), "who is no server is never heard");

	name = name_of("big.se");
	ok(delegations_find(d, &name, &index) &&
		servers_of(s, index, at) == SERVERS_PER_DELEGATION,
	    "no more than SERVERS_PER_DELEGATION");
	servers_free(s);
	servers_free(NULL);
	blocklist_free(none);
}

static uint32_t
index_of(const struct delegations *d, const char *domain)
{
	struct dns_name name = name_of(domain);
	uint32_t index;
	if (!delegations_find(d, &name, &index))
		abort();
	return index;
}

static void
write_over(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");
	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

/* Who has opted out by name; the list stays, what may be asked does not. */
static void
test_opted_out(const struct delegations *d)
{
	char path[] = "/tmp/opt-out-XXXXXX";
	struct addr ns1 = addr_of("192.0.2.1"), ns2 = addr_of("192.0.2.2");
	uint32_t a = index_of(d, "a.se"), big = index_of(d, "big.se");
	struct text why;
	text_init(&why);
	file_of(path, "ns ns1.a.se\n");
	struct blocklist *b = open_ranges_but(NULL, path);
	struct servers *s = make(d, b, true, true);
	ok(are(s, d, "a.se", "192.0.2.2 198.51.100.2") && are(s, d, "b.se", ""),
	    "without a server whose name has opted out");
	ok(servers_has_spared(s, a) && !servers_has_spared(s, big),
	    "which the delegation has beside them");
	ok(servers_may_ask(s, a, &ns2), "all that are listed may be asked");

	write_over(path, "domain ns2.a.se\n198.51.100.2\n");
	if (blocklist_reload(b, &why) < 0)
		abort();
	struct addr blocked = addr_of("198.51.100.2");
	ok(are(s, d, "a.se", "192.0.2.2 198.51.100.2"),
	    "other rules leave the list as it is");
	ok(!servers_may_ask(s, a, &ns2) && !servers_may_ask(s, a, &blocked) &&
		servers_may_ask(s, a, &ns1),
	    "and not who may be asked");
	servers_free(s);
	blocklist_free(b);
	unlink(path);
	text_fini(&why);
}

int
main(void)
{
	struct delegations *d = make_delegations();
	test_policy(d);
	test_way_back(d);
	test_opted_out(d);
	delegations_free(d);
	return tap_end();
}
