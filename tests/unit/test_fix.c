/* The smallest change that makes an invalid host or domain valid. */
#include "analysis/verdict/judge.h"

#include "mail_world.h"
#include "analysis/verdict/verdict_line.h"
#include "tap.h"

enum { HOUR = 3600 };

static struct mail_cert ca, under_ca, past, of_other;
static char leaf_hex[4096];

static void
plant_line(struct world *w, const char *format, const char *hex)
{
	char line[512];
	snprintf(line, sizeof(line), format, hex);
	plant_tlsa(w, (lines_t){line, NULL});
	session(w, "192.0.2.1", "OK", true);
}

static void
selector(struct world *w)
{
	plant_line(w, TLSA ". 300 IN TLSA 3 0 1 %s", leaf.spki_sha256);
}

/* One TLSA set for many hosts, behind a CNAME (RFC 7671 7). */
static void
behind_cname(struct world *w)
{
	char line[512];
	snprintf(line, sizeof(line), "tlsa.example.com. 300 IN TLSA 3 0 1 %s",
	    leaf.spki_sha256);
	plant_host(w, &w->example);
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){TLSA ". 300 IN CNAME tlsa.example.com.", line, NULL},
	    &w->example, NULL, NULL);
	session(w, "192.0.2.1", "OK", true);
}

static void
selector_of_key(struct world *w)
{
	plant_line(w, TLSA ". 300 IN TLSA 3 1 1 %s", leaf.sha256);
}

/* The whole certificate, said to be its digest. */
static void
whole_cert(struct world *w)
{
	char line[sizeof(leaf_hex) + 64];
	snprintf(line, sizeof(line), TLSA ". 300 IN TLSA 3 0 1 %s", leaf_hex);
	plant_tlsa(w, (lines_t){line, NULL});
	session(w, "192.0.2.1", "OK", true);
}

static void
usage_pkix(struct world *w)
{
	plant_line(w, TLSA ". 300 IN TLSA 1 0 1 %s", leaf.sha256);
}

static void
mismatch(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session(w, "192.0.2.1", "OK", true);
}

/* One record is wrong, and no one field of it makes it right. */
static void
two_wrong(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong,
			  TLSA ". 300 IN TLSA 3 1 1 "
			       "00112233445566778899aabbccddeeff"
			       "00112233445566778899aabbccddeeff",
			  NULL});
	session(w, "192.0.2.1", "OK", true);
}

static void
no_starttls(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "NO_STARTTLS", false);
}

/* What stands below the zone, which the cases above it break. */
static void
plant_zone(struct world *w, const char *tlsa)
{
	world_keys(w, "example.com", &w->example, &w->example);
	world_reply(w, "example.com", "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN MX 10 " HOST ".", NULL}, &w->example,
	    NULL, NULL);
	world_reply(w, HOST, "A", "NOERROR", "example.com",
	    (lines_t){HOST ". 300 IN A 192.0.2.1", NULL}, &w->example, NULL,
	    NULL);
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){tlsa, NULL}, &w->example, NULL, NULL);
	world_add(w, EVIDENCE_CERT, leaf.record);
	session(w, "192.0.2.1", "OK", true);
}

static void
ds_of_another_key(struct world *w)
{
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 257);
	world_tops(w);
	world_ds(w, "example.com", "com", &other, LDNS_SHA256, &w->com);
	plant_zone(w, tlsa_right);
	signer_free(&other);
}

/* A digest that nobody knows: the zone counts as unsigned. */
static void
ds_of_unknown_digest(struct world *w)
{
	char line[128];
	snprintf(line, sizeof(line),
	    "example.com. 300 IN DS %u %d 99 00112233445566778899",
	    ldns_calc_keytag(w->example.dnskey), LDNS_SIGN_ED25519);
	world_tops(w);
	world_reply(w, "example.com", "DS", "NOERROR", "com",
	    (lines_t){line, NULL}, &w->com, NULL, NULL);
	plant_zone(w, tlsa_right);
}

