/* From evidence to the words of a verdict, and the commands as a whole. */
#include "analysis/command/verify.h"
#include "analysis/verdict/judge.h"
#include "analysis/command/report.h"
#include "analysis/report/report.h"
#include "analysis/verdict/verdict_line.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "mail_world.h"
#include "nsec3_lines.h"
#include "outcome_words.h"
#include "made_run.h"
#include "tap.h"

#define LONG_LABEL                                                             \
	"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static void
valid(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "OK", true);
}

static void
mismatch(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session(w, "192.0.2.1", "OK", true);
}

static void
one_of_two_records(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, tlsa_right, NULL});
	session(w, "192.0.2.1", "OK", true);
}

static void
two_addresses(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "OK", true);
	session(w, "192.0.2.2", "NO_STARTTLS", false);
}

static void
one_unreachable(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "OK", true);
	session(w, "192.0.2.2", "TIMEOUT", false);
}

static void
unreachable(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "TIMEOUT", false);
}

static void
not_crawled(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
}

static void
usage_1(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_usage_1, NULL});
	session(w, "192.0.2.1", "OK", true);
}

static void
malformed(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_usage_1, tlsa_malformed, NULL});
	session(w, "192.0.2.1", "OK", true);
}

static void
failed_with_chain(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "TLS_FAILED", true);
}

/* Read in the clear: nobody has proved that the key is there. */
static void
certificate_only(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "CERTIFICATE_ONLY", true);
}

static void
certificate_only_wrong(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session(w, "192.0.2.1", "CERTIFICATE_ONLY", true);
}

static void
certificate_only_and_proved(struct world *w)
{
	certificate_only(w);
	session(w, "192.0.2.2", "OK", true);
}

static void
certificate_only_and_silent(struct world *w)
{
	certificate_only(w);
	session(w, "192.0.2.2", "TIMEOUT", false);
}

static void
lost_in_tls(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "TLS_SESSION_LOST", true);
}

static void
unusable_lost_in_tls(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_usage_1, tlsa_malformed, NULL});
	session(w, "192.0.2.1", "TLS_SESSION_LOST", true);
}

/* A record beside the right one, or alone, of usage 1. */
static void
usage_1_of(
    struct world *w, const char *fields, const char *digest, const char *beside)
{
	char line[256];
	snprintf(
	    line, sizeof(line), TLSA ". 300 IN TLSA %s %s", fields, digest);
	plant_tlsa(w, (lines_t){line, beside, NULL});
	session(w, "192.0.2.1", "OK", true);
}

static void
usage_1_of_another(struct world *w)
{
	usage_1_of(w, "1 0 1",
	    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
	    NULL);
}

static void
usage_1_malformed(struct world *w)
{
	usage_1_of(w, "1 0 1", "0011", NULL);
}

static void
usage_1_beside_wrong(struct world *w)
{
	usage_1_of(w, "1 0 1", leaf.sha256, tlsa_wrong);
}

static void
usage_1_beside_right(struct world *w)
{
	usage_1_of(w, "1 0 1", "0011", tlsa_right);
}

/* Usage 2, and nothing that was kept of the chain matches it. */
static void
plant_chain(struct world *w, bool cut)
{
	struct text t;
	text_init(&t);
	plant_tlsa(w, (lines_t){TLSA ". 300 IN TLSA 2 0 1 "
				     "00112233445566778899aabbccddeeff"
				     "00112233445566778899aabbccddeeff",
			  NULL});
	text_addf(&t,
	    "{\"host\":\"" HOST "\",\"ip\":\"192.0.2.1\",\"port\":25,"
	    "\"status\":\"OK\",\"rx_ts\":\"" WORLD_TIME
	    "\",\"chain\":[\"%s\"]%s}",
	    leaf.sha256, cut ? ",\"chain_cut\":true" : "");
	world_add(w, EVIDENCE_SMTP, t.bytes);
	text_fini(&t);
}

static void
whole_chain(struct world *w)
{
	plant_chain(w, false);
}

static void
cut_chain(struct world *w)
{
	plant_chain(w, true);
}

