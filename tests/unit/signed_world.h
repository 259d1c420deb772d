/*
 * signed_world.h - evidence for tests: zones signed in memory by libldns,
 * whose signatures our own verifier then has to accept.
 *
 * The world has `.`, `com` and `example.com`, each with one key, and one
 * moment at which all is received: 2026-11-23T09:00:00Z.
 */
#ifndef SIGNED_WORLD_H
#define SIGNED_WORLD_H

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <ldns/ldns.h>

#include "analysis/dnssec/anchor.h"
#include "analysis/evidence/evidence.h"
#include "analysis/dnssec/lookup.h"
#include "analysis/dnssec/validator.h"
#include "analysis/dnssec/zone_chain.h"
#include "dns/nsec3.h"
#include "output/json.h"
#include "output/part.h"

#define WORLD_TIME "2026-11-23T09:00:00.000000Z"
enum { WORLD_NOW = 1795424400, DAY = 86400 };

struct signer {
	ldns_key *key;
	ldns_rr *dnskey;
};

struct world {
	struct evidence evidence;
	struct arena arena;
	struct anchor_set anchors;
	struct dnssec_input input;
	struct validator validator;
	struct signer root, com, example;
	uint32_t sig_from, sig_to; /* of the next signatures */
	bool damage;               /* the next signatures are wrong */
	const char *more;          /* keys of the next records; NULL: none */
	const char *at; /* when the next ones were made; NULL: WORLD_TIME */
	struct part_writer *part; /* takes dns records, too; NULL: none does */
	bool sealed;
};

typedef const char *const lines_t[];

static inline struct signer
signer_new(const char *zone, ldns_signing_algorithm algorithm, uint16_t flags)
{
	bool rsa =
	    algorithm == LDNS_SIGN_RSASHA256 || algorithm == LDNS_SIGN_RSASHA1;
	int bits = rsa ? 1024 : 0;
	struct signer s = {
	    ldns_key_new_frm_algorithm(algorithm, (uint16_t)bits), NULL};
	assert(s.key != NULL);
	ldns_key_set_pubkey_owner(s.key, ldns_dname_new_frm_str(zone));
	ldns_key_set_origttl(s.key, 300);
	ldns_key_set_flags(s.key, flags);
	s.dnskey = ldns_key2rr(s.key);
	ldns_key_set_keytag(s.key, ldns_calc_keytag(s.dnskey));
	return s;
}

static inline void
signer_free(struct signer *s)
{
	ldns_rr_free(s->dnskey);
	ldns_key_deep_free(s->key);
}

static inline void
world_add(struct world *w, enum evidence_kind kind, const char *line)
{
	const char *fault =
	    evidence_add(&w->evidence, kind, line, strlen(line));
	if (fault != NULL) {
		printf("# %s: %s\n", fault, line);
		abort();
	}
	if (w->part != NULL && kind == EVIDENCE_DNS)
		assert(part_add_line(w->part, line, strlen(line)) == 0 &&
		       part_add_line(w->part, "\n", 1) == 0);
}

/* The presentation form of an RR's data; to be freed. */
static inline char *
data_text(const ldns_rr *rr)
{
	char *whole = ldns_rr2str(rr), *at = whole;
	for (int tabs = 0; tabs < 4; at++)
		tabs += *at == '\t';
	/* Behind keys libldns writes a comment; of TXT it is the data. */
	bool txt = ldns_rr_get_type(rr) == LDNS_RR_TYPE_TXT;
	at[strcspn(at, txt ? "\n" : ";\n")] = 0;
	size_t len = strlen(at);
	while (len > 0 && at[len - 1] == ' ')
		at[--len] = 0;
	char *out = strdup(at);
	free(whole);
	return out;
}

static inline void
add_string(struct json *j, const char *key, char *owned)
{
	size_t len = strlen(owned);
	if (len > 1 && owned[len - 1] == '.' && strcmp(key, "name") == 0)
		owned[len - 1] = 0;
	json_add_key(j, key);
	json_add_string(j, owned);
	free(owned);
}

static inline void
add_one_rr(struct json *j, const ldns_rr *rr)
{
	json_open_object(j);
	add_string(j, "name", ldns_rdf2str(ldns_rr_owner(rr)));
	add_string(j, "type", ldns_rr_type2str(ldns_rr_get_type(rr)));
	json_add_key(j, "ttl");
	json_add_int(j, ldns_rr_ttl(rr));
	add_string(j, "data", data_text(rr));
	json_close_object(j);
}

static inline void
damage_sig(ldns_rr *sig)
{
	ldns_rdf *field = ldns_rr_rdf(sig, 8);
	ldns_rdf_data(field)[ldns_rdf_size(field) / 2] ^= 1;
}

