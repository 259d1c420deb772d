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

static const struct {
	const char *what;
	const char *question;
	enum dns_rcode rcode;
	const char *answer;
	const char *target; /* NULL: it does not leave */
} chains[] = {
    {"no CNAME", "a.se A", DNS_NOERROR, "a.se A 192.0.2.1", NULL},
    {"a CNAME with its answer", "a.se A", DNS_NOERROR,
	"a.se CNAME b.se;b.se A 192.0.2.1", NULL},
    {"a CNAME and no answer", "a.se A", DNS_NOERROR, "a.se CNAME b.net",
	"b.net"},
    {"two, in any order", "a.se A", DNS_NOERROR,
	"b.se CNAME c.net;a.se CNAME b.se", "c.net"},
    {"an answer of another type is none", "a.se AAAA", DNS_NOERROR,
	"a.se CNAME b.net;b.net A 192.0.2.1", "b.net"},
    {"a ring", "a.se A", DNS_NOERROR, "a.se CNAME b.se;b.se CNAME a.se", NULL},
    {"a CNAME for itself", "a.se A", DNS_NOERROR, "a.se CNAME a.se", NULL},
    {"of another name", "a.se A", DNS_NOERROR, "x.se CNAME b.net", NULL},
    {"asked for the CNAME", "a.se CNAME", DNS_NOERROR, "a.se CNAME b.net",
	NULL},
    {"RFC 2308 2.1: NXDOMAIN is that of the target", "a.se A", DNS_NXDOMAIN,
	"a.se CNAME b.net", NULL},
};

int
main(void)
{
	static struct reply r;
	struct dns_name zone = name_of("a.se"), target;
	for (size_t i = 0; i < sizeof(judged) / sizeof(judged[0]); i++) {
		reply_of(&r, judged[i].question, judged[i].flags,
		    judged[i].rcode, judged[i].answer, judged[i].authority);
		ok(spray_reply_judge(&r.m, &zone) == judged[i].want,
		    judged[i].what);
	}
	for (size_t i = 0; i < sizeof(chains) / sizeof(chains[0]); i++) {
		reply_of(&r, chains[i].question, "aa", chains[i].rcode,
		    chains[i].answer, "");
		bool leaves = cname_leaves(&r.m, &target);
		ok(leaves == (chains[i].target != NULL) &&
			(!leaves || is_named(&target, chains[i].target)),
		    chains[i].what);
	}
	return tap_end();
}
