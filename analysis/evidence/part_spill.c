#include "part_spill.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "seen_sets.h"
#include "shown_zones.h"
#include "vouched_zones.h"
#include "zone_contacts.h"

int
part_spill_init(struct part_spill *s, struct spill_file *file, size_t bytes)
{
	*s = (struct part_spill){0};
	row_sort_init(&s->rows, file, bytes - bytes / 8);
	row_sort_init(&s->certs, file, bytes / 8);
	text_init(&s->value);
	s->noted = calloc(SPILL_NOTED, sizeof(*s->noted));
	s->contacts = calloc(SPILL_CONTACTS, sizeof(*s->contacts));
	return s->noted != NULL && s->contacts != NULL ? 0 : -ENOMEM;
}

void
part_spill_fini(struct part_spill *s)
{
	row_sort_fini(&s->rows);
	row_sort_fini(&s->certs);
	text_fini(&s->value);
	free(s->noted);
	free(s->contacts);
	s->noted = NULL;
	s->contacts = NULL;
}

/* With what is in s->value, which is empty then. */
static void
add(struct part_spill *s, struct row_sort *sort, const void *key, size_t len)
{
	const struct key_row row = {
	    key, len, (const uint8_t *)s->value.bytes, s->value.len};
	if (s->error == 0)
		s->error =
		    text_ok(&s->value) ? row_sort_add(sort, &row) : -ENOMEM;
	text_clear(&s->value);
}

static void
add_named(struct part_spill *s, const struct evidence_key *k)
{
	add(s, &s->rows, k->bytes, k->len);
}

/* What was noted of this name, or nothing yet: a few may be forgotten. */
static struct noted_name *
noted(struct part_spill *s, const struct dns_name *name,
    enum evidence_row_kind kind, uint16_t type)
{
	uint64_t hash = dns_name_hash(name) + type * 7u + (unsigned)kind;
	struct noted_name *n = &s->noted[hash % SPILL_NOTED];
	if (n->name.len > 0 && n->kind == (uint8_t)kind && n->type == type &&
	    dns_name_equal(&n->name, name))
		return n;
	dns_name_copy(name, &n->name);
	n->kind = (uint8_t)kind;
	n->type = type;
	n->count = 0;
	return n;
}

static void
add_zone(void *arg, const struct dns_name *zone, bool signer_only)
{
	struct part_spill *s = arg;
	enum evidence_row_kind kind =
	    signer_only ? EVIDENCE_ROW_SIGNER : EVIDENCE_ROW_ZONE;
	struct noted_name *n = noted(s, zone, kind, 0);
	struct evidence_key k;
	if (n->count++ > 0) {
		n->count = 1;
		return;
	}
	evidence_key_of(&k, zone, kind);
	add_named(s, &k);
}

/* Of denials that all replies of a zone bring the first are enough. */
static bool
is_wanted(struct part_spill *s, const struct seen_rrset *seen)
{
	uint16_t type = seen->rrset->type;
	if (!reply_may_say(seen->reply, seen->rrset->owner))
		return false;
	if (type != DNS_NSEC && type != DNS_NSEC3)
		return true;
	struct noted_name *n = noted(s, seen->name, EVIDENCE_ROW_SEEN, type);
	if (n->count > 0 && n->order == seen->reply->order)
		return false; /* in the same reply */
	if (n->count == SEEN_DENIALS_MAX)
		return false;
	n->count++;
	n->order = seen->reply->order;
	return true;
}

static void
add_seen(struct part_spill *s, const struct seen_rrset *seen)
{
	struct evidence_key k;
	if (!is_wanted(s, seen))
		return;
	evidence_key_of_seen(&k, seen);
	uint32_t count = seen_sets_of(
	    seen->reply, seen->name, seen->rrset->type, NULL, NULL);
	evidence_row_put_seen(&s->value, seen, count);
	add_named(s, &k);
}

/* They are listed the last one first. */
static const struct seen_rrset *
oldest_first(struct thread_evidence *p)
{
	struct seen_rrset *out = NULL;
	while (p->seen != NULL) {
		struct seen_rrset *one = p->seen;
		p->seen = one->next;
		one->next = out;
		out = one;
	}
	return out;
}

