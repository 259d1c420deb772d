#include "cut.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/table.h"
#include "dns/proof.h"
#include "dns/rdata.h"
#include "question_reply.h"

enum {
	NS_MAX = 32,        /* of one zone; more are left out */
	ADDRESSES_MAX = 16, /* of one host; likewise */
	ALIASES_MAX = 8,
};

struct cut_host {
	const struct cut_host *alias;
	struct array addresses; /* struct cut_address */
	uint8_t name_len;
	uint8_t name[];
};

struct cut {
	struct array ns; /* struct cut_host * */
	enum cut_security security;
	uint8_t name_len;
	uint8_t name[];
};

/* Rows are pointers: others keep what they point to. */
struct cuts {
	struct array zones; /* struct cut * */
	struct array hosts; /* struct cut_host * */
	struct table by_zone, by_host;
};

int
cuts_new(struct cuts **out)
{
	*out = calloc(1, sizeof(**out));
	return *out != NULL ? 0 : -ENOMEM;
}

static struct cut *
zone_at(const struct cuts *c, uint32_t id)
{
	struct cut **zones = c->zones.at;

	return zones[id];
}

static struct cut_host *
host_at(const struct cuts *c, uint32_t id)
{
	struct cut_host **hosts = c->hosts.at;

	return hosts[id];
}

void
cuts_free(struct cuts *c)
{
	if (c == NULL)
		return;
	for (uint32_t id = 0; id < c->zones.count; id++) {
		array_fini(&zone_at(c, id)->ns);
		free(zone_at(c, id));
	}
	for (uint32_t id = 0; id < c->hosts.count; id++) {
		array_fini(&host_at(c, id)->addresses);
		free(host_at(c, id));
	}
	array_fini(&c->zones);
	array_fini(&c->hosts);
	table_fini(&c->by_zone);
	table_fini(&c->by_host);
	free(c);
}

/* A name, or the end of one that is above it. */
struct wire_name {
	const uint8_t *wire;
	size_t len;
};

static uint64_t
zone_hash(const void *ctx, uint32_t id)
{
	const struct cut *cut = zone_at(ctx, id);

	return hash_bytes(cut->name, cut->name_len);
}

static bool
zone_equal(const void *ctx, uint32_t id, const void *key)
{
	const struct cut *cut = zone_at(ctx, id);
	const struct wire_name *name = key;

	return cut->name_len == name->len &&
	       memcmp(cut->name, name->wire, name->len) == 0;
}

static uint64_t
host_hash(const void *ctx, uint32_t id)
{
	const struct cut_host *host = host_at(ctx, id);

	return hash_bytes(host->name, host->name_len);
}

static bool
host_equal(const void *ctx, uint32_t id, const void *key)
{
	const struct cut_host *host = host_at(ctx, id);
	const struct dns_name *name = key;

	return host->name_len == name->len &&
	       memcmp(host->name, name->wire, name->len) == 0;
}

static const struct table_kind by_zone = {.hash = zone_hash,
				   .equal = zone_equal},
			       by_host = {
				   .hash = host_hash, .equal = host_equal};

static struct cut *
find_zone(const struct cuts *c, const uint8_t *wire, size_t len)
{
	const struct wire_name name = {wire, len};
	uint32_t id;

	if (!table_find(
		&c->by_zone, &by_zone, c, hash_bytes(wire, len), &name, &id))
		return NULL;
	return zone_at(c, id);
}

static struct cut_host *
find_host(const struct cuts *c, const struct dns_name *name)
{
	uint32_t id;

	if (!table_find(
		&c->by_host, &by_host, c, dns_name_hash(name), name, &id))
		return NULL;
	return host_at(c, id);
}

static struct cut *
make_zone(struct cuts *c, const struct dns_name *name)
{
	struct cut *cut = find_zone(c, name->wire, name->len);
	uint32_t id = (uint32_t)c->zones.count;

	if (cut != NULL)
		return cut;
	if (array_reserve(&c->zones, 1, sizeof(cut)) < 0 ||
	    table_reserve(&c->by_zone, &by_zone, c, id + 1u) < 0)
		return NULL;
	cut = calloc(1, sizeof(*cut) + name->len);
	if (cut == NULL)
		return NULL;
	cut->name_len = name->len;
	memcpy(cut->name, name->wire, name->len);
	*(struct cut **)array_push(&c->zones, 1, sizeof(cut)) = cut;
	return table_add(&c->by_zone, &by_zone, c, id) == 0 ? cut : NULL;
}

