#include "evidence.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509.h>
#include "listed_hosts.h"
#include "vouched_zones.h"
#include "zone_contacts.h"

enum {
	SEEN_DENIALS_MAX = 8,
	REPLIES_MAX = 40, /* of one question: 32 servers and some */
};

void
evidence_init(struct evidence *e)
{
	*e = (struct evidence){0};
	arena_init(&e->arena);
	name_map_init(&e->replies, &e->arena);
	name_map_init(&e->seen, &e->arena);
	name_map_init(&e->listed, &e->arena);
	name_map_init(&e->delegations, &e->arena);
	name_map_init(&e->zones, &e->arena);
	name_map_init(&e->signers, &e->arena);
	name_map_init(&e->sessions, &e->arena);
	name_map_init(&e->contacts, &e->arena);
	name_map_init(&e->vouched, &e->arena);
}

void
evidence_fini(struct evidence *e)
{
	for (size_t i = 0; i < e->part_count; i++)
		thread_evidence_fini(e->parts[i]);
	struct name_map *const maps[] = {&e->replies, &e->seen, &e->listed,
	    &e->delegations, &e->zones, &e->signers, &e->sessions, &e->contacts,
	    &e->vouched};
	for (size_t i = 0; i < ARRAY_LEN(maps); i++)
		name_map_fini(maps[i]);
	arena_fini(&e->arena);
}

void
evidence_begin_run(struct evidence *e, uint64_t first_order, const char *id)
{
	assert(e->run_count < EVIDENCE_RUNS_MAX);
	e->runs[e->run_count++] = (struct evidence_run){id, first_order};
}

struct thread_evidence *
evidence_add_part(struct evidence *e)
{
	assert(e->part_count < EVIDENCE_PARTS_MAX);
	struct thread_evidence *p = arena_alloc(&e->arena, sizeof(*p));
	thread_evidence_init(p);
	e->parts[e->part_count++] = p;
	return p;
}

const char *
evidence_add(
    struct evidence *e, enum evidence_kind kind, const char *line, size_t len)
{
	struct thread_evidence *p =
	    e->part_count > 0 ? e->parts[0] : evidence_add_part(e);
	return thread_evidence_add(p, kind, line, len, e->order++);
}

/* Whether `r` comes before `old`. */
static bool
better_reply(const struct reply *r, const struct reply *old)
{
	if (r->usable != old->usable)
		return r->usable;
	if (r->servers != old->servers)
		return old->servers;
	if (r->rx_ns != old->rx_ns)
		return r->rx_ns > old->rx_ns;
	return r->order > old->order;
}

/* Puts `r` in its place among those of its question; gives the first. */
static struct reply *
add_candidate(struct reply *first, struct reply *r)
{
	struct reply *before = NULL, *at = first;

	for (unsigned n = 0; at != NULL && !better_reply(r, at); n++) {
		if (n == REPLIES_MAX)
			return first;
		before = at;
		at = at->other;
	}
	r->other = at;
	if (before == NULL)
		return r;
	before->other = r;
	return first;
}

static void
take_replies(struct evidence *e, const struct thread_evidence *p)
{
	for (struct reply *r = p->replies; r != NULL; r = r->next) {
		struct name_map_entry *slot =
		    name_map_keep(&e->replies, r->name, r->type);
		slot->value = add_candidate(slot->value, r);
		e->policies =
		    e->policies || r->type == DNS_TXT || r->type == DNS_CAA;
	}
}

/* Keeps denials in order, and of many the first ones: some will do. */
static void *
add_denial(struct seen_rrset *first, struct seen_rrset *s)
{
	struct seen_rrset **at = &first;
	unsigned place = 0;
	while (*at != NULL && (*at)->reply->order < s->reply->order) {
		at = &(*at)->same;
		place++;
	}
	if (place < SEEN_DENIALS_MAX) {
		s->same = *at;
		*at = s;
	}
	for (at = &first, place = 0; *at != NULL; at = &(*at)->same) {
		if (++place > SEEN_DENIALS_MAX) {
			*at = NULL;
			break;
		}
	}
	return first;
}

/*
 * RFC 2181 5.4.1, RFC 5452 6: what a reply says counts at and below the zone
 * whose servers were asked.  Where that is not known, as of loose records, it
 * is believed to have been the right one.
 */
static bool
may_say(const struct reply *r, const struct dns_name *owner)
{
	return r->zone == NULL || dns_name_in(owner, r->zone);
}

static void
take_seen(struct evidence *e, const struct thread_evidence *p)
{
	for (struct seen_rrset *s = p->seen; s != NULL; s = s->next) {
		uint16_t type = s->rrset->type;
		if (!may_say(s->reply, s->rrset->owner))
			continue;
		struct name_map_entry *slot =
		    name_map_keep(&e->seen, s->name, type);
		const struct seen_rrset *old = slot->value;
		if (type == DNS_NSEC || type == DNS_NSEC3)
			slot->value = add_denial(slot->value, s);
		else if (old == NULL || s->reply->order > old->reply->order)
			slot->value = s;
	}
}

