#include "tls/tls_object.h"

#include <errno.h>
#include <openssl/err.h>
#include <string.h>

enum {
	RECORD_HEADER = 5,
	HEARD_MAX = 16384, /* with more of it nobody rests */
	RESTS_MAX = 4,     /* each costs a hello and what was heard */
};

static int
set_offer(struct tls_object *o)
{
	const struct tls_object_config *c = &o->config;
	if (c->signatures != NULL &&
	    (SSL_set1_sigalgs_list(o->ssl, c->signatures) != 1 ||
		SSL_set_cipher_list(o->ssl, c->suites) != 1))
		return -ENOMEM;
	if (c->sni[0] != '\0' && SSL_set_tlsext_host_name(o->ssl, c->sni) != 1)
		return -ENOMEM;
	return 0;
}

static void
drop_ssl(struct tls_object *o)
{
	SSL_free(o->ssl);
	o->ssl = NULL;
	o->in = o->out = NULL;
}

static int
make_ssl(struct tls_object *o)
{
	o->ssl = SSL_new(o->config.ctx);
	o->in = BIO_new(BIO_s_mem());
	o->out = BIO_new(BIO_s_mem());
	if (o->ssl == NULL || o->in == NULL || o->out == NULL) {
		BIO_free(o->in);
		BIO_free(o->out);
		drop_ssl(o);
		return -ENOMEM;
	}
	BIO_set_mem_eof_return(o->in, -1);
	BIO_set_mem_eof_return(o->out, -1);
	SSL_set_bio(o->ssl, o->in, o->out);
	SSL_set_app_data(o->ssl, o->config.owner);
	SSL_set_connect_state(o->ssl);
	int rc = set_offer(o);
	if (rc < 0)
		drop_ssl(o);
	return rc;
}

int
tls_object_init(struct tls_object *o, const struct tls_object_config *config)
{
	*o = (struct tls_object){
	    .config = *config, .may_rest = config->may_rest};
	tls_draw_init(&o->draw);
	text_init(&o->heard);
	return make_ssl(o);
}

/* It may be at rest no more, and needs nothing to be made from. */
static void
stay_awake(struct tls_object *o)
{
	o->may_rest = false;
	tls_draw_fini(&o->draw);
	text_fini(&o->heard);
	text_init(&o->heard);
}

void
tls_object_fini(struct tls_object *o)
{
	if (o->ssl != NULL)
		drop_ssl(o);
	stay_awake(o);
}

static int
write_in(struct tls_object *o, const void *bytes, size_t len)
{
	size_t written;
	if (len == 0)
		return 0;
	return BIO_write_ex(o->in, bytes, len, &written) == 1 && written == len
		   ? 0
		   : -ENOMEM;
}

int
tls_object_feed(struct tls_object *o, const uint8_t *bytes, size_t len)
{
	if (o->may_rest) {
		text_add_bytes(&o->heard, bytes, len);
		if (!text_ok(&o->heard))
			return -ENOMEM;
	}
	return o->ssl != NULL ? write_in(o, bytes, len) : 0;
}

/* FNV-1a: it shall notice a fault of ours, and nobody else's. */
static uint32_t
hash_of(const char *bytes, long len)
{
	uint32_t hash = 2166136261u;
	for (long i = 0; i < len; i++)
		hash = (hash ^ (uint8_t)bytes[i]) * 16777619u;
	return hash;
}

static uint32_t
hash_out(struct tls_object *o)
{
	char *bytes;
	long len = BIO_get_mem_data(o->out, &bytes);
	return hash_of(bytes, len);
}

/* The ClientHello, which lies in `out` then. */
static int
greet(struct tls_object *o)
{
	tls_draw_begin(&o->draw);
	int rc = SSL_do_handshake(o->ssl);
	int why = SSL_get_error(o->ssl, rc);
	if (!tls_draw_end(&o->draw))
		stay_awake(o);
	o->greeted = true;
	return why;
}

/* With the hello that was sent already, and all that came since. */
static int
wake(struct tls_object *o)
{
	int rc = make_ssl(o);
	if (rc < 0)
		return rc;
	if (greet(o) != SSL_ERROR_WANT_READ || !o->may_rest ||
	    hash_out(o) != o->hello_hash) {
		drop_ssl(o);
		return -EIO;
	}
	(void)BIO_reset(o->out);
	return write_in(o, o->heard.bytes, o->heard.len);
}

/* Whole records from `at` on: where the last of them ends. */
static size_t
end_of_records(const struct text *heard, size_t at)
{
	while (heard->len - at >= RECORD_HEADER) {
		const uint8_t *h = (const uint8_t *)heard->bytes + at;
		size_t len = RECORD_HEADER + (size_t)(h[3] << 8 | h[4]);
		if (len > heard->len - at)
			break;
		at += len;
	}
	return at;
}

/* Something that OpenSSL had not heard when it was put to rest. */
static bool
has_news(const struct tls_object *o)
{
	size_t left = o->heard.len - o->whole;
	if (left < RECORD_HEADER)
		return false;
	return !o->header_seen ||
	       end_of_records(&o->heard, o->whole) > o->whole;
}

/* Once it has said more, or is done, it is more than hello and bytes. */
static void
step(struct tls_object *o, int *rc, int *why)
{
	int said = BIO_pending(o->out);
	*rc = SSL_do_handshake(o->ssl);
	*why = SSL_get_error(o->ssl, *rc);
	if (*why != SSL_ERROR_WANT_READ || BIO_pending(o->out) > said ||
	    o->heard.len > HEARD_MAX)
		stay_awake(o);
}

int
tls_object_handshake(struct tls_object *o, int *rc, int *why)
{
	*rc = -1;
	*why = SSL_ERROR_WANT_READ;
	if (o->ssl == NULL) {
		if (!has_news(o))
			return 0;
		int error = wake(o);
		if (error < 0)
			return error;
	}
	if (o->greeted) {
		step(o, rc, why);
		return 0;
	}
	*why = greet(o);
	o->hello_hash = hash_out(o);
	return 0;
}

void
tls_object_rest(struct tls_object *o)
{
	if (o->ssl == NULL || !o->may_rest || !o->greeted ||
	    o->rests == RESTS_MAX)
		return;
	o->rests++;
	o->whole = end_of_records(&o->heard, 0);
	o->header_seen = o->heard.len - o->whole >= RECORD_HEADER;
	drop_ssl(o);
}

bool
tls_object_can_rest(SSL_CTX *ctx)
{
	struct tls_object o;
	struct tls_object_config config = {
	    .ctx = ctx, .sni = "mx.example", .may_rest = true};
	int rc, why;
	if (tls_object_init(&o, &config) < 0)
		return false;
	bool same = tls_object_handshake(&o, &rc, &why) == 0;
	tls_object_rest(&o);
	same = same && o.ssl == NULL && wake(&o) == 0;
	tls_object_fini(&o);
	ERR_clear_error();
	return same;
}
