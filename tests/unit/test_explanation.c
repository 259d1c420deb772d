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
	    "\"banner\":\"220 \\u001b[31mmx\\r\\n\",\"starttls\":\"masked\","
	    "\"error\":\"454-a\\r\\n454 \\u001b[2Jb\\\\\\r\\n\"}");
}

/* The leaf came, and then an alert. */
static void
plant_failed_handshake(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "TLS_FAILED", true);
}

static void
plant_failed_mismatch(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session(w, "192.0.2.1", "TLS_FAILED", true);
}

static void
plant_two_addresses(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "OK", true);
	session(w, "192.0.2.2", "OK", true);
}

static void
plant_tls(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	world_add(w, EVIDENCE_SMTP,
	    "{\"host\":\"" HOST "\",\"ip\":\"192.0.2.1\",\"port\":25,"
	    "\"status\":\"OK\",\"rx_ts\":\"2026-11-23T09:00:00.000000Z\","
	    "\"tls\":{\"version\":\"TLSv1.3\","
	    "\"cipher\":\"TLS_AES_256_GCM_SHA384\"}}");
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

#define SIGNED                                                                 \
	"; TTL 300 s, signed until 2026-11-24 09:00 UTC (24 hours left)\n"
#define ZONE_SIGNED                                                            \
	"; TTL 3600 s, signed until 2026-11-24 09:00 UTC (24 hours left)\n"
#define ZONES                                                                  \
	"  zone .: secure" ZONE_SIGNED "  zone com: secure" ZONE_SIGNED        \
	"  zone example.com: secure" ZONE_SIGNED
#define SAFE   "a sender delivers encrypted and authenticated"
#define DEFERS "a sender that does DANE defers the mail"
#define SESSION                                                                \
	"      certificate 0: /CN=mx.example.com, issued by "                  \
	"/CN=mx.example.com\n"                                                 \
	"        from 2026-11-22 09:00:00 UTC\n"                               \
	"        until 2026-11-24 09:00 UTC (24 hours left)\n"                 \
	"        key prime256v1, 256 bits (good)\n"                            \
	"        SHA-256 %s\n        of key  %s\n"
#define LATER                                                                  \
	"  if nobody signs again, from 2026-11-24 09:00 UTC (24 hours "        \
	"left): " DEFERS " (rrsig_expired)\n"                                  \
	"    . DNSKEY by a key that the DS set names, signed with key tag "    \
	"%u, algorithm 13, from 20261122090000 to 20261124090000\n"

#define SENDERS(does)                                                          \
	"  senders: Postfix " does "; Exim with GnuTLS " does                  \
	"; Microsoft " does "\n"
#define ALL_DELIVER SENDERS("delivers authenticated")

enum { NOW_S = 1795424400 }; /* 2026-11-23 09:00:00 */

static bool coloured;

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
	w.evidence.dialogues = true;
	plant(&w);
	evidence_seal(&w.evidence);
	struct judge_input input = {.dnssec = w.input};
	judge_init(&judge, &input);
	mail_plan_init(&plan, &w.evidence);
	text_init(&out->host);
	text_init(&out->domain);
	struct explanation x = {
	    .text = &out->host,
	    .validator = &judge.now.validator,
	    .now_s = NOW_S,
	    .colour = coloured,
	};
	judge_host(&judge, plan.hosts[0], &host);
	explanation_add_host(&x, &host);
	judge_domain(&judge, &plan, plan.domains[0], &domain);
	x.text = &out->domain;
	explanation_add_domain(&x, &domain);
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
	    "  TLSA at " TLSA ": secure" SIGNED "    3 0 1 %s: matches\n"
	    "    session with 192.0.2.1: OK; record 1 matches at depth "
	    "0\n" SESSION ALL_DELIVER LATER "\n",
	    leaf.sha256, leaf.sha256, leaf.spki_sha256, e.tag);
	ok(says(&e.host, &want), "a host that is right");
	text_init(&want);
	text_addf(&want,
	    "domain example.com: " SAFE "\n" ZONES "  MX: secure" SIGNED
	    "    10 " HOST ": " SAFE "\n" LATER "\n",
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
	    "host " HOST ": " DEFERS " (mismatch)\n"
	    "  advice: Publish the TLSA record of the certificate that the "
	    "host sends now.\n" ZONES "  address: secure\n"
	    "  TLSA at " TLSA ": secure" SIGNED "    %s: no match: mismatch\n"
	    "    session with 192.0.2.1: OK; mismatch\n" SESSION SENDERS(
		"defers") LATER
	    "  fix: publish instead:\n    " TLSA
	    ". IN TLSA (\n      3 1 1 %s )\n"
	    "  caches keep the records of now for up to 300 s, some of them "
	    "longer: senders see a change only then\n\n",
	    strstr(tlsa_wrong, "3 0 1"), leaf.sha256, leaf.spki_sha256, e.tag,
	    leaf.spki_sha256);
	ok(says(&e.host, &want), "a digest of nothing, and the fix of it");
	text_init(&want);
	text_addf(&want,
	    "domain example.com: " DEFERS " (mismatch)\n" ZONES
	    "  MX: secure" SIGNED "    10 " HOST ": " DEFERS
	    " (mismatch)\n" LATER "\n",
	    e.tag);
	ok(says(&e.domain, &want), "its domain has nothing to mend");
}

