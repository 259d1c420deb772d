/* The records beside DANE, as check --json has them, to the letter. */
#include "analysis/verdict/policy_line.h"
#include "analysis/verdict/domain_policy.h"

#include "mail_world.h"
#include "tap.h"

#define LINE(policy, rest)                                                     \
	"{\"kind\":\"policy\",\"domain\":\"example.com\",\"policy\":\"" policy \
	"\"," rest "}\n"
#define ABSENT(policy) LINE(policy, "\"present\":false,\"faults\":[]")
#define DKIM           "_domainkey.example.com"

static void
reply(struct world *w, const char *name, const char *status, lines_t lines)
{
	world_reply(w, name, "TXT", status, "example.com", lines, &w->example,
	    NULL, NULL);
}

static void
plant_nothing(struct world *w)
{
	(void)w;
}

/* Of each there is an answer: no such record, or no such name. */
static void
plant_none(struct world *w)
{
	reply(w, "_mta-sts.example.com", "NXDOMAIN", (lines_t){NULL});
	reply(w, "_smtp._tls.example.com", "NOERROR", (lines_t){NULL});
	reply(w, "_dmarc.example.com", "NXDOMAIN", (lines_t){NULL});
	reply(w, "example.com", "NOERROR",
	    (lines_t){"example.com. 300 IN TXT \"another\"", NULL});
	reply(w, DKIM, "NXDOMAIN", (lines_t){NULL});
}

static void
plant_faults(struct world *w)
{
	reply(w, "_mta-sts.example.com", "NOERROR",
	    (lines_t){"_mta-sts.example.com. 300 IN TXT "
		      "\"v=STSv1; i\" \"d=\\027\\233\"",
		NULL});
	reply(w, "_dmarc.example.com", "NOERROR",
	    (lines_t){
		"_dmarc.example.com. 300 IN TXT \"v=DMARC1; p=reject\"", NULL});
	reply(w, "example.com", "NOERROR",
	    (lines_t){
		"example.com. 300 IN TXT \"v=spf1 ?all redirect=a.example\"",
		NULL});
	reply(w, DKIM, "NOERROR", (lines_t){NULL});
}

static void
plant_several(struct world *w)
{
	reply(w, "example.com", "NOERROR",
	    (lines_t){"example.com. 300 IN TXT \"v=spf1 +all\"",
		"example.com. 300 IN TXT \"v=spf1 -all\"", NULL});
	reply(w, DKIM, "SERVFAIL", (lines_t){NULL});
}

/* The alias is there, though it leads nowhere. */
static void
plant_alias(struct world *w)
{
	reply(w, DKIM, "NXDOMAIN",
	    (lines_t){DKIM ". 300 IN CNAME keys.example.net.", NULL});
}

static const struct {
	const char *name;
	void (*plant)(struct world *w);
	const char *want;
} rows[] = {
    {"nothing was asked", plant_nothing, ""},
    {"there is none of them", plant_none,
	ABSENT("mta_sts") ABSENT("tlsrpt") ABSENT("dmarc") ABSENT("spf")
	    LINE("dkim", "\"present\":false")},
    {"what is amiss, and a stranger's bytes", plant_faults,
	LINE("mta_sts",
	    "\"present\":true,\"record\":\"v=STSv1; id=\\u001b\\u00e9\","
	    "\"faults\":[\"mta_sts_no_id\"]") LINE("dmarc",
	    "\"present\":true,\"record\":\"v=DMARC1; p=reject\","
	    "\"faults\":[]")
	    LINE("spf", "\"present\":true,"
			"\"record\":\"v=spf1 ?all redirect=a.example\","
			"\"faults\":[\"spf_open\",\"spf_redirect_ignored\"]")
		LINE("dkim", "\"present\":true")},
    {"two are as good as none", plant_several,
	LINE("spf", "\"present\":false,\"record\":\"v=spf1 +all\","
		    "\"faults\":[\"several\"]")},
    {"an alias that leads nowhere", plant_alias,
	LINE("dkim", "\"present\":true")},
};

static void
check_row(size_t i)
{
	struct dns_name domain;
	struct world w;
	struct text have;
	assert(dns_name_from_text("example.com", 11, &domain));
	text_init(&have);
	world_init(&w);
	rows[i].plant(&w);
	evidence_seal(&w.evidence);
	struct mail_policies p = domain_policy_find(&w.evidence, &domain);
	policy_line_add_domain(&have, &w.evidence, &domain, &p);
	bool same = text_ok(&have) &&
		    strcmp(have.len > 0 ? have.bytes : "", rows[i].want) == 0;
	ok(same, rows[i].name);
	if (!same)
		printf("# have:\n%s\n# want:\n%s\n", have.bytes, rows[i].want);
	text_fini(&have);
	world_fini(&w);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check_row(i);
	return tap_end();
}
