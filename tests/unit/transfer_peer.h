/*
 * transfer_peer.h - a server's half of a transfer: messages, and their TSIGs by
 * RFC 8945 5.3.1 as one HMAC over bytes that are laid out.
 */
#ifndef TRANSFER_PEER_H
#define TRANSFER_PEER_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/text.h"
#include "dns/message.h"
#include "dns/tsig.h"

enum { PEER_ID = 0x1234, PEER_TIME_S = 1000000, PEER_ROOM = 4096 };

#define PEER_ZONE "\2ex\2se"
#define PEER_SOA(serial)                                                       \
	"\xc0\x0c\0\6\0\1\0\0\1\x2c\0\x16\0\0\0\0\0" serial                    \
	"\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4"
#define PEER_NS "\1d\xc0\x0c\0\2\0\1\0\0\1\x2c\0\4\1n\xc0\x0c"

struct peer_message {
	size_t len;
	uint8_t bytes[PEER_ROOM];
};

static inline void
peer_put(struct peer_message *m, const void *bytes, size_t len)
{
	if (len > PEER_ROOM - m->len)
		abort();
	memcpy(m->bytes + m->len, bytes, len);
	m->len += len;
}

static inline void
peer_put_u16(struct peer_message *m, unsigned value)
{
	uint8_t bytes[] = {(uint8_t)(value >> 8), (uint8_t)value};
	peer_put(m, bytes, sizeof(bytes));
}

/* A reply about PEER_ZONE with `count` answers, which are `len` bytes. */
static inline void
peer_reply(struct peer_message *m, unsigned type, unsigned rcode,
    unsigned count, const void *answers, size_t len)
{
	m->len = 0;
	peer_put_u16(m, PEER_ID);
	peer_put_u16(m, 0x8400 | rcode);
	peer_put_u16(m, 1);
	peer_put_u16(m, count);
	peer_put_u16(m, 0);
	peer_put_u16(m, 0);
	peer_put(m, PEER_ZONE, sizeof(PEER_ZONE));
	peer_put_u16(m, type);
	peer_put_u16(m, DNS_CLASS_IN);
	peer_put(m, answers, len);
}

#define PEER_KEY       "\2mx"
#define PEER_ALGORITHM "\13hmac-sha256"

static const struct tsig_key peer_key = {
    .name = "mx", .algorithm = "hmac-sha256", .secret = "c2VjcmV0"};

struct peer_signer {
	bool first;
	struct text pending; /* what the next MAC is over, besides */
	unsigned mac_len;    /* 0: whole */
	uint64_t now_s;
	unsigned error;
};

/* `mac` is that of the query. */
static inline void
peer_signer_init(struct peer_signer *s, const uint8_t mac[32])
{
	*s = (struct peer_signer){.first = true, .now_s = PEER_TIME_S};
	text_init(&s->pending);
	text_add_bytes(&s->pending, "\0\40", 2);
	text_add_bytes(&s->pending, mac, 32);
}

static inline void
peer_unsigned(struct peer_signer *s, const struct peer_message *m)
{
	text_add_bytes(&s->pending, m->bytes, m->len);
}

static inline void
peer_put_timers(struct peer_message *m, const struct peer_signer *s)
{
	peer_put_u16(m, 0);
	peer_put_u16(m, (unsigned)(s->now_s >> 16));
	peer_put_u16(m, (unsigned)(s->now_s & 0xffff));
	peer_put_u16(m, 300);
}

static inline void
peer_mac(struct peer_signer *s, const struct peer_message *m, uint8_t mac[32])
{
	struct peer_message end = {.len = 0};
	unsigned len = 0;
	if (s->first) {
		peer_put(&end, PEER_KEY "\0\0\xff\0\0\0\0",
		    sizeof(PEER_KEY "\0\0\xff\0\0\0\0") - 1);
		peer_put(&end, PEER_ALGORITHM, sizeof(PEER_ALGORITHM));
	}
	peer_put_timers(&end, s);
	if (s->first) {
		peer_put_u16(&end, s->error);
		peer_put_u16(&end, 0);
	}
	text_add_bytes(&s->pending, m->bytes, m->len);
	text_add_bytes(&s->pending, end.bytes, end.len);
	HMAC(EVP_sha256(), "secret", 6, (const uint8_t *)s->pending.bytes,
	    s->pending.len, mac, &len);
	text_clear(&s->pending);
	text_add_bytes(&s->pending, "\0\40", 2);
	text_add_bytes(&s->pending, mac, 32);
	s->first = false;
}

static inline void
peer_sign(struct peer_signer *s, struct peer_message *m)
{
	uint8_t mac[32];
	unsigned mac_len = s->mac_len > 0 ? s->mac_len : sizeof(mac);
	peer_mac(s, m, mac);
	m->bytes[11]++; /* ARCOUNT */
	peer_put(m, PEER_KEY "\0\0\xfa\0\xff\0\0\0\0",
	    sizeof(PEER_KEY "\0\0\xfa\0\xff\0\0\0\0") - 1);
	peer_put_u16(m, (unsigned)sizeof(PEER_ALGORITHM) + 8 + 2 + mac_len + 6);
	peer_put(m, PEER_ALGORITHM, sizeof(PEER_ALGORITHM));
	peer_put_timers(m, s);
	peer_put_u16(m, mac_len);
	peer_put(m, mac, mac_len);
	peer_put_u16(m, PEER_ID);
	peer_put_u16(m, s->error);
	peer_put_u16(m, 0);
}

/* A chain that has signed a query, and the peer that got it. */
static inline struct tsig_chain *
peer_chain(struct peer_signer *s)
{
	static const struct dns_name zone = {7, PEER_ZONE};
	uint8_t query[DNS_QUERY_MAX + TSIG_RECORD_MAX];
	struct tsig_chain *c = NULL;
	struct text why;
	text_init(&why);
	if (tsig_chain_new(&peer_key, &c, &why) < 0)
		abort();
	text_fini(&why);
	size_t len = dns_query_build(query, PEER_ID, &zone, DNS_AXFR, 0);
	len = tsig_chain_sign(c, query, len, PEER_TIME_S);
	if (len < 38)
		abort();
	peer_signer_init(s, query + len - 6 - 32);
	return c;
}

#endif
