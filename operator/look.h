/* look.h - what a rollover knows of the world, from one look at it. */
#ifndef ROLLOVER_LOOK_H
#define ROLLOVER_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "tlsa_set.h"

/* What DNS and the host showed, all servers and all addresses. */
struct rollover_look {
	bool is_whole;  /* every name server answered */
	bool is_secure; /* and the answer is proved */
	bool servers_agree;
	struct tlsa_set all;    /* what any server showed */
	struct tlsa_set common; /* what each of them showed */
	uint32_t ttl_s;         /* the longest: TLSA, aliases, denial */
	int64_t signed_until_s; /* the first signature's end; 0: not known */
	size_t address_count;
	struct spki_digest served[16]; /* different keys */
	size_t served_count;
	size_t unserved_count; /* addresses that showed no certificate */
	int64_t not_before_s, not_after_s; /* of what is served; 0: not known */
	bool is_authenticated; /* a sender would deliver, authenticated */
	char fault[160];       /* what was not as it should be, for people */
};

/* Every address showed this key, and no other. */
bool rollover_look_serves(
    const struct rollover_look *l, const struct spki_digest *key);

/* The first thing that is not as it should be is what people are told. */
PRINTF_LIKE(2, 3)
void rollover_look_fault(struct rollover_look *l, const char *format, ...);

#endif
