#include "authority.h"

#include <stdio.h>
#include <string.h>

#include "dns/type.h"

enum section { ANSWER, AUTHORITY, ADDITIONAL };

struct reply {
	const struct simnet_data *d;
	const struct simnet_query *q;
	struct simnet_zone zone; /* that answers */
	struct simnet_bytes b;
	unsigned counts[3];
	enum section section; /* of the last RR: they come in order */
	bool authoritative;
	bool counts_all; /* when truncated, as tinydns does; and has no OPT */
	bool strips;     /* signatures */
	bool recurses;
	uint16_t rcode;
};

static void
put_rr(struct reply *r, enum section section, const char *owner, uint16_t type,
    uint32_t ttl_s, const struct simnet_rdata *rdata)
{
	simnet_put_name(&r->b, owner);
	simnet_put_u16(&r->b, type);
	simnet_put_u16(&r->b, DNS_CLASS_IN);
	simnet_put_u32(&r->b, ttl_s);
	simnet_put_u16(&r->b, (unsigned)rdata->len);
	simnet_put(&r->b, rdata->bytes, rdata->len);
	r->counts[section]++;
}

/* Data as they stand: not signed, such as NS at a cut, and glue. */
static void
put_plain(struct reply *r, enum section section, const struct simnet_rrset *set)
{
	for (unsigned i = 0; i < set->count; i++)
		put_rr(
		    r, section, set->owner, set->type, set->ttl_s, &set->rr[i]);
}

static bool
proves(const struct reply *r)
{
	return r->zone.signing != SIMNET_UNSIGNED && r->q->dnssec_ok;
}

static void
put_with_labels(struct reply *r, enum section section,
    const struct simnet_rrset *set, unsigned labels)
{
	struct simnet_rdata rrsig;
	put_plain(r, section, set);
	if (r->strips || !proves(r))
		return;
	simnet_sign(&r->d->keys, &r->zone, set, labels, &rrsig);
	put_rr(r, section, set->owner, DNS_RRSIG, set->ttl_s, &rrsig);
}

static void
put_signed(
    struct reply *r, enum section section, const struct simnet_rrset *set)
{
	/* RFC 4034 3.1.3: the asterisk is not counted. */
	unsigned labels = simnet_labels(set->owner) - (*set->owner == '*');
	put_with_labels(r, section, set, labels);
}

static void
put_nsec_at(struct reply *r, const char *name)
{
	struct simnet_rrset set;
	if (!proves(r))
		return;
	simnet_nsec_at(r->d, &r->zone, name, &set);
	put_signed(r, AUTHORITY, &set);
}

static void
put_nsec_around(struct reply *r, const char *name)
{
	struct simnet_rrset set;
	if (!proves(r))
		return;
	simnet_nsec_around(name, &set);
	put_signed(r, AUTHORITY, &set);
}

static void
put_soa(struct reply *r)
{
	struct simnet_rrset set;
	simnet_zone_rrset(r->d, &r->zone, r->zone.name, DNS_SOA, &set);
	set.ttl_s = 300;
	put_signed(r, AUTHORITY, &set);
}

/* A name that does not exist, or only by a wildcard (RFC 4035 3.1.3). */
static void
answer_absent(struct reply *r)
{
	const char *closer = r->q->name;
	char wildcard[SIMNET_NAME_MAX + 2];
	struct simnet_rrset set;
	while (!simnet_zone_has(r->d, &r->zone, simnet_name_parent(closer)) &&
	       strcmp(simnet_name_parent(closer), r->zone.name) != 0)
		closer = simnet_name_parent(closer);
	const char *encloser = simnet_name_parent(closer);
	snprintf(wildcard, sizeof(wildcard), "*%s%s",
	    *encloser != '\0' ? "." : "", encloser);

	if (simnet_zone_rrset(r->d, &r->zone, wildcard, r->q->type, &set)) {
		snprintf(set.owner, sizeof(set.owner), "%s", r->q->name);
		put_with_labels(r, ANSWER, &set, simnet_labels(encloser));
		put_nsec_around(r, closer);
		return;
	}
	bool exists = simnet_zone_has(r->d, &r->zone, wildcard);
	r->rcode = exists ? DNS_NOERROR : DNS_NXDOMAIN;
	put_soa(r);
	put_nsec_around(r, closer);
	if (exists)
		put_nsec_at(r, wildcard);
	else
		put_nsec_around(r, wildcard);
}

