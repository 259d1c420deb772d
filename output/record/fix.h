/*
 * fix.h - what may become of a verdict, as its record has it: the forecast,
 * and the fix.
 */
#ifndef RECORD_FIX_H
#define RECORD_FIX_H

#include <stddef.h>
#include <stdint.h>

#include "dns/rdata.h"
#include "outcome.h"
#include "reader.h"
#include "writer.h"

/* The next change if nobody acts. */
struct forecast {
	int64_t at_s; /* seconds since 1970; 0: none is known */
	struct outcome outcome;
	const struct dns_name *zone; /* where it breaks; NULL */
	const char *detail;          /* for people; NULL */
};

enum fix_action {
	FIX_REPLACE_TLSA,
	FIX_PUBLISH_DS,
	FIX_SIGN_ZONE,
	FIX_ACTION_COUNT,
};

/* One change of those that make a verdict valid. */
struct fix_step {
	enum fix_action action;
	const struct dns_name *name;
	const struct rdata *data; /* the whole set; of SIGN_ZONE none */
	size_t data_count;
};

/* Null where none is known. */
void forecast_add(struct json *j, const struct forecast *f);

/* Empty where there is none. */
void fix_add(struct json *j, const struct fix_step *steps, size_t count);

bool forecast_read(struct record_reader *r, const struct json_value *object,
    struct forecast *out);
bool fix_read(struct record_reader *r, const struct json_value *object,
    const struct fix_step **out, size_t *count);

#endif
