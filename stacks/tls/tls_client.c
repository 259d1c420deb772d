#include "tls/tls_client.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tls/certificate_message.h"
#include "tls/tls_algorithms.h"
#include "tls/tls_object.h"
#include "tls/tls_offer.h"
#include "tls/tls_reader.h"

enum { CHAIN_BYTES_MAX = 102400 };

struct tls_context {
	struct tls_algorithms algorithms;
	SSL_CTX *ssl_ctx;
	bool can_rest;
};

struct tls_client {
	struct tls_reader *reader; /* in the place of all that follows; NULL */
	struct tls_object tls;
	uint8_t *chain_bytes;             /* the whole message, copied */
	struct wire chain[TLS_CHAIN_MAX]; /* views into it */
	unsigned chain_count;
	bool chain_cut;
	int own_error;
	bool over; /* by the peer's close_notify, an alert or a fault */
	char error[TLS_ERROR_MAX];
};

_Static_assert((int)TLS_CHAIN_MAX == (int)SERVER_FLIGHT_CHAIN_MAX,
    "a chain is as long, whoever reads it");

/*
 * The certificates of a message, which is ours now.  What is not kept is at
 * the end: there is never a hole.  An empty one breaks RFC 8446 4.4.2.
 */
static void
split_chain(struct tls_client *c, size_t len, bool tls13)
{
	struct wire w = wire_over(c->chain_bytes, len), der;
	if (!certificate_message_open(&w, tls13))
		return;
	while (certificate_message_next(&w, tls13, &der)) {
		if (c->chain_count == TLS_CHAIN_MAX || wire_left(&der) == 0) {
			c->chain_cut = true;
			return;
		}
		c->chain[c->chain_count++] = der;
	}
}

/* Sees each message before OpenSSL parses it: a chain may not parse. */
static void
on_message(int sent, int version, int type, const void *bytes, size_t len,
    SSL *ssl, void *arg)
{
	struct tls_client *c = SSL_get_app_data(ssl);
	bool tls13 = version == TLS1_3_VERSION;
	struct wire w = wire_over(bytes, len);
	(void)arg;
	if (sent || type != SSL3_RT_HANDSHAKE || c->chain_bytes != NULL ||
	    !certificate_message_open(&w, tls13))
		return;
	c->chain_bytes = OPENSSL_memdup(bytes, len);
	if (c->chain_bytes != NULL)
		split_chain(c, len, tls13);
	else
		c->own_error = -ENOMEM;
}

/* What it is worth is judged offline. */
static int
accept_all(X509_STORE_CTX *store, void *arg)
{
	(void)store;
	(void)arg;
	return 1;
}

static void
accept_what_comes(SSL_CTX *ctx)
{
	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
	SSL_CTX_set_options(ctx, SSL_OP_LEGACY_SERVER_CONNECT |
				     SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION |
				     SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS); /* 34 kB of each */
	SSL_CTX_set_max_cert_list(ctx, CHAIN_BYTES_MAX);
	SSL_CTX_set_cert_verify_callback(ctx, accept_all, NULL);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_msg_callback(ctx, on_message);
}

int
tls_context_new(struct tls_context **out)
{
	struct tls_context *t = calloc(1, sizeof(*t));
	if (t == NULL)
		return -ENOMEM;
	if (tls_algorithms_init(&t->algorithms))
		t->ssl_ctx = SSL_CTX_new_ex(
		    t->algorithms.lib, NULL, TLS_client_method());
	if (t->ssl_ctx == NULL || !tls_offer_pin(t->ssl_ctx)) {
		tls_context_free(t);
		return -ENOMEM;
	}
	accept_what_comes(t->ssl_ctx);
	t->can_rest = tls_object_can_rest(t->ssl_ctx);
	*out = t;
	return 0;
}

int
tls_context_new_offering(const char *groups, struct tls_context **out)
{
	struct text why;
	int rc = tls_context_new(out);
	if (rc < 0 || groups == NULL)
		return rc;
	text_init(&why);
	bool set = tls_offer_groups((*out)->ssl_ctx, groups, &why);
	text_fini(&why);
	if (!set) {
		tls_context_free(*out);
		*out = NULL;
		return -EINVAL;
	}
	(*out)->can_rest = tls_object_can_rest((*out)->ssl_ctx);
	return 0;
}

bool
tls_client_knows_groups(const char *groups, struct text *why)
{
	struct tls_context *t;
	if (tls_context_new(&t) < 0) {
		text_add(why, "no memory");
		return false;
	}
	bool known = tls_offer_groups(t->ssl_ctx, groups, why);
	tls_context_free(t);
	return known;
}

void
tls_context_free(struct tls_context *t)
{
	if (t == NULL)
		return;
	SSL_CTX_free(t->ssl_ctx);
	tls_algorithms_fini(&t->algorithms);
	free(t);
}

int
tls_client_new(struct tls_context *t, const char *sni, enum leaf_key leaf,
    struct tls_client **out)
{
	struct tls_client *c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	int rc = tls_object_init(
	    &c->tls, &(struct tls_object_config){
			 .ctx = t->ssl_ctx,
			 .sni = sni,
			 .signatures = tls_offers[leaf].signatures,
			 .suites = tls_offers[leaf].suites,
			 .owner = c,
			 .may_rest = t->can_rest,
		     });
	if (rc < 0) {
		free(c);
		return rc;
	}
	*out = c;
	return 0;
}

int
tls_client_new_reader(const char *sni, struct tls_client **out)
{
	struct tls_client *c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	int rc = tls_reader_new(sni, &c->reader);
	if (rc < 0) {
		free(c);
		return rc;
	}
	*out = c;
	return 0;
}

