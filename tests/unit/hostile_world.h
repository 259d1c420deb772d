/*
 * hostile_world.h - evidence of zones that cost time (hostile_zone.h), in
 * memory, as dns records with RDATA in the form of RFC 3597.
 */
#ifndef HOSTILE_WORLD_H
#define HOSTILE_WORLD_H

#include <stdio.h>
#include <time.h>

#include "analysis/dnssec/anchor.h"
#include "analysis/evidence/evidence.h"
#include "analysis/dnssec/lookup.h"
#include "dns/nsec3.h"
#include "analysis/dnssec/zone_chain.h"
#include "hostile_zone.h"
#include "output/json.h"

enum { HOSTILE_NOW = 1795424400, HOSTILE_DAY = 86400 };

struct hostile_world {
	struct evidence evidence;
	struct arena arena;
	struct anchor_set anchors;
	struct dnssec_input input;
	struct validator validator;
	struct hostile_zone root;
	struct text line; /* the record that is being written */
	struct json json;
	int64_t add_ns; /* CPU time of the record that took longest to read */
};

/* How an RRset is signed: so many forgeries, then the signature or none. */
struct signing {
	const struct hostile_zone *by; /* NULL: by nobody */
	unsigned forged;
	bool unsound;    /* no good one at the end */
	bool spread;     /* each forgery has the tag of another key */
	bool dated;      /* each forgery ends at another time */
	unsigned labels; /* of "*.", when not 0 */
};

static inline int64_t
hostile_cpu_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static inline struct dns_name
hostile_name(const char *text)
{
	struct dns_name n;
	assert(dns_name_from_text(text, strlen(text), &n));
	return n;
}

static inline void
add_record(struct hostile_world *w, const struct dns_name *owner, uint16_t type,
    const void *bytes, size_t len)
{
	json_open_object(&w->json);
	json_add_key(&w->json, "name");
	json_begin_string(&w->json);
	dns_name_add_text(&w->line, owner);
	json_end_string(&w->json);
	json_add_key(&w->json, "type");
	json_begin_string(&w->json);
	dns_type_add_text(&w->line, type);
	json_end_string(&w->json);
	json_add_key(&w->json, "data");
	json_begin_string(&w->json);
	text_addf(&w->line, "\\# %zu ", len);
	text_add_hex(&w->line, bytes, len);
	json_end_string(&w->json);
	json_close_object(&w->json);
}

static inline void
reply_open(struct hostile_world *w, const char *name, uint16_t type,
    const char *status, const char *zone)
{
	text_clear(&w->line);
	w->json = json_over(&w->line);
	json_open_object(&w->json);
	json_add_key(&w->json, "name");
	json_add_string(&w->json, name);
	json_add_key(&w->json, "type");
	json_begin_string(&w->json);
	dns_type_add_text(&w->line, type);
	json_end_string(&w->json);
	json_add_key(&w->json, "status");
	json_add_string(&w->json, status);
	json_add_key(&w->json, "zone");
	json_add_string(&w->json, zone);
	json_add_key(&w->json, "rx_ts");
	json_add_time(&w->json, HOSTILE_NOW * NS_PER_S);
	json_add_key(&w->json, "data");
	json_open_object(&w->json);
	json_add_key(&w->json, "answers");
	json_open_array(&w->json);
}

static inline void
reply_authority(struct hostile_world *w)
{
	json_close_array(&w->json);
	json_add_key(&w->json, "authorities");
	json_open_array(&w->json);
}

/* After reply_authority(). */
static inline void
reply_close(struct hostile_world *w)
{
	json_close_array(&w->json);
	json_close_object(&w->json);
	json_close_object(&w->json);
	assert(text_ok(&w->line));
	int64_t start = hostile_cpu_ns();
	const char *fault = evidence_add(
	    &w->evidence, EVIDENCE_DNS, w->line.bytes, w->line.len);
	int64_t spent = hostile_cpu_ns() - start;
	if (spent > w->add_ns)
		w->add_ns = spent;
	if (fault != NULL) {
		printf("# %s\n", fault);
		abort();
	}
}

static inline void
add_u32_bytes(struct text *t, uint32_t n)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		text_add_char(t, (char)(n >> shift));
}

/* RRSIG RDATA of these fields. */
static inline void
add_rrsig(struct hostile_world *w, const struct dns_name *owner,
    const struct rrsig *s)
{
	struct text t;
	text_init(&t);
	text_add_char(&t, (char)(s->covered >> 8));
	text_add_char(&t, (char)s->covered);
	text_add_char(&t, (char)s->algorithm);
	text_add_char(&t, (char)s->labels);
	add_u32_bytes(&t, s->original_ttl);
	add_u32_bytes(&t, s->expiration);
	add_u32_bytes(&t, s->inception);
	text_add_char(&t, (char)(s->key_tag >> 8));
	text_add_char(&t, (char)s->key_tag);
	text_add_bytes(&t, s->signer->wire, s->signer->len);
	text_add_bytes(&t, s->signature.bytes, s->signature.len);
	add_record(w, owner, DNS_RRSIG, t.bytes, t.len);
	text_fini(&t);
}