static struct cut_host *
make_host(struct cuts *c, const struct dns_name *name)
{
	struct cut_host *host = find_host(c, name);
	uint32_t id = (uint32_t)c->hosts.count;

	if (host != NULL)
		return host;
	if (array_reserve(&c->hosts, 1, sizeof(host)) < 0 ||
	    table_reserve(&c->by_host, &by_host, c, id + 1u) < 0)
		return NULL;
	host = calloc(1, sizeof(*host) + name->len);
	if (host == NULL)
		return NULL;
	host->name_len = name->len;
	memcpy(host->name, name->wire, name->len);
	*(struct cut_host **)array_push(&c->hosts, 1, sizeof(host)) = host;
	return table_add(&c->by_host, &by_host, c, id) == 0 ? host : NULL;
}

static bool
has_ns(const struct cut *cut, const struct cut_host *host)
{
	for (unsigned i = 0; i < cut_hosts(cut); i++)
		if (cut_host(cut, i) == host)
			return true;
	return false;
}

int
cuts_add_ns(
    struct cuts *c, const struct dns_name *zone, const struct dns_name *ns)
{
	struct cut *cut = make_zone(c, zone);
	if (cut == NULL)
		return -ENOMEM;
	if (cut_hosts(cut) == NS_MAX)
		return 0;
	struct cut_host *host = make_host(c, ns);
	if (host == NULL)
		return -ENOMEM;
	if (has_ns(cut, host))
		return 0;

	struct cut_host **new = array_push(&cut->ns, 1, sizeof(host));
	if (new == NULL)
		return -ENOMEM;
	*new = host;
	return 0;
}

/* Drops what is less credible; false: what is there is more credible. */
static bool
drop_less_credible(struct cut_host *host, bool v4, enum cut_source source)
{
	struct cut_address *at = host->addresses.at;
	size_t kept = 0;

	for (size_t i = 0; i < host->addresses.count; i++)
		if (addr_is_v4(&at[i].addr) == v4 && at[i].source > source)
			return false;
	for (size_t i = 0; i < host->addresses.count; i++)
		if (addr_is_v4(&at[i].addr) != v4 || at[i].source == source)
			at[kept++] = at[i];
	host->addresses.count = kept;
	return true;
}

int
cuts_add_address(struct cuts *c, const struct dns_name *name,
    const struct addr *addr, enum cut_source source)
{
	struct cut_host *host = make_host(c, name);

	if (host == NULL)
		return -ENOMEM;
	if (!drop_less_credible(host, addr_is_v4(addr), source) ||
	    host->addresses.count == ADDRESSES_MAX)
		return 0;
	const struct cut_address *at = host->addresses.at;
	for (size_t i = 0; i < host->addresses.count; i++)
		if (addr_equal(&at[i].addr, addr))
			return 0;
	struct cut_address *new = array_push(&host->addresses, 1, sizeof(*new));
	if (new == NULL)
		return -ENOMEM;
	*new = (struct cut_address){.addr = *addr, .source = source};
	return 0;
}

static bool
address_of(const struct dns_rr *rr, struct addr *out)
{
	size_t len = wire_left(&rr->rdata);

	if (rr->class != DNS_CLASS_IN)
		return false;
	if (rr->type == DNS_A && len == 4)
		*out = addr_from_v4(rr->rdata.at);
	else if (rr->type == DNS_AAAA && len == 16)
		*out = addr_from_v6(rr->rdata.at);
	else
		return false;
	return true;
}

static bool
names_ns(const struct cuts *c, const struct dns_name *zone,
    const struct dns_name *name)
{
	const struct cut *cut = find_zone(c, zone->wire, zone->len);
	const struct cut_host *host = find_host(c, name);

	return cut != NULL && host != NULL && has_ns(cut, host);
}

static int
learn_ns(
    struct cuts *c, const struct dns_message *m, const struct dns_name *zone)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	int rc = 0;

	while (rc == 0 && dns_rr_next(&it, &rr)) {
		struct dns_name ns;
		if (rr.section == DNS_AUTHORITY && rr.type == DNS_NS &&
		    rr.class == DNS_CLASS_IN &&
		    dns_name_equal(&rr.owner, zone) &&
		    dns_rdata_name(rr.rdata, &m->whole, &ns))
			rc = cuts_add_ns(c, zone, &ns);
	}
	return rc;
}

void
cuts_learn_signing(
    struct cuts *c, const struct dns_name *zone, const struct dns_message *m)
{
	struct cut *cut = find_zone(c, zone->wire, zone->len);

	if (cut == NULL || cut->security != CUT_UNKNOWN)
		return;
	if (dns_proof_is_signed(m, zone))
		cut->security = CUT_SIGNED;
	else if (m->has_edns)
		cut->security = CUT_UNSIGNED;
}

