/*
 * What an open session holds of the heap, while its peer says nothing, and
 * while it sends garbage for as long as it is let.
 */
#include "scanner/smtp/session.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/tap.h"
#include "tls_server.h"

enum {
	ISN = 4711,
	PEER_ISN = 815,
	SILENT = 100,     /* sessions at a time */
	GARBAGE = 40,     /* the same */
	OPEN_MAX = 10000, /* bytes of one that waits, on average */
	GARBAGE_MAX = 1000000,
	SENT_MAX = 400000, /* garbage that a peer comes to send */
	SEGMENT = 1400,
};

struct talk {
	struct session *session;
	SSL *server;
	struct text said; /* by us, not read by the peer */
	uint32_t seq;     /* the peer's next */
	uint32_t ack;     /* of what we sent */
	int64_t now_us;
};

static struct tls_context *tls;
static SSL_CTX *server_ctx;

static void
on_emit(void *ctx, const struct tcp_segment *s, const uint8_t *p, size_t len)
{
	struct talk *t = ctx;
	if (len > 0 && s->seq == t->ack) {
		text_add_bytes(&t->said, p, len);
		t->ack += (uint32_t)len;
	}
}

static int
on_certificate(void *ctx, const uint8_t *der, size_t len, uint8_t sha256[32])
{
	(void)ctx, (void)der, (void)len;
	memset(sha256, 0, 32);
	return 0;
}

static void
segment(struct talk *t, uint32_t seq, const void *bytes, size_t len)
{
	struct packet p = {.tcp = {.seq = seq,
			       .ack = t->ack,
			       .flags = TCP_ACK,
			       .window = 9000},
	    .payload = wire_over(bytes, len)};
	session_receive(t->session, &p, t->now_us);
}

static void
say(struct talk *t, const void *bytes, size_t len)
{
	for (size_t at = 0, some; at < len; at += some) {
		some = len - at < SEGMENT ? len - at : SEGMENT;
		segment(t, t->seq, (const char *)bytes + at, some);
		t->seq += (uint32_t)some;
	}
}

static void
begin(struct talk *t)
{
	*t = (struct talk){.seq = PEER_ISN + 1, .ack = ISN + 1};
	text_init(&t->said);
	struct session_config config = {
	    .tls = tls,
	    .ehlo_line = "EHLO scan.example\r\n",
	    .sni = "mx.example",
	    .ctx = t,
	    .emit = on_emit,
	    .certificate = on_certificate,
	};
	struct tcp_segment syn_ack = {.seq = PEER_ISN,
	    .ack = ISN + 1,
	    .flags = TCP_SYN | TCP_ACK,
	    .window = 9000,
	    .options = {.mss_bytes = 1460, .sack_permitted = true}};
	if (session_new(&config, &syn_ack, ISN, 20000, 0, &t->session) < 0)
		abort();
}

static void
end(struct talk *t)
{
	session_free(t->session);
	SSL_free(t->server);
	text_fini(&t->said);
}

static void
say_text(struct talk *t, const char *text)
{
	say(t, text, strlen(text));
}

/* Up to our ClientHello. */
static void
start_tls(struct talk *t)
{
	say_text(t, "220 mx.example ESMTP\r\n");
	say_text(t, "250-mx.example\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n"
		    "250 STARTTLS\r\n");
	text_clear(&t->said);
	say_text(t, "220 ready\r\n");
}

/* What the server answers; all of it but the last `less` bytes is heard. */
static void
shake(struct talk *t, size_t less)
{
	char *bytes;
	if (t->server == NULL)
		t->server = tls_server_new(server_ctx);
	BIO_write(SSL_get_rbio(t->server), t->said.bytes, (int)t->said.len);
	text_clear(&t->said);
	SSL_do_handshake(t->server);
	long len = BIO_get_mem_data(SSL_get_wbio(t->server), &bytes);
	say(t, bytes, (size_t)len - less);
	(void)BIO_reset(SSL_get_wbio(t->server));
}

/* A second of silence. */
static void
pass(struct talk *t)
{
	t->now_us += 1000000;
	session_tick(t->session, t->now_us);
}

static void
wait_for_banner(struct talk *t)
{
	begin(t);
	pass(t);
}

static void
wait_for_tls(struct talk *t)
{
	begin(t);
	start_tls(t);
	segment(t, t->seq, NULL, 0); /* it was heard */
	pass(t);
}

static void
wait_for_last_byte(struct talk *t)
{
	begin(t);
	start_tls(t);
	shake(t, 1);
	SSL_free(t->server);
	t->server = NULL;
	pass(t);
}