static void
no_tlsa(struct world *w)
{
	plant_host(w, &w->example);
	world_reply(w, TLSA, "TLSA", "NXDOMAIN", "example.com", NULL, NULL,
	    (lines_t){SOA, HOST ". 300 IN NSEC x.example.com. A", NULL},
	    &w->example);
}

static void
no_tlsa_lost_in_tls(struct world *w)
{
	no_tlsa(w);
	session(w, "192.0.2.1", "TLS_SESSION_LOST", true);
}

/* Who does not answer in TLS says nothing of delivery in the clear. */
static void
no_tlsa_refused_in_tls(struct world *w)
{
	no_tlsa(w);
	world_add(w, EVIDENCE_SMTP,
	    "{\"host\":\"" HOST "\",\"ip\":\"192.0.2.1\",\"port\":25,"
	    "\"status\":\"EHLO_REFUSED\",\"stage\":\"tls_ehlo\","
	    "\"rx_ts\":\"2026-11-01T00:00:00.000000Z\"}");
}

static void
dropped(struct world *w)
{
	plant_host(w, &w->example);
	world_reply(
	    w, TLSA, "TLSA", "DROPPED", "example.com", NULL, NULL, NULL, NULL);
}

static void
tlsa_bogus(struct world *w)
{
	plant_host(w, &w->example);
	w->sig_to = WORLD_NOW - 5;
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){tlsa_right, NULL}, &w->example, NULL, NULL);
	session(w, "192.0.2.1", "OK", true);
}

static void
all_bogus(struct world *w)
{
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 257);
	plant_host(w, &other);
	signer_free(&other);
}

static void
no_address(struct world *w)
{
	no_tlsa(w);
	/* A better record of the same question: the latest. */
	world_reply(w, HOST, "A", "NOERROR", "example.com", NULL, NULL,
	    (lines_t){SOA, HOST ". 300 IN NSEC x.example.com. TXT", NULL},
	    &w->example);
}

/*
 * A denial that many NSEC3 iterations make insecure, of another type than the
 * one that is there.
 */
static void
denial_insecure(struct world *w)
{
	world_reply(w, HOST, "AAAA", "NOERROR", "example.com", NULL, NULL,
	    (lines_t){SOA,
		"0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example.com. 300 IN NSEC3 "
		"1 0 5000 aabb 2t7b4g4vsa5smi47k61mv5bv1a22bojr A RRSIG",
		NULL},
	    &w->example);
}

static void
secure_beside_denial(struct world *w)
{
	valid(w);
	denial_insecure(w);
}

static void
secure_beside_bogus(struct world *w)
{
	valid(w);
	world_reply(w, HOST, "AAAA", "NOERROR", "example.com", NULL, NULL,
	    (lines_t){SOA, NULL}, NULL);
}

/* No address of the host: a resolver says SERVFAIL for one type. */
static void
bogus_alone(struct world *w)
{
	valid(w);
	world_reply(w, HOST, "A", "NOERROR", "example.com",
	    (lines_t){HOST ". 300 IN A 192.0.2.1", NULL}, NULL, NULL, NULL);
}

/*
 * R3: an insecure address, and no CNAME: a sender does not ask for TLSA,
 * whatever there is.  It is a wildcard's, with too many NSEC3 iterations.
 */
static void
address_insecure(struct world *w)
{
	struct nsec3_line covers =
	    nsec3_in("example.com.", HOST ".", BEFORE, 0, 5000, "A");
	world_expanded(w, HOST, "A", "*.example.com. 300 IN A 192.0.2.1",
	    (lines_t){covers.text, NULL}, &w->example);
}

static void
valid_not_asked(struct world *w)
{
	valid(w);
	address_insecure(w);
}

static void
bogus_not_asked(struct world *w)
{
	tlsa_bogus(w);
	w->sig_to = WORLD_NOW + DAY;
	address_insecure(w);
}

static void
mx_alone(struct world *w)
{
	world_chain(w);
	world_reply(w, "example.com", "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN MX 10 " HOST ".", NULL}, &w->example,
	    NULL, NULL);
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){tlsa_right, NULL}, &w->example, NULL, NULL);
}

/* The same, of a host that could not be spoken to. */
static void
refused_not_asked(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "REFUSED_CONN", false);
	address_insecure(w);
}

