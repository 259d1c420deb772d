#include "zone_contact.h"

#include "keys.h"

void
zone_contact_add(struct json *j, const struct zone_contact *c)
{
	if (c->zone == NULL) {
		json_add_key_null(j, KEY_SOA);
		return;
	}
	json_add_key(j, KEY_SOA);
	json_open_object(j);
	record_add_name(j, KEY_ZONE, c->zone);
	record_add_name(j, KEY_RNAME, c->rname);
	json_close_object(j);
}

bool
zone_contact_read(struct record_reader *r, const struct json_value *object,
    struct zone_contact *out)
{
	const struct json_value *soa;
	*out = (struct zone_contact){0};
	if (!record_get_object(r, object, KEY_SOA, &soa))
		return false;
	return soa == NULL ||
	       (record_need_name(r, soa, KEY_ZONE, &out->zone) &&
		   record_need_name(r, soa, KEY_RNAME, &out->rname));
}
