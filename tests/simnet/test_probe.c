/* A sweep of SYNs over the link in memory: who listens is known. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <errno.h>

#include "base/clock.h"
#include "base/siphash.h"
#include "link/link_sim.h"
#include "net/frame.h"
#include "scanner/engine/blocklist.h"
#include "scanner/probe/status.h"
#include "scanner/probe/sweep.h"
#include "scheduler.h"
#include "tests/unit/tap.h"

enum { REPLIES_MAX = 8192, PERCENT_PPM = 10000 };

static const char prefix[] = "9.7.0.0/20", ports_text[] = "25,587";

/* What is behind a port. */
enum listener { LISTENS, CLOSED, SILENT };

struct reply {
	size_t len;
	uint8_t bytes[FRAME_MAX];
};

/* Hosts without memory: each SYN is answered for itself. */
struct hosts {
	struct reply *replies[REPLIES_MAX]; /* a ring */
	size_t head, tail;
	uint64_t syns, syns_late;
	uint64_t resets; /* to those who listen */
	bool blocked;    /* the upper half of the addresses */
	bool remember;   /* each a connection of before, until a RST ends it */
	bool forgot[1 << 17];
	uint64_t old_resets;
};

enum { OLD_NUMBER = 4711 }; /* what that connection acknowledges */

static enum listener
listener_at(const struct addr *a, uint16_t port)
{
	uint64_t n = siphash(&(struct siphash_key){port, 5}, a, sizeof(*a));
	return n % 10 < 2 ? LISTENS : n % 10 < 4 ? CLOSED : SILENT;
}

static size_t
place_of(const struct addr *a, uint16_t port)
{
	return (size_t)(a->bytes[14] << 8 | a->bytes[15]) * 2 + (port == 25);
}

/* An ACK of the connection of before; false: it is forgotten. */
static bool
holds_old(struct hosts *h, const struct packet *p)
{
	return h->remember && !h->forgot[place_of(&p->dst, p->dst_port)];
}

static void
take_reset(struct hosts *h, const struct packet *p)
{
	if (holds_old(h, p) && p->tcp.seq == OLD_NUMBER) {
		h->forgot[place_of(&p->dst, p->dst_port)] = true;
		h->old_resets++;
	} else {
		h->resets++;
	}
}

static void
receive(void *ctx, const uint8_t *frame, size_t len, int64_t now_ns)
{
	struct hosts *h = ctx;
	struct packet p;
	struct frame_templates *t;
	(void)now_ns;
	if (!packet_parse(frame, len, &p))
		return;
	enum listener l = listener_at(&p.dst, p.dst_port);
	if (p.tcp.flags == TCP_RST && l == LISTENS)
		take_reset(h, &p);
	if (p.tcp.flags != TCP_SYN)
		return;
	h->syns++;
	h->syns_late += h->blocked && p.dst.bytes[14] >= 8;
	struct route route = {
	    .src = p.dst, .src_mac = {2, 9}, .gateway_mac = {2, 8}};
	if (l == SILENT)
		return;
	struct reply *r = malloc(sizeof(*r));
	if (r == NULL || h->head - h->tail == REPLIES_MAX ||
	    frame_templates_new(&route, &t) < 0)
		abort();
	bool old = l == LISTENS && holds_old(h, &p);
	r->len = frame_build_tcp(t,
	    &(struct frame_tcp){.dst = p.src,
		.src_port = p.dst_port,
		.dst_port = p.src_port,
		.seq = 77,
		.ack = old ? OLD_NUMBER : p.tcp.seq + 1,
		.flags = old            ? TCP_ACK
			 : l == LISTENS ? TCP_SYN | TCP_ACK
					: TCP_RST | TCP_ACK},
	    r->bytes);
	frame_templates_free(t);
	h->replies[h->head++ % REPLIES_MAX] = r;
}

static size_t
next(void *ctx, uint8_t *out, int64_t now_ns)
{
	struct hosts *h = ctx;
	(void)now_ns;
	if (h->head == h->tail)
		return 0;
	struct reply *r = h->replies[h->tail++ % REPLIES_MAX];
	size_t len = r->len;
	memcpy(out, r->bytes, len);
	free(r);
	return len;
}

static int64_t
due_ns(void *ctx)
{
	(void)ctx;
	return INT64_MAX;
}

