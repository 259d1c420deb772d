#include "recorder.h"

#include <assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/backlog.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/thread.h"
#include "scanner/engine/cookie.h"
#include "output/record/dns.h"
#include "resolution.h"
#include "held_answers.h"
#include "scanner/engine/packet_item.h"
#include "resolver/iterator/question_reply.h"
#include "spray_reply.h"

/*
 * Who has the findings.  The recorder does unless the gate is closed; then
 * the stage thread does, and the gate's release and acquire hand them over.
 */
enum gate {
	GATE_OPEN,    /* work.  The stage thread -> CLOSING, at a stage's end */
	GATE_CLOSING, /* work off the rings; the recorder -> CLOSED when they
		       * are empty, and no question waits for the resolver */
	GATE_CLOSED,  /* hold still.  The stage thread -> OPEN, with the next
		       * stage; at a stop the thread ends from here too */
};

enum { TICK_EVERY = 64 }; /* rounds of the loop, while there is work */

struct recorder {
	struct recorder_config config;
	struct thread thread;
	struct spray *spray; /* these three change while the gate is closed */
	struct servers *servers;
	enum stage stage;
	struct text line;
	struct array followups; /* struct dns_question, of the last reply */
	struct backlog questions;
	struct held_answers *held;
	unsigned since_tick; /* rounds since part_tick() */
	atomic_int gate;     /* enum gate */
};

static void
write_record(struct recorder *r, const struct dns_record *record)
{
	text_clear(&r->line);
	dns_record_add(&r->line, record);
	int rc = text_ok(&r->line)
		     ? part_add_line(r->config.part, r->line.bytes, r->line.len)
		     : -ENOMEM;
	if (rc < 0)
		halt_fail(r->config.halt, rc);
	else
		count(&r->config.counters->dns_records);
}

static bool
is_listed(const struct recorder *r, const struct dns_question *q)
{
	return q->type == DNS_MX &&
	       domains_lists(r->config.findings->domains, &q->name);
}

static void
write_resolution(struct recorder *r, const struct resolution *f)
{
	write_record(
	    r, &(struct dns_record){
		   .question = &f->question,
		   .status = f->status,
		   .server = f->has_server ? &f->server : NULL,
		   .ns = f->has_ns ? &f->ns : NULL,
		   .zone = f->has_zone ? &f->zone : NULL,
		   .tcp = f->tcp,
		   .stage = f->stage,
		   .attempts = f->attempts,
		   .rx_ts_ns = f->rx_ts_ns,
		   .listed = is_listed(r, &f->question),
		   .conflict = f->conflict,
		   .servers = {f->servers, f->server_count, f->servers_left},
		   .message = f->message_len > 0 ? f->message : NULL,
		   .message_len = f->message_len,
	       });
}

