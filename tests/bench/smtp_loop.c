/*
 * smtp_loop.c - a bare SMTP client: the kernel's sockets, one after another,
 * and OpenSSL as it comes.
 *
 *	smtp_loop < TARGETS
 *
 * A line of TARGETS is "HOST ADDRESS".  The steps are those of a scan's
 * session: EHLO, STARTTLS, the handshake, EHLO, QUIT.  Nothing is kept of
 * what the server says.  Prints sessions that came to their end, all that
 * were tried, and the CPU time of both kinds, in seconds.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

enum { SMTP_PORT = 25, REPLY_MAX = 4096 };

/* One session's bytes: of the socket, or of TLS over it. */
struct stream {
	int fd;
	SSL *ssl; /* NULL: in the clear */
};

static int
take(struct stream *s, char *out, size_t max)
{
	if (s->ssl != NULL)
		return SSL_read(s->ssl, out, (int)max);
	return (int)read(s->fd, out, max);
}

/* Up to the last line of a reply, which has a space behind its code. */
static bool
read_reply(struct stream *s, char code)
{
	char reply[REPLY_MAX];
	size_t len = 0, line = 0;
	while (len < sizeof(reply)) {
		int n = take(s, reply + len, sizeof(reply) - len);
		if (n <= 0)
			return false;
		len += (size_t)n;
		char *end;
		while ((end = memchr(reply + line, '\n', len - line)) != NULL) {
			if (reply[line + 3] == ' ')
				return reply[line] == code;
			line = (size_t)(end - reply) + 1;
		}
	}
	return false;
}

static bool
say(struct stream *s, const char *text, char code)
{
	size_t len = strlen(text);
	bool sent = s->ssl != NULL
			? SSL_write(s->ssl, text, (int)len) == (int)len
			: write(s->fd, text, len) == (ssize_t)len;
	return sent && read_reply(s, code);
}

static bool
begin_tls(struct stream *s, SSL_CTX *ctx, const char *host)
{
	SSL *ssl = SSL_new(ctx);
	if (ssl == NULL)
		return false;
	SSL_set_fd(ssl, s->fd);
	SSL_set_tlsext_host_name(ssl, host);
	s->ssl = ssl;
	return SSL_connect(ssl) == 1;
}

static bool
talk(struct stream *s, SSL_CTX *ctx, const char *host)
{
	return read_reply(s, '2') && say(s, "EHLO scan.example\r\n", '2') &&
	       say(s, "STARTTLS\r\n", '2') && begin_tls(s, ctx, host) &&
	       say(s, "EHLO scan.example\r\n", '2') && say(s, "QUIT\r\n", '2');
}

static bool
hold_session(SSL_CTX *ctx, const char *host, const char *address)
{
	struct sockaddr_in to = {
	    .sin_family = AF_INET, .sin_port = htons(SMTP_PORT)};
	struct stream s = {.fd = socket(AF_INET, SOCK_STREAM, 0)};
	inet_pton(AF_INET, address, &to.sin_addr);
	bool good = connect(s.fd, (struct sockaddr *)&to, sizeof(to)) == 0 &&
		    talk(&s, ctx, host);
	if (good)
		SSL_shutdown(s.ssl);
	SSL_free(s.ssl);
	close(s.fd);
	return good;
}

int
main(void)
{
	char host[256], address[64];
	unsigned good = 0, all = 0;
	struct rusage used;
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	if (ctx == NULL)
		return 1;
	while (scanf("%255s %63s", host, address) == 2) {
		good += hold_session(ctx, host, address);
		all++;
	}
	getrusage(RUSAGE_SELF, &used);
	printf("%u %u %.6f\n", good, all,
	    (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
		(double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
	SSL_CTX_free(ctx);
	return 0;
}
