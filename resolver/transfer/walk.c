#include "resolver/transfer/walk.h"

#include <errno.h>
#include <string.h>

#include "dns/rdata_canonical.h"

enum { SERIAL_FROM_END = 20, FIRST_QUESTION_TYPE = 128 };

void
transfer_walk_init(struct transfer_walk *w, const struct dns_name *zone,
    const struct transfer_sink *sink, struct tsig_chain *tsig, uint16_t id,
    uint16_t type)
{
	*w = (struct transfer_walk){
	    .zone = zone,
	    .sink = sink,
	    .tsig = tsig,
	    .id = id,
	    .type = type,
	    .state = TRANSFER_FIRST,
	    .last_owner = *zone,
	};
}

/* RFC 5936 2.2.2: the question is in the first message, and may be in others.
 */
static bool
is_ours(const struct transfer_walk *w, const struct dns_message *m)
{
	const struct dns_question *q = &m->question;
	if (!m->qr || m->id != w->id || m->opcode != 0 || m->tc)
		return false;
	return !m->has_question ||
	       (q->type == w->type && q->class == DNS_CLASS_IN &&
		   dns_name_equal(&q->name, w->zone));
}

static enum transfer_fault
check_tsig(struct transfer_walk *w, const struct dns_message *m, uint64_t now_s,
    bool *is_signed)
{
	*is_signed = true;
	if (w->tsig == NULL)
		return TRANSFER_FAULT_NONE;
	switch (tsig_chain_verify(w->tsig, m, now_s)) {
	case TSIG_SIGNED:
		return TRANSFER_FAULT_NONE;
	case TSIG_UNSIGNED:
		*is_signed = false;
		return TRANSFER_FAULT_NONE;
	case TSIG_MISSING:
		return TRANSFER_FAULT_TSIG_MISSING;
	case TSIG_OTHER_KEY:
		return TRANSFER_FAULT_TSIG_OTHER_KEY;
	case TSIG_WRONG:
		return TRANSFER_FAULT_TSIG_WRONG;
	case TSIG_LATE:
		return TRANSFER_FAULT_TSIG_LATE;
	case TSIG_REFUSED:
		return TRANSFER_FAULT_TSIG_REFUSED;
	case TSIG_FAILED:
		break;
	}
	w->error = -ENOMEM;
	return TRANSFER_FAULT_MACHINE;
}

static enum transfer_fault
give(struct transfer_walk *w, const struct transfer_record *r)
{
	if (!dns_name_in(r->owner, w->zone)) {
		w->outside++;
		return TRANSFER_FAULT_NONE;
	}
	w->error = w->sink->record(w->sink->ctx, r);
	if (w->error < 0)
		return TRANSFER_FAULT_MACHINE;
	w->records++;
	dns_name_copy(r->owner, &w->last_owner);
	return TRANSFER_FAULT_NONE;
}

static enum transfer_fault
take_first(struct transfer_walk *w, const struct transfer_record *r)
{
	if (r->type != DNS_SOA)
		return TRANSFER_FAULT_NO_SOA;
	if (!dns_name_equal(r->owner, w->zone))
		return TRANSFER_FAULT_OTHER_ZONE;
	if (r->rdata.len > sizeof(w->soa) || r->rdata.len < SERIAL_FROM_END + 2)
		return TRANSFER_FAULT_MALFORMED;
	struct wire numbers = rdata_wire(&r->rdata);
	wire_sub(&numbers, r->rdata.len - SERIAL_FROM_END);
	w->serial = wire_u32(&numbers);
	w->soa_len = r->rdata.len;
	memcpy(w->soa, r->rdata.bytes, w->soa_len);
	w->state = w->type == DNS_SOA ? TRANSFER_CLOSED : TRANSFER_RECORDS;
	return give(w, r);
}

static enum transfer_fault
take_soa(struct transfer_walk *w, const struct transfer_record *r)
{
	if (!dns_name_equal(r->owner, w->zone))
		return TRANSFER_FAULT_OTHER_ZONE;
	if (r->rdata.len != w->soa_len ||
	    memcmp(r->rdata.bytes, w->soa, w->soa_len) != 0)
		return TRANSFER_FAULT_OTHER_SOA;
	w->state = TRANSFER_CLOSED;
	return TRANSFER_FAULT_NONE;
}

