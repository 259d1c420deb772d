/* Which RSA keys may sign: BIND's bounds (RFC 3110, RFC 5702). */
#include "analysis/dnssec/public_key.h"

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/macros.h"
#include "tap.h"

static const struct {
	const char *name;
	uint8_t algorithm;
	const char *exponent; /* hex */
	unsigned bits;
	bool good;
} rows[] = {
    {"exponent 3", 8, "03", 1024, true},
    {"exponent 65537", 8, "010001", 1024, true},
    {"exponent 2^32 + 1, the longest", 8, "0100000001", 1024, true},
    {"exponent 2^32 + 3", 8, "0100000003", 1024, false},
    {"exponent of 8 bytes", 8, "0100000000000001", 1024, false},
    {"exponent 1: it signs nothing", 8, "01", 1024, false},
    {"exponent 0", 8, "00", 1024, false},
    {"exponent 2 is even", 8, "02", 1024, false},
    {"exponent 3 with zeros in front", 8, "00000003", 1024, true},
    {"512 bits, the shortest", 8, "03", 512, true},
    {"511 bits", 8, "03", 511, false},
    {"480 bits", 5, "03", 480, false},
    {"4,096 bits, the longest", 8, "03", 4096, true},
    {"4,097 bits", 8, "03", 4097, false},
    {"RSASHA512 with 1,024 bits", 10, "03", 1024, true},
    {"RSASHA512 with 1,023 bits", 10, "03", 1023, false},
};

/* RFC 3110 2: length of the exponent, exponent, modulus. */
static size_t
make_key(const char *exponent, unsigned bits, uint8_t *out)
{
	size_t len = strlen(exponent) / 2, bytes = (bits + 7) / 8;
	out[0] = (uint8_t)len;
	for (size_t i = 0; i < len; i++)
		sscanf(exponent + 2 * i, "%2hhx", &out[1 + i]);
	uint8_t *n = out + 1 + len;
	memset(n, 0xff, bytes);
	n[0] = (uint8_t)(0xff >> (8 * bytes - bits));
	return 1 + len + bytes;
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t bytes[1024];
		struct rdata key = {.bytes = bytes};
		key.len =
		    (uint16_t)make_key(rows[i].exponent, rows[i].bits, bytes);
		EVP_PKEY *pkey =
		    public_key_new(algorithm_find(rows[i].algorithm), &key);
		ok((pkey != NULL) == rows[i].good, rows[i].name);
		EVP_PKEY_free(pkey);
	}
	return tap_end();
}
