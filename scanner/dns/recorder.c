#include "recorder.h"

#include <assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/backlog.h"
#include "base/clock.h"
#include "base/thread.h"
#include "scanner/engine/cookie.h"
#include "record_lines.h"
#include "resolution.h"
#include "handed_question.h"
#include "held_answers.h"
#include "scanner/engine/packet_item.h"
#include "resolver/iterator/question_reply.h"
#include "spray_observations.h"
#include "spray_reply.h"

/*
 * Who has the findings.  The recorder does unless the gate is closed; then
 * the stage thread does, and the gate's release and acquire hand them over.
 */
enum gate {
	GATE_OPEN,    /* work.  The stage thread -> CLOSING, at a stage's end */
	GATE_CLOSING, /* work off the rings; the recorder -> CLOSED when they
		       * are empty, and no question waits for the resolver,
		       * nor an answer for what else is said to the spray */
	GATE_CLOSED,  /* hold still.  The stage thread -> OPEN, with the next
		       * stage, or -> SETTLING; at a stop the thread ends from
		       * here too */
	GATE_SETTLING, /* the recorder -> CLOSED when it holds no answer */
};

struct recorder {
	struct recorder_config config;
	struct thread thread;
	struct spray *spray; /* these three change while the gate is closed */
	struct servers *servers;
	enum stage stage;
	struct record_lines lines;
	struct text line;       /* of the last answer */
	int64_t now_ns;         /* when this round of the loop began */
	struct array followups; /* struct dns_question, of the last reply */
	struct backlog questions;
	struct held_answers *held;
	struct spray_observations *observations;
	atomic_int gate; /* enum gate */
};

enum {
	PACKETS_A_ROUND = 64,
	WRITES_A_ROUND = 2 * PACKETS_A_ROUND, /* or more and more would wait */
};

static void
write_resolution(struct recorder *r, const struct resolution *f)
{
	struct dns_observation room[DNS_OBSERVATIONS_MAX];
	struct observations servers = {
	    f->servers, f->server_count, f->servers_left};

	if (f->sprayed)
		servers = spray_observations_of(r->observations, f, room);
	record_lines_add(&r->lines, f, &servers);
}

/* Records an answer that was held long enough, or at once; false: none. */
static bool
write_oldest(struct recorder *r, bool at_once)
{
	struct held_line line;
	struct resolution *f;

	switch (held_answers_pop(r->held, at_once, r->now_ns, &line, &f)) {
	case HELD_NONE:
		return false;
	case HELD_LINE:
		record_lines_add_held(&r->lines, &line);
		return true;
	case HELD_RESOLUTION:
		write_resolution(r, f);
		free(f);
		return true;
	}
	return false;
}

static void
make_room(struct recorder *r)
{
	if (held_answers_is_full(r->held))
		write_oldest(r, true);
}

/* The spray asks it, and what comes of that is recorded. */
static bool
is_sprayed(const struct recorder *r, const struct dns_question *question)
{
	uint64_t i;
	return r->spray != NULL && spray_find(r->spray, question, &i);
}

/* The first who has it writes the record of a sprayed question. */
static bool
take_record(struct recorder *r, const struct dns_question *question)
{
	uint64_t i;
	return r->spray == NULL || !spray_find(r->spray, question, &i) ||
	       spray_take_record(r->spray, i);
}

/* The resolver gets it when it has room. */
static void
ask(struct recorder *r, const struct dns_question *question, bool is_link)
{
	struct handed_question *handed = malloc(sizeof(*handed));
	if (handed == NULL) {
		halt_fail(r->config.halt, -ENOMEM);
		return;
	}
	*handed = (struct handed_question){*question, is_link};
	halt_fail(r->config.halt, backlog_add(&r->questions, handed));
}

/* What follows from a reply. */
static void
ask_once(struct recorder *r, const struct dns_question *question, bool is_link)
{
	if (!is_sprayed(r, question))
		ask(r, question, is_link);
}

static void
note(struct recorder *r, const struct finding *what)
{
	findings_note(r->config.findings, what, &r->followups);
	const struct dns_question *followup = r->followups.at;
	for (size_t i = 0; i < r->followups.count; i++)
		ask_once(r, &followup[i], false);
	r->followups.count = 0;
}

/* A reply to a question of the spray, and all that is known of that. */
struct sprayed_reply {
	const struct packet_item *item;
	const struct dns_message *message;
	uint64_t i;
	int64_t server; /* servers_heard() */
	uint32_t index; /* of the delegation */
	struct delegation delegation;
	struct dns_name zone; /* that the answer is from */
};