/* Whether the text on the host holds `want`; ends both texts. */
static void
check_holds(struct explained *e, const char *want, const char *name)
{
	bool holds = text_ok(&e->host) && strstr(e->host.bytes, want) != NULL;
	if (!holds)
		printf("# have:\n%s", e->host.bytes);
	ok(holds, name);
	text_fini(&e->host);
	text_fini(&e->domain);
}

static void
test_refusal(void)
{
	struct explained e;
	explain(plant_refusal, &e);
	check_holds(&e,
	    "    session with 192.0.2.1: STARTTLS_REFUSED; "
	    "starttls_refused\n"
	    "      greeting: 220 \\x1b[31mmx\n"
	    "      STARTTLS is masked by a middlebox (XXXXXXXA)\n"
	    "      ended by: 454-a\\x0d\\x0a454 \\x1b[2Jb\\x5c\n",
	    "what was said in a session, and nothing of it as it came");
}

static void
test_failed_handshake(void)
{
	struct explained e;
	explain(plant_failed_handshake, &e);
	check_holds(&e,
	    "      not compared: the session failed; what it sent would fit "
	    "all the same\n      certificate 0: ",
	    "a chain before a failure is held against the records all the "
	    "same");
	explain(plant_failed_mismatch, &e);
	check_holds(&e, "; what it sent would fit no record, either\n",
	    "and may fit none");
}

static void
test_tls(void)
{
	struct explained e;
	explain(plant_tls, &e);
	check_holds(&e,
	    "\n      TLSv1.3 (good), TLS_AES_256_GCM_SHA384 (good)\n",
	    "version and cipher of a handshake");
}

static void
test_two_addresses(void)
{
	struct explained e;
	explain(plant_two_addresses, &e);
	check_holds(&e,
	    "192.0.2.2: OK; record 1 matches at depth 0\n"
	    "      the same certificates as above\n",
	    "the same chain is told once");
}

/* By its greeting: what its file holds, it may not send. */
static void
plant_exim(struct world *w)
{
	plant_tlsa(w, (lines_t){TLSA ". 300 IN TLSA 2 1 1 "
				     "00112233445566778899aabbccddeeff"
				     "00112233445566778899aabbccddeeff",
			  NULL});
	world_add(w, EVIDENCE_CERT, leaf.record);
	struct text t;
	text_init(&t);
	text_addf(&t,
	    "{\"host\":\"" HOST "\",\"ip\":\"192.0.2.1\",\"port\":25,"
	    "\"status\":\"OK\",\"rx_ts\":\"" WORLD_TIME "\","
	    "\"banner\":\"220 mx ESMTP Exim 4.96\",\"chain\":[\"%s\"]}",
	    leaf.sha256);
	world_add(w, EVIDENCE_SMTP, t.bytes);
	text_fini(&t);
}

