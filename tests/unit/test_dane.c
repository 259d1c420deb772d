/* TLSA records against chains that OpenSSL makes here. */
#include "analysis/dane/match.h"
#include "analysis/dane/diagnose.h"

#include <assert.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "base/macros.h"
#include "tap.h"

enum { NOW = 1795424400, DAY = 86400 };

struct issued {
	EVP_PKEY *key;
	X509 *cert;
};

static void
add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	assert(e != NULL && X509_add_ext(cert, e, -1) == 1);
	X509_EXTENSION_free(e);
}

static void
set_subject(X509 *cert, const char *cn)
{
	X509_NAME *name = X509_get_subject_name(cert);
	X509_NAME_add_entry_by_txt(
	    name, "CN", MBSTRING_ASC, (const uint8_t *)cn, -1, -1, 0);
}

/* `by` NULL: self-signed.  `ends`: seconds from now. */
static struct issued
issue(const char *cn, const char *san, const struct issued *by, bool ca,
    long ends)
{
	static long serial = 1;
	struct issued i = {EVP_EC_gen("P-256"), X509_new()};
	X509_set_version(i.cert, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(i.cert), serial++);
	ASN1_TIME_set(X509_getm_notBefore(i.cert), NOW - 10 * DAY);
	ASN1_TIME_set(X509_getm_notAfter(i.cert), NOW + ends);
	X509_set_pubkey(i.cert, i.key);
	set_subject(i.cert, cn);
	X509 *issuer = by != NULL ? by->cert : i.cert;
	X509_set_issuer_name(i.cert, X509_get_subject_name(issuer));
	add_extension(i.cert, issuer, NID_basic_constraints,
	    ca ? "critical,CA:TRUE" : "CA:FALSE");
	if (san != NULL)
		add_extension(i.cert, issuer, NID_subject_alt_name, san);
	assert(X509_sign(i.cert, by != NULL ? by->key : i.key, EVP_sha256()));
	return i;
}

static struct issued root, inter, leaf, expired_leaf, other_ca, selfie,
    ec_false_ca, leaf_of_false;

static void
make_certs(void)
{
	root = issue("Root", NULL, NULL, true, 9 * DAY);
	inter = issue("Intermediate", NULL, &root, true, 9 * DAY);
	leaf = issue("ignored", "DNS:mx.example.com", &inter, false, 9 * DAY);
	expired_leaf = issue("old", "DNS:mx.example.com", &inter, false, -DAY);
	other_ca = issue("Other", NULL, NULL, true, 9 * DAY);
	selfie = issue("", NULL, NULL, false, -DAY);
	ec_false_ca = issue("No CA", NULL, &root, false, 9 * DAY);
	leaf_of_false =
	    issue("x", "DNS:mx.example.com", &ec_false_ca, false, 9 * DAY);
}

static void
free_certs(void)
{
	struct issued *all[] = {&root, &inter, &leaf, &expired_leaf, &other_ca,
	    &selfie, &ec_false_ca, &leaf_of_false};
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		X509_free(all[i]->cert);
		EVP_PKEY_free(all[i]->key);
	}
}

/* RDATA that names `cert`, digested as `hashed` says; kept in `out`. */
static struct rdata
rdata_of(uint8_t usage, uint8_t selector, uint8_t mtype, X509 *cert,
    uint8_t out[4096])
{
	size_t len;
	uint8_t *part = tlsa_selected(cert, selector, &len);
	unsigned digest_len = 0;
	out[0] = usage;
	out[1] = selector;
	out[2] = mtype;
	if (mtype == TLSA_FULL) {
		memcpy(out + 3, part, len);
	} else {
		EVP_Digest(part, len, out + 3, &digest_len,
		    mtype == 1 ? EVP_sha256() : EVP_sha512(), NULL);
		len = digest_len;
	}
	OPENSSL_free(part);
	return (struct rdata){out, 3 + len};
}

