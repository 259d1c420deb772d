#include "judge_thread.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "choice.h"
#include "plan_uses.h"

/* With less than this, pages that all need come and go. */
enum { PAGES_MIN_BYTES = 4 << 20 };

static int
open_view(struct evidence *e)
{
	if (e->view == NULL)
		return 0;
	e->view = evidence_view_new(e);
	return e->view != NULL ? 0 : -ENOMEM;
}

static int
open_history(struct judge_thread *w, const struct cert_history *history)
{
	if (history == NULL)
		return 0;
	w->history = *history;
	w->history.runs = calloc(history->count, sizeof(*history->runs));
	if (w->history.runs == NULL)
		return -ENOMEM;
	memcpy(w->history.runs, history->runs,
	    history->count * sizeof(*history->runs));
	int rc = 0;
	for (size_t i = 0; i < history->count; i++)
		if (open_view(&w->history.runs[i]) < 0)
			rc = -ENOMEM;
	w->input.history = &w->history;
	return rc;
}

static int
judge_thread_init(
    struct judge_thread *w, const struct judge_input *input, unsigned threads)
{
	const struct evidence_limit *limit = &input->dnssec.evidence->limit;
	w->input = *input;
	w->evidence = *input->dnssec.evidence;
	w->input.dnssec.evidence = &w->evidence;
	w->page_bytes = limit->bytes / 4 / threads;
	if (w->page_bytes < PAGES_MIN_BYTES)
		w->page_bytes = PAGES_MIN_BYTES;
	row_page_reader_init(&w->pages);
	if (w->evidence.view != NULL)
		row_sort_init(&w->outcomes, &w->evidence.store->file,
		    limit->bytes / 16 / threads);
	int rc = open_view(&w->evidence);
	if (open_history(w, input->history) < 0)
		rc = -ENOMEM;
	judge_init(&w->judge, &w->input);
	left_out_init(&w->left_out);
	return rc;
}

static void
judge_thread_fini(struct judge_thread *w)
{
	judge_fini(&w->judge);
	left_out_fini(&w->left_out);
	if (w->evidence.view != NULL) {
		evidence_view_free(w->evidence.view);
		row_sort_fini(&w->outcomes);
	}
	for (size_t i = 0; w->history.runs != NULL && i < w->history.count; i++)
		evidence_view_free(w->history.runs[i].view);
	free(w->history.runs);
	if (w->store != NULL)
		plan_reader_fini(&w->reader);
	row_page_reader_fini(&w->pages);
}

int
judge_threads_init(struct judge_threads *all, const struct judge_input *input,
    unsigned threads)
{
	*all = (struct judge_threads){.input = input};
	arena_init(&all->arena);
	name_map_init(&all->hosts, &all->arena);
	all->at = calloc(threads, sizeof(*all->at));
	if (all->at == NULL)
		return -ENOMEM;
	int rc = 0;
	for (; rc == 0 && all->count < threads; all->count++)
		rc = judge_thread_init(&all->at[all->count], input, threads);
	return rc;
}

void
judge_threads_fini(struct judge_threads *all)
{
	for (unsigned i = 0; i < all->count; i++)
		judge_thread_fini(&all->at[i]);
	free(all->at);
	name_map_fini(&all->hosts);
	arena_fini(&all->arena);
}

static void
note_host(void *arg, const struct dns_name *host, const struct dns_name *domain)
{
	(void)domain;
	name_map_at(arg, host, 0)->value = arg;
}

void
judge_threads_choose(struct judge_threads *all)
{
	const struct verdict_choice *choice = all->input->choice;
	if (choice == NULL || !choice->named)
		return;
	struct judge_thread *w = &all->at[0];
	const struct name_map_entry *domains =
	    name_map_sorted(&choice->domains, &all->arena);
	for (size_t i = 0; i < name_map_count(&choice->domains); i++) {
		plan_uses_of(
		    &w->evidence, domains[i].name, note_host, &all->hosts);
		judge_thread_trim(w);
	}
	for (unsigned i = 0; i < all->count; i++)
		all->at[i].hosts = &all->hosts;
}

void
judge_threads_forget(struct judge_threads *all)
{
	for (unsigned i = 0; i < all->count; i++)
		judge_forget(&all->at[i].judge);
}

int
judge_threads_error(const struct judge_threads *all)
{
	const struct evidence_store *store = all->input->dnssec.evidence->store;
	int rc = store != NULL ? spill_file_error(&store->file) : 0;
	for (unsigned i = 0; rc == 0 && i < all->count; i++)
		rc = all->at[i].error;
	return rc;
}

void
judge_thread_use(struct judge_thread *w, const struct plan_store *store)
{
	w->store = store;
	plan_reader_init(&w->reader, store);
	w->plan_on_disk.find = plan_reader_host;
	w->plan_on_disk.find_arg = &w->reader;
	w->plan = &w->plan_on_disk;
}

void
judge_thread_trim(struct judge_thread *w)
{
	bool moved = false;
	judge_trim(&w->judge);
	if (w->evidence.view != NULL)
		moved = evidence_view_trim(w->evidence.view, w->page_bytes);
	for (size_t i = 0; i < w->history.count; i++)
		if (w->history.runs[i].view != NULL &&
		    evidence_view_trim(w->history.runs[i].view, w->page_bytes))
			moved = true;
	if (moved)
		judge_forget(&w->judge);
	if (w->store != NULL)
		plan_reader_trim(&w->reader, w->page_bytes / 4);
}
