#include "cert_strength.h"

#include <stdbool.h>
#include <stdio.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "tls_grade.h"

/* A signature of its own is no proof: nobody looks at it. */
static void
take_hash(X509 *x, struct cert_strength *out)
{
	int hash = NID_undef;
	if ((X509_get_extension_flags(x) & EXFLAG_SS) != 0 ||
	    X509_get_signature_info(x, &hash, NULL, NULL, NULL) != 1 ||
	    hash == NID_undef)
		return;
	out->hash = OBJ_nid2sn(hash);
	out->hash_grade = tls_grade_hash(hash);
}

struct cert_strength
cert_strength_of(X509 *x)
{
	struct cert_strength out = {0};
	EVP_PKEY *key = X509_get0_pubkey(x);
	if (key != NULL) {
		int kind = EVP_PKEY_id(key);
		bool has_curve = EVP_PKEY_get_group_name(
				     key, out.key, sizeof(out.key), NULL) == 1;
		out.bits = EVP_PKEY_bits(key);
		out.key_grade =
		    tls_grade_key(kind, out.bits, has_curve ? out.key : NULL);
		if (!has_curve)
			snprintf(
			    out.key, sizeof(out.key), "%s", OBJ_nid2sn(kind));
		take_hash(x, &out);
	}
	ERR_clear_error();
	return out;
}
