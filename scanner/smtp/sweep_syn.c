#include "sweep_syn.h"

#include "base/clock.h"
#include "scanner/engine/cookie.h"

enum { SYN_WAIT_MAX_S = 4, SYN_WINDOW = 65535 };

/* Another port for each session, so that old segments find nobody. */
static uint16_t
choose_port(const struct smtp_sweep *s, const struct sweep_address *a)
{
	uint32_t input[] = {atomic_load(&a->current), a->sessions,
	    (uint32_t)a->twin << 1 | a->again, sweep_round_now(s)->number};
	uint64_t hash = siphash(s->config.key, input, sizeof(input));
	return (uint16_t)(s->config.ports.first +
			  hash % port_count(&s->config.ports));
}

/* RFC 9293 3.8.3: longer each time. */
static int64_t
syn_wait_ns(const struct sweep_address *a)
{
	int64_t wait_ns = NS_PER_S << a->syns;
	return wait_ns < SYN_WAIT_MAX_S * NS_PER_S ? wait_ns
						   : SYN_WAIT_MAX_S * NS_PER_S;
}

static bool
send_syn(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	uint16_t port = atomic_load(&a->src_port);
	const struct addr at = sweep_target_now(s, a).addr;
	atomic_store(&a->syn_ns, clock_monotonic_ns());
	atomic_store(&a->syn_repeated, a->syns > 0);
	enum sent sent = sender_segment(s->config.sender,
	    &(struct frame_tcp){
		.dst = at,
		.src_port = port,
		.dst_port = s->config.smtp_port,
		.seq =
		    cookie_tcp(s->config.key, &at, port, s->config.smtp_port),
		.flags = TCP_SYN,
		.window = SYN_WINDOW,
	    },
	    now_ns);
	if (sent != SENT)
		return false;
	a->due_ns = now_ns + syn_wait_ns(a);
	a->syns++;
	count(&s->config.counters->syns_sent);
	return true;
}

/* The answer may come before send_syn() is back: so the phase goes first. */
bool
sweep_syn_first(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	atomic_store(&a->src_port, choose_port(s, a));
	sweep_address_move(a, PHASE_PROBING);
	uint64_t moves = atomic_load(&a->moves);
	if (send_syn(s, a, now_ns))
		return true;
	(void)sweep_address_move_from(a, moves, PHASE_WAITING);
	return false;
}

bool
sweep_syn_again(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	return send_syn(s, a, now_ns);
}
