#include "scanner/dns/spray_reply.h"

#include "small_world.h"
#include "tap.h"

static const struct {
	const char *what;
	const char *question, *flags;
	enum dns_rcode rcode;
	const char *answer, *authority;
	enum spray_reply want;
} judged[] = {
    {"an authoritative answer", "a.se MX", "aa", DNS_NOERROR,
	"a.se MX 10 mx.a.se", "", SPRAY_REPLY_FINAL},
    {"authoritative, and nothing there", "a.se MX", "aa", DNS_NOERROR, "", "",
	SPRAY_REPLY_FINAL},
    {"authoritative, with the zone's NS set", "a.se MX", "aa", DNS_NOERROR, "",
	"a.se NS ns.a.se", SPRAY_REPLY_FINAL},
    {"NXDOMAIN by authority", "a.se MX", "aa", DNS_NXDOMAIN, "", "",
	SPRAY_REPLY_FINAL},
    {"NXDOMAIN without", "a.se MX", "", DNS_NXDOMAIN, "", "", SPRAY_REPLY_NEXT},
    {"an answer without authority: an open resolver", "a.se MX", "",
	DNS_NOERROR, "a.se MX 10 mx.a.se", "", SPRAY_REPLY_NEXT},
    {"truncated", "a.se MX", "aa tc", DNS_NOERROR, "", "",
	SPRAY_REPLY_RESOLVER},
    {"truncated, and without authority", "a.se MX", "tc", DNS_NOERROR, "", "",
	SPRAY_REPLY_RESOLVER},
    {"a referral below the zone", "mx.b.a.se A", "", DNS_NOERROR, "",
	"b.a.se NS ns.b.a.se", SPRAY_REPLY_RESOLVER},
    {"a referral to the name itself", "b.a.se A", "", DNS_NOERROR, "",
	"b.a.se NS ns.b.a.se", SPRAY_REPLY_RESOLVER},
    {"a referral beside the name", "mx.b.a.se A", "", DNS_NOERROR, "",
	"c.a.se NS ns.c.a.se", SPRAY_REPLY_NEXT},
    {"an upward referral: lame", "a.se MX", "", DNS_NOERROR, "",
	". NS a.root-servers.net", SPRAY_REPLY_NEXT},
    {"a referral to the zone itself: lame", "mx.a.se A", "", DNS_NOERROR, "",
	"a.se NS ns.a.se", SPRAY_REPLY_NEXT},
    {"FORMERR: perhaps without EDNS", "a.se MX", "", DNS_FORMERR, "", "",
	SPRAY_REPLY_RESOLVER},
    {"NOTIMP: perhaps without EDNS", "a.se MX", "", DNS_NOTIMP, "", "",
	SPRAY_REPLY_RESOLVER},
    {"SERVFAIL", "a.se MX", "aa", DNS_SERVFAIL, "", "", SPRAY_REPLY_NEXT},
    {"REFUSED", "a.se MX", "", DNS_REFUSED, "", "", SPRAY_REPLY_NEXT},
};

int
main(void)
{
	static struct reply r;
	struct dns_name zone = name_of("a.se");
	for (size_t i = 0; i < sizeof(judged) / sizeof(judged[0]); i++) {
		reply_of(&r, judged[i].question, judged[i].flags,
		    judged[i].rcode, judged[i].answer, judged[i].authority);
		ok(spray_reply_judge(&r.m, &zone) == judged[i].want,
		    judged[i].what);
	}
	return tap_end();
}
