#include <errno.h>
#include <stdlib.h>

#include "again_source.h"
#include "stage_work.h"

/*
 * What a repeat finds is swept, and may be in doubt itself: the hosts of an MX
 * set, their addresses, where an alias leads.
 */
enum { ROUNDS_MAX = 3 };

static int
list(const struct stage_work *w, struct array *questions)
{
	int rc = part_finish(w->dns_part);
	if (rc == 0 && w->again != NULL)
		rc = w->again->list(w->again->ctx, questions);
	return rc;
}

/*
 * The questions, each once.  The recorder is paused, so that its part may be
 * finished: what was recorded until now is then there to be read.
 */
static int
plan(const struct stage_work *w, void **out)
{
	struct array *questions = calloc(1, sizeof(*questions));
	if (questions == NULL)
		return -ENOMEM;
	int rc = list(w, questions);
	if (rc < 0) {
		array_fini(questions);
		free(questions);
		return rc;
	}
	*out = questions;
	return 0;
}

static void
ask_all(const struct stage_work *w, const struct array *questions)
{
	const struct dns_question *q = questions->at;
	recorder_resume(w->recorder, STAGE_AGAIN, NULL, NULL);
	for (size_t i = 0; i < questions->count && !stage_is_halted(w); i++)
		stage_ask_all(w, &q[i]);
	stage_end_questions(w, STAGE_AGAIN);
}

/*
 * The same questions as stage hosts has, of the hosts from `first` on.  Of
 * aliases they were asked when those were found.
 */
static void
ask_hosts(const struct stage_work *w, uint32_t first)
{
	const struct hosts *h = w->findings->hosts;
	uint32_t end = hosts_count(h);
	stage_enter(w, STAGE_HOSTS);
	recorder_resume(w->recorder, STAGE_HOSTS, NULL, NULL);
	for (uint32_t id = first; id < end && !stage_is_halted(w); id++) {
		struct dns_name name;
		hosts_name(h, id, &name);
		if (hosts_is_mx(h, id))
			stage_ask_host(w, &name);
	}
	stage_end_questions(w, STAGE_HOSTS);
}

/* Of these stages only what is new is asked, and swept. */
static void
follow(
    const struct stage_work *w, enum stage stage, const struct stage_row *row)
{
	if (!stage_is_wanted(w, stage) || stage_is_halted(w))
		return;
	stage_enter(w, stage);
	stage_run_row(w, row);
}

/* The way of all, with the hosts from `known` on.  False: nothing is new. */
static bool
follow_all(const struct stage_work *w, uint32_t known)
{
	bool more = stage_is_wanted(w, STAGE_SMTP) && stage_smtp_has_more(w);
	if (stage_is_wanted(w, STAGE_HOSTS) &&
	    hosts_count(w->findings->hosts) > known) {
		ask_hosts(w, known);
		follow(w, STAGE_CHAIN, &stage_chain);
		more = true;
	}
	if (more)
		follow(w, STAGE_SMTP, &stage_smtp);
	return more;
}

static bool
plan_more(const struct stage_work *w, struct array *questions)
{
	questions->count = 0;
	int rc = list(w, questions);
	halt_fail(w->halt, rc);
	stage_enter(w, STAGE_AGAIN);
	return rc == 0 && questions->count > 0;
}

static void
run(const struct stage_work *w, void *planned)
{
	unsigned round = 0;
	uint32_t known;
	do {
		known = hosts_count(w->findings->hosts);
		ask_all(w, planned);
		round++;
	} while (!stage_is_halted(w) && follow_all(w, known) &&
		 round < ROUNDS_MAX && !stage_is_halted(w) &&
		 plan_more(w, planned));
}

static void
free_plan(void *planned)
{
	array_fini(planned);
	free(planned);
}

const struct stage_row stage_again = {plan, run, free_plan};
