#include "sweep_answers.h"

#include <errno.h>
#include <stdlib.h>

#include "net/tcp_reset.h"
#include "scanner/engine/cookie.h"
#include "sweep.h"
#include "sweep_state.h"

/* Of the SYN that this comes for, if there is one. */
static uint32_t
number_of_syn(const struct smtp_sweep *s, const struct packet *p)
{
	const struct smtp_sweep_config *c = &s->config;
	return cookie_tcp(c->key, &p->src, p->dst_port, c->smtp_port);
}

/*
 * The address whose present SYN this comes for, and at what it was when it was
 * found; NULL: none.  One of a round that is over has no SYN on its way.
 */
static struct sweep_address *
with_syn(const struct smtp_sweep *s, const struct packet *p, uint64_t *moves)
{
	const struct sweep_round *r = sweep_round_now(s);
	uint32_t first;
	if (r == NULL || p->src_port != s->config.smtp_port ||
	    !sweep_targets_find(&r->targets, &p->src, &first))
		return NULL;
	struct sweep_address *a = sweep_window_find(&s->window, r, first);
	if (a == NULL)
		return NULL;
	*moves = atomic_load(&a->moves);
	return atomic_load(&a->first) == first &&
		       p->dst_port == atomic_load(&a->src_port)
		   ? a
		   : NULL;
}

/* And it answers that SYN: its acknowledgement proves the cookie. */
static struct sweep_address *
answering(const struct smtp_sweep *s, const struct packet *p, uint64_t *moves)
{
	if ((p->tcp.flags & TCP_ACK) == 0 ||
	    p->tcp.ack != number_of_syn(s, p) + 1)
		return NULL;
	return with_syn(s, p, moves);
}

/*
 * Of a session of ours that is over, or that nobody wants any more: what it
 * acknowledges is not far behind our first number, which none else knows.
 */
static bool
is_straggler(const struct smtp_sweep *s, const struct packet *p)
{
	const struct sweep_round *r = sweep_round_now(s);
	uint32_t first;
	return r != NULL && sweep_targets_find(&r->targets, &p->src, &first) &&
	       p->src_port == s->config.smtp_port &&
	       (p->tcp.flags & (TCP_ACK | TCP_RST)) == TCP_ACK &&
	       p->tcp.ack - number_of_syn(s, p) - 1 <= UINT16_MAX &&
	       address_policy_allows(&s->config.policy, &p->src);
}

bool
sweep_answers_reset_old(
    void *ctx, const struct packet *p, struct tcp_segment *rst)
{
	struct smtp_sweep *s = ctx;
	uint64_t moves;
	const struct sweep_address *a = with_syn(s, p, &moves);
	if (a != NULL && sweep_address_phase_in(moves) == PHASE_PROBING)
		return tcp_reset_old(&p->tcp, number_of_syn(s, p), rst);
	if (!is_straggler(s, p))
		return false;
	tcp_reset(&p->tcp, rst);
	return true;
}

/* A first RST may be that of a network which lets no mail out. */
static bool
is_credible(struct smtp_sweep *s, const struct packet *p)
{
	if ((p->tcp.flags & TCP_RST) != 0)
		return syn_silence_is_believed(&s->silence);
	smtp_sweep_was_heard(s);
	return true;
}

void
sweep_answers_left_waiting(void *ctx, const struct packet *p)
{
	uint64_t moves;
	struct sweep_address *a = answering(ctx, p, &moves);
	if (a == NULL)
		return;
	smtp_sweep_was_heard(ctx);
	if (sweep_address_phase_in(moves) == PHASE_PROBING)
		atomic_store(&a->unserved_port, p->dst_port);
}

/* Behind the session that begins now; one for certificates alone is no try. */
static unsigned
retries_left(const struct sweep_address *a)
{
	unsigned begun = a->sessions + 1, max = SESSIONS_MAX + a->unread;
	return begun < max ? max - begun : 0;
}

bool
sweep_answers_target_of(
    void *ctx, const struct packet *p, struct worker_target *out)
{
	struct smtp_sweep *s = ctx;
	uint64_t moves;
	struct sweep_address *a = answering(s, p, &moves);
	struct sweep_left_out why;
	if (a == NULL || sweep_address_phase_in(moves) != PHASE_PROBING ||
	    !is_credible(s, p))
		return false;
	const struct sweep_target t = sweep_target_now(s, a);
	if (sweep_is_left_out(s, &t, &why)) /* since its SYN */
		return false;               /* that will be noticed */
	if (!sweep_address_move_from(a, moves, PHASE_SESSION))
		return false;
	sweep_hosts_name(&s->hosts, t.host, &out->host);
	sweep_hosts_sni(&s->hosts, t.host, &out->sni);
	out->ref = a;
	out->attempts = a->sessions + 1;
	out->retries_left = retries_left(a);
	out->full = a->full;
	out->again = a->again;
	out->twin = a->twin;
	out->tlsa = sweep_hosts_tlsa(&s->hosts, t.host, &out->tlsa_len);
	out->syn_ns = atomic_load(&a->syn_ns);
	out->syn_repeated = atomic_load(&a->syn_repeated);
	if ((p->tcp.flags & TCP_RST) == 0)
		syn_loss_answered(&s->loss, out->syn_repeated);
	return true;
}

bool
sweep_answers_path_loses(void *ctx)
{
	const struct smtp_sweep *s = ctx;
	return syn_loss_is_seen(&s->loss);
}

/* What the address is remembered by. */
static void
note_end(const struct smtp_sweep *s, struct sweep_address *a,
    const struct smtp_result *result)
{
	/* A host that is lost in TLS says nothing of the next. */
	a->transient = result->transient && result->step < SMTP_STEP_TLS;
	if (result->twin_due != LEAF_KEY_ANY)
		a->twin_due = result->twin_due;
	a->end = (struct sweep_end){
	    .status = result->status,
	    .step = result->step,
	    .host = sweep_target_now(s, a).host,
	    .rx_ts_ns = result->rx_ts_ns,
	    .lossy = syn_loss_is_seen(&s->loss),
	};
}

static void
keep_refused(
    struct smtp_sweep *s, struct sweep_address *a, struct smtp_result *refused)
{
	sweep_address_drop_refused(a);
	a->refused = malloc(sizeof(*a->refused));
	if (a->refused != NULL)
		smtp_result_move(a->refused, refused);
	else
		halt_fail(s->config.halt, -ENOMEM);
}

/* The address is the calling worker's until its phase is stored. */
void
sweep_answers_session_ended(void *ctx, const struct worker_target *t,
    struct smtp_result *result, enum worker_end end)
{
	static const enum sweep_phase phases[] = {
	    [WORKER_RECORDED] = PHASE_ENDED,
	    [WORKER_RETRIED] = PHASE_RETRY,
	    [WORKER_UNFIT] = PHASE_UNFIT,
	    [WORKER_NEEDS_FULL] = PHASE_FULL,
	};
	struct smtp_sweep *s = ctx;
	struct sweep_address *a = t->ref;
	if (result == NULL) {
		sweep_address_move(a, PHASE_STOPPED);
		return;
	}
	note_end(s, a, result);
	if (end == WORKER_RETRIED)
		keep_refused(s, a, result);
	sweep_address_move(a, phases[end]);
	sweep_window_tell(&s->window, a);
}
