#include "dns/message.h"

#include <string.h>

enum {
	FLAG_QR = 0x8000,
	FLAG_AA = 0x0400,
	FLAG_TC = 0x0200,
	FLAG_RD = 0x0100,
	FLAG_RA = 0x0080,
	FLAG_AD = 0x0020,
	FLAG_CD = 0x0010,
	EDNS_DO = 0x8000, /* RFC 3225: in the lower half of OPT's TTL */
};

static void
read_flags(uint16_t flags, struct dns_message *out)
{
	out->qr = flags & FLAG_QR;
	out->opcode = flags >> 11 & 0xf;
	out->aa = flags & FLAG_AA;
	out->tc = flags & FLAG_TC;
	out->rd = flags & FLAG_RD;
	out->ra = flags & FLAG_RA;
	out->ad = flags & FLAG_AD;
	out->cd = flags & FLAG_CD;
	out->rcode = flags & 0xf;
}

static bool
read_question(
    struct wire *w, const struct wire *whole, struct dns_question *out)
{
	if (!dns_name_parse(w, whole, &out->name))
		return false;
	out->type = wire_u16(w);
	out->class = wire_u16(w);
	return wire_ok(w);
}

static bool
read_rr(struct wire *w, const struct wire *whole, struct dns_rr *out)
{
	if (!dns_name_parse(w, whole, &out->owner))
		return false;
	out->type = wire_u16(w);
	out->class = wire_u16(w);
	out->ttl_s = wire_u32(w);
	out->rdata = wire_sub(w, wire_u16(w));
	return wire_ok(w);
}

/* tinydns counts 40 answers in the header, sets TC, and sends none. */
static void
cut_counts(struct dns_message *m, unsigned read)
{
	m->cut = true;
	for (unsigned i = 0; i < 3; i++) {
		if (m->count[i] > read)
			m->count[i] = (uint16_t)read;
		read -= m->count[i];
	}
}

/* Walks all RRs, and takes from OPT what belongs to the header. */
static bool
check_rrs(struct dns_message *m)
{
	struct dns_rr_iter it = dns_rr_first(m);
	unsigned rrs = 0u + m->count[0] + m->count[1] + m->count[2];
	struct dns_rr rr;

	while (dns_rr_next(&it, &rr)) {
		if (rr.type == DNS_OPT && rr.section == DNS_ADDITIONAL &&
		    !m->has_edns) {
			m->has_edns = true;
			m->rcode |= (uint16_t)(rr.ttl_s >> 24 << 4);
		}
	}
	if (it.done == rrs)
		return true;
	if (!m->tc || !m->has_question)
		return false;
	cut_counts(m, it.done);
	return true;
}

static bool
read_head(const uint8_t *bytes, size_t len, struct dns_message *out)
{
	struct wire w = wire_over(bytes, len);

	out->whole = w;
	out->has_edns = false;
	out->cut = false;
	out->id = wire_u16(&w);
	read_flags(wire_u16(&w), out);
	uint16_t questions = wire_u16(&w);
	for (unsigned i = 0; i < 3; i++)
		out->count[i] = wire_u16(&w);
	if (!wire_ok(&w) || questions > 1)
		return false;

	out->has_question = questions == 1;
	if (out->has_question &&
	    !read_question(&w, &out->whole, &out->question))
		return false;
	out->rrs = w;
	return true;
}

bool
dns_message_parse(const uint8_t *bytes, size_t len, struct dns_message *out)
{
	return read_head(bytes, len, out) && check_rrs(out);
}

bool
dns_message_parse_head(
    const uint8_t *bytes, size_t len, struct dns_message *out)
{
	if (!read_head(bytes, len, out) || !out->has_question)
		return false;
	memset(out->count, 0, sizeof(out->count));
	return true;
}

struct dns_outline
dns_message_outline(const struct dns_message *m)
{
	return (struct dns_outline){
	    .rrs_at = (uint32_t)(m->rrs.at - m->whole.at),
	    .rcode = m->rcode,
	    .count = {m->count[0], m->count[1], m->count[2]},
	    .aa = m->aa,
	    .tc = m->tc,
	    .ad = m->ad,
	    .ra = m->ra,
	    .has_edns = m->has_edns,
	};
}

void
dns_message_restore(const struct dns_outline *o, const uint8_t *bytes,
    size_t len, struct dns_message *out)
{
	out->whole = wire_over(bytes, len);
	out->rrs = wire_over(bytes + o->rrs_at, len - o->rrs_at);
	out->qr = true;
	out->rcode = o->rcode;
	memcpy(out->count, o->count, sizeof(out->count));
	out->aa = o->aa;
	out->tc = o->tc;
	out->ad = o->ad;
	out->ra = o->ra;
	out->has_edns = o->has_edns;
	out->cut = false;
	out->has_question = false;
}

struct dns_rr_iter
dns_rr_first(const struct dns_message *m)
{
	return (struct dns_rr_iter){.at = m->rrs, .message = m};
}

static enum dns_section
section_of(const struct dns_message *m, unsigned index)
{
	if (index < m->count[DNS_ANSWER])
		return DNS_ANSWER;
	if (index < 0u + m->count[DNS_ANSWER] + m->count[DNS_AUTHORITY])
		return DNS_AUTHORITY;
	return DNS_ADDITIONAL;
}

bool
dns_rr_next(struct dns_rr_iter *it, struct dns_rr *out)
{
	const struct dns_message *m = it->message;

	if (it->done == 0u + m->count[0] + m->count[1] + m->count[2] ||
	    !read_rr(&it->at, &m->whole, out))
		return false;
	out->section = section_of(m, it->done++);
	return true;
}

static uint8_t *
put_u16(uint8_t *at, uint16_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
	return at + 2;
}

static uint8_t *
put_opt(uint8_t *at, unsigned udp_bytes)
{
	*at++ = 0; /* owner: the root */
	at = put_u16(at, DNS_OPT);
	at = put_u16(at, (uint16_t)udp_bytes);
	at = put_u16(at, 0); /* extended rcode, version */
	at = put_u16(at, EDNS_DO);
	return put_u16(at, 0);
}

size_t
dns_query_build(uint8_t *out, uint16_t id, const struct dns_name *name,
    uint16_t type, unsigned edns_bytes)
{
	uint8_t *at = out;

	at = put_u16(at, id);
	at = put_u16(at, 0); /* QUERY, and no flag */
	at = put_u16(at, 1);
	at = put_u16(at, 0);
	at = put_u16(at, 0);
	at = put_u16(at, edns_bytes > 0);
	memcpy(at, name->wire, name->len);
	at = put_u16(at + name->len, type);
	at = put_u16(at, DNS_CLASS_IN);
	if (edns_bytes > 0)
		at = put_opt(at, edns_bytes);
	return (size_t)(at - out);
}
