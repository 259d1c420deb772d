#include "smtp_server.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <openssl/err.h>

void
simnet_session_init(struct simnet_session *s, const struct simnet_data *data,
    enum simnet_place place, uint32_t n, bool busy, int64_t now_ns)
{
	*s = (struct simnet_session){
	    .data = data,
	    .place = place,
	    .n = n,
	    .smtp = simnet_smtp_at(&data->world, place, n),
	    .busy = busy,
	    .greet_ns = now_ns,
	};
	if (s->smtp == SIMNET_SMTP_LATE)
		s->greet_ns += 5 * NS_PER_S;
	if (simnet_draw(&data->world, "slow", n, 100) <
	    data->world.config.slow_percent)
		s->greet_ns += 20 * NS_PER_S;
	if (data->world.config.mail_holds)
		s->hold = SIMNET_HOLDS_BANNER + n % 3;
	if (s->hold == SIMNET_HOLDS_BANNER)
		s->greet_ns += 3600 * NS_PER_S;
}

void
simnet_session_fini(struct simnet_session *s)
{
	SSL_free(s->ssl);
}

static void
greet(struct simnet_session *s, struct text *out)
{
	s->greet_ns = INT64_MAX;
	if (s->busy) {
		text_add(out, "421 too busy, come back later\r\n");
		s->over = true;
		return;
	}
	if (s->smtp == SIMNET_SMTP_LINES)
		text_add(out, "220-mx.simnet ESMTP\r\n220-no spam\r\n");
	for (unsigned i = 0; i < s->data->world.config.banner_lines; i++)
		text_addf(out, "220-%070u\r\n", i);
	text_addf(out, "%d mx.simnet ESMTP\r\n",
	    s->smtp == SIMNET_SMTP_BANNER_250 ? 250 : 220);
}

/* The first host that lives at the address. */
static bool
host_at(const struct simnet_session *s, struct simnet_host *host)
{
	const struct simnet_world *w = &s->data->world;
	bool provider = s->place == SIMNET_AT_PROVIDER;
	unsigned each = provider ? 4 : SIMNET_MX_MAX;
	struct simnet_zone z = simnet_zone(
	    w, provider ? SIMNET_PROVIDER : SIMNET_DOMAIN, s->n / each);
	char name[SIMNET_NAME_MAX];
	snprintf(name, sizeof(name), "mx%u.%.100s", s->n % each + 1, z.name);
	return simnet_host(w, name, host) || simnet_host(w, z.name, host);
}

/* The host that the client means by its SNI, or else one that lives here. */
static void
host_meant(
    const struct simnet_session *s, const char *sni, struct simnet_host *host)
{
	if (sni != NULL && strlen(sni) < SIMNET_NAME_MAX &&
	    simnet_host(&s->data->world, sni, host))
		return;
	if (!host_at(s, host))
		*host = (struct simnet_host){.name = "mx.simnet", .chain = 1};
}

/* 0: an alert ends the handshake. */
static int
choose_certificate(SSL *ssl, void *arg)
{
	struct simnet_session *s = SSL_get_app_data(ssl);
	struct simnet_host host;
	(void)arg;
	if (s->smtp == SIMNET_SMTP_TLS_FAILS)
		return 0;
	host_meant(
	    s, SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name), &host);
	return simnet_use_chain(&s->data->certificates, &host, ssl) ? 1 : 0;
}

SSL_CTX *
simnet_session_context(void)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	if (ctx == NULL)
		return NULL;
	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
	SSL_CTX_set_num_tickets(ctx, 0);
	SSL_CTX_set_cert_cb(ctx, choose_certificate, NULL);
	return ctx;
}

static bool
begin_tls(struct simnet_session *s, SSL_CTX *ctx)
{
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	s->ssl = SSL_new(ctx);
	if (s->ssl == NULL || in == NULL || out == NULL) {
		BIO_free(in);
		BIO_free(out);
		return false;
	}
	BIO_set_mem_eof_return(in, -1);
	BIO_set_mem_eof_return(out, -1);
	SSL_set_bio(s->ssl, in, out);
	SSL_set_app_data(s->ssl, s);
	SSL_set_accept_state(s->ssl);
	int version = s->data->world.config.tls_version;
	if (version != 0) {
		SSL_set_min_proto_version(s->ssl, version);
		SSL_set_max_proto_version(s->ssl, version);
	}
	return true;
}