static inline void
add_signatures_of(
    struct hostile_world *w, const struct rrset *set, const struct signing *how)
{
	const struct hostile_zone *z = how->by;
	uint8_t bytes[HOSTILE_SIG_BYTES];
	struct rrsig s = {
	    .signer = &z->name,
	    .signature.bytes = bytes,
	    .original_ttl = 300,
	    .expiration = HOSTILE_NOW + HOSTILE_DAY,
	    .inception = HOSTILE_NOW - HOSTILE_DAY,
	    .covered = set->type,
	    .key_tag = z->keys[z->key_count - 1].tag,
	    .algorithm = z->algorithm,
	    .labels =
		(uint8_t)(how->labels != 0 ? how->labels
					   : signature_labels(set->owner)),
	};
	uint16_t tag = s.key_tag;
	uint32_t last = s.expiration;
	static size_t next; /* spread over all keys, set after set */
	static uint32_t minutes;
	for (unsigned i = 0; i < how->forged; i++) {
		if (how->spread)
			s.key_tag = z->keys[next++ % z->key_count].tag;
		if (how->dated)
			s.expiration = last - 60 * (minutes++ % 1000);
		s.signature.len = hostile_forge(z, bytes);
		add_rrsig(w, set->owner, &s);
	}
	s.expiration = last;
	s.key_tag = tag;
	if (how->unsound)
		return;
	struct text data;
	text_init(&data);
	signature_add_data(&data, set, &s);
	s.signature.len = hostile_sign(z, &data, bytes);
	text_fini(&data);
	add_rrsig(w, set->owner, &s);
}

/* Writes an RRset and its signatures into the section that is open. */
static inline void
add_set(struct hostile_world *w, const struct dns_name *owner, uint16_t type,
    const struct rdata *rdata, size_t count, struct signing how)
{
	struct rrset_list list = {0};
	struct arena arena;
	arena_init(&arena);
	for (size_t i = 0; i < count; i++) {
		add_record(w, owner, type, rdata[i].bytes, rdata[i].len);
		rrset_list_add(&arena, &list, owner, type, &rdata[i]);
	}
	rrset_list_finish(&list);
	if (how.by != NULL)
		add_signatures_of(w, &list.at[0], &how);
	arena_fini(&arena);
}

/* One A record, or a CNAME. */
static inline void
add_address(
    struct hostile_world *w, const struct dns_name *owner, struct signing how)
{
	const struct rdata r = {(const uint8_t *)"\300\0\2\1", 4};
	add_set(w, owner, DNS_A, &r, 1, how);
}

static inline void
add_cname(struct hostile_world *w, const struct dns_name *owner,
    const struct dns_name *target, struct signing how)
{
	const struct rdata r = {target->wire, target->len};
	add_set(w, owner, DNS_CNAME, &r, 1, how);
}

/* The reply to the question for the keys of `z`. */
static inline void
add_keys(
    struct hostile_world *w, const struct hostile_zone *z, struct signing how)
{
	struct rdata *r = calloc(z->key_count, sizeof(*r));
	char name[DNS_NAME_TEXT_MAX] = "";
	struct text t;
	assert(r != NULL);
	text_init(&t);
	dns_name_add_text(&t, &z->name);
	snprintf(name, sizeof(name), "%s", t.bytes);
	text_fini(&t);
	for (size_t i = 0; i < z->key_count; i++)
		r[i] = (struct rdata){z->keys[i].rdata, z->keys[i].len};
	reply_open(w, name, DNS_DNSKEY, "NOERROR", name);
	add_set(w, &z->name, DNS_DNSKEY, r, z->key_count, how);
	reply_authority(w);
	reply_close(w);
	free(r);
}

/* DS RDATA of one key: tag, algorithm, SHA-256. */
enum { DS_BYTES = 36 };
static inline void
make_ds(const struct hostile_zone *z, const struct hostile_key *k,
    uint8_t out[DS_BYTES])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	out[0] = (uint8_t)(k->tag >> 8);
	out[1] = (uint8_t)k->tag;
	out[2] = z->algorithm;
	out[3] = 2;
	assert(EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1);
	EVP_DigestUpdate(ctx, z->name.wire, z->name.len);
	EVP_DigestUpdate(ctx, k->rdata, k->len);
	EVP_DigestFinal_ex(ctx, out + 4, NULL);
	EVP_MD_CTX_free(ctx);
}

