/*
 * Rules of the RFCs for a validator that no other test holds: what each
 * forbids, beside the nearest thing that it allows.  See doc/rfc.md.
 */
#include "nsec3_lines.h"
#include "signed_world.h"
#include "tap.h"

#define SOA "example.com. 300 IN SOA a.example.com. b.example.com. 1 2 3 4 5"

/* A record in JSON whose sections are made of several zones' RRsets. */

static struct json
open_record(struct text *t, const char *name, const char *type,
    const char *status, const char *zone)
{
	text_init(t);
	text_addf(t,
	    "{\"name\":\"%s\",\"type\":\"%s\",\"status\":\"%s\","
	    "\"stage\":\"hosts\",\"zone\":\"%s\",\"rx_ts\":\"" WORLD_TIME
	    "\",\"data\":{\"answers\":[",
	    name, type, status, zone);
	return json_over(t);
}

static void
open_authorities(struct json *j, struct text *t)
{
	text_add(t, "],\"authorities\":[");
	j->comma = false;
}

static void
close_record(struct world *w, struct text *t)
{
	text_add(t, "]}}");
	world_add(w, EVIDENCE_DNS, t->bytes);
	text_fini(t);
}

/* One record and its signature; with another owner than it was signed with. */
static void
add_signed(struct world *w, struct json *j, const char *line, const char *owner,
    const struct signer *by)
{
	ldns_rr_list *set = parse_lines((lines_t){line, NULL});
	ldns_rr_list *sigs = sign(w, set, by);
	ldns_rr *rr = ldns_rr_list_rr(set, 0), *sig = ldns_rr_list_rr(sigs, 0);
	if (owner == NULL) {
		add_one_rr(j, rr);
		add_one_rr(j, sig);
	} else {
		add_renamed_rr(j, rr, owner);
		add_renamed_rr(j, sig, owner);
	}
	ldns_rr_list_deep_free(sigs);
	ldns_rr_list_deep_free(set);
}

/* RFC 4035 5.3.2: two NSECs of one name, the parent's and the child's. */

static struct signer
signed_child(struct world *w)
{
	struct signer sub =
	    signer_new("sub.example.com.", LDNS_SIGN_ED25519, 257);
	world_chain(w);
	world_ds(w, "sub.example.com", "example.com", &sub, LDNS_SHA256,
	    &w->example);
	world_keys(w, "sub.example.com", &sub, &sub);
	return sub;
}

/* A wildcard's CNAME leads to a name that the child denies. */
static void
alias_into_child(struct world *w, bool parents, bool childs)
{
	struct signer sub = signed_child(w);
	struct text t;
	struct json j =
	    open_record(&t, "t.example.com", "A", "NXDOMAIN", "example.com");
	add_signed(w, &j, "*.example.com. 300 IN CNAME nx.sub.example.com.",
	    "t.example.com.", &w->example);
	open_authorities(&j, &t);
	add_signed(
	    w, &j, "sub.example.com. 300 IN SOA a. b. 1 2 3 4 5", NULL, &sub);
	if (parents)
		add_signed(w, &j,
		    "sub.example.com. 300 IN NSEC example.com. NS DS RRSIG",
		    NULL, &w->example);
	if (childs)
		add_signed(w, &j,
		    "sub.example.com. 300 IN NSEC sub.example.com. NS SOA "
		    "RRSIG",
		    NULL, &sub);
	close_record(w, &t);
	signer_free(&sub);
}

static void
nsecs_of_both_sides(struct world *w)
{
	alias_into_child(w, true, true);
}

static void
nsec_of_the_child_alone(struct world *w)
{
	alias_into_child(w, false, true);
}

static void
nsec_of_the_parent_alone(struct world *w)
{
	alias_into_child(w, true, false);
}

static const char *const address[] = {
    "a.example.com. 300 IN A 192.0.2.1", NULL};

static void
answer(struct world *w, const char *const lines[], const struct signer *by)
{
	world_reply(w, "a.example.com", "A", "NOERROR", "example.com", lines,
	    by, NULL, NULL);
}

