/* DS is asked at the parent, and the child's word for it is none. */
#include "iterator_world.h"

static void
test_ds(void)
{
	static const struct fake_row rows[] = {TO_SE,
	    {SE, NULL, "example.se", "DS", "aa / example.se DS"},
	    {SE, NULL, "sub.example.se", "DS",
		"/ / example.se NS ns1.example.se / ns1.example.se A " NS1},
	    ONE_NS,
	    {NS1, NULL, "sub.example.se", "DS", "aa / / example.se SOA"},
	    {NS1, NULL, "*", "*", GOOD}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	fake_ask(&f, "example.se", "DS");
	fake_ask(&f, "sub.example.se", "DS");
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "example.se", "DS");
	ok(EQ(d->status, "NOERROR") && EQ(d->server, SE) && EQ(d->zone, "se"),
	    "DS is asked at the parent");
	d = fake_result(&f, "sub.example.se", "DS");
	ok(EQ(d->status, "NOERROR") && EQ(d->zone, "example.se"),
	    "DS of what is no zone");
	fake_fini(&f);

	begin(&f, rows);
	fake_ask(&f, "sub.example.se", "DS");
	fake_run(&f);
	d = fake_result(&f, "sub.example.se", "DS");
	ok(EQ(d->status, "NOERROR") && EQ(d->server, NS1),
	    "DS through a cut in between that was not known");
	fake_fini(&f);
}

static void
test_ds_wrong_side(void)
{
	static const struct fake_row child[] = {
	    TO_SE, {SE, NULL, "*", "*", "aa / / example.se SOA"}, END};
	static const struct fake_row child_nsec[] = {TO_SE,
	    {SE, NULL, "*", "*",
		"aa / / example.se NSEC; example.se RRSIG example.se"},
	    END};
	static const struct fake_row both[] = {
	    {ROOT, NULL, "*", "*",
		"/ / se NS a.ns.se; se NS b.ns.se / a.ns.se A " SE
		"; b.ns.se A " NS2},
	    {SE, NULL, "*", "*", "aa / / example.se SOA"},
	    {NS2, NULL, "*", "*", "aa / example.se DS"}, END};
	static const struct fake_row parent_nsec[] = {TO_SE,
	    {SE, NULL, "*", "*",
		"aa / / se SOA; example.se NSEC; example.se RRSIG se"},
	    END};
	static const struct fake_row referral[] = {TO_SE,
	    {SE, NULL, "*", "*",
		"/ / example.se NS ns1.example.se / ns1.example.se A " NS1},
	    END};
	struct fake f;

	begin(&f, child);
	fake_ask(&f, "example.se", "DS");
	fake_run(&f);
	ok(fake_ended(&f, "example.se", "DS", "NOERROR"),
	    "DS: the child's own answer is kept where no other has better");
	fake_fini(&f);
	begin(&f, child_nsec);
	fake_ask(&f, "example.se", "DS");
	fake_run(&f);
	ok(fake_ended(&f, "example.se", "DS", "NOERROR"),
	    "DS: so is what the child signed");
	fake_fini(&f);
	begin(&f, both);
	fake_ask(&f, "example.se", "DS");
	fake_run(&f);
	ok(EQ(fake_result(&f, "example.se", "DS")->server, NS2),
	    "DS: the parent's answer is better than the child's");
	fake_fini(&f);
	begin(&f, parent_nsec);
	fake_ask(&f, "example.se", "DS");
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "example.se", "DS");
	ok(EQ(d->status, "NOERROR") && EQ(d->zone, "se"),
	    "DS: an NSEC of the name that the parent signed is the parent's");
	fake_fini(&f);
	begin(&f, referral);
	fake_ask(&f, "example.se", "DS");
	fake_run(&f);
	ok(fake_ended(&f, "example.se", "DS", "NOERROR") &&
		fake_asked(&f, NS1, NULL, NULL, NULL) == 0,
	    "DS: a referral to the name itself is not followed");
	fake_fini(&f);
}

int
main(void)
{
	test_ds();
	test_ds_wrong_side();
	return tap_end();
}