static void
ds_and_tlsa(struct world *w)
{
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 257);
	world_tops(w);
	world_ds(w, "example.com", "com", &other, LDNS_SHA256, &w->com);
	plant_zone(w, tlsa_wrong);
	signer_free(&other);
}

static void
no_ds(struct world *w)
{
	world_tops(w);
	world_add(w, EVIDENCE_DELEGATION,
	    "{\"domain\":\"example.com\",\"zone\":\"com\",\"ns\":[],\"ds\":[]"
	    "}");
	plant_zone(w, tlsa_right);
}

static void
expired(struct world *w)
{
	world_tops(w);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, &w->com);
	w->sig_from = WORLD_NOW - 2 * DAY;
	w->sig_to = WORLD_NOW - DAY;
	plant_zone(w, tlsa_right);
}

static void
damaged(struct world *w)
{
	world_tops(w);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, &w->com);
	w->damage = true;
	plant_zone(w, tlsa_right);
}

static void
not_yet(struct world *w)
{
	world_tops(w);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, &w->com);
	w->sig_from = WORLD_NOW + HOUR;
	plant_zone(w, tlsa_right);
}

/* Its keys are signed, nothing below them is. */
static void
missing(struct world *w)
{
	world_chain(w);
	world_reply(w, "example.com", "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN MX 10 " HOST ".", NULL}, NULL, NULL,
	    NULL);
	world_reply(w, HOST, "A", "NOERROR", "example.com",
	    (lines_t){HOST ". 300 IN A 192.0.2.1", NULL}, NULL, NULL, NULL);
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){tlsa_right, NULL}, NULL, NULL, NULL);
	world_add(w, EVIDENCE_CERT, leaf.record);
	session(w, "192.0.2.1", "OK", true);
}

static void
expired_and_mismatch(struct world *w)
{
	world_tops(w);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, &w->com);
	w->sig_to = WORLD_NOW - 1;
	plant_zone(w, tlsa_wrong);
}

/* Com's keys have no good signature, and TLSA is wrong, too. */
static void
parent_and_mismatch(struct world *w)
{
	world_keys(w, ".", &w->root, &w->root);
	world_ds(w, "com", ".", &w->com, LDNS_SHA256, &w->root);
	w->sig_to = WORLD_NOW - 1;
	world_keys(w, "com", &w->com, &w->com);
	w->sig_to = WORLD_NOW + DAY;
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, &w->com);
	plant_zone(w, tlsa_wrong);
}

/* Only TLSA has bad signatures: MX, and so the domain, is not to be mended. */
static void
tlsa_expired(struct world *w)
{
	plant_host(w, &w->example);
	w->sig_to = WORLD_NOW - 1;
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){tlsa_right, NULL}, &w->example, NULL, NULL);
	session(w, "192.0.2.1", "OK", true);
}

/* Only MX has. */
static void
mx_expired(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	w->sig_to = WORLD_NOW - 1;
	world_reply(w, "example.com", "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN MX 10 " HOST ".", NULL}, &w->example,
	    NULL, NULL);
	session(w, "192.0.2.1", "OK", true);
}

static void
mx_expired_and_mismatch(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	w->sig_to = WORLD_NOW - 1;
	world_reply(w, "example.com", "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN MX 10 " HOST ".", NULL}, &w->example,
	    NULL, NULL);
	session(w, "192.0.2.1", "OK", true);
}

/* What is mended is not enough: the server has no STARTTLS. */
static void
ds_and_no_starttls(struct world *w)
{
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 257);
	world_tops(w);
	world_ds(w, "example.com", "com", &other, LDNS_SHA256, &w->com);
	world_keys(w, "example.com", &w->example, &w->example);
	world_reply(w, "example.com", "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN MX 10 " HOST ".", NULL}, &w->example,
	    NULL, NULL);
	world_reply(w, HOST, "A", "NOERROR", "example.com",
	    (lines_t){HOST ". 300 IN A 192.0.2.1", NULL}, &w->example, NULL,
	    NULL);
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){tlsa_right, NULL}, &w->example, NULL, NULL);
	session(w, "192.0.2.1", "NO_STARTTLS", false);
	signer_free(&other);
}

