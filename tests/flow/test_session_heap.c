/*
 * test_session_heap [STEP] : whole sessions, each with one block that the heap
 * refuses, every STEPth of all that a session asks for.  What this machine
 * could not do is never told as the server's: the result is what it is with all
 * memory, or session_error() says otherwise.
 */
#include "scanner/smtp/session.h"

#include <errno.h>
#include <openssl/err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/record/cert.h"
#include "refused_block.h"
#include "tests/unit/tap.h"
#include "tls/cert.h"
#include "tls/tls_memory.h"
#include "tls_server.h"

enum {
	ISN = 4711,
	PEER_ISN = 815,
	SEGMENT = 1400,
	SAID_MAX = 16384,
	TURNS_MAX = 40,
	STEP = 11,
	SHOWN = 5,
};

struct kind {
	const char *name;
	int version;
	bool certificate_only;
};

static const struct kind kinds[] = {
    {"TLS 1.3", TLS1_3_VERSION, false},
    {"TLS 1.2", TLS1_2_VERSION, false},
    {"certificates alone", TLS1_2_VERSION, true},
};

/* What a session came to. */
struct outcome {
	bool has_result;
	enum smtp_status status;
	unsigned chain_count;
	bool chain_cut;
	unsigned banner, ehlo, error; /* lengths */
	char version[32];
	size_t lines; /* of certificates: bytes */
};

struct talk {
	const struct kind *kind;
	unsigned long refused; /* which block; 0: none */
	struct session *session;
	SSL *server;
	char said[SAID_MAX]; /* by us, since the peer spoke */
	size_t said_len;
	size_t tls_len; /* of what the server says in TLS */
	uint8_t tls[SAID_MAX];
	uint32_t seq, ack; /* the peer's next; of what we sent */
	int64_t now_us;
	unsigned long asked;
	bool was_refused;
	int error; /* of this machine */
	struct outcome outcome;
};

static struct tls_context *context;
static SSL_CTX *server_ctx;

static void
on_emit(void *ctx, const struct tcp_segment *s, const uint8_t *p, size_t len)
{
	struct talk *t = ctx;
	if (len == 0 || s->seq != t->ack || len > SAID_MAX - t->said_len)
		return;
	memcpy(t->said + t->said_len, p, len);
	t->said_len += len;
	t->ack += (uint32_t)len;
}

/* As a worker does, but for the file. */
static int
on_certificate(void *ctx, const uint8_t *der, size_t len, uint8_t sha256[32])
{
	struct talk *t = ctx;
	struct text line;
	text_init(&line);
	cert_sha256(der, len, sha256);
	cert_record_add(&line, der, len);
	int rc = text_ok(&line) ? 0 : -ENOMEM;
	t->outcome.lines += line.len;
	text_fini(&line);
	return rc;
}

static void
begin(struct talk *t)
{
	struct session_config config = {
	    .tls = context,
	    .ehlo_line = "EHLO scan.example\r\n",
	    .sni = "mx.example",
	    .certificate_only = t->kind->certificate_only,
	    .ctx = t,
	    .emit = on_emit,
	    .certificate = on_certificate,
	};
	struct tcp_segment syn_ack = {.seq = PEER_ISN,
	    .ack = ISN + 1,
	    .flags = TCP_SYN | TCP_ACK,
	    .window = 9000,
	    .options = {.mss_bytes = 1460, .sack_permitted = true}};
	heap.counts = true;
	t->error = session_new(&config, &syn_ack, ISN, 20000, 0, &t->session);
	heap.counts = false;
}

static bool
goes_on(const struct talk *t)
{
	return t->error == 0 && !session_is_over(t->session);
}

static void
hear(struct talk *t, const void *bytes, size_t len, uint8_t flags)
{
	struct packet p = {.tcp = {.seq = t->seq,
			       .ack = t->ack,
			       .flags = TCP_ACK | flags,
			       .window = 9000},
	    .payload = wire_over(bytes, len)};
	if (!goes_on(t))
		return;
	t->now_us += 1000;
	heap.counts = true;
	session_receive(t->session, &p, t->now_us);
	heap.counts = false;
	t->error = session_error(t->session);
	t->seq += (uint32_t)len + ((flags & TCP_FIN) != 0);
}

static void
hear_all(struct talk *t, const void *bytes, size_t len)
{
	for (size_t at = 0, some; at < len; at += some) {
		some = len - at < SEGMENT ? len - at : SEGMENT;
		hear(t, (const uint8_t *)bytes + at, some, 0);
	}
}

static bool
has_said(const struct talk *t, const char *what)
{
	return t->said_len >= strlen(what) &&
	       memcmp(t->said, what, strlen(what)) == 0;
}

