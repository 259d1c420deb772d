/* The link in memory, under a clock that moves only when somebody sleeps. */
#include "link/link_sim.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "link/link.h"
#include "link/sim_spoofer.h"
#include "tap.h"

enum { MANY = 2000, EPOCH_S = 1700000000 };

static int64_t now_ns;

static int64_t
false_monotonic(void)
{
	return now_ns;
}

static int64_t
false_realtime(void)
{
	return EPOCH_S * NS_PER_S + now_ns;
}

static void
false_sleep(int64_t until_ns)
{
	if (until_ns > now_ns)
		now_ns = until_ns;
}

static const struct clock_source false_clock = {
    false_monotonic, false_realtime, false_sleep};

/* Gives back each frame, and a word of its own when its time has come. */
struct echo {
	uint8_t frames[8 * MANY][FRAME_MAX];
	size_t lens[8 * MANY];
	size_t head, tail;
	int64_t last_ns, word_ns;
	bool went_back;
};

static void
echo_receive(void *ctx, const uint8_t *frame, size_t len, int64_t at_ns)
{
	struct echo *e = ctx;
	e->went_back |= at_ns < e->last_ns;
	e->last_ns = at_ns;
	memcpy(e->frames[e->head], frame, len);
	e->lens[e->head++] = len;
}

static size_t
echo_next(void *ctx, uint8_t *out, int64_t at_ns)
{
	struct echo *e = ctx;
	if (at_ns >= e->word_ns) {
		e->word_ns = INT64_MAX;
		memcpy(out, "word", 4);
		return 4;
	}
	if (e->tail == e->head)
		return 0;
	memcpy(out, e->frames[e->tail], e->lens[e->tail]);
	return e->lens[e->tail++];
}

static int64_t
echo_due(void *ctx)
{
	return ((struct echo *)ctx)->word_ns;
}

struct world {
	struct echo echo;
	struct link *link;
	struct link_tx *tx;
};

static struct world *
world_new(const struct link_sim_config *config)
{
	struct world *w = calloc(1, sizeof(*w));
	struct text why;
	if (w == NULL)
		abort();
	text_init(&why);
	struct link_sim_config sim = *config;
	sim.peer =
	    (struct sim_peer){&w->echo, echo_receive, echo_next, echo_due};
	w->echo.word_ns = INT64_MAX;
	now_ns = 5 * NS_PER_S;
	if (link_open(&(struct link_config){.kind = LINK_SIM, .sim = &sim},
		&w->link, &why) < 0 ||
	    link_tx_open(w->link, LINK_BULK, &w->tx) < 0)
		abort();
	text_fini(&why);
	return w;
}

static void
world_free(struct world *w)
{
	link_tx_close(w->tx);
	link_close(w->link);
	free(w);
}

static void
send_number(struct world *w, uint32_t n)
{
	memcpy(link_reserve(w->tx), &n, sizeof(n));
	link_commit(w->tx, sizeof(n));
	link_flush(w->tx);
}

/* What came of the numbers that were sent. */
struct arrivals {
	unsigned times[MANY];
	unsigned count, distinct, doubled, backwards, damaged;
	uint64_t sum; /* of all that was seen, and when */
	int64_t ended_ns;
};

static void
note(struct arrivals *a, const struct link_frame *f, uint32_t *last)
{
	uint32_t n;
	memcpy(&n, f->bytes, sizeof(n));
	a->sum = a->sum * 31 + n + (uint64_t)f->rx_ts_ns;
	a->count++;
	if (n >= MANY) {
		a->damaged++;
		return;
	}
	a->distinct += a->times[n] == 0;
	a->doubled += a->times[n]++ == 1;
	a->backwards += n < *last;
	*last = n;
}

/* Sends MANY numbers, one a millisecond, and takes what comes back. */
static struct arrivals
run(const struct link_sim_config *config)
{
	struct world *w = world_new(config);
	struct arrivals a = {0};
	struct link_frame frames[16];
	uint32_t last = 0;
	for (uint32_t i = 0; i < MANY + 2000; i++) {
		if (i < MANY)
			send_number(w, i);
		size_t n = link_receive(w->link, frames, 16, 1);
		for (size_t k = 0; k < n; k++)
			note(&a, &frames[k], &last);
		link_release(w->link);
	}
	ok(!w->echo.went_back, "the peer's time never goes back");
	a.ended_ns = now_ns;
	world_free(w);
	return a;
}