/* What is asked, and what came of it. */
struct sweep {
	struct sim_path path;
	unsigned spoof_ppm, probes;
	uint64_t seed, max_results;
	bool remember;                 /* of struct hosts */
	int64_t stop_after_ns;         /* 0: never */
	int64_t block_after_ns;        /* the upper half; 0: never */
	const char *output;            /* NULL: a file of its own */
	char status[32], metadata[32]; /* files; gone when run() is back */

	int rc;
	int64_t took_ns;
	uint64_t syns, resets, old_resets, not_ours, old_acks;
	uint64_t syns_late; /* to the upper half, after it was blocked */
	bool tells_left_out;
	unsigned listening; /* that are there */
	unsigned found, again, wrong;
	uint64_t bytes;     /* a number for all that was written */
	unsigned rows;      /* of the status file */
	bool complete;      /* as the metadata says */
	bool tells_contact; /* the metadata names the contact */
};

static void
note_line(struct sweep *s, const char *line, uint8_t *seen)
{
	char saddr[64] = "";
	unsigned port = 0;
	struct addr a;
	const char *at = strstr(line, "\"saddr\":\"");
	const char *port_at = strstr(line, "\"sport\":");
	s->bytes =
	    siphash(&(struct siphash_key){s->bytes, 1}, line, strlen(line));
	if (at == NULL || port_at == NULL ||
	    sscanf(at, "\"saddr\":\"%63[^\"]", saddr) != 1 ||
	    sscanf(port_at, "\"sport\":%u", &port) != 1 ||
	    !addr_parse(saddr, &a)) {
		s->wrong++;
		return;
	}
	size_t i = place_of(&a, (uint16_t)port);
	s->found += seen[i] == 0;
	s->again += seen[i]++ > 0;
	s->wrong += listener_at(&a, (uint16_t)port) != LISTENS;
}

static void
read_output(struct sweep *s, const char *path)
{
	char line[4096];
	uint8_t *seen = calloc(1, 1 << 17);
	FILE *f = fopen(path, "r");
	if (seen == NULL || f == NULL)
		abort();
	while (fgets(line, sizeof(line), f) != NULL)
		note_line(s, line, seen);
	fclose(f);
	free(seen);
}

static void
count_listening(struct sweep *s, const struct probe_targets *t)
{
	for (uint64_t i = 0; i < probe_targets_of_shard(t); i++) {
		struct probe_target at = probe_targets_at(t, i);
		s->listening += listener_at(&at.addr, at.port) == LISTENS;
	}
}

static void
block(struct blocklist *b, const char *path, struct hosts *h)
{
	struct text why;
	FILE *f = fopen(path, "we");
	text_init(&why);
	if (f == NULL || fputs("9.7.8.0/21\n", f) < 0 || fclose(f) != 0 ||
	    blocklist_reload(b, &why) < 0)
		abort();
	h->blocked = true;
	text_fini(&why);
}

static void
run_plan(struct sweep *s, const struct probe_plan *plan, struct blocklist *b,
    const char *blocked, struct hosts *h)
{
	struct probe *p;
	struct text why;
	struct probe_status status;
	struct probe_view view;
	atomic_bool stopping = false;
	text_init(&why);
	scheduler_begin(s->seed);
	int64_t began_ns = clock_monotonic_ns();
	if (probe_open(plan, &stopping, &p, &why) < 0) {
		fprintf(stderr, "%s\n", why.bytes);
		abort();
	}
	if (probe_status_open(&status, s->status, false, began_ns) < 0)
		abort();
	while (!probe_has_ended(p, clock_monotonic_ns())) {
		clock_sleep(10 * NS_PER_MS);
		view = probe_look(p);
		probe_status_tick(&status, &view, clock_monotonic_ns(), false);
		if (s->stop_after_ns > 0 &&
		    clock_monotonic_ns() - began_ns > s->stop_after_ns)
			atomic_store(&stopping, true);
		if (s->block_after_ns > 0 && !h->blocked &&
		    clock_monotonic_ns() - began_ns > s->block_after_ns)
			block(b, blocked, h);
	}
	view = probe_look(p);
	probe_status_tick(&status, &view, clock_monotonic_ns(), true);
	if (probe_status_close(&status) < 0)
		abort();
	s->not_ours = counted(&probe_look(p).counters->not_ours);
	s->old_acks = counted(&probe_look(p).counters->old_acks);
	s->rc = probe_close(p);
	s->took_ns = clock_monotonic_ns() - began_ns;
	scheduler_end();
	text_fini(&why);
}

