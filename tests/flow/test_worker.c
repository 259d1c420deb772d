/*
 * A worker thread against mail servers in this process: its frames leave
 * through a link of our own, below, which the archive's stays out of.  It
 * and the servers run by turns, in false time.
 */
#include "scanner/smtp/worker.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/gzip.h"
#include "mail_peer.h"
#include "net/tcp_reset.h"
#include "refused_block.h"
#include "scanner/engine/packet_item.h"
#include "tests/unit/tap.h"
#include "tls/tls_memory.h"
#include "turns.h"

enum {
	HOSTS = 12,
	COOKIE = 5000,
	OUR_PORT = 40000,
	OLD_ACK = 4711, /* of an earlier connection */
	RING_SLOTS = 4096,
	SYN_AGE_US = 10000000, /* when the SYN-ACK is looked at */
	WAIT_US = 7000,        /* how long a packet lies in the ring */
};

/* The link: frames to a ring, for the main thread. */
struct link {
	struct ring frames;
};

struct link_tx {
	struct link *link;
	uint8_t frame[FRAME_MAX];
};

struct sent_frame {
	size_t len;
	uint8_t bytes[FRAME_MAX];
};

int
link_tx_open(struct link *l, enum link_use use, struct link_tx **out)
{
	(void)use;
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return -1;
	(*out)->link = l;
	return 0;
}

void
link_tx_close(struct link_tx *tx)
{
	free(tx);
}

uint8_t *
link_reserve(struct link_tx *tx)
{
	return tx->frame;
}

void
link_commit(struct link_tx *tx, size_t len)
{
	struct sent_frame *f = __real_malloc(sizeof(*f));
	if (f == NULL)
		abort();
	f->len = len;
	memcpy(f->bytes, tx->frame, len);
	if (!ring_push(&tx->link->frames, f))
		free(f);
}

void
link_flush(struct link_tx *tx)
{
	(void)tx;
}

/* A host: its server, and what the worker tells of it. */
struct host {
	struct world *world;
	struct addr addr;
	unsigned number;
	struct mail_peer *peer; /* NULL: not there yet */
	atomic_uint sessions;   /* begun */
	atomic_uint retries_left;
	atomic_uint finished, transient, unfit;
	atomic_uint dropped; /* ended without a result */
	const char *tlsa;    /* NULL: none */
	bool again, remembers;
	unsigned long refused; /* this block of its session; 0: none */
	atomic_bool was_refused;
};

struct world {
	struct link link;
	struct ring packets;
	struct worker *worker;
	struct part_writer *smtp_part, *cert_part;
	struct cert_set *certs;
	struct counters counters;
	struct halt halt;
	struct frame_templates *templates;
	struct addr our_addr;
	unsigned strangers; /* segments to nobody */
	unsigned resets;    /* of these: a RST for OLD_ACK */
	atomic_uint left_waiting;
	struct host hosts[HOSTS];
	char dir[40];
};

static void
give(struct world *w, const struct packet *p)
{
	struct packet_item *item =
	    packet_item_new(p, clock_realtime_ns() - WAIT_US * NS_PER_US, NULL);
	if (item == NULL || !ring_push(&w->packets, item))
		packet_item_free(item);
}

static void
emit(void *ctx, const struct tcp_segment *s, const uint8_t *bytes, size_t len)
{
	struct host *h = ctx;
	static const uint8_t nothing[1];
	give(h->world, &(struct packet){
			   .src = h->addr,
			   .dst = h->world->our_addr,
			   .proto = NET_TCP,
			   .src_port = 25,
			   .dst_port = (uint16_t)(OUR_PORT + h->number),
			   .tcp = *s,
			   .payload = wire_over(len > 0 ? bytes : nothing, len),
		       });
}

