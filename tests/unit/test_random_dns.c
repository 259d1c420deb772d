/*
 * Random dns records, there and back: messages of any types, well-formed or
 * not, whose RDATA must come back byte for byte in canonical form.
 */
#include "output/record/dns.h"

#include "dns/rdata_parse.h"
#include "output/record/dns_rebuild.h"
#include "record_random.h"

enum { RRS_MAX = 40, MESSAGE_MAX = 65535 };

/* A message while it grows, and what is in it. */
struct made {
	uint8_t bytes[MESSAGE_MAX];
	size_t len;
	struct {
		struct dns_name owner;
		uint16_t type, class;
		uint32_t ttl_s;
		size_t rdata_at, rdata_len;
	} rrs[RRS_MAX];
	size_t count[3];
	uint16_t rcode;
	bool edns;
};

static void
put(struct made *m, const void *bytes, size_t len)
{
	memcpy(m->bytes + m->len, bytes, len);
	m->len += len;
}

static void
put_u16(struct made *m, unsigned n)
{
	uint8_t bytes[2] = {(uint8_t)(n >> 8), (uint8_t)n};
	put(m, bytes, sizeof(bytes));
}

static void
put_name(struct made *m, struct rnd *r)
{
	const struct dns_name *n = rnd_name(r);
	put(m, n->wire, n->len);
}

static void
put_random(struct made *m, struct rnd *r, size_t len)
{
	rnd_fill(r, m->bytes + m->len, len);
	m->len += len;
}

/* RDATA as its type has it. */
static void
put_rdata(struct made *m, struct rnd *r, uint16_t type)
{
	switch (type) {
	case DNS_A:
		put_random(m, r, 4);
		break;
	case DNS_AAAA:
		put_random(m, r, 16);
		break;
	case DNS_MX:
		put_random(m, r, 2);
		put_name(m, r);
		break;
	case DNS_NS:
	case DNS_CNAME:
	case DNS_DNAME:
	case DNS_PTR:
		put_name(m, r);
		break;
	case DNS_SRV:
		put_random(m, r, 6);
		put_name(m, r);
		break;
	case DNS_NSEC:
		put_name(m, r);
		put_random(m, r, rnd_len(r, 30));
		break;
	case DNS_SOA:
		put_name(m, r);
		put_name(m, r);
		put_random(m, r, 20);
		break;
	case DNS_RRSIG:
		put_random(m, r, 18);
		put_name(m, r);
		put_random(m, r, 64);
		break;
	default:
		put_random(m, r, rnd_len(r, 700));
	}
}

/* Bytes of no form; none of them looks like a compression pointer. */
static void
put_rubbish(struct made *m, struct rnd *r)
{
	enum { SOON = 5000, LONG = 20000 }; /* all others still fit behind */
	size_t from = m->len;
	bool large = from < SOON && rnd_one_in(r, 8);
	put_random(m, r, rnd_len(r, large ? LONG : 700));
	for (size_t i = from; i < m->len; i++)
		m->bytes[i] &= 0x3f;
}

static uint16_t
random_type(struct rnd *r)
{
	static const uint16_t types[] = {DNS_A, DNS_NS, DNS_CNAME, DNS_SOA,
	    DNS_PTR, DNS_MX, DNS_TXT, DNS_AAAA, DNS_SRV, DNS_DNAME, DNS_DS,
	    DNS_RRSIG, DNS_NSEC, DNS_DNSKEY, DNS_NSEC3, DNS_NSEC3PARAM,
	    DNS_TLSA, 65280, 0, 99};
	return types[rnd_below(r, ARRAY_LEN(types))];
}

static void
put_rr(struct made *m, struct rnd *r, size_t i)
{
	const struct dns_name *owner = rnd_name(r);
	uint16_t type = random_type(r);
	uint16_t class = rnd_one_in(r, 8) ? (uint16_t)rnd_u64(r) : DNS_CLASS_IN;
	uint32_t ttl_s = (uint32_t)rnd_u64(r);
	put(m, owner->wire, owner->len);
	put_u16(m, type);
	put_u16(m, class);
	put_u16(m, ttl_s >> 16);
	put_u16(m, ttl_s & 0xffff);
	size_t at = m->len;
	put_u16(m, 0);
	if (rnd_one_in(r, 4))
		put_rubbish(m, r);
	else
		put_rdata(m, r, type);
	size_t len = m->len - at - 2;
	m->bytes[at] = (uint8_t)(len >> 8);
	m->bytes[at + 1] = (uint8_t)len;
	m->rrs[i].owner = *owner;
	m->rrs[i].type = type;
	m->rrs[i].class = class;
	m->rrs[i].ttl_s = ttl_s;
	m->rrs[i].rdata_at = at + 2;
	m->rrs[i].rdata_len = len;
}

