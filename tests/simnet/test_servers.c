/*
 * The world's servers at the far end of a link: frames, TCP, SMTP and TLS,
 * spoken to by a client that shares nothing with the scanner.
 */
#include <string.h>

#include "authority.h"
#include "dns/type.h"
#include "net/packet.h"
#include "plain_client.h"
#include "tests/unit/tap.h"
#include "truth.h"

enum { DOMAINS = 150 };

static int64_t now_ns = NS_PER_S;
static uint16_t port = 1024;

/* How the session goes, in the words of doc/records.md. */
static const char *
session_of(struct plain_client *c, const char *host, unsigned *chain,
    uint8_t digest[SIMNET_CHAIN_MAX][32])
{
	*chain = 0;
	unsigned code = plain_reply(c);
	if (c->state == PLAIN_REFUSED)
		return "REFUSED_CONN";
	if (c->state == PLAIN_SYN_SENT)
		return "TIMEOUT";
	if (code != 220)
		return "BANNER_REFUSED";
	plain_send(c, "EHLO test\r\n", 11);
	if (plain_reply(c) != 250)
		return "EHLO_REFUSED";
	if (memmem(c->in.bytes, c->in.len, "STARTTLS", 8) == NULL)
		return "NO_STARTTLS";
	plain_send(c, "STARTTLS\r\n", 10);
	if (plain_reply(c) != 220)
		return "STARTTLS_REFUSED";
	*chain = plain_handshake(c, host, digest);
	while (plain_wait(c))
		continue;
	return *chain > 0 ? "OK" : "TLS_FAILED";
}

static unsigned sessions, odd, wrong;

static void
check_session(struct simnet *s, const char *name, const struct addr *a)
{
	const struct simnet_data *d = simnet_data(s);
	struct simnet_session_truth truth;
	struct plain_client c;
	uint8_t digest[SIMNET_CHAIN_MAX][32];
	unsigned chain;
	simnet_truth_session(d, name, &truth);
	const char *status = NULL;
	for (unsigned tries = 0; tries < 2; tries++) {
		plain_connect(&c, simnet_peer(s), a, 25, port++, &now_ns);
		status = session_of(&c, name, &chain, digest);
		plain_fini(&c);
		if (strcmp(status, "BANNER_REFUSED") != 0)
			break; /* 421: once more */
	}
	sessions++;
	odd += strcmp(status, "OK") != 0 ? 1 : 0;
	if (strcmp(status, truth.status) == 0 && chain == truth.chain &&
	    memcmp(digest, truth.digest, 32 * chain) == 0)
		return;
	printf("# %s: %s with %u, not %s with %u\n", name, status, chain,
	    truth.status, truth.chain);
	wrong++;
}

static void
test_sessions(struct simnet *s)
{
	const struct simnet_world *w = &simnet_data(s)->world;
	struct simnet_host host;
	struct simnet_mx mx;
	for (uint64_t i = 0; i < DOMAINS; i++) {
		struct simnet_zone z = simnet_zone(w, SIMNET_DOMAIN, i);
		simnet_mx(w, &z, &mx);
		const char *name =
		    mx.kind == SIMNET_MAIL_IMPLICIT ? z.name : mx.host[0];
		if (!simnet_host(w, name, &host))
			continue;
		for (unsigned v6 = 0; v6 < 2; v6++) {
			struct addr a = simnet_addr(host.place, host.n, v6);
			if (!v6 || host.v6)
				check_session(s, host.name, &a);
		}
	}
	printf("# %u sessions, %u of them not OK\n", sessions, odd);
	ok(wrong == 0 && sessions > DOMAINS / 2 && odd > 10,
	    "every session ends as the truth says, with its chain");
}

/* A query for the domain's MX set, with EDNS and DO. */
static size_t
query_of(const struct simnet_zone *z, uint8_t *query)
{
	struct simnet_bytes q = {query, 0, 300, false};
	simnet_put(&q, (uint8_t[12]){7, 7, 0, 0, 0, 1, [11] = 1}, 12);
	simnet_put_name(&q, z->name);
	simnet_put_u16(&q, DNS_MX);
	simnet_put_u16(&q, 1);
	simnet_put(&q, (uint8_t[11]){0, 0, 41, 4, 208, 0, 0, 128}, 11);
	return q.len;
}

struct tally {
	unsigned replies, bad, truncated;
	uint64_t sum; /* of all bytes and times */
};

/* The scanner's own parser, and a sum of what was said when. */
static void
take_frame(struct tally *t, const uint8_t *frame, size_t len)
{
	struct packet p;
	t->replies++;
	if (!packet_parse(frame, len, &p) || p.proto != NET_UDP ||
	    p.src_port != 53 || wire_left(&p.payload) < 12) {
		t->bad++;
		return;
	}
	t->truncated += (p.payload.at[2] & 2) != 0 ? 1 : 0;
	t->sum = t->sum * 31 + (uint64_t)now_ns;
	for (size_t i = 0; i < len; i++)
		t->sum = t->sum * 31 + frame[i];
}