static bool
target_of(void *ctx, const struct packet *p, struct worker_target *out)
{
	struct world *w = ctx;
	unsigned i = (unsigned)p->dst_port - OUR_PORT;
	if (i >= HOSTS || p->tcp.ack != COOKIE + 1 + i)
		return false;
	struct host *h = &w->hosts[i];
	heap.counts = h->refused > 0;
	heap.asked = 0;
	heap.at = h->refused;
	heap.was_refused = false;
	*out = (struct worker_target){
	    .ref = h,
	    .attempts = atomic_fetch_add(&h->sessions, 1) + 1,
	    .retries_left = atomic_load(&h->retries_left),
	    .again = h->again,
	    .tlsa = (const uint8_t *)h->tlsa,
	    .tlsa_len = h->tlsa != NULL ? strlen(h->tlsa) : 0,
	    .syn_ns = clock_monotonic_ns() - SYN_AGE_US * NS_PER_US,
	};
	return dns_name_from_text("mx.example", 10, &out->host) &&
	       dns_name_from_text("mx.example", 10, &out->sni);
}

/* These records are words, and the chain is the one certificate of a peer. */
static int
fits(
    const struct found_tlsa *tlsa, const struct sent_chain *chain, int64_t at_s)
{
	size_t len = 0;
	if (chain->count == 1)
		sent_chain_at(chain, 0, &len);
	return chain->count == 1 && len > 100 && at_s > 1600000000 &&
	       tlsa->len == 4 && memcmp(tlsa->rdata, "fits", 4) == 0;
}

static void
on_session_ended(void *ctx, const struct worker_target *t,
    struct smtp_result *result, enum worker_end end)
{
	struct host *h = t->ref;
	heap.counts = false;
	atomic_store(&h->was_refused, heap.was_refused);
	if (end == WORKER_UNFIT)
		atomic_fetch_add(&h->unfit, 1);
	if (result == NULL)
		atomic_fetch_add(&h->dropped, 1);
	(void)ctx;
	if (end == WORKER_RETRIED && result->transient)
		atomic_fetch_add(&h->transient, 1);
	atomic_fetch_add(&h->finished, 1);
}

static void
on_left_waiting(void *ctx, const struct packet *p)
{
	struct world *w = ctx;
	if ((unsigned)p->dst_port - OUR_PORT < HOSTS)
		atomic_fetch_add(&w->left_waiting, 1);
}

static bool
on_path_loses(void *ctx)
{
	(void)ctx;
	return false;
}

/* The host whose port it is remembers an earlier connection. */
static bool
on_reset_old(void *ctx, const struct packet *p, struct tcp_segment *rst)
{
	struct world *w = ctx;
	unsigned i = (unsigned)p->dst_port - OUR_PORT;
	return i < HOSTS && w->hosts[i].remembers &&
	       tcp_reset_old(&p->tcp, COOKIE + i, rst);
}

static struct part_writer *
open_part(struct world *w, const char *kind)
{
	struct part_writer *part;
	struct part_config config = {.dir = w->dir, .kind = kind};
	if (part_writer_open(&config, &part) < 0)
		abort();
	return part;
}

static struct world *
world_new(unsigned max_sessions)
{
	struct world *w = calloc(1, sizeof(*w));
	struct route route = {.src_mac = {2}, .gateway_mac = {4}};
	if (w == NULL)
		abort();
	turns_begin();
	strcpy(w->dir, "/tmp/test_worker.XXXXXX");
	addr_parse("198.51.100.1", &w->our_addr);
	route.src = w->our_addr;
	if (mkdtemp(w->dir) == NULL || ring_init(&w->packets, RING_SLOTS) < 0 ||
	    ring_init(&w->link.frames, RING_SLOTS) < 0 ||
	    frame_templates_new(&route, &w->templates) < 0)
		abort();
	w->smtp_part = open_part(w, "smtp");
	w->cert_part = open_part(w, "cert");
	if (cert_set_new(w->cert_part, &w->counters, &w->certs) < 0)
		abort();
	for (unsigned i = 0; i < HOSTS; i++) {
		w->hosts[i].world = w;
		w->hosts[i].number = i;
		w->hosts[i].addr =
		    addr_from_v4((uint8_t[4]){192, 0, 2, (uint8_t)(10 + i)});
	}
	struct worker_config config = {
	    .packets = &w->packets,
	    .link = &w->link,
	    .ipv4 = w->templates,
	    .ipv6 = w->templates,
	    .part = w->smtp_part,
	    .certs = w->certs,
	    .counters = &w->counters,
	    .halt = &w->halt,
	    .ehlo_line = "EHLO scan.example\r\n",
	    .chain_fit = fits,
	    .max_sessions = max_sessions,
	    .ctx = w,
	    .target_of = target_of,
	    .left_waiting = on_left_waiting,
	    .reset_old = on_reset_old,
	    .path_loses = on_path_loses,
	    .session_ended = on_session_ended,
	};
	if (worker_new(&config, &w->worker) < 0 || worker_start(w->worker) < 0)
		abort();
	turns_await();
	return w;
}

