/*
 * The SMTP sweep's budgets, under a false clock: how many sessions there are at
 * one time with an address, a prefix and an operator; who waits for whom; and
 * how long it all takes.
 */
#include "scanner/smtp/sweep_turns.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "link/link_sim.h"
#include "open_ranges.h"
#include "scanner/smtp/sweep.h"
#include "scanner/smtp/sweep_answers.h"
#include "mute_peer.h"
#include "small_world.h"
#include "tap.h"

enum {
	OPEN_MAX = 64,
	ENDS_MAX = 512,
	WINDOW = 12, /* addresses at work */
	WAITING = 5, /* beside them, where that is bounded */
	PER_PREFIX = 4,
	PER_OPERATOR = 3,
	STALLED_S = 60,
	QUICK_S = 1,
};

static const struct siphash_key key = {1, 2};
static int64_t now_ns;
static struct link *air;

static int64_t
false_now(void)
{
	return now_ns;
}

/* While the sweep sleeps, the peer has its turn. */
static void
false_sleep(int64_t until_ns)
{
	struct link_frame none;
	if (until_ns > now_ns)
		now_ns = until_ns;
	link_receive(air, &none, 1, 0);
	link_release(air);
}

static const struct clock_source false_clock = {
    false_now, false_now, false_sleep};

/* A session from its SYN on. */
struct open_session {
	struct worker_target target;
	struct addr at;
	int64_t end_ns;
};

/* One that is over. */
struct ended_session {
	char host[64];
	struct addr at;
	int64_t at_ns; /* after the beginning */
};

struct turns_world {
	struct ring sleeps_at;
	char dir[40];
	struct link *link;
	struct frame_templates *v4, *v6;
	struct blocklist *blocklist;
	struct part_writer *part;
	struct sender *sender;
	struct counters counters;
	struct halt halt;
	atomic_bool stopping;
	struct smtp_sweep *sweep;
	int64_t begin_ns;
	const char *turns_away; /* all at this prefix say 421 */
	struct open_session open[OPEN_MAX];
	unsigned open_count;
	struct ended_session ended[ENDS_MAX];
	unsigned ended_count;
	unsigned most_at_address, most_in_prefix, most_of_operator, most;
};

static bool
is_below(const struct addr *a, const char *prefix)
{
	struct prefix p;
	return prefix != NULL && prefix_parse(prefix, &p) && prefix_has(&p, a);
}

/* The stalled network, and that with quick hosts. */
static const char stalled[] = "192.0.2.0/24", quick[] = "198.51.100.0/24";

static void
count_open(struct turns_world *w)
{
	const struct open_session *last = &w->open[w->open_count - 1];
	unsigned address = 0, prefix = 0, operator= 0;
	struct budget_key p = budget_key_of_prefix(&last->at);
	struct budget_key o = budget_key_of_operator(&last->target.host);
	for (unsigned i = 0; i < w->open_count; i++) {
		const struct open_session *x = &w->open[i];
		address += addr_equal(&x->at, &last->at);
		prefix += budget_key_of_prefix(&x->at).hash == p.hash;
		operator+= budget_key_of_operator(&x->target.host).hash ==
		    o.hash;
	}
	if (address > w->most_at_address)
		w->most_at_address = address;
	if (prefix > w->most_in_prefix)
		w->most_in_prefix = prefix;
	if (operator> w->most_of_operator)
		w->most_of_operator = operator;
	if (w->open_count > w->most)
		w->most = w->open_count;
}