static void
test_hint(void)
{
	struct explained e;
	explain(plant_exim, &e);
	check_holds(&e, "\n  hint: an Exim with GnuTLS leaves out ",
	    "an authority that is not sent, though the file may hold it");
}

static void
plant_policies(struct world *w)
{
	plant_valid(w);
	world_reply(w, "_mta-sts.example.com", "TXT", "NOERROR", "example.com",
	    (lines_t){
		"_mta-sts.example.com. 300 IN TXT \"v=STSv1; id=1;\"", NULL},
	    &w->example, NULL, NULL);
}

static void
test_policies(void)
{
	struct explained e;
	explain(plant_policies, &e);
	ok(text_ok(&e.domain) && strstr(e.domain.bytes,
				     "\n  beside DANE: mta_sts yes, ") != NULL,
	    "what a domain has beside DANE");
	text_fini(&e.host);
	text_fini(&e.domain);
}

static void
plant_txt(struct world *w, const char *owner, lines_t lines)
{
	world_reply(w, owner, "TXT", "NOERROR", "example.com", lines,
	    &w->example, NULL, NULL);
}

static void
plant_policy_faults(struct world *w)
{
	plant_valid(w);
	plant_txt(w, "_mta-sts.example.com",
	    (lines_t){"_mta-sts.example.com. 300 IN TXT "
		      "\"v=STSv1; i\" \"d=\\027[2J\"",
		NULL});
	plant_txt(w, "_dmarc.example.com",
	    (lines_t){
		"_dmarc.example.com. 300 IN TXT \"v=DMARC1; p=reject\"", NULL});
	plant_txt(w, "example.com",
	    (lines_t){"example.com. 300 IN TXT \"v=spf1 -all\"",
		"example.com. 300 IN TXT \"v=spf1 mx -all\"",
		"example.com. 300 IN TXT \"another\"", NULL});
}

static bool
domain_holds(const struct explained *e, const char *part)
{
	return text_ok(&e->domain) && strstr(e->domain.bytes, part) != NULL;
}

/* What is amiss is shown, escaped, with what to do. */
static void
test_policy_faults(void)
{
	struct explained e;
	explain(plant_policy_faults, &e);
	ok(domain_holds(&e,
	       "\n    mta_sts: v=STSv1; id=\\x1b[2J\n      It has no valid id"),
	    "a stranger's bytes, of two character-strings");
	ok(domain_holds(&e, "\n    spf: v=spf1 ") &&
		domain_holds(&e, "\n      There are several, "),
	    "two of one version");
	ok(domain_holds(&e, " dmarc yes") && !domain_holds(&e, "\n    dmarc"),
	    "of what is well no more");
	text_fini(&e.host);
	text_fini(&e.domain);
}

static void
test_colour(void)
{
	struct explained e;
	coloured = true;
	explain(plant_valid, &e);
	check_holds(&e, "host " HOST ": \033[38;5;28m" SAFE "\033[0m\n",
	    "what is well is green on a terminal");
	explain(plant_mismatch, &e);
	check_holds(&e,
	    "host " HOST ": \033[38;5;196m" DEFERS "\033[0m (mismatch)\n",
	    "and what is not is red");
	coloured = false;
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
	    "  address: secure\n  TLSA at " TLSA ": secure" SIGNED
	    "    3 0 1 %s: matches\n"
	    "    asked at 2026-11-23 09:00:00 UTC as well: NOERROR, %s\n"
	    "    session with 192.0.2.1: OK; record 1 matches at depth "
	    "0\n" SESSION "    another session at 2026-11-23 09:00:00 UTC: OK\n"
	    "      the same certificates as above\n" ALL_DELIVER LATER "\n",
	    leaf.sha256, strstr(tlsa_wrong, "3 0 1"), leaf.sha256,
	    leaf.spki_sha256, e.tag);
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
	test_failed_handshake();
	test_tls();
	test_two_addresses();
	test_hint();
	test_policies();
	test_policy_faults();
	test_colour();
	test_rollover();
	free_cert(&leaf);
	return tap_end();
}