static bool
add_wanted(void *arg, const struct dns_name *name)
{
	struct part_spill *s = arg;
	struct noted_name *n = noted(s, name, EVIDENCE_ROW_WANTED, 0);
	struct evidence_key k;
	if (n->count > 0)
		return false; /* and all above it was said */
	n->count = 1;
	evidence_key_of(&k, name, EVIDENCE_ROW_WANTED);
	add_named(s, &k);
	return true;
}

static void
write_contact(struct part_spill *s, const struct noted_contact *c)
{
	struct evidence_key k;
	if (c->zone.len == 0)
		return;
	evidence_key_of_contact(&k, &c->zone, c->order, s->turn++);
	evidence_row_put_contact(&s->value, &c->zone, &c->rname);
	add_named(s, &k);
}

/* Most replies of a zone say the same: the last word is enough. */
static void
note_contact(void *arg, const struct reply *r, const struct dns_name *zone,
    const struct dns_name *rname)
{
	struct part_spill *s = arg;
	struct noted_contact *c =
	    &s->contacts[dns_name_hash(zone) % SPILL_CONTACTS];
	if (dns_name_labels(zone) < CONTACT_LABELS_MIN)
		return;
	if (c->zone.len == 0 || !dns_name_equal(&c->zone, zone)) {
		write_contact(s, c);
		dns_name_copy(zone, &c->zone);
		c->order = 0;
	}
	if (r->order < c->order)
		return;
	dns_name_copy(rname, &c->rname);
	c->order = r->order;
}

static void
add_vouched(struct part_spill *s, const struct reply *r)
{
	struct evidence_key k;
	struct dns_name zone;
	enum presence told;
	if (!vouched_zone_of(r, &zone, &told))
		return;
	evidence_key_of_vouched(&k, &zone, told);
	add_named(s, &k);
}

static void
add_replies(struct part_spill *s, struct thread_evidence *p)
{
	struct evidence_key k;
	for (const struct reply *r = p->replies; r != NULL; r = r->next) {
		evidence_key_of_reply(&k, r);
		evidence_row_put_reply(&s->value, r);
		add_named(s, &k);
		shown_zones_of(r, add_zone, s);
		zone_contacts_wanted(r, add_wanted, s);
		zone_contacts_said(r, note_contact, s);
		add_vouched(s, r);
	}
	for (const struct seen_rrset *seen = oldest_first(p); seen != NULL;
	     seen = seen->next)
		add_seen(s, seen);
}

/* What is not of a reply. */
static void
add_others(struct part_spill *s, const struct thread_evidence *p)
{
	struct evidence_key k;
	for (const struct listed_host *h = p->listed; h != NULL; h = h->next) {
		evidence_key_of(&k, h->host, EVIDENCE_ROW_LISTED);
		evidence_row_put_listed(&s->value, h);
		add_named(s, &k);
	}
	for (const struct delegated *d = p->delegations; d != NULL;
	     d = d->next) {
		evidence_key_of(&k, d->domain, EVIDENCE_ROW_DELEGATION);
		evidence_row_put_delegated(&s->value, d);
		add_named(s, &k);
	}
	for (const struct host_session *h = p->sessions; h != NULL;
	     h = h->next) {
		evidence_key_of_session(&k, h);
		evidence_row_put_session(&s->value, h);
		add_named(s, &k);
	}
}

static void
add_cert(struct part_spill *s, const struct seen_cert *c)
{
	uint8_t key[CERT_SHA256_BYTES + 1];
	memcpy(key, c->sha256, CERT_SHA256_BYTES);
	key[CERT_SHA256_BYTES] = EVIDENCE_CERT_DER;
	evidence_row_put_cert(&s->value, c);
	add(s, &s->certs, key, sizeof(key));
}

int
part_spill_take(struct part_spill *s, struct thread_evidence *p)
{
	add_replies(s, p);
	add_others(s, p);
	for (size_t i = 0; i < p->cert_count; i++)
		add_cert(s, &p->certs[i]);
	thread_evidence_clear(p);
	return s->error;
}

int
part_spill_end(struct part_spill *s)
{
	for (size_t i = 0; i < SPILL_CONTACTS; i++)
		write_contact(s, &s->contacts[i]);
	return s->error;
}
