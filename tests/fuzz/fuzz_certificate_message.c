#include "tls/certificate_message.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
read_all(const uint8_t *bytes, size_t len, bool tls13)
{
	struct wire w = wire_over(bytes, len), der;
	size_t sum = 0;
	if (!certificate_message_open(&w, tls13))
		return;
	while (certificate_message_next(&w, tls13, &der))
		sum += wire_left(&der);
	if (sum > len)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	read_all(bytes, len, false);
	read_all(bytes, len, true);
	return 0;
}
