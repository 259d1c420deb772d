/*
 * held_answers.h - answers that came over UDP, held for a second before they
 * are recorded: whoever forges a reply on the way cannot keep the true one from
 * coming too, and the two are not the same.
 *
 * All leave in the order in which they came, so that what nothing can
 * contradict waits behind what something may.
 *
 * Nearly all are held as the lines that they will be, beside the reply: what is
 * in the processor's cache when it comes is not once it leaves.  Where a second
 * server was asked, too, what that one said is not known yet: such an answer is
 * held as the record that it will be.
 *
 * HELD_MAX at most, and HELD_BYTES of lines and replies: where more come within
 * a second the oldest go sooner.
 */
#ifndef HELD_ANSWERS_H
#define HELD_ANSWERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "dns/message.h"
#include "resolution.h"

enum { HELD_MAX = 1 << 14, HELD_BYTES = 16 << 20, HELD_MS = 1000 };

struct held_answers;

/* 0 or -ENOMEM. */
MUST_USE int held_answers_new(struct held_answers **out);
void held_answers_free(struct held_answers *h); /* NULL is fine */

/* A line as dns_record_begin() and dns_record_end() write it. */
struct held_line {
	const char *text;
	size_t len;
	size_t late_at; /* where what is known late belongs */
	bool conflict;
};

/*
 * Copies the line of the answer `m` that this server gave to question `i` of
 * the spray.  False: there is no room for its bytes.  Not when full.
 */
bool held_answers_add_line(struct held_answers *h, uint64_t i,
    const struct addr *server, const struct dns_message *m,
    const struct held_line *line, int64_t now_ns);

/* Takes `f`, the answer to question `i` of the spray.  Not when full. */
void held_answers_add(
    struct held_answers *h, uint64_t i, struct resolution *f, int64_t now_ns);

/*
 * Takes `f`, a question that the resolver ended; with `reply` and no conflict
 * it is held, else it only keeps its place.  Not when full.
 */
void held_answers_add_resolved(
    struct held_answers *h, struct resolution *f, int64_t now_ns);

bool held_answers_is_full(const struct held_answers *h);
bool held_answers_is_empty(const struct held_answers *h);
bool held_answers_has_sprayed(const struct held_answers *h);

/*
 * A second reply to question `i` by this server.  Where it says something
 * else (reply_digest.h), the answer that is held becomes a conflict.  True:
 * it has.
 */
bool held_answers_compare(struct held_answers *h, uint64_t i,
    const struct addr *server, const struct dns_message *m);

/* The resolver's word for its own: what rests on this reply is a conflict. */
void held_answers_note_conflict(struct held_answers *h, uint64_t reply);

enum held_kind { HELD_NONE, HELD_LINE, HELD_RESOLUTION };

/*
 * The oldest, if it is due or `all` are to go: `*line` is a view until the next
 * call, or `*f` is the caller's.
 */
enum held_kind held_answers_pop(struct held_answers *h, bool all,
    int64_t now_ns, struct held_line *line, struct resolution **f);

#endif