static void
make_message(struct made *m, struct rnd *r, unsigned flags)
{
	size_t total = 0;
	m->len = 0;
	m->edns = rnd_one_in(r, 2);
	m->rcode = (uint16_t)(flags & 15);
	for (unsigned s = 0; s < 3; s++)
		m->count[s] = rnd_below(r, RRS_MAX / 3);
	put_u16(m, 0x1234);
	put_u16(m, 0x8000 | flags);
	put_u16(m, 0);
	put_u16(m, (unsigned)m->count[0]);
	put_u16(m, (unsigned)m->count[1]);
	put_u16(m, (unsigned)m->count[2] + m->edns);
	while (total < m->count[0] + m->count[1] + m->count[2])
		put_rr(m, r, total++);
	if (m->edns) {
		uint8_t high = (uint8_t)(rnd_one_in(r, 2) ? 0 : rnd_u64(r));
		const uint8_t opt[] = {
		    0, 0, DNS_OPT, 4, 0xd0, high, 0, 0x80, 0, 0, 0};
		put(m, opt, sizeof(opt));
		m->rcode = (uint16_t)(m->rcode | high << 4);
	}
}

/* In canonical form, by ldns, of the text or of the bytes themselves. */
static bool
same_rdata(struct arena *arena, uint16_t type, const char *data,
    const uint8_t *bytes, size_t len)
{
	struct text scratch, generic;
	struct rdata got, want;
	text_init(&scratch);
	text_init(&generic);
	text_addf(&generic, "\\# %zu ", len);
	text_add_hex(&generic, bytes, len);
	bool same = data != NULL &&
		    rdata_parse(arena, &scratch, type, data, &got) &&
		    rdata_parse(arena, &scratch, type, generic.bytes, &want) &&
		    rdata_compare(&got, &want) == 0;
	text_fini(&scratch);
	text_fini(&generic);
	return same;
}

static bool
same_sections(const struct made *m, const struct dns_record_reply *reply)
{
	struct arena arena;
	size_t at = 0;
	bool same = true;
	arena_init(&arena);
	for (unsigned s = 0; same && s < 3; s++) {
		const struct dns_record_section *got = &reply->section[s];
		same = got->count == m->count[s];
		for (size_t i = 0; same && i < got->count; i++, at++) {
			const struct dns_record_rr *rr = &got->at[i];
			same = same_name(rr->owner, &m->rrs[at].owner) &&
			       rr->type == m->rrs[at].type &&
			       rr->class == m->rrs[at].class &&
			       rr->ttl_s == m->rrs[at].ttl_s &&
			       same_rdata(&arena, rr->type, rr->data,
				   m->bytes + m->rrs[at].rdata_at,
				   m->rrs[at].rdata_len);
		}
	}
	arena_fini(&arena);
	return same;
}

static bool
same_servers(const struct observations *a, const struct observations *b)
{
	if ((a->at == NULL) != (b->at == NULL) || a->count != b->count ||
	    a->left != b->left)
		return false;
	for (unsigned i = 0; i < a->count; i++) {
		const struct dns_observation *x = &a->at[i];
		const struct dns_observation *y = &b->at[i];
		if (!addr_equal(&x->server, &y->server) || x->tcp != y->tcp ||
		    x->status != y->status || x->rcode != y->rcode ||
		    x->same != y->same || x->provable != y->provable)
			return false;
	}
	return true;
}

static bool
same_record(const struct dns_record *a, const struct dns_record *b)
{
	return same_name(&a->question->name, &b->question->name) &&
	       a->question->type == b->question->type &&
	       a->question->class == b->question->class &&
	       a->status == b->status && a->reason == b->reason &&
	       same_addr(a->server, b->server) && a->tcp == b->tcp &&
	       same_name(a->ns, b->ns) && same_name(a->zone, b->zone) &&
	       a->stage == b->stage && a->attempts == b->attempts &&
	       a->rx_ts_ns == b->rx_ts_ns && a->conflict == b->conflict &&
	       a->listed == b->listed && same_servers(&a->servers, &b->servers);
}