static void
deny(struct world *w, const char *status, const char *const lines[])
{
	world_chain(w);
	world_reply(w, "a.example.com", "A", status, "example.com", NULL, NULL,
	    lines, &w->example);
}

static struct nsec3_line
nsec3(const char *name, int at, int flags, const char *types)
{
	return nsec3_in("example.com.", name, at, flags, 1, types);
}

/* Keys and anchors. */

static void
key_with_flags(struct world *w, uint16_t flags)
{
	signer_free(&w->example);
	w->example = signer_new("example.com.", LDNS_SIGN_ED25519, flags);
	world_chain(w);
	answer(w, address, &w->example);
}

/* All but the bits of a zone key, of REVOKE and of SEP. */
static void
reserved_flags(struct world *w)
{
	key_with_flags(w, 0xff7e);
}

static void
reserved_flags_and_no_zone_bit(struct world *w)
{
	key_with_flags(w, 0xfe7f);
}

/* example.com is entered by an anchor that is `anchor`, and has `key`. */
static void
anchored(struct world *w, const struct signer *anchor, const struct signer *key)
{
	char *line = ldns_rr2str(anchor->dnskey);
	assert(anchor_set_add_line(&w->anchors, line));
	free(line);
	world_tops(w);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, &w->com);
	world_keys(w, "example.com", key, key);
	answer(w, address, key);
}

static void
anchor_is_a_key(struct world *w)
{
	anchored(w, &w->example, &w->example);
}

static void
anchor_is_no_zone_key(struct world *w)
{
	signer_free(&w->example);
	w->example = signer_new("example.com.", LDNS_SIGN_ED25519, 1);
	anchored(w, &w->example, &w->example);
}

static void
anchor_is_of_another_key(struct world *w)
{
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 257);
	anchored(w, &other, &w->example);
	signer_free(&other);
}

static void
ds_of_private_algorithm(struct world *w)
{
	world_tops(w);
	world_reply(w, "example.com", "DS", "NOERROR", "com",
	    (lines_t){"example.com. 300 IN DS 1 253 2 "
		      "0123456789abcdef0123456789abcdef0123456789abcdef01234567"
		      "89abcdef",
		NULL},
	    &w->com, NULL, NULL);
	world_keys(w, "example.com", &w->example, &w->example);
	answer(w, address, &w->example);
}

/* Signatures. */

/* The address and the signature of another RRset. */
static void
other_signature(struct world *w, const char *signed_line, const char *owner)
{
	struct text t;
	world_chain(w);
	struct json j =
	    open_record(&t, "a.example.com", "A", "NOERROR", "example.com");
	ldns_rr_list *set = parse_lines(address);
	ldns_rr_list *other = parse_lines((lines_t){signed_line, NULL});
	ldns_rr_list *sigs = sign(w, other, &w->example);
	add_one_rr(&j, ldns_rr_list_rr(set, 0));
	add_renamed_rr(&j, ldns_rr_list_rr(sigs, 0), owner);
	ldns_rr_list_deep_free(sigs);
	ldns_rr_list_deep_free(other);
	ldns_rr_list_deep_free(set);
	open_authorities(&j, &t);
	close_record(w, &t);
}

static void
signature_of_the_set(struct world *w)
{
	other_signature(w, address[0], "a.example.com.");
}

static void
signature_of_another_type(struct world *w)
{
	other_signature(
	    w, "a.example.com. 300 IN TXT \"192.0.2.1\"", "a.example.com.");
}

static void
signature_of_another_owner(struct world *w)
{
	other_signature(w, address[0], "b.example.com.");
}

/* A signature by a key that the zone does not publish, before its own. */
static void
unknown_key_beside(struct world *w)
{
	struct text t;
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 256);
	world_chain(w);
	struct json j =
	    open_record(&t, "a.example.com", "A", "NOERROR", "example.com");
	ldns_rr_list *set = parse_lines(address);
	add_signatures(w, &j, set, &other);
	add_signatures(w, &j, set, &w->example);
	add_one_rr(&j, ldns_rr_list_rr(set, 0));
	ldns_rr_list_deep_free(set);
	open_authorities(&j, &t);
	close_record(w, &t);
	signer_free(&other);
}

