/* The messages of a transfer: whole, or which fault. */
#include "resolver/transfer/walk.h"

#include <errno.h>
#include <string.h>

#include "base/macros.h"
#include "tap.h"
#include "transfer_peer.h"

#define SOA     PEER_SOA("\7")
#define OTHER   PEER_SOA("\x8")
#define OUTSIDE "\1x\0\0\1\0\1\0\0\1\x2c\0\4\1\2\3\4"
#define BELOW   "\1b" SOA

enum { MESSAGES_MAX = 3 };

struct walk_message {
	unsigned count;
	const char *bytes;
	size_t len;
};

#define MESSAGE(count, bytes)                                                  \
	{                                                                      \
		count, bytes, sizeof(bytes) - 1                                \
	}

static const struct {
	const char *name;
	struct walk_message messages[MESSAGES_MAX];
	enum transfer_fault want;
	enum transfer_state state; /* after the last */
	uint64_t records, outside;
} rows[] = {
    {"all in one message", {MESSAGE(3, SOA PEER_NS SOA)}, TRANSFER_FAULT_NONE,
	TRANSFER_WHOLE, 2, 0},
    {"the SOAs alone", {MESSAGE(1, SOA), MESSAGE(1, PEER_NS), MESSAGE(1, SOA)},
	TRANSFER_FAULT_NONE, TRANSFER_WHOLE, 2, 0},
    {"no closing SOA", {MESSAGE(1, SOA), MESSAGE(1, PEER_NS)},
	TRANSFER_FAULT_NONE, TRANSFER_RECORDS, 2, 0},
    {"an empty message", {MESSAGE(1, SOA), MESSAGE(0, ""), MESSAGE(1, SOA)},
	TRANSFER_FAULT_NONE, TRANSFER_WHOLE, 1, 0},
    {"another serial closes", {MESSAGE(2, SOA OTHER)}, TRANSFER_FAULT_OTHER_SOA,
	TRANSFER_ENDED, 1, 0},
    {"an SOA below", {MESSAGE(2, SOA BELOW)}, TRANSFER_FAULT_OTHER_ZONE,
	TRANSFER_ENDED, 1, 0},
    {"no SOA first", {MESSAGE(1, PEER_NS)}, TRANSFER_FAULT_NO_SOA,
	TRANSFER_ENDED, 0, 0},
    {"another zone's SOA first", {MESSAGE(1, BELOW)}, TRANSFER_FAULT_OTHER_ZONE,
	TRANSFER_ENDED, 0, 0},
    {"behind the closing SOA", {MESSAGE(3, SOA SOA PEER_NS)},
	TRANSFER_FAULT_BEHIND_SOA, TRANSFER_ENDED, 1, 0},
    {"outside the zone", {MESSAGE(3, SOA OUTSIDE SOA)}, TRANSFER_FAULT_NONE,
	TRANSFER_WHOLE, 1, 1},
    {"class CH", {MESSAGE(2, SOA "\1d\xc0\x0c\0\2\0\3\0\0\0\0\0\1\0")},
	TRANSFER_FAULT_MALFORMED, TRANSFER_ENDED, 1, 0},
    {"OPT among the answers", {MESSAGE(2, SOA "\0\0\x29\0\1\0\0\0\0\0\0")},
	TRANSFER_FAULT_MALFORMED, TRANSFER_ENDED, 1, 0},
    {"fewer records than counted", {MESSAGE(2, SOA)}, TRANSFER_FAULT_MALFORMED,
	TRANSFER_ENDED, 0, 0},
};

static uint64_t ttls;

static int
count_ttl(void *ctx, const struct transfer_record *r)
{
	(void)ctx;
	ttls += r->ttl_s;
	return 0;
}

static const struct transfer_sink sink = {.record = count_ttl};
static const struct dns_name zone = {7, PEER_ZONE};

static bool
is_right(size_t row)
{
	struct transfer_walk w;
	struct peer_message m;
	enum transfer_fault fault = TRANSFER_FAULT_NONE;
	transfer_walk_init(&w, &zone, &sink, NULL, PEER_ID, DNS_AXFR);
	for (unsigned i = 0;
	     i < MESSAGES_MAX && rows[row].messages[i].bytes != NULL; i++) {
		const struct walk_message *one = &rows[row].messages[i];
		peer_reply(&m, DNS_AXFR, 0, one->count, one->bytes, one->len);
		fault = transfer_walk_step(&w, m.bytes, m.len, PEER_TIME_S);
	}
	return fault == rows[row].want && w.state == rows[row].state &&
	       w.records == rows[row].records &&
	       w.outside == rows[row].outside &&
	       (w.records == 0 || w.serial == 7);
}

