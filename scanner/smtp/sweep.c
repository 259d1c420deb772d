#include "sweep.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "scanner/engine/cookie.h"
#include "scanner/engine/permutation.h"
#include "output/record/stage.h"
#include "sweep_hosts.h"
#include "sweep_records.h"
#include "sweep_round.h"

enum {
	SYN_TRIES = 3,    /* after 0, 1 and 3 seconds; given up after 7 */
	SESSIONS_MAX = 2, /* with one target: the first, and one after 4xx */
	PAUSE_AFTER_4XX_S = 5,
	SYN_WINDOW = 65535,
	/* Of 7 s each: time for every session that is open to end. */
	ROUNDS_MAX = 20,
};

struct smtp_sweep {
	struct smtp_sweep_config config;
	struct sweep_hosts hosts;
	struct array added; /* struct sweep_target, since the last plan */
	/* Workers run before there is a plan, and look only at a whole one. */
	_Atomic(struct sweep_round *) round; /* the last; NULL: none yet */
	const struct smtp_sweep_dns *dns;    /* while it runs */
	struct sweep_records records;
};

int
smtp_sweep_new(const struct smtp_sweep_config *config, struct smtp_sweep **out)
{
	struct smtp_sweep *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->config = *config;
	sweep_records_init(
	    &s->records, &(struct sweep_records){.part = config->part,
			     .halt = config->halt,
			     .counters = config->counters,
			     .smtp_port = config->smtp_port,
			     .hosts = &s->hosts});
	*out = s;
	return 0;
}

static struct sweep_round *
round_now(const struct smtp_sweep *s)
{
	return atomic_load(&s->round);
}

void
smtp_sweep_free(struct smtp_sweep *s)
{
	if (s == NULL)
		return;
	sweep_records_fini(&s->records);
	sweep_round_free(round_now(s));
	array_fini(&s->added);
	sweep_hosts_fini(&s->hosts);
	free(s);
}

static const struct sweep_target *
target_at(const struct smtp_sweep *s, uint32_t i)
{
	return &round_now(s)->targets[i];
}

/* By the port: each session has its own, so old marks are not believed. */
static bool
is_unserved(const struct sweep_address *a)
{
	return a->syns > 0 &&
	       atomic_load(&a->unserved_port) == atomic_load(&a->src_port);
}

/* The record of a target that gets no further session: the most we know. */
static void
write_last(struct smtp_sweep *s, struct sweep_address *a, unsigned attempts)
{
	const struct sweep_target *t = target_at(s, a->first + a->current);
	struct sweep_tries tries = {attempts, a->again};
	if (a->refused != NULL)
		sweep_records_add(&s->records, t, a->refused, tries);
	else if (a->rounds > 0 || is_unserved(a))
		sweep_records_add_no_room(&s->records, t, tries);
	else
		sweep_records_add_status(
		    &s->records, t, SMTP_STATUS_TIMEOUT, tries);
	sweep_address_drop_refused(a);
}

/* Why an address is not even sent to. */
static enum smtp_status
why_not(const struct smtp_sweep *s, const struct addr *a)
{
	return address_policy_has_route(&s->config.policy, a)
		   ? SMTP_STATUS_BLOCKED
		   : SMTP_STATUS_NO_ROUTE;
}

static int
add_address(struct smtp_sweep *s, uint32_t host, const struct addr *a)
{
	struct sweep_target t = {.addr = *a, .host = host};
	if (!address_policy_allows(&s->config.policy, a)) {
		sweep_records_add_status(
		    &s->records, &t, why_not(s, a), (struct sweep_tries){0});
		return 0;
	}
	struct sweep_target *last = array_push(&s->added, 1, sizeof(*last));
	if (last == NULL)
		return -ENOMEM;
	*last = t;
	return 0;
}

int
smtp_sweep_add(struct smtp_sweep *s, const struct smtp_host *h)
{
	uint32_t host;
	int rc = sweep_hosts_add(&s->hosts,
	    &(struct sweep_host){h->name, h->sni, h->tlsa, h->tlsa_len}, &host);
	if (rc == 0 && h->address_count == 0)
		sweep_records_add_status(&s->records,
		    &(struct sweep_target){.host = host},
		    SMTP_STATUS_NO_ADDRESS, (struct sweep_tries){0});
	for (unsigned i = 0; i < h->address_count && rc == 0; i++)
		rc = add_address(s, host, &h->addresses[i]);
	return rc;
}

int
smtp_sweep_plan(struct smtp_sweep *s)
{
	struct sweep_round *next;
	int rc = sweep_round_new(&s->added, round_now(s), &next);
	if (rc == 0)
		atomic_store(&s->round, next);
	return rc;
}

