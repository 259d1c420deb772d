#include "evidence.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "listed_hosts.h"
#include "shown_zones.h"
#include "vouched_zones.h"
#include "zone_contacts.h"

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
	p->dialogues = e->dialogues;
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

/*
 * Puts `r` in its place among those of its question; gives the first.  Of more
 * than QUESTION_REPLIES_MAX the last are no evidence.
 */
static struct reply *
add_candidate(struct reply *first, struct reply *r)
{
	struct reply **at = &first;
	unsigned n = 0;

	for (; *at != NULL && !reply_is_better(r, *at); n++)
		at = &(*at)->other;
	r->other = *at;
	*at = r;
	for (; *at != NULL && n < QUESTION_REPLIES_MAX; n++)
		at = &(*at)->other;
	if (*at != NULL)
		(*at)->dropped = true;
	*at = NULL;
	return first;
}

static void
take_replies(struct evidence *e, const struct thread_evidence *p)
{
	for (struct reply *r = p->replies; r != NULL; r = r->next) {
		struct name_map_entry *slot =
		    name_map_keep(&e->replies, r->name, r->type);
		slot->value = add_candidate(slot->value, r);
		e->policies = e->policies || reply_is_of_policy(r);
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

static void
take_seen(struct evidence *e, const struct thread_evidence *p)
{
	for (struct seen_rrset *s = p->seen; s != NULL; s = s->next) {
		uint16_t type = s->rrset->type;
		if (!reply_may_say(s->reply, s->rrset->owner))
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

/* What came with a reply that is no evidence is none either. */
static void
drop_seen(struct evidence *e)
{
	for (size_t i = 0; i < name_map_count(&e->seen); i++) {
		const struct name_map_entry *s = name_map_entry(&e->seen, i);
		struct seen_rrset *first = s->value, **at = &first;
		while (*at != NULL) {
			if ((*at)->reply->dropped)
				*at = (*at)->same;
			else
				at = &(*at)->same;
		}
		if (first != s->value)
			name_map_keep(&e->seen, s->name, s->type)->value =
			    first;
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
note_zone(void *arg, const struct dns_name *zone, bool signer_only)
{
	struct evidence *e = arg;
	if (name_map_get(&e->delegations, zone, 0) == NULL)
		name_map_keep(signer_only ? &e->signers : &e->zones, zone, 0)
		    ->value = e;
}

/* After all delegations are known. */
static void
take_zones(struct evidence *e, const struct thread_evidence *p)
{
	for (const struct reply *r = p->replies; r != NULL; r = r->next)
		shown_zones_of(r, note_zone, e);
}

static int
by_digest(const void *a, const void *b)
{
	const struct seen_cert *x = a, *y = b;
	return memcmp(x->sha256, y->sha256, CERT_SHA256_BYTES);
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
	const struct seen_cert *c =
	    s->chain_count > 0 ? evidence_cert(e, s->chain[0]) : NULL;
	if (c != NULL &&
	    (c->host == NULL || dns_name_compare(host, c->host) < 0))
		e->certs[c - e->certs].host = host;
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

/* Those of all parts at once. */
static void
take_sessions(struct evidence *e)
{
	struct host_session *lists[EVIDENCE_PARTS_MAX];
	for (size_t i = 0; i < e->part_count; i++)
		lists[i] = e->parts[i]->sessions;
	host_sessions_take(&e->sessions, &e->arena, lists, e->part_count);
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

static void
take_named(struct evidence *e, const struct thread_evidence *p)
{
	take_replies(e, p);
	take_delegations(e, p);
	listed_hosts_take(&e->listed, p);
}

void
evidence_take(struct evidence *e, struct thread_evidence *p)
{
	take_named(e, p);
	host_sessions_take(&e->sessions, &e->arena, &p->sessions, 1);
}

void
evidence_seal(struct evidence *e)
{
	make_room(e);
	for (size_t i = 0; i < e->part_count; i++) {
		take_named(e, e->parts[i]);
		take_seen(e, e->parts[i]);
		zone_contacts_want(&e->contacts, e->parts[i]);
		vouched_zones_take(&e->vouched, e->parts[i]);
	}
	take_sessions(e);
	drop_seen(e);
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
