/*
 * Any bytes as the records of a TLS server.  A saved handshake of TLS 1.2
 * leads as far as the certificates; what follows must not go wrong either.
 */
#include "tls/tls_client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The chain: as many as there are, each with bytes of its own. */
static void
look_at_chain(const struct tls_client *c)
{
	const uint8_t *der;
	size_t len, sum = 0;
	unsigned n = 0;
	for (; tls_client_certificate(c, n, &der, &len); n++)
		for (size_t i = 0; i < len; i++)
			sum += der[i];
	if (n > TLS_CHAIN_MAX || sum == SIZE_MAX)
		abort();
}

struct end {
	enum tls_progress progress;
	unsigned chain;
	char error[TLS_ERROR_MAX];
};

static unsigned
chain_length(const struct tls_client *c)
{
	const uint8_t *der;
	size_t len;
	unsigned n = 0;
	while (tls_client_certificate(c, n, &der, &len))
		n++;
	return n;
}

static struct end
meet(const uint8_t *bytes, size_t len, bool rests)
{
	static struct tls_context *context;
	struct end end = {.progress = TLS_MORE};
	struct tls_client *c;
	uint8_t out[4096];

	if (context == NULL && tls_context_new(&context) < 0)
		abort();
	if (tls_client_new(context, "mx.example", LEAF_KEY_ANY, &c) < 0)
		abort();
	(void)tls_client_handshake(c);
	for (size_t at = 0, n; at < len && end.progress == TLS_MORE; at += n) {
		n = 1u + bytes[at] * 9u;
		if (n > len - at)
			n = len - at;
		if (rests && bytes[at] % 2 == 0)
			tls_client_rest(c);
		if (tls_client_feed(c, bytes + at, n) < 0)
			abort();
		end.progress = tls_client_handshake(c);
		while (tls_client_take(c, out, sizeof(out)) > 0)
			;
		look_at_chain(c);
	}
	if (tls_client_own_error(c) < 0)
		abort();
	if (end.progress == TLS_FAILED && strlen(tls_client_error(c)) == 0)
		abort(); /* no failure without a reason */
	end.chain = chain_length(c);
	snprintf(end.error, sizeof(end.error), "%s", tls_client_error(c));
	if (!rests)
		(void)tls_client_read(c, out, sizeof(out));
	tls_client_free(c);
	return end;
}

/* Who is put to rest in between comes to the same end. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct end plain = meet(bytes, len, false);
	struct end rested = meet(bytes, len, true);
	if (plain.progress != rested.progress || plain.chain != rested.chain ||
	    strcmp(plain.error, rested.error) != 0)
		abort();
	return 0;
}
