#include "worker.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/thread.h"
#include "base/timers.h"
#include "net/flow_key.h"
#include "flow_table.h"
#include "scanner/engine/packet_item.h"
#include "session.h"
#include "output/record/smtp.h"

enum {
	ROUND_MAX = 256,     /* packets between two looks at the clock */
	LINES_NS = 20000000, /* lines that wait are looked at that often */
	WAIT_MAX_S = 2, /* of a packet for us; more is a clock that moved */
};

/*
 * A session, its addresses and its place in the table.  Its worker alone moves
 * it, one way:
 *
 * open     By add_flow(), at a SYN-ACK that is proved to be ours.
 * recorded By record(), as soon as the session has a result: a peer that does
 *          not close its connection delays no record.  What is to be tried
 *          again is `retried` instead, and what this machine failed at is
 *          neither: they have no record.
 * removed  By remove_flow(), when the session is over.  Only then the sweep is
 *          told, which may send the next SYN to this address: so there never
 *          are two sessions with one address.
 */
struct flow {
	struct flow_entry entry;
	struct worker *worker;
	struct worker_target target;
	struct session *session;
	struct timer timer;      /* of session_tick() */
	struct sent_chain chain; /* while it may have to fit something */
	bool recorded;           /* its result was seen, and: */
	bool retried;    /* has no record: another session will follow */
	bool unfit;      /* has a chain that fits no TLSA record */
	bool needs_full; /* has no record: a whole session will follow */
	bool has_leaf;   /* where both are asked for: */
	enum leaf_key leaf;
};

struct worker {
	struct worker_config config;
	struct thread thread;
	struct link_tx *tx;
	struct tls_context *tls;
	/* Room for `max_sessions` is there from the start. */
	struct flow_table flows;
	struct timers timers;
	int64_t lines_due_ns;
	struct text line;
};

static struct flow *
find(const struct worker *w, const struct packet *p)
{
	struct flow_key key = flow_key_of(p);
	return (struct flow *)flow_table_find(&w->flows, &key);
}

static void
send_segment(struct worker *w, const struct flow_key *key,
    const struct tcp_segment *s, const uint8_t *payload, size_t len)
{
	const struct worker_config *c = &w->config;
	struct frame_tcp what = {
	    .dst = key->peer,
	    .src_port = key->own_port,
	    .dst_port = key->peer_port,
	    .seq = s->seq,
	    .ack = s->ack,
	    .flags = s->flags,
	    .window = s->window,
	    .sacks = s->options.sacks,
	    .payload = payload,
	    .payload_len = len,
	};
	uint8_t *frame = link_reserve(w->tx);
	link_commit(
	    w->tx, frame_build_tcp(addr_is_v4(&key->peer) ? c->ipv4 : c->ipv6,
		       &what, frame));
}

static void
on_emit(
    void *ctx, const struct tcp_segment *s, const uint8_t *payload, size_t len)
{
	struct flow *f = ctx;
	send_segment(f->worker, &f->entry.key, s, payload, len);
}

/* A session is repeated once, so that of the second nobody asks. */
static bool
has_to_fit(const struct flow *f)
{
	return f->worker->config.chain_fit != NULL && f->target.tlsa != NULL &&
	       !f->target.again && f->target.twin == LEAF_KEY_ANY;
}

static int
on_certificate(void *ctx, const uint8_t *der, size_t len, uint8_t sha256[32])
{
	struct flow *f = ctx;
	if (f->worker->config.twins && !f->has_leaf)
		f->leaf = leaf_key_of(der, len);
	f->has_leaf = true;
	int rc = cert_set_add(f->worker->config.certs, der, len, sha256);
	if (rc == 0 && has_to_fit(f))
		rc = sent_chain_add(&f->chain, der, len);
	return rc;
}

/* The root stands for no name. */
static const struct dns_name *
or_null(const struct dns_name *name)
{
	return name->len > 1 ? name : NULL;
}