static void
peer_receive(void *ctx, const uint8_t *frame, size_t len, int64_t at_ns)
{
	struct turns_world *w = ctx;
	struct packet syn;
	(void)at_ns;
	if (!packet_parse(frame, len, &syn) || w->open_count == OPEN_MAX)
		abort();
	struct packet p = {
	    .src = syn.dst,
	    .dst = syn.src,
	    .proto = NET_TCP,
	    .src_port = syn.dst_port,
	    .dst_port = syn.src_port,
	    .tcp = {.flags = TCP_SYN | TCP_ACK,
		.seq = 77,
		.ack = syn.tcp.seq + 1},
	};
	struct open_session *s = &w->open[w->open_count];
	if (!sweep_answers_target_of(w->sweep, &p, &s->target))
		abort();
	s->at = syn.dst;
	s->end_ns = now_ns + NS_PER_S * (is_below(&s->at, stalled) ? STALLED_S
								   : QUICK_S);
	w->open_count++;
	count_open(w);
}

static void
end_session(struct turns_world *w, unsigned i)
{
	struct open_session s = w->open[i];
	struct ended_session *e = &w->ended[w->ended_count];
	struct text name;
	struct smtp_result r;
	bool away = is_below(&s.at, w->turns_away);
	w->open[i] = w->open[--w->open_count];
	if (!away || s.target.retries_left == 0) {
		text_init(&name);
		dns_name_add_text(&name, &s.target.host);
		if (!text_ok(&name) || w->ended_count++ == ENDS_MAX)
			abort();
		snprintf(e->host, sizeof(e->host), "%s", name.bytes);
		text_fini(&name);
		e->at = s.at;
		e->at_ns = now_ns - w->begin_ns;
	}
	smtp_result_init(
	    &r, away ? SMTP_STATUS_BANNER_REFUSED : SMTP_STATUS_OK, now_ns);
	r.step = SMTP_STEP_BANNER;
	r.transient = away;
	sweep_answers_session_ended(w->sweep, &s.target, &r,
	    away && s.target.retries_left > 0 ? WORKER_RETRIED
					      : WORKER_RECORDED);
	smtp_result_fini(&r);
}

static void
ask_tlsa(void *ctx, const struct dns_name *base)
{
	(void)ctx, (void)base;
	abort();
}

static bool
step(void *ctx)
{
	struct turns_world *w = ctx;
	for (unsigned i = w->open_count; i-- > 0;)
		if (w->open[i].end_ns <= now_ns)
			end_session(w, i);
	return false;
}

static void
open_below(struct turns_world *w)
{
	struct text why;
	struct link_sim_config sim = {
	    .peer = {w, peer_receive, mute_peer_next, mute_peer_due},
	    .seed = 1};
	struct route v4 = {.src = addr_of("192.0.2.1")};
	struct route v6 = {.src = addr_of("2001:db8::1")};
	text_init(&why);
	if (link_open(&(struct link_config){.kind = LINK_SIM, .sim = &sim},
		&w->link, &why) < 0 ||
	    frame_templates_new(&v4, &w->v4) < 0 ||
	    frame_templates_new(&v6, &w->v6) < 0)
		abort();
	text_fini(&why);
	air = w->link;
	w->blocklist = open_ranges(NULL);
	if (sender_new(&(struct sender_config){.link = w->link,
			   .ipv4 = w->v4,
			   .ipv6 = w->v6,
			   .policy = {w->blocklist, true, true},
			   .server_rate_qps = 100},
		&w->sender) < 0)
		abort();
}

static struct turns_world *
bounded_world_new(
    unsigned per_prefix, unsigned per_operator, unsigned max_waiting)
{
	struct turns_world *w = calloc(1, sizeof(*w));
	if (w == NULL)
		abort();
	now_ns = w->begin_ns = 100 * NS_PER_S;
	open_below(w);
	strcpy(w->dir, "/tmp/test_sweep_turns.XXXXXX");
	halt_init(&w->halt, &w->stopping);
	atomic_init(&w->sleeps_at.sleep, 0);
	if (mkdtemp(w->dir) == NULL ||
	    part_writer_open(
		&(struct part_config){.dir = w->dir, .kind = "smtp"},
		&w->part) < 0 ||
	    smtp_sweep_new(
		&(struct smtp_sweep_config){
		    .sender = w->sender,
		    .part = w->part,
		    .counters = &w->counters,
		    .halt = &w->halt,
		    .key = &key,
		    .policy = {w->blocklist, true, true},
		    .ports = {50000, 50999},
		    .smtp_port = 25,
		    .seed = 3,
		    .sleeps_at = &w->sleeps_at,
		    .max_active = WINDOW,
		    .max_waiting = max_waiting,
		    .prefix_sessions = per_prefix,
		    .operator_sessions = per_operator,
		},
		&w->sweep) < 0)
		abort();
	return w;
}

