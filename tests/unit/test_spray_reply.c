#include "scanner/dns/spray_reply.h"

#include "small_world.h"
#include "tap.h"

static const struct {
	const char *what;
	const char *question, *flags;
	enum dns_rcode rcode;
	const char *answer, *authority;
	enum spray_reply want, signs; /* without a DS, and with one */
} judged[] = {
    {"an authoritative answer", "a.se MX", "aa", DNS_NOERROR,
	"a.se MX 10 mx.a.se", "", SPRAY_REPLY_FINAL, SPRAY_REPLY_RESOLVER},
    {"authoritative, and nothing there", "a.se MX", "aa", DNS_NOERROR, "", "",
	SPRAY_REPLY_FINAL, SPRAY_REPLY_RESOLVER},
    {"authoritative, with the zone's NS set", "a.se MX", "aa", DNS_NOERROR, "",
	"a.se NS ns.a.se", SPRAY_REPLY_FINAL, SPRAY_REPLY_RESOLVER},
    {"NXDOMAIN by authority", "a.se MX", "aa", DNS_NXDOMAIN, "", "",
	SPRAY_REPLY_FINAL, SPRAY_REPLY_RESOLVER},
    {"NXDOMAIN without", "a.se MX", "", DNS_NXDOMAIN, "", "", SPRAY_REPLY_NEXT,
	SPRAY_REPLY_NEXT},
    {"an answer without authority: an open resolver", "a.se MX", "",
	DNS_NOERROR, "a.se MX 10 mx.a.se", "", SPRAY_REPLY_NEXT,
	SPRAY_REPLY_NEXT},
    {"truncated", "a.se MX", "aa tc", DNS_NOERROR, "", "", SPRAY_REPLY_RESOLVER,
	SPRAY_REPLY_RESOLVER},
    {"truncated, and without authority", "a.se MX", "tc", DNS_NOERROR, "", "",
	SPRAY_REPLY_RESOLVER, SPRAY_REPLY_RESOLVER},
    {"a referral below the zone", "mx.b.a.se A", "", DNS_NOERROR, "",
	"b.a.se NS ns.b.a.se", SPRAY_REPLY_RESOLVER, SPRAY_REPLY_RESOLVER},
    {"a referral to the name itself", "b.a.se A", "", DNS_NOERROR, "",
	"b.a.se NS ns.b.a.se", SPRAY_REPLY_RESOLVER, SPRAY_REPLY_RESOLVER},
    {"a referral beside the name", "mx.b.a.se A", "", DNS_NOERROR, "",
	"c.a.se NS ns.c.a.se", SPRAY_REPLY_NEXT, SPRAY_REPLY_NEXT},
    {"nothing, says a zone below without authority", "mx.b.a.se A", "",
	DNS_NOERROR, "", "b.a.se SOA ns.b.a.se", SPRAY_REPLY_NEXT,
	SPRAY_REPLY_NEXT},
    {"an upward referral: lame", "a.se MX", "", DNS_NOERROR, "",
	". NS a.root-servers.net", SPRAY_REPLY_NEXT, SPRAY_REPLY_NEXT},
    {"a referral to the zone itself: lame", "mx.a.se A", "", DNS_NOERROR, "",
	"a.se NS ns.a.se", SPRAY_REPLY_NEXT, SPRAY_REPLY_NEXT},
    {"FORMERR: perhaps without EDNS", "a.se MX", "", DNS_FORMERR, "", "",
	SPRAY_REPLY_RESOLVER, SPRAY_REPLY_RESOLVER},
    {"NOTIMP: perhaps without EDNS", "a.se MX", "", DNS_NOTIMP, "", "",
	SPRAY_REPLY_RESOLVER, SPRAY_REPLY_RESOLVER},
    {"signed, and within its dates", "a.se MX", "aa", DNS_NOERROR,
	"a.se MX 10 mx.a.se;a.se RRSIG MX a.se 2", "", SPRAY_REPLY_FINAL,
	SPRAY_REPLY_FINAL},
    {"SERVFAIL", "a.se MX", "aa", DNS_SERVFAIL, "", "", SPRAY_REPLY_NEXT,
	SPRAY_REPLY_NEXT},
    {"REFUSED", "a.se MX", "", DNS_REFUSED, "", "", SPRAY_REPLY_NEXT,
	SPRAY_REPLY_NEXT},
};

int
main(void)
{
	static struct reply r;
	struct dns_name name = name_of("a.se");
	struct spray_reply_zone zone = {&name, false};
	for (size_t i = 0; i < sizeof(judged) / sizeof(judged[0]); i++) {
		reply_of(&r, judged[i].question, judged[i].flags,
		    judged[i].rcode, judged[i].answer, judged[i].authority);
		zone.has_ds = false;
		bool plain =
		    spray_reply_judge(&r.m, &zone, 0) == judged[i].want;
		zone.has_ds = true;
		ok(plain &&
			spray_reply_judge(&r.m, &zone, 0) == judged[i].signs,
		    judged[i].what);
	}
	return tap_end();
}