static void
write_record(
    struct worker *w, const struct flow *f, const struct smtp_result *result)
{
	struct smtp_record r = {
	    .host = or_null(&f->target.host),
	    .sni = or_null(&f->target.sni),
	    .ip = &f->entry.key.peer,
	    .port = f->entry.key.peer_port,
	    .attempts = f->target.attempts,
	    .again = f->target.again,
	    .unfit = f->unfit,
	    .twin = f->target.twin,
	};
	smtp_result_record(result, &r);
	text_clear(&w->line);
	smtp_record_add(&w->line, &r);
	halt_fail(w->config.halt,
	    text_ok(&w->line)
		? part_add_line(w->config.part, w->line.bytes, w->line.len)
		: -ENOMEM);
	count(&w->config.counters->smtp_records);
}

/* Of a handshake that broke nobody knows whose chain it was.  0 or -ENOMEM. */
static int
set_unfit(struct flow *f, const struct smtp_result *result)
{
	bool whole = result->status == SMTP_STATUS_OK ||
		     result->status == SMTP_STATUS_CERTIFICATE_ONLY;
	if (!has_to_fit(f) || !whole || f->chain.count == 0)
		return 0;
	struct found_tlsa tlsa = {
	    .base = &f->target.sni,
	    .rdata = f->target.tlsa,
	    .len = f->target.tlsa_len,
	};
	f->chain.cut = result->chain_cut;
	int fits = f->worker->config.chain_fit(
	    &tlsa, &f->chain, result->rx_ts_ns / NS_PER_S);
	f->unfit = fits == 0;
	return fits < 0 ? fits : 0;
}

/* As soon as there is a result.  0, or the -errno for which it has none. */
static int
record(struct worker *w, struct flow *f)
{
	struct smtp_result *result = session_result(f->session);
	int rc = session_error(f->session);
	if (rc < 0 || result == NULL || f->recorded)
		return rc;
	f->needs_full = result->needs_full;
	f->retried =
	    !f->needs_full && result->transient && f->target.retries_left > 0;
	if ((rc = set_unfit(f, result)) < 0)
		return rc;
	f->recorded = true;
	if (result->status == SMTP_STATUS_OK && f->target.twin == LEAF_KEY_ANY)
		result->twin_due = leaf_key_twin(f->leaf);
	if (!f->retried && !f->needs_full)
		write_record(w, f, result);
	sent_chain_fini(&f->chain);
	return 0;
}

static void
remove_flow(struct worker *w, struct flow *f)
{
	w->config.session_ended(w->config.ctx, &f->target,
	    f->recorded ? session_result(f->session) : NULL,
	    f->needs_full ? WORKER_NEEDS_FULL
	    : f->retried  ? WORKER_RETRIED
	    : f->unfit    ? WORKER_UNFIT
			  : WORKER_RECORDED);
	flow_table_remove(&w->flows, &f->entry);
	timers_clear(&w->timers, &f->timer);
	atomic_fetch_sub(&w->config.counters->sessions_open, 1);
	session_free(f->session);
	sent_chain_fini(&f->chain);
	free(f);
}

/* After whatever happened to it: `f` may be gone then. */
static void
settle(struct worker *w, struct flow *f)
{
	int rc = record(w, f);
	if (rc < 0) {
		halt_fail(w->config.halt, rc);
		session_stop(f->session, clock_monotonic_ns() / NS_PER_US);
	}
	if (session_is_over(f->session)) {
		remove_flow(w, f);
		return;
	}
	int64_t due_ns = session_due_us(f->session) * NS_PER_US;
	if (f->timer.place == 0 || f->timer.due_ns != due_ns)
		timers_set(&w->timers, &f->timer, due_ns);
}

/* A RST to our SYN, so that nobody listens there; or somebody does, and that
 * is all that we want to know. */
static void
record_answer(struct worker *w, const struct packet *p,
    const struct worker_target *target, enum smtp_status status)
{
	struct flow f = {.entry.key = flow_key_of(p), .target = *target};
	struct tcp_segment rst = {.seq = p->tcp.ack, .flags = TCP_RST};
	struct smtp_result result;
	if (status == SMTP_STATUS_OPEN)
		send_segment(w, &f.entry.key, &rst, NULL, 0);
	smtp_result_init(&result, status, clock_realtime_ns());
	write_record(w, &f, &result);
	w->config.session_ended(
	    w->config.ctx, target, &result, WORKER_RECORDED);
	smtp_result_fini(&result);
}