/* The metadata, and the rows below the head of the status file. */
static void
read_reports(struct sweep *s)
{
	char line[8192];
	FILE *f = fopen(s->status, "r"), *m = fopen(s->metadata, "r");
	if (f == NULL || m == NULL)
		abort();
	s->rows = 0;
	while (fgets(line, sizeof(line), f) != NULL)
		s->rows += line[0] == '2';
	line[fread(line, 1, sizeof(line) - 1, m)] = '\0';
	s->tells_left_out = strstr(line, "\"left_out\":") != NULL &&
			    strstr(line, "\"left_out\":0,") == NULL;
	s->complete = strstr(line, "\"complete\"") != NULL;
	s->tells_contact =
	    strstr(line, "\"contact\":\"scan@example.org\"") != NULL;
	fclose(f);
	fclose(m);
	unlink(s->status);
	unlink(s->metadata);
}

static void
make_targets(
    struct sweep *s, struct probe_targets *t, struct target_space **space)
{
	struct prefix_set asked;
	struct probe_ports ports;
	struct text why;
	text_init(&why);
	prefix_set_init(&asked);
	if (prefix_set_add_text(&asked, prefix, &why) < 0 ||
	    !probe_ports_parse(ports_text, &ports))
		abort();
	prefix_set_seal(&asked);
	if (target_space_new(&asked, NULL, NULL, space, &why) < 0 ||
	    probe_targets_init(t, *space, &ports, s->seed, 1, 0, &why) < 0)
		abort();
	prefix_set_fini(&asked);
	text_fini(&why);
}

static void
run(struct sweep *s)
{
	static struct hosts h;
	static char name[] = "probe";
	static char *const argv[] = {name, NULL};
	char path[] = "/tmp/test_probe.XXXXXX";
	char blocked[] = "/tmp/test_probe.XXXXXX";
	struct blocklist *b;
	struct text why;
	struct probe_targets targets;
	struct target_space *space;
	const char *bad;
	struct destination destination = {.has = {[NETWORK_V4] = true}};
	h = (struct hosts){.remember = s->remember};
	strcpy(s->status, "/tmp/test_probe.XXXXXX");
	strcpy(s->metadata, "/tmp/test_probe.XXXXXX");
	close(mkstemp(path));
	close(mkstemp(s->status));
	close(mkstemp(s->metadata));
	text_init(&why);
	close(mkstemp(blocked));
	if (blocklist_new(
		&(struct blocklist_rules){.block_path = blocked}, &b, &why) < 0)
		abort();
	make_targets(s, &targets, &space);
	count_listening(s, &targets);
	struct link_sim_config sim = {
	    .peer = {&h, receive, next, due_ns},
	    .seed = s->seed,
	    .out = s->path,
	    .in = s->path,
	    .spoof_ppm = s->spoof_ppm,
	};
	struct probe_plan plan = {
	    .targets = &targets,
	    .blocklist = b,
	    .max_targets = probe_targets_of_shard(&targets),
	    .probes = s->probes,
	    .seed = s->seed,
	    .rate_pps = 5000,
	    .cooldown_ns = 3 * NS_PER_S,
	    .max_results = s->max_results,
	    .network = {.kind = LINK_SIM,
		.sim = &sim,
		.ports = {40000, 49999},
		.rate_pps = 5000,
		.destination = &destination},
	    .keep_privileges = true,
	    .output = s->output != NULL ? s->output : path,
	    .metadata = s->metadata,
	    .contact = "scan@example.org",
	    .argc = 1,
	    .argv = argv,
	};
	if (!probe_fields_parse(NULL, &plan.fields, &bad) ||
	    !probe_filter_parse("success = 1 && repeat = 0", &plan.filter))
		abort();
	run_plan(s, &plan, b, blocked, &h);
	read_output(s, path);
	read_reports(s);
	s->syns = h.syns;
	s->resets = h.resets;
	s->old_resets = h.old_resets;
	s->syns_late = h.syns_late;
	while (h.tail != h.head)
		free(h.replies[h.tail++ % REPLIES_MAX]);
	probe_targets_fini(&targets);
	target_space_free(space);
	unlink(path);
	unlink(blocked);
	blocklist_free(b);
	text_fini(&why);
}