static void
no_tlsa_refused(struct world *w)
{
	no_tlsa(w);
	session(w, "192.0.2.1", "REFUSED_CONN", false);
}

static void
no_tlsa_one_refused(struct world *w)
{
	no_tlsa_refused(w);
	session(w, "192.0.2.2", "NO_STARTTLS", false);
}

static void
no_tlsa_no_route(struct world *w)
{
	no_tlsa_refused(w);
	session(w, "2001:db8::1", "NO_ROUTE", false);
}

static void
no_tlsa_blocked(struct world *w)
{
	no_tlsa(w);
	session(w, "192.0.2.1", "BLOCKED", false);
}

static void
no_tlsa_broken_tls(struct world *w)
{
	no_tlsa(w);
	session(w, "192.0.2.1", "CLOSED\",\"stage\":\"tls", false);
}

static void
no_tlsa_broken(struct world *w)
{
	no_tlsa(w);
	session(w, "192.0.2.1", "CLOSED\",\"stage\":\"banner", false);
}

static void
blocked(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "BLOCKED", false);
}

/* Both types of address ended so. */
static void
plant_unanswered(struct world *w, const char *status)
{
	mx_alone(w);
	world_reply(
	    w, HOST, "A", status, "example.com", NULL, NULL, NULL, NULL);
	world_reply(
	    w, HOST, "AAAA", status, "example.com", NULL, NULL, NULL, NULL);
}

static void
address_refused(struct world *w)
{
	plant_unanswered(w, "REFUSED");
}

static void
address_not_asked(struct world *w)
{
	plant_unanswered(w, "NOT_ASKED");
}

static void
plant_unsigned(struct world *w)
{
	world_tops(w);
	world_add(w, EVIDENCE_DELEGATION,
	    "{\"domain\":\"example.com\",\"zone\":\"com\",\"ns\":[],"
	    "\"ds\":[],\"ds_rrsig\":[],\"glue\":[]}");
	world_reply(w, "example.com", "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN MX 10 " HOST ".", NULL}, NULL, NULL,
	    NULL);
	world_reply(w, HOST, "A", "NOERROR", "example.com",
	    (lines_t){HOST ". 300 IN A 192.0.2.1", NULL}, NULL, NULL, NULL);
	world_reply(w, HOST, "AAAA", "NOERROR", "example.com", NULL, NULL,
	    (lines_t){SOA, NULL}, NULL);
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){tlsa_right, NULL}, NULL, NULL, NULL);
	world_add(w, EVIDENCE_CERT, leaf.record);
}

static void
unsigned_all(struct world *w)
{
	plant_unsigned(w);
	session(w, "192.0.2.1", "OK", true);
}

static void
mx_of(struct world *w, const char *status, lines_t lines)
{
	world_chain(w);
	world_reply(w, "example.com", "MX", status, "example.com", lines,
	    &w->example,
	    (lines_t){SOA, "example.com. 300 IN NSEC x.example.com. SOA", NULL},
	    &w->example);
}

static void
null_mx(struct world *w)
{
	mx_of(w, "NOERROR", (lines_t){"example.com. 300 IN MX 0 .", NULL});
}

static void
ip_literal(struct world *w)
{
	mx_of(w, "NOERROR",
	    (lines_t){"example.com. 300 IN MX 0 192.0.2.1.", NULL});
}

static void
no_mx(struct world *w)
{
	mx_of(w, "NOERROR", NULL);
}

static void
mx_servfail(struct world *w)
{
	mx_of(w, "SERVFAIL", NULL);
}

static void
bogus_no_certs(struct world *w)
{
	plant_host(w, &w->example);
	w->sig_to = WORLD_NOW - 5;
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){tlsa_right, NULL}, &w->example, NULL, NULL);
	session(w, "192.0.2.1", "NO_STARTTLS", false);
}

static void
unsigned_no_certs(struct world *w)
{
	plant_unsigned(w);
	session(w, "192.0.2.1", "REFUSED_CONN", false);
}

static void
no_starttls(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "NO_STARTTLS", false);
}

static void
mismatch_and_no_starttls(struct world *w)
{
	mismatch(w);
	session(w, "192.0.2.2", "NO_STARTTLS", false);
}

