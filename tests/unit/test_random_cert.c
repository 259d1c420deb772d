/*
 * Random cert records, there and back: certificates of random contents, such
 * with a byte changed, and bytes that are none.
 */
#include "output/record/cert.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "record_random.h"
#include "tls/cert.h"

enum { NAMES_MAX = 30, YEAR_9999_S = 253402300799 / 1000 };

static EVP_PKEY *keys[2];

static void
random_subject(struct rnd *r, X509_NAME *name)
{
	static const char *const fields[] = {"CN", "O", "OU", "L"};
	for (size_t n = rnd_below(r, 4); n > 0; n--) {
		struct record_bytes b = rnd_bytes(r, 60);
		const char *utf8 = rnd_text(r, 20);
		bool bytes = rnd_one_in(r, 2);
		X509_NAME_add_entry_by_txt(name,
		    fields[rnd_below(r, ARRAY_LEN(fields))],
		    bytes ? V_ASN1_TELETEXSTRING : MBSTRING_UTF8,
		    bytes ? b.at : (const void *)utf8,
		    bytes ? (int)b.len : (int)strlen(utf8), -1, 0);
	}
}

static void
random_san(struct rnd *r, X509 *x)
{
	GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
	for (size_t n = rnd_len(r, NAMES_MAX); n > 0; n--) {
		struct record_bytes b = rnd_bytes(r, 100);
		GENERAL_NAME *g = GENERAL_NAME_new();
		ASN1_IA5STRING *s = ASN1_IA5STRING_new();
		ASN1_STRING_set(s, b.at, (int)b.len);
		GENERAL_NAME_set0_value(g, GEN_DNS, s);
		sk_GENERAL_NAME_push(names, g);
	}
	X509_add1_ext_i2d(x, NID_subject_alt_name, names, 0, X509V3_ADD_APPEND);
	GENERAL_NAMES_free(names);
}

static void
random_dates(struct rnd *r, X509 *x)
{
	enum { FROM_S = 631152000 }; /* years before 1950 and behind, too */
	for (int after = 0; after < 2; after++) {
		int64_t s = (int64_t)rnd_below(r, YEAR_9999_S) * 1000 - FROM_S;
		ASN1_TIME *t = ASN1_TIME_set(NULL, s);
		if (after)
			X509_set1_notAfter(x, t);
		else
			X509_set1_notBefore(x, t);
		ASN1_TIME_free(t);
	}
}

static size_t
random_certificate(struct rnd *r, uint8_t **der)
{
	X509 *x = X509_new();
	X509_set_version(x, 2);
	random_subject(r, X509_get_subject_name(x));
	random_subject(r, X509_get_issuer_name(x));
	random_dates(r, x);
	if (!rnd_one_in(r, 4))
		random_san(r, x);
	X509_set_pubkey(x, keys[rnd_below(r, 2)]);
	X509_sign(x, keys[rnd_below(r, 2)], NULL);
	*der = NULL;
	int len = i2d_X509(x, der);
	X509_free(x);
	ERR_clear_error();
	return len > 0 ? (size_t)len : 0;
}

static bool
same_contents(const struct cert *a, const struct cert_record *b)
{
	const struct record_bytes subject = {a->subject.bytes, a->subject.len};
	const struct record_bytes issuer = {a->issuer.bytes, a->issuer.len};
	struct record_bytes name;
	const char *text;
	size_t at = 0, i = 0;
	bool same = memcmp(a->spki.sha256, b->spki_sha256, 32) == 0 &&
		    memcmp(a->spki.sha512, b->spki_sha512, 64) == 0 &&
		    same_bytes(&subject, &b->subject) &&
		    same_bytes(&issuer, &b->issuer) &&
		    a->not_before_s == b->not_before_s &&
		    a->not_after_s == b->not_after_s &&
		    a->self_signed == b->self_signed;
	while (same && cert_san_next(a, &at, &text, &name.len)) {
		name.at = text;
		same = i < b->san_count && same_bytes(&name, &b->san[i]);
		i++;
	}
	return same && i == b->san_count;
}

static bool
same(const uint8_t *der, size_t len, const struct cert_record *b)
{
	const struct record_bytes whole = {der, len};
	struct cert a;
	bool parsed = cert_parse(der, len, &a);
	bool good = memcmp(a.whole.sha256, b->sha256, 32) == 0 &&
		    memcmp(a.whole.sha512, b->sha512, 64) == 0 &&
		    same_bytes(&whole, &b->der) && parsed == b->parsed &&
		    (!parsed || same_contents(&a, b));
	cert_fini(&a);
	return good;
}

static bool
trial(struct rnd *r, struct record_reader *reader, struct text *line)
{
	struct cert_record back;
	uint8_t *der;
	size_t len = random_certificate(r, &der);
	if (rnd_one_in(r, 2))
		der[rnd_below(r, len)] = (uint8_t)rnd_u64(r);
	if (rnd_one_in(r, 8))
		len = rnd_below(r, len);
	cert_record_add(line, der, len);
	bool good = cert_record_read(reader, line->bytes, line->len, &back) &&
		    same(der, len, &back);
	OPENSSL_free(der);
	return good;
}

int
main(int argc, char *argv[])
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		keys[i] = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	int code = record_trials(argc, argv, 2000, trial);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		EVP_PKEY_free(keys[i]);
	return code;
}