static int64_t
now_us(void)
{
	return clock_monotonic_ns() / NS_PER_US;
}

static void
close_peer(struct host *h)
{
	if (h->peer == NULL)
		return;
	mail_fini(h->peer);
	free(h->peer);
	h->peer = NULL;
}

/* The host answers our SYN. */
static void
open_peer(struct host *h, const struct mail_script *script)
{
	close_peer(h);
	h->peer = calloc(1, sizeof(*h->peer));
	if (h->peer == NULL)
		abort();
	h->peer->tcp.ctx = h;
	h->peer->tcp.emit = emit;
	mail_open(h->peer, script, COOKIE + h->number, now_us());
}

static void
take_frame(struct world *w, const struct sent_frame *f)
{
	struct packet p;
	if (!packet_parse(f->bytes, f->len, &p))
		abort();
	unsigned i = (unsigned)p.src_port - OUR_PORT;
	if (i >= HOSTS || !addr_equal(&p.dst, &w->hosts[i].addr) ||
	    w->hosts[i].peer == NULL) {
		w->strangers++;
		w->resets += p.tcp.flags == TCP_RST && p.tcp.seq == OLD_ACK;
		return;
	}
	peer_receive(&w->hosts[i].peer->tcp, &p.tcp, p.payload.at,
	    wire_left(&p.payload), now_us());
}

static void
pump(struct world *w)
{
	struct sent_frame *f;
	while ((f = ring_pop(&w->link.frames)) != NULL) {
		take_frame(w, f);
		free(f);
	}
	for (unsigned i = 0; i < HOSTS; i++)
		if (w->hosts[i].peer != NULL)
			mail_pump(w->hosts[i].peer, now_us());
	turns_give();
}

/* Until `h` was finished `n` times, or for 10 s of false time. */
static bool
wait_for(struct world *w, const struct host *h, unsigned n)
{
	int64_t end_us = now_us() + 10000000;
	while (atomic_load(&h->finished) < n && now_us() < end_us)
		pump(w);
	return atomic_load(&h->finished) == n;
}

/* For so much false time. */
static void
pump_for(struct world *w, int64_t us)
{
	int64_t end_us = now_us() + us;
	while (now_us() < end_us)
		pump(w);
}

/* The records of this kind, or NULL. */
static struct gzip_reader *
open_records(const struct world *w, const char *kind)
{
	char path[128];
	struct gzip_reader *r;
	snprintf(
	    path, sizeof(path), "%s/%s/part-0-00000.ndjson.gz", w->dir, kind);
	return gzip_reader_open(path, gzip_default, &r) == 0 ? r : NULL;
}

/* How many records of this kind have this in them. */
static unsigned
records_with(const struct world *w, const char *kind, const char *what)
{
	const char *line;
	size_t len;
	unsigned n = 0;
	struct gzip_reader *r = open_records(w, kind);
	if (r == NULL)
		return 0;
	while (gzip_reader_line(r, &line, &len) == GZIP_READ_OK)
		n += strstr(line, what) != NULL;
	gzip_reader_close(r);
	return n;
}

