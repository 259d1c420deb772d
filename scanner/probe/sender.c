#include "sender.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/thread.h"
#include "scanner/engine/blocklist.h"
#include "scanner/engine/cookie.h"
#include "scanner/engine/throttle.h"
#include "source_port.h"

enum {
	NICE = -10, /* as far as we may: the rate holds on a busy machine */
	TIMER_SLACK_NS = 1000,
	SYN_MOST = 86, /* bytes of a SYN's frame, over IPv6; a RST has less */
	RESETS_AT_ONCE = 64,
};

struct probe_sender {
	struct probe_sender_config config;
	const struct block_rules *rules; /* that the targets were made by */
	struct link_tx *tx;
	struct throttle throttle;
	struct thread thread;
	struct probe_source_ports ports;
	unsigned pass;
	uint64_t place; /* of the shard, the next */
	int64_t began_ns;
};

int
probe_sender_new(
    const struct probe_sender_config *config, struct probe_sender **out)
{
	struct probe_sender *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->config = *config;
	s->rules = blocklist_now(config->blocklist);
	s->ports = probe_source_ports_of(config->key, config->ports);
	int rc = link_tx_open(config->link, LINK_BULK, &s->tx);
	if (rc < 0) {
		free(s);
		return rc;
	}
	*out = s;
	return 0;
}

/* NULL: of a family that we cannot send. */
static const struct frame_templates *
templates_for(const struct probe_sender *s, const struct addr *a)
{
	return addr_is_v4(a) ? s->config.ipv4 : s->config.ipv6;
}

/* The bytes of its frame; 0: it cannot be sent. */
static size_t
send_syn(struct probe_sender *s, const struct probe_target *target)
{
	const struct frame_templates *t = templates_for(s, &target->addr);
	if (t == NULL)
		return 0;
	uint16_t port = probe_source_port(&s->ports, target->number, s->pass);
	uint32_t seq =
	    cookie_tcp(s->config.key, &target->addr, port, target->port);
	size_t len = frame_build_syn(
	    t, &target->addr, port, target->port, seq, link_reserve(s->tx));
	link_commit(s->tx, len);
	return len;
}

/* A look at one pointer, but where a list was read anew. */
static bool
is_left_out(const struct probe_sender *s, const struct addr *a)
{
	const struct block_rules *now = blocklist_now(s->config.blocklist);
	return now != s->rules && block_rules_have(now, a);
}

static size_t
send_reset(struct probe_sender *s, const struct frame_tcp *rst)
{
	const struct frame_templates *t = templates_for(s, &rst->dst);
	if (t == NULL || is_left_out(s, &rst->dst))
		return 0;
	size_t len = frame_build_tcp(t, rst, link_reserve(s->tx));
	link_commit(s->tx, len);
	return len;
}

/* Up to `frames` of them; how many there were. */
static unsigned
send_resets(struct probe_sender *s, uint64_t frames, int64_t now_ns)
{
	uint64_t sent = 0, bytes = 0;
	unsigned taken = 0;
	struct frame_tcp *rst;
	while (taken < frames && taken < RESETS_AT_ONCE &&
	       (rst = ring_pop(s->config.resets)) != NULL) {
		size_t len = send_reset(s, rst);
		free(rst);
		sent += len > 0;
		bytes += len;
		taken++;
	}
	if (taken == 0)
		return 0;
	throttle_take(&s->throttle, sent, bytes, now_ns);
	link_flush(s->tx);
	atomic_fetch_add_explicit(
	    &s->config.counters->resets, sent, memory_order_relaxed);
	return taken;
}

static bool
next_pass(struct probe_sender *s)
{
	s->place = 0;
	return ++s->pass < s->config.probes;
}

/* Up to `frames` SYNs; false: all passes are done. */
static bool
send_some(struct probe_sender *s, uint64_t frames, int64_t now_ns)
{
	struct probe_counters *c = s->config.counters;
	uint64_t sent = 0, bytes = 0, done = 0, skipped = 0, left_out = 0;
	bool more = true;
	while (sent < frames && more) {
		struct probe_target target =
		    probe_targets_at(s->config.targets, s->place);
		done++;
		if (s->pass > 0 && probe_targets_has_answered(
				       s->config.targets, target.number)) {
			skipped++;
		} else if (is_left_out(s, &target.addr)) {
			left_out++;
		} else {
			size_t len = send_syn(s, &target);
			sent += len > 0;
			bytes += len;
		}
		if (++s->place == s->config.max_targets)
			more = next_pass(s);
		if (done % 65536 == 0)
			break; /* others may want the time */
	}
	throttle_take(&s->throttle, sent, bytes, now_ns);
	link_flush(s->tx);
	atomic_fetch_add_explicit(&c->targets_done, done, memory_order_relaxed);
	atomic_fetch_add_explicit(
	    &c->targets_skipped, skipped, memory_order_relaxed);
	atomic_fetch_add_explicit(
	    &c->targets_left_out, left_out, memory_order_relaxed);
	return more;
}

static bool
is_over(const struct probe_sender *s, int64_t now_ns)
{
	return thread_is_stopping(&s->thread) ||
	       (s->config.max_runtime_ns > 0 &&
		   now_ns - s->began_ns >= s->config.max_runtime_ns);
}

/* Both only make it more even. */
static void
raise_priority(void)
{
	(void)prctl(PR_SET_TIMERSLACK, TIMER_SLACK_NS, 0, 0, 0);
	(void)setpriority(PRIO_PROCESS, 0, NICE);
}

/* Those for whoever answers yet.  A stop drops what is left of them. */
static void
end_with_resets(struct probe_sender *s)
{
	while (!thread_is_stopping(&s->thread)) {
		int64_t now_ns = clock_monotonic_ns();
		uint64_t frames =
		    throttle_allows(&s->throttle, SYN_MOST, now_ns);
		if (frames == 0 || send_resets(s, frames, now_ns) == 0)
			clock_pause();
	}
}

static void
run(void *arg)
{
	struct probe_sender *s = arg;
	int64_t now_ns = clock_monotonic_ns();
	bool more = s->config.max_targets > 0;
	raise_priority();
	s->began_ns = now_ns;
	throttle_init(
	    &s->throttle, s->config.rate_pps, s->config.bandwidth_bps, now_ns);
	while (more && !is_over(s, now_ns)) {
		uint64_t frames =
		    throttle_allows(&s->throttle, SYN_MOST, now_ns);
		if (frames == 0)
			clock_sleep_until(
			    throttle_wake_ns(&s->throttle, now_ns));
		else if (send_resets(s, frames, now_ns) == 0)
			more = send_some(s, frames, now_ns);
		now_ns = clock_monotonic_ns();
	}
	atomic_store(&s->config.counters->sending_ended, true);
	end_with_resets(s);
}

int
probe_sender_start(struct probe_sender *s)
{
	return thread_start(&s->thread, "sender", run, s);
}

void
probe_sender_free(struct probe_sender *s)
{
	if (s == NULL)
		return;
	thread_stop(&s->thread);
	link_tx_close(s->tx);
	free(s);
}
