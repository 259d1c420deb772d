#include "served_chain.h"

#include <errno.h>
#include <limits.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <openssl/x509.h>

#include "analysis/verdict/explanation_text.h"
#include "base/clock.h"
#include "mail/smtp_client.h"
#include "own_identity.h"
#include "tls/tls_client.h"

enum { WAIT_S = 10, WHOLE_S = 60, PORT_TEXT_MAX = 8, PIECE_BYTES = 4096 };

struct served_chain {
	const struct tlsa_server *server;
	int fd;
	int64_t end_ns;         /* of the whole */
	struct tls_client *tls; /* there is one from the handshake on */
	struct text *why;
};

/* What stands before whatever went wrong. */
static struct text *
say(struct served_chain *s)
{
	text_addf(s->why, "%s, port %u: ", s->server->host,
	    (unsigned)s->server->port);
	if (s->tls != NULL)
		text_add(s->why, "the handshake failed: ");
	return s->why;
}

/* The kernel ends each wait, that for a connection too. */
static int
connect_to(const struct addrinfo *a)
{
	const struct timeval wait = {.tv_sec = WAIT_S};
	int fd =
	    socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC, a->ai_protocol);
	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) == 0 &&
	    connect(fd, a->ai_addr, a->ai_addrlen) == 0)
		return fd;
	int rc = errno == EINPROGRESS ? -ETIMEDOUT : -errno;
	close(fd);
	return rc;
}

static int
open_any(struct served_chain *s)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list = NULL;
	char port[PORT_TEXT_MAX];
	snprintf(port, sizeof(port), "%u", (unsigned)s->server->port);
	int rc = getaddrinfo(s->server->host, port, &hints, &list);
	if (rc != 0) {
		text_addf(s->why, "%s: %s", s->server->host, gai_strerror(rc));
		return -ENOENT;
	}
	s->fd = -ENOENT;
	for (const struct addrinfo *a = list; a != NULL && s->fd < 0;
	     a = a->ai_next)
		s->fd = connect_to(a);
	freeaddrinfo(list);
	if (s->fd < 0)
		text_add(say(s), strerror(-s->fd));
	return s->fd < 0 ? s->fd : 0;
}

static int
send_all(struct served_chain *s, const void *bytes, size_t len)
{
	const uint8_t *at = bytes, *end = at + len;
	while (at < end) {
		ssize_t n = send(s->fd, at, (size_t)(end - at), MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			int rc = -errno;
			text_add(say(s),
			    rc == -EAGAIN ? "it does not read" : strerror(-rc));
			return rc;
		}
		at += n;
	}
	return 0;
}

static int
receive(struct served_chain *s, uint8_t *out, size_t max, size_t *len)
{
	for (;;) {
		bool late = clock_monotonic_ns() >= s->end_ns;
		ssize_t n = late ? -1 : recv(s->fd, out, max, 0);
		*len = n > 0 ? (size_t)n : 0;
		if (n > 0)
			return 0;
		if (n < 0 && !late && errno == EINTR)
			continue;
		int rc = n == 0                    ? -ECONNRESET
			 : late || errno == EAGAIN ? -ETIMEDOUT
						   : -errno;
		text_add(say(s), n == 0 ? "it closed the connection"
				 : late ? "it does not come to an end"
				 : rc == -ETIMEDOUT ? "it is silent"
						    : strerror(-rc));
		return rc;
	}
}

/* With what the server said, of which no byte reaches a terminal as it is. */
static int
refuse(struct served_chain *s, const char *what, const struct smtp_reply *reply)
{
	text_add(say(s), what);
	if (reply != NULL) {
		size_t len = reply->len;
		while (len > 0 && (reply->raw[len - 1] == '\n' ||
				      reply->raw[len - 1] == '\r'))
			len--;
		text_add(s->why, ": ");
		explanation_add_foreign(s->why, reply->raw, len);
	}
	return -ECONNREFUSED;
}

static int
end(struct served_chain *s, enum smtp_end why, const struct smtp_reply *reply)
{
	switch (why) {
	case SMTP_END_BANNER_REFUSED:
		return refuse(s, "it turns us away", reply);
	case SMTP_END_EHLO_REFUSED:
		return refuse(s, "it refuses EHLO", reply);
	case SMTP_END_NO_STARTTLS:
		return refuse(s,
		    smtp_reply_is_masked(reply)
			? "a firewall has masked STARTTLS"
			: "it offers no STARTTLS",
		    NULL);
	case SMTP_END_STARTTLS_REFUSED:
		return refuse(s, "it offers STARTTLS and refuses it", reply);
	case SMTP_END_NONE:
	case SMTP_END_TLS:
	case SMTP_END_ANSWERED:
		break;
	}
	return 0;
}

