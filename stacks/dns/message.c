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

/*
 * The owner of most RRs is the question's name, by a pointer to it: to parse
 * and to fold that again, for each look at an RR, cost a third of a reply.
 */
static bool
is_asked_name(struct wire *w, const struct dns_message *m)
{
	static const uint8_t pointer[] = {0xc0, DNS_HEADER_BYTES};

	if (!m->has_question || wire_left(w) < sizeof(pointer) ||
	    memcmp(w->at, pointer, sizeof(pointer)) != 0)
		return false;
	w->at += sizeof(pointer);
	return true;
}

static bool
read_owner(struct wire *w, const struct dns_message *m, struct dns_name *out)
{
	if (!is_asked_name(w, m))
		return dns_name_parse(w, &m->whole, out);
	dns_name_copy(&m->question.name, out);
	return true;
}

/* All but the owner. */
static bool
read_rest(struct wire *w, struct dns_rr *out)
{
	enum { FIXED = 10 };
	struct wire fixed = wire_sub(w, FIXED);

	if (!wire_ok(&fixed))
		return false;
	out->type = (uint16_t)(fixed.at[0] << 8 | fixed.at[1]);
	out->class = (uint16_t)(fixed.at[2] << 8 | fixed.at[3]);
	out->ttl_s = (uint32_t)fixed.at[4] << 24 | (uint32_t)fixed.at[5] << 16 |
		     (uint32_t)fixed.at[6] << 8 | fixed.at[7];
	out->rdata = wire_sub(w, (size_t)fixed.at[8] << 8 | fixed.at[9]);
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

/* Of OPT what belongs to the header. */
static void
see_rr(struct dns_message *m, const struct dns_rr *rr)
{
	switch (rr->type) {
	case DNS_OPT:
		if (rr->section == DNS_ADDITIONAL && !m->has_edns) {
			m->has_edns = true;
			m->rcode |= (uint16_t)(rr->ttl_s >> 24 << 4);
		}
		return;
	case DNS_RRSIG:
		m->has_rrsig = true;
		return;
	case DNS_CNAME:
	case DNS_DNAME:
		m->has_alias = true;
		return;
	}
}

/* Walks all RRs. */
static bool
check_rrs(struct dns_message *m)
{
	struct dns_rr_iter it = dns_rr_first(m);
	unsigned rrs = 0u + m->count[0] + m->count[1] + m->count[2];
	struct dns_rr rr;

	while (dns_rr_next(&it, &rr))
		see_rr(m, &rr);
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
	out->has_edns = out->has_rrsig = out->has_alias = false;
	out->cut = out->has_question = false;
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
	    !read_owner(&it->at, m, &out->owner) || !read_rest(&it->at, out))
		return false;
	out->section = section_of(m, it->done++);
	return true;
}

static uint8_t *
put_opt(uint8_t *at, unsigned udp_bytes)
{
	*at++ = 0; /* owner: the root */
	at = wire_put_u16(at, DNS_OPT);
	at = wire_put_u16(at, (uint16_t)udp_bytes);
	at = wire_put_u16(at, 0); /* extended rcode, version */
	at = wire_put_u16(at, EDNS_DO);
	return wire_put_u16(at, 0);
}

size_t
dns_query_build(uint8_t *out, uint16_t id, const struct dns_name *name,
    uint16_t type, unsigned edns_bytes)
{
	uint8_t *at = out;

	at = wire_put_u16(at, id);
	at = wire_put_u16(at, 0); /* QUERY, and no flag */
	at = wire_put_u16(at, 1);
	at = wire_put_u16(at, 0);
	at = wire_put_u16(at, 0);
	at = wire_put_u16(at, edns_bytes > 0);
	memcpy(at, name->wire, name->len);
	at = wire_put_u16(at + name->len, type);
	at = wire_put_u16(at, DNS_CLASS_IN);
	if (edns_bytes > 0)
		at = put_opt(at, edns_bytes);
	return (size_t)(at - out);
}
