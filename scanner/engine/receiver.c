#include "receiver.h"

#include <errno.h>
#include <stdlib.h>

#include "base/thread.h"
#include "net/flow_key.h"
#include "net/icmp_error.h"
#include "net/packet.h"
#include "interruption.h"

enum { BATCH = 64, WAIT_MS = 20 };

struct receiver {
	struct receiver_config config;
	struct thread thread;
};

/* A ring, NULL: nobody's; and its room in bytes, NULL: unbounded. */
struct owner {
	struct ring *ring;
	struct packet_room *room;
};

/*
 * A flow belongs to one worker for life.  The low half of the hash is left
 * for the worker's own table, which else would be full in some places only.
 */
static struct owner
worker_of(const struct receiver *r, const struct packet *p)
{
	struct flow_key key = flow_key_of(p);
	uint64_t high = flow_key_hash(&key) >> 32;
	unsigned i = (unsigned)(high % r->config.worker_count);
	return (struct owner){r->config.workers[i], &r->config.worker_rooms[i]};
}

/* Whose packet this is. */
static struct owner
owner_of(const struct receiver *r, const struct packet *p)
{
	const struct ports *ports = r->config.ports;
	if (p->proto == NET_UDP && port_in(&ports->spray_udp, p->dst_port))
		return (struct owner){.ring = r->config.recorder};
	if (p->proto == NET_UDP && port_in(&ports->resolver_udp, p->dst_port))
		return (struct owner){.ring = r->config.resolver};
	if (p->proto == NET_TCP && port_in(&ports->resolver_tcp, p->dst_port))
		return (struct owner){.ring = r->config.resolver};
	if (p->proto == NET_TCP && port_in(&ports->smtp_tcp, p->dst_port))
		return worker_of(r, p);
	return (struct owner){.ring = NULL};
}

static bool
is_own(const struct receiver *r, const struct addr *a)
{
	for (unsigned i = 0; i < r->config.own_count; i++)
		if (addr_equal(&r->config.own[i], a))
			return true;
	return false;
}

/* An error is only counted: what it is about times out, and is asked again. */
static bool
is_icmp_error(const struct receiver *r, const struct packet *p)
{
	struct icmp_error error;
	return icmp_error_parse(p, &error) && is_own(r, &error.src) &&
	       port_in(&r->config.ports->all, error.src_port);
}

static void
take_frame(struct receiver *r, const struct link_frame *frame)
{
	struct counters *c = r->config.counters;
	struct packet p;
	count(&c->packets);
	if (!packet_parse(frame->bytes, frame->len, &p) || !is_own(r, &p.dst)) {
		count(&c->packets_not_ours);
		return;
	}
	if (is_icmp_error(r, &p)) {
		count(&c->icmp_errors);
		return;
	}
	struct owner owner = owner_of(r, &p);
	if (owner.ring == NULL) {
		count(&c->packets_not_ours);
		return;
	}
	if (!packet_sum_is_right(&p, frame->sum)) {
		count(&c->packets_bad_sum);
		return;
	}
	struct packet_item *item =
	    packet_item_new(&p, frame->rx_ts_ns, owner.room);
	if (item == NULL || !ring_push(owner.ring, item)) {
		count(&c->ring_full);
		packet_item_free(item);
	}
}

/* Once for all that came. */
static void
wake_owners(const struct receiver *r)
{
	for (unsigned i = 0; i < r->config.worker_count; i++)
		if (!ring_is_empty(r->config.workers[i]))
			ring_wake(r->config.workers[i]);
	if (!ring_is_empty(r->config.recorder))
		ring_wake(r->config.recorder);
	if (!ring_is_empty(r->config.resolver))
		ring_wake(r->config.resolver);
}

static void
run(void *arg)
{
	struct receiver *r = arg;
	struct link_frame frames[BATCH];
	struct interruption interruption;
	interruption_begin(&interruption, r->config.link, r->config.halt);
	while (!thread_is_stopping(&r->thread)) {
		size_t n = link_receive(r->config.link, frames, BATCH, WAIT_MS);
		for (size_t i = 0; i < n; i++)
			take_frame(r, &frames[i]);
		link_release(r->config.link);
		if (n > 0)
			wake_owners(r);
		interruption_look(&interruption, n > 0);
	}
	interruption_end(&interruption);
}

int
receiver_start(const struct receiver_config *config, struct receiver **out)
{
	struct receiver *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return -ENOMEM;
	r->config = *config;
	int rc = thread_start(&r->thread, "receiver", run, r);
	if (rc < 0) {
		free(r);
		return rc;
	}
	*out = r;
	return 0;
}

void
receiver_stop(struct receiver *r)
{
	if (r == NULL)
		return;
	thread_stop(&r->thread);
	free(r);
}
