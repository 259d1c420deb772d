/*
 * requests.h - all that an iterator has in hand: which requests wait for
 * their turn, which are ready, whose query is on the wire, what is due when,
 * and what has ended.
 *
 * The states of one request, and who moves it, are told in request.h.  What a
 * request needs later is reserved when it is added, so that nothing fails
 * then.
 */
#ifndef REQUESTS_H
#define REQUESTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/siphash.h"
#include "ended_questions.h"
#include "request.h"
#include "request_index.h"
#include "base/timers.h"

struct requests {
	struct request_index index; /* all that have not ended */
	struct timers timers;
	struct ended_questions ended;
	/* Those that have a record of others' asking: an earlier start's, or
	 * a spray's.  What they taught is not known: the iterator may ask them
	 * for itself, and tells nobody. */
	struct ended_questions recorded;
	struct request_queue queue, ready;
	unsigned in_flight, in_flight_max;
	struct siphash_key key;
	uint64_t drawn; /* random numbers */
	uint64_t mark;  /* of the last search through those that wait */
	uint64_t links_asked;
};

void requests_init(struct requests *all, uint64_t seed, unsigned in_flight_max);

/* Frees those that have not ended. */
void requests_fini(struct requests *all);

/* It was told to somebody who asked, or has a record of others' asking. */
bool requests_is_told(const struct requests *all, uint64_t question_hash);

/*
 * The question has a record of others' asking, for the iterator alone if
 * `for_itself`.  0 or -ENOMEM.
 */
MUST_USE int requests_note_record(
    struct requests *all, const struct dns_question *question, bool for_itself);

/* The iterator asked for itself what has a record of others' asking. */
bool requests_has_record(const struct requests *all, const struct request *r);

/* Its next query: an ID, and with UDP a port, that no other to this server has.
 */
void requests_draw_query(struct requests *all, struct request *r,
    uint16_t port_first, uint16_t port_last);

/*
 * A request that somebody asks for, whose question is not in hand: it waits
 * for its turn.  Takes a share of `work`.  NULL: no heap.
 */
struct request *requests_add(struct requests *all,
    const struct dns_question *question, struct request_work *work);

/*
 * One that `parent` needs, internal, and ready at once: its parent holds the
 * place among those in flight.  NULL: too much work for one question, or no
 * heap.
 */
struct request *requests_spawn(struct requests *all,
    const struct request *parent, const struct dns_question *question);

/* Those whose turn it is, now that fewer are in flight, become ready. */
void requests_admit(struct requests *all);

void requests_make_ready(struct requests *all, struct request *r);

/* Takes the first out; NULL: none is ready. */
struct request *requests_take_ready(struct requests *all);

/* Its query has left, as `r->query` says, and is answered or due by then. */
void requests_on_wire(
    struct requests *all, struct request *r, int64_t now_ns, int64_t due_ns);

/* It could not leave: it is due then, to be tried anew. */
void requests_put_off(struct requests *all, struct request *r, int64_t due_ns);

/* It waits for no reply and no time any more. */
void requests_off_wire(struct requests *all, struct request *r);

/*
 * Its question has ended: it is taken out, for its result to be told and then
 * request_free().
 */
void requests_end(struct requests *all, struct request *r);

/* Those that wait for it become ready. */
void requests_wake_waiters(struct requests *all, struct request *r);

#endif
