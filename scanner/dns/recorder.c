#include "recorder.h"

#include <assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"
#include "recorder_answers.h"
#include "recorder_packets.h"
#include "recorder_state.h"
#include "resolution.h"
#include "scanner/engine/packet_item.h"

enum {
	PACKETS_A_ROUND = 64,
	WRITES_A_ROUND = 2 * PACKETS_A_ROUND, /* or more and more would wait */
};

/* The first who has it writes the record of a sprayed question. */
static bool
take_record(struct recorder *r, const struct dns_question *question)
{
	uint64_t i;
	return r->spray == NULL || !spray_find(r->spray, question, &i) ||
	       spray_take_record(r->spray, i);
}

/* Takes `f`, and has its record in time. */
static void
hold(struct recorder *r, struct resolution *f)
{
	struct dns_message m;

	recorder_make_room(r);
	held_answers_add_resolved(r->held, f, r->now_ns);
	if (f->message_len == 0 ||
	    !dns_message_parse(f->message, f->message_len, &m))
		return;
	recorder_note(r, &(struct finding){.stage = f->stage,
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

	while (n < WRITES_A_ROUND && recorder_write_oldest(r, at_once))
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
		recorder_take_packet(r, item);
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
			while (recorder_write_oldest(r, true))
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