/* Records an answer that was held long enough, or at once; false: none. */
static bool
write_oldest(struct recorder *r, bool at_once)
{
	struct resolution *f = NULL;

	if (!held_answers_is_empty(r->held))
		f = held_answers_pop(r->held, at_once, clock_monotonic_ns());
	if (f == NULL)
		return false;
	write_resolution(r, f);
	free(f);
	return true;
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
ask(struct recorder *r, const struct dns_question *question)
{
	struct dns_question *copy = malloc(sizeof(*copy));
	if (copy == NULL) {
		halt_fail(r->config.halt, -ENOMEM);
		return;
	}
	*copy = *question;
	halt_fail(r->config.halt, backlog_add(&r->questions, copy));
}

/* What follows from a reply. */
static void
ask_once(struct recorder *r, const struct dns_question *question)
{
	if (!is_sprayed(r, question))
		ask(r, question);
}

static void
note(struct recorder *r, const struct finding *what)
{
	findings_note(r->config.findings, what, &r->followups);
	const struct dns_question *followup = r->followups.at;
	for (size_t i = 0; i < r->followups.count; i++)
		ask_once(r, &followup[i]);
	r->followups.count = 0;
}

/*
 * What a sprayed question got is noted at once, and recorded when a second
 * answer had time to come (held_answers.h).
 */
static void
take_final(struct recorder *r, const struct packet_item *item, uint64_t i,
    const struct dns_message *m, struct dns_name zone)
{
	struct dns_name ns, target;

	if (!spray_take_record(r->spray, i))
		return;
	question_reply_zone(m, &m->question, &zone);
	bool has_ns = servers_name(r->servers, &item->packet.src, &ns);
	struct resolution *f = resolution_new(
	    &(struct iterator_result){
		.question = &m->question,
		.tag = (unsigned)r->stage,
		.status = DNS_STATUS_REPLY,
		.message = item->packet.payload.at,
		.message_len = wire_left(&item->packet.payload),
		.server = &item->packet.src,
		.ns = has_ns ? &ns : NULL,
		.zone = &zone,
		.attempts = spray_sent(r->spray, i),
	    },
	    false, item->rx_ts_ns);
	if (f == NULL) {
		halt_fail(r->config.halt, -ENOMEM);
		return;
	}
	if (held_answers_is_full(r->held))
		write_oldest(r, true);
	held_answers_add(r->held, i, f, m, clock_monotonic_ns());
	note(r, &(struct finding){.stage = r->stage,
		    .question = &m->question,
		    .message = m,
		    .zone = &zone});
	if (question_reply_leaves(m, &m->question, &zone, &target))
		ask_once(r, &(struct dns_question){.name = target,
				.type = m->question.type,
				.class = DNS_CLASS_IN});
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
 * now: what was lost before was lost on the way.
 */
static void
count_answer(struct recorder *r, uint64_t i, uint32_t delegation)
{
	struct addr servers[SERVERS_PER_DELEGATION];
	unsigned sent = spray_sent(r->spray, i);
	count(&r->config.counters->answers);
	if (sent > 1 && sent > servers_of(r->servers, delegation, servers))
		count(&r->config.counters->answers_late);
}

static void
take_reply(struct recorder *r, const struct packet_item *item, uint64_t i,
    const struct dns_message *m)
{
	struct dns_question question;
	uint32_t index;
	struct delegation delegation;

	spray_question(r->spray, i, &question, &index);
	delegations_get(
	    r->config.findings->domains->delegations, index, &delegation);
	enum spray_reply verdict = spray_reply_judge(m,
	    &(struct spray_reply_zone){
		.name = &delegation.name, .has_ds = delegation.has_ds},
	    (uint32_t)(item->rx_ts_ns / NS_PER_S));
	if (verdict == SPRAY_REPLY_NEXT)
		return; /* still open: the next pass asks another server */
	if (!spray_close(r->spray, i)) {
		count(&r->config.counters->replies_duplicate);
		(void)held_answers_compare(r->held, i, &item->packet.src, m);
		return;
	}
	count_answer(r, i, index);
	if (verdict == SPRAY_REPLY_RESOLVER)
		ask(r, &question);
	else
		take_final(r, item, i, m, delegation.name);
}

/*
 * Until it names a question of this stage and fits its cookie, a packet may be
 * anybody's: it is counted, and nothing that it says is believed.  A forged
 * error without a question makes a server count as heard; all that follows is
 * whether and how the resolver asks it.
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
		count(&c->replies_malformed);
		return;
	}
	if (!m.qr)
		return;
	/* Some servers' FORMERR has no question: the resolver will know. */
	if (!m.has_question && m.rcode != DNS_NOERROR)
		servers_heard(r->servers, &item->packet.src, m.has_edns);
	if (!m.has_question || !spray_find(r->spray, &m.question, &i) ||
	    !is_ours(r, item, &m)) {
		count(&c->replies_unmatched);
		return;
	}
	servers_heard(r->servers, &item->packet.src, m.has_edns);
	take_reply(r, item, i, &m);
}

/*
 * The address of a name server that the resolver needs for itself is no
 * target, and no evidence for anybody's mail.
 */
static bool
is_evidence(const struct recorder *r, const struct resolution *f)
{
	uint32_t host;
	bool is_address =
	    f->question.type == DNS_A || f->question.type == DNS_AAAA;
	if (!f->internal || !is_address)
		return true;
	return hosts_find(r->config.findings->hosts, &f->question.name, &host);
}

static void
take_resolution(struct recorder *r, const struct resolution *f)
{
	const uint8_t *message = f->message_len > 0 ? f->message : NULL;
	struct dns_message m;

	if (!is_evidence(r, f) || !take_record(r, &f->question))
		return;
	write_resolution(r, f);
	if (message == NULL || !dns_message_parse(message, f->message_len, &m))
		return;
	note(r, &(struct finding){.stage = f->stage,
		    .question = &f->question,
		    .message = &m,
		    .zone = f->has_zone ? &f->zone : NULL,
		    .internal = f->internal});
}

/* Takes what is there; false: nothing was. */
static bool
take_some(struct recorder *r)
{
	struct resolution *f = ring_pop(r->config.resolutions);
	if (f != NULL) {
		take_resolution(r, f);
		free(f);
	}
	struct packet_item *item = ring_pop(r->config.packets);
	if (item != NULL) {
		take_packet(r, item);
		packet_item_free(item);
	}
	bool wrote = write_oldest(r, halt_is_due(r->config.halt));
	return f != NULL || item != NULL || wrote;
}

/* At a halt nobody will ask what still waits. */
static bool
is_rid_of_all(const struct recorder *r)
{
	return (backlog_count(&r->questions) == 0 &&
		   held_answers_is_empty(r->held)) ||
	       halt_is_due(r->config.halt);
}

/* Not at each packet: the clock alone would cost what a look at one does. */
static void
write_old_lines(struct recorder *r, bool idle)
{
	if (!idle && ++r->since_tick < TICK_EVERY)
		return;
	r->since_tick = 0;
	halt_fail(
	    r->config.halt, part_tick(r->config.part, clock_monotonic_ns()));
}

/* Nobody looks at the part while the gate is closed. */
static void
write_all_lines(struct recorder *r)
{
	halt_fail(r->config.halt, part_flush(r->config.part));
}

static void
run(void *arg)
{
	struct recorder *r = arg;
	for (;;) {
		int gate = atomic_load_explicit(&r->gate, memory_order_acquire);
		bool stopping = thread_is_stopping(&r->thread);
		if (gate == GATE_CLOSED && !stopping) {
			clock_pause();
			continue;
		}
		bool took = take_some(r);
		backlog_flush(&r->questions);
		write_old_lines(r, !took);
		if (took)
			continue;
		if (stopping) {
			while (write_oldest(r, true))
				;
			return;
		}
		if (gate == GATE_CLOSING && is_rid_of_all(r)) {
			write_all_lines(r);
			atomic_store_explicit(
			    &r->gate, GATE_CLOSED, memory_order_release);
		}
		clock_pause();
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
	text_init(&r->line);
	int rc = held_answers_new(&r->held);
	if (rc == 0)
		rc = thread_start(&r->thread, "recorder", run, r);
	if (rc < 0) {
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
	array_fini(&r->followups);
	text_fini(&r->line);
	free(r);
}

void
recorder_begin_pause(struct recorder *r)
{
	int open = GATE_OPEN;
	atomic_compare_exchange_strong(&r->gate, &open, GATE_CLOSING);
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
}

void
recorder_resume(struct recorder *r, enum stage stage, struct spray *spray,
    struct servers *servers)
{
	r->stage = stage;
	r->spray = spray;
	r->servers = servers;
	atomic_store_explicit(&r->gate, GATE_OPEN, memory_order_release);
}
