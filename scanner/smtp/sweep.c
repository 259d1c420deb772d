#include "sweep.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "scanner/engine/cookie.h"
#include "scanner/engine/permutation.h"
#include "output/record/smtp.h"
#include "output/record/stage.h"

enum {
	SYN_TRIES = 3,    /* after 0, 1 and 3 seconds; given up after 7 */
	SESSIONS_MAX = 2, /* with one target: the first, and one after 4xx */
	PAUSE_AFTER_4XX_S = 5,
	SYN_WINDOW = 65535,
};

/* What an address is at.  The worker moves it on from PROBING. */
enum phase {
	PHASE_WAITING, /* a SYN is due at due_ns */
	PHASE_PROBING, /* a SYN was sent; its answer, or due_ns, comes next */
	PHASE_SESSION, /* a worker has it */
	PHASE_ENDED,   /* the session has its record */
	PHASE_RETRY,   /* the session was turned away: once more later */
};

/* A host at one address. */
struct target {
	struct addr addr;
	uint32_t host; /* of struct hosts */
};

/* An address and its targets, which are taken one after another. */
struct address {
	uint32_t first, count; /* into targets */
	uint32_t current;
	unsigned syns, sessions;
	bool left; /* stopped while a worker had this target: */
	uint32_t current_left;
	int64_t due_ns;
	atomic_int phase;          /* enum phase */
	_Atomic uint16_t src_port; /* of the present probe */
	_Atomic int64_t syn_ns;    /* when the last SYN left */
};

struct smtp_sweep {
	struct smtp_sweep_config config;
	const struct hosts *hosts;
	struct target *targets;
	uint32_t target_count, target_cap;
	struct address *addresses;
	uint32_t address_count;
	struct text line;
};

int
smtp_sweep_new(const struct smtp_sweep_config *config, struct smtp_sweep **out)
{
	struct smtp_sweep *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->config = *config;
	text_init(&s->line);
	*out = s;
	return 0;
}

void
smtp_sweep_free(struct smtp_sweep *s)
{
	if (s == NULL)
		return;
	text_fini(&s->line);
	free(s->targets);
	free(s->addresses);
	free(s);
}

/* The record of a target that came to no session. */
static void
write_record(struct smtp_sweep *s, const struct target *t,
    enum smtp_status status, unsigned attempts)
{
	struct smtp_result r;
	struct dns_name host;
	hosts_name(s->hosts, t->host, &host);
	smtp_result_init(&r, status, clock_realtime_ns());
	text_clear(&s->line);
	smtp_record_add(&s->line,
	    &(struct smtp_record){
		.host = &host,
		.ip = status == SMTP_STATUS_NO_ADDRESS ? NULL : &t->addr,
		.port = s->config.smtp_port,
		.attempts = attempts,
		.result = &r,
	    });
	smtp_result_fini(&r);
	halt_fail(s->config.halt,
	    text_ok(&s->line)
		? part_add_line(s->config.part, s->line.bytes, s->line.len)
		: -ENOMEM);
	count(&s->config.counters->smtp_records);
}

static int
add_target(struct smtp_sweep *s, uint32_t host, const struct addr *a)
{
	if (s->target_count == s->target_cap) {
		uint32_t cap = s->target_cap ? s->target_cap * 2 : 256;
		struct target *at = reallocarray(s->targets, cap, sizeof(*at));
		if (at == NULL)
			return -ENOMEM;
		s->targets = at;
		s->target_cap = cap;
	}
	s->targets[s->target_count++] =
	    (struct target){.addr = *a, .host = host};
	return 0;
}