/* How many had a round trip that ended when the packet came. */
static unsigned
records_with_rtt(const struct world *w)
{
	const char *line;
	size_t len;
	unsigned n = 0;
	struct gzip_reader *r = open_records(w, "smtp");
	if (r == NULL)
		return 0;
	while (gzip_reader_line(r, &line, &len) == GZIP_READ_OK) {
		const char *at = strstr(line, "\"rtt_us\":");
		long long rtt_us = at != NULL ? atoll(at + 9) : -1;
		n += rtt_us > 0 && rtt_us <= SYN_AGE_US - WAIT_US;
	}
	gzip_reader_close(r);
	return n;
}

static void
stop(struct world *w)
{
	turns_end();
	worker_stop(w->worker);
	ok(halt_error(&w->halt) == 0, "stopped without a fault");
	worker_free(w->worker);
	if (part_finish(w->smtp_part) < 0 || part_finish(w->cert_part) < 0)
		abort();
}

static void
remove_dir(const struct world *w)
{
	static const char *const names[] = {"/smtp/part-0-00000.ndjson.gz",
	    "/cert/part-0-00000.ndjson.gz", "/smtp", "/cert", ""};
	char path[128];
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof(path), "%s%s", w->dir, names[i]);
		if (unlink(path) < 0)
			rmdir(path);
	}
}

static void
world_free(struct world *w)
{
	void *item;
	part_writer_close(w->smtp_part);
	part_writer_close(w->cert_part);
	cert_set_free(w->certs);
	frame_templates_free(w->templates);
	while ((item = ring_pop(&w->link.frames)) != NULL)
		free(item);
	while ((item = ring_pop(&w->packets)) != NULL)
		packet_item_free(item);
	ring_fini(&w->packets);
	ring_fini(&w->link.frames);
	for (unsigned i = 0; i < HOSTS; i++)
		close_peer(&w->hosts[i]);
	remove_dir(w);
	free(w);
}

#define GOOD                                                                   \
	{                                                                      \
		{"220 mx\r\n", 0, MAIL_GOES_ON, NULL},                         \
		    {"250-mx\r\n250 STARTTLS\r\n", 0, MAIL_GOES_ON, NULL},     \
		{                                                              \
			"220 go\r\n", 0, MAIL_GOES_ON, NULL                    \
		}                                                              \
	}

static const struct mail_script good = {.replies = GOOD};
static const struct mail_script busy = {
    .replies = {{"421 busy\r\n", 0, MAIL_GOES_ON, NULL}}};
static const struct mail_script silent = {
    .replies = {{NULL, 0, MAIL_GOES_ON, NULL}}};

static void
segment(struct host *h, uint8_t flags, uint32_t ack)
{
	struct tcp_segment s = {
	    .seq = 1, .ack = ack, .flags = flags, .window = 1000};
	emit(h, &s, NULL, 0);
}

static void
test_good(struct world *w)
{
	enum { MANY = 6 };
	for (unsigned i = 0; i < MANY; i++)
		open_peer(&w->hosts[i], &good);
	unsigned done = 0, ended = 0;
	for (unsigned i = 0; i < MANY; i++)
		done += wait_for(w, &w->hosts[i], 1);
	pump_for(w, 50000);
	for (unsigned i = 0; i < MANY; i++)
		ended += w->hosts[i].peer->quit &&
			 peer_is_done(&w->hosts[i].peer->tcp) &&
			 !w->hosts[i].peer->tcp.reset;
	ok(done == MANY, "six sessions at once");
	ok(ended == MANY, "each ends with QUIT and a FIN");
}

static void
test_refused(struct world *w, struct host *h)
{
	segment(h, TCP_RST | TCP_ACK, COOKIE + 99);
	segment(h, TCP_RST, 0);
	segment(h, TCP_SYN | TCP_ACK, COOKIE + 99);
	segment(h, TCP_ACK, COOKIE + 1 + h->number);
	pump_for(w, 50000);
	ok(atomic_load(&h->finished) == 0 && w->strangers == 0,
	    "without our cookie it is nothing, and is not answered");
	ok(counted(&w->counters.segments_stray) == 4, "but counted");
	segment(h, TCP_RST | TCP_ACK, COOKIE + 1 + h->number);
	ok(wait_for(w, h, 1), "a RST with our cookie ends it");
}

