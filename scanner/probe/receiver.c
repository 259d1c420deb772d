#include "receiver.h"

#include <errno.h>
#include <stdlib.h>

#include "base/thread.h"
#include "net/tcp_reset.h"
#include "scanner/engine/interruption.h"

enum { FRAMES = 256, WAIT_MS = 20 };

struct probe_receiver {
	struct probe_receiver_config config;
	struct probe_source_ports ports;
	struct probe_batch *batch; /* being filled, or NULL */
	struct thread thread;
};

static void
push_batch(struct probe_receiver *r)
{
	if (r->batch == NULL || r->batch->count == 0)
		return;
	if (!ring_push(r->config.batches, r->batch)) {
		atomic_fetch_add(
		    &r->config.counters->ring_full, r->batch->count);
		r->batch->count = 0; /* filled again */
		return;
	}
	r->batch = NULL;
}

static void
add_answer(struct probe_receiver *r, const struct probe_answer *a)
{
	if (r->batch == NULL) {
		r->batch = malloc(sizeof(*r->batch));
		if (r->batch == NULL) {
			count(&r->config.counters->ring_full);
			return;
		}
		r->batch->count = 0;
	}
	r->batch->at[r->batch->count++] = *a;
	if (r->batch->count == PROBE_BATCH_MAX)
		push_batch(r);
}

static void
reset(struct probe_receiver *r, const struct frame_tcp *rst)
{
	struct frame_tcp *mine = malloc(sizeof(*mine));
	if (mine == NULL)
		return;
	*mine = *rst;
	if (!ring_push(r->config.resets, mine))
		free(mine);
}

static struct frame_tcp
reset_for(const struct probe_answer *a)
{
	return (struct frame_tcp){
	    .dst = a->saddr,
	    .src_port = a->dport,
	    .dst_port = a->sport,
	    .seq = a->acknum,
	    .flags = TCP_RST,
	    .window = TCP_RESET_WINDOW,
	};
}

/* No answer; it may be one of an earlier connection. */
static void
take_other(struct probe_receiver *r, const struct packet *p,
    const struct link_frame *frame)
{
	const struct probe_receiver_config *c = &r->config;
	struct frame_tcp rst;
	if (!probe_answer_is_old(
		p, c->key, c->targets, &r->ports, c->probes, &rst) ||
	    !packet_sum_is_right(p, frame->sum)) {
		count(&c->counters->not_ours);
		return;
	}
	count(&c->counters->old_acks);
	reset(r, &rst);
}

static void
count_answer(struct probe_counters *c, const struct probe_answer *a)
{
	count(&c->answers);
	count(a->class == PROBE_SYNACK ? &c->synacks
	      : a->class == PROBE_RST  ? &c->rsts
				       : &c->icmps);
	if (a->repeat)
		count(&c->repeats);
	else if (a->class == PROBE_SYNACK)
		count(&c->successes);
}

/* Only what TCP says is an answer of the target: errors may come before. */
static void
take_frame(struct probe_receiver *r, const struct link_frame *frame)
{
	struct probe_counters *c = r->config.counters;
	struct packet p;
	struct probe_answer a;
	uint64_t number;
	if (!packet_parse(frame->bytes, frame->len, &p)) {
		count(&c->not_ours);
		return;
	}
	if (!probe_answer_read(
		&p, r->config.key, r->config.targets, &a, &number)) {
		take_other(r, &p, frame);
		return;
	}
	if (!packet_sum_is_right(&p, frame->sum)) {
		count(&c->bad_sum);
		return;
	}
	a.repeat = a.class == PROBE_ICMP
		       ? probe_targets_has_answered(r->config.targets, number)
		       : !probe_targets_answer(r->config.targets, number);
	a.cooldown =
	    atomic_load_explicit(&c->sending_ended, memory_order_relaxed);
	a.rx_ts_ns = frame->rx_ts_ns;
	count_answer(c, &a);
	if (a.class == PROBE_SYNACK) {
		struct frame_tcp rst = reset_for(&a);
		reset(r, &rst);
	}
	if (probe_filter_passes(r->config.filter, &a))
		add_answer(r, &a);
}

static size_t
take_frames(struct probe_receiver *r, int wait_ms)
{
	struct link_frame frames[FRAMES];
	size_t n = link_receive(r->config.link, frames, FRAMES, wait_ms);
	for (size_t i = 0; i < n; i++)
		take_frame(r, &frames[i]);
	link_release(r->config.link);
	if (n < FRAMES)
		push_batch(r);
	return n;
}

static void
run(void *arg)
{
	struct probe_receiver *r = arg;
	struct interruption interruption;
	interruption_begin(&interruption, r->config.link, r->config.halt);
	while (!thread_is_stopping(&r->thread))
		interruption_look(&interruption, take_frames(r, WAIT_MS) > 0);
	interruption_end(&interruption);
	while (take_frames(r, 0) > 0 && !link_has_ended(r->config.link))
		;
	push_batch(r);
}

int
probe_receiver_start(
    const struct probe_receiver_config *config, struct probe_receiver **out)
{
	struct probe_receiver *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return -ENOMEM;
	r->config = *config;
	r->ports = probe_source_ports_of(config->key, config->ports);
	int rc = thread_start(&r->thread, "receiver", run, r);
	if (rc < 0) {
		free(r);
		return rc;
	}
	*out = r;
	return 0;
}

void
probe_receiver_stop(struct probe_receiver *r)
{
	if (r == NULL)
		return;
	thread_stop(&r->thread);
	free(r->batch);
	free(r);
}