/* The signatures of one RRset, to be freed. */
static inline ldns_rr_list *
sign(struct world *w, ldns_rr_list *set, const struct signer *by)
{
	ldns_key_list *keys = ldns_key_list_new();
	ldns_key_set_inception(by->key, w->sig_from);
	ldns_key_set_expiration(by->key, w->sig_to);
	ldns_key_list_push_key(keys, by->key);
	ldns_rr_list *sigs = ldns_sign_public(set, keys);
	assert(sigs != NULL);
	free(keys->_keys);
	free(keys);
	return sigs;
}

/* Signs one RRset and writes the signatures. */
static inline void
add_signatures(
    struct world *w, struct json *j, ldns_rr_list *set, const struct signer *by)
{
	ldns_rr_list *sigs = sign(w, set, by);
	for (size_t i = 0; i < ldns_rr_list_rr_count(sigs); i++) {
		ldns_rr *sig = ldns_rr_list_rr(sigs, i);
		if (w->damage)
			damage_sig(sig);
		add_one_rr(j, sig);
	}
	ldns_rr_list_deep_free(sigs);
}

static inline ldns_rr_list *
parse_lines(const char *const lines[])
{
	ldns_rr_list *all = ldns_rr_list_new();
	for (size_t i = 0; lines != NULL && lines[i] != NULL; i++) {
		ldns_rr *rr = NULL;
		ldns_status rc =
		    ldns_rr_new_frm_str(&rr, lines[i], 300, NULL, NULL);
		if (rc != LDNS_STATUS_OK) {
			printf("# %s: %s\n", lines[i],
			    ldns_get_errorstr_by_id(rc));
			abort();
		}
		ldns_rr_list_push_rr(all, rr);
	}
	return all;
}

/* A section: lines, each RRset signed by `by` (NULL: not). */
static inline void
add_section_of(struct world *w, struct json *j, const char *key,
    const char *const lines[], const struct signer *by)
{
	ldns_rr_list *all = parse_lines(lines);
	json_add_key(j, key);
	json_open_array(j);
	for (size_t i = 0; i < ldns_rr_list_rr_count(all); i++)
		add_one_rr(j, ldns_rr_list_rr(all, i));
	ldns_rr_list *set;
	while (by != NULL && (set = ldns_rr_list_pop_rrset(all)) != NULL) {
		add_signatures(w, j, set, by);
		ldns_rr_list_deep_free(set);
	}
	json_close_array(j);
	ldns_rr_list_deep_free(all);
}

static inline const char *
world_time(const struct world *w)
{
	return w->at != NULL ? w->at : WORLD_TIME;
}

/* One dns record; names without the final dot. */
static inline void
world_reply(struct world *w, const char *name, const char *type,
    const char *status, const char *zone, const char *const answers[],
    const struct signer *by, const char *const authority[],
    const struct signer *authority_by)
{
	struct text t;
	text_init(&t);
	struct json j = json_over(&t);
	json_open_object(&j);
	add_string(&j, "name", strdup(name));
	add_string(&j, "type", strdup(type));
	add_string(&j, "status", strdup(status));
	add_string(&j, "stage", strdup("chain"));
	add_string(&j, "zone", strdup(zone));
	add_string(&j, "rx_ts", strdup(world_time(w)));
	json_add_key(&j, "data");
	json_open_object(&j);
	add_section_of(w, &j, "answers", answers, by);
	add_section_of(w, &j, "authorities", authority, authority_by);
	json_close_object(&j);
	if (w->more != NULL)
		text_addf(&t, ",%s", w->more);
	json_close_object(&j);
	world_add(w, EVIDENCE_DNS, t.bytes);
	text_fini(&t);
}

/* The RR with `name` for its owner. */
static inline void
add_renamed_rr(struct json *j, const ldns_rr *rr, const char *name)
{
	ldns_rr *copy = ldns_rr_clone(rr);
	ldns_rdf_deep_free(ldns_rr_owner(copy));
	ldns_rr_set_owner(copy, ldns_dname_new_frm_str(name));
	add_one_rr(j, copy);
	ldns_rr_free(copy);
}

/*
 * What a wildcard answers to `name`: the one RR `line` ("*.example.com. ..."),
 * signed as it stands, with `name` in its place, and what proves that.
 */
