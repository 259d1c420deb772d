/* renewal.h - when a host's certificate is likely to be another one. */
#ifndef RECORD_RENEWAL_H
#define RECORD_RENEWAL_H

#include <stdbool.h>
#include <stdint.h>

#include "output/json.h"

enum renewal_basis {
	RENEWAL_UNKNOWN,
	RENEWAL_BY_LIFE,    /* what is usual for certificates that live so */
	RENEWAL_BY_HISTORY, /* what the host did before */
};

struct renewal {
	enum renewal_basis basis;
	int64_t at_s;       /* the next; it may have passed */
	int64_t interval_s; /* from that one to the one behind it */
	unsigned seen;      /* renewals in the past */
	unsigned new_keys;  /* of those, with another key */
	bool breaks; /* by it none of the records matches that do now, unless
		      * they are changed first */
};

/* An object; nothing where it is not known. */
void renewal_add(struct json *j, const struct renewal *r);

#endif
