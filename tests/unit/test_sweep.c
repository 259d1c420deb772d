/*
 * The SMTP sweep over a link in memory, under a false clock: whose answer
 * becomes a session, how often the silent are asked, and what is recorded.
 */
#include "scanner/smtp/sweep.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/gzip.h"
#include "link/link_sim.h"
#include "scanner/engine/cookie.h"
#include "scanner/smtp/sweep_answers.h"
#include "open_ranges.h"
#include "mute_peer.h"
#include "small_world.h"
#include "tap.h"

enum { PORT_FIRST = 50000, PORT_LAST = 50999, SYNS_MAX = 64 };

static int64_t now_ns;

static int64_t
false_now(void)
{
	return now_ns;
}

static struct link *air; /* where the peer gets what was sent */

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

static const struct siphash_key key = {1, 2};

/* What a host does with a SYN. */
enum manner {
	SILENT,
	ANSWERS,
	TURNS_AWAY_ONCE,
	UNREAD_THEN_TURNS_AWAY, /* who wants certificates alone, then once */
	TURNS_AWAY_THEN_SILENT,
	FINDS_NO_ROOM_ONCE,
	FINDS_NO_ROOM,
	ANSWERS_AT_A_STOP,
	UNFIT_ONCE,
	UNFIT_THEN_SILENT,
	UNFIT_AT_A_STOP,
	TURNS_AWAY_THEN_STOPPED,
	FINDS_NO_ROOM_THEN_STOPPED,
	ANSWERS_WHO_OPTED_OUT, /* just before */
	HOLDS_IT,              /* the session, and says nothing */
	TURNS_AWAY,            /* always */
	ANSWERS_THEN_SILENT,
	IS_OPEN,      /* which is all that we want to know */
	ANSWERS_LATE, /* each address to the third SYN; one never */
};

/* An opt-out file, at first and after so long. */
struct rules {
	const char *first, *then;
	int64_t then_ns; /* after the first SYN */
};

struct world {
	struct ring sleeps_at; /* nothing comes */
	char dir[32], opt_out[40];
	struct rules rules;
	bool other_rules; /* the second ones hold */
	enum manner manner;
	struct link *link;
	struct frame_templates *v4;
	struct blocklist *blocklist;
	struct part_writer *part;
	struct sender *sender;
	struct counters counters;
	struct halt halt;
	atomic_bool stopping;
	int64_t stop_ns;           /* after the first SYN, of those manners */
	struct worker_target held; /* a session that goes on at the stop */
	struct smtp_sweep *sweep;
	struct packet syns[SYNS_MAX];
	int64_t at_ns[SYNS_MAX];
	unsigned syn_count, sessions, again;
	unsigned hosts;
	unsigned tlsa_asked;
	bool wrong; /* something that is no answer was taken for one */
};

/* The SYN-ACK to this SYN. */
static struct packet
answer_to(const struct packet *syn)
{
	return (struct packet){
	    .src = syn->dst,
	    .dst = syn->src,
	    .proto = NET_TCP,
	    .src_port = syn->dst_port,
	    .dst_port = syn->src_port,
	    .tcp = {.flags = TCP_SYN | TCP_ACK,
		.seq = 77,
		.ack = syn->tcp.seq + 1},
	};
}

static bool
is_taken(struct world *w, const struct packet *p)
{
	struct worker_target t;
	return sweep_answers_target_of(w->sweep, p, &t);
}

/* Segments that only look like the answer to this SYN. */
static bool
takes_a_false_one(struct world *w, const struct packet *syn)
{
	struct packet p = answer_to(syn);
	p.tcp.ack++;
	bool taken = is_taken(w, &p);

	p = answer_to(syn);
	p.tcp.flags = TCP_SYN;
	taken |= is_taken(w, &p);

	p = answer_to(syn);
	p.src_port++;
	taken |= is_taken(w, &p);

	p = answer_to(syn);
	p.src = addr_of("203.0.113.99");
	p.tcp.ack = cookie_tcp(&key, &p.src, p.dst_port, 25) + 1;
	taken |= is_taken(w, &p);

	/* A cookie of ours, at a port that this address was not asked from. */
	p = answer_to(syn);
	p.dst_port++;
	p.tcp.ack = cookie_tcp(&key, &p.src, p.dst_port, 25) + 1;
	return taken | is_taken(w, &p);
}