#define CHAIN(...) ((X509 *[]){__VA_ARGS__, NULL})

static struct dane_result
match(uint8_t usage, uint8_t selector, uint8_t mtype, X509 *named,
    X509 *chain[], const char *name)
{
	uint8_t bytes[4096];
	struct rdata rdata = rdata_of(usage, selector, mtype, named, bytes);
	struct tlsa t = tlsa_parse(&rdata);
	struct dane_peer peer = {
	    .names = {name},
	    .name_count = 1,
	    .at_s = NOW,
	};
	while (chain[peer.chain_count] != NULL) {
		peer.chain[peer.chain_count] = chain[peer.chain_count];
		peer.chain_count++;
	}
	assert(t.usable);
	return dane_match(&t, &peer);
}

#define HOST "mx.example.com"

static void
is_match(uint8_t u, uint8_t s, uint8_t m, X509 *named, X509 *chain[], int depth,
    const char *what)
{
	struct dane_result r = match(u, s, m, named, chain, HOST);
	if (!r.matched)
		printf("# %s\n", reason_text(r.why.reason));
	ok(r.matched && r.depth == depth, what);
}

static void
is_not(uint8_t u, uint8_t s, uint8_t m, X509 *named, X509 *chain[],
    enum reason reason, const char *what)
{
	struct dane_result r = match(u, s, m, named, chain, HOST);
	if (r.matched || r.why.reason != reason)
		printf(
		    "# matched %d, %s\n", r.matched, reason_text(r.why.reason));
	ok(!r.matched && r.why.reason == reason, what);
}

static void
usage_3(void)
{
	X509 **full = CHAIN(leaf.cert, inter.cert);
	for (uint8_t s = 0; s <= 1; s++) {
		for (uint8_t m = 0; m <= 2; m++)
			is_match(3, s, m, leaf.cert, full, 0, "3 s m");
	}
	is_match(3, 1, 1, selfie.cert, CHAIN(selfie.cert), 0,
	    "3 1 1: no name, expired, fits all the same");
	is_not(3, 1, 1, other_ca.cert, full, REASON_MISMATCH,
	    "3 1 1 of another key");
	is_not(3, 1, 1, inter.cert, full, REASON_WRONG_USAGE,
	    "3 1 1 of the intermediate");
}

static void
usage_2(void)
{
	X509 **full = CHAIN(leaf.cert, inter.cert, root.cert);
	for (uint8_t s = 0; s <= 1; s++) {
		for (uint8_t m = 0; m <= 2; m++) {
			is_match(
			    2, s, m, inter.cert, full, 1, "2 s m, depth 1");
			is_match(2, s, m, root.cert, full, 2, "2 s m, depth 2");
		}
	}
	is_match(2, 0, 1, root.cert, CHAIN(leaf.cert, root.cert, inter.cert), 2,
	    "2 0 1: the order of the wire does not matter");
	is_match(2, 0, 0, root.cert, CHAIN(leaf.cert, inter.cert), 2,
	    "2 0 0: the anchor comes from DNS");
	is_match(2, 1, 0, root.cert, CHAIN(leaf.cert, inter.cert), 2,
	    "2 1 0: the bare key signed the topmost certificate");
	is_not(2, 1, 1, root.cert, CHAIN(leaf.cert, inter.cert),
	    REASON_TA_NOT_IN_CHAIN, "2 1 1: the anchor was not sent");
	is_not(2, 0, 1, other_ca.cert,
	    CHAIN(leaf.cert, inter.cert, other_ca.cert), REASON_TA_DID_NOT_SIGN,
	    "2 0 1: an anchor that did not sign");
	is_not(
	    2, 1, 1, leaf.cert, full, REASON_WRONG_USAGE, "2 1 1 of the leaf");
	is_not(2, 0, 1, inter.cert, CHAIN(expired_leaf.cert, inter.cert),
	    REASON_CHAIN_INVALID, "2 0 1: the leaf has expired");
	is_not(2, 0, 1, ec_false_ca.cert,
	    CHAIN(leaf_of_false.cert, ec_false_ca.cert), REASON_CHAIN_INVALID,
	    "2 0 1: the anchor is no CA");
}

