/*
 * What a stranger's bytes, or records that belong to no proof, do to a
 * verdict: nothing.  Each rule beside the nearest thing that it allows.
 */
#include "nsec3_lines.h"
#include "signed_world.h"
#include "tap.h"

#define SOA     "example.com. 300 IN SOA a.example.com. b.example.com. 1 2 3 4 5"
#define COM_SOA "com. 300 IN SOA a.nic.com. b.nic.com. 1 2 3 4 5"

static const char *const address[] = {
    "a.example.com. 300 IN A 192.0.2.1", NULL};

static void
deny(struct world *w, const char *status, const char *const lines[],
    const struct signer *by)
{
	world_chain(w);
	world_reply(w, "a.example.com", "A", status, "example.com", NULL, NULL,
	    lines, by);
}

/* A zone above a secure cut. */

static void
denied_from_above(struct world *w)
{
	struct nsec3_line l =
	    nsec3_in("com.", "example.com.", AT, 0, 2500, "NS DS RRSIG");
	deny(w, "NOERROR", (lines_t){COM_SOA, l.text, NULL}, &w->com);
}

static void
denied_by_its_zone(struct world *w)
{
	struct nsec3_line l =
	    nsec3_in("example.com.", "a.example.com.", AT, 0, 2500, "TXT");
	deny(w, "NOERROR", (lines_t){SOA, l.text, NULL}, &w->example);
}

/* com has no DS; example.com has an anchor of its own. */
static void
anchored_below(struct world *w)
{
	char *line = ldns_rr2str(w->example.dnskey);
	assert(anchor_set_add_line(&w->anchors, line));
	free(line);
	world_keys(w, ".", &w->root, &w->root);
	world_reply(w, "com", "DS", "NOERROR", ".", NULL, NULL,
	    (lines_t){". 300 IN SOA a. b. 1 2 3 4 5",
		"com. 300 IN NSEC net. NS RRSIG NSEC", NULL},
	    &w->root);
	world_keys(w, "example.com", &w->example, &w->example);
}

static void
forged_by_an_unsigned_zone(struct world *w)
{
	anchored_below(w);
	world_reply(w, "a.example.com", "A", "NOERROR", "example.com", address,
	    &w->com, NULL, NULL);
}

static void
signed_by_the_anchored(struct world *w)
{
	anchored_below(w);
	world_reply(w, "a.example.com", "A", "NOERROR", "example.com", address,
	    &w->example, NULL, NULL);
}

/* Records of other zones' servers. */

static void
signed_answer(struct world *w)
{
	world_reply(w, "a.example.com", "A", "NOERROR", "example.com", address,
	    &w->example, NULL, NULL);
}

static void
ds_of_a_stranger(struct world *w)
{
	world_tops(w);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, &w->com);
	world_keys(w, "example.com", &w->example, &w->example);
	world_reply(w, "www.evil.com", "A", "NOERROR", "evil.com", NULL, NULL,
	    (lines_t){"example.com. 300 IN DS 1 13 2 "
		      "0123456789abcdef0123456789abcdef0123456789abcdef01234567"
		      "89abcdef",
		SOA, NULL},
	    NULL);
	signed_answer(w);
}

/* Here nobody asked for the DS: the referral of com has it, and is signed. */
static void
ds_unasked(struct world *w, const struct signer *by)
{
	ldns_rr *ds = ldns_key_rr2ds(w->example.dnskey, LDNS_SHA256);
	char *line = ldns_rr2str(ds);
	world_tops(w);
	world_reply(w, "www.example.com", "A", "NOERROR", "com", NULL, NULL,
	    (lines_t){line, NULL}, by);
	world_keys(w, "example.com", &w->example, &w->example);
	signed_answer(w);
	free(line);
	ldns_rr_free(ds);
}

static void
ds_that_proves_itself(struct world *w)
{
	ds_unasked(w, &w->com);
}

static void
ds_that_does_not(struct world *w)
{
	ds_unasked(w, NULL);
}

static void
soa_of_a_stranger(struct world *w)
{
	world_chain(w);
	world_reply(w, "www.evil.com", "A", "NOERROR", "evil.com", NULL, NULL,
	    (lines_t){"a.example.com. 300 IN SOA x. y. 1 2 3 4 5", NULL}, NULL);
	world_reply(w, "a.example.com", "A", "NOERROR", "example.com", address,
	    NULL, NULL, NULL);
}