static void
unknown_key_alone(struct world *w)
{
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 256);
	world_chain(w);
	answer(w, address, &other);
	signer_free(&other);
}

/* An address of this class beside the one that is signed. */
static void
address_of_class(struct world *w, const char *class, const char *data)
{
	struct text t;
	world_chain(w);
	struct json j =
	    open_record(&t, "a.example.com", "A", "NOERROR", "example.com");
	add_signed(w, &j, address[0], NULL, &w->example);
	text_addf(&t,
	    ",{\"name\":\"a.example.com\",\"type\":\"A\",\"class\":\"%s\","
	    "\"ttl\":300,\"data\":\"%s\"}",
	    class, data);
	open_authorities(&j, &t);
	close_record(w, &t);
}

static void
another_class_beside(struct world *w)
{
	address_of_class(w, "CLASS3", "192.0.2.2");
}

static void
same_class_beside(struct world *w)
{
	address_of_class(w, "IN", "192.0.2.2");
}

static void
one_address_twice(struct world *w)
{
	address_of_class(w, "IN", "192.0.2.1");
}

/* Denials. */

/* RFC 4035 5.4: an NSEC that a wildcard gave says nothing of the name. */
static void
expanded_nsec(struct world *w)
{
	struct text t;
	world_chain(w);
	struct json j =
	    open_record(&t, "a.example.com", "A", "NOERROR", "example.com");
	open_authorities(&j, &t);
	add_signed(w, &j, SOA, NULL, &w->example);
	add_signed(w, &j, "*.example.com. 300 IN NSEC b.example.com. TXT",
	    "a.example.com.", &w->example);
	close_record(w, &t);
}

static void
nsec_at_the_wildcard(struct world *w)
{
	deny(w, "NOERROR",
	    (lines_t){
		SOA, "*.example.com. 300 IN NSEC b.example.com. TXT", NULL});
}

static void
nsec_at_the_wildcard_with_type(struct world *w)
{
	deny(w, "NOERROR",
	    (lines_t){
		SOA, "*.example.com. 300 IN NSEC b.example.com. A", NULL});
}

static void
nsec_at_the_wildcard_with_cname(struct world *w)
{
	deny(w, "NOERROR",
	    (lines_t){
		SOA, "*.example.com. 300 IN NSEC b.example.com. CNAME", NULL});
}

/* RFC 6672 5.3.4.2: it is the DNAME's neighbour. */
static void
beside_a_dname(struct world *w)
{
	deny(w, "NXDOMAIN",
	    (lines_t){SOA, "example.com. 300 IN NSEC 0.example.com. SOA NS",
		"0.example.com. 300 IN NSEC b.example.com. DNAME", NULL});
}

static void
below_a_dname(struct world *w)
{
	world_chain(w);
	world_reply(w, "a.0.example.com", "A", "NXDOMAIN", "example.com", NULL,
	    NULL,
	    (lines_t){SOA, "example.com. 300 IN NSEC 0.example.com. SOA NS",
		"0.example.com. 300 IN NSEC b.example.com. DNAME", NULL},
	    &w->example);
}

/* RFC 5155 8.3 to 8.8. */

static void
no_next_closer(struct world *w)
{
	struct nsec3_line apex = nsec3("example.com.", AT, 0, "SOA NS");
	struct nsec3_line wild = nsec3("*.example.com.", BEFORE, 0, "A");
	deny(w, "NXDOMAIN", (lines_t){SOA, apex.text, wild.text, NULL});
}

static void
encloser_and_next_closer(struct world *w)
{
	struct nsec3_line apex = nsec3("example.com.", AT, 0, "SOA NS");
	struct nsec3_line next = nsec3("a.example.com.", BEFORE, 0, "A");
	struct nsec3_line wild = nsec3("*.example.com.", BEFORE, 0, "A");
	deny(w, "NXDOMAIN",
	    (lines_t){SOA, apex.text, next.text, wild.text, NULL});
}