/* The host is well, and the MX RRset has expired. */
static void
mx_expired(struct world *w)
{
	valid(w);
	w->sig_to = WORLD_NOW - 5;
	world_reply(w, "example.com", "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN MX 10 " HOST ".", NULL}, &w->example,
	    NULL, NULL);
}

/* What one host and one domain come to: "study sender reason". */
static const struct outcome_case {
	const char *name;
	void (*plant)(struct world *w);
	const char *host, *domain;
} cases[] = {
    {"a match", valid, "valid deliver_authenticated ",
	"valid deliver_authenticated "},
    {"no match", mismatch, "invalid defer mismatch", "invalid defer mismatch"},
    {"one record of two", one_of_two_records, "valid deliver_authenticated ",
	"valid deliver_authenticated "},
    {"one address without STARTTLS", two_addresses,
	"invalid deliver_authenticated no_starttls",
	"invalid deliver_authenticated no_starttls"},
    {"one address out of reach", one_unreachable,
	"valid deliver_authenticated ", "valid deliver_authenticated "},
    {"out of reach", unreachable, "unknown defer connect_timeout",
	"unknown defer connect_timeout"},
    {"not crawled", not_crawled, "unknown indeterminate evidence_missing",
	"unknown indeterminate evidence_missing"},
    {"usage 1 alone", usage_1, "invalid deliver_encrypted unusable_usage",
	"invalid deliver_encrypted unusable_usage"},
    {"usage 1 and a malformed one", malformed,
	"invalid deliver_encrypted unusable_record",
	"invalid deliver_encrypted unusable_record"},
    {"an anchor that was not sent", whole_chain,
	"invalid defer ta_not_in_chain", "invalid defer ta_not_in_chain"},
    {"an anchor that may have been cut off", cut_chain,
	"unknown indeterminate evidence_missing",
	"unknown indeterminate evidence_missing"},
    {"a chain read in the clear", certificate_only,
	"valid indeterminate certificate_only",
	"valid indeterminate certificate_only"},
    {"one that matches nothing", certificate_only_wrong,
	"invalid indeterminate mismatch", "invalid indeterminate mismatch"},
    {"beside a finished handshake", certificate_only_and_proved,
	"valid deliver_authenticated ", "valid deliver_authenticated "},
    {"beside one out of reach", certificate_only_and_silent,
	"valid indeterminate certificate_only",
	"valid indeterminate certificate_only"},
    {"the chain of a failed handshake", failed_with_chain,
	"invalid defer tls_failed", "invalid defer tls_failed"},
    {"the chain of a session lost behind the handshake", lost_in_tls,
	"invalid defer tls_session_lost", "invalid defer tls_session_lost"},
    {"the same, where all records are unusable", unusable_lost_in_tls,
	"invalid defer tls_session_lost", "invalid defer tls_session_lost"},
    {"the same, without TLSA", no_tlsa_lost_in_tls, "none defer no_tlsa",
	"none defer no_tlsa"},
    {"EHLO refused in TLS, without TLSA", no_tlsa_refused_in_tls,
	"none defer no_tlsa", "none defer no_tlsa"},
    {"no TLSA", no_tlsa, "none deliver_opportunistic no_tlsa",
	"none deliver_opportunistic no_tlsa"},
    {"TLSA is dropped", dropped, "unknown defer lookup_failed",
	"unknown defer lookup_failed"},
    {"TLSA is bogus", tlsa_bogus, "invalid defer rrsig_expired",
	"invalid defer rrsig_expired"},
    {"all is bogus", all_bogus, "invalid defer rrsig_unknown_key",
	"invalid defer rrsig_unknown_key"},
    {"no address", no_address, "none unreachable no_address",
	"none defer no_address"},
    {"R3: a match, where the address is insecure", valid_not_asked,
	"valid deliver_opportunistic ", "valid deliver_opportunistic "},
    {"R3: bogus TLSA, where the address is insecure", bogus_not_asked,
	"invalid deliver_opportunistic rrsig_expired",
	"invalid deliver_opportunistic rrsig_expired"},
    {"R3: no match, where the address is insecure and refused",
	refused_not_asked, "unknown defer connect_refused",
	"unknown defer connect_refused"},
    {"R3: an insecure denial of the other type", secure_beside_denial,
	"valid deliver_authenticated ", "valid deliver_authenticated "},
    {"R3: a bogus denial of the other type", secure_beside_bogus,
	"valid deliver_authenticated ", "valid deliver_authenticated "},
    {"R3: a bogus address, and none of the other type", bogus_alone,
	"invalid defer rrsig_missing", "invalid defer rrsig_missing"},
    {"no TLSA, and the address refuses", no_tlsa_refused, "none defer no_tlsa",
	"none defer no_tlsa"},
    {"no TLSA, and one address of two refuses", no_tlsa_one_refused,
	"none deliver_opportunistic no_tlsa",
	"none deliver_opportunistic no_tlsa"},
    {"no TLSA, and the other address was not tried", no_tlsa_no_route,
	"none indeterminate no_tlsa", "none indeterminate no_tlsa"},
    {"no TLSA, and the address is in our blocklist", no_tlsa_blocked,
	"none indeterminate no_tlsa", "none indeterminate no_tlsa"},
    {"no TLSA, and TLS breaks off", no_tlsa_broken_tls,
	"none deliver_opportunistic no_tlsa",
	"none deliver_opportunistic no_tlsa"},
    {"no TLSA, and the session breaks off before", no_tlsa_broken,
	"none defer no_tlsa", "none defer no_tlsa"},
    {"an address in our blocklist", blocked,
	"unknown indeterminate evidence_missing",
	"unknown indeterminate evidence_missing"},
    {"servers refuse to tell the address", address_refused,
	"unknown unreachable lookup_failed", "unknown defer lookup_failed"},
    {"the address was not asked", address_not_asked,
	"unknown indeterminate evidence_missing",
	"unknown indeterminate evidence_missing"},
    {"nothing is signed", unsigned_all,
	"invalid deliver_opportunistic unsigned",
	"invalid deliver_opportunistic unsigned"},
    {"a null MX", null_mx, "", "none no_mail null_mx"},
    {"an IP literal", ip_literal, "", "none defer mx_ip_literal"},
    {"no MX", no_mx, "", "none indeterminate no_mx"},
    {"MX gave SERVFAIL", mx_servfail, "", "unknown defer lookup_failed"},
};

