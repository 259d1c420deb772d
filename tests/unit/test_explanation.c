/* What a person is told of a host and its domain, to the letter. */
#include "analysis/verdict/explanation.h"

#include "mail_world.h"
#include "tap.h"

static void
plant_valid(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "OK", true);
}

static void
plant_mismatch(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session(w, "192.0.2.1", "OK", true);
}

/* It says more than one line, and to the terminal of who asks. */
static void
plant_refusal(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	world_add(w, EVIDENCE_SMTP,
	    "{\"host\":\"" HOST "\",\"ip\":\"192.0.2.1\",\"port\":25,"
	    "\"status\":\"STARTTLS_REFUSED\",\"stage\":\"starttls\","
	    "\"rx_ts\":\"2026-11-23T09:00:00.000000Z\","
	    "\"error\":\"454-a\\r\\n454 \\u001b[2Jb\\\\\\r\\n\"}");
}

/* TLSA and session were seen twice: the second time they fit. */
static void
plant_rollover(struct world *w)
{
	plant_mismatch(w);
	w->at = "2026-11-23T09:00:02.000000Z";
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){tlsa_right, NULL}, &w->example, NULL, NULL);
	w->at = "2026-11-23T09:00:03.000000Z";
	session(w, "192.0.2.1", "OK", true);
	w->at = NULL;
}

#define ZONES                                                                  \
	"  zone .: secure\n  zone com: secure\n  zone example.com: secure\n"
#define SAFE   "a sender delivers encrypted and authenticated"
#define DEFERS "a sender that does DANE defers the mail"
#define SESSION                                                                \
	"      certificate 0: /CN=mx.example.com, until 2026-11-24 "           \
	"09:00:00 UTC\n"
#define LATER                                                                  \
	"  if nobody acts, from 2026-11-24 09:00:01 UTC: " DEFERS              \
	" (rrsig_expired)\n"                                                   \
	"    . DNSKEY by a key that the DS set names, signed with key tag "    \
	"%u, algorithm 13, from 20261122090000 to 20261124090000\n"

/* What is explained, and the tag of the root's key. */
struct explained {
	struct text host, domain;
	unsigned tag;
};

static void
explain(void (*plant)(struct world *), struct explained *out)
{
	static struct judge judge;
	struct world w;
	struct mail_plan plan;
	struct host_judgement host;
	struct domain_judgement domain;
	world_init(&w);
	plant(&w);
	evidence_seal(&w.evidence);
	struct judge_input input = {.dnssec = w.input};
	judge_init(&judge, &input);
	mail_plan_init(&plan, &w.evidence);
	text_init(&out->host);
	text_init(&out->domain);
	judge_host(&judge, plan.hosts[0], &host);
	explanation_add_host(&out->host, &judge.now.validator, &host);
	judge_domain(&judge, &plan, plan.domains[0], &domain);
	explanation_add_domain(&out->domain, &judge.now.validator, &domain);
	out->tag = ldns_calc_keytag(w.root.dnskey);
	mail_plan_fini(&plan);
	judge_fini(&judge);
	world_fini(&w);
}

/* Whether it says `want`; ends both. */
static bool
says(struct text *have, struct text *want)
{
	bool same = text_ok(have) && text_ok(want) &&
		    strcmp(have->bytes, want->bytes) == 0;
	if (!same)
		printf("# have:\n%s# want:\n%s", have->bytes, want->bytes);
	text_fini(have);
	text_fini(want);
	return same;
}

static void
test_valid(void)
{
	struct explained e;
	struct text want;
	explain(plant_valid, &e);
	text_init(&want);
	text_addf(&want,
	    "host " HOST ": " SAFE "\n" ZONES "  address: secure\n"
	    "  TLSA at " TLSA ": secure\n    3 0 1 %.16s...: matches\n"
	    "    session with 192.0.2.1: OK; record 1 matches at depth "
	    "0\n" SESSION LATER "\n",
	    leaf.sha256, e.tag);
	ok(says(&e.host, &want), "a host that is right");
	text_init(&want);
	text_addf(&want,
	    "domain example.com: " SAFE "\n" ZONES "  MX: secure\n    10 " HOST
	    ": " SAFE "\n" LATER "\n",
	    e.tag);
	ok(says(&e.domain, &want), "and its domain");
}

static void
test_mismatch(void)
{
	struct explained e;
	struct text want;
	explain(plant_mismatch, &e);
	text_init(&want);
	text_addf(&want,
	    "host " HOST ": " DEFERS " (mismatch)\n" ZONES
	    "  address: secure\n  TLSA at " TLSA ": secure\n"
	    "    3 0 1 0123456789%.6s...: no match: mismatch\n"
	    "    session with 192.0.2.1: OK; mismatch\n" SESSION LATER
	    "  fix: publish instead:\n    " TLSA ". IN TLSA 3 1 1 %s\n\n",
	    leaf.sha256, e.tag, leaf.spki_sha256);
	ok(says(&e.host, &want), "a digest of nothing, and the fix of it");
	text_init(&want);
	text_addf(&want,
	    "domain example.com: " DEFERS " (mismatch)\n" ZONES
	    "  MX: secure\n    10 " HOST ": " DEFERS " (mismatch)\n" LATER "\n",
	    e.tag);
	ok(says(&e.domain, &want), "its domain has nothing to mend");
}

static void
test_refusal(void)
{
	struct explained e;
	explain(plant_refusal, &e);
	ok(text_ok(&e.host) &&
		strstr(e.host.bytes,
		    "    session with 192.0.2.1: STARTTLS_REFUSED; "
		    "starttls_refused\n"
		    "      ended by: 454-a\\x0d\\x0a454 \\x1b[2Jb\\x5c\n") !=
		    NULL,
	    "what ended a session, and nothing of it as it came");
	text_fini(&e.host);
	text_fini(&e.domain);
}

static void
test_rollover(void)
{
	struct explained e;
	struct text want;
	explain(plant_rollover, &e);
	text_init(&want);
	text_addf(&want,
	    "host " HOST ": " SAFE "\n" ZONES
	    "  address: secure\n  TLSA at " TLSA ": secure\n"
	    "    3 0 1 %.16s...: matches\n"
	    "    asked at 2026-11-23 09:00:00 UTC as well: NOERROR, "
	    "3 0 1 0123456789%.6s...\n"
	    "    session with 192.0.2.1: OK; record 1 matches at depth "
	    "0\n" SESSION
	    "    another session at 2026-11-23 09:00:00 UTC: OK\n" SESSION LATER
	    "\n",
	    leaf.sha256, leaf.sha256, e.tag);
	ok(says(&e.host, &want), "what was seen twice is told twice");
	text_fini(&e.domain);
}

int
main(void)
{
	make_leaf();
	test_valid();
	test_mismatch();
	test_refusal();
	test_rollover();
	free_cert(&leaf);
	return tap_end();
}