static int
plan_host(struct smtp_sweep *s, uint32_t host)
{
	struct addr at[HOST_ADDRESSES_MAX];
	unsigned n = hosts_addresses(s->hosts, host, at, HOST_ADDRESSES_MAX);
	if (n == 0)
		write_record(s, &(struct target){.host = host},
		    SMTP_STATUS_NO_ADDRESS, 0);
	for (unsigned i = 0; i < n; i++) {
		struct target t = {.addr = at[i], .host = host};
		if (!server_may_ask(&s->config.policy, &at[i])) {
			write_record(s, &t, SMTP_STATUS_BLOCKED, 0);
			continue;
		}
		int rc = add_target(s, host, &at[i]);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int
by_address_then_host(const void *a, const void *b)
{
	const struct target *p = a, *q = b;
	int order = addr_compare(&p->addr, &q->addr);
	if (order != 0)
		return order;
	return p->host < q->host ? -1 : p->host > q->host;
}

static int
group_by_address(struct smtp_sweep *s)
{
	if (s->target_count == 0)
		return 0;
	qsort(s->targets, s->target_count, sizeof(*s->targets),
	    by_address_then_host);
	s->addresses = calloc(s->target_count, sizeof(*s->addresses));
	if (s->addresses == NULL)
		return -ENOMEM;
	for (uint32_t i = 0; i < s->target_count; i++) {
		struct address *last = &s->addresses[s->address_count];
		if (i > 0 &&
		    addr_equal(&s->targets[i].addr, &s->targets[i - 1].addr)) {
			last[-1].count++;
			continue;
		}
		last->first = i;
		last->count = 1;
		s->address_count++;
	}
	return 0;
}

int
smtp_sweep_plan(struct smtp_sweep *s, const struct hosts *h, bool all)
{
	s->hosts = h;
	for (uint32_t host = 0; host < hosts_count(h); host++) {
		if (!hosts_is_mx(h, host) || !(all || hosts_has_tlsa(h, host)))
			continue;
		int rc = plan_host(s, host);
		if (rc < 0)
			return rc;
	}
	return group_by_address(s);
}

static struct target *
target_now(struct smtp_sweep *s, const struct address *a)
{
	return &s->targets[a->first + a->current];
}

static const struct addr *
addr_of(const struct smtp_sweep *s, const struct address *a)
{
	return &s->targets[a->first].addr;
}

/* Another port for each session, so that old segments find nobody. */
static uint16_t
choose_port(const struct smtp_sweep *s, const struct address *a)
{
	uint32_t input[2] = {a->first + a->current, a->sessions};
	uint64_t hash = siphash(s->config.key, input, sizeof(input));
	return (uint16_t)(s->config.ports.first +
			  hash % port_count(&s->config.ports));
}

static bool
send_syn(struct smtp_sweep *s, struct address *a, int64_t now_ns)
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
probe(struct smtp_sweep *s, struct address *a, int64_t now_ns)
{
	int probing = PHASE_PROBING;
	atomic_store(&a->src_port, choose_port(s, a));
	atomic_store(&a->phase, PHASE_PROBING);
	if (!send_syn(s, a, now_ns))
		atomic_compare_exchange_strong(
		    &a->phase, &probing, PHASE_WAITING);
}

/* The next target of this address; false: there is none. */
static bool
advance(struct address *a)
{
	a->current++;
	a->syns = 0;
	a->sessions = 0;
	a->due_ns = 0;
	atomic_store(&a->phase, PHASE_WAITING);
	return a->current < a->count;
}

/* No answer for long enough; unless a worker got one this very moment. */
static bool
time_out(struct smtp_sweep *s, struct address *a)
{
	int probing = PHASE_PROBING;
	if (!atomic_compare_exchange_strong(&a->phase, &probing, PHASE_ENDED))
		return true;
	write_record(s, target_now(s, a), SMTP_STATUS_TIMEOUT, a->sessions + 1);
	return advance(a);
}

/* What is due for one address; false: it is through. */
static bool
step_address(struct smtp_sweep *s, struct address *a, int64_t now_ns)
{
	switch ((enum phase)atomic_load(&a->phase)) {
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
	}
	return false;
}

/* The addresses at work: a window over all of them, in permuted order. */
struct window {
	struct address **at;
	uint32_t count, max;
	uint32_t taken; /* from the permutation */
	struct permutation order;
};

static void
fill(struct smtp_sweep *s, struct window *w)
{
	while (w->count < w->max && w->taken < s->address_count)
		w->at[w->count++] =
		    &s->addresses[permutation_at(&w->order, w->taken++)];
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

/* A worker has, or had, the present target: the record is its to write. */
static bool
is_with_worker(struct address *a)
{
	int waiting = PHASE_WAITING, probing = PHASE_PROBING;
	return !atomic_compare_exchange_strong(
		   &a->phase, &waiting, PHASE_ENDED) &&
	       !atomic_compare_exchange_strong(
		   &a->phase, &probing, PHASE_ENDED) &&
	       atomic_load(&a->phase) != PHASE_RETRY;
}

/* Told to stop: what has no session gets its record now. */
static void
give_up(struct smtp_sweep *s)
{
	for (uint32_t i = 0; i < s->address_count; i++) {
		struct address *a = &s->addresses[i];
		if (a->current < a->count && is_with_worker(a)) {
			a->left = true;
			a->current_left = a->current++;
		}
		for (; a->current < a->count; a->current++)
			write_record(s, target_now(s, a), SMTP_STATUS_TIMEOUT,
			    a->sessions);
	}
}

void
smtp_sweep_end(struct smtp_sweep *s)
{
	for (uint32_t i = 0; i < s->address_count; i++) {
		struct address *a = &s->addresses[i];
		if (!a->left || atomic_load(&a->phase) != PHASE_RETRY)
			continue;
		write_record(s, &s->targets[a->first + a->current_left],
		    SMTP_STATUS_TIMEOUT, a->sessions + 1);
	}
}

int
smtp_sweep_run(struct smtp_sweep *s)
{
	if (s->address_count == 0)
		return 0;
	struct window w = {.max = s->config.max_active};
	w.at = calloc(w.max, sizeof(struct address *));
	if (w.at == NULL)
		return -ENOMEM;
	permutation_init(
	    &w.order, s->address_count, s->config.seed, STAGE_SMTP);
	do {
		fill(s, &w);
		step_window(s, &w);
		clock_doze();
	} while ((w.count > 0 || w.taken < s->address_count) &&
		 !halt_is_due(s->config.halt));
	if (halt_is_due(s->config.halt))
		give_up(s);
	free(w.at);
	return 0;
}

static struct address *
find_address(struct smtp_sweep *s, const struct addr *a)
{
	uint32_t low = 0, high = s->address_count;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		int order = addr_compare(addr_of(s, &s->addresses[mid]), a);
		if (order == 0)
			return &s->addresses[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
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

bool
smtp_sweep_target_of(
    void *ctx, const struct packet *p, struct worker_target *out)
{
	struct smtp_sweep *s = ctx;
	struct address *a = find_address(s, &p->src);
	int probing = PHASE_PROBING;
	if (a == NULL || !proves_cookie(s, p) ||
	    p->dst_port != atomic_load(&a->src_port))
		return false;
	if (!atomic_compare_exchange_strong(&a->phase, &probing, PHASE_SESSION))
		return false;

	const struct target *t = target_now(s, a);
	hosts_name(s->hosts, t->host, &out->host);
	hosts_name(s->hosts, hosts_tlsa_base(s->hosts, t->host), &out->sni);
	out->ref = a;
	out->attempts = a->sessions + 1;
	out->retries_left = SESSIONS_MAX - out->attempts;
	out->syn_ns = atomic_load(&a->syn_ns);
	return true;
}

void
smtp_sweep_finished(void *ctx, const struct worker_target *t, bool transient)
{
	struct address *a = t->ref;
	(void)ctx;
	atomic_store(&a->phase, transient ? PHASE_RETRY : PHASE_ENDED);
}