/* Of a good reply that byte is another one. */
static enum transfer_fault
with_byte(unsigned at, uint8_t value, unsigned type)
{
	struct transfer_walk w;
	struct peer_message m;
	static const char answers[] = SOA SOA;
	transfer_walk_init(&w, &zone, &sink, NULL, PEER_ID, (uint16_t)type);
	peer_reply(&m, type, 0, 2, answers, sizeof(answers) - 1);
	m.bytes[at] = value;
	return transfer_walk_step(&w, m.bytes, m.len, PEER_TIME_S);
}

static void
heads(void)
{
	ok(with_byte(0, 0x12, DNS_AXFR) == TRANSFER_FAULT_NONE, "ours");
	ok(with_byte(0, 0x13, DNS_AXFR) == TRANSFER_FAULT_OTHER_REPLY,
	    "another ID");
	ok(with_byte(2, 0x04, DNS_AXFR) == TRANSFER_FAULT_OTHER_REPLY,
	    "no reply");
	ok(with_byte(2, 0x86, DNS_AXFR) == TRANSFER_FAULT_OTHER_REPLY,
	    "truncated");
	ok(with_byte(2, 0xa4, DNS_AXFR) == TRANSFER_FAULT_OTHER_REPLY,
	    "another opcode");
	ok(with_byte(13, 'y', DNS_AXFR) == TRANSFER_FAULT_OTHER_REPLY,
	    "about another zone");
	ok(with_byte(20, 1, DNS_AXFR) == TRANSFER_FAULT_OTHER_REPLY,
	    "about another type");
	ok(with_byte(3, 2, DNS_AXFR) == TRANSFER_FAULT_SERVFAIL, "SERVFAIL");
	ok(with_byte(3, 5, DNS_AXFR) == TRANSFER_FAULT_REFUSED, "REFUSED");
	ok(with_byte(0, 0x12, DNS_SOA) == TRANSFER_FAULT_NONE,
	    "of the SOA's question one SOA is enough");
	ok(with_byte(7, 0, DNS_SOA) == TRANSFER_FAULT_NO_SOA,
	    "and none is none");
}

/* A signed beginning, an unsigned message, and an end that is signed or not. */
static enum transfer_fault
signed_run(bool closing_is_signed, bool changed)
{
	struct peer_signer s;
	struct peer_message m;
	struct transfer_walk w;
	struct tsig_chain *c = peer_chain(&s);
	transfer_walk_init(&w, &zone, &sink, c, PEER_ID, DNS_AXFR);
	peer_reply(&m, DNS_AXFR, 0, 1, SOA, sizeof(SOA) - 1);
	peer_sign(&s, &m);
	enum transfer_fault fault =
	    transfer_walk_step(&w, m.bytes, m.len, PEER_TIME_S);
	peer_reply(&m, DNS_AXFR, 0, 1, PEER_NS, sizeof(PEER_NS) - 1);
	peer_unsigned(&s, &m);
	m.bytes[m.len - 3] ^= changed;
	if (fault == TRANSFER_FAULT_NONE)
		fault = transfer_walk_step(&w, m.bytes, m.len, PEER_TIME_S);
	peer_reply(&m, DNS_AXFR, 0, 1, SOA, sizeof(SOA) - 1);
	if (closing_is_signed)
		peer_sign(&s, &m);
	if (fault == TRANSFER_FAULT_NONE)
		fault = transfer_walk_step(&w, m.bytes, m.len, PEER_TIME_S);
	bool whole = w.state == TRANSFER_WHOLE;
	text_fini(&s.pending);
	tsig_chain_free(c);
	return whole == (fault == TRANSFER_FAULT_NONE) ? fault
						       : TRANSFER_FAULT_MACHINE;
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(is_right(i), rows[i].name);
	heads();
	ok(signed_run(true, false) == TRANSFER_FAULT_NONE, "signed, and whole");
	ok(signed_run(false, false) == TRANSFER_FAULT_TSIG_MISSING,
	    "the closing message must be signed");
	ok(signed_run(true, true) == TRANSFER_FAULT_TSIG_WRONG,
	    "a change between two signed messages is seen");
	ok(ttls > 0, "the sink got them");
	return tap_end();
}