/* The same as the code of the study has it. */
static const struct outcome_case paper_cases[] = {
    {"paper: a match", valid, "valid deliver_authenticated ",
	"valid deliver_authenticated "},
    {"paper: no match", mismatch, "invalid defer mismatch",
	"invalid defer mismatch"},
    {"paper: no certificate is not crawled", no_starttls,
	"unknown defer no_starttls", "unknown defer no_starttls"},
    {"paper: a chain read in the clear is one", certificate_only,
	"valid indeterminate ", "valid indeterminate "},
    {"paper: nor is a failed handshake", failed_with_chain,
	"unknown defer tls_failed", "unknown defer tls_failed"},
    {"paper: one address that matches", two_addresses,
	"valid deliver_authenticated ", "valid deliver_authenticated "},
    {"paper: of two addresses the one with certificates",
	mismatch_and_no_starttls, "invalid defer mismatch",
	"invalid defer mismatch"},
    {"paper: not crawled", not_crawled,
	"unknown indeterminate evidence_missing",
	"unknown indeterminate evidence_missing"},
    {"paper: insecure, with certificates", unsigned_all,
	"invalid deliver_opportunistic unsigned",
	"invalid deliver_opportunistic unsigned"},
    {"paper: insecure, without certificates", unsigned_no_certs,
	"unknown defer connect_refused", "unknown defer connect_refused"},
    {"paper: bogus, with certificates", tlsa_bogus,
	"invalid defer rrsig_expired", "invalid defer rrsig_expired"},
    {"paper: bogus, without certificates", bogus_no_certs,
	"unknown defer no_starttls", "unknown defer no_starttls"},
    {"paper: no TLSA", no_tlsa, "none deliver_opportunistic no_tlsa",
	"none deliver_opportunistic no_tlsa"},
    {"paper: TLSA is dropped", dropped, "none defer lookup_failed",
	"none defer lookup_failed"},
    {"paper: the address is bogus, and nobody looks", bogus_alone,
	"valid defer ", "valid defer "},
    {"paper: usage 1 without a path to a root", usage_1,
	"invalid deliver_encrypted wrong_usage",
	"invalid deliver_encrypted wrong_usage"},
    {"paper: usage 1, of no certificate that was sent", usage_1_of_another,
	"invalid deliver_encrypted mismatch",
	"invalid deliver_encrypted mismatch"},
    {"paper: usage 1, a digest too short", usage_1_malformed,
	"invalid deliver_encrypted unusable_record",
	"invalid deliver_encrypted unusable_record"},
    {"paper: usage 1 without a path, beside a mismatch", usage_1_beside_wrong,
	"invalid defer wrong_usage", "invalid defer wrong_usage"},
    {"paper: usage 1 without a path, beside a match", usage_1_beside_right,
	"valid deliver_authenticated ", "valid deliver_authenticated "},
    {"paper: MX is bogus, and nobody looks", mx_expired,
	"valid deliver_authenticated ", "valid defer "},
};

