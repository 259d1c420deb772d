/* tlsa_miss.h - how far a TLSA record is from a match: part of a verdict. */
#ifndef TLSA_MISS_H
#define TLSA_MISS_H

#include "base/text.h"
#include "output/json.h"
#include "reader.h"

/* Bits, in the order in which a set is written. */
enum {
	TLSA_FIELD_USAGE = 1,
	TLSA_FIELD_SELECTOR = 2,
	TLSA_FIELD_MTYPE = 4,
	TLSA_FIELD_ALL = 7,
};

/* Of a record that matches, and of one that is near to nothing, all zero. */
struct tlsa_miss {
	unsigned wrong;    /* the fields whose change would make it match */
	bool has_distance; /* there is a digest to compare its data with */
	uint64_t distance; /* hexadecimal digits, to the nearest right digest */
};

/* The keys of an object that is open; both are left out where there is none. */
void tlsa_miss_add(struct json *j, const struct tlsa_miss *miss);
bool tlsa_miss_read(struct record_reader *r, const struct json_value *object,
    struct tlsa_miss *out);

/*
 * For people: ", would match with another usage and selector".  Two digests
 * that have nothing in common are at a distance, too: it is left to programs.
 */
void tlsa_miss_add_text(struct text *t, const struct tlsa_miss *miss);

#endif
