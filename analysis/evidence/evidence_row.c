#include "evidence_row.h"

#include <endian.h>
#include <string.h>

/* Appends to a key, in the order of numbers. */
static void
add_u8(struct evidence_key *k, uint8_t n)
{
	k->bytes[k->len++] = n;
}

static void
add_u16(struct evidence_key *k, uint16_t n)
{
	add_u8(k, (uint8_t)(n >> 8));
	add_u8(k, (uint8_t)n);
}

static void
add_u64(struct evidence_key *k, uint64_t n)
{
	uint64_t big = htobe64(n);
	memcpy(k->bytes + k->len, &big, sizeof(big));
	k->len += sizeof(big);
}

void
evidence_key_begin(struct evidence_key *k, const struct dns_name *name)
{
	k->len = dns_name_own_key(name, k->bytes);
	k->group = k->len;
}

void
evidence_key_of(struct evidence_key *k, const struct dns_name *name,
    enum evidence_row_kind kind)
{
	evidence_key_begin(k, name);
	add_u8(k, (uint8_t)kind);
	k->group = k->len;
}

/* In the order of reply_is_better(). */
void
evidence_key_of_reply(struct evidence_key *k, const struct reply *r)
{
	evidence_key_of(k, r->name, EVIDENCE_ROW_REPLY);
	add_u16(k, r->type);
	k->group = k->len;
	add_u8(k, !r->usable);
	add_u8(k, r->servers);
	add_u64(k, ~((uint64_t)r->rx_ns ^ (uint64_t)1 << 63));
	add_u64(k, ~r->order);
}

/* Of keys the latest first, of denials the earliest. */
void
evidence_key_of_seen(struct evidence_key *k, const struct seen_rrset *s)
{
	uint16_t type = s->rrset->type;
	bool denial = type == DNS_NSEC || type == DNS_NSEC3;
	evidence_key_of(k, s->name, EVIDENCE_ROW_SEEN);
	add_u16(k, type);
	k->group = k->len;
	add_u64(k, denial ? s->reply->order : ~s->reply->order);
}

void
evidence_key_of_session(struct evidence_key *k, const struct host_session *s)
{
	evidence_key_of(k, s->host, EVIDENCE_ROW_SESSION);
	add_u64(k, s->order);
}

void
evidence_key_of_vouched(
    struct evidence_key *k, const struct dns_name *zone, enum presence told)
{
	evidence_key_of(k, zone, EVIDENCE_ROW_VOUCHED);
	add_u8(k, told != PRESENCE_PRESENT);
}

void
evidence_key_of_contact(struct evidence_key *k, const struct dns_name *zone,
    uint64_t order, uint64_t turn)
{
	evidence_key_of(k, zone, EVIDENCE_ROW_CONTACT);
	add_u64(k, ~order);
	add_u64(k, ~turn);
}

struct evidence_row_head
evidence_row_head(const struct key_row *row)
{
	struct evidence_row_head h = {0};
	size_t at = 0;
	/* A label does not begin with a zero. */
	while (row->key[at] != 0)
		at += strlen((const char *)row->key + at) + 1;
	h.name_len = at++;
	h.kind = (enum evidence_row_kind)row->key[at++];
	if (h.kind == EVIDENCE_ROW_REPLY || h.kind == EVIDENCE_ROW_SEEN) {
		h.type = (uint16_t)(row->key[at] << 8 | row->key[at + 1]);
		at += 2;
		h.is_unusable =
		    h.kind == EVIDENCE_ROW_REPLY && row->key[at] != 0;
	}
	h.group = at;
	return h;
}

static void
put(struct text *t, const void *bytes, size_t len)
{
	text_add_bytes(t, bytes, len);
}

#define PUT(t, field) put(t, &(field), sizeof(field))

static void
get(const uint8_t **at, void *out, size_t len)
{
	memcpy(out, *at, len);
	*at += len;
}

#define GET(at, field) get(at, &(field), sizeof(field))

/* A name of no bytes is none. */
static void
put_name(struct text *t, const struct dns_name *name)
{
	if (name != NULL)
		put(t, name, offsetof(struct dns_name, wire) + name->len);
	else
		text_add_char(t, 0);
}

static const struct dns_name *
get_name(const uint8_t **at)
{
	const struct dns_name *name = (const void *)*at;
	*at += offsetof(struct dns_name, wire) + name->len;
	return name->len > 0 ? name : NULL;
}

static void
put_bytes(struct text *t, const uint8_t *bytes, size_t n)
{
	uint32_t len = (uint32_t)n;
	PUT(t, len);
	put(t, bytes, len);
}

static struct rdata
get_bytes(const uint8_t **at)
{
	uint32_t len;
	GET(at, len);
	struct rdata out = {*at, len};
	*at += len;
	return out;
}

/* NULL is a zero, before any other stands a one. */
static void
put_string(struct text *t, const char *s)
{
	text_add_char(t, s != NULL);
	if (s != NULL)
		put(t, s, strlen(s) + 1);
}