/* In a thread of its own: its blocks are not kept for the session. */
static void *
serve(void *arg)
{
	struct talk *t = arg;
	char line[512];
	int len;
	if (t->server == NULL)
		t->server = tls_server_new(server_ctx);
	BIO_write(SSL_get_rbio(t->server), t->said, (int)t->said_len);
	if (SSL_do_handshake(t->server) == 1)
		while ((len = SSL_read(t->server, line, sizeof(line))) > 0)
			SSL_write(t->server,
			    line[0] == 'E' ? "250 mx\r\n" : "221 bye\r\n",
			    line[0] == 'E' ? 8 : 9);
	len = BIO_read(SSL_get_wbio(t->server), t->tls, sizeof(t->tls));
	t->tls_len = len > 0 ? (size_t)len : 0;
	return NULL;
}

static void
answer_tls(struct talk *t)
{
	pthread_t thread;
	if (pthread_create(&thread, NULL, serve, t) != 0 ||
	    pthread_join(thread, NULL) != 0)
		abort();
	t->said_len = 0;
	hear_all(t, t->tls, t->tls_len);
}

static void
answer(struct talk *t, const char *text)
{
	t->said_len = 0;
	hear_all(t, text, strlen(text));
}

/* Whatever the server says now, until it has nothing to say but FIN. */
static bool
answer_next(struct talk *t)
{
	if (has_said(t, "EHLO"))
		answer(t, "250-mx.example\r\n250-SIZE 10240000\r\n"
			  "250 STARTTLS\r\n");
	else if (has_said(t, "STARTTLS"))
		answer(t, "220 ready\r\n");
	else if (t->said_len > 0)
		answer_tls(t);
	else
		return false;
	return goes_on(t);
}

static void
note_outcome(struct talk *t)
{
	const struct smtp_result *r = session_result(t->session);
	struct outcome *o = &t->outcome;
	o->has_result = r != NULL;
	if (r == NULL)
		return;
	o->status = r->status;
	o->chain_count = r->chain_count;
	o->chain_cut = r->chain_cut;
	o->banner = (unsigned)r->banner.len;
	o->ehlo = (unsigned)r->ehlo.len;
	o->error = (unsigned)r->error.len;
	snprintf(o->version, sizeof(o->version), "%s", r->version);
}

/* A thread that has no block of OpenSSL's yet. */
static void *
hold_session(void *arg)
{
	struct talk *t = arg;
	unsigned turns = 0;
	heap.at = t->refused;
	begin(t);
	answer(t, "220 mx.example ESMTP\r\n");
	while (goes_on(t) && turns++ < TURNS_MAX && answer_next(t))
		;
	hear(t, "", 0, TCP_FIN);
	if (t->session != NULL)
		note_outcome(t);
	session_free(t->session);
	t->asked = heap.asked;
	t->was_refused = heap.was_refused;
	return NULL;
}

static void
hold(struct talk *t, const struct kind *k, unsigned long refused)
{
	pthread_t thread;
	*t = (struct talk){
	    .kind = k, .refused = refused, .seq = PEER_ISN + 1, .ack = ISN + 1};
	if (pthread_create(&thread, NULL, hold_session, t) != 0 ||
	    pthread_join(thread, NULL) != 0)
		abort();
	SSL_free(t->server);
}

static bool
is_same(const struct outcome *a, const struct outcome *b)
{
	return a->has_result == b->has_result && a->status == b->status &&
	       a->chain_count == b->chain_count &&
	       a->chain_cut == b->chain_cut && a->banner == b->banner &&
	       a->ehlo == b->ehlo && a->error == b->error &&
	       a->lines == b->lines && strcmp(a->version, b->version) == 0;
}

static void
test_kind(const struct kind *k, unsigned long step)
{
	static struct talk whole, t;
	unsigned lies = 0, told = 0, borne = 0;
	struct tls_server_config config = {.version = k->version, .extra = 2};
	server_ctx = tls_server_context(&config);
	hold(&whole, k, 0); /* what is there but once is there then */
	hold(&whole, k, 0);
	ok(whole.error == 0 && whole.outcome.has_result &&
		whole.outcome.chain_count == 3 &&
		whole.outcome.status == (k->certificate_only
						? SMTP_STATUS_CERTIFICATE_ONLY
						: SMTP_STATUS_OK),
	    k->name);
	for (unsigned long at = 1; at <= whole.asked; at += step) {
		hold(&t, k, at);
		bool same = is_same(&t.outcome, &whole.outcome);
		told += t.error < 0;
		borne += t.error == 0 && same && t.was_refused;
		if (t.error == 0 && !same && lies++ < SHOWN)
			printf("# block %lu of %lu: status %d\n", at,
			    whole.asked, (int)t.outcome.status);
	}
	printf("# %s: of %lu blocks one of %lu refused: %u told, %u borne\n",
	    k->name, whole.asked, step, told, borne);
	ok(lies == 0, "what we had no memory for is not the server's fault");
	ok(told > 0, "it is told");
	SSL_CTX_free(server_ctx);
}

int
main(int argc, char *argv[])
{
	unsigned long step = argc > 1 ? strtoul(argv[1], NULL, 10) : STEP;
	tls_memory_keep_blocks();
	if (tls_context_new(&context) < 0 || step == 0)
		return 1;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		test_kind(&kinds[i], step);
	tls_context_free(context);
	return tap_end();
}
