#include "scanner/engine/server_rates.h"

#include <stdlib.h>

#include "file_of_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Whatever is looked up, a rate is one that a file may have. */
static void
check(const struct server_rates *r, const uint8_t *bytes, size_t len)
{
	struct addr a = addr_from_v4((const uint8_t *)"\xc0\x00\x02\x07");
	struct dns_name name;
	if (server_rates_of_address(r, &a) > SERVER_RATE_MAX)
		abort();
	if (dns_name_from_text(
		(const char *)bytes, len < 64 ? len : 64, &name) &&
	    server_rates_of_name(r, &name) > SERVER_RATE_MAX)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct input_file file = input_file_open(bytes, len);
	struct server_rates *r;
	struct text why;

	text_init(&why);
	int rc = server_rates_read(file.path, &r, &why);
	if ((rc < 0) != (why.len > 0))
		abort(); /* no failure without a reason */
	if (rc == 0) {
		check(r, bytes, len);
		server_rates_free(r);
	}
	text_fini(&why);
	input_file_close(&file);
	return 0;
}