static void
answer_from_zone(struct reply *r)
{
	const char *name = r->q->name;
	struct simnet_rrset set;
	r->authoritative = true;
	if (simnet_zone_rrset(r->d, &r->zone, name, r->q->type, &set) ||
	    simnet_zone_rrset(r->d, &r->zone, name, DNS_CNAME, &set)) {
		put_signed(r, ANSWER, &set);
		return;
	}
	if (!simnet_zone_has(r->d, &r->zone, name)) {
		answer_absent(r);
		return;
	}
	put_soa(r);
	put_nsec_at(r, name);
}

static void
put_glue(struct reply *r, const struct simnet_zone *child)
{
	static const uint16_t types[] = {DNS_A, DNS_AAAA};
	struct simnet_servers s;
	struct simnet_rrset set;
	simnet_servers(&r->d->world, child, &s);
	for (unsigned i = 0; i < s.count; i++) {
		struct simnet_zone home =
		    simnet_zone_of(&r->d->world, s.name[i]);
		if (!simnet_name_within(s.name[i], r->zone.name))
			continue;
		for (unsigned t = 0; t < 2; t++)
			if (simnet_zone_rrset(
				r->d, &home, s.name[i], types[t], &set))
				put_plain(r, ADDITIONAL, &set);
	}
}

static void
refer(struct reply *r, const struct simnet_zone *child)
{
	struct simnet_rrset set;
	simnet_zone_rrset(r->d, &r->zone, child->name, DNS_NS, &set);
	put_plain(r, AUTHORITY, &set);
	if (simnet_zone_rrset(r->d, &r->zone, child->name, DNS_DS, &set)) {
		if (r->q->dnssec_ok)
			put_signed(r, AUTHORITY, &set);
	} else {
		put_nsec_at(r, child->name);
	}
	put_glue(r, child);
}

/* A server that knows nothing of the name points upwards. */
static void
refer_upwards(struct reply *r)
{
	struct simnet_zone root = simnet_zone(&r->d->world, SIMNET_ROOT, 0);
	struct simnet_rrset set;
	simnet_zone_rrset(r->d, &root, "", DNS_NS, &set);
	put_plain(r, AUTHORITY, &set);
}

static bool
serves(const struct simnet_data *d, enum simnet_place place, uint32_t n,
    const struct simnet_zone *z)
{
	struct simnet_servers s;
	simnet_servers(&d->world, z, &s);
	return s.place == place && n >= s.first && n - s.first < s.count;
}

/* What a broken server has in the place of the zone. */
static void
break_zone(struct reply *r, enum simnet_dns_answer how)
{
	if (how == SIMNET_STALE && r->zone.signing == SIMNET_SIGNED)
		r->zone.signing = SIMNET_EXPIRED;
	else if (how == SIMNET_UNSIGNED_COPY)
		r->zone.signing = SIMNET_UNSIGNED;
	r->strips = how == SIMNET_NO_RRSIG;
	bool other_old = how == SIMNET_OTHER_OLD_ZONE;
	r->zone.old = how == SIMNET_OLD_ZONE || other_old;
	r->zone.other_key = how == SIMNET_OTHER_KEY || other_old;
}