/* An earlier connection of these ports is reset, whatever it looks like; what
 * comes to another port, or from another, is not answered. */
static bool
resets_what_is_old(struct world *w, const struct packet *syn)
{
	struct packet p = answer_to(syn);
	struct tcp_segment rst;
	bool good = !sweep_answers_reset_old(w->sweep, &p, &rst);
	p.tcp.flags = TCP_ACK;
	p.tcp.ack = 4711;
	good &= sweep_answers_reset_old(w->sweep, &p, &rst) &&
		rst.flags == TCP_RST && rst.seq == 4711;
	p.dst_port++;
	good &= !sweep_answers_reset_old(w->sweep, &p, &rst);
	p.dst_port--;
	p.src_port++;
	return good && !sweep_answers_reset_old(w->sweep, &p, &rst);
}

/* Whatever the second session sends is not held against anything. */
static bool
is_unfit(const struct world *w, const struct worker_target *t)
{
	return !t->again &&
	       (w->manner == UNFIT_ONCE || w->manner == UNFIT_THEN_SILENT ||
		   w->manner == UNFIT_AT_A_STOP);
}

static void
write_rules(const struct world *w, const char *text)
{
	FILE *f = fopen(w->opt_out, "we");
	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

static void
change_rules(struct world *w)
{
	struct text why;
	text_init(&why);
	w->other_rules = true;
	write_rules(w, w->rules.then);
	if (blocklist_reload(w->blocklist, &why) < 0)
		abort();
	text_fini(&why);
}

/* To how many SYNs in a row this address has said nothing. */
static unsigned
unanswered(const struct world *w, const struct packet *syn)
{
	unsigned n = 0;
	for (unsigned i = 0; i < w->syn_count; i++)
		n += addr_equal(&w->syns[i].dst, &syn->dst);
	return n;
}

static bool
is_silent(const struct world *w, const struct packet *syn)
{
	static const char never[] = "198.51.100.9";
	struct addr dark = addr_of(never);
	switch ((int)w->manner) {
	case SILENT:
		return true;
	case TURNS_AWAY_THEN_SILENT:
	case TURNS_AWAY_THEN_STOPPED:
	case UNFIT_THEN_SILENT:
	case ANSWERS_THEN_SILENT:
		return w->sessions == 1;
	case ANSWERS_LATE:
		return addr_equal(&syn->dst, &dark) || unanswered(w, syn) < 3;
	default:
		return false;
	}
}

static bool
turns_away(const struct world *w)
{
	return w->manner == TURNS_AWAY ||
	       (w->manner == UNREAD_THEN_TURNS_AWAY && w->sessions % 3 == 2) ||
	       ((w->manner == TURNS_AWAY_ONCE ||
		    w->manner == TURNS_AWAY_THEN_STOPPED ||
		    w->manner == TURNS_AWAY_THEN_SILENT) &&
		   w->sessions == 1);
}

static void
end_session(struct world *w, const struct worker_target *t)
{
	struct smtp_result r;
	bool away = turns_away(w);
	bool unread = w->manner == UNREAD_THEN_TURNS_AWAY && !t->full;
	enum worker_end end = away && t->retries_left > 0 ? WORKER_RETRIED
			      : unread                    ? WORKER_NEEDS_FULL
			      : is_unfit(w, t)            ? WORKER_UNFIT
							  : WORKER_RECORDED;
	smtp_result_init(&r,
	    away                    ? SMTP_STATUS_BANNER_REFUSED
	    : w->manner == HOLDS_IT ? SMTP_STATUS_BANNER_TIMEOUT
	    : w->manner == IS_OPEN  ? SMTP_STATUS_OPEN
				    : SMTP_STATUS_OK,
	    now_ns);
	r.step = w->manner == IS_OPEN ? SMTP_STEP_CONNECT : SMTP_STEP_BANNER;
	r.transient = away;
	if (away)
		text_add(&r.error, "421 busy");
	sweep_answers_session_ended(w->sweep, t, &r, end);
	smtp_result_fini(&r);
}

static bool
is_whom_we_want(const struct world *w, const struct worker_target *t)
{
	unsigned session =
	    w->hosts > 1 ? 1 + (w->sessions - 1) % 2 : w->sessions;
	bool counts = w->manner != ANSWERS_LATE && !t->again &&
		      (w->hosts == 1 || turns_away(w));
	unsigned tries = w->manner == UNREAD_THEN_TURNS_AWAY && t->full ? 3 : 2;
	return (!counts || t->attempts == session) &&
	       t->syn_repeated == (w->manner == ANSWERS_LATE) &&
	       t->retries_left == tries - t->attempts && t->syn_ns <= now_ns &&
	       t->syn_ns >= now_ns - NS_PER_S / 100 &&
	       (w->hosts > 1 || is_named(&t->host, "mx.example"));
}

static void
take_syn(struct world *w, const struct packet *syn)
{
	struct packet p = answer_to(syn);
	struct worker_target t;

	w->wrong |= takes_a_false_one(w, syn) || !resets_what_is_old(w, syn);
	if (is_silent(w, syn))
		return;
	if (w->manner == FINDS_NO_ROOM ||
	    w->manner == FINDS_NO_ROOM_THEN_STOPPED ||
	    (w->manner == FINDS_NO_ROOM_ONCE && w->syn_count <= 3)) {
		sweep_answers_left_waiting(w->sweep, &p);
		return;
	}
	if (w->manner == ANSWERS_WHO_OPTED_OUT)
		change_rules(w);
	if (!sweep_answers_target_of(w->sweep, &p, &t)) {
		w->wrong |= !w->other_rules;
		return;
	}
	w->sessions++;
	w->again += t.again;
	w->wrong |= !is_whom_we_want(w, &t);
	w->wrong |= is_taken(w, &p); /* a session has it already */
	if (w->manner == ANSWERS_AT_A_STOP) {
		w->held = t;
		atomic_store(&w->stopping, true);
		return;
	}
	end_session(w, &t);
	w->wrong |= is_taken(w, &p); /* that session is over */
	struct tcp_segment rst;
	w->wrong |= !sweep_answers_reset_old(w->sweep, &p, &rst) ||
		    rst.seq != p.tcp.ack;
	p.tcp.ack--;
	w->wrong |=
	    sweep_answers_reset_old(w->sweep, &p, &(struct tcp_segment){0});
}

static void
peer_receive(void *ctx, const uint8_t *frame, size_t len, int64_t at_ns)
{
	struct world *w = ctx;
	struct packet p;
	if (!packet_parse(frame, len, &p) || w->syn_count == SYNS_MAX)
		abort();
	w->at_ns[w->syn_count] = at_ns;
	w->syns[w->syn_count++] = p;
	take_syn(w, &p);
}

static void
open_link(struct world *w)
{
	struct text why;
	struct link_sim_config sim = {
	    .peer = {w, peer_receive, mute_peer_next, mute_peer_due},
	    .seed = 1};
	text_init(&why);
	if (link_open(&(struct link_config){.kind = LINK_SIM, .sim = &sim},
		&w->link, &why) < 0)
		abort();
	text_fini(&why);
	air = w->link;
}

static void
open_sender(struct world *w)
{
	struct route route = {.src = addr_of("192.0.2.1")};
	strcpy(w->opt_out, "/tmp/test_sweep_rules.XXXXXX");
	file_of(w->opt_out, w->rules.first != NULL ? w->rules.first : "");
	w->blocklist = open_ranges_but(NULL, w->opt_out);
	if (frame_templates_new(&route, &w->v4) < 0)
		abort();
	if (sender_new(&(struct sender_config){.link = w->link,
			   .ipv4 = w->v4,
			   .policy = {w->blocklist, true, false},
			   .server_rate_qps = 100},
		&w->sender) < 0)
		abort();
}

static void
open_sweep(struct world *w)
{
	strcpy(w->dir, "/tmp/test_sweep.XXXXXX");
	if (mkdtemp(w->dir) == NULL ||
	    part_writer_open(
		&(struct part_config){.dir = w->dir, .kind = "smtp"},
		&w->part) < 0)
		abort();
	halt_init(&w->halt, &w->stopping);
	atomic_init(&w->sleeps_at.sleep, 0);
	if (smtp_sweep_new(
		&(struct smtp_sweep_config){
		    .sender = w->sender,
		    .part = w->part,
		    .counters = &w->counters,
		    .halt = &w->halt,
		    .key = &key,
		    .policy = {w->blocklist, true, false},
		    .ports = {PORT_FIRST, PORT_LAST},
		    .smtp_port = 25,
		    .seed = 3,
		    .syn_only = w->manner == IS_OPEN,
		    .sleeps_at = &w->sleeps_at,
		    .max_active = 10,
		},
		&w->sweep) < 0)
		abort();
}

static void
ask_tlsa(void *ctx, const struct dns_name *base)
{
	struct world *w = ctx;
	w->tlsa_asked++;
	w->wrong |= !is_named(base, "mx.example");
}

static bool
step(void *ctx)
{
	struct world *w = ctx;
	bool asking = w->manner == UNFIT_AT_A_STOP && w->tlsa_asked > 0;
	int64_t since_ns = w->syn_count > 0 ? now_ns - w->at_ns[0] : 0;
	bool late = w->stop_ns > 0 && since_ns >= w->stop_ns;
	if (w->rules.then_ns > 0 && since_ns >= w->rules.then_ns &&
	    !w->other_rules)
		change_rules(w);
	if (asking || late)
		atomic_store(&w->stopping, true);
	return asking;
}

/* So many hosts, each at so many addresses, which behave so; swept. */
static struct world *
swept_by(const struct rules *rules, enum manner manner, unsigned hosts,
    unsigned addresses, int64_t stop_ns)
{
	struct world *w = calloc(1, sizeof(*w));
	struct addr address[] = {addr_of("198.51.100.1"),
	    addr_of("198.51.100.2"), addr_of("198.51.100.3"),
	    addr_of("198.51.100.4"), addr_of("198.51.100.9")};
	if (w == NULL)
		abort();
	w->rules = *rules;
	w->manner = manner;
	w->hosts = hosts;
	w->stop_ns = stop_ns;
	now_ns = 100 * NS_PER_S;
	open_link(w);
	open_sender(w);
	open_sweep(w);
	for (unsigned i = 0; i < hosts; i++) {
		char text[32] = "mx.example";
		if (i > 0)
			snprintf(text, sizeof(text), "mx%u.example", i + 1);
		struct dns_name host = name_of(text);
		struct dns_name aliases[] = {
		    name_of("mx.a.example"), name_of("mx.b.example")};
		if (smtp_sweep_add(w->sweep, &(struct smtp_host){.name = &host,
						 .sni = &host,
						 .aliases = aliases,
						 .alias_count = 2,
						 .addresses = address,
						 .address_count = addresses}) <
		    0)
			abort();
	}
	const struct smtp_sweep_dns dns = {w, ask_tlsa, step};
	if (smtp_sweep_plan(w->sweep) < 0 || smtp_sweep_run(w->sweep, &dns) < 0)
		abort();
	return w;
}

static struct world *
swept_until(
    enum manner manner, unsigned hosts, unsigned addresses, int64_t stop_ns)
{
	return swept_by(&(struct rules){0}, manner, hosts, addresses, stop_ns);
}

static struct world *
swept_all(enum manner manner, unsigned hosts, unsigned addresses)
{
	return swept_until(manner, hosts, addresses, 0);
}

static struct world *
swept_hosts(enum manner manner, unsigned hosts)
{
	return swept_all(manner, hosts, 1);
}

static struct world *
swept(enum manner manner)
{
	return swept_hosts(manner, 1);
}

/* How many records have this in them; they are complete after it. */
static unsigned
records_with(struct world *w, const char *what)
{
	char path[96];
	const char *line;
	size_t len;
	unsigned n = 0;
	struct gzip_reader *r;
	if (part_finish(w->part) < 0)
		abort();
	snprintf(path, sizeof(path), "%s/smtp/part-0-00000.ndjson.gz", w->dir);
	if (gzip_reader_open(path, gzip_default, &r) < 0)
		return 0;
	while (gzip_reader_line(r, &line, &len) == GZIP_READ_OK)
		n += strstr(line, what) != NULL;
	gzip_reader_close(r);
	return n;
}

static void
world_free(struct world *w)
{
	char command[64];
	smtp_sweep_free(w->sweep);
	sender_free(w->sender);
	part_writer_close(w->part);
	frame_templates_free(w->v4);
	blocklist_free(w->blocklist);
	unlink(w->opt_out);
	link_close(w->link);
	snprintf(command, sizeof(command), "rm -r %s", w->dir);
	if (system(command) != 0)
		abort();
	free(w);
}

/* So many seconds after the first; a loop's round more or less. */
static bool
was_sent_at(const struct world *w, unsigned i, int64_t seconds)
{
	int64_t late_ns = w->at_ns[i] - w->at_ns[0] - seconds * NS_PER_S;
	return i < w->syn_count && late_ns >= 0 && late_ns < NS_PER_S / 100;
}

static void
test_answer(void)
{
	struct world *w = swept(ANSWERS);
	ok(w->sessions == 1 && w->syn_count == 1, "one SYN, one session");
	ok(!w->wrong, "only its answer is taken, and only once");
	ok(counted(&w->counters.smtp_records) == 0,
	    "the record is the session's to write");
	world_free(w);
}

static void
test_silence(void)
{
	struct world *w = swept(SILENT);
	ok(w->syn_count == 3 && counted(&w->counters.syns_sent) == 3,
	    "three SYNs");
	ok(was_sent_at(w, 1, 1) && was_sent_at(w, 2, 3),
	    "after 0, 1 and 3 seconds");
	ok(now_ns - w->at_ns[0] >= 7 * NS_PER_S, "given up after 7");
	ok(!w->wrong && w->sessions == 0, "nothing else is taken");
	ok(counted(&w->counters.smtp_records) == 1, "one record");
	world_free(w);
}

static void
test_turned_away(void)
{
	struct world *w = swept(TURNS_AWAY_ONCE);
	ok(w->sessions == 2 && w->syn_count == 2, "once more, and no oftener");
	ok(was_sent_at(w, 1, 5), "after a pause of 5 s");
	ok(w->syns[0].src_port != w->syns[1].src_port,
	    "from another port, so that old segments find nobody");
	ok(!w->wrong, "only the answers are taken");
	world_free(w);
}

/* A sender, who never wants certificates alone, would come again. */
static void
test_unread_then_turned_away(void)
{
	struct world *w = swept(UNREAD_THEN_TURNS_AWAY);
	ok(w->sessions == 3 && w->syn_count == 3 && !w->wrong,
	    "a 4xx to the whole session is followed by one more");
	world_free(w);
}

static void
test_turned_away_for_good(void)
{
	struct world *w = swept(TURNS_AWAY_THEN_SILENT);
	ok(w->sessions == 1 && w->syn_count == 4, "asked again, in vain");
	ok(counted(&w->counters.smtp_records) == 1, "one record");
	ok(records_with(w, "421 busy") == 1, "it tells of the 421");
	world_free(w);
}

static void
test_no_room(void)
{
	struct world *w = swept(FINDS_NO_ROOM_ONCE);
	ok(w->syn_count == 4 && w->sessions == 1,
	    "who answered and found no room is asked again");
	ok(counted(&w->counters.smtp_records) == 0, "and has its session");
	world_free(w);

	w = swept(FINDS_NO_ROOM);
	ok(w->syn_count == SYNS_MAX - 1, "a bounded number of times");
	ok(counted(&w->counters.smtp_records) == 1 &&
		records_with(w, "\"SESSION_TIMEOUT\"") == 1,
	    "and never passes for silent");
	world_free(w);
}

/* Who had no session by then, or one that did not end, has no record. */
static void
test_stop(void)
{
	struct world *w = swept_hosts(ANSWERS_AT_A_STOP, 2);
	struct smtp_result busy;
	smtp_result_init(&busy, SMTP_STATUS_BANNER_REFUSED, now_ns);
	text_add(&busy.error, "421 busy");
	sweep_answers_session_ended(w->sweep, &w->held, &busy, WORKER_RETRIED);
	ok(counted(&w->counters.smtp_records) == 0,
	    "a stop is no answer: not of who was turned away for the moment, "
	    "nor of who had no SYN");
	world_free(w);
}

/* A target that a stop ends after so long has no record. */
static const struct {
	const char *title;
	enum manner manner;
	int64_t stop_ns;
} stops[] = {
    {"a SYN without an answer is no silence yet", SILENT, NS_PER_S / 2},
    {"nor is the pause after 4xx an end", TURNS_AWAY_THEN_STOPPED,
	2 * NS_PER_S},
    {"nor the next SYN", TURNS_AWAY_THEN_STOPPED, 5 * NS_PER_S + NS_PER_S / 2},
    {"nor an answer without room", FINDS_NO_ROOM_THEN_STOPPED, 6 * NS_PER_S},
    {"in no round", FINDS_NO_ROOM_THEN_STOPPED, 16 * NS_PER_S},
};

static void
test_stops(void)
{
	for (size_t i = 0; i < ARRAY_LEN(stops); i++) {
		struct world *w =
		    swept_until(stops[i].manner, 1, 1, stops[i].stop_ns);
		ok(counted(&w->counters.smtp_records) == 0, stops[i].title);
		world_free(w);
	}
}

/*
 * The records of the first sessions are a worker's to write: here there are
 * those of targets that came to none.
 */
static void
test_unfit(void)
{
	struct world *w = swept(UNFIT_ONCE);
	ok(!w->wrong && w->sessions == 2 && w->again == 1,
	    "a chain that fits nothing: one more session");
	ok(w->tlsa_asked == 1 && counted(&w->counters.sessions_again) == 1,
	    "and TLSA is asked once more");
	ok(w->syns[0].src_port != w->syns[1].src_port,
	    "from another port, where old segments find nobody");
	world_free(w);

	w = swept_all(UNFIT_ONCE, 1, 2);
	ok(w->sessions == 3 && w->again == 1 && w->tlsa_asked == 1,
	    "of a host with two addresses, at one of them");
	world_free(w);

	w = swept(UNFIT_THEN_SILENT);
	ok(!w->wrong && w->sessions == 1 && w->syn_count == 4 &&
		records_with(w, "\"TIMEOUT\"") == 1 &&
		records_with(w, "\"again\":true") == 1,
	    "silent the second time: that is the second record");
	world_free(w);

	w = swept(UNFIT_AT_A_STOP);
	ok(!w->wrong && w->sessions == 1 &&
		counted(&w->counters.smtp_records) == 0,
	    "a stop while TLSA waits to be asked: there was no second");
	world_free(w);
}

/* Another host at the address that was swept; none has an address twice. */
static void
test_another_round(void)
{
	struct world *w = swept(ANSWERS);
	struct dns_name host = name_of("mx.example");
	struct addr address = addr_of("198.51.100.1");
	const struct smtp_sweep_dns dns = {w, ask_tlsa, step};
	if (smtp_sweep_add(w->sweep, &(struct smtp_host){.name = &host,
					 .sni = &host,
					 .addresses = &address,
					 .address_count = 1}) < 0)
		abort();
	struct packet late = answer_to(&w->syns[0]);
	w->sessions = 0; /* of this target */
	if (smtp_sweep_plan(w->sweep) < 0)
		abort();
	ok(!is_taken(w, &late), "a straggler of the round before finds nobody");
	if (smtp_sweep_run(w->sweep, &dns) < 0)
		abort();
	ok(!w->wrong && w->syn_count == 2 && w->sessions == 1,
	    "what is added later is swept, and nothing else");
	ok(w->syns[0].src_port != w->syns[1].src_port, "from another port");
	if (smtp_sweep_plan(w->sweep) < 0 || smtp_sweep_run(w->sweep, &dns) < 0)
		abort();
	ok(w->syn_count == 2, "a round of nothing sends nothing");
	world_free(w);
}

static void
test_dead_in_another_round(void)
{
	struct world *w = swept(SILENT);
	struct dns_name other = name_of("other.example");
	struct addr address = addr_of("198.51.100.1");
	const struct smtp_sweep_dns dns = {w, ask_tlsa, step};
	if (smtp_sweep_add(w->sweep, &(struct smtp_host){.name = &other,
					 .sni = &other,
					 .addresses = &address,
					 .address_count = 1}) < 0 ||
	    smtp_sweep_plan(w->sweep) < 0 || smtp_sweep_run(w->sweep, &dns) < 0)
		abort();
	ok(w->syn_count == 3 && counted(&w->counters.smtp_records) == 2,
	    "what one round learnt of an address holds in the next");
	world_free(w);
}

enum { MANY = 10000 };

/* Seconds since the first SYN. */
static int64_t
seconds(const struct world *w)
{
	return (now_ns - w->at_ns[0]) / NS_PER_S;
}

/* What an address does before TLS it does for each of its hosts. */
static void
test_many_hosts(void)
{
	struct world *w = swept_hosts(SILENT, MANY);
	ok(w->syn_count == 3 && seconds(w) <= 60,
	    "10,000 hosts at a dead address: three SYNs, within 60 s");
	ok(counted(&w->counters.smtp_records) == MANY &&
		counted(&w->counters.sessions_same) == MANY - 1,
	    "each has its record");
	ok(records_with(w,
	       "\"status\":\"TIMEOUT\",\"stage\":\"connect\","
	       "\"attempts\":0,\"same_as\":\"mx.example\"") == MANY - 1,
	    "all but one tell whose SYNs those were");
	world_free(w);

	w = swept_hosts(HOLDS_IT, MANY);
	ok(!w->wrong && w->sessions == 1 &&
		records_with(w,
		    "\"BANNER_TIMEOUT\",\"stage\":\"banner\","
		    "\"attempts\":0,\"same_as\":\"mx.example\"") == MANY - 1,
	    "who held a session is not asked for another host");
	world_free(w);

	w = swept_hosts(IS_OPEN, MANY);
	ok(!w->wrong && w->syn_count == 1 &&
		records_with(w, "\"OPEN\"") == MANY - 1,
	    "whether a port is open is asked once");
	world_free(w);

	w = swept_hosts(ANSWERS, 10);
	ok(!w->wrong && w->sessions == 10 && seconds(w) == 0,
	    "who answers is asked for all");
	world_free(w);

	w = swept_hosts(ANSWERS_THEN_SILENT, 9);
	ok(w->sessions == 1 && w->syn_count == 7 && was_sent_at(w, 4, 12),
	    "who answered once and is silent is left alone for 5 s, and asked "
	    "again");
	ok(records_with(w, "\"attempts\":1,\"rx_ts\"") == 2 &&
		records_with(w, "\"same_as\":\"mx3.example\"") == 6,
	    "and then no more");
	world_free(w);
}

/* The pause is the address's: the next host waits, too. */
static void
test_doubling(void)
{
	static const int64_t at[] = {0, 5, 15, 35, 75, 155, 315, 635};
	struct world *w = swept_hosts(TURNS_AWAY, 10);
	bool good = w->syn_count == ARRAY_LEN(at);
	for (unsigned i = 0; good && i < ARRAY_LEN(at); i++)
		good = was_sent_at(w, i, at[i]);
	ok(good && !w->wrong && w->sessions == ARRAY_LEN(at),
	    "the pause doubles while it goes on, and ends");
	ok(records_with(w, "\"BANNER_REFUSED\",\"stage\":\"banner\","
			   "\"attempts\":0,\"same_as\":\"mx4.example\"") == 6,
	    "those who are left are turned away as the last one was");
	world_free(w);

	w = swept_hosts(TURNS_AWAY_ONCE, 3);
	ok(w->sessions == 4 && w->syn_count == 4 && seconds(w) == 5,
	    "and is over with the first good session");
	world_free(w);
}

/* Of five addresses four answer at last. */
static void
test_loss(void)
{
	struct world *w = swept_all(ANSWERS_LATE, 1, 5);
	ok(!w->wrong && w->sessions == 4 && w->syn_count == 4 * 3 + 5,
	    "where SYNs are lost five are sent");
	ok(seconds(w) == 15, "the last after 11 s");
	ok(sweep_answers_path_loses(w->sweep), "and sessions may take longer");
	world_free(w);
	w = swept(ANSWERS);
	ok(!sweep_answers_path_loses(w->sweep), "on a clean path they may not");
	world_free(w);
}

/* Who has opted out, at once or while the sweep goes on. */
static const struct {
	const char *title;
	enum manner manner;
	unsigned addresses;
	struct rules rules;
	unsigned syns, sessions, records;
	const char *record; /* is in each */
} opt_outs[] = {
    {"an MX operator, at two addresses", ANSWERS, 2, {.first = "mx example"}, 0,
	0, 2,
	"\"NOT_ASKED\",\"reason\":\"opt_out_mx\",\"stage\":\"connect\","
	"\"attempts\":0,"},
    {"of whose host no address is known", ANSWERS, 0,
	{.first = "suffix example"}, 0, 0, 1,
	"{\"host\":\"mx.example\",\"port\":25,\"status\":\"NOT_ASKED\","
	"\"reason\":\"opt_out_suffix\","},
    {"a host by its own name", ANSWERS, 1, {.first = "domain mx.example"}, 0, 0,
	1, "\"opt_out_domain\""},
    {"what it is an alias of", ANSWERS, 1, {.first = "domain mx.a.example"}, 0,
	0, 1, "\"opt_out_domain\""},
    {"what that is an alias of", ANSWERS, 1, {.first = "mx b.example"}, 0, 0, 1,
	"\"opt_out_mx\""},
    {"a prefix", ANSWERS, 1, {.first = "198.51.100.0/28"}, 0, 0, 1,
	"\"BLOCKED\",\"st"},
    {"somebody else", ANSWERS, 1,
	{.first = "suffix mx.a\nns mx.example\nmx other.example\n198.51.100.2"},
	1, 1, 0, ""},
    {"after the first SYN", SILENT, 1, {"", "mx example", NS_PER_S / 2}, 1, 0,
	1, "\"opt_out_mx\",\"stage\":\"connect\",\"attempts\":1,"},
    {"an address after the second SYN", SILENT, 1,
	{"", "198.51.100.1", 2 * NS_PER_S}, 2, 0, 1, "\"BLOCKED\""},
    {"in the pause after a 4xx", TURNS_AWAY_ONCE, 1,
	{"", "mx example", 2 * NS_PER_S}, 1, 1, 1, "421 busy"},
    {"between a SYN and its answer", ANSWERS_WHO_OPTED_OUT, 1,
	{"", "domain mx.example", 0}, 1, 0, 1,
	"\"opt_out_domain\",\"stage\":\"connect\",\"attempts\":1,"},
};

static void
test_opt_outs(void)
{
	for (size_t i = 0; i < ARRAY_LEN(opt_outs); i++) {
		struct world *w = swept_by(&opt_outs[i].rules,
		    opt_outs[i].manner, 1, opt_outs[i].addresses, 0);
		ok(!w->wrong && w->syn_count == opt_outs[i].syns &&
			w->sessions == opt_outs[i].sessions &&
			counted(&w->counters.smtp_records) ==
			    opt_outs[i].records &&
			records_with(w, opt_outs[i].record) ==
			    opt_outs[i].records,
		    opt_outs[i].title);
		world_free(w);
	}
}

int
main(void)
{
	clock_set_source(&false_clock);
	test_answer();
	test_silence();
	test_turned_away();
	test_unread_then_turned_away();
	test_turned_away_for_good();
	test_no_room();
	test_stop();
	test_stops();
	test_unfit();
	test_another_round();
	test_dead_in_another_round();
	test_many_hosts();
	test_doubling();
	test_loss();
	test_opt_outs();
	return tap_end();
}
