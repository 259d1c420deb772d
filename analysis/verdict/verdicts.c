#include "verdicts.h"

#include <errno.h>
#include <stdlib.h>

#include "judge.h"
#include "analysis/dnssec/lookup.h"
#include "analysis/evidence/record_origin.h"
#include "output/ordered_lines.h"
#include "output/record/rrset.h"
#include "verdict_line.h"

/* What one thread judges with, and what all work on. */
struct judge_thread {
	const struct evidence *evidence;
	struct judge judge;
	struct mail_plan *plan;
	const struct name_map_entry *questions; /* of --rrsets */
};

static void
add_hosts(void *arg, size_t from, size_t to, struct text *out)
{
	struct judge_thread *w = arg;
	for (size_t i = from; i < to; i++) {
		struct host_judgement report;
		judge_host(&w->judge, w->plan->hosts[i], &report);
		verdict_line_add_host(out,
		    record_origin_host(w->evidence, report.verdict.host),
		    &report);
		judge_trim(&w->judge);
	}
}

static void
add_domains(void *arg, size_t from, size_t to, struct text *out)
{
	struct judge_thread *w = arg;
	for (size_t i = from; i < to; i++) {
		struct domain_judgement report;
		judge_domain(&w->judge, w->plan, w->plan->domains[i], &report);
		verdict_line_add_domain(out,
		    record_origin_domain(w->evidence, w->plan->domains[i]),
		    &report);
		judge_trim(&w->judge);
	}
}

static void
add_rrsets(void *arg, size_t from, size_t to, struct text *out)
{
	struct judge_thread *w = arg;
	for (size_t i = from; i < to; i++) {
		const struct name_map_entry *q = &w->questions[i];
		const struct lookup *l = lookup_judge(
		    &w->judge.now.validator, q->name, q->type, NULL);
		struct rrset_record record = {
		    .run_id =
			record_origin_question(w->evidence, q->name, q->type),
		    .name = q->name,
		    .type = q->type,
		    .state = l->state,
		    .rx_ns = l->last_ns,
		};
		rrset_record_add(out, &record);
		judge_trim(&w->judge);
	}
}

/* One step of the work, by all threads, each like `shared`. */
static int
write_all(const struct judge_input *input, unsigned threads,
    const struct judge_thread *shared, ordered_lines_fn *fn, size_t count,
    struct line_sink *sink)
{
	struct judge_thread *all = calloc(threads, sizeof(*all));
	void *args[ORDERED_LINES_THREADS_MAX];
	if (all == NULL)
		return -ENOMEM;
	for (unsigned i = 0; i < threads; i++) {
		all[i].evidence = input->dnssec.evidence;
		all[i].plan = shared->plan;
		all[i].questions = shared->questions;
		judge_init(&all[i].judge, input);
		args[i] = &all[i];
	}
	struct ordered_lines o = {count, fn, args, threads, sink};
	int rc = ordered_lines_write(&o);
	for (unsigned i = 0; i < threads; i++)
		judge_fini(&all[i].judge);
	free(all);
	return rc;
}

int
verdicts_write(const struct judge_input *input, unsigned threads,
    struct mail_plan *plan, struct line_sink *hosts, struct line_sink *domains)
{
	struct judge_thread shared = {.plan = plan};
	int rc = write_all(
	    input, threads, &shared, add_hosts, plan->host_count, hosts);
	if (rc == 0)
		rc = write_all(input, threads, &shared, add_domains,
		    plan->domain_count, domains);
	return rc;
}

int
verdicts_write_rrsets(
    const struct judge_input *input, unsigned threads, struct line_sink *sink)
{
	const struct name_map *all = &input->dnssec.evidence->replies;
	struct arena arena;
	arena_init(&arena);
	struct judge_thread shared = {
	    .questions = name_map_sorted(all, &arena)};
	int rc = write_all(
	    input, threads, &shared, add_rrsets, name_map_count(all), sink);
	arena_fini(&arena);
	return rc;
}