/* As it will stand in the part file, but for what is known late. */
static void
hold_line(struct recorder *r, const struct sprayed_reply *reply,
    const struct dns_record *record)
{
	const struct addr *server = &reply->item->packet.src;
	struct held_line line;

	text_clear(&r->line);
	dns_record_begin(&r->line, record, reply->message);
	line.late_at = r->line.len;
	dns_record_end(&r->line, reply->message);
	if (!text_ok(&r->line)) {
		halt_fail(r->config.halt, -ENOMEM);
		return;
	}
	line.text = r->line.bytes;
	line.len = r->line.len;
	make_room(r);
	while (!held_answers_add_line(
	    r->held, reply->i, server, reply->message, &line, r->now_ns))
		write_oldest(r, true);
}

/* What other servers said may come still: it stays a struct. */
static void
hold_resolution(struct recorder *r, const struct sprayed_reply *reply,
    const struct dns_record *record)
{
	struct resolution *f = resolution_new(
	    &(struct iterator_result){
		.question = record->question,
		.tag = (unsigned)record->stage,
		.status = record->status,
		.message = record->message,
		.message_len = record->message_len,
		.server = record->server,
		.ns = record->ns,
		.zone = record->zone,
		.attempts = record->attempts,
	    },
	    false, record->rx_ts_ns);
	if (f == NULL) {
		halt_fail(r->config.halt, -ENOMEM);
		return;
	}
	f->sprayed = true;
	make_room(r);
	held_answers_add(r->held, reply->i, f, r->now_ns);
}

static void
hold_answer(struct recorder *r, const struct sprayed_reply *reply)
{
	struct dns_name ns;
	struct dns_record record = {
	    .question = &reply->message->question,
	    .status = DNS_STATUS_REPLY,
	    .server = &reply->item->packet.src,
	    .ns = reply->server >= 0 ? &ns : NULL,
	    .zone = &reply->zone,
	    .stage = r->stage,
	    .attempts = spray_sent(r->spray, reply->i),
	    .rx_ts_ns = reply->item->rx_ts_ns,
	    .message = reply->item->packet.payload.at,
	    .message_len = wire_left(&reply->item->packet.payload),
	};

	if (reply->server >= 0)
		servers_name(r->servers, reply->server, &ns);
	if (record.attempts > 1)
		hold_resolution(r, reply, &record);
	else /* of most there is nothing to look up */
		hold_line(r, reply, &record);
}

/*
 * What a sprayed question got is noted at once, and recorded when a second
 * answer had time to come (held_answers.h).
 */
static void
take_final(struct recorder *r, struct sprayed_reply *reply)
{
	const struct dns_message *m = reply->message;
	struct dns_name target;

	if (!spray_take_record(r->spray, reply->i))
		return;
	dns_name_copy(&reply->delegation.name, &reply->zone);
	question_reply_zone(m, &m->question, &reply->zone);
	hold_answer(r, reply);
	note(r, &(struct finding){.stage = r->stage,
		    .question = &m->question,
		    .message = m,
		    .zone = &reply->zone,
		    .delegation = &reply->delegation,
		    .index = reply->index});
	if (question_reply_leaves(m, &m->question, &reply->zone, &target))
		ask_once(r,
		    &(struct dns_question){.name = target,
			.type = m->question.type,
			.class = DNS_CLASS_IN},
		    true);
}

/* The cookie proves that the reply is to a question of ours. */
static bool
is_ours(const struct recorder *r, const struct packet_item *item,
    const struct dns_message *m)
{
	struct dns_cookie want =
	    cookie_dns(r->config.key, &item->packet.src, &m->question.name,
		m->question.type, r->config.port_first, r->config.port_last);
	return want.id == m->id && want.src_port == item->packet.dst_port &&
	       item->packet.src_port == 53;
}

/*
 * A server that is asked again, as all others have been asked, and answers
 * now: what was lost before was lost on the way, if not on our side.
 */
static void
count_answer(struct recorder *r, uint64_t i, uint32_t delegation)
{
	struct addr servers[SERVERS_PER_DELEGATION];
	unsigned sent = spray_sent_in_passes(r->spray, i);
	count(&r->config.counters->answers);
	if (sent > 1 && sent > servers_of(r->servers, delegation, servers))
		count(&r->config.counters->answers_late);
}

/* What did not end its question; NULL: what is no message. */
static void
observe(struct recorder *r, const struct packet_item *item, uint64_t i,
    const struct dns_message *m)
{
	spray_observations_note(r->observations, i, &item->packet.src, m);
}

