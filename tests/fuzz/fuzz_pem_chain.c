#include "analysis/dane/pem_chain.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/x509.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	X509 *chain[DANE_CHAIN_MAX];
	size_t count = 0;
	struct text why;
	text_init(&why);
	int rc = pem_chain_parse(
	    "chain", (const char *)bytes, len, chain, &count, &why);
	if ((rc == 0) != (why.len == 0) || (rc == 0 && count == 0))
		abort(); /* no failure without a reason */
	for (size_t i = 0; i < count; i++)
		X509_free(chain[i]);
	text_fini(&why);
	return 0;
}
