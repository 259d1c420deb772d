/*
 * Our TCP against a peer that reads slowly: its window is small, shuts, and
 * opens again with an ACK that may be lost.  All bytes arrive, and our FIN.
 */
#include "air.h"
#include "net/tcp_conn.h"
#include "timeline.h"

enum {
	SEEDS = 100,
	BYTES = 60,
	ISN = 999,
	PEER_ISN = 5000,
	BUFFER_MAX = 3,
	LIMIT_S = 600,
};

struct world {
	struct air air;
	struct tcp_conn conn;
	uint32_t got, room; /* by the peer: bytes, and how many more fit */
	bool fin_in, wrong;
	int64_t reads_at_us; /* when the peer's user reads next */
};

static void
emit(void *ctx, const struct tcp_segment *s, const uint8_t *p, size_t len)
{
	struct world *w = ctx;
	air_send(&w->air, AIR_SERVER, s, p, len);
}

static void
deliver(void *ctx, const uint8_t *bytes, size_t len)
{
	struct world *w = ctx;
	(void)bytes;
	w->wrong |= len > 0; /* the peer says nothing */
}

static void
peer_says(struct world *w)
{
	struct tcp_segment s = {
	    .seq = PEER_ISN + 1,
	    .ack = ISN + 1 + w->got + w->fin_in,
	    .flags = (uint8_t)(TCP_ACK | (w->fin_in ? TCP_FIN : 0)),
	    .window = (uint16_t)w->room,
	};
	air_send(&w->air, AIR_CLIENT, &s, NULL, 0);
}

static void
peer_hears(struct world *w, const struct flying *f)
{
	uint32_t at = f->segment.seq - ISN - 1;
	for (uint32_t i = 0; i < f->len; i++) {
		if (at + i != w->got || w->room == 0)
			continue;
		w->wrong |= f->bytes[i] != ours_at(w->got);
		w->got++;
		w->room--;
	}
	bool fin = (f->segment.flags & TCP_FIN) != 0;
	w->fin_in |= fin && at + f->len == w->got;
	if (f->len > 0 || fin)
		peer_says(w);
}

/* Reads all, and tells: of a buffer that is another one each time. */
static void
peer_reads(struct world *w)
{
	w->room = (uint32_t)(air_random(&w->air) % (BUFFER_MAX + 1));
	w->reads_at_us =
	    w->air.now_us + 100000 + (int64_t)(air_random(&w->air) % 3000000);
	peer_says(w);
}

static void
start(struct world *w, uint64_t seed, const struct tcp_io *io)
{
	struct tcp_segment syn_ack = {
	    .seq = PEER_ISN,
	    .ack = ISN + 1,
	    .flags = TCP_SYN | TCP_ACK,
	    .options = {.mss_bytes = 1460},
	};
	uint8_t bytes[BYTES];
	*w = (struct world){
	    .air = {.seed = seed * 0x9e3779b97f4a7c15ull + 1,
		.loss_percent = 20,
		.copy_percent = 5,
		.delay_min_us = 5000,
		.delay_max_us = 60000},
	    .reads_at_us = 1000000,
	};
	fill(bytes, 0, BYTES, ours_at);
	tcp_conn_open(&w->conn, &syn_ack, ISN, 0, io);
	w->wrong |= !tcp_conn_send(&w->conn, bytes, BYTES, 0, io);
	tcp_conn_close(&w->conn, 0, io);
}

static void
wait(struct world *w)
{
	int64_t next_us = air_next_us(&w->air);
	if (w->reads_at_us < next_us)
		next_us = w->reads_at_us;
	if (tcp_conn_due_us(&w->conn) < next_us)
		next_us = tcp_conn_due_us(&w->conn);
	w->air.now_us = next_us;
}

static bool
try_seed(struct world *w, uint64_t seed)
{
	struct tcp_io io = {.ctx = w, .emit = emit, .deliver = deliver};
	struct flying f;
	start(w, seed, &io);
	while (
	    w->air.now_us < LIMIT_S * 1000000LL && w->conn.state != TCP_DONE) {
		wait(w);
		while (air_take(&w->air, &f)) {
			struct wire none = wire_over(f.bytes, 0);
			if (f.to == AIR_SERVER)
				peer_hears(w, &f);
			else
				tcp_conn_receive(&w->conn, &f.segment, &none,
				    w->air.now_us, &io);
		}
		if (w->air.now_us >= w->reads_at_us)
			peer_reads(w);
		tcp_conn_tick(&w->conn, w->air.now_us, &io);
	}
	bool good = !w->wrong && w->got == BYTES && w->fin_in &&
		    w->conn.state == TCP_DONE;
	if (!good)
		printf("# seed %d: got %u, fin %d, state %s\n", (int)seed,
		    w->got, w->fin_in, state_name(w->conn.state));
	tcp_conn_fini(&w->conn);
	return good;
}

int
main(void)
{
	static const char *const lines[] = {"0 < SA 0 ack 1 win 0 mss 1460",
	    "0 > A 1:0 ack 1", "0 write 1", "0 close", "1000 > PA 1:1 ack 1",
	    "1001 < A 1:0 ack 1 win 0", "1500 < A 1:0 ack 1 win 100",
	    "1500 > PA 1:1 ack 1", "1500 > FA 2:0 ack 1", NULL};
	timeline_run(
	    "the FIN waits for the probe of the last byte", lines, ISN);
	struct world *w = malloc(sizeof(*w));
	unsigned good = 0;
	for (uint64_t seed = 1; w != NULL && seed <= SEEDS; seed++)
		good += try_seed(w, seed);
	ok(good == SEEDS, "a slow reader gets everything");
	free(w);
	return tap_end();
}