static void
soa_of_its_own_servers(struct world *w)
{
	world_chain(w);
	world_reply(w, "a.example.com", "MX", "NOERROR", "example.com", NULL,
	    NULL, (lines_t){"a.example.com. 300 IN SOA x. y. 1 2 3 4 5", NULL},
	    NULL);
	world_reply(w, "a.example.com", "A", "NOERROR", "example.com", address,
	    NULL, NULL, NULL);
}

static void
ns_marks_a_cut(struct world *w)
{
	world_chain(w);
	world_reply(w, "a.example.com", "A", "NOERROR", "example.com", address,
	    NULL, (lines_t){"a.example.com. 300 IN NS ns.a.example.com.", NULL},
	    NULL);
}

/* Cuts that a denial of DS shows. */

static void
deny_ds(struct world *w, const char *status, const char *const lines[])
{
	world_chain(w);
	world_reply(w, "a.example.com", "DS", status, "example.com", NULL, NULL,
	    lines, &w->example);
}

static void
unsigned_answer(struct world *w)
{
	world_reply(w, "a.example.com", "A", "NOERROR", "example.com", address,
	    NULL, NULL, NULL);
}

static void
ns_at_a_wildcard(struct world *w)
{
	deny_ds(w, "NOERROR",
	    (lines_t){
		SOA, "*.example.com. 300 IN NSEC b.example.com. NS", NULL});
	unsigned_answer(w);
}

static void
ns_at_the_name(struct world *w)
{
	deny_ds(w, "NOERROR",
	    (lines_t){
		SOA, "a.example.com. 300 IN NSEC b.example.com. NS", NULL});
	unsigned_answer(w);
}

/* CoreDNS' plugin dnssec has all likely types in each bitmap. */
static void
ns_bit_only(struct world *w)
{
	deny_ds(w, "NOERROR",
	    (lines_t){SOA,
		"a.example.com. 300 IN NSEC \\000.a.example.com. A NS AAAA",
		NULL});
	signed_answer(w);
}

static void
ns_bit_and_ns(struct world *w)
{
	ns_bit_only(w);
	world_reply(w, "b.a.example.com", "A", "NOERROR", "example.com", NULL,
	    NULL, (lines_t){"a.example.com. 300 IN NS ns.a.example.com.", NULL},
	    NULL);
}

/* The DS of a name that is no cut was asked for, and badly denied. */
static void
deny_badly(struct world *w)
{
	deny_ds(w, "NOERROR",
	    (lines_t){
		SOA, "x.example.com. 300 IN NSEC z.example.com. A", NULL});
}

static void
badly_denied(struct world *w)
{
	deny_badly(w);
	signed_answer(w);
}

/*
 * A signature of another type names the name as a zone: that was a reason to
 * ask for its DS, and shows none.  The fuzzer's `www SRV`.
 */
static void
badly_denied_and_signer(struct world *w)
{
	struct signer a =
	    signer_new("a.example.com.", LDNS_SIGN_ECDSAP256SHA256, 257);
	badly_denied(w);
	world_reply(w, "a.example.com", "TXT", "NOERROR", "example.com",
	    (lines_t){"a.example.com. 300 IN TXT x", NULL}, &a, NULL, NULL);
	signer_free(&a);
}

static void
badly_denied_and_keys(struct world *w)
{
	badly_denied(w);
	world_reply(w, "a.example.com", "DNSKEY", "NOERROR", "example.com",
	    (lines_t){"a.example.com. 300 IN DNSKEY 257 3 13 AAAA", NULL}, NULL,
	    NULL, NULL);
}

static void
badly_denied_above(struct world *w)
{
	deny_badly(w);
	world_reply(w, "b.a.example.com", "A", "NOERROR", "example.com",
	    (lines_t){"b.a.example.com. 300 IN A 192.0.2.1", NULL}, &w->example,
	    NULL, NULL);
}

static void
badly_denied_and_ns(struct world *w)
{
	badly_denied(w);
	world_reply(w, "b.a.example.com", "A", "NOERROR", "example.com", NULL,
	    NULL, (lines_t){"a.example.com. 300 IN NS ns.a.example.com.", NULL},
	    NULL);
}

static void
badly_denied_and_unsigned(struct world *w)
{
	deny_badly(w);
	unsigned_answer(w);
}

