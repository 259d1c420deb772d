#include "zone_contacts.h"

#include "base/wire.h"
#include "dns/tlsa_name.h"

enum { LABELS_MIN = 2 }; /* whose zone is above that is a registry's */

struct contact {
	const struct dns_name *zone, *rname; /* rname NULL: not seen */
	uint64_t order;
};

static void
want_above(struct name_map *contacts, const struct dns_name *host)
{
	struct dns_name at = *host;
	while (dns_name_labels(&at) >= LABELS_MIN) {
		struct dns_name parent;
		struct name_map_entry *slot = name_map_at(contacts, &at, 0);
		if (slot->value != NULL)
			return; /* and all above it */
		struct contact *c = arena_alloc(contacts->arena, sizeof(*c));
		*c = (struct contact){.zone = slot->name};
		slot->value = c;
		if (!dns_name_parent(&at, &parent))
			return;
		at = parent;
	}
}

void
zone_contacts_want(struct name_map *contacts, const struct thread_evidence *p)
{
	for (const struct reply *r = p->replies; r != NULL; r = r->next) {
		struct dns_name host;
		if (r->type == DNS_TLSA && r->answers.count > 0 &&
		    tlsa_host(r->name, &host))
			want_above(contacts, &host);
	}
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
take_set(
    struct name_map *contacts, const struct reply *r, const struct rrset *set)
{
	struct dns_name rname;
	if (set->type != DNS_SOA || set->count == 0 || r->zone == NULL ||
	    !dns_name_in(set->owner, r->zone))
		return;
	struct contact *c = name_map_get(contacts, set->owner, 0);
	if (c == NULL || (c->rname != NULL && r->order < c->order) ||
	    !parse_rname(&set->rdata[0], &rname))
		return;
	if (c->rname == NULL || !dns_name_equal(c->rname, &rname))
		c->rname = name_new(contacts->arena, &rname);
	c->order = r->order;
}

static void
take_list(struct name_map *contacts, const struct reply *r,
    const struct rrset_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		take_set(contacts, r, &list->at[i]);
}

void
zone_contacts_take(struct name_map *contacts, const struct thread_evidence *p)
{
	if (name_map_count(contacts) == 0)
		return;
	for (const struct reply *r = p->replies; r != NULL; r = r->next) {
		take_list(contacts, r, &r->answers);
		take_list(contacts, r, &r->authority);
	}
}

struct zone_contact
zone_contacts_of(const struct name_map *contacts, const struct dns_name *host)
{
	struct dns_name at;
	dns_name_copy(host, &at);
	while (dns_name_labels(&at) >= LABELS_MIN) {
		struct dns_name parent;
		const struct contact *c = name_map_get(contacts, &at, 0);
		if (c != NULL && c->rname != NULL)
			return (struct zone_contact){c->zone, c->rname};
		if (!dns_name_parent(&at, &parent))
			break;
		at = parent;
	}
	return (struct zone_contact){0};
}
