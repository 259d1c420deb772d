#include "tls/tls_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/entropy.h"
#include "tls/client_hello.h"

/* Warnings, each in a record of its own. */
static const uint8_t goodbye[] = {
    21, 3, 3, 0, 2, 1, 90, /* user_canceled */
    21, 3, 3, 0, 2, 1, 0,  /* close_notify */
};

enum { OUT_MAX = CLIENT_HELLO_MAX + sizeof(goodbye) };

struct tls_reader {
	struct server_flight flight;
	bool closed;
	size_t out_at, out_len;
	uint8_t out[OUT_MAX];
};

int
tls_reader_new(const char *sni, struct tls_reader **out)
{
	uint8_t random[CLIENT_HELLO_RANDOM_BYTES];
	struct tls_reader *r = malloc(sizeof(*r));
	if (r == NULL)
		return -ENOMEM;
	int rc = entropy_fill(random, sizeof(random));
	if (rc < 0) {
		free(r);
		return rc;
	}
	server_flight_init(&r->flight);
	r->closed = false;
	r->out_at = 0;
	r->out_len = client_hello_build(sni, random, r->out);
	*out = r;
	return 0;
}

void
tls_reader_free(struct tls_reader *r)
{
	if (r == NULL)
		return;
	server_flight_fini(&r->flight);
	free(r);
}

enum server_flight_state
tls_reader_feed(struct tls_reader *r, const uint8_t *bytes, size_t len)
{
	return server_flight_feed(&r->flight, bytes, len);
}

void
tls_reader_close(struct tls_reader *r)
{
	if (r->closed)
		return;
	r->closed = true;
	memcpy(r->out + r->out_len, goodbye, sizeof(goodbye));
	r->out_len += sizeof(goodbye);
}

size_t
tls_reader_take(struct tls_reader *r, uint8_t *out, size_t max)
{
	size_t len = r->out_len - r->out_at;
	if (len > max)
		len = max;
	memcpy(out, r->out + r->out_at, len);
	r->out_at += len;
	return len;
}

const struct server_flight *
tls_reader_flight(const struct tls_reader *r)
{
	return &r->flight;
}
