/*
 * dane_certs.h - chains of root, intermediate and leaf, each with one fault.
 *
 * Beside the chain there is a CA that has nothing to do with it.
 */
#ifndef DANE_CERTS_H
#define DANE_CERTS_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

#include <openssl/evp.h>
#include <openssl/x509v3.h>

enum { NOW_S = 1795424400, DAY_S = 86400 };

#define MX_HOST "mx.example.com"

struct issued {
	EVP_PKEY *key;
	X509 *cert;
};

/* What is not given is as it should be. */
struct recipe {
	const char *name;
	const char *host;     /* what the client wants; NULL: MX_HOST */
	const char *also;     /* another name that is good enough; NULL: none */
	const char *cn, *san; /* of the leaf; both NULL: it names MX_HOST */
	bool misnamed;        /* so the leaf does not fit `host` (R13) */
	int leaf_from, leaf_ends, inter_ends, root_ends; /* days from now */
	const char *root_bits, *inter_bits;              /* basic constraints */
	const char *other_cn;                            /* NULL: its own */
	bool twin;        /* the other CA has the key of the intermediate */
	bool self_signed; /* the leaf */
	bool forged;      /* the leaf, with the key of the other CA */
	bool alone;       /* nothing but the leaf is sent */
	bool key_ids;     /* subject and authority key identifiers */
	bool reversed;    /* what is behind the leaf is sent backwards */
};

struct certs {
	struct issued root, inter, leaf, other;
};

static inline void
cert_extend(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	if (value == NULL)
		return;
	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	assert(e != NULL && X509_add_ext(cert, e, -1) == 1);
	X509_EXTENSION_free(e);
}

struct cert_fields {
	const char *cn, *san, *bits;
	int from, ends; /* days from now; 0: ten days off */
	bool key_ids;
	EVP_PKEY *own; /* NULL: a new key */
};

/* Named as `issuer`'s, or as its own when NULL; signed with `key`. */
static inline struct issued
cert_issue(const struct cert_fields *f, X509 *issuer, EVP_PKEY *key)
{
	static long serial = 1;
	struct issued i = {f->own, X509_new()};
	int from = f->from != 0 ? f->from : -10;
	int ends = f->ends != 0 ? f->ends : 10;
	if (i.key == NULL)
		i.key = EVP_EC_gen("P-256");
	else
		EVP_PKEY_up_ref(i.key);
	assert(i.key != NULL && i.cert != NULL);
	X509_set_version(i.cert, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(i.cert), serial++);
	ASN1_TIME_set(X509_getm_notBefore(i.cert), NOW_S + from * DAY_S);
	ASN1_TIME_set(X509_getm_notAfter(i.cert), NOW_S + ends * DAY_S);
	X509_set_pubkey(i.cert, i.key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(i.cert), "CN",
	    MBSTRING_ASC, (const uint8_t *)f->cn, -1, -1, 0);
	if (issuer == NULL)
		issuer = i.cert;
	X509_set_issuer_name(i.cert, X509_get_subject_name(issuer));
	cert_extend(i.cert, issuer, NID_basic_constraints, f->bits);
	cert_extend(i.cert, issuer, NID_subject_alt_name, f->san);
	if (f->key_ids) {
		cert_extend(i.cert, issuer, NID_subject_key_identifier, "hash");
		cert_extend(
		    i.cert, issuer, NID_authority_key_identifier, "keyid");
	}
	assert(X509_sign(i.cert, key != NULL ? key : i.key, EVP_sha256()));
	return i;
}

static inline struct issued
leaf_make(const struct recipe *r, const struct certs *c)
{
	struct cert_fields f = {.cn = r->cn ? r->cn : "leaf",
	    .san = r->cn || r->san ? r->san : "DNS:" MX_HOST,
	    .bits = "CA:FALSE",
	    .from = r->leaf_from,
	    .ends = r->leaf_ends,
	    .key_ids = r->key_ids};
	if (r->self_signed)
		return cert_issue(&f, NULL, NULL);
	return cert_issue(
	    &f, c->inter.cert, r->forged ? c->other.key : c->inter.key);
}

static inline struct certs
certs_make(const struct recipe *r)
{
	const char *ca = "critical,CA:TRUE";
	struct cert_fields root = {.cn = "Root",
	    .bits = r->root_bits ? r->root_bits : ca,
	    .ends = r->root_ends,
	    .key_ids = r->key_ids};
	struct cert_fields inter = {.cn = "Intermediate",
	    .bits = r->inter_bits ? r->inter_bits : ca,
	    .ends = r->inter_ends,
	    .key_ids = r->key_ids};
	struct cert_fields other = {.cn = r->other_cn ? r->other_cn : "Other",
	    .bits = ca,
	    .key_ids = r->key_ids};
	struct certs c = {0};
	c.root = cert_issue(&root, NULL, NULL);
	c.inter = cert_issue(&inter, c.root.cert, c.root.key);
	other.own = r->twin ? c.inter.key : NULL;
	c.other = cert_issue(&other, NULL, NULL);
	c.leaf = leaf_make(r, &c);
	return c;
}

static inline void
certs_free(struct certs *c)
{
	struct issued *all[] = {&c->root, &c->inter, &c->leaf, &c->other};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		X509_free(all[i]->cert);
		EVP_PKEY_free(all[i]->key);
	}
}

#endif
