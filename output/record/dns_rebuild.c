#include "dns_rebuild.h"

#include <errno.h>
#include <string.h>

#include "dns/rdata_parse.h"

enum {
	FLAG_QR = 0x8000,
	FLAG_AA = 0x0400,
	FLAG_TC = 0x0200,
	FLAG_RA = 0x0080,
	FLAG_AD = 0x0020,
	TO_QUESTION = 0xc000 | DNS_HEADER_BYTES, /* a compression pointer */
	COUNTS_AT = 4,
};

/* Bytes that grow; without heap it fails for good. */
struct builder {
	struct array *out;
	bool failed;
};

static void
put(struct builder *b, const void *bytes, size_t len)
{
	uint8_t *at = b->failed ? NULL : array_push(b->out, len, 1);
	b->failed = at == NULL;
	if (at != NULL && len > 0)
		memcpy(at, bytes, len);
}

static void
put_u16(struct builder *b, unsigned value)
{
	put(b, (const uint8_t[]){(uint8_t)(value >> 8), (uint8_t)value}, 2);
}

static unsigned
flags(const struct dns_record_reply *reply)
{
	return FLAG_QR | (reply->aa ? FLAG_AA : 0) | (reply->tc ? FLAG_TC : 0) |
	       (reply->ra ? FLAG_RA : 0) | (reply->ad ? FLAG_AD : 0) |
	       (reply->rcode & 0xf);
}

static void
put_head(struct builder *b, const struct dns_question *q,
    const struct dns_record_reply *reply)
{
	put_u16(b, 0);
	put_u16(b, flags(reply));
	put_u16(b, 1);
	for (unsigned s = DNS_ANSWER; s <= DNS_ADDITIONAL; s++)
		put_u16(b, 0); /* until they are known */
	put(b, q->name.wire, q->name.len);
	put_u16(b, q->type);
	put_u16(b, q->class);
}

static void
put_owner(struct builder *b, const struct dns_name *name,
    const struct dns_name *asked)
{
	if (dns_name_equal(name, asked))
		put_u16(b, TO_QUESTION);
	else
		put(b, name->wire, name->len);
}

static void
put_fixed(struct builder *b, uint16_t type, uint16_t class, uint32_t ttl_s,
    size_t rdata_len)
{
	put_u16(b, type);
	put_u16(b, class);
	put_u16(b, ttl_s >> 16);
	put_u16(b, ttl_s & 0xffff);
	put_u16(b, (unsigned)rdata_len);
}

/* RFC 6891 6.1.3: the upper bits of the rcode. */
static void
put_opt(struct builder *b, uint16_t rcode)
{
	put(b, "", 1);
	put_fixed(
	    b, DNS_OPT, DNS_EDNS_UDP_BYTES, (uint32_t)rcode >> 4 << 24, 0);
}

/* Gives how many it put. */
static unsigned
put_section(struct builder *b, const struct dns_record_section *s,
    const struct dns_name *asked, struct arena *arena, struct text *scratch)
{
	unsigned count = 0;
	for (size_t i = 0; i < s->count && count < UINT16_MAX - 1; i++) {
		const struct dns_record_rr *rr = &s->at[i];
		struct rdata rdata;
		if (rr->data == NULL ||
		    !rdata_parse(arena, scratch, rr->type, rr->data, &rdata))
			continue;
		put_owner(b, rr->owner, asked);
		put_fixed(b, rr->type, rr->class, rr->ttl_s, rdata.len);
		put(b, rdata.bytes, rdata.len);
		count++;
	}
	return count;
}

static void
set_count(struct builder *b, unsigned section, unsigned count)
{
	uint8_t *at = (uint8_t *)b->out->at + COUNTS_AT + 2 * (section + 1);
	if (b->failed)
		return;
	at[0] = (uint8_t)(count >> 8);
	at[1] = (uint8_t)count;
}

int
dns_rebuild(const struct dns_record *r, const struct dns_record_reply *reply,
    struct arena *arena, struct text *scratch, struct array *out)
{
	struct builder b = {.out = out};
	out->count = 0;
	put_head(&b, r->question, reply);
	for (unsigned s = DNS_ANSWER; s <= DNS_ADDITIONAL; s++) {
		unsigned count = put_section(
		    &b, &reply->section[s], &r->question->name, arena, scratch);
		if (s == DNS_ADDITIONAL && reply->edns) {
			put_opt(&b, reply->rcode);
			count++;
		}
		set_count(&b, s, count);
	}
	return b.failed ? -ENOMEM : 0;
}
