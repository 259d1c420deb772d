#include "plain_client.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void
emit(struct plain_client *c, uint8_t flags, const void *bytes, size_t len)
{
	uint8_t frame[SIMNET_FRAME_MAX];
	struct simnet_packet p = c->out;
	p.flags = flags;
	p.payload = bytes;
	p.payload_len = len;
	size_t n = simnet_packet_build(&p, frame);
	c->peer.receive(c->peer.ctx, frame, n, *c->now_ns);
	c->out.seq += (uint32_t)len + ((flags & SIMNET_SYN) != 0 ? 1 : 0);
}

void
plain_connect(struct plain_client *c, struct sim_peer peer,
    const struct addr *server, uint16_t server_port, uint16_t port,
    int64_t *now_ns)
{
	*c = (struct plain_client){.peer = peer, .now_ns = now_ns};
	struct addr v4 = addr_from_v4((const uint8_t[4]){198, 18, 0, 2});
	struct addr v6 =
	    addr_from_v6((const uint8_t[16]){0x20, 1, 0xd, 0xb8, [15] = 2});
	text_init(&c->in);
	c->out = (struct simnet_packet){
	    .src = addr_is_v4(server) ? v4 : v6,
	    .dst = *server,
	    .tcp = true,
	    .src_port = port,
	    .dst_port = server_port,
	    .seq = 1000,
	    .window = 60000,
	};
	emit(c, SIMNET_SYN, NULL, 0);
}

void
plain_fini(struct plain_client *c)
{
	text_fini(&c->in);
}

void
plain_send(struct plain_client *c, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;
	while (len > 0) {
		size_t part = len < SIMNET_MSS ? len : SIMNET_MSS;
		emit(c, SIMNET_ACK | SIMNET_PSH, at, part);
		at += part;
		len -= part;
	}
}

static void
take(struct plain_client *c, const struct simnet_packet *p)
{
	c->frames++;
	if (p->dst_port != c->out.src_port)
		return;
	if ((p->flags & SIMNET_RST) != 0) {
		c->state =
		    c->state == PLAIN_SYN_SENT ? PLAIN_REFUSED : PLAIN_ENDED;
		return;
	}
	bool syn = (p->flags & SIMNET_SYN) != 0;
	bool fin = (p->flags & SIMNET_FIN) != 0;
	if (syn && c->state == PLAIN_SYN_SENT) {
		c->out.ack = p->seq + 1;
		c->state = PLAIN_OPEN;
		emit(c, SIMNET_ACK, NULL, 0);
	}
	if (p->seq != c->out.ack || (p->payload_len == 0 && !fin))
		return;
	text_add_bytes(&c->in, p->payload, p->payload_len);
	c->out.ack += (uint32_t)p->payload_len + (fin ? 1 : 0);
	if (fin)
		c->state = PLAIN_ENDED;
	emit(c, fin ? SIMNET_ACK | SIMNET_FIN : SIMNET_ACK, NULL, 0);
	c->out.seq += fin ? 1 : 0;
}

bool
plain_wait(struct plain_client *c)
{
	uint8_t frame[SIMNET_FRAME_MAX];
	struct simnet_packet p;
	int64_t until_ns = *c->now_ns + 60 * NS_PER_S;
	size_t len, had = c->in.len;
	for (;;) {
		while (
		    (len = c->peer.next(c->peer.ctx, frame, *c->now_ns)) > 0) {
			bool ok = simnet_packet_parse(frame, len, true, &p);
			assert(ok);
			take(c, &p);
		}
		if (c->in.len > had)
			return true;
		int64_t due_ns = c->peer.due_ns(c->peer.ctx);
		assert(due_ns > *c->now_ns);
		if (due_ns > until_ns || c->state >= PLAIN_REFUSED)
			return false;
		*c->now_ns = due_ns;
	}
}

static const char *
next_line(struct plain_client *c)
{
	const char *at = c->in.bytes + c->read;
	const char *end =
	    c->in.len > c->read ? memchr(at, '\n', c->in.len - c->read) : NULL;
	if (end == NULL)
		return NULL;
	c->read += (size_t)(end - at) + 1;
	return at;
}

unsigned
plain_reply(struct plain_client *c)
{
	const char *line;
	for (;;) {
		while ((line = next_line(c)) != NULL)
			if (line[3] == ' ')
				return (unsigned)atoi(line);
		if (!plain_wait(c))
			return 0;
	}
}

static int
accept_all(X509_STORE_CTX *ctx, void *arg)
{
	(void)ctx;
	(void)arg;
	return 1;
}

static void
flush_tls(struct plain_client *c, SSL *ssl)
{
	uint8_t bytes[2048];
	int len;
	while ((len = BIO_read(SSL_get_wbio(ssl), bytes, sizeof(bytes))) > 0)
		plain_send(c, bytes, (size_t)len);
}

static bool
run_handshake(struct plain_client *c, SSL *ssl)
{
	for (;;) {
		int rc = SSL_do_handshake(ssl);
		flush_tls(c, ssl);
		if (rc == 1)
			return true;
		if (SSL_get_error(ssl, rc) != SSL_ERROR_WANT_READ ||
		    !plain_wait(c))
			return false;
		BIO_write(SSL_get_rbio(ssl), c->in.bytes + c->read,
		    (int)(c->in.len - c->read));
		c->read = c->in.len;
	}
}

static unsigned
chain_digests(SSL *ssl, uint8_t digest[SIMNET_CHAIN_MAX][32])
{
	STACK_OF(X509) *chain = SSL_get_peer_cert_chain(ssl);
	int count = sk_X509_num(chain);
	for (int i = 0; i < count && i < SIMNET_CHAIN_MAX; i++)
		X509_digest(
		    sk_X509_value(chain, i), EVP_sha256(), digest[i], NULL);
	return (unsigned)count;
}

unsigned
plain_handshake(struct plain_client *c, const char *sni,
    uint8_t digest[SIMNET_CHAIN_MAX][32])
{
	unsigned count = 0;
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_cert_verify_callback(ctx, accept_all, NULL);
	SSL *ssl = SSL_new(ctx);
	SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
	BIO_set_mem_eof_return(SSL_get_rbio(ssl), -1);
	BIO_set_mem_eof_return(SSL_get_wbio(ssl), -1);
	SSL_set_tlsext_host_name(ssl, sni);
	SSL_set_connect_state(ssl);
	if (run_handshake(c, ssl)) {
		count = chain_digests(ssl, digest);
		SSL_write(ssl, "QUIT\r\n", 6);
		flush_tls(c, ssl);
	}
	SSL_free(ssl);
	SSL_CTX_free(ctx);
	return count;
}