static bool
on_path_loses(void *ctx)
{
	const struct flow *f = ctx;
	return f->worker->config.path_loses(f->worker->config.ctx);
}

static int
open_session(
    struct worker *w, struct flow *f, const struct packet *p, int64_t now_ns)
{
	struct text *sni = &w->line; /* of no record now */
	text_clear(sni);
	if (f->target.sni.len > 1)
		dns_name_add_text(sni, &f->target.sni);
	if (!text_ok(sni))
		return -ENOMEM;
	struct session_config config = {
	    .tls = w->tls,
	    .ehlo_line = w->config.ehlo_line,
	    .sni = sni->len > 0 ? sni->bytes : "",
	    .epoch_ns = clock_realtime_ns() - clock_monotonic_ns(),
	    .syn_repeated = f->target.syn_repeated,
	    .leaf = f->target.twin,
	    .service = w->config.service,
	    .certificate_only = w->config.certificate_only && !f->target.full,
	    .ctx = f,
	    .emit = on_emit,
	    .certificate = on_certificate,
	    .path_loses = on_path_loses,
	};
	int64_t rtt_us = (now_ns - f->target.syn_ns) / NS_PER_US;
	return session_new(&config, &p->tcp, p->tcp.ack - 1,
	    rtt_us < 0 ? 0 : rtt_us, now_ns / NS_PER_US, &f->session);
}

static void
add_flow(struct worker *w, const struct packet *p,
    const struct worker_target *target, int64_t now_ns)
{
	struct flow *f = calloc(1, sizeof(*f));
	if (f != NULL) {
		*f = (struct flow){
		    .worker = w,
		    .entry.key = flow_key_of(p),
		    .target = *target,
		};
		if (open_session(w, f, p, now_ns) < 0) {
			free(f);
			f = NULL;
		}
	}
	if (f == NULL) {
		halt_fail(w->config.halt, -ENOMEM);
		w->config.session_ended(
		    w->config.ctx, target, NULL, WORKER_RECORDED);
		return;
	}
	flow_table_add(&w->flows, &f->entry); /* there is room */
	count(&w->config.counters->sessions_open);
	settle(w, f);
}

/* Of an earlier connection, that the peer remembers; or a straggler of a
 * session that is over. */
static void
take_old(struct worker *w, const struct packet *p)
{
	struct flow_key key = flow_key_of(p);
	struct tcp_segment rst;
	if (w->config.reset_old(w->config.ctx, p, &rst))
		send_segment(w, &key, &rst, NULL, 0);
	count(&w->config.counters->segments_stray);
}

static void
take_stranger(struct worker *w, const struct packet *p, int64_t now_ns)
{
	struct worker_target target;
	bool refused = (p->tcp.flags & TCP_RST) != 0;
	unsigned syn_ack = TCP_SYN | TCP_ACK;
	if (!refused && (p->tcp.flags & syn_ack) != syn_ack) {
		take_old(w, p);
		return;
	}
	if (!refused && w->flows.entries.count >= w->config.max_sessions) {
		count(&w->config.counters->sessions_refused);
		w->config.left_waiting(w->config.ctx, p);
		return;
	}
	if (!w->config.target_of(w->config.ctx, p, &target)) {
		take_old(w, p);
		return;
	}
	if (refused)
		record_answer(w, p, &target, SMTP_STATUS_REFUSED_CONN);
	else if (w->config.syn_only)
		record_answer(w, p, &target, SMTP_STATUS_OPEN);
	else
		add_flow(w, p, &target, now_ns);
}

static void
take_packet(struct worker *w, const struct packet *p, int64_t now_ns)
{
	struct flow *f = find(w, p);
	if (f == NULL) {
		take_stranger(w, p, now_ns);
		return;
	}
	session_receive(f->session, p, now_ns / NS_PER_US);
	settle(w, f);
}