static void
answer_as_server(struct reply *r, enum simnet_dns_answer how,
    enum simnet_place place, uint32_t n)
{
	const struct simnet_world *w = &r->d->world;
	struct simnet_zone deepest = simnet_zone_of(w, r->q->name), child;
	struct simnet_zone z = deepest;
	if (r->q->type == DNS_DS && z.kind != SIMNET_ROOT &&
	    strcmp(r->q->name, z.name) == 0) {
		struct simnet_zone parent = simnet_zone_parent(w, &z);
		if (serves(r->d, place, n, &parent))
			z = parent; /* RFC 4035 3.1.4.1 */
	}
	while (!serves(r->d, place, n, &z)) {
		if (z.kind == SIMNET_ROOT) {
			r->rcode = DNS_REFUSED;
			return;
		}
		z = simnet_zone_parent(w, &z);
	}
	r->zone = z;
	break_zone(r, how);
	bool cut = simnet_zone_cut(r->d, &z, r->q->name, &child);
	bool asks_parent =
	    r->q->type == DNS_DS && strcmp(child.name, r->q->name) == 0;
	if (cut && !asks_parent)
		refer(r, &child);
	else
		answer_from_zone(r);
}

/* Somebody on the way asks in our place, and is an authority for nothing. */
static void
answer_as_resolver(struct reply *r)
{
	const struct simnet_world *w = &r->d->world;
	struct simnet_zone z = simnet_zone_of(w, r->q->name);
	if (r->q->type == DNS_DS && z.kind != SIMNET_ROOT &&
	    strcmp(r->q->name, z.name) == 0)
		z = simnet_zone_parent(w, &z);
	r->zone = z;
	answer_from_zone(r);
	r->authoritative = false;
	r->recurses = true;
}

enum {
	FLAG_QR = 0x8000,
	FLAG_AA = 0x400,
	FLAG_TC = 0x200,
	FLAG_RD = 0x100,
	FLAG_RA = 0x80,
};

/* The header, and OPT if there is room left for it. */
static size_t
finish(struct reply *r, const uint8_t *query, size_t limit, bool opt)
{
	unsigned flags = FLAG_QR | (query[2] & 1 ? FLAG_RD : 0) | r->rcode;
	size_t opt_len = opt ? 11 : 0;
	if (r->b.full || r->b.len + opt_len > limit) {
		flags |= FLAG_TC;
		r->b.full = false;
		r->b.len = r->q->question_end;
		if (!r->counts_all)
			memset(r->counts, 0, sizeof(r->counts));
	}
	if (r->authoritative)
		flags |= FLAG_AA;
	if (r->recurses)
		flags |= FLAG_RA;
	if (opt) {
		r->counts[ADDITIONAL]++;
		simnet_put_u8(&r->b, 0);
		simnet_put_u16(&r->b, DNS_OPT);
		simnet_put_u16(&r->b, SIMNET_DNS_UDP_MAX);
		simnet_put_u32(&r->b, r->q->dnssec_ok ? 0x8000 : 0);
		simnet_put_u16(&r->b, 0);
	}
	struct simnet_bytes header = {r->b.at, 0, 12, false};
	simnet_put_u16(&header, r->q->id);
	simnet_put_u16(&header, flags);
	simnet_put_u16(&header, 1);
	for (unsigned i = 0; i < 3; i++)
		simnet_put_u16(&header, r->counts[i]);
	return r->b.len;
}

static void
answer_empty(struct reply *r, enum simnet_dns_answer how)
{
	r->authoritative = true;
	if (how == SIMNET_EMPTY_NXDOMAIN)
		r->rcode = DNS_NXDOMAIN;
}

static void
answer_somehow(struct reply *r, enum simnet_dns_answer how,
    enum simnet_place place, uint32_t n)
{
	if (how == SIMNET_REFUSES)
		r->rcode = DNS_REFUSED;
	else if (how == SIMNET_FAILS)
		r->rcode = DNS_SERVFAIL;
	else if (how == SIMNET_LAME)
		refer_upwards(r);
	else if (how == SIMNET_ANSWERS_NO_EDNS && r->q->edns)
		r->rcode = DNS_FORMERR;
	else if (how == SIMNET_EMPTY || how == SIMNET_EMPTY_NXDOMAIN)
		answer_empty(r, how);
	else
		answer_as_server(r, how, place, n);
}

/* What brings no answer at all. */
static bool
drops(enum simnet_dns_answer how, const struct simnet_query *q)
{
	return how == SIMNET_SILENT ||
	       (how == SIMNET_DROPS_DO && q->dnssec_ok) ||
	       (how == SIMNET_DROPS_TLSA && q->type == DNS_TLSA);
}

