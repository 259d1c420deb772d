#include "verdicts.h"

#include <errno.h>
#include <stdlib.h>

#include "judge.h"
#include "analysis/dnssec/lookup.h"
#include "output/ordered_lines.h"
#include "output/record/verdict.h"

/* What a thread has, and what all work on. */
struct worker {
	struct judge judge;
	struct mail_plan *plan;
	const struct name_map_slot *questions; /* of --rrsets */
};

static void
add_hosts(void *arg, size_t from, size_t to, struct text *out)
{
	struct worker *w = arg;
	for (size_t i = from; i < to; i++) {
		struct host_report report;
		judge_host(&w->judge, w->plan->hosts[i], &report);
		verdict_record_add_host(out, &report);
		judge_trim(&w->judge);
	}
}

static void
add_domains(void *arg, size_t from, size_t to, struct text *out)
{
	struct worker *w = arg;
	for (size_t i = from; i < to; i++) {
		struct domain_report report;
		judge_domain(&w->judge, w->plan, w->plan->domains[i], &report);
		verdict_record_add_domain(out, &report);
		judge_trim(&w->judge);
	}
}

static void
add_rrsets(void *arg, size_t from, size_t to, struct text *out)
{
	struct worker *w = arg;
	for (size_t i = from; i < to; i++) {
		const struct name_map_slot *q = &w->questions[i];
		const struct lookup *l =
		    lookup_judge(&w->judge.now, q->name, q->type);
		verdict_record_add_rrset(out, q->name, q->type, &l->state);
		judge_trim(&w->judge);
	}
}

/* One step of the work, by all threads, each like `shared`. */
static int
write_all(const struct judge_config *config, unsigned threads,
    const struct worker *shared, ordered_lines_fn *fn, size_t count,
    struct line_sink *sink)
{
	struct worker *workers = calloc(threads, sizeof(*workers));
	void *args[ORDERED_LINES_THREADS_MAX];
	if (workers == NULL)
		return -ENOMEM;
	for (unsigned i = 0; i < threads; i++) {
		workers[i].plan = shared->plan;
		workers[i].questions = shared->questions;
		judge_init(&workers[i].judge, config);
		args[i] = &workers[i];
	}
	struct ordered_lines o = {count, fn, args, threads, sink};
	int rc = ordered_lines_write(&o);
	for (unsigned i = 0; i < threads; i++)
		judge_fini(&workers[i].judge);
	free(workers);
	return rc;
}

int
verdicts_write(const struct judge_config *config, unsigned threads,
    struct mail_plan *plan, struct line_sink *sink)
{
	struct worker shared = {.plan = plan};
	int rc = write_all(
	    config, threads, &shared, add_hosts, plan->host_count, sink);
	if (rc == 0)
		rc = write_all(config, threads, &shared, add_domains,
		    plan->domain_count, sink);
	return rc;
}

int
verdicts_write_rrsets(
    const struct judge_config *config, unsigned threads, struct line_sink *sink)
{
	const struct name_map *all = &config->evidence->replies;
	struct arena arena;
	arena_init(&arena);
	struct worker shared = {.questions = name_map_sorted(all, &arena)};
	int rc =
	    write_all(config, threads, &shared, add_rrsets, all->count, sink);
	arena_fini(&arena);
	return rc;
}