static void
no_encloser(struct world *w)
{
	struct nsec3_line next = nsec3("a.example.com.", BEFORE, 0, "A");
	struct nsec3_line wild = nsec3("*.example.com.", BEFORE, 0, "A");
	deny(w, "NXDOMAIN", (lines_t){SOA, next.text, wild.text, NULL});
}

static void
nsec3_at_the_wildcard(struct world *w, const char *types)
{
	struct nsec3_line apex = nsec3("example.com.", AT, 0, "SOA NS");
	struct nsec3_line next = nsec3("a.example.com.", BEFORE, 0, "A");
	struct nsec3_line wild = nsec3("*.example.com.", AT, 0, types);
	deny(w, "NOERROR",
	    (lines_t){SOA, apex.text, next.text, wild.text, NULL});
}

static void
nsec3_wildcard_nodata(struct world *w)
{
	nsec3_at_the_wildcard(w, "TXT");
}

static void
nsec3_wildcard_with_type(struct world *w)
{
	nsec3_at_the_wildcard(w, "A");
}

static void
nsec3_wildcard_with_cname(struct world *w)
{
	nsec3_at_the_wildcard(w, "CNAME");
}

static void
empty_bitmap(struct world *w)
{
	struct nsec3_line l = nsec3("a.example.com.", AT, 0, "");
	deny(w, "NOERROR", (lines_t){SOA, l.text, NULL});
}

/* The DS of a name that no NSEC3 matches. */
static void
ds_in_span(struct world *w, int flags)
{
	struct nsec3_line apex = nsec3("example.com.", AT, 0, "SOA NS");
	struct nsec3_line next = nsec3("a.example.com.", BEFORE, flags, "A");
	world_chain(w);
	world_reply(w, "a.example.com", "DS", "NOERROR", "example.com", NULL,
	    NULL, (lines_t){SOA, apex.text, next.text, NULL}, &w->example);
}

static void
ds_in_opt_out_span(struct world *w)
{
	ds_in_span(w, 1);
}

static void
ds_in_closed_span(struct world *w)
{
	ds_in_span(w, 0);
}

/* *.example.com answers to a name two labels deeper. */
static void
deep_wildcard(struct world *w, const char *covered, int flags)
{
	struct nsec3_line l = nsec3(covered, BEFORE, flags, "A");
	world_chain(w);
	world_expanded(w, "b.a.example.com", "A",
	    "*.example.com. 300 IN A 192.0.2.1", (lines_t){l.text, NULL},
	    &w->example);
}

static void
wildcard_and_next_closer(struct world *w)
{
	deep_wildcard(w, "a.example.com.", 0);
}

static void
wildcard_and_the_name_itself(struct world *w)
{
	deep_wildcard(w, "b.a.example.com.", 0);
}

static void
wildcard_in_opt_out_span(struct world *w)
{
	deep_wildcard(w, "a.example.com.", 1);
}

/* RFC 9276 3.2: insecure, but only if it is signed so. */
static void
many_iterations(struct world *w, bool damage)
{
	struct nsec3_line l =
	    nsec3_in("example.com.", "a.example.com.", AT, 0, 151, "TXT");
	world_chain(w);
	w->damage = damage;
	world_reply(w, "a.example.com", "A", "NOERROR", "example.com", NULL,
	    NULL, (lines_t){l.text, NULL}, &w->example);
}

static void
many_iterations_signed(struct world *w)
{
	many_iterations(w, false);
}

static void
many_iterations_forged(struct world *w)
{
	many_iterations(w, true);
}

/* RFC 9824 4: compact denial by NSEC3. */
static void
nxname_by_nsec3(struct world *w)
{
	struct nsec3_line l = nsec3("a.example.com.", AT, 0, "TYPE128");
	deny(w, "NOERROR", (lines_t){SOA, l.text, NULL});
}

/* Its SOA would have it live for 5 seconds. */
static void
nsec_that_lives_long(struct world *w)
{
	deny(w, "NOERROR",
	    (lines_t){
		SOA, "a.example.com. 604800 IN NSEC b.example.com. TXT", NULL});
}