/* Noise; every other time behind a header and a question that fit. */
static size_t
answer_garbage(const struct simnet_data *d, const struct simnet_query *q,
    const uint8_t *query, uint8_t *out)
{
	size_t len = q->question_end + 40, from = 0;
	if (q->id % 2 == 0) {
		memcpy(out, query, q->question_end);
		out[2] = FLAG_QR >> 8 | FLAG_AA >> 8;
		out[3] = 0;
		out[7] = 2; /* answers */
		from = q->question_end;
	}
	for (size_t i = from; i < len; i++)
		out[i] = (uint8_t)simnet_draw(
		    &d->world, "garbage", q->id * 1000ull + i, 256);
	return len;
}

/* The largest reply that leaves whole. */
static size_t
limit_of(enum simnet_dns_answer how, const struct simnet_query *q, bool tcp)
{
	if (tcp)
		return SIMNET_DNS_MAX;
	if (how == SIMNET_ANSWERS_TC)
		return SIMNET_DNS_SMALL_MAX;
	if (how == SIMNET_TC_ALWAYS || how == SIMNET_TCP_REFUSED)
		return 0;
	return q->udp_bytes < SIMNET_DNS_UDP_MAX ? q->udp_bytes
						 : SIMNET_DNS_UDP_MAX;
}

static bool
is_intercepted(enum simnet_intercepted where, const struct addr *server)
{
	struct addr root = simnet_addr(SIMNET_AT_ROOT, 0, false);
	switch (where) {
	case SIMNET_NOWHERE:
		return false;
	case SIMNET_EVERYWHERE:
		return true;
	case SIMNET_IPV6:
		return !addr_is_v4(server);
	case SIMNET_ONE_ROOT:
		break;
	}
	return addr_equal(server, &root);
}

/* From a resolver in the place of any server, even of none. */
static size_t
answer_in_its_place(const struct simnet_data *d, const struct simnet_query *q,
    const uint8_t *query, uint8_t *out, size_t limit)
{
	struct reply r = {.d = d, .q = q};
	r.b = (struct simnet_bytes){out, 0, SIMNET_DNS_MAX, false};
	simnet_put(&r.b, query, q->question_end);
	answer_as_resolver(&r);
	return finish(&r, query, limit, q->edns);
}

size_t
simnet_authority_answer(const struct simnet_data *d, const struct addr *server,
    bool tcp, const uint8_t *query, size_t len, uint8_t *out, int64_t *delay_ns)
{
	struct simnet_query q;
	struct simnet_servers set;
	enum simnet_place place;
	uint32_t n;
	unsigned i;
	*delay_ns = 0;
	if (!simnet_query_parse(query, len, &q))
		return 0;
	if (is_intercepted(d->world.config.intercepted, server))
		return answer_in_its_place(
		    d, &q, query, out, limit_of(SIMNET_ANSWERS, &q, tcp));
	if (!simnet_addr_place(server, &place, &n) ||
	    place == SIMNET_AT_PROVIDER || place == SIMNET_AT_OWN_MAIL)
		return 0;
	simnet_servers_at(&d->world, place, n, &set, &i);
	enum simnet_dns_answer how = simnet_servers_answer(&set, i);
	if (how == SIMNET_IGNORES_EDNS)
		q.edns = q.dnssec_ok = false;
	if (i >= set.count || drops(how, &q))
		return 0;
	if (how == SIMNET_GARBAGE)
		return answer_garbage(d, &q, query, out);
	if (how == SIMNET_ANSWERS_LATE)
		*delay_ns = 400 * NS_PER_MS;

	struct reply r = {.d = d, .q = &q};
	r.b = (struct simnet_bytes){out, 0, SIMNET_DNS_MAX, false};
	simnet_put(&r.b, query, q.question_end);
	answer_somehow(&r, how, place, n);
	r.counts_all = how == SIMNET_ANSWERS_TC && n % 2 == 1;
	return finish(&r, query, limit_of(how, &q, tcp),
	    q.edns && how != SIMNET_ANSWERS_NO_EDNS && !r.counts_all);
}