static void
test_silent(const char *name, void (*get_there)(struct talk *t))
{
	struct talk *talks = calloc(SILENT, sizeof(*talks));
	get_there(&talks[0]); /* what is made once is made */
	end(&talks[0]);
	size_t before = mallinfo2().uordblks;
	for (unsigned i = 0; i < SILENT; i++) {
		get_there(&talks[i]);
		text_fini(&talks[i].said);
		text_init(&talks[i].said);
	}
	size_t each = (mallinfo2().uordblks - before) / SILENT;
	bool waits = true;
	for (unsigned i = 0; i < SILENT; i++) {
		waits &= session_result(talks[i].session) == NULL;
		end(&talks[i]);
	}
	printf("# %s: %zu bytes\n", name, each);
	ok(waits && each <= OPEN_MAX, name);
	free(talks);
}

/* The next piece, and there is always one. */
typedef void garbage_fn(struct talk *t, size_t sent);

static void
send_lines(struct talk *t, size_t sent)
{
	(void)sent;
	say_text(t, "220-a line, and there is one more behind it\r\n");
}

static void
send_line(struct talk *t, size_t sent)
{
	static const char piece[1000] = "no end";
	say(t, piece, sent == 0 ? 6 : sizeof(piece));
}

/* Each second byte is missing, so that none can be given on. */
static void
send_holes(struct talk *t, size_t sent)
{
	static const char piece[SEGMENT];
	segment(t, t->seq + 1 + (uint32_t)sent % 60000 * 2, piece, SEGMENT);
}

static void
send_noise(struct talk *t, size_t sent)
{
	char piece[500];
	if (sent == 0)
		start_tls(t);
	for (size_t i = 0; i < sizeof(piece); i++)
		piece[i] = (char)(sent * 31 + i * 7);
	say(t, piece, sizeof(piece));
}

/* A chain of 100,000 bytes, of which the last never comes. */
static void
send_chain(struct talk *t, size_t sent)
{
	static const char hello[] =
	    "\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03"
	    "0123456789abcdef0123456789abcdef\x00\xc0\x2f\x00"
	    "\x16\x03\x03\x00\x04\x0b\x01\x86\xa0";
	static const char record[5 + 1000] = "\x16\x03\x03\x03\xe8";
	if (sent == 0) {
		start_tls(t);
		say(t, hello, sizeof(hello) - 1);
	} else if (sent < 99000) {
		say(t, record, sizeof(record));
	}
}

static void
send_replies(struct talk *t, size_t sent)
{
	char *bytes;
	if (sent == 0) {
		start_tls(t);
		shake(t, 0);
		shake(t, 0);
	}
	SSL_write(t->server, "250-and so on, and on\r\n", 23);
	long len = BIO_get_mem_data(SSL_get_wbio(t->server), &bytes);
	say(t, bytes, (size_t)len);
	(void)BIO_reset(SSL_get_wbio(t->server));
}

static size_t
test_garbage(const char *name, garbage_fn *send)
{
	struct talk *talks = calloc(GARBAGE, sizeof(*talks));
	size_t before = mallinfo2().uordblks, most = 0;
	for (unsigned i = 0; i < GARBAGE; i++)
		begin(&talks[i]);
	for (size_t sent = 0; sent < SENT_MAX; sent += 1000) {
		for (unsigned i = 0; i < GARBAGE; i++)
			if (!session_is_over(talks[i].session))
				send(&talks[i], sent);
		size_t now = mallinfo2().uordblks;
		if (now > before + most)
			most = now - before;
	}
	for (unsigned i = 0; i < GARBAGE; i++)
		end(&talks[i]);
	printf("# %s: %zu kB, of %d\n", name, most / 1000, GARBAGE);
	ok(most <= (size_t)GARBAGE * GARBAGE_MAX, name);
	free(talks);
	return most;
}

int
main(void)
{
	struct tls_server_config config = {.version = 0, .extra = 2};
	server_ctx = tls_server_context(&config);
	if (tls_context_new(&tls) < 0)
		return 1;
	test_silent("no greeting", wait_for_banner);
	test_silent("no answer to a ClientHello", wait_for_tls);
	test_silent("half of a handshake", wait_for_last_byte);
	test_garbage("lines of a greeting", send_lines);
	test_garbage("a line without an end", send_line);
	test_garbage("segments with holes between them", send_holes);
	test_garbage("noise in the place of TLS", send_noise);
	test_garbage("a long chain that does not end", send_chain);
	test_garbage("replies in TLS that do not end", send_replies);
	SSL_CTX_free(server_ctx);
	tls_context_free(tls);
	return tap_end();
}