/* As it is to who asks with Compact Answers OK, or is answered so anyway. */
static void
nxname_and_nxdomain(struct world *w)
{
	deny(w, "NXDOMAIN",
	    (lines_t){SOA,
		"a.example.com. 300 IN NSEC a\\000.example.com. RRSIG NSEC "
		"TYPE128",
		NULL});
}

/* RFC 9824 3.4: the next name has a zero byte at the end of its label. */
static void
compact_referral(struct world *w)
{
	world_chain(w);
	world_reply(w, "a.example.com", "DS", "NOERROR", "example.com", NULL,
	    NULL,
	    (lines_t){SOA,
		"a.example.com. 300 IN NSEC a\\000.example.com. NS RRSIG NSEC",
		NULL},
	    &w->example);
	answer(w, address, NULL);
}

/* Aliases. */

static void
dname(struct world *w, const char *const lines[])
{
	struct text t;
	world_chain(w);
	struct json j =
	    open_record(&t, "a.d.example.com", "A", "NOERROR", "example.com");
	for (size_t i = 0; lines[i] != NULL; i++) {
		ldns_rr_list *set = parse_lines((lines_t){lines[i], NULL});
		ldns_rr *rr = ldns_rr_list_rr(set, 0);
		if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_CNAME)
			add_one_rr(&j, rr);
		else
			add_signed(w, &j, lines[i], NULL, &w->example);
		ldns_rr_list_deep_free(set);
	}
	open_authorities(&j, &t);
	close_record(w, &t);
}

#define DNAME  "d.example.com. 300 IN DNAME example.com."
#define TARGET "a.example.com. 300 IN A 192.0.2.1"

static void
cname_of_dname(struct world *w)
{
	dname(
	    w, (lines_t){DNAME, "a.d.example.com. 300 IN CNAME a.example.com.",
		   TARGET, NULL});
}

static void
cname_of_dname_with_ttl_0(struct world *w)
{
	dname(w, (lines_t){DNAME, "a.d.example.com. 0 IN CNAME a.example.com.",
		     TARGET, NULL});
}

static void
cname_not_of_dname(struct world *w)
{
	dname(
	    w, (lines_t){DNAME, "a.d.example.com. 300 IN CNAME b.example.com.",
		   "b.example.com. 300 IN A 192.0.2.1", NULL});
}

static void
dname_of_half_a_label(struct world *w)
{
	dname(w,
	    (lines_t){"x.d.example.com. 300 IN DNAME example.com.",
		"a.d.example.com. 300 IN CNAME a.example.com.", TARGET, NULL});
}

static void
dname_alone(struct world *w)
{
	dname(w, (lines_t){DNAME, TARGET, NULL});
}

static void
dname_at_the_name(struct world *w)
{
	dname(w, (lines_t){"a.d.example.com. 300 IN DNAME example.com.",
		     "a.d.example.com. 300 IN A 192.0.2.1", NULL});
}

static void
two_dnames(struct world *w)
{
	dname(w,
	    (lines_t){DNAME, "d.example.com. 300 IN DNAME example.org.",
		"a.d.example.com. 300 IN CNAME a.example.com.", TARGET, NULL});
}

#define LABEL_63                                                               \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* With "a." before it the target would have more than 255 bytes. */
static void
dname_to_too_long_a_name(struct world *w)
{
	struct text t;
	world_chain(w);
	struct json j =
	    open_record(&t, "a.d.example.com", "A", "RCODE_6", "example.com");
	add_signed(w, &j,
	    "d.example.com. 300 IN DNAME " LABEL_63 "." LABEL_63 "." LABEL_63
	    ".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.",
	    NULL, &w->example);
	open_authorities(&j, &t);
	close_record(w, &t);
}

/* Questions that no scan asks, and loose records may hold. */

static void
any_reply(struct world *w, const char *const lines[], const char *unsigned_line)
{
	struct text t;
	world_chain(w);
	struct json j =
	    open_record(&t, "a.example.com", "ANY", "NOERROR", "example.com");
	for (size_t i = 0; lines[i] != NULL; i++)
		add_signed(w, &j, lines[i], NULL, &w->example);
	if (unsigned_line != NULL) {
		ldns_rr_list *set = parse_lines((lines_t){unsigned_line, NULL});
		add_one_rr(&j, ldns_rr_list_rr(set, 0));
		ldns_rr_list_deep_free(set);
	}
	open_authorities(&j, &t);
	close_record(w, &t);
}