void
tls_client_free(struct tls_client *c)
{
	if (c == NULL)
		return;
	tls_reader_free(c->reader);
	tls_object_fini(&c->tls);
	OPENSSL_free(c->chain_bytes);
	free(c);
}

int
tls_client_feed(struct tls_client *c, const uint8_t *bytes, size_t len)
{
	if (c->reader != NULL)
		return tls_reader_feed(c->reader, bytes, len) ==
			       SERVER_FLIGHT_FAILED
			   ? -ENOMEM
			   : 0;
	return tls_object_feed(&c->tls, bytes, len);
}

/* The alert or the fault, without OpenSSL's file names. */
static void
note_error(struct tls_client *c)
{
	c->over = true;
	unsigned long code = ERR_peek_error();
	const char *reason = code != 0 ? ERR_reason_error_string(code) : NULL;
	snprintf(c->error, sizeof(c->error), "%s",
	    reason != NULL ? reason : "handshake failed");
}

/* What a reader has, or why it has nothing. */
static enum tls_progress
read_progress(struct tls_client *c)
{
	const struct server_flight *f = tls_reader_flight(c->reader);
	switch (f->state) {
	case SERVER_FLIGHT_MORE:
		return TLS_MORE;
	case SERVER_FLIGHT_CHAIN:
		return TLS_CHAIN;
	case SERVER_FLIGHT_REFUSED:
	case SERVER_FLIGHT_FAILED:
		break;
	}
	snprintf(c->error, sizeof(c->error), "%s", f->why);
	return TLS_FAILED;
}

/* They lie in the reader's flight.  A list of none is none: RFC 5246 7.4.2. */
static enum tls_progress
take_read_chain(struct tls_client *c)
{
	const uint8_t *der;
	size_t len;
	while (server_flight_certificate(tls_reader_flight(c->reader),
	    c->chain_count, &der, &len, &c->chain_cut))
		c->chain[c->chain_count++] = wire_over(der, len);
	if (c->chain_count > 0)
		return TLS_CHAIN;
	snprintf(c->error, sizeof(c->error), "no certificate");
	return TLS_FAILED;
}

enum tls_progress
tls_client_handshake(struct tls_client *c)
{
	if (c->reader != NULL) {
		enum tls_progress progress = read_progress(c);
		return progress == TLS_CHAIN ? take_read_chain(c) : progress;
	}
	int rc, why;
	ERR_clear_error();
	int error = tls_object_handshake(&c->tls, &rc, &why);
	if (error < 0) {
		c->own_error = error;
		return TLS_FAILED;
	}
	if (rc == 1)
		return TLS_READY;
	if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE)
		return TLS_MORE;
	note_error(c);
	ERR_clear_error();
	return TLS_FAILED;
}

size_t
tls_client_take(struct tls_client *c, uint8_t *out, size_t max)
{
	size_t len = 0;
	if (c->reader != NULL)
		return tls_reader_take(c->reader, out, max);
	if (c->tls.ssl == NULL || BIO_read_ex(c->tls.out, out, max, &len) != 1)
		return 0;
	return len;
}

bool
tls_client_write(struct tls_client *c, const char *text)
{
	size_t written;
	ERR_clear_error();
	return SSL_write_ex(c->tls.ssl, text, strlen(text), &written) == 1;
}

size_t
tls_client_read(struct tls_client *c, uint8_t *out, size_t max)
{
	size_t len = 0;
	ERR_clear_error();
	if (SSL_read_ex(c->tls.ssl, out, max, &len) == 1)
		return len;
	int why = SSL_get_error(c->tls.ssl, 0);
	if (why == SSL_ERROR_ZERO_RETURN)
		c->over = true;
	else if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE)
		note_error(c);
	ERR_clear_error();
	return 0;
}

void
tls_client_rest(struct tls_client *c)
{
	if (c->reader == NULL)
		tls_object_rest(&c->tls);
}

bool
tls_client_is_over(const struct tls_client *c)
{
	return c->over;
}

void
tls_client_close(struct tls_client *c)
{
	if (c->reader != NULL) {
		tls_reader_close(c->reader);
		return;
	}
	if (c->tls.ssl == NULL)
		return; /* at rest: there is no session */
	ERR_clear_error();
	(void)SSL_shutdown(c->tls.ssl); /* while there is none: nothing */
	ERR_clear_error();
}

bool
tls_client_certificate(
    const struct tls_client *c, unsigned n, const uint8_t **der, size_t *len)
{
	if (n >= c->chain_count)
		return false;
	*der = c->chain[n].at;
	*len = wire_left(&c->chain[n]);
	return true;
}

bool
tls_client_chain_cut(const struct tls_client *c)
{
	return c->chain_cut;
}

int
tls_client_own_error(const struct tls_client *c)
{
	return c->own_error;
}

const char *
tls_client_version(const struct tls_client *c)
{
	if (c->reader != NULL)
		return server_flight_version(tls_reader_flight(c->reader));
	return SSL_get_version(c->tls.ssl);
}

const char *
tls_client_cipher(const struct tls_client *c)
{
	if (c->reader != NULL)
		return server_flight_cipher(tls_reader_flight(c->reader));
	return SSL_get_cipher_name(c->tls.ssl);
}

const char *
tls_client_group(const struct tls_client *c)
{
	if (c->reader != NULL)
		return ""; /* the key exchange is not read */
	long id = SSL_get_negotiated_group(c->tls.ssl);
	const char *name =
	    id > 0 ? SSL_group_to_name(c->tls.ssl, (int)id) : NULL;
	return name != NULL ? name : "";
}

const char *
tls_client_error(const struct tls_client *c)
{
	return c->error;
}