static struct turns_world *
world_new(unsigned per_prefix, unsigned per_operator)
{
	return bounded_world_new(per_prefix, per_operator, 0);
}

static void
add(struct turns_world *w, const char *host, const char *address)
{
	struct dns_name name = name_of(host);
	struct addr at = addr_of(address);
	if (smtp_sweep_add(w->sweep, &(struct smtp_host){.name = &name,
					 .sni = &name,
					 .addresses = &at,
					 .address_count = 1}) < 0)
		abort();
}

/* Hosts of a domain each at `prefix`1, `prefix`2 and so on. */
static void
add_network(struct turns_world *w, const char *prefix, const char *domain,
    unsigned count)
{
	for (unsigned i = 1; i <= count; i++) {
		char host[64], at[64];
		snprintf(host, sizeof(host), "mx.%s%u.example", domain, i);
		snprintf(at, sizeof(at), "%s%u", prefix, i);
		add(w, host, at);
	}
}

static void
run(struct turns_world *w)
{
	const struct smtp_sweep_dns dns = {w, ask_tlsa, step};
	if (smtp_sweep_plan(w->sweep) < 0 || smtp_sweep_run(w->sweep, &dns) < 0)
		abort();
}

static void
world_free(struct turns_world *w)
{
	char command[64];
	smtp_sweep_free(w->sweep);
	sender_free(w->sender);
	part_writer_close(w->part);
	frame_templates_free(w->v4);
	frame_templates_free(w->v6);
	blocklist_free(w->blocklist);
	link_close(w->link);
	snprintf(command, sizeof(command), "rm -r %s", w->dir);
	if (system(command) != 0)
		abort();
	free(w);
}

/* In seconds after the beginning, of those in a prefix. */
static double
last_end(const struct turns_world *w, const char *prefix)
{
	int64_t last_ns = 0;
	for (unsigned i = 0; i < w->ended_count; i++)
		if (is_below(&w->ended[i].at, prefix) &&
		    w->ended[i].at_ns > last_ns)
			last_ns = w->ended[i].at_ns;
	return (double)last_ns / (double)NS_PER_S;
}

static bool
is_near(double seconds, double bound)
{
	printf("# %.2f s, where the budget gives %.0f\n", seconds, bound);
	return seconds >= bound && seconds < 1.2 * bound;
}

/* Forty hosts that stall, and forty that do not; room for three networks. */
static void
test_prefix(void)
{
	struct turns_world *w = world_new(PER_PREFIX, PER_OPERATOR);
	add_network(w, "192.0.2.1", "stalled", 40);
	add_network(w, "198.51.100.", "quick", 40);
	run(w);
	ok(w->ended_count == 80, "each has its session");
	ok(w->most_at_address == 1 && w->most_in_prefix == PER_PREFIX,
	    "no address has two at one time, no /24 more than its budget");
	ok(is_near(last_end(w, stalled), 40 / PER_PREFIX * STALLED_S),
	    "all of a network that stalls: the time that its budget gives");
	ok(is_near(last_end(w, quick), 40 / PER_PREFIX * QUICK_S),
	    "and one that does not stall does not wait for it");
	world_free(w);
}

/* Who waits has a place in memory, of which there may be no more than so many:
 * that costs the others time, and the whole none. */