/*
 * The reply to the question for the DS of `z`: of the last `fitting` keys,
 * and `more` that fit none.
 */
static inline void
add_ds_reply(struct hostile_world *w, const struct hostile_zone *z,
    size_t fitting, size_t more, struct signing how)
{
	size_t count = fitting + more;
	uint8_t(*bytes)[DS_BYTES] = calloc(count, sizeof(*bytes));
	struct rdata *r = calloc(count, sizeof(*r));
	struct text name, parent;
	assert(bytes != NULL && r != NULL);
	for (size_t i = 0; i < count; i++) {
		bool fits = i < fitting;
		make_ds(
		    z, &z->keys[z->key_count - 1 - (fits ? i : 0)], bytes[i]);
		if (!fits)
			RAND_bytes(bytes[i] + 4, DS_BYTES - 4);
		r[i] = (struct rdata){bytes[i], DS_BYTES};
	}
	text_init(&name);
	text_init(&parent);
	dns_name_add_text(&name, &z->name);
	dns_name_add_text(&parent, &how.by->name);
	reply_open(w, name.bytes, DNS_DS, "NOERROR", parent.bytes);
	add_set(w, &z->name, DNS_DS, r, count, how);
	reply_authority(w);
	reply_close(w);
	text_fini(&name);
	text_fini(&parent);
	free(bytes);
	free(r);
}

/* The root is sound, with one key, which is the trust anchor. */
static inline void
hostile_world_init(struct hostile_world *w)
{
	uint8_t ds[DS_BYTES];
	struct text line;
	*w = (struct hostile_world){0};
	evidence_init(&w->evidence);
	arena_init(&w->arena);
	text_init(&w->line);
	anchor_set_init(&w->anchors, &w->arena);
	w->root = hostile_zone_new(".", HOSTILE_P256, 1, TAGS_APART);
	make_ds(&w->root, &w->root.keys[0], ds);
	text_init(&line);
	text_addf(&line, ". IN DS %u %u 2 ", w->root.keys[0].tag, ds[2]);
	text_add_hex(&line, ds + 4, DS_BYTES - 4);
	assert(anchor_set_add_line(&w->anchors, line.bytes));
	text_fini(&line);
	add_keys(w, &w->root, (struct signing){.by = &w->root});
}

/* After the last reply, before the first question. */
static inline void
hostile_world_seal(struct hostile_world *w)
{
	evidence_seal(&w->evidence);
	w->input = (struct dnssec_input){
	    .evidence = &w->evidence,
	    .anchors = &w->anchors,
	    .nsec3_iterations = NSEC3_ITERATIONS_MAX,
	};
	validator_init(&w->validator, &w->input, zone_chain_judge, NULL);
}

static inline void
hostile_world_fini(struct hostile_world *w)
{
	validator_fini(&w->validator);
	hostile_zone_free(&w->root);
	evidence_fini(&w->evidence);
	arena_fini(&w->arena);
	text_fini(&w->line);
}

static inline const struct lookup *
hostile_ask(struct hostile_world *w, const char *name, uint16_t type)
{
	struct dns_name n = hostile_name(name);
	return lookup_judge(&w->validator, &n, type, NULL);
}

/* NSEC3 RDATA: a hash to come, a salt, and a bitmap of A or of nothing. */
struct nsec3_shape {
	uint16_t iterations;
	uint8_t salt_len;
	uint8_t flags;
};

enum { NSEC3_BYTES_MAX = 5 + 255 + 1 + 20 + 16 };

static inline size_t
make_nsec3(const struct nsec3_shape *s, const uint8_t next[20],
    const char *bitmap, size_t bitmap_len, uint8_t out[NSEC3_BYTES_MAX])
{
	size_t at = 5;
	out[0] = 1;
	out[1] = s->flags;
	out[2] = (uint8_t)(s->iterations >> 8);
	out[3] = (uint8_t)s->iterations;
	out[4] = s->salt_len;
	memset(out + at, 0xaa, s->salt_len);
	at += s->salt_len;
	out[at++] = 20;
	memcpy(out + at, next, 20);
	at += 20;
	memcpy(out + at, bitmap, bitmap_len);
	return at + bitmap_len;
}

/* HASH.ZONE of an NSEC3. */
static inline struct dns_name
nsec3_owner(const struct dns_name *zone, const uint8_t hash[20])
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
	struct dns_name out;
	char label[33] = "";
	for (unsigned i = 0; i < 32; i++) {
		unsigned bit = i * 5, value = 0;
		for (unsigned b = bit; b < bit + 5; b++)
			value = value << 1 |
				((unsigned)hash[b / 8] >> (7 - b % 8) & 1u);
		label[i] = digits[value];
	}
	assert(dns_name_prepend(label, zone, &out));
	return out;
}

#endif
