#include "scanner/dns/root_reply.h"

#include "base/macros.h"
#include "small_world.h"
#include "tap.h"

enum { FROM_S = 1000, UNTIL_S = 2000, RA = 0x80 };

/* Where the dates lie in an RRSIG that ends the message. */
enum { EXPIRATION_AT = 12, INCEPTION_AT = 8 };

static const char soa[] = ". SOA data";
static const char signed_soa[] = ". SOA data;. RRSIG SOA . 0";

static const struct {
	const char *what;
	const char *flags;
	bool ra;
	enum dns_rcode rcode;
	const char *answer;
	enum root_reply_from want;
} givers[] = {
    {"a root server", "aa", false, DNS_NOERROR, soa, ROOT_REPLY_AUTHORITY},
    {"one that would recurse, in a lab", "aa", true, DNS_NOERROR, soa,
	ROOT_REPLY_AUTHORITY},
    {"a root server that cut its reply", "aa tc", false, DNS_NOERROR, "",
	ROOT_REPLY_AUTHORITY},
    {"a resolver", "", true, DNS_NOERROR, soa, ROOT_REPLY_RESOLVER},
    {"a cache that hides what it is", "", false, DNS_NOERROR, soa,
	ROOT_REPLY_RESOLVER},
    {"a resolver that fails", "", true, DNS_SERVFAIL, "", ROOT_REPLY_RESOLVER},
    {"who refuses tells nothing", "", false, DNS_REFUSED, "",
	ROOT_REPLY_NOBODY},
    {"nor a server of another zone", "", false, DNS_NOERROR, "",
	ROOT_REPLY_NOBODY},
    {"nor one with the SOA of another", "", false, DNS_NOERROR, "se SOA data",
	ROOT_REPLY_NOBODY},
};

static void
put_date(struct reply *r, size_t from_end, uint32_t s)
{
	uint8_t *at = r->bytes + r->len - from_end;
	for (unsigned i = 0; i < 4; i++)
		at[i] = (uint8_t)(s >> (24 - 8 * i));
}

/* By a signature between the two dates, or after them, or before. */
static struct root_reply
read_signed(const char *flags, const char *answer, uint32_t now_s)
{
	static struct reply r;
	struct root_reply out;
	reply_of(&r, ". SOA", flags, DNS_NOERROR, answer, "");
	put_date(&r, EXPIRATION_AT, UNTIL_S);
	put_date(&r, INCEPTION_AT, FROM_S);
	root_reply_read(&r.m, now_s, &out);
	return out;
}

static void
test_givers(void)
{
	for (size_t i = 0; i < ARRAY_LEN(givers); i++) {
		static struct reply r;
		struct root_reply out;
		reply_of(&r, ". SOA", givers[i].flags, givers[i].rcode,
		    givers[i].answer, "");
		r.bytes[3] |= givers[i].ra ? RA : 0;
		if (!dns_message_parse(r.bytes, r.len, &r.m))
			abort();
		root_reply_read(&r.m, 0, &out);
		ok(out.from == givers[i].want && !out.is_signed,
		    givers[i].what);
	}
}

static void
test_dates(void)
{
	struct root_reply first = read_signed("aa", signed_soa, FROM_S);
	ok(first.is_signed && first.allows &&
		first.validity.inception_s == FROM_S &&
		first.validity.expiration_s == UNTIL_S,
	    "from the first second of a signature");
	ok(read_signed("aa", signed_soa, UNTIL_S).allows, "to its last");
	struct root_reply late = read_signed("aa", signed_soa, UNTIL_S + 1);
	ok(late.is_signed && !late.allows, "and not one later");
	ok(!read_signed("aa", signed_soa, FROM_S - 1).allows, "or sooner");
	ok(read_signed("aa", ". RRSIG SOA . 0;. RRSIG SOA . 0", 1500).allows,
	    "one of two that allows it is enough");
	ok(!read_signed("aa", ". SOA data;. RRSIG NS . 0", 1500).is_signed,
	    "a signature over something else is none");
	ok(!read_signed("aa", ". SOA data;se RRSIG SOA . 0", 1500).is_signed,
	    "nor one elsewhere");
	ok(!read_signed("", signed_soa, 1500).is_signed,
	    "nor what a cache gives");
}

int
main(void)
{
	test_givers();
	test_dates();
	return tap_end();
}