static void
take_delegations(struct evidence *e, const struct thread_evidence *p)
{
	for (struct delegated *d = p->delegations; d != NULL; d = d->next) {
		struct name_map_entry *slot =
		    name_map_keep(&e->delegations, d->domain, 0);
		const struct delegated *old = slot->value;
		if (old == NULL || d->order > old->order)
			slot->value = d;
	}
}

static void
take_sessions(struct evidence *e, const struct thread_evidence *p)
{
	for (struct host_session *s = p->sessions; s != NULL; s = s->next) {
		struct name_map_entry *slot =
		    name_map_keep(&e->sessions, s->host, 0);
		if (slot->value == NULL)
			slot->value = arena_alloc(
			    &e->arena, sizeof(struct host_sessions));
		host_sessions_add(slot->value, &e->arena, s);
	}
}

static void
note_zone(struct evidence *e, struct name_map *map, const struct dns_name *zone)
{
	if (name_map_get(&e->delegations, zone, 0) == NULL)
		name_map_keep(map, zone, 0)->value = e;
}

/* Zones that this section names: by SOA, keys, a delegation, or a signer. */
static void
note_section(
    struct evidence *e, const struct reply *r, const struct rrset_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct rrset *set = &list->at[i];
		if (!may_say(r, set->owner))
			continue;
		for (size_t s = 0; s < set->sig_count; s++) {
			if (dns_name_in(set->owner, set->sigs[s].signer))
				note_zone(e, &e->signers, set->sigs[s].signer);
		}
		if (set->type == DNS_SOA || set->type == DNS_NS ||
		    set->type == DNS_DNSKEY)
			note_zone(e, &e->zones, set->owner);
	}
}

/* After all delegations are known. */
static void
take_zones(struct evidence *e, const struct thread_evidence *p)
{
	for (const struct reply *r = p->replies; r != NULL; r = r->next) {
		if (r->zone != NULL && r->usable)
			note_zone(e, &e->zones, r->zone);
		note_section(e, r, &r->answers);
		note_section(e, r, &r->authority);
	}
}

static int
by_digest(const void *a, const void *b)
{
	const struct seen_cert *x = a, *y = b;
	return memcmp(x->sha256, y->sha256, CERT_SHA256_BYTES);
}

static struct seen_cert *
find_cert(const struct evidence *e, const uint8_t sha256[CERT_SHA256_BYTES])
{
	struct seen_cert key;
	if (e->cert_count == 0)
		return NULL;
	memcpy(key.sha256, sha256, CERT_SHA256_BYTES);
	return bsearch(
	    &key, e->certs, e->cert_count, sizeof(*e->certs), by_digest);
}

static void
take_certs(struct evidence *e)
{
	size_t count = 0;
	for (size_t i = 0; i < e->part_count; i++)
		count += e->parts[i]->cert_count;
	e->certs = arena_alloc(&e->arena, count * sizeof(*e->certs));
	for (size_t i = 0; i < e->part_count; i++) {
		const struct thread_evidence *p = e->parts[i];
		if (p->cert_count > 0)
			memcpy(&e->certs[e->cert_count], p->certs,
			    p->cert_count * sizeof(*p->certs));
		e->cert_count += p->cert_count;
	}
	if (e->cert_count > 0)
		qsort(e->certs, e->cert_count, sizeof(*e->certs), by_digest);
}

static int
by_spki(const void *a, const void *b)
{
	const struct seen_cert *const *x = a, *const *y = b;
	int order =
	    memcmp((*x)->spki_sha256, (*y)->spki_sha256, CERT_SHA256_BYTES);
	return order != 0 ? order : by_digest(*x, *y);
}

static void
index_keys(struct evidence *e)
{
	e->by_spki =
	    arena_alloc(&e->arena, e->cert_count * sizeof(*e->by_spki));
	for (size_t i = 0; i < e->cert_count; i++)
		e->by_spki[i] = &e->certs[i];
	if (e->cert_count > 0)
		qsort(e->by_spki, e->cert_count, sizeof(*e->by_spki), by_spki);
}

/* Whose leaf each certificate is: of several hosts the first by name. */
static void
note_leaf(struct evidence *e, const struct dns_name *host,
    const struct host_session *s)
{
	struct seen_cert *c =
	    s->chain_count > 0 ? find_cert(e, s->chain[0]) : NULL;
	if (c != NULL &&
	    (c->host == NULL || dns_name_compare(host, c->host) < 0))
		c->host = host;
}

static void
note_leaves(struct evidence *e)
{
	for (size_t i = 0; i < name_map_count(&e->sessions); i++) {
		const struct name_map_entry *entry =
		    name_map_entry(&e->sessions, i);
		const struct host_sessions *h = entry->value;
		for (size_t k = 0; k < h->count; k++)
			note_leaf(e, entry->name, &h->at[k]);
		for (size_t k = 0; k < h->twin_count; k++)
			note_leaf(e, entry->name, &h->twins[k]);
	}
}

