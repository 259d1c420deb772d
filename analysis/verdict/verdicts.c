#include "verdicts.h"

#include <errno.h>
#include <stdlib.h>

#include "analysis/dnssec/lookup.h"
#include "analysis/evidence/record_origin.h"
#include "base/progress.h"
#include "choice.h"
#include "judge_thread.h"
#include "output/ordered_lines.h"
#include "output/record/rrset.h"
#include "plan_store.h"
#include "verdict_line.h"

/* Whether there are lines only of what has TLSA records. */
static bool
wants_tlsa(const struct judge_thread *w)
{
	return w->input.choice != NULL && w->input.choice->dane;
}

static void
add_host(struct judge_thread *w, struct host_use *use, struct text *out)
{
	struct host_judgement report;
	if (w->hosts != NULL && name_map_get(w->hosts, use->host, 0) == NULL) {
		w->left_out.hosts_unjudged++;
		return;
	}
	judge_host(&w->judge, use, &report);
	if (wants_tlsa(w) && !use->tlsa)
		left_out_add_host(&w->left_out, &report.verdict);
	else
		verdict_line_add_host(out,
		    record_origin_host(&w->evidence, report.verdict.host),
		    &report);
	judge_thread_trim(w);
}

static bool
uses_tlsa(const struct judge_thread *w, const struct domain_mail *mail)
{
	for (size_t i = 0; i < mail->host_count; i++)
		if (mail_plan_host(w->plan, mail->hosts[i].host)->tlsa)
			return true;
	return false;
}

static void
add_domain(
    struct judge_thread *w, const struct dns_name *domain, struct text *out)
{
	struct domain_judgement report;
	if (w->input.choice != NULL &&
	    !verdict_choice_has(w->input.choice, domain)) {
		w->left_out.domains_unjudged++;
		return;
	}
	judge_domain_now(&w->judge, w->plan, domain, &report);
	if (wants_tlsa(w) && !uses_tlsa(w, report.verdict.mail)) {
		left_out_add_domain(&w->left_out, &report.verdict);
	} else {
		judge_domain_outlook(&w->judge, w->plan, &report);
		verdict_line_add_domain(
		    out, record_origin_domain(&w->evidence, domain), &report);
	}
	judge_thread_trim(w);
}

static void
add_rrset(struct judge_thread *w, const struct dns_name *name, uint16_t type,
    struct text *out)
{
	const struct lookup *l =
	    lookup_judge(&w->judge.now.validator, name, type, NULL);
	struct rrset_record record = {
	    .run_id = record_origin_question(&w->evidence, name, type),
	    .name = name,
	    .type = type,
	    .state = l->state,
	    .rx_ns = l->last_ns,
	};
	rrset_record_add(out, &record);
	judge_thread_trim(w);
}

static void
add_hosts(void *arg, size_t from, size_t to, struct text *out)
{
	struct judge_thread *w = arg;
	for (size_t i = from; i < to; i++)
		add_host(w, w->plan->hosts[i], out);
}

static void
add_domains(void *arg, size_t from, size_t to, struct text *out)
{
	struct judge_thread *w = arg;
	for (size_t i = from; i < to; i++)
		add_domain(w, w->plan->domains[i], out);
}

static void
add_rrsets(void *arg, size_t from, size_t to, struct text *out)
{
	struct judge_thread *w = arg;
	for (size_t i = from; i < to; i++)
		add_rrset(w, w->questions[i].name, w->questions[i].type, out);
}

/* Pages of tables on disk; what cannot be read is known to the spill file. */
static void
add_host_pages(void *arg, size_t from, size_t to, struct text *out)
{
	struct judge_thread *w = arg;
	for (size_t i = from; i < to; i++) {
		struct row_page_rows rows;
		struct key_row row;
		row_page_rows_open(&rows, &w->pages, &w->store->hosts, i);
		while (row_next(&rows.at, rows.end, &row)) {
			struct host_use use;
			plan_store_host(&row, &use);
			add_host(w, &use, out);
			if (w->error == 0)
				w->error = plan_store_keep(&w->outcomes, &use);
		}
		row_page_rows_close(&rows);
	}
}

static void
add_domain_pages(void *arg, size_t from, size_t to, struct text *out)
{
	struct judge_thread *w = arg;
	for (size_t i = from; i < to; i++) {
		struct row_page_rows rows;
		struct key_row row;
		row_page_rows_open(&rows, &w->pages, &w->store->domains, i);
		while (row_next(&rows.at, rows.end, &row))
			add_domain(w, (const void *)row.value, out);
		row_page_rows_close(&rows);
	}
}