static void
names(void)
{
	X509 **full = CHAIN(leaf.cert, inter.cert);
	struct dane_result r =
	    match(2, 0, 1, inter.cert, full, "mx.example.org");
	ok(!r.matched && r.why.reason == REASON_NAME_MISMATCH,
	    "2 0 1: another name");
	r = match(2, 0, 0, root.cert, full, "mx.example.org");
	ok(!r.matched && r.why.reason == REASON_NAME_MISMATCH,
	    "2 0 0: another name, the anchor from DNS");

	struct issued wild =
	    issue("w", "DNS:*.example.com", &inter, false, 9 * DAY);
	full = CHAIN(wild.cert, inter.cert);
	ok(match(2, 0, 1, inter.cert, full, "mx.example.com").matched,
	    "a wildcard stands for one label");
	ok(!match(2, 0, 1, inter.cert, full, "a.mx.example.com").matched,
	    "a wildcard does not stand for two");
	X509_free(wild.cert);
	EVP_PKEY_free(wild.key);
}

/* A record whose fields say one thing and whose data another. */
static enum reason
reason_of(uint8_t usage, uint8_t selector, uint8_t mtype, const uint8_t *data,
    size_t len)
{
	uint8_t bytes[256] = {usage, selector, mtype};
	memcpy(bytes + 3, data, len);
	struct rdata rdata = {bytes, 3 + len};
	struct tlsa t = tlsa_parse(&rdata);
	struct dane_peer peer = {
	    .chain = {leaf.cert, inter.cert},
	    .chain_count = 2,
	    .names = {HOST},
	    .name_count = 1,
	    .at_s = NOW,
	};
	return t.usable ? dane_match(&t, &peer).why.reason
			: diagnose_unusable(&t, &peer).reason;
}

/* The SHA-256 that selector s2 means of `cert`, in a record u s 1. */
static enum reason
moved(uint8_t u, uint8_t s, X509 *cert, uint8_t s2)
{
	uint8_t bytes[4096] = {0};
	struct rdata right = rdata_of(3, s2, TLSA_SHA256, cert, bytes);
	return reason_of(u, s, TLSA_SHA256, right.bytes + 3, 32);
}

/* Every combination of wrong fields, over the whole chain. */
static void
wrong_fields(void)
{
	ok(moved(3, 0, inter.cert, 1) == REASON_WRONG_USAGE,
	    "3 0 1 with the digest of the intermediate's key");
	ok(moved(3, 1, inter.cert, 0) == REASON_WRONG_USAGE,
	    "3 1 1 with the digest of the intermediate");
	ok(moved(2, 0, leaf.cert, 1) == REASON_WRONG_USAGE,
	    "2 0 1 with the digest of the leaf's key");
	ok(moved(3, 0, leaf.cert, 1) == REASON_WRONG_SELECTOR,
	    "3 0 1 with the digest of the leaf's key");
	ok(moved(3, 0, root.cert, 1) == REASON_MISMATCH,
	    "3 0 1 with the digest of a key that was not sent");
	ok(moved(2, 0, root.cert, 1) == REASON_TA_NOT_IN_CHAIN,
	    "2 0 1 with the digest of a key that was not sent");
}