static void
denied_with_iterations(struct world *w)
{
	struct nsec3_line l =
	    nsec3_in("example.com.", "a.example.com.", AT, 0, 2500, "A RRSIG");
	deny_ds(w, "NOERROR", (lines_t){SOA, l.text, NULL});
	signed_answer(w);
}

/* An alias where a DS was asked for. */

static void
alias_at_ds(struct world *w, const struct signer *by)
{
	world_chain(w);
	world_reply(w, "a.example.com", "DS", "NOERROR", "example.com",
	    (lines_t){"a.example.com. 300 IN CNAME t.other.net.", NULL}, by,
	    (lines_t){"other.net. 300 IN SOA x. y. 1 2 3 4 5", NULL}, NULL);
	unsigned_answer(w);
}

static void
signed_alias_at_ds(struct world *w)
{
	alias_at_ds(w, &w->example);
}

static void
unsigned_alias_at_ds(struct world *w)
{
	alias_at_ds(w, NULL);
}

/* A wildcard's CNAME, and an NSEC3 that says nothing is closer. */
static void
expanded_alias_at_ds(struct world *w, unsigned iterations)
{
	struct nsec3_line l = nsec3_in(
	    "example.com.", "a.example.com.", BEFORE, 0, iterations, "A");
	world_chain(w);
	world_expanded(w, "a.example.com", "DS",
	    "*.example.com. 300 IN CNAME t.other.net.", (lines_t){l.text, NULL},
	    &w->example);
	unsigned_answer(w);
}

static void
alias_with_iterations(struct world *w)
{
	expanded_alias_at_ds(w, 151);
}

static void
alias_with_fewer_iterations(struct world *w)
{
	expanded_alias_at_ds(w, 150);
}

static void
dname_above_ds(struct world *w)
{
	world_chain(w);
	world_reply(w, "x.a.example.com", "DS", "NOERROR", "example.com",
	    (lines_t){"a.example.com. 300 IN DNAME other.net.", NULL},
	    &w->example, NULL, NULL);
	world_reply(w, "x.a.example.com", "A", "NOERROR", "example.com",
	    (lines_t){"x.a.example.com. 300 IN A 192.0.2.1", NULL}, NULL, NULL,
	    NULL);
}

/* What a proof is made of. */

static void
nxdomain_opt_out(struct world *w)
{
	struct nsec3_line apex =
	    nsec3_in("example.com.", "example.com.", AT, 1, 1, "SOA NS");
	struct nsec3_line next =
	    nsec3_in("example.com.", "a.example.com.", BEFORE, 1, 1, "A");
	deny(w, "NXDOMAIN", (lines_t){SOA, apex.text, next.text, NULL},
	    &w->example);
}

static void
nxdomain_opt_out_whole(struct world *w)
{
	struct nsec3_line apex =
	    nsec3_in("example.com.", "example.com.", AT, 1, 1, "SOA NS");
	struct nsec3_line next =
	    nsec3_in("example.com.", "a.example.com.", BEFORE, 1, 1, "A");
	struct nsec3_line wild =
	    nsec3_in("example.com.", "*.example.com.", BEFORE, 1, 1, "A");
	deny(w, "NXDOMAIN",
	    (lines_t){SOA, apex.text, next.text, wild.text, NULL}, &w->example);
}

static void
nxdomain_of_nodata_nsec3(struct world *w)
{
	struct nsec3_line l =
	    nsec3_in("example.com.", "a.example.com.", AT, 0, 1, "TXT");
	deny(w, "NXDOMAIN", (lines_t){SOA, l.text, NULL}, &w->example);
}

static void
nxdomain_of_nodata_nsec(struct world *w)
{
	deny(w, "NXDOMAIN",
	    (lines_t){
		SOA, "a.example.com. 300 IN NSEC b.example.com. TXT", NULL},
	    &w->example);
}

static void
nsec_that_goes_back(struct world *w)
{
	deny(w, "NXDOMAIN",
	    (lines_t){SOA, "*.example.com. 300 IN NSEC %.example.com. TXT",
		"%.example.com. 300 IN NSEC !.example.com. TXT", NULL},
	    &w->example);
}

static void
nsec_at_the_end_for_one_before(struct world *w)
{
	deny(w, "NXDOMAIN",
	    (lines_t){SOA, "b.example.com. 300 IN NSEC example.com. TXT", NULL},
	    &w->example);
}

