#include <errno.h>
#include <stdlib.h>

#include "again_list.h"
#include "again_source.h"
#include "stage_work.h"

/*
 * What a repeat finds is swept, and may be in doubt itself: the hosts of an MX
 * set, their addresses, where an alias leads.
 */
enum { ROUNDS_MAX = 3 };

/* All that were listed, each once, round after round. */
struct again_plan {
	struct array questions; /* struct dns_question */
	size_t first;           /* of the present round */
	unsigned round;         /* from 1 on */
};

/*
 * The judge lists them.  While the recorder is paused its part may be finished:
 * what was recorded until now is then there to be read.
 */
static int
list_new(const struct stage_work *w, struct again_plan *p)
{
	stage_settle(w);
	int rc = part_finish(w->dns_part);
	if (rc == 0 && w->again != NULL)
		rc = w->again->list(w->again->ctx, &p->questions);
	if (rc == 0)
		rc = again_list_write(p->round, &p->questions, p->first);
	return rc;
}

/* One more round; one that was begun before has its list. */
static int
list(const struct stage_work *w, struct again_plan *p)
{
	p->first = p->questions.count;
	p->round++;
	int rc = again_list_read(p->round, &p->questions);
	return rc == -ENOENT ? list_new(w, p) : rc;
}

static void
free_plan(void *planned)
{
	struct again_plan *p = planned;
	array_fini(&p->questions);
	free(p);
}

static int
plan(const struct stage_work *w, void **out)
{
	struct again_plan *p = calloc(1, sizeof(*p));
	if (p == NULL)
		return -ENOMEM;
	int rc = list(w, p);
	if (rc < 0) {
		free_plan(p);
		return rc;
	}
	*out = p;
	return 0;
}

static void
ask_all(const struct stage_work *w, const struct again_plan *p)
{
	const struct dns_question *q = p->questions.at;
	if (!stage_begin(w, STAGE_AGAIN, NULL, NULL))
		return;
	for (size_t i = p->first; i < p->questions.count && !stage_is_halted(w);
	     i++)
		if (!stage_has_record(w, STAGE_AGAIN, &q[i]))
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
	if (!stage_begin(w, STAGE_HOSTS, NULL, NULL))
		return;
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
plan_more(const struct stage_work *w, struct again_plan *p)
{
	int rc = list(w, p);
	halt_fail(w->halt, rc);
	stage_enter(w, STAGE_AGAIN);
	return rc == 0 && p->questions.count > p->first;
}

static void
run(const struct stage_work *w, void *planned)
{
	struct again_plan *p = planned;
	uint32_t known;
	do {
		known = hosts_count(w->findings->hosts);
		ask_all(w, p);
	} while (!stage_is_halted(w) && follow_all(w, known) &&
		 p->round < ROUNDS_MAX && !stage_is_halted(w) &&
		 plan_more(w, p));
}

const struct stage_row stage_again = {plan, run, free_plan};