static const char *
reply_to_ehlo(const struct simnet_session *s)
{
	if (s->smtp == SIMNET_SMTP_NO_EHLO)
		return "502 5.5.2 command not recognized\r\n";
	if (s->ssl != NULL || s->smtp == SIMNET_SMTP_NO_STARTTLS)
		return "250-mx.simnet\r\n250 8BITMIME\r\n";
	if (s->smtp == SIMNET_SMTP_EHLO_220)
		return "220-mx.simnet\r\n220-STARTTLS\r\n220 8BITMIME\r\n";
	return "250-mx.simnet\r\n250-PIPELINING\r\n"
	       "250-STARTTLS\r\n250 8BITMIME\r\n";
}

/* What is said to one command, in the clear or not. */
static const char *
reply_to(struct simnet_session *s, const char *line)
{
	if (strncasecmp(line, "EHLO", 4) == 0)
		return reply_to_ehlo(s);
	if (strncasecmp(line, "HELO", 4) == 0)
		return "250 mx.simnet\r\n";
	if (strncasecmp(line, "QUIT", 4) == 0) {
		s->over = true;
		return "221 bye\r\n";
	}
	return "502 not here\r\n";
}

/* A line from the front of the text; false: not whole yet, or too long. */
static bool
take_line(struct text *in, char line[512])
{
	const char *end = in->len > 0 ? memchr(in->bytes, '\n', in->len) : NULL;
	size_t len = end != NULL ? (size_t)(end - in->bytes) + 1 : 0;
	if (len == 0 || len >= 512)
		return false;
	memcpy(line, in->bytes, len);
	line[len] = '\0';
	memmove(in->bytes, in->bytes + len, in->len - len);
	text_truncate(in, in->len - len);
	return true;
}

static void
speak_clear(
    struct simnet_session *s, SSL_CTX *ctx, struct text *in, struct text *out)
{
	char line[512];
	while (!s->over && s->ssl == NULL && take_line(in, line)) {
		if (strncasecmp(line, "STARTTLS", 8) != 0) {
			text_add(out, reply_to(s, line));
		} else if (s->smtp == SIMNET_SMTP_NO_STARTTLS) {
			text_add(out, "502 not here\r\n");
		} else if (s->smtp == SIMNET_SMTP_454) {
			text_add(out, "454 TLS not available\r\n");
		} else {
			text_add(out, s->smtp == SIMNET_SMTP_TLS_250
					  ? "250 go ahead\r\n"
					  : "220 go ahead\r\n");
			s->over = !begin_tls(s, ctx);
		}
	}
}

static void
speak_tls(struct simnet_session *s, struct text *in, struct text *out)
{
	char line[512];
	int len;
	if (in->len > 0)
		BIO_write(SSL_get_rbio(s->ssl), in->bytes, (int)in->len);
	text_clear(in);
	ERR_clear_error();
	int rc = SSL_do_handshake(s->ssl);
	if (rc != 1 && SSL_get_error(s->ssl, rc) != SSL_ERROR_WANT_READ)
		s->over = true;
	while (rc == 1 && !s->over &&
	       (len = SSL_read(s->ssl, line, sizeof(line) - 1)) > 0) {
		line[len] = '\0';
		const char *reply = reply_to(s, line);
		SSL_write(s->ssl, reply, (int)strlen(reply));
	}
	if (rc == 1 && s->over)
		SSL_shutdown(s->ssl);
	size_t before = out->len;
	while ((len = BIO_read(SSL_get_wbio(s->ssl), line, sizeof(line))) > 0)
		text_add_bytes(out, line, (size_t)len);
	if (s->hold == SIMNET_HOLDS_HANDSHAKE && out->len > before)
		text_truncate(out, out->len - 1);
}

void
simnet_session_step(struct simnet_session *s, SSL_CTX *ctx, struct text *in,
    struct text *out, int64_t now_ns)
{
	if (now_ns >= s->greet_ns)
		greet(s, out);
	if (s->greet_ns != INT64_MAX || s->over)
		return;
	speak_clear(s, ctx, in, out);
	if (s->ssl != NULL && !s->over && s->hold != SIMNET_HOLDS_TLS)
		speak_tls(s, in, out);
}