static void
make_room(struct evidence *e)
{
	size_t replies = 0, delegations = 0;
	for (size_t i = 0; i < e->part_count; i++) {
		replies += e->parts[i]->reply_count;
		delegations += e->parts[i]->delegation_count;
	}
	name_map_reserve(&e->replies, replies);
	name_map_reserve(&e->delegations, delegations);
}

void
evidence_seal(struct evidence *e)
{
	make_room(e);
	for (size_t i = 0; i < e->part_count; i++) {
		take_replies(e, e->parts[i]);
		take_seen(e, e->parts[i]);
		take_delegations(e, e->parts[i]);
		listed_hosts_take(&e->listed, e->parts[i]);
		take_sessions(e, e->parts[i]);
		zone_contacts_want(&e->contacts, e->parts[i]);
		vouched_zones_take(&e->vouched, e->parts[i]);
	}
	for (size_t i = 0; i < e->part_count; i++) {
		take_zones(e, e->parts[i]);
		zone_contacts_take(&e->contacts, e->parts[i]);
	}
	take_certs(e);
	index_keys(e);
	note_leaves(e);
}

uint64_t
evidence_other_class(const struct evidence *e)
{
	uint64_t count = 0;
	for (size_t i = 0; i < e->part_count; i++)
		count += e->parts[i]->other_class;
	return count;
}

const struct reply *
evidence_reply(
    const struct evidence *e, const struct dns_name *name, uint16_t type)
{
	return name_map_get(&e->replies, name, type);
}

const struct reply *
evidence_reply_near(const struct evidence *e, const struct dns_name *name,
    uint16_t type, int64_t at_ns)
{
	const struct reply *best = evidence_reply(e, name, type);
	for (const struct reply *r = best; r != NULL && r->usable; r = r->other)
		if (evidence_apart_ns(r->rx_ns, at_ns) <
		    evidence_apart_ns(best->rx_ns, at_ns))
			best = r;
	return best;
}

void
evidence_prefer(struct evidence *e, struct reply *r)
{
	struct name_map_entry *slot =
	    name_map_keep(&e->replies, r->name, r->type);
	struct reply *before = slot->value;

	if (before == r)
		return;
	while (before->other != r)
		before = before->other;
	before->other = r->other;
	r->other = slot->value;
	slot->value = r;
}

const struct seen_rrset *
evidence_seen(
    const struct evidence *e, const struct dns_name *name, uint16_t type)
{
	return name_map_get(&e->seen, name, type);
}

const struct rrset *
evidence_keys(
    const struct evidence *e, const struct dns_name *zone, int64_t *rx_ns)
{
	const struct reply *r = evidence_reply(e, zone, DNS_DNSKEY);
	const struct seen_rrset *seen = evidence_seen(e, zone, DNS_DNSKEY);
	const struct rrset *set =
	    r != NULL ? rrset_list_find(&r->answers, zone, DNS_DNSKEY) : NULL;
	if (set != NULL) {
		*rx_ns = r->rx_ns;
		return set;
	}
	if (seen != NULL)
		*rx_ns = seen->reply->rx_ns;
	return seen != NULL ? seen->rrset : NULL;
}

const struct delegated *
evidence_delegated(const struct evidence *e, const struct dns_name *name)
{
	return name_map_get(&e->delegations, name, 0);
}

bool
evidence_shows_zone(const struct evidence *e, const struct dns_name *name)
{
	return name_map_get(&e->delegations, name, 0) != NULL ||
	       name_map_get(&e->zones, name, 0) != NULL;
}

bool
evidence_is_zone(const struct evidence *e, const struct dns_name *name)
{
	return evidence_shows_zone(e, name) ||
	       name_map_get(&e->signers, name, 0) != NULL;
}

const struct host_sessions *
evidence_sessions(const struct evidence *e, const struct dns_name *host)
{
	const struct host_sessions *h = name_map_get(&e->sessions, host, 0);
	return h != NULL && h->count > 0 ? h : NULL;
}

const struct seen_cert *
evidence_cert(const struct evidence *e, const uint8_t sha256[CERT_SHA256_BYTES])
{
	return find_cert(e, sha256);
}

X509 *
evidence_x509(const struct seen_cert *c)
{
	const uint8_t *at = c != NULL ? c->der.bytes : NULL;
	X509 *x = at != NULL ? d2i_X509(NULL, &at, (long)c->der.len) : NULL;
	ERR_clear_error();
	return x;
}

const struct seen_cert *
evidence_cert_of_key(
    const struct evidence *e, const uint8_t spki_sha256[CERT_SHA256_BYTES])
{
	size_t from = 0, to = e->cert_count;
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (memcmp(e->by_spki[mid]->spki_sha256, spki_sha256,
			CERT_SHA256_BYTES) < 0)
			from = mid + 1;
		else
			to = mid;
	}
	bool found =
	    from < e->cert_count && memcmp(e->by_spki[from]->spki_sha256,
					spki_sha256, CERT_SHA256_BYTES) == 0;
	return found ? e->by_spki[from] : NULL;
}