/* Of the key that signs the others, not of the one that stands first. */
static void
two_keys(struct world *w)
{
	struct signer first =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 256);
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 257);
	char *a = ldns_rr2str(first.dnskey);
	char *b = ldns_rr2str(w->example.dnskey);
	world_tops(w);
	world_ds(w, "example.com", "com", &other, LDNS_SHA256, &w->com);
	plant_zone(w, tlsa_right);
	world_reply(w, "example.com", "DNSKEY", "NOERROR", "example.com",
	    (lines_t){a, b, NULL}, &w->example, NULL, NULL);
	free(a);
	free(b);
	signer_free(&first);
	signer_free(&other);
}

/* The keys are not signed by any of them: no DS would do. */
static void
ds_of_no_signer(struct world *w)
{
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 257);
	world_tops(w);
	world_ds(w, "example.com", "com", &other, LDNS_SHA256, &w->com);
	plant_zone(w, tlsa_right);
	world_keys(w, "example.com", &w->example, &other);
	signer_free(&other);
}

static void
one_of_two_without_starttls(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session(w, "192.0.2.1", "OK", true);
	session(w, "192.0.2.2", "NO_STARTTLS", false);
}

static void
no_session(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
}

static void
mtype(struct world *w)
{
	plant_line(w, TLSA ". 300 IN TLSA 3 0 0 %s", leaf.sha256);
}

/* A session that sent these; `second` NULL: one certificate. */
static void
chain_session(struct world *w, const char *ip, const struct mail_cert *first,
    const struct mail_cert *second)
{
	struct text t;
	text_init(&t);
	text_addf(&t,
	    "{\"host\":\"" HOST "\",\"ip\":\"%s\",\"port\":25,"
	    "\"status\":\"OK\",\"rx_ts\":\"" WORLD_TIME "\","
	    "\"chain\":[\"%s\"%s%s%s]}",
	    ip, first->sha256, second != NULL ? ",\"" : "",
	    second != NULL ? second->sha256 : "", second != NULL ? "\"" : "");
	world_add(w, EVIDENCE_SMTP, t.bytes);
	text_fini(&t);
	world_add(w, EVIDENCE_CERT, first->record);
	if (second != NULL)
		world_add(w, EVIDENCE_CERT, second->record);
}

static void
plant_record(struct world *w, const char *format, const char *hex)
{
	char line[512];
	snprintf(line, sizeof(line), format, hex);
	plant_tlsa(w, (lines_t){line, NULL});
}

static void
plant_chain(struct world *w, const char *format, const char *hex)
{
	plant_record(w, format, hex);
	chain_session(w, "192.0.2.1", &under_ca, &ca);
}

static void
usage_anchor(struct world *w)
{
	plant_chain(w, TLSA ". 300 IN TLSA 2 1 1 %s", under_ca.spki_sha256);
}

static void
selector_of_anchor(struct world *w)
{
	plant_chain(w, TLSA ". 300 IN TLSA 2 0 1 %s", ca.spki_sha256);
}

static void
usage_of_anchor(struct world *w)
{
	plant_chain(w, TLSA ". 300 IN TLSA 3 1 1 %s", ca.spki_sha256);
}

/* Usage 2 is right, and the certificate is not. */
static void
leaf_has_expired(struct world *w)
{
	plant_record(w, TLSA ". 300 IN TLSA 2 1 1 %s", ca.spki_sha256);
	chain_session(w, "192.0.2.1", &past, &ca);
}

static void
leaf_of_another_name(struct world *w)
{
	plant_record(w, TLSA ". 300 IN TLSA 2 1 1 %s", ca.spki_sha256);
	chain_session(w, "192.0.2.1", &of_other, &ca);
}

