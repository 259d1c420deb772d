#include "tls/server_flight.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* All certificates lie within what came. */
static unsigned
look(const struct server_flight *f)
{
	const uint8_t *der;
	size_t len;
	bool cut;
	unsigned n = 0;
	const char *begin = f->messages.bytes;
	if (f->has_hello && (server_flight_version(f)[0] != 'T' ||
				(f->state != SERVER_FLIGHT_REFUSED &&
				    server_flight_cipher(f) == NULL)))
		abort();
	while (f->state == SERVER_FLIGHT_CHAIN &&
	       server_flight_certificate(f, n, &der, &len, &cut)) {
		if ((const char *)der < begin ||
		    (const char *)der + len > begin + f->messages.len)
			abort();
		n++;
	}
	return n;
}

static enum server_flight_state
feed(const uint8_t *bytes, size_t len, size_t step, unsigned *certificates)
{
	struct server_flight f;
	server_flight_init(&f);
	for (size_t at = 0; at < len; at += step)
		server_flight_feed(
		    &f, bytes + at, step < len - at ? step : len - at);
	*certificates = look(&f);
	if (f.messages.len > 102400)
		abort();
	enum server_flight_state state = f.state;
	server_flight_fini(&f);
	return state;
}

/* However it is cut it says the same. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	unsigned whole, small;
	if (feed(bytes, len, len + 1, &whole) !=
		feed(bytes, len, len % 7 + 1, &small) ||
	    whole != small)
		abort();
	return 0;
}
