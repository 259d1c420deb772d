/* Which addresses of a zone's name servers a question may be put to. */
#include "resolver/iterator/question_servers.h"

#include "small_world.h"
#include "tap.h"

static void
add(struct cuts *cuts, const char *host, const char *address)
{
	struct dns_name zone = name_of("se"), ns = name_of(host);
	struct addr a = addr_of(address);
	if (cuts_add_ns(cuts, &zone, &ns) < 0 ||
	    cuts_add_address(cuts, &ns, &a, CUT_GLUE) < 0)
		abort();
}

static unsigned
gathered(const struct cut *cut, bool ipv4, bool ipv6)
{
	struct question_servers s = {0};
	if (question_servers_gather(&s, cut, ipv4, ipv6, 7) < 0 ||
	    question_servers_gather(&s, cut, ipv4, ipv6, 7) < 0)
		abort();
	unsigned count = question_servers_count(&s);
	question_servers_fini(&s);
	return count;
}

int
main(void)
{
	struct dns_name name = name_of("a.se");
	struct cuts *cuts;
	if (cuts_new(&cuts) < 0)
		abort();
	add(cuts, "ns1.se", "192.0.2.1");
	add(cuts, "ns1.se", "2001:db8::1");
	add(cuts, "ns2.se", "192.0.2.2");
	add(cuts, "ns3.se", "192.0.2.1");
	const struct cut *cut = cuts_closest(cuts, &name, false);
	ok(gathered(cut, true, true) == 3,
	    "an address of two names is there once, and once only");
	ok(gathered(cut, true, false) == 2, "IPv4 alone");
	ok(gathered(cut, false, true) == 1, "IPv6 alone");
	ok(gathered(cut, false, false) == 0, "no family");
	cuts_free(cuts);
	return tap_end();
}