static void
nsec_that_ends_the_zone(struct world *w)
{
	deny(w, "NXDOMAIN",
	    (lines_t){SOA, "%.example.com. 300 IN NSEC example.com. TXT", NULL},
	    &w->example);
}

/* The proof, behind so many NSECs that prove nothing here. */
static void
nsec_among_many(struct world *w)
{
	const char *lines[24] = {SOA};
	char text[20][64];
	for (size_t i = 0; i < 20; i++) {
		snprintf(text[i], sizeof(text[i]),
		    "x%02zu.example.com. 300 IN NSEC x%02zu0.example.com. A", i,
		    i);
		lines[i + 1] = text[i];
	}
	lines[21] = "a.example.com. 300 IN NSEC b.example.com. TXT";
	deny(w, "NOERROR", lines, &w->example);
}

static void
nsec3_of_two_salts(struct world *w)
{
	struct nsec3_line other =
	    nsec3_in("example.com.", "example.com.", AT, 0, 7, "SOA NS");
	struct nsec3_line l =
	    nsec3_in("example.com.", "a.example.com.", AT, 0, 1, "TXT");
	deny(w, "NOERROR", (lines_t){SOA, other.text, l.text, NULL},
	    &w->example);
}

/* A record in JSON: its RRset is to be signed next. */
static struct json
begin_record(struct text *t, const char *name, const char *type)
{
	text_init(t);
	text_addf(t,
	    "{\"name\":\"%s\",\"type\":\"%s\",\"status\":"
	    "\"NOERROR\",\"stage\":\"hosts\",\"rx_ts\":\"" WORLD_TIME
	    "\",\"data\":{\"answers\":[",
	    name, type);
	return json_over(t);
}

static void
end_record(struct world *w, struct text *t)
{
	text_add(t, "],\"authorities\":[]}}");
	world_add(w, EVIDENCE_DNS, t->bytes);
	text_fini(t);
}

/* RFC 4035 5.3.1: signed as *.com, whose labels are fewer than the zone's. */
static void
labels_above_the_zone(struct world *w)
{
	static const char *const wild[] = {"*.com. 300 IN A 192.0.2.1", NULL};
	struct text t, out;
	world_chain(w);
	struct json j = begin_record(&t, "a.example.com", "A");
	ldns_rr_list *set = parse_lines(wild);
	add_one_rr(&j, ldns_rr_list_rr(set, 0));
	add_signatures(w, &j, set, &w->example);
	ldns_rr_list_deep_free(set);
	text_init(&out);
	for (const char *at = t.bytes; *at != 0; at++) {
		bool star = strncmp(at, "\"*.com", 6) == 0;
		text_add_char(&out, *at);
		if (star)
			text_add(&out, "a.example");
		at += star;
	}
	text_fini(&t);
	end_record(w, &out);
}

/* The DS set, signed by com's key in the name of the child. */
static void
signer_below_the_zone(struct world *w)
{
	struct text t;
	world_tops(w);
	ldns_rr *ds = ldns_key_rr2ds(w->example.dnskey, LDNS_SHA256);
	ldns_rr_list *set = ldns_rr_list_new();
	ldns_rr_list_push_rr(set, ds);
	struct json j = begin_record(&t, "example.com", "DS");
	add_one_rr(&j, ds);
	w->damage = true;
	add_signatures(w, &j, set, &w->com);
	w->damage = false;
	ldns_rdf *com = ldns_key_pubkey_owner(w->com.key);
	ldns_rdf *child = ldns_dname_new_frm_str("example.com.");
	ldns_key_set_pubkey_owner(w->com.key, child);
	add_signatures(w, &j, set, &w->com);
	ldns_key_set_pubkey_owner(w->com.key, com);
	ldns_rdf_deep_free(child);
	ldns_rr_list_deep_free(set);
	end_record(w, &t);
	world_keys(w, "example.com", &w->example, &w->example);
	signed_answer(w);
}

