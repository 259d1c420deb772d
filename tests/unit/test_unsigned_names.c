#include "scanner/dns/unsigned_names.h"

#include "small_world.h"
#include "tap.h"

/* From a server of a.se: the names that have data without signatures. */
static const struct {
	const char *what, *question, *answer, *authority, *want;
} rows[] = {
    {"an address", "mx.a.se A", "mx.a.se A 192.0.2.1", "", "mx.a.se A;"},
    {"a signed one", "mx.a.se A", "mx.a.se A 192.0.2.1;mx.a.se RRSIG A a.se",
	"", ""},
    {"signed is the other type", "mx.a.se A",
	"mx.a.se A 192.0.2.1;mx.a.se RRSIG AAAA a.se", "", "mx.a.se A;"},
    {"data of the zone's own name: its DS is asked for anyway", "a.se MX",
	"a.se MX 1 mx.a.se", "", ""},
    {"data of another zone", "mx.a.se A", "mx.b.se A 192.0.2.1",
	"b.se NS ns.b.se", ""},
    {"the target of a signed alias", "_25._tcp.mx.a.se TLSA",
	"_25._tcp.mx.a.se CNAME d.k.a.se;_25._tcp.mx.a.se RRSIG CNAME a.se;"
	"d.k.a.se TLSA 3",
	"", "d.k.a.se TLSA;"},
    {"RFC 6672 5.3.1: the CNAME of a signed DNAME", "x.d.a.se A",
	"d.a.se DNAME e.a.se;d.a.se RRSIG DNAME a.se;x.d.a.se CNAME x.e.a.se;"
	"x.e.a.se A 192.0.2.1;x.e.a.se RRSIG A a.se",
	"", ""},
    {"a denial with its zone", "mx.k.a.se TLSA", "", "k.a.se SOA", ""},
    {"a denial that says nothing", "mx.k.a.se TLSA", "", "", "mx.k.a.se TLSA;"},
    {"and one behind an alias", "mx.a.se A",
	"mx.a.se CNAME x.k.a.se;mx.a.se RRSIG CNAME a.se", "", "x.k.a.se A;"},
};

static void
note(void *ctx, const struct dns_name *name, uint16_t type)
{
	struct text *t = ctx;
	dns_name_add_text(t, name);
	text_add(t, " ");
	dns_type_add_text(t, type);
	text_add(t, ";");
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct reply r;
		struct text found;
		struct dns_name zone = name_of("a.se");
		text_init(&found);
		text_add(&found, "");
		reply_of(&r, rows[i].question, "aa", DNS_NOERROR,
		    rows[i].answer, rows[i].authority);
		unsigned_names_each(&r.m, &zone, note, &found);
		ok(strcmp(found.bytes, rows[i].want) == 0, rows[i].what);
		text_fini(&found);
	}
	return tap_end();
}