/* A change of one field would leave thirteen of them. */
static void
thirteen(struct world *w)
{
	enum { WRONG = 12 };
	static char text[WRONG + 1][256];
	const char *lines[WRONG + 2] = {text[0]};
	snprintf(text[0], sizeof(text[0]), TLSA ". 300 IN TLSA 3 0 1 %s",
	    leaf.spki_sha256);
	for (int i = 1; i <= WRONG; i++) {
		snprintf(text[i], sizeof(text[i]),
		    TLSA ". 300 IN TLSA 3 1 1 ff%02x%060d", i, 0);
		lines[i] = text[i];
	}
	plant_tlsa(w, lines);
	session(w, "192.0.2.1", "OK", true);
}

static void
two_leaves(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	world_reply(w, HOST, "A", "NOERROR", "example.com",
	    (lines_t){
		HOST ". 300 IN A 192.0.2.1", HOST ". 300 IN A 192.0.2.2", NULL},
	    &w->example, NULL, NULL);
	session(w, "192.0.2.1", "OK", true);
	chain_session(w, "192.0.2.2", &under_ca, &ca);
}

/* One leaf at two addresses: no record is there twice. */
static void
one_leaf_twice(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	world_reply(w, HOST, "A", "NOERROR", "example.com",
	    (lines_t){
		HOST ". 300 IN A 192.0.2.1", HOST ". 300 IN A 192.0.2.2", NULL},
	    &w->example, NULL, NULL);
	session(w, "192.0.2.1", "OK", true);
	session(w, "192.0.2.2", "OK", true);
}

/* No key at all: there is nothing that a DS could name. */
static void
unsigned_zone(struct world *w)
{
	world_tops(w);
	world_add(w, EVIDENCE_DELEGATION,
	    "{\"domain\":\"example.com\",\"zone\":\"com\",\"ns\":[],\"ds\":[]"
	    "}");
	world_reply(w, HOST, "A", "NOERROR", "example.com",
	    (lines_t){HOST ". 300 IN A 192.0.2.1", NULL}, NULL, NULL, NULL);
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){tlsa_right, NULL}, NULL, NULL, NULL);
	world_reply(w, "example.com", "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN MX 10 " HOST ".", NULL}, NULL, NULL,
	    NULL);
	world_add(w, EVIDENCE_CERT, leaf.record);
	session(w, "192.0.2.1", "OK", true);
}

static void
valid(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "OK", true);
}

/* What is wanted: "TLSA 3 1 1 <key>" and the like, joined by "; ". */
static const struct {
	const char *name;
	void (*plant)(struct world *w);
	const char *host;
	const char *domain;
} cases[] = {
    {"nothing is wrong", valid, "", ""},
    {"the key's digest under selector 0", selector, "TLSA 3 1 1 KEY", ""},
    {"the same, behind a CNAME", behind_cname, "TLSA 3 1 1 KEY", ""},
    {"the certificate's under selector 1", selector_of_key, "TLSA 3 0 1 CERT",
	""},
    {"the certificate as its digest", whole_cert, "TLSA 3 0 0 WHOLE", ""},
    {"usage 1 is no use over SMTP", usage_pkix, "TLSA 3 0 1 CERT", ""},
    {"another digest", mismatch, "TLSA 3 1 1 KEY", ""},
    {"two records, both wrong", two_wrong, "TLSA 3 1 1 KEY", ""},
    {"a server without STARTTLS", no_starttls, "", ""},
    {"a DS of another key", ds_of_another_key, "DS", "DS"},
    {"no DS for a signed zone", no_ds, "DS", ""},
    {"a DS by a digest that nobody knows", ds_of_unknown_digest, "DS", ""},
    {"a DS of another key, and another digest", ds_and_tlsa,
	"DS; TLSA 3 1 1 KEY", ""},
    {"signatures that ended", expired, "SIGN", "SIGN"},
    {"signatures that are damaged", damaged, "SIGN", "SIGN"},
    {"signatures that begin later", not_yet, "SIGN", "SIGN"},
    {"no signatures below the keys", missing, "SIGN", "SIGN"},
    {"TLSA alone has signatures that ended", tlsa_expired, "SIGN", ""},
    {"MX alone has", mx_expired, "", "SIGN"},
    {"signatures that ended, and another digest", expired_and_mismatch,
	"SIGN; TLSA 3 1 1 KEY", ""},
    {"the same of com's keys", parent_and_mismatch, "SIGN com; TLSA 3 1 1 KEY",
	""},
    {"MX alone, and the host has another digest", mx_expired_and_mismatch,
	"TLSA 3 1 1 KEY", ""},
    {"a DS of another key, and no STARTTLS", ds_and_no_starttls, "", ""},
    {"another digest, and one address has no STARTTLS",
	one_of_two_without_starttls, "", ""},
    {"another digest, and nobody saw the certificate", no_session, "", ""},
    {"a DS of another key, and keys that nobody signed", ds_of_no_signer, "",
	""},
    {"a DS of another key, and two keys", two_keys, "DS", "DS"},
    {"a digest as if it were the whole", mtype, "TLSA 3 0 1 CERT", ""},
    {"usage 2 of the leaf", usage_anchor, "TLSA 3 1 1 OTHER KEY", ""},
    {"an authority's key under selector 0", selector_of_anchor,
	"TLSA 2 1 1 CA KEY", ""},
    {"usage 3 of an authority", usage_of_anchor, "TLSA 2 1 1 CA KEY", ""},
    {"another digest, two addresses with a leaf each", two_leaves,
	"TLSA 3 1 1 KEY 3 1 1 OTHER KEY", ""},
    {"another digest, one leaf at two addresses", one_leaf_twice,
	"TLSA 3 1 1 KEY", ""},
    {"an unsigned zone", unsigned_zone, "", ""},
    {"usage 2, and the leaf has expired", leaf_has_expired, "", ""},
    {"usage 2, and the leaf has another name", leaf_of_another_name, "", ""},
    {"never more than twelve records", thirteen, "TLSA 3 1 1 KEY", ""},
};

