#include "tls_grade.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/macros.h"

static const char good[] = "good", sufficient[] = "sufficient",
		  phase_out[] = "phase out", insufficient[] = "insufficient";

struct named_grade {
	const char *name, *grade;
};

static const char *
find(const struct named_grade *rows, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(rows[i].name, name) == 0)
			return rows[i].grade;
	return insufficient;
}

const char *
tls_grade_version(const char *version)
{
	static const struct named_grade rows[] = {
	    {"TLSv1.3", good},
	    {"TLSv1.2", sufficient},
	    {"TLSv1.1", phase_out},
	    {"TLSv1", phase_out},
	};
	return find(rows, ARRAY_LEN(rows), version);
}

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* Bulk ciphers by how a suite's name ends, behind its key exchange. */
static const char *
bulk_grade(const char *bulk)
{
	if (strstr(bulk, "CCM") != NULL)
		return insufficient;
	if (begins(bulk, "CHACHA20-POLY1305") || begins(bulk, "AES128-GCM-") ||
	    begins(bulk, "AES256-GCM-"))
		return good;
	if (begins(bulk, "AES128-SHA") || begins(bulk, "AES256-SHA"))
		return sufficient;
	return begins(bulk, "DES-CBC3-") ? phase_out : insufficient;
}

const char *
tls_grade_cipher(const char *cipher)
{
	static const struct named_grade tls13[] = {
	    {"TLS_AES_256_GCM_SHA384", good},
	    {"TLS_CHACHA20_POLY1305_SHA256", good},
	    {"TLS_AES_128_GCM_SHA256", good},
	};
	/* Without a word in front the key is exchanged by RSA. */
	static const struct named_grade exchanges[] = {
	    {"ECDHE-ECDSA-", good},
	    {"ECDHE-RSA-", good},
	    {"DHE-RSA-", sufficient},
	    {"", phase_out},
	};
	static const char *const order[] = {
	    insufficient, phase_out, sufficient, good};
	size_t i = 0, k = 0;
	if (begins(cipher, "TLS_"))
		return find(tls13, ARRAY_LEN(tls13), cipher);
	while (!begins(cipher, exchanges[i].name))
		i++;
	const char *bulk = bulk_grade(cipher + strlen(exchanges[i].name));
	while (order[k] != bulk && order[k] != exchanges[i].grade)
		k++;
	return order[k];
}

const char *
tls_grade_group(const char *group)
{
	static const struct named_grade rows[] = {
	    {"secp384r1", good},
	    {"secp256r1", good},
	    {"prime256v1", good},
	    {"x448", good},
	    {"x25519", good},
	    {"secp224r1", phase_out},
	    {"ffdhe4096", sufficient},
	    {"ffdhe3072", sufficient},
	    {"ffdhe2048", phase_out},
	};
	return find(rows, ARRAY_LEN(rows), group);
}

const char *
tls_grade_key(int kind, int bits, const char *curve)
{
	if (kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448)
		return good;
	if (kind == EVP_PKEY_EC && curve != NULL)
		return tls_grade_group(curve);
	bool rsa = kind == EVP_PKEY_RSA || kind == EVP_PKEY_RSA_PSS;
	if (!rsa || bits < 2048)
		return insufficient;
	return bits >= 3072 ? good : sufficient;
}

const char *
tls_grade_hash(int nid)
{
	return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512
		   ? good
		   : insufficient;
}
