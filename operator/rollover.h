/*
 * rollover.h - when a mail host's keys, certificates and TLSA records change:
 * a state machine that does nothing itself.
 *
 * There are always two keys with a record, 3 1 1 each: the active one, which
 * the host serves, and the standby one, which it will serve next.  A renewal
 * keeps the key, and DNS as it is.  A roll makes the standby key the active
 * one, and only once every cache has had the time to learn its record; the old
 * record goes only once no address serves the old key any more.  So at each
 * instant each TLSA set that some cache may hold has the key that is served.
 *
 * It is told what was seen or done, and gives what is to be done next, which
 * may safely be done again: whoever was killed in between asks anew, with
 * ROLLOVER_WOKEN.  Its state is to be on the disk before an act begins.
 * Nobody but rollover_step() writes to it, and the functions that begin
 * something.
 */
#ifndef ROLLOVER_H
#define ROLLOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "look.h"
#include "state.h"

enum rollover_event_kind {
	ROLLOVER_WOKEN,  /* nothing new: a start, or time has passed */
	ROLLOVER_LOOKED, /* `look` */
	ROLLOVER_DONE,
	ROLLOVER_FAILED, /* `fault`; what was to be done may be done or not */
};

struct rollover_event {
	enum rollover_event_kind kind;
	const struct rollover_look *look;
	struct spki_digest key;            /* of DONE, MAKE_KEY */
	int64_t not_before_s, not_after_s; /* of DONE, ISSUE */
	const char *fault;
};

enum rollover_act_kind {
	ROLLOVER_SLEEP, /* until `until_s` */
	ROLLOVER_LOOK,
	ROLLOVER_MAKE_KEY,
	ROLLOVER_ISSUE_FOR,  /* a certificate for `key` */
	ROLLOVER_INSTALL_OF, /* of `key`, and its certificate */
	ROLLOVER_UPDATE,     /* DNS, from the set `from` to `to` */
	ROLLOVER_ACTS,
};
extern const char *const rollover_act_words[ROLLOVER_ACTS];

struct rollover_act {
	enum rollover_act_kind kind;
	int64_t until_s;
	struct spki_digest key;
	struct tlsa_set from, to;
};

/* A host whose keys were just made; `adopted`: it serves `active` already. */
void rollover_init(struct rollover *r, const struct spki_digest *active,
    const struct spki_digest *standby, bool adopted, int64_t now_s);

/*
 * The active key is lost: the standby key takes its place at once.  False: a
 * roll is at it already, or nothing was ever published.
 */
bool rollover_begin_emergency(struct rollover *r, int64_t now_s);

/* Before it is due.  False: something else is at it. */
bool rollover_begin_roll(struct rollover *r, int64_t now_s);
bool rollover_begin_renewal(struct rollover *r, int64_t now_s);

struct rollover_act rollover_step(struct rollover *r,
    const struct rollover_policy *p, const struct rollover_event *e,
    int64_t now_s);

#endif
