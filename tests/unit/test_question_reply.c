/* What a reply to a question of the iterator shows of the zones around. */
#include "resolver/iterator/question_reply.h"

#include "small_world.h"
#include "tap.h"

static const struct {
	const char *what;
	const char *question, *from; /* whose server was asked */
	const char *answer, *authority, *additional;
	const char *zone;
} zones[] = {
    {"nothing: the zone that was asked", "www.a.se A", "se",
	"www.a.se A 192.0.2.1", "", "", "se"},
    {"the signer of the answer", "www.a.se A", "se",
	"www.a.se A 192.0.2.1;www.a.se RRSIG A a.se", "", "", "a.se"},
    {"the signer of a denial", "www.a.se A", "se", "", "x.a.se RRSIG NSEC a.se",
	"", "a.se"},
    {"an SOA record", "www.a.se A", "se", "", "a.se SOA", "", "a.se"},
    {"a signer beside the name", "www.a.se A", "se", "",
	"x.b.se RRSIG NSEC b.se", "", "se"},
    {"a signer above the zone that was asked", "www.a.se A", "a.se",
	"www.a.se A 192.0.2.1;www.a.se RRSIG A se", "", "", "a.se"},
    {"for DS not the child itself", "a.se DS", "se", "", "a.se RRSIG NSEC a.se",
	"", "se"},
    {"additional records show no zone", "www.a.se A", "se",
	"www.a.se A 192.0.2.1", "", "www.a.se RRSIG A a.se", "se"},
};

/* Asked at a server of a.se. */
static const struct {
	const char *what, *question, *answer, *authority;
	const char *target; /* NULL: it does not leave */
} chains[] = {
    {"no alias", "a.se A", "a.se A 192.0.2.1", "", NULL},
    {"a CNAME with its answer", "a.se A",
	"a.se CNAME b.a.se;b.a.se A 192.0.2.1", "", NULL},
    {"a CNAME and no answer", "a.se A", "a.se CNAME b.net", "", "b.net"},
    {"two, in any order", "a.se A", "b.a.se CNAME c.net;a.se CNAME b.a.se", "",
	"c.net"},
    {"an answer of another type is none", "a.se AAAA",
	"a.se CNAME b.a.se;b.a.se A 192.0.2.1", "", "b.a.se"},
    {"an answer from another zone is not believed", "a.se A",
	"a.se CNAME b.net;b.net A 192.0.2.1", "", "b.net"},
    {"nor the way on from there", "a.se A",
	"a.se CNAME b.net;b.net CNAME c.a.se;c.a.se A 192.0.2.1", "", "b.net"},
    {"nor its denial", "a.se A", "a.se CNAME b.net", "net SOA", "b.net"},
    {"a denial of the zone's own", "a.se A", "a.se CNAME b.a.se", "a.se SOA",
	NULL},
    {"what is signed has to be proved: the target's own denial", "a.se A",
	"a.se CNAME b.a.se;a.se RRSIG CNAME a.se", "a.se SOA", "b.a.se"},
    {"signed, and answered", "a.se A",
	"a.se CNAME b.a.se;b.a.se A 192.0.2.1;b.a.se RRSIG A a.se", "", NULL},
    {"a ring", "a.se A", "a.se CNAME b.a.se;b.a.se CNAME a.se", "", NULL},
    {"a CNAME for itself", "a.se A", "a.se CNAME a.se", "", NULL},
    {"of another name", "a.se A", "x.a.se CNAME b.net", "", NULL},
    {"asked for the CNAME", "a.se CNAME", "a.se CNAME b.net", "", NULL},
    {"RFC 6672 3.1: a DNAME without its CNAME", "x.d.a.se A",
	"d.a.se DNAME b.net", "", "x.b.net"},
    {"and answered", "x.d.a.se A", "d.a.se DNAME e.a.se;x.e.a.se A 192.0.2.1",
	"", NULL},
    {"the CNAME that was made comes first", "x.d.a.se A",
	"d.a.se DNAME b.net;x.d.a.se CNAME y.net", "", "y.net"},
    {"RFC 6672 2.3: the DNAME's own name is not moved", "d.a.se A",
	"d.a.se DNAME b.net", "", NULL},
};

static void
test_chains(void)
{
	struct dns_name zone = name_of("a.se"), target;

	for (size_t i = 0; i < ARRAY_LEN(chains); i++) {
		struct reply r;
		reply_of(&r, chains[i].question, "aa", DNS_NOERROR,
		    chains[i].answer, chains[i].authority);
		bool leaves =
		    question_reply_leaves(&r.m, &r.m.question, &zone, &target);
		ok(leaves == (chains[i].target != NULL) &&
			(!leaves || is_named(&target, chains[i].target)),
		    chains[i].what);
	}
}

int
main(void)
{
	test_chains();
	for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
		struct reply r;
		struct dns_name zone = name_of(zones[i].from);
		reply_of(&r, zones[i].question, "aa", DNS_NOERROR,
		    zones[i].answer, zones[i].authority);
		put_section(&r, DNS_ADDITIONAL, zones[i].additional);
		if (!dns_message_parse(r.bytes, r.len, &r.m))
			abort();
		question_reply_zone(&r.m, &r.m.question, &zone);
		ok(is_named(&zone, zones[i].zone), zones[i].what);
	}
	return tap_end();
}
