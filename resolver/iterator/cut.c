#include "cut.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"
#include "dns/proof.h"
#include "dns/rdata.h"
#include "table.h"
#include "question_reply.h"

enum {
	NS_MAX = 32,        /* of one zone; more are left out */
	ADDRESSES_MAX = 16, /* of one host; likewise */
	ALIASES_MAX = 8,
};

struct cut_host {
	struct iterator_link link;
	const struct cut_host *alias;
	struct cut_address *addresses;
	uint8_t address_count;
	uint8_t name_len;
	uint8_t name[];
};

struct cut {
	struct iterator_link link;
	struct cut_host **ns;
	enum cut_security security;
	uint8_t ns_count;
	uint8_t name_len;
	uint8_t name[];
};

struct cuts {
	struct iterator_table zones, hosts;
	struct siphash_key key;
};

int
cuts_new(uint64_t seed, struct cuts **out)
{
	struct cuts *c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	c->key = (struct siphash_key){.k0 = seed, .k1 = 0xc75};
	if (iterator_table_init(&c->zones) < 0 ||
	    iterator_table_init(&c->hosts) < 0) {
		cuts_free(c);
		return -ENOMEM;
	}
	*out = c;
	return 0;
}

static void
free_zones(struct iterator_table *zones)
{
	struct iterator_link *link;

	while ((link = iterator_table_take(zones)) != NULL) {
		struct cut *cut = ITERATOR_OF(link, struct cut, link);
		free(cut->ns);
		free(cut);
	}
}

static void
free_hosts(struct iterator_table *hosts)
{
	struct iterator_link *link;

	while ((link = iterator_table_take(hosts)) != NULL) {
		struct cut_host *host =
		    ITERATOR_OF(link, struct cut_host, link);
		free(host->addresses);
		free(host);
	}
}

void
cuts_free(struct cuts *c)
{
	if (c == NULL)
		return;
	free_zones(&c->zones);
	free_hosts(&c->hosts);
	iterator_table_fini(&c->zones);
	iterator_table_fini(&c->hosts);
	free(c);
}

static struct cut *
find_zone(const struct cuts *c, const uint8_t *wire, size_t len)
{
	struct iterator_link *link =
	    iterator_table_find(&c->zones, siphash(&c->key, wire, len));

	for (; link != NULL; link = iterator_table_next(link)) {
		struct cut *cut = ITERATOR_OF(link, struct cut, link);
		if (cut->name_len == len && memcmp(cut->name, wire, len) == 0)
			return cut;
	}
	return NULL;
}

static struct cut_host *
find_host(const struct cuts *c, const struct dns_name *name)
{
	struct iterator_link *link = iterator_table_find(
	    &c->hosts, siphash(&c->key, name->wire, name->len));

	for (; link != NULL; link = iterator_table_next(link)) {
		struct cut_host *host =
		    ITERATOR_OF(link, struct cut_host, link);
		if (host->name_len == name->len &&
		    memcmp(host->name, name->wire, name->len) == 0)
			return host;
	}
	return NULL;
}

static struct cut *
make_zone(struct cuts *c, const struct dns_name *name)
{
	struct cut *cut = find_zone(c, name->wire, name->len);

	if (cut != NULL)
		return cut;
	cut = calloc(1, sizeof(*cut) + name->len);
	if (cut == NULL)
		return NULL;
	cut->name_len = name->len;
	memcpy(cut->name, name->wire, name->len);
	iterator_table_add(
	    &c->zones, &cut->link, siphash(&c->key, name->wire, name->len));
	return cut;
}

static struct cut_host *
make_host(struct cuts *c, const struct dns_name *name)
{
	struct cut_host *host = find_host(c, name);

	if (host != NULL)
		return host;
	host = calloc(1, sizeof(*host) + name->len);
	if (host == NULL)
		return NULL;
	host->name_len = name->len;
	memcpy(host->name, name->wire, name->len);
	iterator_table_add(
	    &c->hosts, &host->link, siphash(&c->key, name->wire, name->len));
	return host;
}

static bool
has_ns(const struct cut *cut, const struct cut_host *host)
{
	for (unsigned i = 0; i < cut->ns_count; i++)
		if (cut->ns[i] == host)
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
	if (cut->ns_count == NS_MAX)
		return 0;
	struct cut_host *host = make_host(c, ns);
	if (host == NULL)
		return -ENOMEM;
	if (has_ns(cut, host))
		return 0;

	struct cut_host **wider = reallocarray(
	    cut->ns, cut->ns_count + 1u, sizeof(struct cut_host *));
	if (wider == NULL)
		return -ENOMEM;
	cut->ns = wider;
	cut->ns[cut->ns_count++] = host;
	return 0;
}

/* Drops what is less credible; false: what is there is more credible. */
static bool
drop_less_credible(struct cut_host *host, bool v4, enum cut_source source)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < host->address_count; i++)
		if (addr_is_v4(&host->addresses[i].addr) == v4 &&
		    host->addresses[i].source > source)
			return false;
	for (unsigned i = 0; i < host->address_count; i++)
		if (addr_is_v4(&host->addresses[i].addr) != v4 ||
		    host->addresses[i].source == source)
			host->addresses[kept++] = host->addresses[i];
	host->address_count = (uint8_t)kept;
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
	    host->address_count == ADDRESSES_MAX)
		return 0;
	for (unsigned i = 0; i < host->address_count; i++)
		if (addr_equal(&host->addresses[i].addr, addr))
			return 0;
	struct cut_address *wider = reallocarray(
	    host->addresses, host->address_count + 1u, sizeof(*wider));
	if (wider == NULL)
		return -ENOMEM;
	host->addresses = wider;
	host->addresses[host->address_count++] =
	    (struct cut_address){.addr = *addr, .source = source};
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
	return cut->ns_count;
}

const struct cut_host *
cut_host(const struct cut *cut, unsigned i)
{
	return cut->ns[i];
}

const struct cut_host *
cut_host_follow(const struct cut_host *host)
{
	for (int i = 0;
	     i < ALIASES_MAX && host->address_count == 0 && host->alias != NULL;
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
	*count = host->address_count;
	return host->addresses;
}
