#include "issued_chain.h"

#include <errno.h>

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "analysis/dane/pem_chain.h"
#include "tls/cert.h"

bool
issued_chain_digest(EVP_PKEY *key, struct spki_digest *out)
{
	unsigned char *der = NULL;
	int len = key != NULL ? i2d_PUBKEY(key, &der) : 0;
	if (len <= 0)
		return false;
	SHA256(der, (size_t)len, out->bytes);
	OPENSSL_free(der);
	return true;
}

/* The key's own; of several the one that lasts longest. */
static X509 *
leaf_of(const struct issued_chain *c, const struct spki_digest *key)
{
	X509 *best = NULL;
	for (size_t i = 0; i < c->all_count; i++) {
		struct spki_digest d;
		X509 *x = c->all[i];
		if (!issued_chain_digest(X509_get0_pubkey(x), &d) ||
		    !spki_digest_is(&d, key))
			continue;
		if (best == NULL || cert_seconds(X509_get0_notAfter(x)) >
					cert_seconds(X509_get0_notAfter(best)))
			best = x;
	}
	return best;
}

static X509 *
issuer_of(const struct issued_chain *c, X509 *subject)
{
	if (X509_check_issued(subject, subject) == X509_V_OK)
		return NULL; /* itself */
	for (size_t i = 0; i < c->all_count; i++)
		if (c->all[i] != subject &&
		    X509_check_issued(c->all[i], subject) == X509_V_OK)
			return c->all[i];
	return NULL;
}

int
issued_chain_read(struct issued_chain *c, const char *path,
    const struct spki_digest *key, struct text *why)
{
	*c = (struct issued_chain){0};
	int rc = pem_chain_read(path, c->all, &c->all_count, why);
	if (rc < 0)
		return rc;
	X509 *x = leaf_of(c, key);
	if (x == NULL) {
		text_addf(why,
		    "%s: no certificate is for the key of the request: the "
		    "client must take the CSR, and make no key",
		    path);
		return -ESRCH;
	}
	c->not_before_s = cert_seconds(X509_get0_notBefore(x));
	c->not_after_s = cert_seconds(X509_get0_notAfter(x));
	while (x != NULL && c->count < c->all_count) {
		c->at[c->count++] = x;
		x = issuer_of(c, x);
	}
	return 0;
}

void
issued_chain_fini(struct issued_chain *c)
{
	for (size_t i = 0; i < c->all_count; i++)
		X509_free(c->all[i]);
	*c = (struct issued_chain){0};
}

int
issued_chain_check(const struct issued_chain *c, const char *const names[],
    size_t count, int64_t now_s, struct text *why)
{
	for (size_t i = 0; i < count; i++)
		if (X509_check_host(c->at[0], names[i], 0, 0, NULL) != 1) {
			text_addf(
			    why, "the certificate is not for %s", names[i]);
			return -EINVAL;
		}
	if (now_s < c->not_before_s || now_s >= c->not_after_s) {
		text_add(why, "the certificate is not valid now");
		return -EINVAL;
	}
	return 0;
}
