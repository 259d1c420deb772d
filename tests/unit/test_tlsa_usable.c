/*
 * R9: which records are usable, with OpenSSL as the judge: every number of
 * usage, selector and matching type with data of every length that matters.
 */
#include "analysis/dane/tlsa.h"

#include <assert.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/macros.h"
#include "dane_certs.h"
#include "tap.h"

enum { RDATA_MAX = 2048 };

/* What is in the data: so many bytes, or a part of a certificate. */
static const struct data {
	const char *name;
	int selector; /* -1: no part of a certificate */
	int more;     /* bytes more than that has, or than none */
} kinds[] = {
    {"nothing", -1, 0},
    {"one byte", -1, 1},
    {"31 bytes", -1, 31},
    {"32 bytes", -1, 32},
    {"33 bytes", -1, 33},
    {"63 bytes", -1, 63},
    {"64 bytes", -1, 64},
    {"65 bytes", -1, 65},
    {"a certificate", 0, 0},
    {"a certificate and a byte", 0, 1},
    {"a certificate without its last byte", 0, -1},
    {"a key", 1, 0},
    {"a key and a byte", 1, 1},
    {"a key without its last byte", 1, -1},
};

static const uint8_t usages[] = {0, 1, 2, 3, 4, 255};
static const uint8_t selectors[] = {0, 1, 2, 255};
static const uint8_t mtypes[] = {0, 1, 2, 3, 255};

static unsigned records, usable;

static bool
is_agreed(SSL *ssl, const uint8_t *rdata, size_t len)
{
	struct tlsa smtp = tlsa_parse(&(struct rdata){rdata, len});
	struct tlsa pkix = smtp;
	tlsa_allow_pkix(&pkix);
	int theirs = SSL_dane_tlsa_add(
	    ssl, rdata[0], rdata[1], rdata[2], rdata + 3, len - 3);
	ERR_clear_error();
	records++;
	usable += pkix.usable;
	/* Of Full(0) without data OpenSSL says that its memory is exhausted. */
	if (theirs < 0 && len == 3 && rdata[2] == TLSA_FULL)
		theirs = 0;
	if (theirs == pkix.usable &&
	    smtp.usable == (pkix.usable && pkix.usage >= TLSA_TA))
		return true;
	printf("# %u %u %u: OpenSSL %d, with PKIX %d, without %d\n", rdata[0],
	    rdata[1], rdata[2], theirs, pkix.usable, smtp.usable);
	return false;
}

static size_t
fill(const struct data *d, X509 *cert, uint8_t out[RDATA_MAX])
{
	size_t len = 0;
	memset(out, 0, RDATA_MAX);
	if (d->selector >= 0) {
		uint8_t *part = tlsa_selected(cert, (uint8_t)d->selector, &len);
		assert(part != NULL && len + 4 < RDATA_MAX);
		memcpy(out + 3, part, len);
		OPENSSL_free(part);
	}
	return 3 + len + (size_t)d->more;
}

static bool
all_agree(SSL *ssl, uint8_t *rdata, size_t len)
{
	bool good = true;
	for (size_t u = 0; u < sizeof(usages); u++) {
		for (size_t s = 0; s < sizeof(selectors); s++) {
			for (size_t m = 0; m < sizeof(mtypes); m++) {
				rdata[0] = usages[u];
				rdata[1] = selectors[s];
				rdata[2] = mtypes[m];
				good = is_agreed(ssl, rdata, len) && good;
			}
		}
	}
	return good;
}

int
main(void)
{
	struct certs certs = certs_make(&(struct recipe){.name = "plain"});
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	assert(ctx != NULL && SSL_CTX_dane_enable(ctx) == 1);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		uint8_t rdata[RDATA_MAX];
		size_t len = fill(&kinds[i], certs.leaf.cert, rdata);
		SSL *ssl = SSL_new(ctx);
		assert(ssl != NULL && SSL_dane_enable(ssl, MX_HOST) == 1);
		ok(all_agree(ssl, rdata, len), kinds[i].name);
		SSL_free(ssl);
	}
	printf("# %u records, %u usable\n", records, usable);
	SSL_CTX_free(ctx);
	certs_free(&certs);
	return tap_end();
}