static struct tally
ask_all(uint64_t seed)
{
	struct simnet_config config = simnet_config_default(seed, DOMAINS);
	struct tally t = {0};
	struct simnet *s;
	if (simnet_new(&config, &s) < 0)
		return t;
	struct sim_peer peer = simnet_peer(s);
	uint8_t query[300], frame[SIMNET_FRAME_MAX];
	now_ns = NS_PER_S;
	for (uint64_t i = 0; i < DOMAINS; i++) {
		struct simnet_zone z =
		    simnet_zone(&simnet_data(s)->world, SIMNET_DOMAIN, i);
		struct simnet_servers set;
		simnet_servers(&simnet_data(s)->world, &z, &set);
		struct simnet_packet p = {
		    .src = addr_from_v4((const uint8_t[4]){198, 18, 0, 2}),
		    .dst = simnet_addr(set.place, set.first, false),
		    .src_port = 4000,
		    .dst_port = 53,
		    .payload = query,
		    .payload_len = query_of(&z, query),
		};
		size_t len = simnet_packet_build(&p, frame);
		peer.receive(peer.ctx, frame, len, now_ns);
	}
	for (size_t len; now_ns != INT64_MAX; now_ns = peer.due_ns(peer.ctx))
		while ((len = peer.next(peer.ctx, frame, now_ns)) > 0)
			take_frame(&t, frame, len);
	simnet_free(s);
	now_ns = NS_PER_S;
	return t;
}

static void
test_datagrams(void)
{
	struct tally first = ask_all(7), again = ask_all(7), other = ask_all(8);
	printf("# %u replies, %u bad, %u truncated\n", first.replies, first.bad,
	    first.truncated);
	ok(first.replies > DOMAINS / 2 && first.replies < DOMAINS &&
		first.bad == 0 && first.truncated > 0,
	    "UDP: replies, some truncated, and some servers are silent");
	ok(first.sum == again.sum && first.replies == again.replies,
	    "the same seed gives the same bytes at the same times");
	ok(first.sum != other.sum, "another seed gives others");
}

/* The same question by TCP, in two segments, to a server that truncates. */
static void
test_dns_over_tcp(struct simnet *s)
{
	const struct simnet_data *d = simnet_data(s);
	uint8_t query[302];
	unsigned asked = 0, answered = 0;
	for (uint64_t i = 0; i < DOMAINS; i++) {
		struct simnet_zone z = simnet_zone(&d->world, SIMNET_DOMAIN, i);
		struct simnet_servers set;
		struct plain_client c;
		simnet_servers(&d->world, &z, &set);
		if (set.class != SIMNET_TRUNCATE)
			continue;
		struct addr a = simnet_addr(set.place, set.first, false);
		size_t len = query_of(&z, query + 2);
		query[0] = 0;
		query[1] = (uint8_t)len;
		plain_connect(&c, simnet_peer(s), &a, 53, port++, &now_ns);
		plain_wait(&c);
		plain_send(&c, query, 7);
		plain_send(&c, query + 7, len - 5);
		asked++;
		if (plain_wait(&c) && c.in.len > 14 && (c.in.bytes[4] & 2) == 0)
			answered++;
		plain_fini(&c);
	}
	ok(asked > 0 && answered == asked, "DNS over TCP: whole, not cut");
}

/* One bit in each place of a frame: it is not answered, or it is no harm. */
static void
test_damage(struct simnet *s)
{
	const struct simnet_world *w = &simnet_data(s)->world;
	struct sim_peer peer = simnet_peer(s);
	struct simnet_zone z = simnet_zone(w, SIMNET_TLD, 0);
	struct simnet_servers set;
	struct simnet_counts before, after;
	uint8_t query[300], frame[SIMNET_FRAME_MAX];
	simnet_servers(w, &z, &set);
	struct simnet_packet p = {
	    .src = addr_from_v4((const uint8_t[4]){198, 18, 0, 2}),
	    .dst = simnet_addr(set.place, set.first, false),
	    .src_port = 4000,
	    .dst_port = 53,
	    .payload = query,
	    .payload_len = query_of(&z, query),
	};
	size_t len = simnet_packet_build(&p, frame);
	simnet_count(s, &before);
	for (size_t i = 14 * 8; i < len * 8; i++) {
		frame[i / 8] ^= (uint8_t)(1 << i % 8);
		peer.receive(peer.ctx, frame, len, now_ns);
		frame[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	simnet_count(s, &after);
	ok(after.ignored - before.ignored == (len - 14) * 8,
	    "a frame with one wrong bit is ignored");
}

int
main(void)
{
	struct simnet_config config = simnet_config_default(7, DOMAINS);
	struct simnet *s;
	if (simnet_new(&config, &s) < 0)
		return 1;
	test_datagrams();
	test_dns_over_tcp(s);
	test_damage(s);
	test_sessions(s);
	simnet_free(s);
	return tap_end();
}
