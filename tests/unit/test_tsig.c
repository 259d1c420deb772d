/* TSIG over a query and the many messages of its reply: RFC 8945 5.3.1. */
#include "dns/tsig.h"

#include <errno.h>
#include <string.h>

#include "base/macros.h"
#include "tap.h"
#include "transfer_peer.h"

static enum tsig_verdict
verify(struct tsig_chain *c, const struct peer_message *m, uint64_t now_s)
{
	struct dns_message parsed;
	return dns_message_parse(m->bytes, m->len, &parsed)
		   ? tsig_chain_verify(c, &parsed, now_s)
		   : TSIG_WRONG;
}

static void
plain(struct peer_message *m)
{
	peer_reply(m, DNS_AXFR, 0, 1, PEER_NS, sizeof(PEER_NS) - 1);
}

/* A signed message, `count` that are not, and a signed one: what each is. */
static enum tsig_verdict
run(unsigned count)
{
	struct peer_signer s;
	struct peer_message m;
	struct tsig_chain *c = peer_chain(&s);
	plain(&m);
	peer_sign(&s, &m);
	enum tsig_verdict got = verify(c, &m, PEER_TIME_S);
	for (unsigned i = 0; i < count && got <= TSIG_UNSIGNED; i++) {
		plain(&m);
		peer_unsigned(&s, &m);
		got = verify(c, &m, PEER_TIME_S);
	}
	plain(&m);
	peer_sign(&s, &m);
	if (got <= TSIG_UNSIGNED)
		got = verify(c, &m, PEER_TIME_S);
	text_fini(&s.pending);
	tsig_chain_free(c);
	return got;
}

struct change {
	unsigned mac_len, error;
	uint64_t now_s;
	int byte;     /* to be another; -1: none */
	bool between; /* of an unsigned message before it */
};

static enum tsig_verdict
changed(const struct change *how, size_t *len)
{
	struct peer_signer s;
	struct peer_message m;
	struct tsig_chain *c = peer_chain(&s);
	plain(&m);
	peer_sign(&s, &m);
	if (verify(c, &m, PEER_TIME_S) != TSIG_SIGNED)
		abort();
	plain(&m);
	peer_unsigned(&s, &m);
	if (how->between)
		m.bytes[m.len - 4] ^= 1;
	if (verify(c, &m, PEER_TIME_S) != TSIG_UNSIGNED)
		abort();
	plain(&m);
	s.mac_len = how->mac_len;
	s.error = how->error;
	peer_sign(&s, &m);
	*len = m.len;
	if (how->byte >= 0)
		m.bytes[how->byte] ^= 1;
	enum tsig_verdict got = verify(c, &m, PEER_TIME_S + how->now_s);
	text_fini(&s.pending);
	tsig_chain_free(c);
	return got;
}

/*
 * The ID is no part of the MAC: the TSIG holds the one that was.  A TSIG that
 * is none any more leaves an unsigned message, which a signed one must follow.
 */
static void
each_byte(void)
{
	size_t len = 0;
	unsigned good = 0, tried = 0;
	struct change how = {.byte = -1};
	(void)changed(&how, &len);
	for (how.byte = 2; (size_t)how.byte < len; how.byte++) {
		good += changed(&how, &len) == TSIG_SIGNED;
		tried++;
	}
	ok(good == 0 && tried > 100, "no byte may be another");
}

static void
first_message(void)
{
	struct peer_signer s;
	struct peer_message m;
	struct tsig_chain *c = peer_chain(&s);
	plain(&m);
	ok(verify(c, &m, PEER_TIME_S) == TSIG_MISSING,
	    "the first message must be signed");
	text_fini(&s.pending);
	tsig_chain_free(c);
}

static const struct {
	const char *name;
	struct change how;
	enum tsig_verdict want;
} rows[] = {
    {"signed", {.byte = -1}, TSIG_SIGNED},
    {"a MAC that is cut", {.byte = -1, .mac_len = 31}, TSIG_WRONG},
    {"an unsigned one was changed", {.byte = -1, .between = true}, TSIG_WRONG},
    {"300 seconds late", {.byte = -1, .now_s = 300}, TSIG_SIGNED},
    {"301 seconds late", {.byte = -1, .now_s = 301}, TSIG_LATE},
    {"BADKEY", {.byte = -1, .error = 17}, TSIG_REFUSED},
};

static const struct {
	const char *name;
	struct tsig_key key;
	int want;
} keys[] = {
    {"hmac-sha512.", {"mx", "hmac-sha512.", "c2VjcmV0"}, 0},
    {"HMAC-SHA384", {"mx", "HMAC-SHA384", "c2VjcmV0"}, 0},
    {"hmac-sha224", {"mx", "hmac-sha224", "c2VjcmV0"}, 0},
    {"hmac-sha1", {"mx", "hmac-sha1", "c2VjcmV0"}, 0},
    {"hmac-md5", {"mx", "hmac-md5", "c2VjcmV0"}, 0},
    {"an algorithm that is none", {"mx", "hmac", "c2VjcmV0"}, -EINVAL},
    {"a name that is none", {"m..x", "hmac-sha1", "c2VjcmV0"}, -EINVAL},
    {"a secret that is none", {"mx", "hmac-sha1", "c2VjcmV"}, -EINVAL},
};

int
main(void)
{
	size_t len;
	ok(run(0) == TSIG_SIGNED, "each message is signed");
	ok(run(99) == TSIG_SIGNED, "99 between are fine");
	ok(run(100) == TSIG_MISSING, "100 are not");
	first_message();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(changed(&rows[i].how, &len) == rows[i].want, rows[i].name);
	each_byte();
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct tsig_chain *c = NULL;
		struct text why;
		text_init(&why);
		int rc = tsig_chain_new(&keys[i].key, &c, &why);
		ok(rc == keys[i].want && (rc == 0) == (why.len == 0),
		    keys[i].name);
		tsig_chain_free(c);
		text_fini(&why);
	}
	return tap_end();
}