static bool
is_json(const struct text *t)
{
	json_t *o = json_loadb(t->bytes, t->len, JSON_REJECT_DUPLICATES, NULL);
	bool good = json_is_object(o);
	json_decref(o);
	return good;
}

static void
check_hosts(struct judge *judge, const struct mail_plan *plan,
    const struct outcome_case *c)
{
	for (size_t h = 0; h < plan->host_count; h++) {
		struct host_judgement r;
		struct text t;
		text_init(&t);
		judge_host(judge, plan->hosts[h], &r);
		verdict_line_add_host(&t, NULL, &r);
		ok(words_are(&r.verdict.outcome, c->host) && is_json(&t),
		    "its host");
		text_fini(&t);
	}
}

static void
check_case(const struct outcome_case *c, bool paper)
{
	static struct judge judge;
	struct world w;
	struct mail_plan plan;
	struct domain_judgement r;
	struct text t;
	text_init(&t);
	world_init(&w);
	c->plant(&w);
	evidence_seal(&w.evidence);
	struct judge_input input = {.dnssec = w.input, .paper = paper};
	judge_init(&judge, &input);
	mail_plan_init(&plan, &w.evidence);
	ok(plan.host_count == (c->host[0] != 0) && plan.domain_count == 1,
	    "one host at most, one domain");
	check_hosts(&judge, &plan, c);
	judge_domain(&judge, &plan, plan.domains[0], &r);
	verdict_line_add_domain(&t, NULL, &r);
	ok(words_are(&r.verdict.outcome, c->domain) && is_json(&t), c->name);
	text_fini(&t);
	mail_plan_fini(&plan);
	judge_fini(&judge);
	world_fini(&w);
}

/* The lowest preference is asked first; of a host twice, its best counts. */
static void
test_preferences(void)
{
	static const char *const want[] = {
	    "c.example.com", "a.example.com", "b.example.com"};
	static const unsigned preferences[] = {5, 10, 20};
	static struct judge judge;
	struct world w;
	struct mail_plan plan;
	struct domain_judgement r;
	world_init(&w);
	mx_of(&w, "NOERROR",
	    (lines_t){"example.com. 300 IN MX 20 b.example.com.",
		"example.com. 300 IN MX 30 c.example.com.",
		"example.com. 300 IN MX 10 a.example.com.",
		"example.com. 300 IN MX 5 c.example.com.", NULL});
	evidence_seal(&w.evidence);
	struct judge_input input = {.dnssec = w.input};
	judge_init(&judge, &input);
	mail_plan_init(&plan, &w.evidence);
	judge_domain(&judge, &plan, plan.domains[0], &r);
	const struct domain_mail *mail = r.verdict.mail;
	bool right = mail->host_count == 3;
	for (size_t i = 0; right && i < 3; i++) {
		struct dns_name name;
		right = dns_name_from_text(want[i], strlen(want[i]), &name) &&
			dns_name_equal(mail->hosts[i].host, &name) &&
			mail->hosts[i].preference == preferences[i];
	}
	ok(right, "MX hosts in their order, each once");
	mail_plan_fini(&plan);
	judge_fini(&judge);
	world_fini(&w);
}

