/* state.h - where a rollover stands, and what follows from that alone. */
#ifndef ROLLOVER_STATE_H
#define ROLLOVER_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tlsa_set.h"

enum { ROLLOVER_RECORDS_MAX = 12 }; /* large senders fail above */

enum rollover_phase {
	ROLLOVER_START,   /* for a first look: are there TLSA records? */
	ROLLOVER_KEY,     /* for the key that will be standby */
	ROLLOVER_ISSUE,   /* for a certificate of the key that is due */
	ROLLOVER_CHECK,   /* for all servers to show that key's record */
	ROLLOVER_INSTALL, /* for the user's program */
	ROLLOVER_PROBE,   /* for all addresses to serve that key */
	ROLLOVER_PUBLISH, /* for all servers to show the set that is wanted */
	ROLLOVER_AGE,     /* for all caches to have seen it */
	ROLLOVER_IDLE,    /* for the next renewal, roll or fault */
	ROLLOVER_PHASES,
};
extern const char *const rollover_phase_words[ROLLOVER_PHASES];

enum rollover_purpose {
	ROLLOVER_FIRST,  /* a host without TLSA records: serve, then publish */
	ROLLOVER_AHEAD,  /* one with records of a key that is not here */
	ROLLOVER_REPAIR, /* publish what is served: an adopted host, or drift */
	ROLLOVER_RENEW,
	ROLLOVER_ROLL,
	ROLLOVER_PURPOSES,
};
extern const char *const rollover_purpose_words[ROLLOVER_PURPOSES];

/* Times are seconds since 1970; 0: none. */
struct rollover {
	enum rollover_phase phase;
	enum rollover_purpose purpose;
	struct spki_digest active, standby;
	struct spki_digest next;    /* standby after this roll */
	struct spki_digest retired; /* was active before */
	bool keeps_others;          /* records that are not ours stay for now */
	bool is_emergency;          /* the active key is lost: no waiting */
	int64_t active_since_s;
	int64_t phase_since_s;
	int64_t stepped_at_s; /* the last step, whatever came of it */
	int64_t not_before_s, not_after_s;           /* what is installed */
	int64_t next_not_before_s, next_not_after_s; /* what was issued */
	uint32_t hold_s;     /* how long a cache may hold what was seen */
	int64_t hold_seen_s; /* when it last was */
	int64_t aged_at_s;
	int64_t look_at_s;  /* at rest, when to look again */
	int64_t retry_at_s; /* nothing is done before */
	unsigned failures;  /* in this phase, one after another */
	char fault[200];    /* what stands in the way; empty: nothing */
};

struct rollover_policy {
	int64_t roll_s;         /* age of a key; 0: each renewal rolls */
	int64_t renew_before_s; /* before its end; 0: a third of its life */
	int64_t propagation_s;  /* from an update to the last server, at most */
	int64_t look_s;         /* at rest, between two looks */
	int64_t retry_s;        /* after a failure; doubles, up to an hour */
};

/* W: after this time no cache holds what was there before. */
int64_t rollover_wait_s(const struct rollover_policy *p, uint32_t ttl_s);

/* When the certificate at hand is to be renewed; 0: there is none. */
int64_t rollover_renew_at_s(
    const struct rollover *r, const struct rollover_policy *p);
/* When the key is to be rolled; 0: with a renewal. */
int64_t rollover_roll_at_s(
    const struct rollover *r, const struct rollover_policy *p);

/* The records that are to be there, of what is there now. */
void rollover_wanted(const struct rollover *r, const struct tlsa_set *present,
    struct tlsa_set *out);

/* The key that is to be served when this phase is over. */
const struct spki_digest *rollover_target(const struct rollover *r);

/* How long before its end the certificate at hand is to be renewed. */
int64_t rollover_renew_before_s(
    const struct rollover *r, const struct rollover_policy *p);

#endif
