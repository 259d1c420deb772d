#include "output/record/cert.h"

#include <string.h>

#include "tls/cert.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct text line;
	text_init(&line);
	cert_record_add(&line, bytes, len);
	text_fini(&line);
	return 0;
}
