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

int
main(void)
{
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
