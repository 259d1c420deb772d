/* What servers say of a delegation, as its record. */
#include "scanner/run/referral.h"

#include "fake_dns.h"
#include "tap.h"

#define BEGIN "{\"domain\":\"a.se\",\"zone\":"
#define BY    ",\"source\":\"referral\",\"ns\":"
#define NULLS "0 0 0 00000000"

struct row {
	const char *what, *from, *reply, *want; /* NULL: no record */
};

static const struct row referrals[] = {
    {"its NS set, in order and each once", "se",
	"/ / a.se NS ns2.b.se; a.se NS ns.c.com; a.se NS ns1.b.se; "
	"a.se NS ns1.b.se /",
	BEGIN "\"se\"" BY "[\"ns.c.com\",\"ns1.b.se\",\"ns2.b.se\"]}\n"},
    {"nobody else's", "se", "/ / a.se NS ns.a.se; b.se NS ns.b.se /",
	BEGIN "\"se\"" BY "[\"ns.a.se\"]}\n"},
    {"glue, of its own servers in the zone that was asked", "se",
	"/ / a.se NS ns.a.se; a.se NS ns.c.com / ns.a.se AAAA 2001:db8::1; "
	"ns.a.se A 192.0.2.1; ns.a.se A 192.0.2.1; ns.c.com A 192.0.2.2; "
	"ns.b.se A 192.0.2.3",
	BEGIN "\"se\"" BY "[\"ns.c.com\",\"ns.a.se\"],\"glue\":["
	      "{\"name\":\"ns.a.se\",\"ip\":\"192.0.2.1\"},"
	      "{\"name\":\"ns.a.se\",\"ip\":\"2001:db8::1\"}]}\n"},
    {"its DS", "se", "/ / a.se NS ns.a.se; a.se DS; b.se DS /",
	BEGIN "\"se\"" BY "[\"ns.a.se\"],\"ds\":[\"" NULLS "\"]}\n"},
    {"and who signed it", "se",
	"/ / a.se NS ns.a.se; a.se DS; a.se RRSIG DS:2:3000:se /",
	BEGIN "\"se\"" BY "[\"ns.a.se\"],\"ds\":[\"" NULLS
	      "\"],\"ds_rrsig\":[\"\\\\# 22 "
	      "002b0d020000012c00000bb800000000000002736500\"]}\n"},
    {"a DS in another section is nobody's word", "se",
	"/ / a.se NS ns.a.se / a.se DS", BEGIN "\"se\"" BY "[\"ns.a.se\"]}\n"},
    {"a signature over nothing", "se",
	"/ / a.se NS ns.a.se; a.se RRSIG DS:2:3000:se /",
	BEGIN "\"se\"" BY "[\"ns.a.se\"]}\n"},
    {"a server of both zones above: who signs tells", ".",
	"/ / a.se NS ns.a.se; x.se NSEC; x.se RRSIG NSEC:2:3000:se /",
	BEGIN "\"se\"" BY "[\"ns.a.se\"]}\n"},
    {"signed by nobody in between", ".",
	"/ / a.se NS ns.a.se; a.se RRSIG DS:2:3000:a.se; "
	"a.se RRSIG DS:2:3000:com /",
	BEGIN "\".\"" BY "[\"ns.a.se\"]}\n"},
    {"no NS set", "se", "/ / b.se NS ns.a.se /", NULL},
};

static const struct row answers[] = {
    {"the child's own NS set", "se",
	"aa / a.se NS ns2.a.se; a.se NS ns1.a.se / / ns1.a.se A 192.0.2.1",
	BEGIN "\"se\",\"source\":\"child\",\"ns\":[\"ns1.a.se\",\"ns2.a.se\"]"
	      "}\n"},
    {"not without authority", "se", "/ a.se NS ns.a.se", NULL},
    {"not another's", "se", "aa / a.se CNAME b.se; b.se NS ns.a.se", NULL},
    {"none", "se", "aa / / se SOA", NULL},
};

typedef bool add_fn(struct text *line, const struct dns_message *m,
    const struct dns_name *from, const struct dns_name *domain);

static void
check(const struct row *row, add_fn *add)
{
	struct dns_message query = {.has_edns = true}, m;
	struct dns_name from = fake_name(row->from);
	struct dns_name domain = query.question.name = fake_name("a.se");
	struct fake_reply reply = {0};
	struct text line;
	query.question.type = DNS_MX;
	fake_build(&reply, &query, row->reply);
	text_init(&line);
	bool parses = dns_message_parse(reply.bytes, reply.len, &m);
	bool is_there = parses && add(&line, &m, &from, &domain);
	bool right = row->want == NULL
			 ? !is_there && line.len == 0
			 : is_there && strcmp(line.bytes, row->want) == 0;
	ok(parses && right, row->what);
	if (!right)
		printf("# got %s\n", is_there ? line.bytes : "none");
	text_fini(&line);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(referrals); i++)
		check(&referrals[i], referral_line_add);
	for (size_t i = 0; i < ARRAY_LEN(answers); i++)
		check(&answers[i], referral_line_add_child);
	return tap_end();
}
