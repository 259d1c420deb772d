#include "referral_lines.h"

#include <errno.h>
#include <stdlib.h>

#include "dns/message.h"
#include "referral.h"

/*
 * What is known of each domain.
 *
 * 0     -> nobody spoke of it.
 * NOTED -> it has its record.
 * NO_CUT -> its MX question was answered by the zone above it.
 */
enum { NOTED = 1, NO_CUT = 2 };

struct referral_lines {
	const struct domains *domains;
	uint64_t shards, shard;
	uint8_t *known; /* by domains */
	struct part_writer *part;
	struct halt *halt;
	struct text line;
	struct resolver_watch watch;
};

static bool
find(const struct referral_lines *l, const struct dns_name *name, uint32_t *i)
{
	return domains_find(l->domains, name, i) && *i % l->shards == l->shard;
}

/* False: it is none of ours, or needs no record. */
static bool
find_lacking(
    const struct referral_lines *l, const struct dns_name *name, uint32_t *i)
{
	return find(l, name, i) && (l->known[*i] & NOTED) == 0;
}

static void
write_line(struct referral_lines *l, uint32_t i)
{
	l->known[i] |= NOTED;
	halt_fail(l->halt, part_add_line(l->part, l->line.bytes, l->line.len));
}

/* Either it was written, or there was nothing to write. */
static void
take_line(struct referral_lines *l, bool is_there, uint32_t i)
{
	if (is_there)
		write_line(l, i);
	else if (!text_ok(&l->line))
		halt_fail(l->halt, -ENOMEM);
}

static void
on_referral(void *ctx, const struct dns_message *m, const struct dns_name *from,
    const struct dns_name *zone)
{
	struct referral_lines *l = ctx;
	uint32_t i;
	if (!find_lacking(l, zone, &i))
		return;
	text_clear(&l->line);
	take_line(l, referral_line_add(&l->line, m, from, zone), i);
}

/* The SOA of a denial is the zone's that was asked. */
static bool
denies_from_above(const struct dns_message *m, const struct dns_name *name)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	while (dns_rr_next(&it, &rr))
		if (rr.section == DNS_AUTHORITY && rr.type == DNS_SOA)
			return rr.owner.len < name->len &&
			       dns_name_in(name, &rr.owner);
	return false;
}

static void
take_mx(struct referral_lines *l, const struct dns_message *m, uint32_t i,
    const struct dns_name *name)
{
	if (m->aa && (m->rcode == DNS_NXDOMAIN || denies_from_above(m, name)))
		l->known[i] |= NO_CUT;
}

static void
take_ns(struct referral_lines *l, const struct dns_message *m, uint32_t i,
    const struct resolver_end *end)
{
	const struct dns_name *domain = &end->question->name;
	struct dns_name zone;
	if (end->zone != NULL && end->zone->len < domain->len)
		zone = *end->zone;
	else if (!dns_name_parent(domain, &zone))
		return; /* nobody delegates the root */
	text_clear(&l->line);
	take_line(l, referral_line_add_child(&l->line, m, &zone, domain), i);
}

static void
on_ended(void *ctx, const struct resolver_end *end)
{
	struct referral_lines *l = ctx;
	const struct dns_question *q = end->question;
	struct dns_message m;
	uint32_t i;
	if ((q->type != DNS_MX && q->type != DNS_NS) ||
	    !find_lacking(l, &q->name, &i) ||
	    !dns_message_parse(end->reply, end->reply_len, &m))
		return;
	if (q->type == DNS_MX)
		take_mx(l, &m, i, &q->name);
	else
		take_ns(l, &m, i, end);
}

int
referral_lines_new(const struct domains *domains, uint64_t shards,
    uint64_t shard, struct referral_lines **out)
{
	struct referral_lines *l = calloc(1, sizeof(*l));
	if (l == NULL)
		return -ENOMEM;
	text_init(&l->line);
	l->domains = domains;
	l->shards = shards;
	l->shard = shard;
	l->known = calloc(domains_count(domains) + 1u, sizeof(*l->known));
	if (l->known == NULL) {
		referral_lines_free(l);
		return -ENOMEM;
	}
	l->watch = (struct resolver_watch){l, on_referral, on_ended};
	*out = l;
	return 0;
}

void
referral_lines_free(struct referral_lines *l)
{
	if (l == NULL)
		return;
	text_fini(&l->line);
	free(l->known);
	free(l);
}

void
referral_lines_open(
    struct referral_lines *l, struct part_writer *part, struct halt *halt)
{
	l->part = part;
	l->halt = halt;
}

const struct resolver_watch *
referral_lines_watch(struct referral_lines *l)
{
	return &l->watch;
}

void
referral_lines_has(struct referral_lines *l, const struct dns_name *name)
{
	uint32_t i;
	if (find(l, name, &i))
		l->known[i] |= NOTED;
}

bool
referral_lines_lacks(const struct referral_lines *l, uint32_t i)
{
	return i % l->shards == l->shard && l->known[i] == 0;
}
