/*
 * Our TCP against another one over a bad line: a tenth of all segments lost,
 * some twice, any order.  Whatever the seed, all bytes arrive both ways.
 */
#include "air.h"
#include "net/tcp_conn.h"
#include "tcp_peer.h"
#include "tests/unit/tap.h"

enum {
	SEEDS = 100,
	UP_BYTES = 30000,
	DOWN_BYTES = 60000,
	LIMIT_S = 600,
};

struct world {
	struct air air;
	struct tcp_conn conn;
	struct tcp_peer peer;
	bool opened;
	size_t up, down; /* bytes given to TCP, and got from it */
	bool garbled;
};

static uint8_t
byte_at(size_t at)
{
	return (uint8_t)(at * 11 + at / 255);
}

static void
emit_up(void *ctx, const struct tcp_segment *s, const uint8_t *p, size_t len)
{
	struct world *w = ctx;
	air_send(&w->air, AIR_SERVER, s, p, len);
}

static void
emit_down(void *ctx, const struct tcp_segment *s, const uint8_t *p, size_t len)
{
	struct world *w = ctx;
	air_send(&w->air, AIR_CLIENT, s, p, len);
}

static void
on_deliver(void *ctx, const uint8_t *bytes, size_t len)
{
	struct world *w = ctx;
	for (size_t i = 0; i < len; i++)
		w->garbled |= bytes[i] != byte_at(w->down++);
}

static void
arrive(struct world *w, const struct flying *f, const struct tcp_io *io)
{
	struct wire payload = wire_over(f->bytes, f->len);
	int64_t now_us = w->air.now_us;
	if (f->to == AIR_SERVER)
		peer_receive(&w->peer, &f->segment, f->bytes, f->len, now_us);
	else if (w->opened)
		tcp_conn_receive(&w->conn, &f->segment, &payload, now_us, io);
	else if ((f->segment.flags & TCP_SYN) != 0)
		tcp_conn_open(
		    &w->conn, &f->segment, UINT32_MAX - 9000, now_us, io);
	w->opened = true;
}

/* What the users want: all bytes, then an end; the server ends second. */
static void
use(struct world *w, const struct tcp_io *io)
{
	uint8_t some[500];
	while (w->opened && w->up < UP_BYTES) {
		for (size_t i = 0; i < sizeof(some); i++)
			some[i] = byte_at(w->up + i);
		if (!tcp_conn_send(
			&w->conn, some, sizeof(some), w->air.now_us, io))
			break;
		w->up += sizeof(some);
	}
	if (w->up == UP_BYTES && w->down == DOWN_BYTES && !w->conn.fin_wanted)
		tcp_conn_close(&w->conn, w->air.now_us, io);
	if (w->peer.fin_in && !w->peer.closing)
		peer_close(&w->peer);
}

static void
start(struct world *w, uint64_t seed)
{
	*w = (struct world){
	    .air = {.seed = seed * 0x9e3779b97f4a7c15ull + 1,
		.loss_percent = 10,
		.copy_percent = 5,
		.delay_min_us = 5000,
		.delay_max_us = 60000},
	    .peer = {.ctx = w, .emit = emit_down},
	};
	peer_open(&w->peer, (uint32_t)(seed * 7919), UINT32_MAX - 9000, 0);
	for (size_t i = 0; i < DOWN_BYTES; i++)
		text_add_char(&w->peer.out, (char)byte_at(i));
}

static bool
all_arrived(const struct world *w)
{
	if (w->garbled || w->down != DOWN_BYTES || w->peer.in.len != UP_BYTES)
		return false;
	for (size_t i = 0; i < UP_BYTES; i++)
		if ((uint8_t)w->peer.in.bytes[i] != byte_at(i))
			return false;
	return true;
}

/* To the next moment at which something happens. */
static void
wait(struct world *w)
{
	int64_t next_us = air_next_us(&w->air);
	if (w->peer.due_us < next_us)
		next_us = w->peer.due_us;
	if (w->opened && tcp_conn_due_us(&w->conn) < next_us)
		next_us = tcp_conn_due_us(&w->conn);
	if (next_us > w->air.now_us)
		w->air.now_us = next_us;
}

static bool
try_seed(struct world *w, uint64_t seed)
{
	struct tcp_io io = {.ctx = w, .emit = emit_up, .deliver = on_deliver};
	struct flying f;
	start(w, seed);
	while (w->air.now_us < LIMIT_S * 1000000LL &&
	       !(w->conn.state == TCP_DONE && w->opened)) {
		while (air_take(&w->air, &f))
			arrive(w, &f, &io);
		use(w, &io);
		peer_tick(&w->peer, w->air.now_us);
		if (w->opened)
			tcp_conn_tick(&w->conn, w->air.now_us, &io);
		wait(w);
	}
	bool good = all_arrived(w) && w->conn.state == TCP_DONE;
	if (!good)
		printf("# seed %d: up %zu, down %zu, state %d\n", (int)seed,
		    w->peer.in.len, w->down, w->conn.state);
	peer_fini(&w->peer);
	tcp_conn_fini(&w->conn);
	return good;
}

int
main(void)
{
	struct world *w = malloc(sizeof(*w));
	unsigned good = 0;
	int64_t slowest_us = 0;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		good += try_seed(w, seed);
		if (w->air.now_us > slowest_us)
			slowest_us = w->air.now_us;
	}
	printf("# slowest: %d s\n", (int)(slowest_us / 1000000));
	ok(good == SEEDS, "everything arrives, whatever the line does");
	free(w);
	return tap_end();
}