static enum cut_security
security_below(const struct cut *parent, const struct dns_message *m,
    const struct dns_name *zone)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	bool denied = false;

	while (dns_rr_next(&it, &rr)) {
		if (rr.section != DNS_AUTHORITY)
			continue;
		if (rr.type == DNS_DS && dns_name_equal(&rr.owner, zone))
			return CUT_SIGNED;
		denied |= rr.type == DNS_NSEC || rr.type == DNS_NSEC3;
	}
	if (denied || parent->security == CUT_UNSIGNED)
		return CUT_UNSIGNED;
	return parent->security == CUT_UNKNOWN ? CUT_UNKNOWN : CUT_UNPROVED;
}

/* A DS that was seen once stays; what was not known is learnt later. */
static void
learn_security(struct cuts *c, const struct dns_message *m,
    const struct dns_name *from, const struct dns_name *zone)
{
	struct cut *parent = find_zone(c, from->wire, from->len);
	struct cut *cut = find_zone(c, zone->wire, zone->len);

	cuts_learn_signing(c, from, m);
	if (parent == NULL || cut == NULL || cut->security == CUT_SIGNED)
		return;
	enum cut_security security = security_below(parent, m, zone);
	if (security == CUT_SIGNED || cut->security == CUT_UNKNOWN ||
	    cut->security == CUT_UNPROVED)
		cut->security = security;
}

int
cuts_learn_referral(struct cuts *c, const struct dns_message *m,
    const struct dns_name *from, const struct dns_name *zone)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	int rc = learn_ns(c, m, zone);

	learn_security(c, m, from, zone);
	while (rc == 0 && dns_rr_next(&it, &rr)) {
		struct addr addr;
		if (rr.section == DNS_ADDITIONAL && address_of(&rr, &addr) &&
		    dns_name_in(&rr.owner, from) &&
		    names_ns(c, zone, &rr.owner))
			rc = cuts_add_address(c, &rr.owner, &addr, CUT_GLUE);
	}
	return rc;
}

static int
add_alias(
    struct cuts *c, const struct dns_name *name, const struct dns_name *target)
{
	struct cut_host *host = make_host(c, name);
	struct cut_host *other = host != NULL ? make_host(c, target) : NULL;

	if (other == NULL)
		return -ENOMEM;
	host->alias = other;
	return 0;
}

int
cuts_learn_answer(struct cuts *c, const struct dns_message *m,
    const struct dns_name *from, const struct dns_question *question)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_name end;
	struct dns_rr rr;
	int rc = 0;

	if (!question_reply_chain(m, question, from, &end)) {
		if (dns_name_equal(&end, &question->name))
			return 0;
		return add_alias(c, &question->name, &end);
	}
	while (rc == 0 && dns_rr_next(&it, &rr)) {
		struct addr addr;
		if (rr.section == DNS_ANSWER && rr.type == question->type &&
		    dns_name_equal(&rr.owner, &end) && address_of(&rr, &addr))
			rc = cuts_add_address(
			    c, &question->name, &addr, CUT_AUTHORITATIVE);
	}
	return rc;
}

const struct cut *
cuts_closest(const struct cuts *c, const struct dns_name *name, bool strict)
{
	unsigned at = 0;

	if (strict && name->len > 1)
		at = 1u + name->wire[0];
	for (; at < name->len; at += 1u + name->wire[at]) {
		const struct cut *cut =
		    find_zone(c, name->wire + at, name->len - at);
		if (cut != NULL)
			return cut;
	}
	return NULL;
}

enum cut_security
cut_security(const struct cut *cut)
{
	return cut->security;
}

bool
cut_owes_proof(const struct cut *cut)
{
	return cut->security == CUT_SIGNED || cut->security == CUT_UNPROVED;
}

void
cut_name(const struct cut *cut, struct dns_name *out)
{
	out->len = cut->name_len;
	memcpy(out->wire, cut->name, cut->name_len);
}

unsigned
cut_hosts(const struct cut *cut)
{
	return (unsigned)cut->ns.count;
}

const struct cut_host *
cut_host(const struct cut *cut, unsigned i)
{
	struct cut_host *const *ns = cut->ns.at;

	return ns[i];
}

const struct cut_host *
cut_host_follow(const struct cut_host *host)
{
	for (int i = 0; i < ALIASES_MAX && host->addresses.count == 0 &&
			host->alias != NULL;
	     i++)
		host = host->alias;
	return host;
}

void
cut_host_name(const struct cut_host *host, struct dns_name *out)
{
	out->len = host->name_len;
	memcpy(out->wire, host->name, host->name_len);
}

const struct cut_address *
cut_host_addresses(const struct cut_host *host, unsigned *count)
{
	*count = (unsigned)host->addresses.count;
	return host->addresses.at;
}
