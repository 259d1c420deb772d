/* Aliases that leave the reply are followed as questions of their own. */
#include "iterator_world.h"

static void
test_cname(void)
{
	static const struct fake_row rows[] = {TO_SE,
	    {SE, NULL, "*.a.se", "*", "/ / a.se NS ns.a.se / ns.a.se A " NS1},
	    {SE, NULL, "*.b.se", "*", "/ / b.se NS ns.b.se / ns.b.se A " NS2},
	    {NS1, NULL, "www.a.se", "A",
		"aa / www.a.se CNAME in.a.se; in.a.se CNAME www.b.se"},
	    {NS1, NULL, "mx.a.se", "A",
		"aa / mx.a.se CNAME in.a.se; in.a.se A 192.0.2.2"},
	    {NS1, NULL, "no.a.se", "A",
		"aa NXDOMAIN / no.a.se CNAME gone.a.se / a.se SOA"},
	    {NS1, NULL, "x.d.a.se", "TLSA",
		"aa / d.a.se DNAME b.se; x.d.a.se CNAME x.b.se"},
	    {NS1, NULL, "y.d.a.se", "TLSA", "aa / d.a.se DNAME b.se"},
	    {NS1, NULL, "far.a.se", "A",
		"aa / far.a.se CNAME far.b.se; far.b.se A 192.0.2.66"},
	    {NS1, NULL, "signed.a.se", "A",
		"aa / signed.a.se CNAME none.a.se; signed.a.se RRSIG a.se"
		" / a.se SOA"},
	    {NS1, NULL, "none.a.se", "A", "aa NXDOMAIN / / a.se SOA"},
	    {NS2, NULL, "*", "*", "aa / www.b.se A 192.0.2.3"}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.a.se", "A");
	fake_ask(&f, "mx.a.se", "A");
	fake_ask(&f, "no.a.se", "A");
	fake_ask(&f, "x.d.a.se", "TLSA");
	fake_ask(&f, "y.d.a.se", "TLSA");
	fake_ask(&f, "far.a.se", "A");
	fake_ask(&f, "signed.a.se", "A");
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "www.b.se", "A");
	ok(fake_ended(&f, "www.a.se", "A", "NOERROR") &&
		EQ(d->status, "NOERROR") && d->internal && d->tag == 7,
	    "a CNAME out of the reply is followed");
	ok(fake_ended(&f, "x.b.se", "TLSA", "NOERROR"), "and through a DNAME");
	ok(fake_ended(&f, "y.b.se", "TLSA", "NOERROR"),
	    "RFC 6672 3.1: and by a DNAME without its CNAME");
	d = fake_result(&f, "far.b.se", "A");
	ok(EQ(d->status, "NOERROR") && EQ(d->server, NS2),
	    "what another zone's server says of the target is not believed");
	ok(fake_ended(&f, "none.a.se", "A", "NXDOMAIN"),
	    "behind a signed alias the target's own denial is asked for");
	ok(fake_ended(&f, "mx.a.se", "A", "NOERROR") &&
		fake_ended(&f, "no.a.se", "A", "NXDOMAIN") && f.dones == 12,
	    "one that ends in the reply is not");
	ok(iterator_links_asked(f.it) == 5, "and those are counted");
	fake_fini(&f);
}

static void
test_cname_chain(void)
{
	static const struct fake_row rows[] = {
	    {ROOT, NULL, "c0", "A", "aa / c0 CNAME c1"},
	    {ROOT, NULL, "c1", "A", "aa / c1 CNAME c2"},
	    {ROOT, NULL, "c2", "A", "aa / c2 CNAME c3"},
	    {ROOT, NULL, "c3", "A", "aa / c3 CNAME c4"},
	    {ROOT, NULL, "c4", "A", "aa / c4 CNAME c5"},
	    {ROOT, NULL, "c5", "A", "aa / c5 CNAME c6"},
	    {ROOT, NULL, "c6", "A", "aa / c6 CNAME c7"},
	    {ROOT, NULL, "c7", "A", "aa / c7 CNAME c8"},
	    {ROOT, NULL, "c8", "A", "aa / c8 CNAME c9"},
	    {ROOT, NULL, "x", "A", "aa / x CNAME y; y CNAME x"},
	    {ROOT, NULL, "y", "A", "aa / y CNAME x"}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "c0", "A");
	fake_ask(&f, "x", "A");
	fake_run(&f);
	ok(fake_ended(&f, "c8", "A", "NOERROR") &&
		fake_ended(&f, "c9", "A", "(none)"),
	    "eight links and no more");
	ok(fake_ended(&f, "x", "A", "NOERROR"), "a CNAME loop ends");
	fake_fini(&f);
}

static void
ask_anew(struct fake *f, const char *name, const char *type)
{
	struct dns_question q = {.name = fake_name(name),
	    .type = fake_type(type),
	    .class = DNS_CLASS_IN};
	if (iterator_ask_anew(f->it, &q, 8, f->now_ns) < 0)
		abort();
}

/* TLSA records change, also those that are behind an alias. */
static void
test_anew(void)
{
	static const struct fake_row rows[] = {TO_SE,
	    {SE, NULL, "*.a.se", "*", "/ / a.se NS ns.a.se / ns.a.se A " NS1},
	    {SE, NULL, "*.b.se", "*", "/ / b.se NS ns.b.se / ns.b.se A " NS2},
	    {NS1, NULL, "t.a.se", "TLSA", "aa / t.a.se CNAME t.b.se"},
	    {NS2, NULL, "t.b.se", "TLSA", "aa / t.b.se CNAME last.a.se"},
	    {NS1, NULL, "last.a.se", "TLSA", "aa / / a.se SOA"}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "t.a.se", "TLSA");
	fake_run(&f);
	fake_ask(&f, "t.a.se", "TLSA");
	fake_run(&f);
	ok(f.dones == 3 && fake_asked(&f, NS1, "t.a.se", "TLSA", NULL) == 1,
	    "what has ended is not asked again");
	ask_anew(&f, "t.a.se", "TLSA");
	ask_anew(&f, "t.a.se", "TLSA");
	fake_run(&f);
	ok(f.dones == 6 && fake_asked(&f, NS1, "t.a.se", "TLSA", NULL) == 2 &&
		fake_asked(&f, NS2, "t.b.se", "TLSA", NULL) == 2 &&
		fake_asked(&f, NS1, "last.a.se", "TLSA", NULL) == 2,
	    "asked anew it is, once, and so is where it leads, link by link");
	fake_fini(&f);
}

int
main(void)
{
	test_cname();
	test_cname_chain();
	test_anew();
	return tap_end();
}
