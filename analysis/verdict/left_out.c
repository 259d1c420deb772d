#include "left_out.h"

#include <assert.h>

#include "domain_verdict.h"
#include "host_verdict.h"

/* What one came to, as the number that a name_map has beside a name. */
enum {
	REASON_BITS = 8,
	SENDER_BITS = 3,
	STUDY_BITS = 2,
	SECURITY_BITS = 2,
};
static_assert((int)REASON_COUNT <= 1 << REASON_BITS, "eight bits");
static_assert((int)SENDER_COUNT <= 1 << SENDER_BITS, "three bits");
static_assert((int)STUDY_COUNT <= 1 << STUDY_BITS, "two bits");
static_assert((int)SECURITY_BOGUS < 1 << SECURITY_BITS, "two bits");

void
left_out_init(struct left_out_counts *l)
{
	*l = (struct left_out_counts){0};
	arena_init(&l->arena);
	name_map_init(&l->hosts, &l->arena);
	name_map_init(&l->domains, &l->arena);
}

void
left_out_fini(struct left_out_counts *l)
{
	name_map_fini(&l->hosts);
	name_map_fini(&l->domains);
	arena_fini(&l->arena);
}

static uint16_t
pack(bool mx, enum security security, const struct outcome *o)
{
	unsigned n = mx;
	n = n << SECURITY_BITS | (unsigned)security;
	n = n << STUDY_BITS | (unsigned)o->study;
	n = n << SENDER_BITS | (unsigned)o->sender;
	n = n << REASON_BITS | (unsigned)o->reason;
	return (uint16_t)n;
}

static unsigned
take_bits(unsigned *n, unsigned bits)
{
	unsigned low = *n & ((1u << bits) - 1);
	*n >>= bits;
	return low;
}

static void
unpack(uint16_t packed, struct left_out_row *out)
{
	unsigned n = packed;
	out->outcome.reason = (enum reason)take_bits(&n, REASON_BITS);
	out->outcome.sender = (enum sender_action)take_bits(&n, SENDER_BITS);
	out->outcome.study = (enum study)take_bits(&n, STUDY_BITS);
	out->security = (enum security)take_bits(&n, SECURITY_BITS);
	out->mx = n != 0;
}

static void
count(struct name_map *m, const struct dns_name *zone, uint16_t packed,
    uint64_t more)
{
	struct name_map_entry *slot = name_map_at(m, zone, packed);
	if (slot->value == NULL)
		slot->value = arena_alloc(m->arena, sizeof(uint64_t));
	*(uint64_t *)slot->value += more;
}

void
left_out_add_host(struct left_out_counts *l, const struct host_verdict *h)
{
	count(&l->hosts, &DNS_ROOT, pack(false, h->tlsa.security, &h->outcome),
	    1);
}

/* As report has it: one that is its own host has none (RFC 5321 5.1). */
static bool
has_mx(const struct domain_verdict *d)
{
	const struct domain_mail *m = d->mail;
	bool own = m->host_count == 1 && m->hosts[0].preference == 0 &&
		   dns_name_equal(m->hosts[0].host, m->domain);
	return (m->host_count > 0 && !own) ||
	       d->outcome.reason == REASON_NULL_MX ||
	       d->outcome.reason == REASON_MX_IP_LITERAL;
}

void
left_out_add_domain(struct left_out_counts *l, const struct domain_verdict *d)
{
	count(&l->domains, d->zone,
	    pack(has_mx(d), d->mail->mx->state.security, &d->outcome), 1);
}

static void
add_all(struct name_map *to, const struct name_map *from)
{
	for (size_t i = 0; i < name_map_count(from); i++) {
		const struct name_map_entry *e = name_map_entry(from, i);
		count(to, e->name, e->type, *(const uint64_t *)e->value);
	}
}

void
left_out_add(struct left_out_counts *l, const struct left_out_counts *from)
{
	add_all(&l->hosts, &from->hosts);
	add_all(&l->domains, &from->domains);
	l->hosts_unjudged += from->hosts_unjudged;
	l->domains_unjudged += from->domains_unjudged;
}

struct left_out_row *
left_out_rows(const struct name_map *m, struct arena *arena)
{
	const struct name_map_entry *sorted = name_map_sorted(m, arena);
	struct left_out_row *out =
	    arena_alloc(arena, name_map_count(m) * sizeof(*out));
	for (size_t i = 0; i < name_map_count(m); i++) {
		out[i].zone = sorted[i].name;
		unpack(sorted[i].type, &out[i]);
		out[i].count = *(const uint64_t *)sorted[i].value;
	}
	return out;
}

uint64_t
left_out_count(const struct name_map *m)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < name_map_count(m); i++)
		sum += *(const uint64_t *)name_map_entry(m, i)->value;
	return sum;
}
