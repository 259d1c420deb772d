#include "tlsa_advice.h"

#include <string.h>
#include <time.h>

#include <openssl/x509v3.h>

#include "base/macros.h"
#include "retired_ca.h"

/* Of the organization's name in a certificate: bytes of a stranger. */
static bool
is_of(X509 *cert, const char *organization)
{
	char name[64];
	return X509_NAME_get_text_by_NID(X509_get_subject_name(cert),
		   NID_organizationName, name, sizeof(name)) > 0 &&
	       strcmp(name, organization) == 0;
}

static bool
is_self_issued(X509 *cert)
{
	return X509_NAME_cmp(X509_get_subject_name(cert),
		   X509_get_issuer_name(cert)) == 0;
}

static void
add_usage(struct text *out, const struct tlsa *r, X509 *cert)
{
	if (r->usage <= TLSA_PKIX_EE)
		text_addf(out,
		    "usage %u: senders of mail do not use it (RFC 7672 3.1.3); "
		    "publish usage %u\n",
		    r->usage, r->usage + 2u);
	if (r->usage != TLSA_TA || cert == NULL)
		return;
	if (is_self_issued(cert))
		text_add(out, "usage 2 of a root: it counts only where the "
			      "server sends the root, too (RFC 7671 5.2.2)\n");
	else if (is_of(cert, "Let's Encrypt"))
		text_add(out,
		    "usage 2 of an intermediate of Let's Encrypt: which one "
		    "signs is drawn anew at each renewal; publish the key of "
		    "the leaf (3 1 1), or of each root that is sent\n");
}

static void
add_selector(struct text *out, const struct tlsa *r, X509 *cert)
{
	if (r->selector == TLSA_CERT && r->usage == TLSA_EE)
		text_add(out,
		    "selector 0: each renewal makes another record, even if "
		    "the key stays; with ACME that is every few weeks; publish "
		    "3 1 1 and keep the key, or add the next record first\n");
	if (r->selector == TLSA_CERT && r->usage == TLSA_TA && cert != NULL)
		text_add(out,
		    "selector 0: a CA that is signed anew with the same key "
		    "does not match any more; 2 1 1 still does\n");
}

static void
add_mtype(struct text *out, const struct tlsa *r)
{
	if (r->mtype == TLSA_SHA512)
		text_add(out, "matching type 2: a sender need not know SHA-512 "
			      "(RFC 7671 9); with SHA-256 all do\n");
	if (r->mtype == TLSA_FULL && r->data.len > 512)
		text_addf(out,
		    "matching type 0: %zu bytes in each answer; a digest has "
		    "32\n",
		    r->data.len);
}

static void
add_dates(struct text *out, X509 *cert, int64_t at_s)
{
	enum { SOON_DAYS = 14, DAY_S = 86400 };
	time_t at = at_s, soon = at_s + SOON_DAYS * DAY_S;
	if (X509_cmp_time(X509_get0_notAfter(cert), &at) < 0)
		text_add(out, "the certificate has expired\n");
	else if (X509_cmp_time(X509_get0_notBefore(cert), &at) > 0)
		text_add(out, "the certificate is not valid yet\n");
	else if (X509_cmp_time(X509_get0_notAfter(cert), &soon) < 0)
		text_addf(
		    out, "the certificate ends within %d days\n", SOON_DAYS);
}

void
tlsa_advice_add(struct text *out, const struct tlsa *r, X509 *cert, X509 *leaf,
    const char *host, int64_t at_s)
{
	const char *retired = retired_ca_name(r);
	add_usage(out, r, cert);
	add_selector(out, r, cert);
	add_mtype(out, r);
	if (retired != NULL)
		text_addf(out, "%s: no longer signs\n", retired);
	/* RFC 7672 3.1.1: usage 3 has neither dates nor names. */
	if (r->usage == TLSA_EE || cert == NULL)
		return;
	add_dates(out, cert, at_s);
	if (leaf != NULL && host != NULL &&
	    X509_check_host(leaf, host, strlen(host), 0, NULL) != 1)
		text_addf(
		    out, "usage 2: the leaf has no name that fits %s\n", host);
}