/* An earlier connection of these ports: it gets a RST, and no record. */
static void
test_old(struct world *w, struct host *h)
{
	h->remembers = true;
	segment(h, TCP_ACK, OLD_ACK);
	segment(h, TCP_SYN | TCP_ACK, OLD_ACK);
	segment(h, TCP_RST | TCP_ACK, OLD_ACK);
	segment(h, TCP_SYN, OLD_ACK);
	pump_for(w, 50000);
	ok(w->resets == 2 && w->strangers == 2 &&
		atomic_load(&h->sessions) == 0,
	    "an earlier connection is reset");
	h->remembers = false;
}

static void
test_busy(struct world *w, struct host *h)
{
	atomic_store(&h->retries_left, 1);
	open_peer(h, &busy);
	ok(wait_for(w, h, 1) && atomic_load(&h->transient) == 1,
	    "421 is only told");
	atomic_store(&h->retries_left, 0);
	open_peer(h, &busy);
	ok(wait_for(w, h, 2) && atomic_load(&h->transient) == 1,
	    "421 again has its record");
}

static void
test_all(void)
{
	struct world *w = world_new(100);
	test_good(w);
	test_refused(w, &w->hosts[7]);
	test_old(w, &w->hosts[10]);
	test_busy(w, &w->hosts[8]);
	atomic_store(&w->hosts[9].retries_left, 1);
	open_peer(&w->hosts[9], &silent);
	pump_for(w, 100000);
	ok(counted(&w->counters.sessions_open) == 1, "one is still open");
	stop(w);
	ok(counted(&w->counters.sessions_open) == 0, "and is ended");
	ok(records_with(w, "smtp", "\"status\":\"OK\"") == 6, "6 are OK");
	ok(records_with(w, "smtp", "\"REFUSED_CONN\"") == 1, "1 refused");
	ok(records_with(w, "smtp", "\"attempts\":2") == 1, "1 after a retry");
	ok(records_with(w, "smtp", "{") == 8, "none of the one that was open");
	ok(records_with_rtt(w) == 7, "7 tell the time from SYN to SYN-ACK");
	ok(records_with(w, "cert", "\"der\"") == 6, "6 certificates");
	world_free(w);
}

/* The peer's own retransmission is the queue. */
static void
test_full(void)
{
	static const struct mail_script slow = {
	    .replies = {{"554 no\r\n", 1500000, MAIL_GOES_ON, NULL}}};
	struct world *w = world_new(1);
	open_peer(&w->hosts[0], &slow);
	pump_for(w, 100000);
	open_peer(&w->hosts[1], &good);
	pump_for(w, 100000);
	ok(!w->hosts[1].peer->tcp.open &&
		counted(&w->counters.sessions_refused) > 0,
	    "the table is full: a SYN-ACK stays unanswered");
	ok(atomic_load(&w->left_waiting) > 0, "and its address is told of");
	ok(wait_for(w, &w->hosts[0], 1) && wait_for(w, &w->hosts[1], 1),
	    "and is taken later");
	stop(w);
	ok(records_with(w, "smtp", "\"status\":\"OK\"") == 1, "it is OK");
	world_free(w);
}

/* One certificate, seen by many sessions, has one record. */
static void
test_once(void)
{
	struct world *w = world_new(10);
	open_peer(&w->hosts[0], &good);
	wait_for(w, &w->hosts[0], 1);
	SSL_CTX *ctx = w->hosts[0].peer->ctx;
	SSL_CTX_up_ref(ctx);
	open_peer(&w->hosts[1], &good);
	SSL_CTX_free(w->hosts[1].peer->ctx);
	w->hosts[1].peer->ctx = ctx;
	ok(wait_for(w, &w->hosts[1], 1), "a second host");
	stop(w);
	ok(records_with(w, "smtp", "\"chain\":[\"") == 2, "two chains");
	ok(records_with(w, "cert", "{") == 1, "one certificate");
	world_free(w);
}