/* What a digest is of. */
static const char *
name_of_digest(const char *hex)
{
	const struct {
		const char *hex, *name;
	} known[] = {{leaf.spki_sha256, "KEY"}, {leaf.sha256, "CERT"},
	    {leaf_hex, "WHOLE"}, {under_ca.spki_sha256, "OTHER KEY"},
	    {ca.spki_sha256, "CA KEY"}};
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (strcmp(hex, known[i].hex) == 0)
			return known[i].name;
	}
	return hex;
}

/* With the digests named, not spelled out. */
static void
add_tlsa(struct text *t, const struct rrset *set)
{
	for (size_t i = 0; i < set->count; i++) {
		struct text one;
		text_init(&one);
		rdata_add_text(&one, DNS_TLSA, &set->rdata[i]);
		const char *hex = strrchr(one.bytes, ' ') + 1;
		text_addf(t, " %.*s", (int)(hex - one.bytes), one.bytes);
		text_add(t, name_of_digest(hex));
		text_fini(&one);
	}
}

/* The zone, if it is another than example.com. */
static void
add_zone(struct text *t, const struct patch *m)
{
	struct dns_name usual;
	const struct dns_name *zone =
	    m->kind == PATCH_SIGN ? m->zone : m->rrset->owner;
	assert(dns_name_from_text("example.com", 11, &usual));
	if (dns_name_equal(zone, &usual))
		return;
	text_add(t, " ");
	dns_name_add_text(t, zone);
}

static bool
patches_are(const struct patches *m, const char *want)
{
	static const char *const words[] = {
	    [PATCH_TLSA] = "TLSA", [PATCH_DS] = "DS", [PATCH_SIGN] = "SIGN"};
	struct text t;
	text_init(&t);
	text_add(&t, "");
	for (size_t i = 0; i < m->count; i++) {
		text_addf(&t, "%s%s", i > 0 ? "; " : "", words[m->at[i].kind]);
		if (m->at[i].kind == PATCH_TLSA)
			add_tlsa(&t, m->at[i].rrset);
		else
			add_zone(&t, &m->at[i]);
	}
	const char *have = t.len > 0 ? t.bytes : "";
	bool same = strcmp(have, want) == 0;
	if (!same)
		printf("# have \"%s\", want \"%s\"\n", have, want);
	text_fini(&t);
	return same;
}