/* RFC 7672 2.2.3: no name can hold "_25._tcp." before this one. */
static void
test_long_host(void)
{
	static struct judge judge;
	struct world w;
	struct mail_plan plan;
	struct host_judgement r;
	char host[256], mx[320];
	snprintf(host, sizeof(host), "%.60s.%.60s.%.60s.%.56s.example.com",
	    LONG_LABEL, LONG_LABEL, LONG_LABEL, LONG_LABEL);
	snprintf(mx, sizeof(mx), "example.com. 300 IN MX 1 %s.", host);
	world_init(&w);
	mx_of(&w, "NOERROR", (lines_t){mx, NULL});
	evidence_seal(&w.evidence);
	struct judge_input input = {.dnssec = w.input};
	judge_init(&judge, &input);
	mail_plan_init(&plan, &w.evidence);
	judge_host(&judge, plan.hosts[0], &r);
	ok(r.verdict.tlsa.security == SECURITY_INSECURE &&
		r.verdict.tlsa.reason == REASON_NO_TLSA,
	    "a host that cannot have TLSA: absent, and not secure");
	mail_plan_fini(&plan);
	judge_fini(&judge);
	world_fini(&w);
}

static void
write_file(const char *path, const char *bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert(fd >= 0);
	assert(write(fd, bytes, strlen(bytes)) == (ssize_t)strlen(bytes));
	close(fd);
}

/* A run of plain files, which readers take for gzip's text as well. */
static void
commands(void)
{
	char dir[] = "/tmp/test_verdict.XXXXXX", path[256], anchor[256];
	assert(mkdtemp(dir) != NULL);
	snprintf(path, sizeof(path), "%s/delegation", dir);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/delegation/part-0.ndjson.gz", dir);
	write_file(path,
	    "{\"domain\":\"a.com\",\"zone\":\"com\",\"ns\":[],\"ds\":[]}\n"
	    "{\"domain\":\n"
	    "{\"domain\":\"b.com\",\"zone\":\"com\",\"ns\":[],\"ds\":[]}\n");
	snprintf(anchor, sizeof(anchor), "%s/anchor", dir);
	write_file(anchor,
	    "; the root\n. 3600 IN DS 1 8 2 0123456789abcdef"
	    "0123456789abcdef0123456789abcdef 0123456789abcdef\n");

	made_run_manifest(dir, MANIFEST_FINISHED, false);
	char *verify[] = {"verify", dir, "--trust-anchor", anchor, NULL};
	ok(verify_command(4, verify) == 1, "a damaged record: exit 1");
	write_file(path,
	    "{\"domain\":\"a.com\",\"zone\":\"com\",\"ns\":[],\"ds\":[]}\n");
	made_run_manifest(dir, MANIFEST_FINISHED, false);
	ok(verify_command(4, verify) == 0, "a good run: exit 0");
	char *report[] = {"report", dir, NULL};
	ok(report_command(2, report) == 0, "a report: exit 0");
	snprintf(path, sizeof(path), "%s/tables", dir);
	char *csv[] = {"report", dir, "--csv", path, NULL};
	ok(report_command(4, csv) == 0, "its tables: exit 0");
	snprintf(path, sizeof(path), "%s/tables/total.csv", dir);
	ok(access(path, R_OK) == 0, "and a file each");
	char *in_file[] = {"report", dir, "--csv", path, NULL};
	ok(report_command(4, in_file) == 1, "a file in the folder's place");
	char *nothing[] = {"report", "/nonexistent", NULL};
	ok(report_command(2, nothing) == 2, "no verdicts: exit 2");

	snprintf(path, sizeof(path), "rm -r %s", dir);
	ok(system(path) == 0, "the run is removed");
}

int
main(void)
{
	make_leaf();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_case(&cases[i], false);
	for (size_t i = 0; i < ARRAY_LEN(paper_cases); i++)
		check_case(&paper_cases[i], true);
	test_preferences();
	test_long_host();
	commands();
	free_cert(&leaf);
	return tap_end();
}
