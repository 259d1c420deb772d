#include "presence.h"

void
presence_add(struct json *j, const char *key, enum presence p)
{
	if (p == PRESENCE_UNKNOWN)
		json_add_key_null(j, key);
	else
		record_add_bool(j, key, p == PRESENCE_PRESENT);
}

bool
presence_read(struct record_reader *r, const struct json_value *object,
    const char *key, enum presence *out)
{
	bool there = false;
	*out = PRESENCE_UNKNOWN;
	if (record_value(object, key) == NULL)
		return true;
	if (!record_get_bool(r, object, key, &there))
		return false;
	*out = there ? PRESENCE_PRESENT : PRESENCE_ABSENT;
	return true;
}