static enum transfer_fault
take(struct transfer_walk *w, const struct transfer_record *r)
{
	if (w->state == TRANSFER_FIRST)
		return take_first(w, r);
	if (w->state == TRANSFER_CLOSED)
		return w->type == DNS_SOA ? TRANSFER_FAULT_NONE
					  : TRANSFER_FAULT_BEHIND_SOA;
	return r->type == DNS_SOA ? take_soa(w, r) : give(w, r);
}

/* OPT, and what is of questions and messages alone (RFC 6895 3.1). */
static bool
is_of_zones(uint16_t type)
{
	return type != 0 && type != DNS_OPT &&
	       (type < FIRST_QUESTION_TYPE || type > DNS_ANY);
}

static enum transfer_fault
take_answers(struct transfer_walk *w, const struct dns_message *m)
{
	uint8_t rdata[DNS_RDATA_MAX];
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	enum transfer_fault fault = TRANSFER_FAULT_NONE;
	for (unsigned i = 0; fault == TRANSFER_FAULT_NONE &&
			     i < m->count[DNS_ANSWER] && dns_rr_next(&it, &rr);
	     i++) {
		struct transfer_record r = {
		    .owner = &rr.owner,
		    .type = rr.type,
		    /* RFC 2181 8: the upper bit is none of a TTL. */
		    .ttl_s = rr.ttl_s <= INT32_MAX ? rr.ttl_s : 0,
		    .rdata.bytes = rdata,
		};
		if (rr.class != DNS_CLASS_IN || !is_of_zones(rr.type) ||
		    !dns_rdata_canonical(
			rr.type, rr.rdata, &m->whole, rdata, &r.rdata.len))
			return TRANSFER_FAULT_MALFORMED;
		fault = take(w, &r);
	}
	return fault;
}

static enum transfer_fault
check_head(struct transfer_walk *w, const struct dns_message *m)
{
	if (!is_ours(w, m))
		return TRANSFER_FAULT_OTHER_REPLY;
	w->rcode = m->rcode;
	if (m->rcode == DNS_SERVFAIL)
		return TRANSFER_FAULT_SERVFAIL;
	return m->rcode != 0 ? TRANSFER_FAULT_REFUSED : TRANSFER_FAULT_NONE;
}

/* Signed first, and only then believed; but a refusal need not be signed. */
static enum transfer_fault
take_message(
    struct transfer_walk *w, const struct dns_message *m, uint64_t now_s)
{
	bool is_signed;
	enum transfer_fault head = check_head(w, m);
	enum transfer_fault fault = check_tsig(w, m, now_s, &is_signed);
	if (fault == TRANSFER_FAULT_TSIG_REFUSED)
		return fault;
	if (head != TRANSFER_FAULT_NONE)
		return head;
	if (fault == TRANSFER_FAULT_NONE && w->state == TRANSFER_CLOSED &&
	    m->count[DNS_ANSWER] > 0)
		fault = TRANSFER_FAULT_BEHIND_SOA;
	if (fault == TRANSFER_FAULT_NONE)
		fault = take_answers(w, m);
	if (fault != TRANSFER_FAULT_NONE)
		return fault;
	if (w->state == TRANSFER_FIRST && w->type == DNS_SOA)
		return TRANSFER_FAULT_NO_SOA;
	if (w->state == TRANSFER_CLOSED) {
		if (!is_signed)
			return TRANSFER_FAULT_TSIG_MISSING;
		w->state = TRANSFER_WHOLE;
	}
	return TRANSFER_FAULT_NONE;
}

enum transfer_fault
transfer_walk_step(
    struct transfer_walk *w, const uint8_t *bytes, size_t len, uint64_t now_s)
{
	struct dns_message m;
	enum transfer_fault fault = TRANSFER_FAULT_MALFORMED;
	if (dns_message_parse(bytes, len, &m))
		fault = take_message(w, &m, now_s);
	if (fault != TRANSFER_FAULT_NONE)
		w->state = TRANSFER_ENDED;
	return fault;
}