static void
test_clean(void)
{
	struct world *w = world_new(&(struct link_sim_config){
	    .out = {.delay_ns = 3 * NS_PER_MS},
	    .in = {.delay_ns = 4 * NS_PER_MS},
	});
	struct link_frame frames[4];
	struct link_stats stats;
	struct link_info info;
	send_number(w, 77);
	ok(link_receive(w->link, frames, 4, 5) == 0 &&
		now_ns == 5 * NS_PER_S + 5 * NS_PER_MS,
	    "too soon: the whole time was waited");
	ok(link_receive(w->link, frames, 4, 50) == 1 && frames[0].len == 4 &&
		now_ns == 5 * NS_PER_S + 7 * NS_PER_MS,
	    "it comes after both ways");
	ok(frames[0].rx_ts_ns == EPOCH_S * NS_PER_S + now_ns,
	    "at the time that it says");
	link_release(w->link);
	w->echo.word_ns = now_ns + NS_PER_MS;
	ok(link_receive(w->link, frames, 4, 50) == 1 &&
		memcmp(frames[0].bytes, "word", 4) == 0,
	    "the peer may speak first");
	link_release(w->link);
	link_stats(w->link, &stats);
	ok(stats.sent == 1 && stats.sent_bytes == 4 && stats.received == 2 &&
		!link_has_ended(w->link),
	    "all is counted");
	link_describe(w->link, &info);
	ok(strcmp(info.kind, "sim") == 0, "it says what it is");
	world_free(w);
}

static void
test_choice(void)
{
	struct link_choice choice;
	ok(!link_choice_parse("sim", &choice), "nobody can ask for it");
}

static void
test_impaired(void)
{
	struct link_sim_config config = {
	    .seed = 1,
	    .out = {.delay_ns = NS_PER_MS},
	    .in = {.delay_ns = NS_PER_MS},
	};
	struct arrivals a = run(&config);
	ok(a.count == MANY && a.distinct == MANY && a.backwards == 0,
	    "a clean path keeps all, in order");

	config.out.loss_ppm = 100000;
	a = run(&config);
	ok(a.doubled == 0 && a.distinct > MANY * 85 / 100 &&
		a.distinct < MANY * 95 / 100,
	    "a tenth is lost");

	config.out.loss_ppm = 0;
	config.in.duplicate_ppm = 200000;
	a = run(&config);
	ok(a.distinct == MANY && a.doubled > MANY * 15 / 100 &&
		a.doubled < MANY * 25 / 100,
	    "a fifth comes twice");

	config.in = (struct sim_path){
	    .jitter_ns = NS_PER_MS, .late_ppm = 50000, .late_ns = 9000000};
	a = run(&config);
	ok(a.count == MANY && a.distinct == MANY &&
		a.backwards > MANY * 3 / 100,
	    "what is late is overtaken");

	config.in = (struct sim_path){.flip_ppm = 500000};
	a = run(&config);
	ok(a.count == MANY && a.damaged > MANY / 10, "bits flip");
}

static void
test_seed(void)
{
	struct link_sim_config config = {
	    .seed = 7,
	    .out = {.loss_ppm = 50000, .jitter_ns = 5000000},
	    .in = {.duplicate_ppm = 50000, .jitter_ns = 5000000},
	};
	struct arrivals a = run(&config), b = run(&config);
	ok(a.sum == b.sum && a.count == b.count && a.ended_ns == b.ended_ns,
	    "the same seed: the same frames at the same times");
	config.seed = 8;
	b = run(&config);
	ok(a.sum != b.sum, "another seed: others");
}

/* A question and a SYN of ours, over either family. */
static size_t
build(const char *own, const char *server, bool syn, uint8_t *frame)
{
	static const uint8_t query[20] = {0x12, 0x34, 1, 0, 0, 1};
	struct route route = {.src_mac = {2}, .gateway_mac = {4}};
	struct frame_templates *t;
	struct addr dst;
	if (!addr_parse(own, &route.src) || !addr_parse(server, &dst) ||
	    frame_templates_new(&route, &t) < 0)
		abort();
	size_t len = syn ? frame_build_tcp(t,
			       &(struct frame_tcp){.dst = dst,
				   .src_port = 40000,
				   .dst_port = 25,
				   .seq = 1000,
				   .flags = TCP_SYN},
			       frame)
			 : frame_build_udp(t,
			       &(struct frame_udp){.dst = dst,
				   .src_port = 40000,
				   .dst_port = 53,
				   .payload = query,
				   .payload_len = sizeof(query)},
			       frame);
	frame_templates_free(t);
	return len;
}