/* The DS that is proposed names the key that signs the zone. */
static bool
ds_is_right(const struct world *w, const struct patches *m)
{
	ldns_rr *ds = ldns_key_rr2ds(w->example.dnskey, LDNS_SHA256);
	const ldns_rdf *digest = ldns_rr_rdf(ds, 3);
	const uint16_t tag = ldns_calc_keytag(w->example.dnskey);
	const uint8_t header[] = {
	    (uint8_t)(tag >> 8), (uint8_t)tag, LDNS_SIGN_ED25519, LDNS_SHA256};
	bool right = true;
	for (size_t i = 0; i < m->count; i++) {
		if (m->at[i].kind != PATCH_DS)
			continue;
		const struct rdata *r = &m->at[i].rrset->rdata[0];
		right = right && m->at[i].rrset->count == 1 &&
			r->len == sizeof(header) + ldns_rdf_size(digest) &&
			memcmp(r->bytes, header, sizeof(header)) == 0 &&
			memcmp(r->bytes + sizeof(header), ldns_rdf_data(digest),
			    ldns_rdf_size(digest)) == 0;
	}
	ldns_rr_free(ds);
	return right;
}

/*
 * What is patched, or of another time, is seen by nobody else: judged once
 * more, with full caches, host and domain give the same lines.
 */
static bool
is_the_same_again(struct judge *judge, struct mail_plan *plan,
    const struct host_judgement *host, const struct domain_judgement *domain)
{
	struct host_judgement host_again;
	struct domain_judgement domain_again;
	struct text first, second;
	text_init(&first);
	text_init(&second);
	judge_host(judge, plan->hosts[0], &host_again);
	judge_domain(judge, plan, plan->domains[0], &domain_again);
	verdict_line_add_host(&first, NULL, host);
	verdict_line_add_domain(&first, NULL, domain);
	verdict_line_add_host(&second, NULL, &host_again);
	verdict_line_add_domain(&second, NULL, &domain_again);
	bool same = text_ok(&first) && text_ok(&second) &&
		    strcmp(first.bytes, second.bytes) == 0 &&
		    judge->now.input.dnssec.patches.count == 0 &&
		    judge->now.input.dnssec.at_ns == 0;
	text_fini(&first);
	text_fini(&second);
	return same;
}

static void
check_case(size_t i)
{
	static struct judge judge;
	struct world w;
	struct mail_plan plan;
	struct host_judgement host;
	struct domain_judgement domain;
	world_init(&w);
	cases[i].plant(&w);
	evidence_seal(&w.evidence);
	struct judge_input input = {.dnssec = w.input};
	judge_init(&judge, &input);
	mail_plan_init(&plan, &w.evidence);
	judge_host(&judge, plan.hosts[0], &host);
	judge_domain(&judge, &plan, plan.domains[0], &domain);
	bool good = patches_are(&host.fix, cases[i].host);
	good = patches_are(&domain.fix, cases[i].domain) && good;
	ok(good && ds_is_right(&w, &host.fix) && ds_is_right(&w, &domain.fix),
	    cases[i].name);
	ok(is_the_same_again(&judge, &plan, &host, &domain), "... again");
	mail_plan_fini(&plan);
	judge_fini(&judge);
	world_fini(&w);
}

static void
make_certs(void)
{
	uint8_t *der = NULL;
	make_leaf();
	make_cert(&ca, "CA", NULL, WORLD_NOW + DAY);
	make_cert(&under_ca, HOST, &ca, WORLD_NOW + DAY);
	make_cert(&past, HOST, &ca, WORLD_NOW - HOUR);
	make_cert(&of_other, "other.example", &ca, WORLD_NOW + DAY);
	int len = i2d_X509(leaf.cert, &der);
	assert(len > 0 && 2 * (size_t)len < sizeof(leaf_hex));
	hex_of(der, (size_t)len, leaf_hex);
	OPENSSL_free(der);
}

int
main(void)
{
	make_certs();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_case(i);
	free_cert(&of_other);
	free_cert(&past);
	free_cert(&under_ca);
	free_cert(&ca);
	free_cert(&leaf);
	return tap_end();
}