/* It is closed: the same once more, or what another server says late. */
static void
take_second(struct recorder *r, const struct packet_item *item, uint64_t i,
    const struct dns_message *m)
{
	count(&r->config.counters->replies_duplicate);
	(void)held_answers_compare(r->held, i, &item->packet.src, m);
	if (spray_sent(r->spray, i) > 1)
		observe(r, item, i, m);
}

static void
take_reply(struct recorder *r, struct sprayed_reply *reply)
{
	const struct packet_item *item = reply->item;
	const struct dns_message *m = reply->message;
	uint64_t i = reply->i;

	reply->index = spray_delegation(r->spray, i);
	delegations_get(r->config.findings->domains->delegations, reply->index,
	    &reply->delegation);
	enum spray_reply verdict = spray_reply_judge(m,
	    &(struct spray_reply_zone){.name = &reply->delegation.name,
		.has_ds = reply->delegation.has_ds},
	    (uint32_t)(item->rx_ts_ns / NS_PER_S));
	if (verdict == SPRAY_REPLY_NEXT) { /* the next pass asks another one */
		observe(r, item, i, m);
		return;
	}
	if (!spray_close(r->spray, i)) {
		take_second(r, item, i, m);
		return;
	}
	count_answer(r, i, reply->index);
	if (verdict == SPRAY_REPLY_RESOLVER) {
		observe(r, item, i, m);
		ask(r,
		    &(struct dns_question){.name = m->question.name,
			.type = m->question.type,
			.class = DNS_CLASS_IN},
		    false);
	} else {
		take_final(r, reply);
	}
}

/* It cannot be read; but the question in front may be whole. */
static void
take_garbage(struct recorder *r, const struct packet_item *item)
{
	const struct wire *all = &item->packet.payload;
	struct dns_message m;
	uint64_t i;

	count(&r->config.counters->replies_malformed);
	if (dns_message_parse_head(all->at, wire_left(all), &m) && m.qr &&
	    spray_find(r->spray, &m.question, &i) && is_ours(r, item, &m))
		observe(r, item, i, NULL);
}

/*
 * Until it names a question of this stage and fits its cookie, a packet may be
 * anybody's: it is counted, and nothing that it says is believed.  A forged
 * error without a question makes a server count as heard; all that follows is
 * whether and how the resolver asks it, and that nobody calls it silent.
 */
static void
take_packet(struct recorder *r, const struct packet_item *item)
{
	struct counters *c = r->config.counters;
	struct dns_message m;
	uint64_t i;

	if (r->spray == NULL) {
		count(&c->replies_unmatched);
		return;
	}
	if (!dns_message_parse(item->packet.payload.at,
		wire_left(&item->packet.payload), &m)) {
		take_garbage(r, item);
		return;
	}
	if (!m.qr)
		return;
	/* Some servers' FORMERR has no question: the resolver will know. */
	if (!m.has_question && m.rcode != DNS_NOERROR) {
		servers_heard(r->servers, &item->packet.src, m.has_edns);
		servers_note_bare_error(r->servers, &item->packet.src);
	}
	if (!m.has_question || !spray_find(r->spray, &m.question, &i) ||
	    !is_ours(r, item, &m)) {
		count(&c->replies_unmatched);
		return;
	}
	struct sprayed_reply reply;
	reply.item = item;
	reply.message = &m;
	reply.i = i;
	reply.server = servers_heard(r->servers, &item->packet.src, m.has_edns);
	take_reply(r, &reply);
}

/* Takes `f`, and has its record in time. */
static void
hold(struct recorder *r, struct resolution *f)
{
	struct dns_message m;

	make_room(r);
	held_answers_add_resolved(r->held, f, r->now_ns);
	if (f->message_len == 0 ||
	    !dns_message_parse(f->message, f->message_len, &m))
		return;
	note(r, &(struct finding){.stage = f->stage,
		    .question = &f->question,
		    .message = &m,
		    .zone = f->has_zone ? &f->zone : NULL});
}

/* Takes `f`. */
static void
take_resolution(struct recorder *r, struct resolution *f)
{
	struct dns_observation room[DNS_OBSERVATIONS_MAX];

	if (f->is_word)
		held_answers_note_conflict(r->held, f->reply);
	if (f->is_word || f->internal) {
		free(f);
		return;
	}
	/* First: then the spray still knows whether it waits for a reply. */
	struct observations servers =
	    spray_observations_of(r->observations, f, room);
	bool is_first = take_record(r, &f->question);
	int rc = is_first ? resolution_set_servers(&f, &servers) : 0;
	halt_fail(r->config.halt, rc);
	if (is_first && rc == 0)
		hold(r, f);
	else
		free(f);
}

