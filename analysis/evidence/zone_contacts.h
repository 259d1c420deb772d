/*
 * zone_contacts.h - whom the zones of mail hosts with TLSA records name as
 * responsible (SOA RNAME), as far as replies to other questions have told it.
 */
#ifndef ZONE_CONTACTS_H
#define ZONE_CONTACTS_H

#include "dns/name_map.h"
#include "output/record/zone_contact.h"
#include "thread_evidence.h"

/* Shorter names are those of registries. */
enum { CONTACT_LABELS_MIN = 2 };

/* Names that may be the zone of a host with TLSA records, of whom this reply
 * is; the host itself first. */
typedef bool contact_want_fn(void *arg, const struct dns_name *name);

/* As long as `fn` says so. */
void zone_contacts_wanted(
    const struct reply *r, contact_want_fn *fn, void *arg);

/* Whom this reply calls responsible for a zone. */
typedef void contact_said_fn(void *arg, const struct reply *r,
    const struct dns_name *zone, const struct dns_name *rname);
void zone_contacts_said(const struct reply *r, contact_said_fn *fn, void *arg);

/* Notes the names that may be the zone of a host with TLSA records. */
void zone_contacts_want(
    struct name_map *contacts, const struct thread_evidence *p);

/* Takes the SOA records of these: of several the last.  After all that is
 * wanted is known. */
void zone_contacts_take(
    struct name_map *contacts, const struct thread_evidence *p);

/* The contact of a zone, of those that are wanted; both names are kept. */
void zone_contacts_put(struct name_map *contacts, const struct dns_name *zone,
    const struct dns_name *rname);

/* Of this zone; its names live in `contacts`.  False: it is not known. */
bool zone_contacts_has(const struct name_map *contacts,
    const struct dns_name *zone, struct zone_contact *out);

#endif
