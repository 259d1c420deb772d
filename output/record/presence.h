/* presence.h - whether something is there, as far as anybody has asked. */
#ifndef RECORD_PRESENCE_H
#define RECORD_PRESENCE_H

#include "reader.h"
#include "writer.h"

enum presence {
	PRESENCE_UNKNOWN, /* not asked, or no usable answer came */
	PRESENCE_ABSENT,
	PRESENCE_PRESENT,
};

/* null, false or true. */
void presence_add(struct json *j, const char *key, enum presence p);

/* False, having noted the fault; an absent key is as null. */
bool presence_read(struct record_reader *r, const struct json_value *object,
    const char *key, enum presence *out);

#endif