static const char *
get_string(const uint8_t **at)
{
	if (*(*at)++ == 0)
		return NULL;
	const char *s = (const char *)*at;
	*at += strlen(s) + 1;
	return s;
}

static void
put_sig(struct text *t, const struct rrsig *sig)
{
	struct rrsig plain = *sig;
	plain.signer = NULL;
	plain.signature.bytes = NULL;
	put_name(t, sig->signer);
	put_bytes(t, sig->signature.bytes, sig->signature.len);
	PUT(t, plain.original_ttl);
	PUT(t, plain.expiration);
	PUT(t, plain.inception);
	PUT(t, plain.covered);
	PUT(t, plain.key_tag);
	PUT(t, plain.algorithm);
	PUT(t, plain.labels);
}

static void
get_sig(const uint8_t **at, struct rrsig *out)
{
	out->signer = get_name(at);
	out->signature = get_bytes(at);
	GET(at, out->original_ttl);
	GET(at, out->expiration);
	GET(at, out->inception);
	GET(at, out->covered);
	GET(at, out->key_tag);
	GET(at, out->algorithm);
	GET(at, out->labels);
}

static void
put_list(struct text *t, const struct rrset_list *list)
{
	uint32_t count = (uint32_t)list->count;
	PUT(t, count);
	for (size_t i = 0; i < list->count; i++) {
		const struct rrset *set = &list->at[i];
		put_name(t, set->owner);
		PUT(t, set->type);
		PUT(t, set->ttl_s);
		PUT(t, set->count);
		PUT(t, set->sig_count);
		for (size_t k = 0; k < set->count; k++)
			put_bytes(t, set->rdata[k].bytes, set->rdata[k].len);
		for (size_t k = 0; k < set->sig_count; k++)
			put_sig(t, &set->sigs[k]);
	}
}

static void
get_set(const uint8_t **at, struct arena *arena, struct rrset *set)
{
	set->owner = get_name(at);
	GET(at, set->type);
	GET(at, set->ttl_s);
	GET(at, set->count);
	GET(at, set->sig_count);
	set->rdata = arena_alloc(arena, set->count * sizeof(*set->rdata));
	for (size_t k = 0; k < set->count; k++)
		set->rdata[k] = get_bytes(at);
	if (set->sig_count == 0)
		return;
	set->sigs = arena_alloc(arena, set->sig_count * sizeof(*set->sigs));
	for (size_t k = 0; k < set->sig_count; k++)
		get_sig(at, &set->sigs[k]);
}

static void
get_list(const uint8_t **at, struct arena *arena, struct rrset_list *out)
{
	uint32_t count;
	GET(at, count);
	out->count = count;
	if (count == 0)
		return;
	out->at = arena_alloc(arena, count * sizeof(*out->at));
	for (size_t i = 0; i < count; i++)
		get_set(at, arena, &out->at[i]);
}

/* Numbers and words of a reply, as they are. */
struct reply_head {
	int64_t rx_ns;
	uint64_t order;
	enum reason doubt;
	uint16_t type;
	bool usable, unasked, nxdomain, servers, listed;
};

void
evidence_row_put_reply(struct text *t, const struct reply *r)
{
	struct reply_head head;
	memset(&head, 0, sizeof(head));
	head.rx_ns = r->rx_ns;
	head.order = r->order;
	head.doubt = r->doubt;
	head.type = r->type;
	head.usable = r->usable;
	head.unasked = r->unasked;
	head.nxdomain = r->nxdomain;
	head.servers = r->servers;
	head.listed = r->listed;
	PUT(t, head);
	put_string(t, r->status);
	put_name(t, r->name);
	put_name(t, r->zone);
	put_list(t, &r->answers);
	put_list(t, &r->authority);
}

struct reply *
evidence_row_reply(const struct key_row *row, struct arena *arena)
{
	const uint8_t *at = row->value;
	struct reply *r = arena_alloc(arena, sizeof(*r));
	struct reply_head head;
	GET(&at, head);
	r->rx_ns = head.rx_ns;
	r->order = head.order;
	r->doubt = head.doubt;
	r->type = head.type;
	r->usable = head.usable;
	r->unasked = head.unasked;
	r->nxdomain = head.nxdomain;
	r->servers = head.servers;
	r->listed = head.listed;
	r->status = get_string(&at);
	r->name = get_name(&at);
	r->zone = get_name(&at);
	get_list(&at, arena, &r->answers);
	get_list(&at, arena, &r->authority);
	return r;
}

bool
evidence_row_question(
    const struct key_row *row, struct evidence_question *before)
{
	struct reply_head head;
	const uint8_t *at = row->value;
	if (evidence_row_head(row).kind != EVIDENCE_ROW_REPLY)
		return false;
	GET(&at, head);
	(void)get_string(&at);
	const struct dns_name *name = get_name(&at);
	bool other = before->name == NULL || before->type != head.type ||
		     !dns_name_equal(before->name, name);
	*before = (struct evidence_question){name, head.type};
	return other;
}