static inline void
world_expanded(struct world *w, const char *name, const char *type,
    const char *line, const char *const authority[], const struct signer *by)
{
	struct text t;
	text_init(&t);
	struct json j = json_over(&t);
	ldns_rr_list *set = parse_lines((lines_t){line, NULL});
	ldns_rr_list *sigs = sign(w, set, by);
	text_addf(&t,
	    "{\"name\":\"%s\",\"type\":\"%s\",\"status\":\"NOERROR\","
	    "\"stage\":\"hosts\",\"rx_ts\":\"" WORLD_TIME
	    "\",\"data\":{\"answers\":",
	    name, type);
	json_open_array(&j);
	add_renamed_rr(&j, ldns_rr_list_rr(set, 0), name);
	add_renamed_rr(&j, ldns_rr_list_rr(sigs, 0), name);
	json_close_array(&j);
	text_add(&t, ",");
	j.comma = false;
	add_section_of(w, &j, "authorities", authority, by);
	text_add(&t, "}}");
	world_add(w, EVIDENCE_DNS, t.bytes);
	ldns_rr_list_deep_free(sigs);
	ldns_rr_list_deep_free(set);
	text_fini(&t);
}

static inline void
world_init(struct world *w)
{
	*w = (struct world){
	    .sig_from = WORLD_NOW - DAY,
	    .sig_to = WORLD_NOW + DAY,
	};
	evidence_init(&w->evidence);
	arena_init(&w->arena);
	anchor_set_init(&w->anchors, &w->arena);
	w->root = signer_new(".", LDNS_SIGN_ECDSAP256SHA256, 257);
	w->com = signer_new("com.", LDNS_SIGN_RSASHA256, 257);
	w->example = signer_new("example.com.", LDNS_SIGN_ED25519, 257);
	ldns_rr *ds = ldns_key_rr2ds(w->root.dnskey, LDNS_SHA256);
	char *line = ldns_rr2str(ds);
	assert(anchor_set_add_line(&w->anchors, line));
	free(line);
	ldns_rr_free(ds);
	w->input = (struct dnssec_input){
	    .evidence = &w->evidence,
	    .anchors = &w->anchors,
	    .nsec3_iterations = NSEC3_ITERATIONS_MAX,
	};
	validator_init(&w->validator, &w->input, zone_chain_judge, NULL);
}

/* The root's DS, as --trust-anchor has it, in a file. */
static inline void
world_write_anchor(const struct world *w, const char *path)
{
	ldns_rr *ds = ldns_key_rr2ds(w->root.dnskey, LDNS_SHA256);
	char *line = ldns_rr2str(ds);
	FILE *file = fopen(path, "w");
	assert(file != NULL && fputs(line, file) >= 0 && fclose(file) == 0);
	free(line);
	ldns_rr_free(ds);
}

static inline void
world_fini(struct world *w)
{
	validator_fini(&w->validator);
	signer_free(&w->root);
	signer_free(&w->com);
	signer_free(&w->example);
	evidence_fini(&w->evidence);
	arena_fini(&w->arena);
}

/* The DNSKEY set of a zone, with its own key, signed by `by`. */
static inline void
world_keys(struct world *w, const char *zone, const struct signer *own,
    const struct signer *by)
{
	char *line = ldns_rr2str(own->dnskey);
	const char *const lines[] = {line, NULL};
	world_reply(w, zone, "DNSKEY", "NOERROR", zone, lines, by, NULL, NULL);
	free(line);
}

/* The DS set of `child`, of digest `hash`, signed by `parent`. */
static inline void
world_ds(struct world *w, const char *zone, const char *parent_zone,
    const struct signer *child, ldns_hash hash, const struct signer *parent)
{
	ldns_rr *ds = ldns_key_rr2ds(child->dnskey, hash);
	char *line = ldns_rr2str(ds);
	const char *const lines[] = {line, NULL};
	world_reply(
	    w, zone, "DS", "NOERROR", parent_zone, lines, parent, NULL, NULL);
	free(line);
	ldns_rr_free(ds);
}

/* All above example.com: the root and com are secure. */
static inline void
world_tops(struct world *w)
{
	world_keys(w, ".", &w->root, &w->root);
	world_ds(w, "com", ".", &w->com, LDNS_SHA256, &w->root);
	world_keys(w, "com", &w->com, &w->com);
}

/* ... and example.com as well. */
static inline void
world_chain(struct world *w)
{
	world_tops(w);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, &w->com);
	world_keys(w, "example.com", &w->example, &w->example);
}

static inline const struct lookup *
world_lookup(struct world *w, const char *name, uint16_t type)
{
	struct dns_name n;
	assert(dns_name_from_text(name, strlen(name), &n));
	if (!w->sealed)
		evidence_seal(&w->evidence);
	w->sealed = true;
	return lookup_judge(&w->validator, &n, type, NULL);
}

/* A state as text: "secure", "bogus rrsig_wrong". */
static inline bool
state_is(const struct dnssec_state *s, const char *want)
{
	char have[64];
	snprintf(have, sizeof(have), "%s%s%s", security_text(s->security),
	    s->reason != REASON_NONE ? " " : "", reason_text(s->reason));
	if (strcmp(have, want) == 0)
		return true;
	printf("# have %s (%s), want %s\n", have,
	    s->detail != NULL ? s->detail : "", want);
	return false;
}

#endif