static const struct sweep_target *
target_now(const struct smtp_sweep *s, const struct sweep_address *a)
{
	return target_at(s, a->first + a->current);
}

static const struct addr *
addr_of(const struct smtp_sweep *s, const struct sweep_address *a)
{
	return &target_at(s, a->first)->addr;
}

/* Another port for each session, so that old segments find nobody. */
static uint16_t
choose_port(const struct smtp_sweep *s, const struct sweep_address *a)
{
	uint32_t input[] = {
	    a->first + a->current, a->sessions, a->again, round_now(s)->number};
	uint64_t hash = siphash(s->config.key, input, sizeof(input));
	return (uint16_t)(s->config.ports.first +
			  hash % port_count(&s->config.ports));
}

static bool
send_syn(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	uint16_t port = atomic_load(&a->src_port);
	atomic_store(&a->syn_ns, now_ns);
	enum sent sent = sender_segment(s->config.sender,
	    &(struct frame_tcp){
		.dst = *addr_of(s, a),
		.src_port = port,
		.dst_port = s->config.smtp_port,
		.seq = cookie_tcp(
		    s->config.key, addr_of(s, a), port, s->config.smtp_port),
		.flags = TCP_SYN,
		.window = SYN_WINDOW,
	    },
	    now_ns);
	if (sent != SENT)
		return false;
	a->due_ns = now_ns + (NS_PER_S << a->syns);
	a->syns++;
	count(&s->config.counters->syns_sent);
	return true;
}

/* The answer may come before send_syn() is back: so the phase goes first. */
static void
probe(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	int probing = PHASE_PROBING;
	atomic_store(&a->src_port, choose_port(s, a));
	atomic_store(&a->phase, PHASE_PROBING);
	if (!send_syn(s, a, now_ns))
		atomic_compare_exchange_strong(
		    &a->phase, &probing, PHASE_WAITING);
}

/* The present target from its beginning. */
static void
begin_target(struct sweep_address *a)
{
	a->syns = 0;
	a->sessions = 0;
	a->rounds = 0;
	a->due_ns = 0;
	sweep_address_drop_refused(a);
	atomic_store(&a->phase, PHASE_WAITING);
}

/* The next target of this address; false: there is none. */
static bool
advance(struct sweep_address *a)
{
	a->current++;
	a->again = false;
	begin_target(a);
	return a->current < a->count;
}

/*
 * The chain fits no TLSA record: both may have changed since TLSA was asked.
 * Of a host with several addresses one repeat will do: the TLSA answer is the
 * same for all.
 */
static bool
repeat_or_advance(struct smtp_sweep *s, struct sweep_address *a)
{
	uint32_t host = target_at(s, a->first + a->current)->host;
	struct dns_name base;
	if (!sweep_hosts_take_repeat(&s->hosts, host))
		return advance(a);
	sweep_hosts_sni(&s->hosts, host, &base);
	s->dns->ask_tlsa(s->dns->ctx, &base);
	count(&s->config.counters->sessions_again);
	a->again = true;
	begin_target(a);
	return true;
}

/* There was an answer and no room for it: the SYNs begin anew. */
static bool
begin_round(struct sweep_address *a)
{
	if (a->rounds == ROUNDS_MAX || !is_unserved(a))
		return false;
	atomic_store(&a->unserved_port, 0);
	a->rounds++;
	a->syns = 0;
	a->due_ns = 0;
	atomic_store(&a->phase, PHASE_WAITING);
	return true;
}

/* No session for long enough; unless a worker began one this very moment. */
static bool
time_out(struct smtp_sweep *s, struct sweep_address *a)
{
	int probing = PHASE_PROBING;
	if (!atomic_compare_exchange_strong(&a->phase, &probing, PHASE_ENDED))
		return true;
	if (begin_round(a))
		return true;
	write_last(s, a, a->sessions + 1);
	return advance(a);
}

/* What is due for one address; false: it is through. */
static bool
step_address(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	switch ((enum sweep_phase)atomic_load(&a->phase)) {
	case PHASE_WAITING:
		if (now_ns >= a->due_ns)
			probe(s, a, now_ns);
		return true;
	case PHASE_PROBING:
		if (now_ns < a->due_ns)
			return true;
		if (a->syns == SYN_TRIES)
			return time_out(s, a);
		send_syn(s, a, now_ns);
		return true;
	case PHASE_SESSION:
		return true;
	case PHASE_ENDED:
		return advance(a);
	case PHASE_RETRY:
		a->sessions++;
		a->syns = 0;
		a->due_ns = now_ns + PAUSE_AFTER_4XX_S * NS_PER_S;
		atomic_store(&a->phase, PHASE_WAITING);
		return true;
	case PHASE_UNFIT:
		return repeat_or_advance(s, a);
	}
	return false;
}

