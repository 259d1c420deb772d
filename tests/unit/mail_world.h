/*
 * mail_world.h - example.com and its one mail host, for tests of verdicts:
 * certificates made here, sessions that sent them, TLSA records in a world
 * of signed_world.h.
 */
#ifndef MAIL_WORLD_H
#define MAIL_WORLD_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "signed_world.h"

#define HOST "mx.example.com"
#define TLSA "_25._tcp.mx.example.com"
#define SOA  "example.com. 300 IN SOA a.example.com. b.example.com. 1 2 3 4 5"

/* A certificate, its key, its record and its SHA-256. */
struct mail_cert {
	X509 *cert;
	EVP_PKEY *key;
	char sha256[65], spki_sha256[65];
	char record[8192];
};

static struct mail_cert leaf;
static char tlsa_right[256], tlsa_wrong[256], tlsa_usage_1[256],
    tlsa_malformed[256];

static inline void
hex_of(const uint8_t *bytes, size_t len, char *out)
{
	for (size_t i = 0; i < len; i++)
		sprintf(out + 2 * i, "%02x", bytes[i]);
}

static inline void
hex_digest(const uint8_t *bytes, size_t len, char out[65])
{
	uint8_t digest[32];
	EVP_Digest(bytes, len, digest, NULL, EVP_sha256(), NULL);
	hex_of(digest, sizeof(digest), out);
}

static inline void
describe_cert(struct mail_cert *c)
{
	uint8_t *der = NULL, *spki = NULL;
	int len = i2d_X509(c->cert, &der);
	int spki_len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(c->cert), &spki);
	struct text t;
	hex_digest(der, (size_t)len, c->sha256);
	hex_digest(spki, (size_t)spki_len, c->spki_sha256);
	text_init(&t);
	text_addf(&t, "{\"sha256\":\"%s\",\"spki_sha256\":\"%s\",\"der\":\"",
	    c->sha256, c->spki_sha256);
	text_add_base64(&t, der, (size_t)len);
	text_add(&t, "\"}");
	snprintf(c->record, sizeof(c->record), "%s", t.bytes);
	text_fini(&t);
	OPENSSL_free(spki);
	OPENSSL_free(der);
}

/* Basic constraints: an authority. */
static inline void
may_sign(X509 *cert)
{
	BASIC_CONSTRAINTS *ca = BASIC_CONSTRAINTS_new();
	ca->ca = 1;
	X509_add1_ext_i2d(cert, NID_basic_constraints, ca, 1, 0);
	BASIC_CONSTRAINTS_free(ca);
}

/* Names `name`, valid until `until_s`; `by` NULL: signed by itself. */
static inline void
make_cert(struct mail_cert *c, const char *name, const struct mail_cert *by,
    time_t until_s)
{
	c->key = EVP_EC_gen("P-256");
	c->cert = X509_new();
	const struct mail_cert *issuer = by != NULL ? by : c;
	X509_set_version(c->cert, X509_VERSION_3);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(c->cert), "CN",
	    MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
	X509_set_issuer_name(c->cert, X509_get_subject_name(issuer->cert));
	ASN1_TIME_set(X509_getm_notBefore(c->cert), WORLD_NOW - DAY);
	ASN1_TIME_set(X509_getm_notAfter(c->cert), until_s);
	X509_set_pubkey(c->cert, c->key);
	if (by == NULL)
		may_sign(c->cert);
	X509_sign(c->cert, issuer->key, EVP_sha256());
	describe_cert(c);
}

static inline void
free_cert(struct mail_cert *c)
{
	X509_free(c->cert);
	EVP_PKEY_free(c->key);
}

static inline void
make_leaf(void)
{
	make_cert(&leaf, HOST, NULL, WORLD_NOW + DAY);
	snprintf(tlsa_right, sizeof(tlsa_right), TLSA ". 300 IN TLSA 3 0 1 %s",
	    leaf.sha256);
	snprintf(tlsa_usage_1, sizeof(tlsa_usage_1),
	    TLSA ". 300 IN TLSA 1 0 1 %s", leaf.sha256);
	snprintf(tlsa_malformed, sizeof(tlsa_malformed),
	    TLSA ". 300 IN TLSA 3 0 2 %s", leaf.sha256);
	snprintf(tlsa_wrong, sizeof(tlsa_wrong),
	    TLSA ". 300 IN TLSA 3 0 1 0123456789%.54s", leaf.sha256);
}

static inline void
session(struct world *w, const char *ip, const char *status, bool chain)
{
	struct text t;
	text_init(&t);
	text_addf(&t,
	    "{\"host\":\"" HOST "\",\"ip\":\"%s\",\"port\":25,\"status\":\"%s\""
	    ",\"rx_ts\":\"%s\",\"chain\":[%s%s%s]}",
	    ip, status, world_time(w), chain ? "\"" : "",
	    chain ? leaf.sha256 : "", chain ? "\"" : "");
	world_add(w, EVIDENCE_SMTP, t.bytes);
	text_fini(&t);
}

/* A secure domain, host and address; the TLSA answer is the caller's. */
static inline void
plant_host(struct world *w, const struct signer *by)
{
	world_chain(w);
	world_reply(w, "example.com", "MX", "NOERROR", "example.com",
	    (lines_t){"example.com. 300 IN MX 10 " HOST ".", NULL}, by, NULL,
	    NULL);
	world_reply(w, HOST, "A", "NOERROR", "example.com",
	    (lines_t){HOST ". 300 IN A 192.0.2.1", NULL}, by, NULL, NULL);
	world_reply(w, HOST, "AAAA", "NOERROR", "example.com", NULL, NULL,
	    (lines_t){SOA, HOST ". 300 IN NSEC x.example.com. A", NULL}, by);
	world_add(w, EVIDENCE_CERT, leaf.record);
}

static inline void
plant_tlsa(struct world *w, const char *const lines[])
{
	plant_host(w, &w->example);
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com", lines,
	    &w->example, NULL, NULL);
}

#endif