#define TXT "a.example.com. 300 IN TXT \"x\""

static void
any_all_signed(struct world *w)
{
	any_reply(w, (lines_t){TARGET, TXT, NULL}, NULL);
}

static void
any_one_unsigned(struct world *w)
{
	any_reply(w, (lines_t){TARGET, NULL}, TXT);
}

static void
any_first_unsigned(struct world *w)
{
	any_reply(w, (lines_t){TXT, NULL}, TARGET);
}

static void
any_and_another_name(struct world *w)
{
	any_reply(
	    w, (lines_t){TARGET, NULL}, "b.example.com. 300 IN TXT \"x\"");
}

static void
any_is_a_cname(struct world *w)
{
	any_reply(w,
	    (lines_t){"a.example.com. 300 IN CNAME b.example.com.", NULL},
	    NULL);
}

static void
any_denied(struct world *w, const char *nsec)
{
	world_chain(w);
	world_reply(w, "a.example.com", "ANY", "NOERROR", "example.com", NULL,
	    NULL, (lines_t){SOA, nsec, NULL}, &w->example);
}

static void
any_at_empty_non_terminal(struct world *w)
{
	any_denied(w, "example.com. 300 IN NSEC b.a.example.com. SOA NS");
}

static void
any_at_bare_nsec(struct world *w)
{
	any_denied(w, "a.example.com. 300 IN NSEC b.example.com. RRSIG NSEC");
}

static void
any_where_a_type_is(struct world *w)
{
	any_denied(
	    w, "a.example.com. 300 IN NSEC b.example.com. TXT RRSIG NSEC");
}

static void
any_by_nsec3(struct world *w, const char *types)
{
	struct nsec3_line l = nsec3("a.example.com.", AT, 0, types);
	any_denied(w, l.text);
}

static void
any_at_empty_nsec3(struct world *w)
{
	any_by_nsec3(w, "");
}

static void
any_where_a_type_is_by_nsec3(struct world *w)
{
	any_by_nsec3(w, "TYPE65281");
}

static void
nsec_denied(struct world *w, const char *nsec)
{
	world_chain(w);
	world_reply(w, "a.example.com", "NSEC", "NOERROR", "example.com", NULL,
	    NULL, (lines_t){SOA, nsec, NULL}, &w->example);
}

static void
nsec_denied_by_itself(struct world *w)
{
	nsec_denied(w, "a.example.com. 300 IN NSEC b.example.com. TXT");
}

static void
nsec_denied_by_the_wildcards(struct world *w)
{
	nsec_denied(w, "*.example.com. 300 IN NSEC b.example.com. TXT");
}

static void
nsec_at_empty_non_terminal(struct world *w)
{
	nsec_denied(w, "example.com. 300 IN NSEC b.a.example.com. SOA NS");
}

static void
nsec_denied_by_nsec3(struct world *w)
{
	struct nsec3_line l = nsec3("a.example.com.", AT, 0, "TXT RRSIG");
	nsec_denied(w, l.text);
}

