/* Zones are judged once each, and one that leads back to itself is bogus. */
#include "analysis/dnssec/zone.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

static unsigned judged;

static struct dns_name
name_of(const char *text)
{
	struct dns_name n;
	if (!dns_name_from_text(text, strlen(text), &n))
		abort();
	return n;
}

static bool
is_named(const struct zone *z, const char *text)
{
	struct dns_name n = name_of(text);
	return dns_name_equal(z->name, &n);
}

/* "com" and the root are zones; "loop" asks for itself; others are none. */
static void
judge(struct validator *v, struct zone *z)
{
	judged++;
	instants_add(&z->instants, 100 + z->name->len);
	if (is_named(z, "loop"))
		(void)zone_at(v, z->name, NULL);
	else if (is_named(z, "com") || z->name->len == 1)
		zone_set_state(z, SECURITY_INSECURE, REASON_UNSIGNED, NULL);
}

static void
once(struct validator *v)
{
	struct dns_name com = name_of("com");
	struct instants first = {0}, second = {0};
	judged = 0;
	const struct zone *z = zone_at(v, &com, &first);
	ok(z == zone_at(v, &com, &second) && judged == 1, "judged once");
	ok(first.count == 1 && second.count == 1 && first.at[0] == 105 &&
		second.at[0] == 105,
	    "its instants are added each time");
	validator_forget(v);
	(void)zone_at(v, &com, NULL);
	ok(judged == 2, "and once more when all is forgotten");
}

static void
enclosing(struct validator *v)
{
	struct dns_name deep = name_of("a.b.example.com");
	struct dns_name lonely = name_of("a.org");
	struct instants i = {0};
	validator_forget(v);
	const struct zone *z = zone_enclosing(v, &deep, &i);
	ok(is_named(z, "com") && z->cut, "the deepest cut above a name");
	ok(i.count == 4, "all names on the way were looked at");
	z = zone_enclosing(v, &lonely, NULL);
	ok(z->name->len == 1, "where there is none, the root");
}

static void
loop(struct validator *v)
{
	struct dns_name name = name_of("loop");
	const struct zone *z = zone_at(v, &name, NULL);
	ok(z->state.security == SECURITY_BOGUS &&
		z->state.reason == REASON_RRSIG_UNKNOWN_KEY && z->cut &&
		!z->busy,
	    "a zone that vouches for itself is bogus");
}

int
main(void)
{
	struct dnssec_input input = {0};
	struct validator v;
	validator_init(&v, &input, judge, NULL);
	once(&v);
	enclosing(&v);
	loop(&v);
	validator_fini(&v);
	return tap_end();
}