/* Rows of their own: judging may forget the page. */
static void
add_rrset_pages(void *arg, size_t from, size_t to, struct text *out)
{
	struct judge_thread *w = arg;
	for (size_t i = from; i < to; i++) {
		struct row_page_rows rows;
		struct key_row row;
		row_page_rows_open(
		    &rows, &w->pages, &w->evidence.store->names, i);
		struct evidence_question q = {0};
		while (row_next(&rows.at, rows.end, &row))
			if (evidence_row_question(&row, &q))
				add_rrset(w, q.name, q.type, out);
		row_page_rows_close(&rows);
	}
}

/* One step of the work, by all threads: of so many lines or pages. */
static int
write_all(struct judge_threads *all, const char *what, ordered_lines_fn *fn,
    size_t count, size_t chunk, struct line_sink *sink)
{
	void *args[ORDERED_LINES_THREADS_MAX];
	struct progress *progress = all->input->dnssec.evidence->progress;
	progress_phase(progress, what, count);
	for (unsigned i = 0; i < all->count; i++)
		args[i] = &all->at[i];
	struct ordered_lines o = {
	    count, fn, args, all->count, sink, chunk, progress};
	int rc = ordered_lines_write(&o);
	return rc < 0 ? rc : judge_threads_error(all);
}

static int
write_from_memory(struct judge_threads *all, struct line_sink *hosts,
    struct line_sink *domains, struct verdict_counts *out)
{
	struct mail_plan plan;
	progress_phase(
	    all->input->dnssec.evidence->progress, "who uses which host", 0);
	mail_plan_init(&plan, all->input->dnssec.evidence);
	out->hosts = plan.host_count;
	out->domains = plan.domain_count;
	for (unsigned i = 0; i < all->count; i++)
		all->at[i].plan = &plan;
	int rc = write_all(all, "hosts", add_hosts, plan.host_count, 0, hosts);
	judge_threads_forget(all);
	if (rc == 0)
		rc = write_all(
		    all, "domains", add_domains, plan.domain_count, 0, domains);
	mail_plan_fini(&plan);
	return rc;
}

static int
write_from_disk(struct judge_threads *all, struct line_sink *hosts,
    struct line_sink *domains, struct verdict_counts *out)
{
	struct plan_store store;
	const struct evidence *e = all->input->dnssec.evidence;
	int rc = plan_store_init(&store, e, all->count);
	out->hosts = store.hosts.count;
	out->domains = store.domains.count;
	for (unsigned i = 0; i < all->count; i++)
		judge_thread_use(&all->at[i], &store);
	if (rc == 0)
		rc = write_all(all, "hosts", add_host_pages,
		    sorted_rows_pages(&store.hosts), 1, hosts);
	judge_threads_forget(all);
	for (unsigned i = 0; rc == 0 && i < all->count; i++)
		rc = plan_store_take(&store, &all->at[i].outcomes);
	if (rc == 0)
		rc = plan_store_settle(&store);
	if (rc == 0)
		rc = write_all(all, "domains", add_domain_pages,
		    sorted_rows_pages(&store.domains), 1, domains);
	plan_store_fini(&store);
	return rc;
}

/* What all threads left out; the rest are lines. */
static void
count_left_out(const struct judge_threads *all, struct verdict_counts *out)
{
	struct left_out_counts *l = &out->left_out;
	for (unsigned i = 0; i < all->count; i++)
		left_out_add(l, &all->at[i].left_out);
	out->hosts -= l->hosts_unjudged + left_out_count(&l->hosts);
	out->domains -= l->domains_unjudged + left_out_count(&l->domains);
}

int
verdicts_write(const struct judge_input *input, unsigned threads,
    struct line_sink *hosts, struct line_sink *domains,
    struct verdict_counts *out)
{
	struct judge_threads all;
	int rc = judge_threads_init(&all, input, threads);
	if (rc == 0)
		judge_threads_choose(&all);
	if (rc == 0 && input->dnssec.evidence->view != NULL)
		rc = write_from_disk(&all, hosts, domains, out);
	else if (rc == 0)
		rc = write_from_memory(&all, hosts, domains, out);
	if (rc == 0)
		count_left_out(&all, out);
	judge_threads_fini(&all);
	return rc;
}

int
verdicts_write_rrsets(
    const struct judge_input *input, unsigned threads, struct line_sink *sink)
{
	const struct evidence *e = input->dnssec.evidence;
	struct judge_threads all;
	struct arena arena;
	int rc = judge_threads_init(&all, input, threads);
	arena_init(&arena);
	if (rc == 0 && e->view != NULL) {
		rc = write_all(&all, "rrsets", add_rrset_pages,
		    sorted_rows_pages(&e->store->names), 1, sink);
	} else if (rc == 0) {
		const struct name_map_entry *questions =
		    name_map_sorted(&e->replies, &arena);
		for (unsigned i = 0; i < all.count; i++)
			all.at[i].questions = questions;
		rc = write_all(&all, "rrsets", add_rrsets,
		    name_map_count(&e->replies), 0, sink);
	}
	judge_threads_fini(&all);
	arena_fini(&arena);
	return rc;
}
