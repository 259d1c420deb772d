/*
 * Messages of a transfer, each with its length before it as on TCP, by a key
 * and without one; what comes of them as lines.
 */
#include "resolver/transfer/walk.h"

#include <stdlib.h>
#include <string.h>

#include "resolver/transfer/line.h"

enum { ID = 0x1234, NOW_S = 1000000 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* A line is one line, and has its five fields. */
static int
add_line(void *ctx, const struct transfer_record *r)
{
	struct text *t = ctx;
	text_clear(t);
	transfer_line_add(t, r);
	if (!text_ok(t))
		return -1;
	const char *at = t->bytes;
	for (unsigned i = 0; i < 4; i++) {
		at = memchr(at, '\t', t->len - (size_t)(at - t->bytes));
		if (at == NULL)
			abort();
		at++;
	}
	if (memchr(t->bytes, '\n', t->len) != t->bytes + t->len - 1)
		abort();
	return 0;
}

static struct tsig_chain *
chain_of(const struct dns_name *zone)
{
	static const struct tsig_key key = {
	    .name = "mx", .algorithm = "hmac-sha256", .secret = "c2VjcmV0"};
	uint8_t query[DNS_QUERY_MAX + TSIG_RECORD_MAX];
	struct tsig_chain *c = NULL;
	struct text why;
	text_init(&why);
	if (tsig_chain_new(&key, &c, &why) < 0)
		abort();
	text_fini(&why);
	size_t query_len = dns_query_build(query, ID, zone, DNS_AXFR, 0);
	if (tsig_chain_sign(c, query, query_len, NOW_S) == 0)
		abort();
	return c;
}

static void
walk(struct wire in, struct tsig_chain *chain, uint16_t type)
{
	static const struct dns_name zone = {7, "\2ex\2se"};
	struct transfer_walk w;
	struct text line;
	struct transfer_sink sink = {.ctx = &line, .record = add_line};
	text_init(&line);
	transfer_walk_init(&w, &zone, &sink, chain, ID, type);
	while (w.state != TRANSFER_WHOLE && w.state != TRANSFER_ENDED) {
		struct wire message = wire_sub(&in, wire_u16(&in));
		if (!wire_ok(&message))
			break;
		enum transfer_fault fault = transfer_walk_step(
		    &w, message.at, wire_left(&message), NOW_S);
		if ((fault != TRANSFER_FAULT_NONE) !=
		    (w.state == TRANSFER_ENDED))
			abort();
	}
	if (w.state == TRANSFER_WHOLE && (w.soa_len == 0 || w.records == 0))
		abort();
	text_fini(&line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const struct dns_name zone = {7, "\2ex\2se"};
	struct tsig_chain *chain = chain_of(&zone);
	walk(wire_over(bytes, len), NULL, DNS_AXFR);
	walk(wire_over(bytes, len), NULL, DNS_SOA);
	walk(wire_over(bytes, len), chain, DNS_AXFR);
	tsig_chain_free(chain);
	return 0;
}
