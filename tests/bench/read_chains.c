/*
 * read_chains [SESSIONS] : what a session of --tls cert costs.
 *
 * Whole sessions of ours, TCP, SMTP and reader, against a peer that says what
 * it has said before: SMTP, and a flight of TLS 1.2 from ServerHello to Done of
 * which nothing is signed.  The chain is one RSA leaf and its issuer; records
 * and certificates are written as a scan writes them, but to memory's /tmp.
 * Told are sessions a CPU second where the certificates are known, and where
 * each host has a leaf of its own.  The peer's work is in it, but is little:
 * bytes that lie there.  Segments are handed over: link, ring and worker are
 * not in it (see `make bench-smtp`).
 */
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/file.h"
#include "output/record/smtp.h"
#include "scanner/smtp/cert_set.h"
#include "scanner/smtp/result.h"
#include "scanner/smtp/session.h"
#include "tls/tls_client.h"

enum { FLIGHT_MAX = 4096, SEGMENT = 1400, ISN = 1000, PEER_ISN = 5000 };

struct flight {
	uint8_t bytes[FLIGHT_MAX];
	size_t len;
};

struct bench {
	struct cert_set *certs;
	struct part_writer *part, *cert_part;
	struct counters counters;
	struct tls_context *tls;
	struct text line;
	const struct flight *flight;
	/* of the session that runs: */
	struct session *session;
	const char *said[3];
	unsigned replies;
	uint32_t seq, heard;    /* the next of the peer's, and of ours */
	bool flown, fin, asked; /* the flight is sent; our FIN came; a reply is
				   due */
};

static void
must(bool so, const char *what)
{
	if (so)
		return;
	fprintf(stderr, "read_chains: %s\n", what);
	exit(1);
}

static EVP_PKEY *
new_key(bool rsa)
{
	EVP_PKEY *key = rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
	must(key != NULL, "a key");
	return key;
}

static void
set_name(X509_NAME *name, const char *text)
{
	must(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
		 (const uint8_t *)text, -1, -1, 0) == 1,
	    "a name");
}

static size_t
make_certificate(EVP_PKEY *key, EVP_PKEY *issuer, const char *name,
    unsigned serial, uint8_t *der)
{
	X509 *x = X509_new();
	uint8_t *at = der;
	must(x != NULL && X509_set_version(x, 2) == 1, "a certificate");
	ASN1_INTEGER_set(X509_get_serialNumber(x), (long)serial + 1);
	X509_gmtime_adj(X509_getm_notBefore(x), 0);
	X509_gmtime_adj(X509_getm_notAfter(x), 86400);
	set_name(X509_get_subject_name(x), name);
	set_name(X509_get_issuer_name(x), "issuer");
	must(X509_set_pubkey(x, key) == 1 &&
		 X509_sign(x, issuer, EVP_sha256()) > 0,
	    "its signature");
	int len = i2d_X509(x, &at);
	X509_free(x);
	must(len > 0, "its bytes");
	return (size_t)len;
}

static void
put(struct flight *f, const void *bytes, size_t len)
{
	must(f->len + len <= FLIGHT_MAX, "room for the flight");
	memcpy(f->bytes + f->len, bytes, len);
	f->len += len;
}