static void
diagnoses(void)
{
	uint8_t bytes[4096] = {0}, digest[64];
	struct rdata spki = rdata_of(3, 1, 1, leaf.cert, bytes);
	ok(reason_of(3, 0, 1, spki.bytes + 3, 32) == REASON_WRONG_SELECTOR,
	    "the digest of the key under selector 0");
	ok(reason_of(3, 1, 0, spki.bytes + 3, 32) == REASON_WRONG_MTYPE,
	    "a SHA-256 digest under matching type 0");
	ok(reason_of(1, 1, 1, spki.bytes + 3, 32) == REASON_UNUSABLE_USAGE,
	    "usage 1");
	ok(reason_of(4, 1, 1, spki.bytes + 3, 32) == REASON_WRONG_USAGE,
	    "usage 4");
	ok(reason_of(4, 1, 1, spki.bytes + 2, 32) == REASON_UNDEFINED_FIELD,
	    "usage 4, and any 32 bytes");
	ok(reason_of(3, 2, 1, spki.bytes + 2, 32) == REASON_UNDEFINED_FIELD,
	    "selector 2, and any 32 bytes");
	ok(reason_of(1, 1, 254, spki.bytes + 2, 32) == REASON_UNDEFINED_FIELD,
	    "usage 1 and matching type 254");
	ok(reason_of(3, 255, 1, spki.bytes + 2, 32) == REASON_UNUSABLE_RECORD,
	    "selector 255 is of private use, and not undefined");
	ok(reason_of(255, 1, 1, spki.bytes + 2, 32) == REASON_UNUSABLE_RECORD,
	    "and so is usage 255");
	ok(reason_of(3, 1, 1, spki.bytes + 3, 31) == REASON_TRUNCATED,
	    "the first 31 bytes of the digest");
	ok(reason_of(3, 1, 1, spki.bytes + 2, 31) == REASON_UNUSABLE_RECORD,
	    "any 31 bytes");
	ok(reason_of(3, 2, 1, spki.bytes + 3, 32) == REASON_WRONG_SELECTOR,
	    "selector 2");
	ok(reason_of(3, 1, 3, spki.bytes + 3, 32) == REASON_WRONG_MTYPE,
	    "a SHA-256 digest under matching type 3");
	spki = rdata_of(3, 1, 2, leaf.cert, bytes);
	ok(reason_of(3, 1, 1, spki.bytes + 3, 32) == REASON_WRONG_MTYPE,
	    "half of a SHA-512 digest under matching type 1");
	ok(reason_of(3, 1, 1, spki.bytes + 3, 1) == REASON_UNUSABLE_RECORD,
	    "one byte of a SHA-512 digest says nothing");
	ok(reason_of(3, 1, 1, spki.bytes + 3, 80) == REASON_UNUSABLE_RECORD,
	    "more bytes than any digest has");
	EVP_Digest("", 0, digest, NULL, EVP_sha256(), NULL);
	ok(reason_of(3, 1, 1, digest, 32) == REASON_EMPTY_DIGEST,
	    "the SHA-256 of nothing");
	EVP_Digest("", 0, digest, NULL, EVP_sha512(), NULL);
	ok(reason_of(2, 1, 2, digest, 64) == REASON_EMPTY_DIGEST,
	    "the SHA-512 of nothing");
}

static void
agility(void)
{
	struct tlsa t[3] = {
	    {.usage = 3, .selector = 0, .mtype = 1, .usable = true},
	    {.usage = 3, .selector = 0, .mtype = 2, .usable = true},
	    {.usage = 3, .selector = 1, .mtype = 1, .usable = true},
	};
	tlsa_apply_agility(t, 3);
	ok(t[0].superseded && !t[1].superseded && !t[2].superseded,
	    "3 0 2 puts 3 0 1 aside, not 3 1 1");
	t[0].superseded = false;
	t[1].usable = false;
	tlsa_apply_agility(t, 3);
	ok(!t[0].superseded, "a malformed 3 0 2 does not");
	t[1].usable = true;
	t[0].mtype = 0;
	tlsa_apply_agility(t, 3);
	ok(!t[0].superseded, "nothing puts 3 0 0 aside");
}

int
main(void)
{
	make_certs();
	usage_3();
	usage_2();
	names();
	diagnoses();
	wrong_fields();
	agility();
	free_certs();
	return tap_end();
}
