/* Evidence as it is looked up, in memory or on disk, and its end; evidence.c
 * has how it comes to be. */
#include "evidence.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509.h>

#include "evidence_view.h"
#include "vouched_zones.h"
#include "zone_contacts.h"

/* What has all of this name. */
static const struct evidence *
at(const struct evidence *e, const struct dns_name *name)
{
	return e->view != NULL ? evidence_view_at(e->view, name) : e;
}

void
evidence_fini(struct evidence *e)
{
	evidence_view_free(e->view);
	evidence_store_free(e->store);
	for (size_t i = 0; i < e->part_count; i++)
		thread_evidence_fini(e->parts[i]);
	struct name_map *const maps[] = {&e->replies, &e->seen, &e->listed,
	    &e->delegations, &e->zones, &e->signers, &e->sessions, &e->contacts,
	    &e->vouched};
	for (size_t i = 0; i < ARRAY_LEN(maps); i++)
		name_map_fini(maps[i]);
	arena_fini(&e->arena);
}

static int
by_digest(const void *a, const void *b)
{
	const struct seen_cert *x = a, *y = b;
	return memcmp(x->sha256, y->sha256, CERT_SHA256_BYTES);
}

const struct reply *
evidence_reply(
    const struct evidence *e, const struct dns_name *name, uint16_t type)
{
	return name_map_get(&at(e, name)->replies, name, type);
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

const struct seen_rrset *
evidence_seen(
    const struct evidence *e, const struct dns_name *name, uint16_t type)
{
	return e->view != NULL ? evidence_view_seen(e->view, name, type)
			       : name_map_get(&e->seen, name, type);
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
	return name_map_get(&at(e, name)->delegations, name, 0);
}

bool
evidence_shows_zone(const struct evidence *e, const struct dns_name *name)
{
	return name_map_get(&at(e, name)->delegations, name, 0) != NULL ||
	       name_map_get(&at(e, name)->zones, name, 0) != NULL;
}

bool
evidence_is_zone(const struct evidence *e, const struct dns_name *name)
{
	return evidence_shows_zone(e, name) ||
	       name_map_get(&at(e, name)->signers, name, 0) != NULL;
}

struct zone_contact
evidence_contact(const struct evidence *e, const struct dns_name *host)
{
	struct zone_contact out = {0};
	struct dns_name name, parent;
	dns_name_copy(host, &name);
	while (dns_name_labels(&name) >= CONTACT_LABELS_MIN &&
	       !zone_contacts_has(&at(e, &name)->contacts, &name, &out) &&
	       dns_name_parent(&name, &parent))
		name = parent;
	return out;
}

enum presence
evidence_vouched(const struct evidence *e, const struct dns_name *zone)
{
	return vouched_zones_has(&at(e, zone)->vouched, zone);
}

const struct host_sessions *
evidence_sessions(const struct evidence *e, const struct dns_name *host)
{
	const struct host_sessions *h =
	    name_map_get(&at(e, host)->sessions, host, 0);
	return h != NULL && h->count > 0 ? h : NULL;
}

const struct seen_cert *
evidence_cert(const struct evidence *e, const uint8_t sha256[CERT_SHA256_BYTES])
{
	struct seen_cert key;
	if (e->view != NULL)
		return evidence_view_cert(e->view, sha256);
	if (e->cert_count == 0)
		return NULL;
	memcpy(key.sha256, sha256, CERT_SHA256_BYTES);
	return bsearch(
	    &key, e->certs, e->cert_count, sizeof(*e->certs), by_digest);
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
	if (e->view != NULL)
		return evidence_view_cert_of_key(e->view, spki_sha256);
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

/* Among those of its question, as if nobody had preferred it. */
static void
put_back(struct reply **list, struct reply *r)
{
	while (*list != NULL && !reply_is_better(r, *list))
		list = &(*list)->other;
	r->other = *list;
	*list = r;
}

void
evidence_prefer(struct evidence *e, struct reply *r)
{
	if (e->view != NULL)
		e = evidence_view_prefer(e->view, r);
	struct name_map_entry *slot =
	    name_map_keep(&e->replies, r->name, r->type);
	struct reply *first = slot->value, *rest = first->other;

	if (first == r)
		return;
	for (struct reply **at = &rest; *at != NULL; at = &(*at)->other) {
		if (*at == r) {
			*at = r->other;
			break;
		}
	}
	put_back(&rest, first);
	r->other = rest;
	slot->value = r;
}
