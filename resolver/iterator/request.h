/*
 * request.h - one question in the iterator's hands: its place in the
 * tables and lists, its query on the wire, and who waits for whom.
 */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "base/addr.h"
#include "base/macros.h"
#include "dns/message.h"
#include "question.h"
#include "base/timers.h"

/* The work that one asked question may cause, with all those it needs. */
struct request_work {
	unsigned refs;
	unsigned queries_left;
	unsigned questions_left; /* of its own making */
};

/* What a reply has to fit: `port` is ours, and 0 with TCP. */
struct request_query {
	struct addr server;
	uint16_t id, port;
};

/* `waiter` waits until `target` has ended. */
struct request_need {
	struct request *waiter, *target;
	LIST_ENTRY(request_need) of_waiter, of_target;
};
LIST_HEAD(request_needs, request_need);

enum request_list {
	REQUEST_LIST_NONE,
	REQUEST_LIST_QUEUE, /* waits for its turn to start */
	REQUEST_LIST_READY, /* to be started or woken at once */
};

/*
 * A request is in one of these places.  Only iterator.c moves it, by the
 * functions of requests.h:
 *
 * in the queue -> ready, as soon as fewer than the most are in flight
 *   (requests_admit()), or when another request waits for it.
 *   Those that the iterator asks for itself are ready at once: their parent
 *   holds the place.
 * ready -> its question is started or woken, in iterator_tick() or at the end
 *   of any other event.  What the question then says decides:
 *   on the wire, with a timer for the answer (requests_on_wire()); or
 *   put off, with a timer only, while the server's budget is spent; or
 *   waiting for others (`needs`), in no list, until one of them ends; or
 *   ended: its result is told, its waiters become ready, and it is freed.
 * A reply, a failure or the timer brings it from the wire to the same choice.
 */
struct request {
	struct question question;
	uint32_t place; /* in the request index, as the hash is */
	uint64_t question_hash;
	struct request_query query; /* drawn; may be found while `on_wire` */
	struct timer timer;
	enum request_list list;
	TAILQ_ENTRY(request) in_list;
	struct request_needs needs;   /* those it waits for */
	struct request_needs waiters; /* those that wait for it */
	struct request_work *work;
	unsigned tag;
	unsigned depth; /* 0: asked; else 1 + that of who needed it */
	unsigned links; /* CNAMEs that led here */
	uint64_t mark;  /* of a search */
	bool internal;
	bool counted; /* among those in flight */
	bool anew;    /* asked though it had ended; so is where it leads */
	bool put_off; /* the query could not leave: budget */
	bool on_wire;
	int64_t sent_ns;
};
TAILQ_HEAD(request_queue, request);

/* Whose `timer` this is. */
static inline struct request *
request_of_timer(struct timer *timer)
{
	return (struct request *)(void *)((char *)timer -
					  offsetof(struct request, timer));
}

/* NULL: no heap.  Takes a share of the work, which the end gives back. */
struct request *request_new(const struct dns_question *question, uint64_t salt,
    struct request_work *work);

/* It is in no table, list or heap any more; nobody waits for it. */
void request_free(struct request *r);

/* One share for the caller; NULL: no heap. */
struct request_work *request_work_new(unsigned queries, unsigned questions);
void request_work_drop(struct request_work *w);

/*
 * `waiter` now waits for `target`.  False, and nothing happens, if `target`
 * waits for `waiter`, itself or through others, or without heap.  `mark` is
 * one more than in the search before.
 */
bool request_wait_for(
    struct request *waiter, struct request *target, uint64_t mark);

void request_need_free(struct request_need *need);

#endif
