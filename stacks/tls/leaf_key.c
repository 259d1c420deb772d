#include "tls/leaf_key.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "tls/cert.h"

const char *const leaf_key_words[LEAF_KEY_COUNT] = {
    [LEAF_KEY_ANY] = NULL,
    [LEAF_KEY_RSA] = "rsa",
    [LEAF_KEY_ECDSA] = "ecdsa",
};

enum leaf_key
leaf_key_of(const uint8_t *der, size_t len)
{
	enum leaf_key k = LEAF_KEY_ANY;
	ASN1_OBJECT *algorithm = NULL;
	X509 *x = cert_parse_without_key(der, len);
	if (x != NULL && X509_PUBKEY_get0_param(&algorithm, NULL, NULL, NULL,
			     X509_get_X509_PUBKEY(x)) == 1) {
		int nid = OBJ_obj2nid(algorithm);
		if (nid == NID_rsaEncryption)
			k = LEAF_KEY_RSA;
		else if (nid == NID_X9_62_id_ecPublicKey)
			k = LEAF_KEY_ECDSA;
	}
	X509_free(x);
	ERR_clear_error(); /* ours: it must not look like a handshake's */
	return k;
}

enum leaf_key
leaf_key_twin(enum leaf_key k)
{
	switch (k) {
	case LEAF_KEY_RSA:
		return LEAF_KEY_ECDSA;
	case LEAF_KEY_ECDSA:
		return LEAF_KEY_RSA;
	case LEAF_KEY_ANY:
	case LEAF_KEY_COUNT:
		break;
	}
	return LEAF_KEY_ANY;
}
