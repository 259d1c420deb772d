#include "renewal_rhythm.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/x509.h>

#include "base/macros.h"
#include "tls/cert.h"

enum {
	LEAVES_MAX = 64,
	DAY_S = 86400,
	SHORT_LIFE_S = 10 * DAY_S,      /* renewed at half of it */
	AUTOMATIC_LIFE_S = 100 * DAY_S, /* not longer: by an ACME client */
	BY_HAND_S = 30 * DAY_S,         /* before the end of longer ones */
	RHYTHM_MIN = 2,                 /* renewals that make one */
};

/* Certificates that Let's Encrypt issues by default from then on. */
static const struct {
	int64_t from_s;
	int64_t life_s;
} lets_encrypt[] = {
    {1834272000, 45 * DAY_S}, /* 2028-02-16 */
    {1802217600, 64 * DAY_S}, /* 2027-02-10 */
};

struct seen_leaf {
	uint8_t spki[CERT_SHA256_BYTES];
	int64_t from_s, to_s;
	enum leaf_key kind;
};

/* Each once, the oldest first after sort_leaves(). */
struct seen_leaves {
	struct seen_leaf at[LEAVES_MAX];
	size_t count;
};

static bool
leaf_of(const struct seen_cert *c, struct seen_leaf *out, bool *lets)
{
	struct cert cert;
	bool good = c != NULL && cert_parse(c->der.bytes, c->der.len, &cert);
	if (c == NULL)
		return false;
	if (good) {
		memcpy(out->spki, cert.spki.sha256, sizeof(out->spki));
		out->from_s = cert.not_before_s;
		out->to_s = cert.not_after_s;
		out->kind = leaf_key_of(c->der.bytes, c->der.len);
		if (lets != NULL)
			*lets = text_ok(&cert.issuer) &&
				cert.issuer.bytes != NULL &&
				strstr(cert.issuer.bytes, "O=Let's Encrypt") !=
				    NULL;
		good = !cert.self_signed && !cert.no_memory &&
		       out->to_s > out->from_s;
	}
	cert_fini(&cert);
	return good;
}

/* Of several leaves that began at one instant the first counts. */
static void
note(struct seen_leaves *l, const struct seen_leaf *leaf)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->at[i].from_s == leaf->from_s)
			return;
	if (l->count < LEAVES_MAX)
		l->at[l->count++] = *leaf;
}

/* Twins each have a rhythm: only leaves of the kind of now count. */
static void
note_run(struct seen_leaves *l, const struct evidence *e,
    const struct dns_name *host, const struct seen_leaf *now)
{
	const struct host_sessions *s = evidence_sessions(e, host);
	for (size_t i = 0; s != NULL && i < s->count; i++) {
		const struct host_session *one = &s->at[i];
		for (; one != NULL; one = one->other) {
			struct seen_leaf leaf;
			if (one->chain_count > 0 &&
			    leaf_of(
				evidence_cert(e, one->chain[0]), &leaf, NULL) &&
			    leaf.kind == now->kind && leaf.from_s < now->from_s)
				note(l, &leaf);
		}
	}
}

static int
compare_leaves(const void *a, const void *b)
{
	const struct seen_leaf *x = a, *y = b;
	return (x->from_s > y->from_s) - (x->from_s < y->from_s);
}

static int
compare_times(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static void
learn(struct renewal *r, struct seen_leaves *l)
{
	int64_t apart[LEAVES_MAX];
	qsort(l->at, l->count, sizeof(l->at[0]), compare_leaves);
	for (size_t i = 1; i < l->count; i++) {
		apart[i - 1] = l->at[i].from_s - l->at[i - 1].from_s;
		r->seen++;
		if (memcmp(l->at[i].spki, l->at[i - 1].spki,
			sizeof(l->at[i].spki)) != 0)
			r->new_keys++;
	}
	if (r->seen < RHYTHM_MIN)
		return;
	qsort(apart, r->seen, sizeof(apart[0]), compare_times);
	r->basis = RENEWAL_BY_HISTORY;
	r->interval_s = apart[r->seen / 2];
	r->at_s = l->at[l->count - 1].from_s + r->interval_s;
}

/* From the begin of a certificate to the next one. */
static int64_t
usual_interval(int64_t life_s)
{
	if (life_s < SHORT_LIFE_S)
		return life_s / 2;
	return life_s <= AUTOMATIC_LIFE_S ? life_s / 3 * 2 : life_s - BY_HAND_S;
}

static void
guess(struct renewal *r, const struct seen_leaf *now, bool lets)
{
	int64_t life_s = now->to_s - now->from_s + 1;
	r->basis = RENEWAL_BY_LIFE;
	r->at_s = now->from_s + usual_interval(life_s);
	for (size_t i = 0; lets && i < ARRAY_LEN(lets_encrypt); i++) {
		if (r->at_s < lets_encrypt[i].from_s)
			continue;
		if (life_s > lets_encrypt[i].life_s)
			life_s = lets_encrypt[i].life_s;
		break;
	}
	r->interval_s = usual_interval(life_s);
}

/*
 * Usage 2 outlives it, as far as anybody knows; a key does if it is kept, of
 * which only the past tells.
 */
static bool
outlives(const struct tlsa *t, const struct renewal *r)
{
	return t->usage == TLSA_TA ||
	       (t->usage == TLSA_EE && t->selector == TLSA_SPKI &&
		   r->new_keys == 0);
}

static bool
breaks(const struct host_verdict *v, const struct renewal *r)
{
	bool any = false;
	for (size_t i = 0; i < v->record_count; i++) {
		if (!v->records[i].matched)
			continue;
		any = true;
		if (outlives(&v->records[i].tlsa, r))
			return false;
	}
	return any;
}

struct renewal
renewal_rhythm_of(const struct evidence *e, const struct cert_history *history,
    const struct host_verdict *v)
{
	struct renewal r = {0};
	struct seen_leaves leaves = {0};
	struct seen_leaf now;
	bool lets;
	const struct host_session *s = NULL;
	for (size_t i = 0; s == NULL && i < v->address_count; i++)
		if (v->addresses[i].matched &&
		    v->addresses[i].session->chain_count > 0)
			s = v->addresses[i].session;
	if (s == NULL || !leaf_of(evidence_cert(e, s->chain[0]), &now, &lets))
		return r;
	note(&leaves, &now);
	for (size_t i = history != NULL ? history->count : 0; i > 0; i--)
		note_run(&leaves, &history->runs[i - 1], v->host, &now);
	learn(&r, &leaves);
	if (r.basis == RENEWAL_UNKNOWN)
		guess(&r, &now, lets);
	r.breaks = breaks(v, &r);
	return r;
}