static void
test_bounded(void)
{
	struct turns_world *w =
	    bounded_world_new(PER_PREFIX, PER_OPERATOR, WAITING);
	add_network(w, "192.0.2.1", "stalled", 40);
	add_network(w, "198.51.100.", "quick", 40);
	run(w);
	ok(w->ended_count == 80, "each has its session");
	ok(w->sweep->window.fresh <= WINDOW + WAITING,
	    "no more are begun with than may work and wait");
	ok(is_near(last_end(w, stalled), 40 / PER_PREFIX * STALLED_S) &&
		last_end(w, quick) <= last_end(w, stalled),
	    "in the time that the budget gives");
	world_free(w);
}

static void
test_prefix_v6(void)
{
	struct turns_world *w = world_new(PER_PREFIX, PER_OPERATOR);
	for (unsigned i = 1; i <= 24; i++) {
		char host[64], at[64];
		snprintf(host, sizeof(host), "mx.v6-%u.example", i);
		snprintf(at, sizeof(at), "2001:db8:%u:%u::1", i % 2, i);
		add(w, host, at);
	}
	run(w);
	ok(w->ended_count == 24 && w->most_in_prefix == PER_PREFIX &&
		w->most == 2 * PER_PREFIX,
	    "no /48 more than its budget");
	world_free(w);
}

/* One operator in many networks, beside hosts of others. */
static void
test_operator(void)
{
	struct turns_world *w = world_new(PER_PREFIX, PER_OPERATOR);
	for (unsigned i = 0; i < 30; i++) {
		char host[64], at[64];
		snprintf(host, sizeof(host), "mx%u.large.example", i);
		snprintf(at, sizeof(at), "198.18.%u.1", i);
		add(w, host, at);
	}
	add_network(w, "198.51.100.", "small", 16);
	run(w);
	ok(w->ended_count == 46, "each has its session");
	ok(w->most_of_operator == PER_OPERATOR,
	    "no operator has more than its budget, wherever its hosts are");
	ok(is_near(last_end(w, "198.18.0.0/15"), 30 / PER_OPERATOR),
	    "which it uses");
	ok(is_near(last_end(w, quick), 16 / PER_PREFIX),
	    "others do not wait for it");
	world_free(w);
}

/* In which order those at an address ended. */
static unsigned
place_of(const struct turns_world *w, const char *host)
{
	unsigned i = 0;
	while (i < w->ended_count && strcmp(w->ended[i].host, host) != 0)
		i++;
	return i;
}

/* At one address there are hosts of an operator that is busy elsewhere. */
static void
test_names_of_an_address(void)
{
	struct turns_world *w = world_new(0, 1);
	add(w, "mx1.large.example", "192.0.2.7"); /* for a minute */
	add(w, "mx2.large.example", "192.0.2.8");
	add(w, "mx3.large.example", "198.51.100.7");
	add(w, "mx4.large.example", "198.51.100.7");
	add(w, "mx.small.example", "198.51.100.7");
	run(w);
	ok(w->ended_count == 5 && w->most_of_operator == 1 &&
		w->most_at_address == 1,
	    "each has its session");
	ok(place_of(w, "mx.small.example") < 2,
	    "a host of another operator goes first where its turn has come");
	world_free(w);
}

/* All are turned away, once more after 5 s; the window is small. */
static void
test_pauses(void)
{
	struct turns_world *w = world_new(0, 0);
	w->turns_away = "198.18.0.0/16";
	add_network(w, "198.18.7.", "busy", 48);
	add_network(w, "198.51.100.", "quick", 48);
	run(w);
	ok(w->ended_count == 96 && w->most == WINDOW,
	    "without a bound the window is all that there is");
	ok(last_end(w, quick) < 1.2 * (48 + 2 * 48) / WINDOW,
	    "who is left alone after 4xx keeps nobody waiting");
	ok(last_end(w, w->turns_away) < 1.2 * (48.0 * 3 / WINDOW + 5),
	    "and has its second session when its pause is over");
	world_free(w);
}

int
main(void)
{
	clock_set_source(&false_clock);
	test_prefix();
	test_bounded();
	test_prefix_v6();
	test_operator();
	test_names_of_an_address();
	test_pauses();
	return tap_end();
}