/* Sometimes none, which is not the same as no servers at all. */
static void
random_servers(struct rnd *r, struct observations *o)
{
	struct dns_observation *at =
	    rnd_alloc(r, DNS_OBSERVATIONS_MAX * sizeof(*at));

	if (rnd_one_in(r, 2))
		return;
	o->at = at;
	o->count = (unsigned)rnd_below(r, DNS_OBSERVATIONS_MAX + 1);
	for (unsigned i = 0; i < o->count; i++) {
		enum dns_status status =
		    (enum dns_status)rnd_below(r, DNS_STATUS_COUNT);
		at[i] = (struct dns_observation){
		    .server = *rnd_addr(r),
		    .tcp = rnd_one_in(r, 2),
		    .status = status,
		    .same = rnd_one_in(r, 2),
		    .provable = rnd_one_in(r, 2),
		};
		if (status == DNS_STATUS_REPLY)
			at[i].rcode = (uint16_t)rnd_below(r, 4096);
	}
	if (rnd_one_in(r, 4))
		o->left = 1 + (unsigned)rnd_below(r, 1000);
}

/* A reply where the status says so, and sometimes with other ends. */
static void
random_record(struct rnd *r, struct dns_question *q, struct dns_record *d)
{
	q->name = *rnd_name(r);
	q->type = random_type(r);
	q->class = rnd_one_in(r, 8) ? (uint16_t)rnd_u64(r) : DNS_CLASS_IN;
	*d = (struct dns_record){
	    .question = q,
	    .status = rnd_one_in(r, 2)
			  ? DNS_STATUS_REPLY
			  : (enum dns_status)rnd_below(r, DNS_STATUS_COUNT),
	    .ns = rnd_one_in(r, 2) ? rnd_name(r) : NULL,
	    .zone = rnd_one_in(r, 2) ? rnd_name(r) : NULL,
	    .stage = (enum stage)rnd_below(r, STAGE_SMTP),
	    .attempts = (unsigned)rnd_u64(r),
	    .rx_ts_ns = rnd_time_ns(r),
	    .conflict = rnd_one_in(r, 4),
	    .listed = rnd_one_in(r, 4),
	};
	if (d->status == DNS_STATUS_NOT_ASKED)
		d->reason = (enum not_asked)rnd_below(r, NOT_ASKED_COUNT);
	if (d->status == DNS_STATUS_REPLY || rnd_one_in(r, 2))
		d->server = rnd_addr(r);
	d->tcp = d->server != NULL && rnd_one_in(r, 2);
	random_servers(r, &d->servers);
}

/* The record of the message that it is rebuilt to says the same. */
static bool
same_rebuilt(const struct made *m, const struct dns_record *d,
    const struct dns_record_reply *reply)
{
	struct record_reader reader;
	struct dns_record back, rebuilt = *d;
	struct dns_record_reply again;
	struct text line, scratch;
	struct arena arena;
	struct array message = {0};
	text_init(&line);
	text_init(&scratch);
	arena_init(&arena);
	record_reader_init(&reader);
	bool same = dns_rebuild(d, reply, &arena, &scratch, &message) == 0;
	rebuilt.message = message.at;
	rebuilt.message_len = message.count;
	dns_record_add(&line, &rebuilt);
	same = same &&
	       dns_record_read(&reader, line.bytes, line.len, &back, &again) &&
	       same_record(d, &back) && again.rcode == reply->rcode &&
	       again.aa == reply->aa && again.tc == reply->tc &&
	       again.ra == reply->ra && again.ad == reply->ad &&
	       again.edns == reply->edns && same_sections(m, &again);
	record_reader_fini(&reader);
	array_fini(&message);
	arena_fini(&arena);
	text_fini(&scratch);
	text_fini(&line);
	return same;
}

static bool
trial(struct rnd *r, struct record_reader *reader, struct text *line)
{
	static struct made m;
	struct dns_question q;
	struct dns_record d, back;
	struct dns_record_reply reply;
	unsigned flags = (unsigned)rnd_u64(r) & 0x07ff; /* AA to RCODE */
	random_record(r, &q, &d);
	make_message(&m, r, flags);
	if (d.status == DNS_STATUS_REPLY || rnd_one_in(r, 4)) {
		d.message = m.bytes;
		d.message_len = m.len;
	}
	dns_record_add(line, &d);
	if (!dns_record_read(reader, line->bytes, line->len, &back, &reply) ||
	    !same_record(&d, &back))
		return false;
	if (d.message == NULL)
		return reply.section[DNS_ANSWER].at == NULL && reply.edns;
	return reply.rcode == m.rcode && reply.aa == (flags >> 10 & 1) &&
	       reply.tc == (flags >> 9 & 1) && reply.ra == (flags >> 7 & 1) &&
	       reply.ad == (flags >> 5 & 1) && reply.edns == m.edns &&
	       same_sections(&m, &reply) && same_rebuilt(&m, &back, &reply);
}

int
main(int argc, char *argv[])
{
	return record_trials(argc, argv, 2000, trial);
}
