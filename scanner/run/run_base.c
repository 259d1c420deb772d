#include "run_base.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "scanner/engine/cookie.h"

enum {
	/* As many as 400,000 questions a second have under way in 0.5 s. */
	RECORDER_SLOTS = 262144,
	PACKET_SLOTS = 65536,
	WORKER_BYTES =
	    16777216, /* 10,000 full segments, or 80,000 empty ones */
	ITEM_SLOTS = 4096,
};

struct address_policy
run_base_policy(const struct run_base *b)
{
	return (struct address_policy){
	    .blocklist = b->plan->blocklist,
	    .ipv4 = b->network.templates[NETWORK_V4] != NULL,
	    .ipv6 = b->network.templates[NETWORK_V6] != NULL,
	};
}

static int
open_rings(struct run_rings *r, const struct scan_plan *plan)
{
	unsigned worker_count = plan->workers;
	int rc = ring_init(&r->recorder,
	    plan->recorder_slots > 0 ? plan->recorder_slots : RECORDER_SLOTS);
	if (rc == 0)
		rc = ring_init(&r->resolver, PACKET_SLOTS);
	if (rc == 0)
		rc = ring_init(&r->resolutions, ITEM_SLOTS);
	if (rc == 0)
		rc = ring_init(&r->questions, ITEM_SLOTS);
	for (unsigned i = 0; i < worker_count && rc == 0; i++) {
		r->worker_room[i].max = WORKER_BYTES;
		rc = ring_init(&r->worker[i], PACKET_SLOTS);
	}
	return rc;
}

/* All items of all rings are blocks of the heap. */
static void
empty_ring(struct ring *r)
{
	void *item;
	while (r->slot != NULL && (item = ring_pop(r)) != NULL)
		free(item);
	ring_fini(r);
}

static void
close_rings(struct run_rings *r)
{
	for (unsigned i = 0; i < RECEIVER_WORKERS_MAX; i++)
		empty_ring(&r->worker[i]);
	empty_ring(&r->recorder);
	empty_ring(&r->resolver);
	empty_ring(&r->resolutions);
	empty_ring(&r->questions);
}

static int
open_sender(struct run_base *b)
{
	const struct scan_plan *p = b->plan;
	return sender_new(
	    &(struct sender_config){
		.link = b->network.link,
		.ipv4 = b->network.templates[NETWORK_V4],
		.ipv6 = b->network.templates[NETWORK_V6],
		.policy = run_base_policy(b),
		.rate_pps = p->rate_pps,
		.bandwidth_bps = p->bandwidth_bps,
		.server_rate_qps = p->server_rate_qps,
		.rates = p->server_rates,
	    },
	    &b->sender);
}

/* It keeps the name that it began with. */
static int
name_run(struct run_base *b)
{
	const struct scan_earlier *earlier = b->plan->earlier;
	if (earlier == NULL)
		return run_id_new(b->run_id);
	int n = snprintf(b->run_id, sizeof(b->run_id), "%s", earlier->run_id);
	return n == RUN_ID_LEN ? 0 : -EBADMSG;
}

int
run_base_open(struct run_base *b, const struct scan_plan *plan,
    const atomic_bool *stopping, struct text *why)
{
	b->plan = plan;
	b->dir_lock = -1;
	halt_init(&b->halt, stopping);
	self_check_init(&b->self_check, plan->self_check, plan->needs_roots);
	b->began_ns = plan->earlier != NULL ? plan->earlier->start_ns
					    : clock_realtime_ns();
	int rc = network_open(&b->network, &plan->network, why);
	if (rc < 0)
		return rc;
	rc = cookie_key_new(&b->key);
	if (rc == 0)
		rc = open_rings(&b->rings, plan);
	if (rc == 0)
		rc = open_sender(b);
	if (rc == 0)
		rc = name_run(b);
	if (rc < 0)
		run_base_close(b);
	return rc;
}

void
run_base_close(struct run_base *b)
{
	sender_free(b->sender);
	run_parts_close(&b->parts);
	line_stream_close(b->stream);
	close_rings(&b->rings);
	network_close(&b->network);
	if (b->dir_lock >= 0)
		close(b->dir_lock);
}
