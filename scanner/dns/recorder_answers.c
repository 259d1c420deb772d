#include "recorder_answers.h"

#include <errno.h>
#include <stdlib.h>

#include "handed_question.h"
#include "recorder_state.h"

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

bool
recorder_write_oldest(struct recorder *r, bool at_once)
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

void
recorder_make_room(struct recorder *r)
{
	if (held_answers_is_full(r->held))
		recorder_write_oldest(r, true);
}

/* The spray asks it, and what comes of that is recorded. */
static bool
is_sprayed(const struct recorder *r, const struct dns_question *question)
{
	uint64_t i;
	return r->spray != NULL && spray_find(r->spray, question, &i);
}

void
recorder_ask(
    struct recorder *r, const struct dns_question *question, bool is_link)
{
	struct handed_question *handed = malloc(sizeof(*handed));
	if (handed == NULL) {
		halt_fail(r->config.halt, -ENOMEM);
		return;
	}
	*handed = (struct handed_question){*question, is_link};
	halt_fail(r->config.halt, backlog_add(&r->questions, handed));
}

void
recorder_ask_once(
    struct recorder *r, const struct dns_question *question, bool is_link)
{
	if (!is_sprayed(r, question))
		recorder_ask(r, question, is_link);
}

void
recorder_note(struct recorder *r, const struct finding *what)
{
	findings_note(r->config.findings, what, &r->followups);
	const struct dns_question *followup = r->followups.at;
	for (size_t i = 0; i < r->followups.count; i++)
		recorder_ask_once(r, &followup[i], false);
	r->followups.count = 0;
}