/* All but one thing is as a true reply has it. */
static bool
is_near_miss(
    const struct packet *p, const struct addr *own, const struct addr *server)
{
	if (p->proto == NET_TCP)
		return addr_equal(&p->src, server) && p->src_port == 25 &&
		       p->dst_port == 40000 && p->tcp.ack != 1001;
	const uint8_t *id = p->payload.at;
	int wrong = !addr_equal(&p->src, server) + (p->src_port != 53) +
		    (p->dst_port != 40000) + (id[0] != 0x12 || id[1] != 0x34);
	return addr_equal(&p->dst, own) && (id[2] & 0x80) != 0 && wrong == 1;
}

static void
test_spoofer(const char *own_text, const char *server_text, bool syn)
{
	uint8_t frame[FRAME_MAX], forged[FRAME_MAX];
	struct addr own, server;
	uint64_t random = 3;
	unsigned good = 0;
	size_t len = build(own_text, server_text, syn, frame);
	if (!addr_parse(own_text, &own) || !addr_parse(server_text, &server))
		abort();
	for (int i = 0; i < 1000; i++) {
		struct packet p;
		size_t n = sim_forge(&random, frame, len, forged);
		good += n == len && packet_parse(forged, n, &p) &&
			packet_sum_is_right(&p, PACKET_SUM_WHOLE) &&
			is_near_miss(&p, &own, &server);
	}
	ok(good == 1000, syn ? "forged segments acknowledge what was not sent"
			     : "forged answers have one thing wrong");
}

static void
test_contradiction(const char *own_text, const char *server_text)
{
	enum { NXDOMAIN = 3 };
	uint8_t frame[FRAME_MAX], reply[FRAME_MAX], back[FRAME_MAX];
	struct packet p;
	size_t len = build(own_text, server_text, false, frame);
	ok(sim_contradict(frame, len, reply) == 0, "a question has no rival");
	if (!packet_parse(frame, len, &p))
		abort();
	frame[p.payload.at - frame + 2] |= 0x80; /* now it is a reply */
	ok(sim_contradict(frame, len, reply) == len &&
		packet_parse(reply, len, &p) &&
		packet_sum_is_right(&p, PACKET_SUM_WHOLE) &&
		(p.payload.at[3] & 0xf) == NXDOMAIN,
	    "a reply has one that denies the name");
	ok(sim_contradict(reply, len, back) == len &&
		packet_parse(back, len, &p) && (p.payload.at[3] & 0xf) == 0,
	    "and a denial one that does not");
}

/* Whether a question of 20 octets comes through. */
static bool
passes(unsigned udp_max_bytes, bool syn)
{
	struct world *w = world_new(&(struct link_sim_config){
	    .seed = 1, .out = {.udp_max_bytes = udp_max_bytes}});
	size_t len = build("192.0.2.1", "192.0.2.2", syn, link_reserve(w->tx));
	link_commit(w->tx, len);
	link_flush(w->tx);
	struct link_frame frames[4];
	bool came = link_receive(w->link, frames, 4, 50) == 1;
	world_free(w);
	return came;
}

static void
test_large_udp(void)
{
	ok(passes(20, false) && !passes(19, false), "large UDP is lost");
	ok(passes(19, true) && passes(0, false), "and nothing else is");
}

int
main(void)
{
	clock_set_source(&false_clock);
	test_clean();
	test_large_udp();
	test_choice();
	test_impaired();
	test_seed();
	test_spoofer("192.0.2.1", "198.51.100.7", false);
	test_spoofer("2001:db8::1", "2001:db8::53", false);
	test_spoofer("192.0.2.1", "198.51.100.7", true);
	test_spoofer("2001:db8::1", "2001:db8::53", true);
	test_contradiction("192.0.2.1", "198.51.100.7");
	test_contradiction("2001:db8::1", "2001:db8::53");
	return tap_end();
}
