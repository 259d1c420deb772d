#include "zone_contacts.h"

#include "base/wire.h"
#include "dns/tlsa_name.h"

struct contact {
	const struct dns_name *zone, *rname; /* rname NULL: not seen */
	uint64_t order;
};

void
zone_contacts_wanted(const struct reply *r, contact_want_fn *fn, void *arg)
{
	struct dns_name at, parent;
	if (r->type != DNS_TLSA || r->answers.count == 0 ||
	    !tlsa_host(r->name, &at))
		return;
	while (dns_name_labels(&at) >= CONTACT_LABELS_MIN && fn(arg, &at) &&
	       dns_name_parent(&at, &parent))
		at = parent;
}

/* Where it is there, all above it is. */
static bool
want(void *arg, const struct dns_name *name)
{
	struct name_map *contacts = arg;
	struct name_map_entry *slot = name_map_at(contacts, name, 0);
	if (slot->value != NULL)
		return false;
	struct contact *c = arena_alloc(contacts->arena, sizeof(*c));
	*c = (struct contact){.zone = slot->name};
	slot->value = c;
	return true;
}

void
zone_contacts_want(struct name_map *contacts, const struct thread_evidence *p)
{
	for (const struct reply *r = p->replies; r != NULL; r = r->next)
		zone_contacts_wanted(r, want, contacts);
}

/* RFC 1035 3.3.13: MNAME, RNAME, five numbers. */
static bool
parse_rname(const struct rdata *soa, struct dns_name *out)
{
	struct wire w = wire_over(soa->bytes, soa->len);
	struct wire none = wire_over(soa->bytes, 0);
	struct dns_name mname;
	return dns_name_parse(&w, &none, &mname) &&
	       dns_name_parse(&w, &none, out);
}

/* RFC 2181 5.4.1: who was not asked for this zone, or one above, tells nothing
 * of it. */
static void
say(const struct reply *r, const struct rrset *set, contact_said_fn *fn,
    void *arg)
{
	struct dns_name rname;
	if (set->type == DNS_SOA && set->count > 0 && r->zone != NULL &&
	    dns_name_in(set->owner, r->zone) &&
	    parse_rname(&set->rdata[0], &rname))
		fn(arg, r, set->owner, &rname);
}

void
zone_contacts_said(const struct reply *r, contact_said_fn *fn, void *arg)
{
	for (size_t i = 0; i < r->answers.count; i++)
		say(r, &r->answers.at[i], fn, arg);
	for (size_t i = 0; i < r->authority.count; i++)
		say(r, &r->authority.at[i], fn, arg);
}

static void
take(void *arg, const struct reply *r, const struct dns_name *zone,
    const struct dns_name *rname)
{
	struct name_map *contacts = arg;
	struct contact *c = name_map_get(contacts, zone, 0);
	if (c == NULL || (c->rname != NULL && r->order < c->order))
		return;
	if (c->rname == NULL || !dns_name_equal(c->rname, rname))
		c->rname = name_new(contacts->arena, rname);
	c->order = r->order;
}

void
zone_contacts_take(struct name_map *contacts, const struct thread_evidence *p)
{
	if (name_map_count(contacts) == 0)
		return;
	for (const struct reply *r = p->replies; r != NULL; r = r->next)
		zone_contacts_said(r, take, contacts);
}

void
zone_contacts_put(struct name_map *contacts, const struct dns_name *zone,
    const struct dns_name *rname)
{
	struct contact *c = arena_alloc(contacts->arena, sizeof(*c));
	*c = (struct contact){.zone = zone, .rname = rname};
	name_map_keep(contacts, zone, 0)->value = c;
}

bool
zone_contacts_has(const struct name_map *contacts, const struct dns_name *zone,
    struct zone_contact *out)
{
	const struct contact *c = name_map_get(contacts, zone, 0);
	if (c == NULL || c->rname == NULL)
		return false;
	*out = (struct zone_contact){c->zone, c->rname};
	return true;
}