static void
put_u24(struct flight *f, size_t n)
{
	put(f, (uint8_t[]){(uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n},
	    3);
}

static void
put_record(struct flight *f, uint8_t type, const void *body, size_t len)
{
	size_t whole = len + 4;
	put(f, (uint8_t[]){22, 3, 3, (uint8_t)(whole >> 8), (uint8_t)whole}, 5);
	put(f, &type, 1);
	put_u24(f, len);
	put(f, body, len);
}

/* RFC 5246 7.4: ECDHE_RSA, whose key exchange holds no key and no signature. */
static void
make_flight(struct flight *f, const uint8_t *leaf, size_t leaf_len,
    const uint8_t *issuer, size_t issuer_len)
{
	static const uint8_t hello[] = {
	    3, 3, [34] = 0, 0xc0, 0x2f, 0, 0, 5, 0xff, 1, 0, 1, 0};
	uint8_t exchange[329] = {3, 0, 23, 65, 4};
	struct flight chain = {.len = 0};
	*f = (struct flight){.len = 0};
	put_u24(&chain, leaf_len + issuer_len + 6);
	put_u24(&chain, leaf_len);
	put(&chain, leaf, leaf_len);
	put_u24(&chain, issuer_len);
	put(&chain, issuer, issuer_len);
	put_record(f, 2, hello, sizeof(hello));
	put_record(f, 11, chain.bytes, chain.len);
	put_record(f, 12, exchange, sizeof(exchange));
	put_record(f, 14, NULL, 0);
}

/* What we send.  The peer keeps no more than what it is to acknowledge. */
static void
on_emit(
    void *ctx, const struct tcp_segment *s, const uint8_t *payload, size_t len)
{
	struct bench *b = ctx;
	(void)payload;
	b->heard = s->seq + (uint32_t)len + ((s->flags & TCP_FIN) != 0);
	b->fin |= (s->flags & TCP_FIN) != 0;
	b->asked |= len > 0;
}

static int
on_certificate(void *ctx, const uint8_t *der, size_t len, uint8_t sha256[32])
{
	struct bench *b = ctx;
	return cert_set_add(b->certs, der, len, sha256);
}

static void
send_down(struct bench *b, const void *bytes, size_t len, uint8_t flags)
{
	struct packet p = {
	    .proto = NET_TCP,
	    .src_port = 25,
	    .dst_port = 50000,
	    .tcp = {.seq = b->seq,
		.ack = b->heard,
		.flags = (uint8_t)(TCP_ACK | flags),
		.window = 65535},
	    .payload = wire_over(bytes, len),
	};
	b->seq += (uint32_t)len + ((flags & TCP_FIN) != 0);
	session_receive(b->session, &p, 1000);
}

static void
send_flight(struct bench *b)
{
	const struct flight *f = b->flight;
	b->flown = true;
	for (size_t at = 0; at < f->len; at += SEGMENT)
		send_down(b, f->bytes + at,
		    f->len - at < SEGMENT ? f->len - at : SEGMENT, 0);
}

/* A banner, then a reply for each line, then the flight. */
static void
speak(struct bench *b)
{
	static const char ehlo[] =
	    "250-mx.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n"
	    "250 STARTTLS\r\n";
	static const char *const replies[] = {
	    "220 mx.example ESMTP\r\n", ehlo, "220 go ahead\r\n"};
	while (!session_is_over(b->session)) {
		bool asked = b->asked || b->replies == 0;
		b->asked = false;
		if (b->fin)
			send_down(b, "", 0, TCP_FIN);
		else if (asked && b->replies < 3) {
			const char *reply = replies[b->replies++];
			send_down(b, reply, strlen(reply), 0);
		} else if (!b->flown)
			send_flight(b);
		else
			must(false, "a session that does not end");
	}
}

static void
write_record(struct bench *b, unsigned n)
{
	struct smtp_result *result = session_result(b->session);
	struct dns_name host;
	struct addr ip =
	    addr_from_v4((uint8_t[]){198, 18, (uint8_t)(n >> 8), (uint8_t)n});
	must(result != NULL && result->status == SMTP_STATUS_CERTIFICATE_ONLY &&
		 result->chain_count == 2,
	    "a chain");
	must(dns_name_from_text("mx.example", 10, &host), "a name");
	struct smtp_record record = {
	    .host = &host, .sni = &host, .ip = &ip, .port = 25, .attempts = 1};
	smtp_result_record(result, &record);
	text_clear(&b->line);
	smtp_record_add(&b->line, &record);
	must(part_add_line(b->part, b->line.bytes, b->line.len) == 0,
	    "a record");
}

static void
hold_session(struct bench *b, const struct flight *flight, unsigned n)
{
	static const struct tcp_segment syn_ack = {.seq = PEER_ISN,
	    .ack = ISN + 1,
	    .flags = TCP_SYN | TCP_ACK,
	    .window = 65535,
	    .options = {.mss_bytes = 1460}};
	const struct session_config config = {.tls = b->tls,
	    .ehlo_line = "EHLO scan.example\r\n",
	    .sni = "mx.example",
	    .certificate_only = true,
	    .ctx = b,
	    .emit = on_emit,
	    .certificate = on_certificate};
	b->flight = flight;
	b->replies = 0;
	b->flown = b->fin = b->asked = false;
	b->seq = PEER_ISN + 1;
	b->heard = ISN + 1;
	must(session_new(&config, &syn_ack, ISN, 100, 1000, &b->session) == 0,
	    "a session");
	speak(b);
	write_record(b, n);
	session_free(b->session);
}

static double
cpu_s(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static void
measure(
    struct bench *b, const char *title, const struct flight *f, unsigned count)
{
	double began = cpu_s();
	for (unsigned i = 0; i < count; i++)
		hold_session(b, &f[i], i);
	must(part_flush(b->part) == 0 && cert_set_sync(b->certs) == 0,
	    "records");
	double spent = cpu_s() - began;
	printf("%s: %u sessions, %.1f us, %.0f a CPU second\n", title, count,
	    spent / count * 1e6, count / spent);
	fflush(stdout);
}

static void
make_flights(struct flight *f, unsigned count, unsigned first)
{
	EVP_PKEY *key = new_key(true), *issuer = new_key(false);
	uint8_t leaf[2048], above[2048];
	size_t above_len = make_certificate(issuer, issuer, "issuer", 0, above);
	for (unsigned i = 0; i < count; i++) {
		size_t len = make_certificate(
		    key, issuer, "mx.example", first + i, leaf);
		make_flight(&f[i], leaf, len, above, above_len);
	}
	EVP_PKEY_free(key);
	EVP_PKEY_free(issuer);
}

static struct part_writer *
open_part(const char *dir, const char *kind)
{
	struct part_writer *part;
	must(part_writer_open(
		 &(struct part_config){.dir = dir, .kind = kind}, &part) == 0,
	    "a part");
	return part;
}

int
main(int argc, char *argv[])
{
	static struct bench b;
	char dir[] = "/tmp/read_chains.XXXXXX";
	unsigned count = argc > 1 ? (unsigned)atoi(argv[1]) : 20000;
	struct flight *f = calloc(count, sizeof(*f));
	must(f != NULL && mkdtemp(dir) != NULL, "room");
	text_init(&b.line);
	b.part = open_part(dir, "smtp");
	b.cert_part = open_part(dir, "cert");
	must(cert_set_new(b.cert_part, &b.counters, &b.certs) == 0 &&
		 tls_context_new(&b.tls) == 0,
	    "a beginning");
	make_flights(f, count, 0);
	measure(&b, "a new leaf at each host", f, count);
	measure(&b, "known certificates", f, count);
	tls_context_free(b.tls);
	cert_set_free(b.certs);
	part_writer_close(b.part);
	part_writer_close(b.cert_part);
	text_fini(&b.line);
	free(f);
	must(file_remove_tree(dir) == 0, "an end");
	return 0;
}