static const struct {
	const char *name;
	void (*plant)(struct world *w);
	const char *want;
	const char *question; /* NULL: a.example.com */
	uint16_t type;
} cases[] = {
    {"RFC 4035 5.3.2: NSECs of both sides of a cut are two RRsets",
	nsecs_of_both_sides, "secure", "t.example.com", DNS_A},
    {"... the child's is none of the parent", nsec_of_the_child_alone,
	"bogus denial_wrong", "t.example.com", DNS_A},
    {"... nor the parent's one of the child", nsec_of_the_parent_alone,
	"bogus denial_wrong", "t.example.com", DNS_A},
    {"RFC 4034 2.1.1: reserved flags of a key mean nothing", reserved_flags,
	"secure", NULL, DNS_A},
    {"... the zone bit does", reserved_flags_and_no_zone_bit,
	"bogus no_zone_key", NULL, DNS_A},
    {"RFC 4034 6.3: a record that came twice is one", one_address_twice,
	"secure", NULL, DNS_A},
    {"... another one is not signed", same_class_beside, "bogus rrsig_wrong",
	NULL, DNS_A},
    {"RFC 4035 5.3.1: one of another class is of no RRset of ours",
	another_class_beside, "secure", NULL, DNS_A},
    {"RFC 4035 5.3.1: the signature of the RRset", signature_of_the_set,
	"secure", NULL, DNS_A},
    {"... of another type", signature_of_another_type, "bogus rrsig_missing",
	NULL, DNS_A},
    {"... of another owner", signature_of_another_owner, "bogus rrsig_missing",
	NULL, DNS_A},
    {"RFC 6840 5.12: a signature by an unknown key, and a right one",
	unknown_key_beside, "secure", NULL, DNS_A},
    {"... and none", unknown_key_alone, "bogus rrsig_unknown_key", NULL, DNS_A},
    {"RFC 4035 5.1: an anchor that is a key", anchor_is_a_key, "secure", NULL,
	DNS_A},
    {"... without the zone bit", anchor_is_no_zone_key, "bogus no_zone_key",
	NULL, DNS_A},
    {"RFC 6840 5.10: the closest anchor counts, also beside a good DS",
	anchor_is_of_another_key, "bogus ds_mismatch", NULL, DNS_A},
    {"RFC 6840 5.3: private algorithms are unknown ones",
	ds_of_private_algorithm, "insecure unsupported_algorithm", NULL, DNS_A},
    {"RFC 4035 5.4: an NSEC that was made of a wildcard", expanded_nsec,
	"bogus denial_wrong", NULL, DNS_A},
    {"... the wildcard's own", nsec_at_the_wildcard, "secure", NULL, DNS_A},
    {"... that has the type", nsec_at_the_wildcard_with_type,
	"bogus denial_wrong", NULL, DNS_A},
    {"... or a CNAME", nsec_at_the_wildcard_with_cname, "bogus denial_wrong",
	NULL, DNS_A},
    {"RFC 6672 5.3.2: a name beside a DNAME is denied", beside_a_dname,
	"secure", NULL, DNS_A},
    {"... one below is not", below_a_dname, "bogus denial_wrong",
	"a.0.example.com", DNS_A},
    {"RFC 5155 8.3: encloser, next closer name and wildcard",
	encloser_and_next_closer, "secure", NULL, DNS_A},
    {"... without the next closer name", no_next_closer, "bogus denial_wrong",
	NULL, DNS_A},
    {"... without the encloser", no_encloser, "bogus denial_wrong", NULL,
	DNS_A},
    {"RFC 5155 8.7: NSEC3 at the wildcard", nsec3_wildcard_nodata, "secure",
	NULL, DNS_A},
    {"... that has the type", nsec3_wildcard_with_type, "bogus denial_wrong",
	NULL, DNS_A},
    {"... or a CNAME", nsec3_wildcard_with_cname, "bogus denial_wrong", NULL,
	DNS_A},
    {"RFC 6840 6.4: a bitmap without a window", empty_bitmap, "secure", NULL,
	DNS_A},
    {"RFC 5155 8.6: no DS in an opt-out span", ds_in_opt_out_span,
	"insecure unsigned", NULL, DNS_DS},
    {"... in a span that is closed", ds_in_closed_span, "bogus denial_wrong",
	NULL, DNS_DS},
    {"RFC 5155 8.8: the next closer name is covered", wildcard_and_next_closer,
	"secure", "b.a.example.com", DNS_A},
    {"... the name itself will not do", wildcard_and_the_name_itself,
	"bogus denial_wrong", "b.a.example.com", DNS_A},
    {"RFC 5155 9.2: a wildcard's answer in an opt-out span",
	wildcard_in_opt_out_span, "insecure unsigned", "b.a.example.com",
	DNS_A},
    {"RFC 9276 3.2: more iterations than the limit", many_iterations_signed,
	"insecure nsec3_iterations", NULL, DNS_A},
    {"... if such a record is signed", many_iterations_forged,
	"bogus rrsig_wrong", NULL, DNS_A},
    {"RFC 9077 3: the TTL of a denial proves nothing", nsec_that_lives_long,
	"secure", NULL, DNS_A},
    {"RFC 9824 5: NXNAME, and NXDOMAIN", nxname_and_nxdomain, "secure", NULL,
	DNS_A},
    {"RFC 9824 4: NXNAME by NSEC3", nxname_by_nsec3, "secure", NULL, DNS_A},
    {"RFC 9824 3.4: a compact referral to an unsigned zone", compact_referral,
	"insecure unsigned", NULL, DNS_A},
    {"RFC 6672 5.3.1: the CNAME of a signed DNAME", cname_of_dname, "secure",
	"a.d.example.com", DNS_A},
    {"RFC 6672 3.1: the CNAME of a DNAME has a TTL of 0",
	cname_of_dname_with_ttl_0, "secure", "a.d.example.com", DNS_A},
    {"RFC 6672 5.3.1: no CNAME that a DNAME does not make", cname_not_of_dname,
	"bogus rrsig_missing", "a.d.example.com", DNS_A},
    {"RFC 6672 5.3.1: a signed DNAME alone", dname_alone, "secure",
	"a.d.example.com", DNS_A},
    {"RFC 6672 2.2: a DNAME that is not above the name", dname_of_half_a_label,
	"bogus rrsig_missing", "a.d.example.com", DNS_A},
    {"RFC 6672 2.2: a name that would be too long", dname_to_too_long_a_name,
	"indeterminate lookup_failed", "a.d.example.com", DNS_A},
    {"RFC 6672 2.4: two DNAMEs lead nowhere", two_dnames, "bogus rrsig_missing",
	"a.d.example.com", DNS_A},
    {"RFC 6672 2.3: its owner is not redirected", dname_at_the_name, "secure",
	"a.d.example.com", DNS_A},
    {"RFC 6840 4.2: all RRsets that came to ANY are signed", any_all_signed,
	"secure", NULL, DNS_ANY},
    {"... one is not", any_one_unsigned, "bogus rrsig_missing", NULL, DNS_ANY},
    {"... nor is the first", any_first_unsigned, "bogus rrsig_missing", NULL,
	DNS_ANY},
    {"... one of another name is no matter", any_and_another_name, "secure",
	NULL, DNS_ANY},
    {"... a CNAME is an answer, and leads nowhere", any_is_a_cname, "secure",
	NULL, DNS_ANY},
    {"RFC 6840 4.2: none of any type at an empty non-terminal",
	any_at_empty_non_terminal, "secure", NULL, DNS_ANY},
    {"... where nothing is but the NSEC", any_at_bare_nsec, "secure", NULL,
	DNS_ANY},
    {"... where a type is", any_where_a_type_is, "bogus denial_wrong", NULL,
	DNS_ANY},
    {"... with NSEC3", any_at_empty_nsec3, "secure", NULL, DNS_ANY},
    {"... with NSEC3, where a type is", any_where_a_type_is_by_nsec3,
	"bogus denial_wrong", NULL, DNS_ANY},
    {"RFC 4035 5.4: an NSEC does not deny itself", nsec_denied_by_itself,
	"bogus denial_wrong", NULL, DNS_NSEC},
    {"... nor that of the wildcard where it is", nsec_denied_by_the_wildcards,
	"bogus denial_wrong", NULL, DNS_NSEC},
    {"... an empty non-terminal has none", nsec_at_empty_non_terminal, "secure",
	NULL, DNS_NSEC},
    {"... nor has a name with NSEC3", nsec_denied_by_nsec3, "secure", NULL,
	DNS_NSEC},
};

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct world w;
		world_init(&w);
		cases[i].plant(&w);
		const char *name = cases[i].question != NULL ? cases[i].question
							     : "a.example.com";
		const struct lookup *l = world_lookup(&w, name, cases[i].type);
		ok(state_is(&l->state, cases[i].want), cases[i].name);
		world_fini(&w);
	}
	return tap_end();
}
