/* zone_contact.h - whom a zone names as responsible for it. */
#ifndef RECORD_ZONE_CONTACT_H
#define RECORD_ZONE_CONTACT_H

#include "reader.h"
#include "writer.h"

/* RFC 1035 3.3.13: of an SOA record. */
struct zone_contact {
	const struct dns_name *zone; /* NULL: no SOA record was seen */
	const struct dns_name *rname;
};

/* An object, or null. */
void zone_contact_add(struct json *j, const struct zone_contact *c);

/* False, having noted the fault. */
bool zone_contact_read(struct record_reader *r, const struct json_value *object,
    struct zone_contact *out);

#endif
