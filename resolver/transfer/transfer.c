#include "resolver/transfer/transfer.h"

#include "base/clock.h"
#include "base/entropy.h"
#include "dns/message.h"
#include "dns/tsig.h"

static uint64_t
now_s(void)
{
	return (uint64_t)(clock_realtime_ns() / NS_PER_S);
}

static enum transfer_fault
ask(struct transfer_socket *s, const struct transfer_walk *w)
{
	uint8_t query[DNS_QUERY_MAX + TSIG_RECORD_MAX];
	size_t len = dns_query_build(query, w->id, w->zone, w->type, 0);
	if (w->tsig != NULL)
		len = tsig_chain_sign(w->tsig, query, len, now_s());
	return len > 0 ? transfer_socket_send(s, query, len)
		       : TRANSFER_FAULT_MACHINE;
}

static enum transfer_fault
read_all(struct transfer_socket *s, struct transfer_walk *w)
{
	const uint8_t *message;
	size_t len;
	enum transfer_fault fault = TRANSFER_FAULT_NONE;
	while (fault == TRANSFER_FAULT_NONE && w->state != TRANSFER_WHOLE) {
		fault = transfer_socket_next(s, &message, &len);
		if (fault == TRANSFER_FAULT_NONE)
			fault = transfer_walk_step(w, message, len, now_s());
	}
	return fault;
}

static void
explain(
    enum transfer_fault fault, const struct transfer_walk *w, struct text *why)
{
	if (fault == TRANSFER_FAULT_TSIG_REFUSED)
		text_add(why, tsig_error_text(tsig_chain_error(w->tsig)));
	else if (fault != TRANSFER_FAULT_REFUSED)
		return;
	else if (w->rcode == DNS_REFUSED)
		text_add(why, "REFUSED");
	else if (w->rcode == DNS_NOTAUTH)
		text_add(why, "NOTAUTH: it does not have the zone, or does "
			      "not know the key");
	else
		text_addf(why, "code %u", w->rcode);
}

enum transfer_fault
transfer_run(const struct transfer_query *q, uint16_t type,
    const struct transfer_sink *sink, struct transfer_walk *out,
    struct text *why)
{
	struct tsig_chain *tsig = NULL;
	struct transfer_socket s;
	uint16_t id = 0;
	transfer_walk_init(out, &q->from->zone, sink, NULL, 0, type);
	if (entropy_fill(&id, sizeof(id)) < 0 ||
	    (q->key != NULL && tsig_chain_new(q->key, &tsig, why) < 0))
		return TRANSFER_FAULT_MACHINE;
	enum transfer_fault fault = transfer_socket_open(
	    &s, q->from->host, q->from->port, &q->limits, why);
	if (fault == TRANSFER_FAULT_NONE) {
		transfer_walk_init(out, &q->from->zone, sink, tsig, id, type);
		fault = ask(&s, out);
		if (fault == TRANSFER_FAULT_NONE)
			fault = read_all(&s, out);
		explain(fault, out, why);
		transfer_socket_close(&s);
	}
	tsig_chain_free(tsig);
	return fault;
}