static bool
write_old(struct recorder *r)
{
	bool at_once = halt_is_due(r->config.halt);
	unsigned n = 0;

	while (n < WRITES_A_ROUND && write_oldest(r, at_once))
		n++;
	return n > 0;
}

/* Takes what is there; false: nothing was. */
static bool
take_some(struct recorder *r)
{
	struct packet_item *item;
	unsigned n = 0;

	r->now_ns = clock_monotonic_ns();
	struct resolution *f = ring_pop(r->config.resolutions);
	if (f != NULL)
		take_resolution(r, f);
	while (n < PACKETS_A_ROUND &&
	       (item = ring_pop(r->config.packets)) != NULL) {
		take_packet(r, item);
		packet_item_free(item);
		n++;
	}
	bool wrote = write_old(r);
	return f != NULL || n > 0 || wrote;
}

/*
 * At a halt nobody will ask what still waits.  An answer of the resolver's goes
 * on to wait in the next stage: only the spray is about to be forgotten.
 */
static bool
is_rid_of_all(const struct recorder *r, enum gate gate)
{
	bool holds = gate == GATE_CLOSING ? held_answers_has_sprayed(r->held)
					  : !held_answers_is_empty(r->held);

	return (backlog_count(&r->questions) == 0 && !holds) ||
	       halt_is_due(r->config.halt);
}

static void
run(void *arg)
{
	struct recorder *r = arg;
	for (;;) {
		enum gate gate = (enum gate)atomic_load_explicit(
		    &r->gate, memory_order_acquire);
		bool stopping = thread_is_stopping(&r->thread);
		if (gate == GATE_CLOSED && !stopping) {
			clock_pause();
			continue;
		}
		bool took = take_some(r);
		backlog_flush(&r->questions);
		record_lines_tick(&r->lines, !took);
		if (took)
			continue;
		if (stopping) {
			while (write_oldest(r, true))
				;
			return;
		}
		if (gate != GATE_OPEN && is_rid_of_all(r, gate)) {
			/* Nobody looks at the part while it is closed. */
			record_lines_flush(&r->lines);
			atomic_store_explicit(
			    &r->gate, GATE_CLOSED, memory_order_release);
		}
		ring_wait(
		    r->config.packets, clock_monotonic_ns() + 20 * NS_PER_MS);
	}
}

int
recorder_start(const struct recorder_config *config, struct recorder **out)
{
	struct recorder *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return -ENOMEM;
	r->config = *config;
	r->gate = GATE_CLOSED;
	r->questions.ring = config->questions;
	r->lines = (struct record_lines){.part = config->part,
	    .domains = config->findings->domains,
	    .counters = config->counters,
	    .halt = config->halt};
	text_init(&r->lines.of_one);
	text_init(&r->lines.held);
	text_init(&r->line);
	int rc = held_answers_new(&r->held);
	if (rc == 0)
		rc = spray_observations_new(
		    config->seed, SPRAY_SAID_MAX, &r->observations);
	if (rc == 0)
		rc = thread_start(&r->thread, "recorder", run, r);
	if (rc < 0) {
		spray_observations_free(r->observations);
		held_answers_free(r->held);
		free(r);
		return rc;
	}
	*out = r;
	return 0;
}

void
recorder_stop(struct recorder *r)
{
	if (r == NULL)
		return;
	thread_stop(&r->thread);
	backlog_fini(&r->questions);
	held_answers_free(r->held);
	spray_observations_free(r->observations);
	array_fini(&r->followups);
	record_lines_fini(&r->lines);
	text_fini(&r->line);
	free(r);
}

void
recorder_begin_pause(struct recorder *r)
{
	int open = GATE_OPEN;
	atomic_compare_exchange_strong(&r->gate, &open, GATE_CLOSING);
}

void
recorder_begin_settling(struct recorder *r)
{
	assert(recorder_is_paused(r));
	atomic_store_explicit(&r->gate, GATE_SETTLING, memory_order_release);
}

bool
recorder_is_paused(const struct recorder *r)
{
	return atomic_load_explicit(&r->gate, memory_order_acquire) ==
	       GATE_CLOSED;
}

void
recorder_forget_spray(struct recorder *r)
{
	assert(recorder_is_paused(r));
	r->spray = NULL;
	r->servers = NULL;
	spray_observations_begin(r->observations, NULL, NULL);
}

void
recorder_resume(struct recorder *r, enum stage stage, struct spray *spray,
    struct servers *servers)
{
	r->stage = stage;
	r->spray = spray;
	r->servers = servers;
	spray_observations_begin(r->observations, spray, servers);
	atomic_store_explicit(&r->gate, GATE_OPEN, memory_order_release);
}
