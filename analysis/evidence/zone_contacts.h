/*
 * zone_contacts.h - whom the zones of mail hosts with TLSA records name as
 * responsible (SOA RNAME), as far as replies to other questions have told it.
 */
#ifndef ZONE_CONTACTS_H
#define ZONE_CONTACTS_H

#include "dns/name_map.h"
#include "output/record/zone_contact.h"
#include "thread_evidence.h"

/* Notes the names that may be the zone of a host with TLSA records. */
void zone_contacts_want(
    struct name_map *contacts, const struct thread_evidence *p);

/* Takes the SOA records of these: of several the last.  After all that is
 * wanted is known. */
void zone_contacts_take(
    struct name_map *contacts, const struct thread_evidence *p);

/* Of the nearest zone; its names live in `contacts`. */
struct zone_contact zone_contacts_of(
    const struct name_map *contacts, const struct dns_name *host);

#endif
