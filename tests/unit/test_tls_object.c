/* An object of OpenSSL's that is put to rest, and what it costs then. */
#include "tls/tls_object.h"

#include <string.h>

#include "tap.h"
#include "tls/tls_algorithms.h"
#include "tls/tls_offer.h"

static SSL_CTX *
context(OSSL_LIB_CTX *lib)
{
	SSL_CTX *ctx = SSL_CTX_new_ex(lib, NULL, TLS_client_method());
	SSL_CTX_set_security_level(ctx, 0);
	ok(tls_offer_pin(ctx), "an offer of one key share, which is X25519's");
	return ctx;
}

/* The hello, as it lies there to be sent. */
static size_t
hello(struct tls_object *o, char *out, size_t max)
{
	char *bytes;
	long len = BIO_get_mem_data(o->out, &bytes);
	if (len <= 0 || (size_t)len > max)
		return 0;
	memcpy(out, bytes, (size_t)len);
	return (size_t)len;
}

static void
test_rest(SSL_CTX *ctx)
{
	struct tls_object o, other;
	struct tls_object_config config = {
	    .ctx = ctx, .sni = "mx.example", .may_rest = true};
	char first[2048], second[2048];
	int rc, why;
	if (tls_object_init(&o, &config) < 0 ||
	    tls_object_init(&other, &config) < 0)
		return;
	ok(tls_object_handshake(&o, &rc, &why) == 0 &&
		tls_object_handshake(&other, &rc, &why) == 0,
	    "two of them");
	size_t len = hello(&o, first, sizeof(first));
	ok(len > 100 && hello(&other, second, sizeof(second)) == len &&
		memcmp(first, second, len) != 0,
	    "do not say the same");
	tls_object_rest(&o);
	ok(o.ssl == NULL && o.draw.len == 64 && o.draw.key != NULL,
	    "one at rest has no object, but what it drew");
	ok(tls_object_feed(&o, (const uint8_t *)"\x16\3\3\0\1", 5) == 0 &&
		tls_object_handshake(&o, &rc, &why) == 0 && o.ssl != NULL &&
		why == SSL_ERROR_WANT_READ && BIO_pending(o.out) == 0,
	    "a header wakes it, and nothing is said again");
	tls_object_rest(&o);
	ok(o.ssl == NULL && tls_object_handshake(&o, &rc, &why) == 0 &&
		o.ssl == NULL,
	    "the same header does not, a second time");
	tls_object_fini(&o);
	tls_object_fini(&other);
}

/* Who always has something to say costs no more than a few hellos. */
static void
test_restless(SSL_CTX *ctx)
{
	bool answered = true;
	static const uint8_t ping[] = "\x14\3\3\0\1\1"; /* and never more */
	struct tls_object o;
	struct tls_object_config config = {
	    .ctx = ctx, .sni = "mx.example", .may_rest = true};
	int rc, why;
	if (tls_object_init(&o, &config) < 0)
		return;
	answered &= tls_object_handshake(&o, &rc, &why) == 0;
	for (int i = 0; i < 100; i++) {
		answered &= tls_object_feed(&o, ping + i % 6, 1) == 0;
		answered &= tls_object_handshake(&o, &rc, &why) == 0;
		tls_object_rest(&o);
	}
	ok(answered && o.rests > 0 && o.rests <= 4,
	    "it is made anew four times at the most");
	tls_object_fini(&o);
}

int
main(void)
{
	struct tls_algorithms algorithms;
	if (!tls_algorithms_init(&algorithms))
		return 1;
	SSL_CTX *ours = context(algorithms.lib), *plain = context(NULL);
	ok(tls_object_can_rest(ours), "with our draws a hello comes twice");
	ok(!tls_object_can_rest(plain), "without them it does not");
	test_rest(ours);
	test_restless(ours);
	SSL_CTX_free(ours);
	SSL_CTX_free(plain);
	tls_algorithms_fini(&algorithms);
	return tap_end();
}