static void
test_clean(void)
{
	struct sweep s = {
	    .path = {.delay_ns = 10 * NS_PER_MS}, .seed = 1, .probes = 1};
	run(&s);
	ok(s.rc == 0 && s.syns == 8192, "each target gets its SYN");
	ok(s.listening > 1000 && s.found == s.listening && s.again == 0 &&
		s.wrong == 0,
	    "exactly those that listen are found");
	ok(s.resets == s.listening, "and get a RST each");
	ok(s.took_ns > 4 * NS_PER_S && s.took_ns < 6 * NS_PER_S,
	    "at the rate that was asked for, and a cooldown");
	ok(s.not_ours == 0, "nothing stray came");
	ok(s.rows == s.took_ns / NS_PER_S + 1, "a row of status a second");
	ok(s.complete, "the metadata says that it is complete");
	ok(s.tells_contact, "and who scanned");
}

/* Whoever holds a connection of before forgets it, and is found after that. */
static void
test_old_connections(void)
{
	struct sweep s = {.path = {.delay_ns = 10 * NS_PER_MS},
	    .seed = 6,
	    .probes = 2,
	    .remember = true};
	run(&s);
	ok(s.rc == 0 && s.old_acks == s.listening && s.not_ours == 0,
	    "ACKs of a connection of before are counted apart");
	ok(s.old_resets == s.listening, "each is reset");
	ok(s.found == s.listening && s.resets == s.listening && s.wrong == 0,
	    "and the next pass finds them all");
}

/* A blocklist that is read anew: who is in it then gets no SYN any more. */
static void
test_blocked(void)
{
	struct sweep s = {
	    .block_after_ns = NS_PER_S / 2, .seed = 4, .probes = 1};
	run(&s);
	ok(s.rc == 0 && s.syns > 4096 && s.syns < 8192 && s.syns_late == 0,
	    "half of the targets are blocked meanwhile: none gets a SYN");
	ok(s.complete && s.tells_left_out && s.again == 0 && s.wrong == 0,
	    "and the metadata counts them");
}

static void
test_bad_path(void)
{
	struct sweep s = {.path = {.loss_ppm = 10 * PERCENT_PPM,
			      .duplicate_ppm = 5 * PERCENT_PPM,
			      .late_ppm = 5 * PERCENT_PPM,
			      .late_ns = 500 * NS_PER_MS,
			      .jitter_ns = 20 * NS_PER_MS},
	    .spoof_ppm = 50 * PERCENT_PPM,
	    .seed = 2,
	    .probes = 4};
	run(&s);
	ok(s.rc == 0 && s.found > s.listening * 99 / 100 &&
		s.found <= s.listening,
	    "a bad path and four passes: 99 of 100 are found");
	ok(s.again == 0 && s.wrong == 0, "each once, and no forged one");
	ok(s.not_ours > 1000, "forgeries are counted");
	uint64_t bytes = s.bytes;
	s.bytes = 0;
	s.listening = s.found = 0;
	run(&s);
	ok(s.bytes == bytes, "the same seed: the same bytes");
}

static void
test_ends(void)
{
	struct sweep s = {.seed = 3, .probes = 1, .max_results = 100};
	run(&s);
	ok(s.rc == 0 && s.found == 100, "a hundred were enough");
	struct sweep stopped = {
	    .seed = 4, .probes = 1, .stop_after_ns = 500 * NS_PER_MS};
	run(&stopped);
	ok(stopped.rc == -EINTR && stopped.syns < 4000 && stopped.found > 0 &&
		stopped.wrong == 0 && !stopped.complete,
	    "stopped: what was found until then is there");
	struct sweep full = {.seed = 5, .probes = 1, .output = "/dev/full"};
	run(&full);
	ok(full.rc == -ENOSPC && full.syns < 8192,
	    "a full disk ends it at once, with that error");
}

int
main(void)
{
	test_clean();
	test_old_connections();
	test_blocked();
	test_bad_path();
	test_ends();
	return tap_end();
}
