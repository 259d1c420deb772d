#include "link/link_sim.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/clock.h"
#include "link/link_ops.h"
#include "link/one_frame_tx.h"
#include "link/sim_queue.h"
#include "link/sim_spoofer.h"

enum { GIVEN_MAX = 256, LOOK_NS = 1000000 };

struct sim_link {
	struct link base;
	struct sim_peer peer;
	unsigned spoof_ppm, contradict_ppm;
	uint64_t random; /* the spoofer's */
	/* Senders and the receiver take turns at all below. */
	pthread_mutex_t lock;
	struct sim_queue out, in;
	/* What has come, and waits for the receiver: from `taken` on. */
	struct array waiting; /* struct sim_frame * */
	size_t taken, room;
	int64_t pause_ns;                   /* before each look */
	struct sim_frame *given[GIVEN_MAX]; /* until link_release() */
	size_t given_count;
	_Atomic uint64_t received, dropped;
};

static void
commit(struct link_tx *base, size_t len)
{
	struct one_frame_tx *tx = (struct one_frame_tx *)base;
	struct sim_link *l = (struct sim_link *)tx->link;
	uint8_t forged[FRAME_MAX];
	int64_t now_ns = clock_monotonic_ns();
	pthread_mutex_lock(&l->lock);
	sim_queue_push(&l->out, tx->frame, len, now_ns);
	if (sim_chance(&l->random, l->spoof_ppm)) {
		size_t forged_len =
		    sim_forge(&l->random, tx->frame, len, forged);
		if (forged_len > 0)
			sim_queue_push(&l->in, forged, forged_len, now_ns);
	}
	pthread_mutex_unlock(&l->lock);
	tx->frames++;
	tx->bytes += len;
}

/* What was committed is on its way already, and is only counted. */
static void
flush(struct link_tx *base)
{
	one_frame_tx_count((struct one_frame_tx *)base, true);
}

static const struct link_tx_ops sim_tx_ops = {
    .reserve = one_frame_tx_reserve,
    .commit = commit,
    .flush = flush,
    .close = one_frame_tx_close,
};

static int
tx_open(struct link *base, enum link_use use, struct link_tx **out)
{
	(void)use;
	return one_frame_tx_open(base, &sim_tx_ops, out);
}

/* Behind the true one, where the path keeps their order. */
static void
contradict(struct sim_link *l, const uint8_t *frame, size_t len, int64_t at_ns)
{
	uint8_t forged[FRAME_MAX];
	if (l->contradict_ppm == 0 ||
	    !sim_chance(&l->random, l->contradict_ppm))
		return;
	size_t forged_len = sim_contradict(frame, len, forged);
	if (forged_len > 0)
		sim_queue_push(&l->in, forged, forged_len, at_ns);
}

/* One moment of the peer: what arrives then, and what it sends then. */
static void
step_peer(struct sim_link *l, int64_t at_ns)
{
	uint8_t frame[FRAME_MAX];
	struct sim_frame *f;
	size_t len;
	while ((f = sim_queue_pop(&l->out, at_ns)) != NULL) {
		l->peer.receive(l->peer.ctx, f->bytes, f->len, at_ns);
		free(f);
	}
	while ((len = l->peer.next(l->peer.ctx, frame, at_ns)) > 0) {
		sim_queue_push(&l->in, frame, len, at_ns);
		contradict(l, frame, len, at_ns);
	}
}

/*
 * All moments of the peer until now, each at its own time: what it does is
 * the same however seldom we look.  Gives when the next event is.
 */
static int64_t
step_peer_until(struct sim_link *l, int64_t now_ns)
{
	for (;;) {
		int64_t at_ns = l->peer.due_ns(l->peer.ctx);
		if (sim_queue_due_ns(&l->out) < at_ns)
			at_ns = sim_queue_due_ns(&l->out);
		if (at_ns > now_ns)
			return at_ns;
		step_peer(l, at_ns);
	}
}

/* Without heap, too, there is no room. */
static bool
has_room(struct sim_link *l)
{
	return (l->room == 0 || l->waiting.count - l->taken < l->room) &&
	       array_reserve(&l->waiting, 1, sizeof(struct sim_frame *)) == 0;
}