/* Who has TLSA records is held against them, once. */
static void
test_fit(void)
{
	enum { FITTING, UNFIT, REPEATED, BARE, COUNT };
	struct world *w = world_new(10);
	unsigned unfit = 0;
	w->hosts[FITTING].tlsa = "fits";
	w->hosts[UNFIT].tlsa = "does not";
	w->hosts[REPEATED].tlsa = "does not";
	w->hosts[REPEATED].again = true;
	for (unsigned i = 0; i < COUNT; i++)
		open_peer(&w->hosts[i], &good);
	for (unsigned i = 0; i < COUNT; i++)
		ok(wait_for(w, &w->hosts[i], 1), "a session");
	stop(w);
	for (unsigned i = 0; i < COUNT; i++)
		unfit += atomic_load(&w->hosts[i].unfit);
	ok(unfit == 1 && atomic_load(&w->hosts[UNFIT].unfit) == 1,
	    "a chain that fits nothing is told of, the first time");
	ok(records_with(w, "smtp", "\"status\":\"OK\"") == COUNT &&
		records_with(w, "smtp", "\"again\":true") == 1,
	    "each has its record, the repeated one says so");
	world_free(w);
}

/* A disk that is full for one thread ends the whole program. */
static void
test_unwritable(void)
{
	struct world *w = world_new(10);
	struct host *h = &w->hosts[0];
	char path[128];
	snprintf(path, sizeof(path), "%s/smtp", w->dir);
	ok(rmdir(path) == 0 && part_add_line(w->smtp_part, "{}\n", 3) == 0 &&
		part_flush(w->smtp_part) == -ENOENT,
	    "a part that cannot be written");
	segment(h, TCP_RST | TCP_ACK, COOKIE + 1 + h->number);
	ok(wait_for(w, h, 1) && halt_error(&w->halt) == -ENOENT,
	    "a record that is not written halts all");
	turns_end();
	worker_stop(w->worker);
	worker_free(w->worker);
	world_free(w);
}

/*
 * A block that its session is refused, from the first on: no record says that
 * it was the server's fault, and the whole scan ends, to be gone on with.
 */
static void
test_no_memory(unsigned long refused)
{
	struct world *w = world_new(10);
	struct host *before = &w->hosts[0], *h = &w->hosts[1];
	open_peer(before, &good);
	ok(wait_for(w, before, 1), "a session with all memory");
	h->refused = refused;
	h->tlsa = "fits";
	open_peer(h, &good);
	bool ended = wait_for(w, h, 1);
	if (!atomic_load(&h->was_refused)) { /* as from OpenSSL 3.5 on */
		stop(w);
		ok(ended && refused > 14 && records_with(w, "smtp", "{") == 2,
		    "one that asks for fewer blocks has a result");
		world_free(w);
		return;
	}
	ok(ended && atomic_load(&h->dropped) == 1,
	    "one that is refused a block has no result");
	ok(halt_error(&w->halt) == -ENOMEM, "which halts all");
	turns_end();
	worker_stop(w->worker);
	worker_free(w->worker);
	if (part_finish(w->smtp_part) < 0 || part_finish(w->cert_part) < 0)
		abort();
	ok(records_with(w, "smtp", "{") == 1, "the other's record alone");
	world_free(w);
}

int
main(void)
{
	static const unsigned long blocks[] = {1, 2, 3, 6, 10, 14, 20, 60, 200};
	tls_memory_keep_blocks();
	test_all();
	test_full();
	test_once();
	test_fit();
	test_unwritable();
	for (size_t i = 0; i < ARRAY_LEN(blocks); i++)
		test_no_memory(blocks[i]);
	return tap_end();
}