/* Beside the proof an NSEC that nobody signed covers the name as well. */
static void
nsec_unsigned_beside(struct world *w)
{
	static const char *const proof[] = {
	    "a.example.com. 300 IN NSEC b.example.com. TXT", NULL};
	struct text t;
	world_chain(w);
	text_init(&t);
	text_add(&t, "{\"name\":\"a.example.com\",\"type\":\"A\",\"status\":"
		     "\"NOERROR\",\"stage\":\"hosts\",\"zone\":\"example.com\","
		     "\"rx_ts\":\"" WORLD_TIME
		     "\",\"data\":{\"answers\":[],\"authorities\":[");
	text_add(&t, "{\"name\":\"0.example.com\",\"type\":\"NSEC\",\"ttl\":3,"
		     "\"data\":\"c.example.com. A\"}");
	struct json j = json_over(&t);
	ldns_rr_list *set = parse_lines(proof);
	j.comma = true;
	add_one_rr(&j, ldns_rr_list_rr(set, 0));
	add_signatures(w, &j, set, &w->example);
	text_add(&t, "]}}");
	world_add(w, EVIDENCE_DNS, t.bytes);
	ldns_rr_list_deep_free(set);
	text_fini(&t);
}

static void
damaged_proof(struct world *w)
{
	world_chain(w);
	w->damage = true;
	world_reply(w, "a.example.com", "A", "NOERROR", "example.com", NULL,
	    NULL,
	    (lines_t){
		SOA, "a.example.com. 300 IN NSEC b.example.com. TXT", NULL},
	    &w->example);
}

static const struct {
	const char *name;
	void (*plant)(struct world *w);
	const char *want;
	const char *question; /* NULL: a.example.com */
} cases[] = {
    {"RFC 4035 5.4: a denial by a zone above a secure cut", denied_from_above,
	"bogus rrsig_unknown_key", NULL},
    {"... by the zone itself, with many iterations", denied_by_its_zone,
	"insecure nsec3_iterations", NULL},
    {"RFC 4035 5.3.1: signed by an unsigned zone above an anchor",
	forged_by_an_unsigned_zone, "bogus rrsig_unknown_key", NULL},
    {"... by the anchored zone", signed_by_the_anchored, "secure", NULL},
    {"RFC 5452 6: a DS from another zone's server", ds_of_a_stranger, "secure",
	NULL},
    {"a DS that nobody asked for, and is signed", ds_that_proves_itself,
	"secure", NULL},
    {"... and is not", ds_that_does_not, "indeterminate evidence_missing",
	NULL},
    {"an SOA from another zone's server is no cut", soa_of_a_stranger,
	"bogus rrsig_missing", NULL},
    {"... from its own it may be one", soa_of_its_own_servers,
	"indeterminate evidence_missing", NULL},
    {"an NS RRset marks a cut", ns_marks_a_cut,
	"indeterminate evidence_missing", NULL},
    {"RFC 4592 4.2: NS at a wildcard delegates nothing", ns_at_a_wildcard,
	"bogus rrsig_missing", NULL},
    {"... at the name it does", ns_at_the_name, "insecure unsigned", NULL},
    {"a cut that only an NS bit shows, and a good signature", ns_bit_only,
	"secure", NULL},
    {"... and an NS RRset", ns_bit_and_ns, "insecure unsigned", NULL},
    {"a bad denial of DS at no cut, and a good signature", badly_denied,
	"secure", NULL},
    {"... of a name below", badly_denied_above, "secure", "b.a.example.com"},
    {"... and a signature that names it as signer", badly_denied_and_signer,
	"secure", NULL},
    {"... and an NS RRset", badly_denied_and_ns, "bogus denial_wrong", NULL},
    {"... and a DNSKEY RRset", badly_denied_and_keys, "bogus denial_wrong",
	NULL},
    {"... and no signature", badly_denied_and_unsigned, "bogus denial_wrong",
	NULL},
    {"... denied with too many iterations", denied_with_iterations, "secure",
	NULL},
    {"a signed CNAME at the DS: no cut", signed_alias_at_ds,
	"bogus rrsig_missing", NULL},
    {"... an unsigned one says nothing", unsigned_alias_at_ds,
	"bogus denial_missing", NULL},
    {"a wildcard's CNAME at the DS: no cut", alias_with_fewer_iterations,
	"bogus rrsig_missing", NULL},
    {"... denied with too many iterations: insecure", alias_with_iterations,
	"insecure nsec3_iterations", NULL},
    {"a signed DNAME above the DS: no cut", dname_above_ds,
	"bogus rrsig_missing", "x.a.example.com"},
    {"RFC 5155 8.4: NXDOMAIN in an opt-out span, the wildcard not denied",
	nxdomain_opt_out, "bogus denial_wrong", NULL},
    {"... and denied", nxdomain_opt_out_whole, "insecure unsigned", NULL},
    {"NXDOMAIN of NSEC3 that prove NODATA", nxdomain_of_nodata_nsec3,
	"bogus denial_wrong", NULL},
    {"... of NSEC that prove NODATA", nxdomain_of_nodata_nsec, "secure", NULL},
    {"RFC 4034 4.1.1: an NSEC that goes back, not to the apex",
	nsec_that_goes_back, "bogus denial_wrong", NULL},
    {"... to the apex", nsec_that_ends_the_zone, "secure", NULL},
    {"... to the apex, for a name before it", nsec_at_the_end_for_one_before,
	"bogus denial_wrong", NULL},
    {"RRSIG labels fewer than the zone's", labels_above_the_zone,
	"bogus rrsig_wrong", NULL},
    {"a DS that its zone's parent signed in the child's name",
	signer_below_the_zone, "bogus rrsig_wrong", NULL},
    {"R27: a proof among many NSECs", nsec_among_many, "secure", NULL},
    {"R27: NSEC3 of other parameters before the proof", nsec3_of_two_salts,
	"secure", NULL},
    {"R27: an unsigned NSEC before the proof", nsec_unsigned_beside, "secure",
	NULL},
    {"... a proof with a wrong signature", damaged_proof, "bogus rrsig_wrong",
	NULL},
};

