/*
 * host_reverse.h - the names of a mail host's addresses (PTR), and whether one
 * of them leads back to the address, as far as the run was told.
 *
 * No sender of mail to the host looks at them.  But hosts send, too, and then
 * receivers do; nothing of this is validated.
 */
#ifndef HOST_REVERSE_H
#define HOST_REVERSE_H

#include "analysis/evidence/evidence.h"

enum {
	REVERSE_NAMES_MAX = 4, /* of one address that are looked at */
	REVERSE_ADDRESSES_MAX = 32,
};

enum reverse_status {
	REVERSE_UNKNOWN,       /* not asked, or no usable answer came */
	REVERSE_NO_PTR,        /* the address has no name */
	REVERSE_NOT_CONFIRMED, /* no name of it has this address */
	REVERSE_CONFIRMED,
	REVERSE_STATUS_COUNT,
};

/* As --json has it. */
extern const char *const reverse_status_words[REVERSE_STATUS_COUNT];

/* What to do, in one sentence; NULL: nothing. */
const char *reverse_advice(enum reverse_status s);

struct reverse_names {
	enum reverse_status status;
	struct dns_name
	    at[REVERSE_NAMES_MAX]; /* the one that leads back first */
	size_t count;
};

void host_reverse_find(const struct evidence *e, const struct addr *address,
    struct reverse_names *out);

/* The host's A and then AAAA, behind CNAMEs; gives how many. */
size_t host_reverse_addresses(const struct evidence *e,
    const struct dns_name *host, struct addr out[REVERSE_ADDRESSES_MAX]);

#endif