/* The addresses at work: a window over all of them, in permuted order. */
struct window {
	struct sweep_address **at;
	uint32_t count, max;
	uint32_t taken; /* from the permutation */
	struct permutation order;
};

static void
fill(struct smtp_sweep *s, struct window *w)
{
	const struct sweep_round *r = round_now(s);
	while (w->count < w->max && w->taken < r->address_count)
		w->at[w->count++] =
		    &r->addresses[permutation_at(&w->order, w->taken++)];
}

static void
step_window(struct smtp_sweep *s, struct window *w)
{
	int64_t now_ns = clock_monotonic_ns();
	uint32_t kept = 0;
	for (uint32_t i = 0; i < w->count; i++)
		if (step_address(s, w->at[i], now_ns))
			w->at[kept++] = w->at[i];
	w->count = kept;
	sender_flush(s->config.sender, now_ns);
}

int
smtp_sweep_run(struct smtp_sweep *s, const struct smtp_sweep_dns *dns)
{
	uint32_t count = round_now(s)->address_count;
	if (count == 0)
		return 0;
	struct window w = {.max = s->config.max_active};
	w.at = calloc(w.max, sizeof(struct sweep_address *));
	if (w.at == NULL)
		return -ENOMEM;
	s->dns = dns;
	permutation_init(&w.order, count, s->config.seed, STAGE_SMTP);
	do {
		if (!dns->step(dns->ctx)) {
			fill(s, &w);
			step_window(s, &w);
		}
		halt_fail(s->config.halt,
		    part_tick(s->config.part, clock_monotonic_ns()));
		clock_pause();
	} while (
	    (w.count > 0 || w.taken < count) && !halt_is_due(s->config.halt));
	halt_fail(s->config.halt, part_flush(s->config.part));
	free(w.at);
	return 0;
}

/* The segment answers our SYN: its acknowledgement proves the cookie. */
static bool
proves_cookie(const struct smtp_sweep *s, const struct packet *p)
{
	uint32_t cookie = cookie_tcp(
	    s->config.key, &p->src, p->dst_port, s->config.smtp_port);
	return p->src_port == s->config.smtp_port && p->tcp.ack == cookie + 1 &&
	       (p->tcp.flags & TCP_ACK) != 0;
}

/*
 * The address whose present SYN this answers; NULL: none.  One of a round that
 * is over has no SYN on its way.
 */
static struct sweep_address *
answering(struct smtp_sweep *s, const struct packet *p)
{
	const struct sweep_round *r = round_now(s);
	if (r == NULL)
		return NULL;
	struct sweep_address *a = sweep_round_find(r, &p->src);
	bool ours = a != NULL && proves_cookie(s, p) &&
		    p->dst_port == atomic_load(&a->src_port);
	return ours ? a : NULL;
}

void
smtp_sweep_left_waiting(void *ctx, const struct packet *p)
{
	struct sweep_address *a = answering(ctx, p);
	if (a != NULL && atomic_load(&a->phase) == PHASE_PROBING)
		atomic_store(&a->unserved_port, p->dst_port);
}

bool
smtp_sweep_target_of(
    void *ctx, const struct packet *p, struct worker_target *out)
{
	struct smtp_sweep *s = ctx;
	struct sweep_address *a = answering(s, p);
	int probing = PHASE_PROBING;
	if (a == NULL ||
	    !atomic_compare_exchange_strong(&a->phase, &probing, PHASE_SESSION))
		return false;

	const struct sweep_target *t = target_now(s, a);
	sweep_hosts_name(&s->hosts, t->host, &out->host);
	sweep_hosts_sni(&s->hosts, t->host, &out->sni);
	out->ref = a;
	out->attempts = a->sessions + 1;
	out->retries_left = SESSIONS_MAX - out->attempts;
	out->again = a->again;
	out->tlsa = sweep_hosts_tlsa(&s->hosts, t->host, &out->tlsa_len);
	out->syn_ns = atomic_load(&a->syn_ns);
	return true;
}

/* The address is the calling worker's until its phase is stored. */
void
smtp_sweep_session_ended(void *ctx, const struct worker_target *t,
    struct smtp_result *refused, bool unfit)
{
	struct smtp_sweep *s = ctx;
	struct sweep_address *a = t->ref;
	if (refused == NULL) {
		atomic_store(&a->phase, unfit ? PHASE_UNFIT : PHASE_ENDED);
		return;
	}
	sweep_address_drop_refused(a);
	a->refused = malloc(sizeof(*a->refused));
	if (a->refused != NULL)
		smtp_result_move(a->refused, refused);
	else
		halt_fail(s->config.halt, -ENOMEM);
	atomic_store(&a->phase, PHASE_RETRY);
}