/* Questions of a run that was recorded, and their states. */
static const struct {
	const char *file, *name;
	uint16_t type;
	const char *want;
} recorded[] = {
    {"cname-into-other-zone", "a.nc.wild-cname-both.test", DNS_A, "secure"},
    {"cname-into-other-zone", "a.wc.wild-cname-both.test", DNS_AAAA, "secure"},
    {"cname-into-other-zone", "_25._tcp.a.wc.wild-cname-both.test", DNS_TLSA,
	"secure"},
    {"cname-at-ds", "alias.cname-ds.test", DNS_DS, "secure"},
    {"cname-at-ds", "_25._tcp.alias.cname-ds.test", DNS_TLSA, "secure"},
    {"optout-hidden-wildcard", "a.b.c0.oo-wc-hidden.test", DNS_TLSA,
	"bogus denial_wrong"},
};

static void
add_file(struct world *w, const char *name)
{
	char path[128], *line = NULL;
	size_t cap = 0;
	snprintf(path, sizeof(path), "tests/unit/records/%s.ndjson", name);
	FILE *f = fopen(path, "r");
	assert(f != NULL);
	for (ssize_t len; (len = getline(&line, &cap, f)) > 0;) {
		line[len - 1] = 0;
		world_add(w, EVIDENCE_DNS, line);
	}
	free(line);
	fclose(f);
}

static void
test_recorded(size_t i)
{
	struct world w;
	struct text why;
	world_init(&w);
	text_init(&why);
	anchor_set_init(&w.anchors, &w.arena);
	assert(anchor_set_read(&w.anchors, "tests/unit/records/anchor", &why) ==
	       0);
	w.input.at_ns = INT64_C(1795857761000000000); /* 2026-11-28T09:22:41Z */
	add_file(&w, recorded[i].file);
	const struct lookup *l =
	    world_lookup(&w, recorded[i].name, recorded[i].type);
	ok(state_is(&l->state, recorded[i].want), recorded[i].name);
	text_fini(&why);
	world_fini(&w);
}

static void
test_signature_question(void)
{
	struct world w;
	world_init(&w);
	world_chain(&w);
	world_reply(&w, "a.example.com", "RRSIG", "NOERROR", "example.com",
	    (lines_t){"a.example.com. 300 IN RRSIG A 15 3 300 20261201000000 "
		      "20261101000000 1 example.com. AAAA",
		NULL},
	    NULL, NULL, NULL);
	const struct lookup *l = world_lookup(&w, "a.example.com", DNS_RRSIG);
	ok(l->state.security != SECURITY_BOGUS,
	    "RFC 4035 2.2: no RRSIG is signed");
	world_fini(&w);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct world w;
		world_init(&w);
		cases[i].plant(&w);
		const char *name = cases[i].question != NULL ? cases[i].question
							     : "a.example.com";
		const struct lookup *l = world_lookup(&w, name, DNS_A);
		ok(state_is(&l->state, cases[i].want), cases[i].name);
		world_fini(&w);
	}
	for (size_t i = 0; i < ARRAY_LEN(recorded); i++)
		test_recorded(i);
	test_signature_question();
	return tap_end();
}