void
evidence_row_put_seen(
    struct text *t, const struct seen_rrset *s, uint32_t count)
{
	PUT(t, count);
	PUT(t, s->reply->order);
	PUT(t, s->reply->type);
	put_name(t, s->reply->name);
}

struct evidence_carrier
evidence_row_seen(const struct key_row *row)
{
	const uint8_t *at = row->value;
	struct evidence_carrier c;
	GET(&at, c.count);
	GET(&at, c.order);
	GET(&at, c.type);
	c.name = get_name(&at);
	return c;
}

void
evidence_row_put_delegated(struct text *t, const struct delegated *d)
{
	PUT(t, d->order);
	PUT(t, d->by_zone_file);
	put_name(t, d->domain);
	put_name(t, d->zone);
	put_list(t, &d->ds);
}

struct delegated *
evidence_row_delegated(const struct key_row *row, struct arena *arena)
{
	const uint8_t *at = row->value;
	struct delegated *d = arena_alloc(arena, sizeof(*d));
	GET(&at, d->order);
	GET(&at, d->by_zone_file);
	d->domain = get_name(&at);
	d->zone = get_name(&at);
	get_list(&at, arena, &d->ds);
	return d;
}

void
evidence_row_put_listed(struct text *t, const struct listed_host *h)
{
	PUT(t, h->order);
	PUT(t, h->domains);
	PUT(t, h->seen_ns);
	put_name(t, h->host);
	put_name(t, h->next_hop);
}

struct listed_host *
evidence_row_listed(const struct key_row *row, struct arena *arena)
{
	const uint8_t *at = row->value;
	struct listed_host *h = arena_alloc(arena, sizeof(*h));
	GET(&at, h->order);
	GET(&at, h->domains);
	GET(&at, h->seen_ns);
	h->host = get_name(&at);
	h->next_hop = get_name(&at);
	return h;
}

void
evidence_row_put_session(struct text *t, const struct host_session *s)
{
	uint32_t chain_count = (uint32_t)s->chain_count;
	PUT(t, s->order);
	PUT(t, s->rx_ns);
	PUT(t, s->ip);
	PUT(t, s->status);
	PUT(t, s->step);
	PUT(t, s->twin);
	PUT(t, s->offer);
	PUT(t, s->chain_cut);
	PUT(t, chain_count);
	put(t, s->chain, s->chain_count * sizeof(*s->chain));
	put_name(t, s->host);
	put_name(t, s->same_as);
	put_string(t, s->tls);
	put_string(t, s->cipher);
	put_string(t, s->tls_group);
	put_bytes(t, s->error.bytes, s->error.len);
	put_bytes(t, s->banner.bytes, s->banner.len);
}

struct host_session *
evidence_row_session(const struct key_row *row, struct arena *arena)
{
	const uint8_t *at = row->value;
	struct host_session *s = arena_alloc(arena, sizeof(*s));
	uint32_t chain_count;
	GET(&at, s->order);
	GET(&at, s->rx_ns);
	GET(&at, s->ip);
	GET(&at, s->status);
	GET(&at, s->step);
	GET(&at, s->twin);
	GET(&at, s->offer);
	GET(&at, s->chain_cut);
	GET(&at, chain_count);
	s->chain_count = chain_count;
	s->chain = (const uint8_t(*)[CERT_SHA256_BYTES])at;
	at += s->chain_count * sizeof(*s->chain);
	s->host = get_name(&at);
	s->same_as = get_name(&at);
	s->tls = get_string(&at);
	s->cipher = get_string(&at);
	s->tls_group = get_string(&at);
	s->error = get_bytes(&at);
	s->banner = get_bytes(&at);
	if (s->error.len == 0)
		s->error.bytes = NULL;
	return s;
}

enum presence
evidence_row_vouched(const struct key_row *row)
{
	return row->key[row->key_len - 1] == 0 ? PRESENCE_PRESENT
					       : PRESENCE_ABSENT;
}

void
evidence_row_put_contact(
    struct text *t, const struct dns_name *zone, const struct dns_name *rname)
{
	put_name(t, zone);
	put_name(t, rname);
}

const struct dns_name *
evidence_row_contact(const struct key_row *row, const struct dns_name **zone)
{
	const uint8_t *at = row->value;
	*zone = get_name(&at);
	return get_name(&at);
}

void
evidence_row_put_cert(struct text *t, const struct seen_cert *c)
{
	PUT(t, c->spki_sha256);
	text_add_char(t, c->der.bytes != NULL);
	put_bytes(t, c->der.bytes, c->der.len);
}

void
evidence_row_cert(const struct key_row *row, struct seen_cert *out)
{
	const uint8_t *at = row->value;
	memcpy(out->sha256, row->key, sizeof(out->sha256));
	GET(&at, out->spki_sha256);
	bool has_der = *at++ != 0;
	out->der = get_bytes(&at);
	if (!has_der)
		out->der.bytes = NULL;
}