/*
 * Up to where TLS begins.  What comes behind the last reply is no TLS, whoever
 * put it there, and is left out.
 */
static int
talk(struct served_chain *s, struct smtp_client *c, struct smtp_reply *reply)
{
	struct smtp_action action = {.end = SMTP_END_NONE};
	uint8_t bytes[PIECE_BYTES];
	size_t len;
	while (action.end == SMTP_END_NONE) {
		int rc = receive(s, bytes, sizeof(bytes), &len);
		struct wire w = wire_over(bytes, len);
		while (rc == 0 && action.end == SMTP_END_NONE &&
		       wire_left(&w) > 0) {
			enum smtp_parse parse = smtp_reply_feed(reply, &w);
			if (parse == SMTP_PARSE_MORE)
				break;
			if (parse == SMTP_PARSE_BAD)
				return refuse(s, "this is no SMTP", reply);
			action = smtp_client_step(c, reply);
			if (action.send != NULL)
				rc = send_all(
				    s, action.send, strlen(action.send));
			if (action.end == SMTP_END_NONE)
				smtp_reply_init(reply);
		}
		if (rc < 0)
			return rc;
	}
	return end(s, action.end, reply);
}

static int
start_tls(struct served_chain *s)
{
	static const char quit[] = "QUIT\r\n";
	char ehlo[HOST_NAME_MAX + 16];
	struct smtp_client client;
	struct smtp_reply reply = {0};
	snprintf(ehlo, sizeof(ehlo), "EHLO %s\r\n", own_identity_name());
	smtp_client_init(&client, ehlo);
	smtp_reply_init(&reply);
	int rc = talk(s, &client, &reply);
	smtp_reply_fini(&reply);
	if (rc == -ECONNREFUSED)
		(void)!send(s->fd, quit, sizeof(quit) - 1, MSG_NOSIGNAL);
	return rc;
}

static int
flush(struct served_chain *s)
{
	uint8_t bytes[PIECE_BYTES];
	size_t len;
	int rc = 0;
	while (rc == 0 &&
	       (len = tls_client_take(s->tls, bytes, sizeof(bytes))) > 0)
		rc = send_all(s, bytes, len);
	return rc;
}

static int
shake_hands(struct served_chain *s)
{
	uint8_t bytes[PIECE_BYTES];
	size_t len;
	for (;;) {
		enum tls_progress progress = tls_client_handshake(s->tls);
		if (progress == TLS_FAILED) {
			text_add(say(s), tls_client_error(s->tls));
			return -EPROTO;
		}
		int rc = flush(s);
		if (rc < 0 || progress == TLS_READY)
			return rc;
		rc = receive(s, bytes, sizeof(bytes), &len);
		if (rc < 0)
			return rc == -ECONNRESET ? -EPROTO : rc;
		rc = tls_client_feed(s->tls, bytes, len);
		if (rc < 0)
			return rc;
	}
}

static int
take_chain(struct served_chain *s, struct tlsa_source *out)
{
	const uint8_t *der;
	size_t len;
	while (
	    out->count < ARRAY_LEN(out->chain) &&
	    tls_client_certificate(s->tls, (unsigned)out->count, &der, &len)) {
		X509 *x = d2i_X509(NULL, &der, (long)len);
		if (x == NULL) {
			text_addf(say(s), "its certificate %zu is none",
			    out->count + 1);
			return -EBADMSG;
		}
		out->chain[out->count++] = x;
	}
	if (out->count > 0)
		return 0;
	text_add(say(s), "it sends no certificate");
	return -EBADMSG;
}

static int
read_chain(struct served_chain *s, struct tlsa_source *out)
{
	struct tls_context *context = NULL;
	int rc = tls_context_new(&context);
	if (rc == 0)
		rc = tls_client_new(
		    context, s->server->sni, s->server->leaf, &s->tls);
	if (rc == 0)
		rc = shake_hands(s);
	if (rc == 0)
		rc = take_chain(s, out);
	if (rc == 0) {
		tls_client_close(s->tls);
		rc = flush(s);
	}
	tls_client_free(s->tls);
	tls_context_free(context);
	return rc;
}

int
served_chain_read(
    const struct tlsa_server *server, struct tlsa_source *out, struct text *why)
{
	struct served_chain s = {
	    .server = server,
	    .why = why,
	    .end_ns = clock_monotonic_ns() + (int64_t)WHOLE_S * NS_PER_S,
	};
	*out = (struct tlsa_source){0};
	int rc = open_any(&s);
	if (rc < 0)
		return rc;
	if (!server->implicit_tls)
		rc = start_tls(&s);
	if (rc == 0)
		rc = read_chain(&s, out);
	close(s.fd);
	return rc;
}
