#include "requests.h"

#include <errno.h>

enum {
	LABEL_DRAW = 0x17e8, /* keeps these numbers apart from others */
	/* One draw of an ID and a port is nearly always free.  If none is,
	 * the last is taken, and one of two equal queries has no reply. */
	DRAWS_MAX = 16,
};

void
requests_init(struct requests *all, uint64_t seed, unsigned in_flight_max)
{
	*all = (struct requests){
	    .key = {.k0 = seed, .k1 = LABEL_DRAW},
	    .in_flight_max = in_flight_max,
	};
	TAILQ_INIT(&all->queue);
	TAILQ_INIT(&all->ready);
}

void
requests_fini(struct requests *all)
{
	request_index_fini(&all->index);
	timers_fini(&all->timers);
	ended_questions_fini(&all->ended);
	ended_questions_fini(&all->recorded);
}

bool
requests_is_told(const struct requests *all, uint64_t question_hash)
{
	return ended_questions_is_told(&all->ended, question_hash) ||
	       ended_questions_is_told(&all->recorded, question_hash);
}

int
requests_note_record(
    struct requests *all, const struct dns_question *question, bool for_itself)
{
	if (ended_questions_reserve(&all->recorded, 1) < 0)
		return -ENOMEM;
	ended_questions_add(
	    &all->recorded, request_index_hash(question), for_itself);
	return 0;
}

bool
requests_has_record(const struct requests *all, const struct request *r)
{
	return r->internal && !r->anew &&
	       ended_questions_is_told(&all->recorded, r->question_hash);
}

/* From the seed. */
static uint64_t
draw(struct requests *all)
{
	uint64_t n = all->drawn++;

	return siphash(&all->key, &n, sizeof(n));
}

void
requests_draw_query(struct requests *all, struct request *r,
    uint16_t port_first, uint16_t port_last)
{
	unsigned ports = 0u + port_last - port_first + 1u;

	for (int i = 0; i < DRAWS_MAX; i++) {
		uint64_t random = draw(all);
		r->query = (struct request_query){
		    .server = *question_server(&r->question),
		    .id = (uint16_t)random};
		if (!r->question.visit.tcp)
			r->query.port =
			    (uint16_t)(port_first + (random >> 16) % ports);
		if (request_index_find_query(&all->index, &r->query) == NULL)
			break;
	}
}

static void
list_remove(struct requests *all, struct request *r)
{
	if (r->list == REQUEST_LIST_QUEUE)
		TAILQ_REMOVE(&all->queue, r, in_list);
	if (r->list == REQUEST_LIST_READY)
		TAILQ_REMOVE(&all->ready, r, in_list);
	r->list = REQUEST_LIST_NONE;
}

/* Whatever it may need later is made here, so that nothing fails then. */
static struct request *
add(struct requests *all, const struct dns_question *question,
    struct request_work *work)
{
	size_t count = request_index_count(&all->index) + 1;

	if (timers_reserve(&all->timers, count) < 0 ||
	    ended_questions_reserve(&all->ended, count) < 0)
		return NULL;
	struct request *r = request_new(question, draw(all), work);
	if (r == NULL)
		return NULL;
	if (request_index_add(&all->index, r) < 0) {
		request_free(r);
		return NULL;
	}
	return r;
}

struct request *
requests_add(struct requests *all, const struct dns_question *question,
    struct request_work *work)
{
	struct request *r = add(all, question, work);

	if (r == NULL)
		return NULL;
	r->list = REQUEST_LIST_QUEUE;
	TAILQ_INSERT_TAIL(&all->queue, r, in_list);
	return r;
}

struct request *
requests_spawn(struct requests *all, const struct request *parent,
    const struct dns_question *question)
{
	if (parent->work->questions_left == 0)
		return NULL;
	struct request *r = add(all, question, parent->work);
	if (r == NULL)
		return NULL;
	parent->work->questions_left--;
	r->internal = true;
	r->tag = parent->tag;
	r->depth = parent->depth;
	r->anew = parent->anew;
	requests_make_ready(all, r);
	return r;
}

/* In the order in which they were asked. */
void
requests_admit(struct requests *all)
{
	while (
	    all->in_flight < all->in_flight_max && !TAILQ_EMPTY(&all->queue)) {
		struct request *r = TAILQ_FIRST(&all->queue);
		r->counted = true;
		all->in_flight++;
		requests_make_ready(all, r);
	}
}

void
requests_make_ready(struct requests *all, struct request *r)
{
	list_remove(all, r);
	r->list = REQUEST_LIST_READY;
	TAILQ_INSERT_TAIL(&all->ready, r, in_list);
}

struct request *
requests_take_ready(struct requests *all)
{
	struct request *r = TAILQ_FIRST(&all->ready);

	if (r != NULL)
		list_remove(all, r);
	return r;
}

void
requests_on_wire(
    struct requests *all, struct request *r, int64_t now_ns, int64_t due_ns)
{
	r->on_wire = true;
	r->sent_ns = now_ns;
	request_index_add_query(&all->index, r);
	timers_set(&all->timers, &r->timer, due_ns);
}

void
requests_put_off(struct requests *all, struct request *r, int64_t due_ns)
{
	r->put_off = true;
	timers_set(&all->timers, &r->timer, due_ns);
}

void
requests_off_wire(struct requests *all, struct request *r)
{
	if (r->on_wire)
		request_index_remove_query(&all->index, r);
	r->on_wire = false;
	r->put_off = false;
	timers_clear(&all->timers, &r->timer);
}

void
requests_end(struct requests *all, struct request *r)
{
	requests_off_wire(all, r);
	list_remove(all, r);
	request_index_remove(&all->index, r);
	ended_questions_add(
	    &all->ended, r->question_hash, r->question.visit.for_itself);
	if (r->counted)
		all->in_flight--;
}

/*
 * One that has found a server meanwhile needs no waking: it gathers all the
 * addresses there are each time it chooses a server.
 */
void
requests_wake_waiters(struct requests *all, struct request *r)
{
	while (!LIST_EMPTY(&r->waiters)) {
		struct request_need *need = LIST_FIRST(&r->waiters);
		struct request *waiter = need->waiter;
		request_need_free(need);
		if (waiter->question.state == QUESTION_RESOLVING)
			requests_make_ready(all, waiter);
	}
}