static struct flow *
flow_of(struct timer *t)
{
	return (void *)((char *)t - offsetof(struct flow, timer));
}

static void
tick(struct worker *w, int64_t now_ns)
{
	struct timer *t;
	while ((t = timers_first(&w->timers)) != NULL && t->due_ns <= now_ns) {
		struct flow *f = flow_of(t);
		session_tick(f->session, now_ns / NS_PER_US);
		settle(w, f);
	}
}

/* Certificates come first: a record names those of its session. */
static void
write_old_lines(struct worker *w, int64_t now_ns)
{
	halt_fail(w->config.halt, cert_set_tick(w->config.certs, now_ns));
	halt_fail(w->config.halt, part_tick(w->config.part, now_ns));
	w->lines_due_ns = now_ns + LINES_NS;
}

static void
stop_all(struct worker *w)
{
	int64_t now_us = clock_monotonic_ns() / NS_PER_US;
	struct flow *f;
	while ((f = (struct flow *)flow_table_any(&w->flows)) != NULL) {
		session_stop(f->session, now_us);
		remove_flow(w, f);
	}
	link_flush(w->tx);
}

static int64_t
due_ns(const struct worker *w)
{
	const struct timer *t = timers_first(&w->timers);
	return t != NULL && t->due_ns < w->lines_due_ns ? t->due_ns
							: w->lines_due_ns;
}

/* A packet's own time, of all that came at once; `epoch_ns` is of now_ns 0. */
static int64_t
received_ns(const struct packet_item *item, int64_t epoch_ns, int64_t now_ns)
{
	int64_t waited_ns = now_ns - (item->rx_ts_ns - epoch_ns);
	if (waited_ns < 0 || waited_ns > WAIT_MAX_S * NS_PER_S)
		return now_ns;
	return now_ns - waited_ns;
}

static void
step(struct worker *w)
{
	struct packet_item *item = NULL;
	int taken = 0;
	int64_t now_ns = clock_monotonic_ns();
	int64_t epoch_ns = clock_realtime_ns() - now_ns;
	while (
	    taken < ROUND_MAX && (item = ring_pop(w->config.packets)) != NULL) {
		take_packet(
		    w, &item->packet, received_ns(item, epoch_ns, now_ns));
		packet_item_free(item);
		taken++;
	}
	tick(w, now_ns);
	if (now_ns >= w->lines_due_ns)
		write_old_lines(w, now_ns);
	link_flush(w->tx);
	if (taken < ROUND_MAX)
		ring_wait(w->config.packets, due_ns(w));
}

static void
run(void *arg)
{
	struct worker *w = arg;
	while (!thread_is_stopping(&w->thread))
		step(w);
	stop_all(w);
}

void
worker_free(struct worker *w)
{
	struct packet_item *item;
	if (w == NULL)
		return;
	while ((item = ring_pop(w->config.packets)) != NULL)
		packet_item_free(item);
	link_tx_close(w->tx);
	tls_context_free(w->tls);
	flow_table_fini(&w->flows);
	timers_fini(&w->timers);
	text_fini(&w->line);
	free(w);
}

int
worker_new(const struct worker_config *config, struct worker **out)
{
	struct worker *w = calloc(1, sizeof(*w));
	if (w == NULL)
		return -ENOMEM;
	w->config = *config;
	text_init(&w->line);
	int rc = flow_table_reserve(&w->flows, config->max_sessions);
	if (rc == 0)
		rc = timers_reserve(&w->timers, config->max_sessions);
	if (rc == 0)
		rc = link_tx_open(config->link, LINK_PROMPT, &w->tx);
	if (rc == 0)
		rc = tls_context_new_offering(config->tls_groups, &w->tls);
	if (rc < 0) {
		worker_free(w);
		return rc;
	}
	*out = w;
	return 0;
}

int
worker_start(struct worker *w)
{
	return thread_start(&w->thread, "worker", run, w);
}

void
worker_stop(struct worker *w)
{
	if (w != NULL)
		thread_stop(&w->thread);
}
