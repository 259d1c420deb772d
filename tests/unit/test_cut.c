#include "resolver/iterator/cut_learning.h"

#include "fake_dns.h"
#include "resolver/iterator/cut.h"
#include "tap.h"

static struct cuts *cuts;

/* A reply as of fake_dns.h to this question, which is kept in `*r`. */
static struct dns_message
reply(
    struct fake_reply *r, const char *name, const char *type, const char *spec)
{
	struct dns_message m = {0};

	m.question.name = fake_name(name);
	m.question.type = fake_type(type);
	fake_build(r, &m, spec);
	if (!dns_message_parse(r->bytes, r->len, &m))
		abort();
	return m;
}

static void
learn_referral(const char *from, const char *zone, const char *spec)
{
	struct dns_name f = fake_name(from), z = fake_name(zone);
	struct fake_reply r;
	struct dns_message m = reply(&r, zone, "A", spec);
	if (cut_learn_referral(cuts, &m, &f, &z) < 0)
		abort();
}

static void
learn_answer(const char *from, const char *name, const char *spec)
{
	struct dns_name f = fake_name(from);
	struct fake_reply r;
	struct dns_message m = reply(&r, name, "A", spec);
	if (cut_learn_answer(cuts, &m, &f, &m.question) < 0)
		abort();
}

/* "zone: host addr addr, host": what is known of the closest cut. */
static bool
knows(const char *name, bool strict, const char *want)
{
	struct dns_name n = fake_name(name);
	const struct cut *cut = cuts_closest(cuts, &n, strict);
	char text[ADDR_TEXT_MAX];
	struct text got;

	text_init(&got);
	if (cut != NULL) {
		cut_name(cut, &n);
		dns_name_add_text(&got, &n);
		text_add_char(&got, ':');
	}
	for (unsigned i = 0; cut != NULL && i < cut_host_count(cut); i++) {
		const struct cut_host *host = cut_host_at(cut, i);
		unsigned count;
		cut_host_name(host, &n);
		text_add(&got, i > 0 ? ", " : " ");
		dns_name_add_text(&got, &n);
		const struct cut_address *a =
		    cut_host_addresses(cut_host_follow(host), &count);
		for (unsigned k = 0; k < count; k++)
			text_addf(&got, " %s", addr_format(&a[k].addr, text));
	}
	bool same = strcmp(got.len > 0 ? got.bytes : "", want) == 0;
	if (!same)
		printf("# got %s\n", got.len > 0 ? got.bytes : "nothing");
	text_fini(&got);
	return same;
}

static void
test_closest(void)
{
	ok(knows("www.se", false, ""), "nothing is known");
	learn_referral(".", "se", "/ / se NS a.ns.se / a.ns.se A 10.0.0.1");
	ok(knows("www.x.se", false, "se: a.ns.se 10.0.0.1"), "a zone above");
	ok(knows("se", false, "se: a.ns.se 10.0.0.1"), "the zone itself");
	ok(knows("se", true, ""), "strictly above it there is none");
	ok(knows("xse", false, ""), "a suffix is not a zone");
	learn_referral(".", ".", "/ / . NS r / r A 10.0.0.9");
	ok(knows("se", true, ".: r 10.0.0.9") &&
		knows(".", true, ".: r 10.0.0.9"),
	    "the root is above itself");
}

static void
test_bailiwick(void)
{
	learn_referral("se", "a.se",
	    "/ / a.se NS ns.a.se; a.se NS ns.b.se; a.se NS ns.c.com;"
	    "b.se NS ns.evil.se"
	    "/ ns.a.se A 10.1.0.1; ns.b.se A 10.1.0.2; ns.c.com A 10.1.0.3;"
	    "other.a.se A 10.1.0.4");
	ok(knows("a.se", false,
	       "a.se: ns.a.se 10.1.0.1, ns.b.se 10.1.0.2, ns.c.com"),
	    "glue in the bailiwick of who gave it, for names of the NS set");
	ok(knows("b.se", false, "se: a.ns.se 10.0.0.1"),
	    "NS sets of others are not taken");
}

static void
test_credibility(void)
{
	learn_answer("a.se", "ns.a.se",
	    "aa / ns.a.se A 10.2.0.1; ns.a.se A 10.2.0.2; x.se A 10.2.0.3");
	ok(knows("a.se", false,
	       "a.se: ns.a.se 10.2.0.1 10.2.0.2, ns.b.se 10.1.0.2, ns.c.com"),
	    "an answer replaces glue");
	learn_referral(
	    "se", "a.se", "/ / a.se NS ns.a.se / ns.a.se A 10.1.0.9");
	ok(knows("a.se", false,
	       "a.se: ns.a.se 10.2.0.1 10.2.0.2, ns.b.se 10.1.0.2, ns.c.com"),
	    "and glue does not replace an answer");
	learn_referral(
	    "se", "a.se", "/ / a.se NS ns.a.se / ns.a.se AAAA 2001:db8::1");
	ok(knows("a.se", false,
	       "a.se: ns.a.se 10.2.0.1 10.2.0.2 2001:db8::1, ns.b.se "
	       "10.1.0.2, ns.c.com"),
	    "glue of the other family does not compete");
}

static void
test_aliases(void)
{
	learn_referral("se", "d.se", "/ / d.se NS n.d.se; d.se NS m.d.se");
	learn_answer(
	    "d.se", "n.d.se", "aa / n.d.se CNAME o.d.se; o.d.se A 10.3.0.1");
	learn_answer("d.se", "m.d.se",
	    "aa / m.d.se CNAME o.victim.com; o.victim.com A 10.6.6.6");
	ok(knows("d.se", false, "d.se: n.d.se 10.3.0.1, m.d.se"),
	    "an alias within the zone, and one out of it");
	learn_answer(
	    "victim.com", "o.victim.com", "aa / o.victim.com A 10.3.0.2");
	ok(knows("d.se", false, "d.se: n.d.se 10.3.0.1, m.d.se 10.3.0.2"),
	    "which its own zone answers");
	learn_referral("se", "e.se", "/ / e.se NS x.e.se");
	learn_answer("e.se", "x.e.se", "aa / x.e.se CNAME y.e.se");
	learn_answer("e.se", "y.e.se", "aa / y.e.se CNAME x.e.se");
	ok(knows("e.se", false, "e.se: x.e.se"), "a loop of aliases");
}

static void
test_many(void)
{
	struct dns_name zone = fake_name("big.se");
	struct dns_name host = fake_name("one.big.se");
	struct addr a = fake_addr("10.4.0.0");
	unsigned count;

	for (unsigned i = 0; i < 300; i++) {
		char text[32];
		snprintf(text, sizeof(text), "n%u.big.se", i);
		struct dns_name ns = i > 0 ? fake_name(text) : host;
		a.bytes[14] = (uint8_t)(i >> 8);
		a.bytes[15] = (uint8_t)i;
		if (cuts_add_ns(cuts, &zone, &ns) < 0 ||
		    cuts_add_address(cuts, &host, &a, CUT_GLUE) < 0)
			abort();
	}
	const struct cut *cut = cuts_closest(cuts, &zone, false);
	cut_host_addresses(cut_host_at(cut, 0), &count);
	ok(cut_host_count(cut) == 32 && count == 16,
	    "300 servers, 300 addresses: bounded");
}

int
main(void)
{
	if (cuts_new(&cuts) < 0)
		return 1;
	test_closest();
	test_bailiwick();
	test_credibility();
	test_aliases();
	test_many();
	cuts_free(cuts);
	cuts_free(NULL);
	return tap_end();
}