/* What comes by now; who finds no room is dropped. */
static void
arrive(struct sim_link *l, int64_t now_ns)
{
	struct sim_frame *f;
	while ((f = sim_queue_pop(&l->in, now_ns)) != NULL) {
		if (has_room(l)) {
			*(struct sim_frame **)array_push(
			    &l->waiting, 1, sizeof(f)) = f;
			continue;
		}
		atomic_fetch_add(&l->dropped, 1);
		free(f);
	}
}

static struct sim_frame *
next_waiting(struct sim_link *l)
{
	struct sim_frame **waiting = l->waiting.at;
	if (l->taken < l->waiting.count)
		return waiting[l->taken++];
	l->taken = l->waiting.count = 0;
	return NULL;
}

static size_t
take(struct sim_link *l, struct link_frame *frames, size_t max, int64_t now_ns)
{
	int64_t epoch_ns = clock_realtime_ns() - clock_monotonic_ns();
	size_t n = 0;
	struct sim_frame *f;
	arrive(l, now_ns);
	while (n < max && l->given_count < GIVEN_MAX &&
	       (f = next_waiting(l)) != NULL) {
		l->given[l->given_count++] = f;
		frames[n++] = (struct link_frame){
		    .bytes = f->bytes,
		    .len = f->len,
		    .rx_ts_ns = epoch_ns + f->due_ns,
		};
	}
	atomic_fetch_add_explicit(&l->received, n, memory_order_relaxed);
	return n;
}

/* While it sleeps a sender may cause something sooner: so it looks again. */
static size_t
receive(
    struct link *base, struct link_frame *frames, size_t max, int timeout_ms)
{
	struct sim_link *l = (struct sim_link *)base;
	if (l->pause_ns > 0)
		clock_sleep(l->pause_ns);
	int64_t now_ns = clock_monotonic_ns();
	int64_t until_ns = now_ns + timeout_ms * NS_PER_MS;
	for (;;) {
		pthread_mutex_lock(&l->lock);
		int64_t wake_ns = step_peer_until(l, now_ns);
		size_t n = take(l, frames, max, now_ns);
		if (sim_queue_due_ns(&l->in) < wake_ns)
			wake_ns = sim_queue_due_ns(&l->in);
		pthread_mutex_unlock(&l->lock);
		if (n > 0 || now_ns >= until_ns)
			return n;
		if (wake_ns > now_ns + LOOK_NS)
			wake_ns = now_ns + LOOK_NS;
		clock_sleep_until(wake_ns < until_ns ? wake_ns : until_ns);
		now_ns = clock_monotonic_ns();
	}
}

static void
release(struct link *base)
{
	struct sim_link *l = (struct sim_link *)base;
	while (l->given_count > 0)
		free(l->given[--l->given_count]);
}

static void
receive_stats(struct link *base, struct link_stats *out)
{
	struct sim_link *l = (struct sim_link *)base;
	out->received = atomic_load(&l->received);
	out->receive_dropped = atomic_load(&l->dropped);
}

static void
close_link(struct link *base)
{
	struct sim_link *l = (struct sim_link *)base;
	struct sim_frame *f;
	release(base);
	while ((f = next_waiting(l)) != NULL)
		free(f);
	array_fini(&l->waiting);
	sim_queue_fini(&l->out);
	sim_queue_fini(&l->in);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

static const struct link_ops sim_ops = {
    .tx_open = tx_open,
    .receive = receive,
    .release = release,
    .receive_stats = receive_stats,
    .close = close_link,
};

int
link_sim_open(
    const struct link_config *config, struct link **out, struct text *why)
{
	const struct link_sim_config *sim = config->sim;
	struct sim_link *l = calloc(1, sizeof(*l));
	if (l == NULL) {
		text_add(why, "no memory for a network");
		return -ENOMEM;
	}
	uint64_t seed = sim->seed;
	l->base.ops = &sim_ops;
	l->base.info =
	    (struct link_info){.send = "memory", .receive = "memory"};
	l->peer = sim->peer;
	l->spoof_ppm = sim->spoof_ppm;
	l->contradict_ppm = sim->contradict_ppm;
	l->room = sim->receive_room;
	l->pause_ns = sim->receive_pause_ns;
	sim_queue_init(&l->out, &sim->out, sim_random(&seed));
	sim_queue_init(&l->in, &sim->in, sim_random(&seed));
	l->random = sim_random(&seed);
	pthread_mutex_init(&l->lock, NULL);
	*out = &l->base;
	return 0;
}
