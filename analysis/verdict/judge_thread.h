/*
 * judge_thread.h - what each of the threads judges with that write verdicts.
 */
#ifndef JUDGE_THREAD_H
#define JUDGE_THREAD_H

#include "cert_history.h"
#include "judge.h"
#include "left_out.h"
#include "plan_store.h"

/* Of evidence that lies on disk each thread has a view of its own. */
struct judge_thread {
	struct judge_input input;
	struct evidence evidence;    /* as this thread reads it */
	struct cert_history history; /* the same */
	struct judge judge;
	struct mail_plan *plan;
	const struct name_map_entry *questions; /* of --rrsets in memory */
	size_t page_bytes;                      /* of all pages of a view */
	const struct plan_store *store;         /* NULL: all is in memory */
	struct mail_plan plan_on_disk;
	struct plan_reader reader;
	struct row_page_reader pages;
	struct row_sort outcomes;
	struct left_out_counts left_out;
	const struct name_map *hosts; /* that are asked for; NULL: all */
	int error;                    /* -errno; 0: none */
};

struct judge_threads {
	const struct judge_input *input; /* borrowed */
	struct judge_thread *at;
	unsigned count;
	struct arena arena;
	struct name_map hosts; /* that chosen domains use; type 0 */
};

/* 0 or -ENOMEM; ended by judge_threads_fini() in any case. */
MUST_USE int judge_threads_init(struct judge_threads *all,
    const struct judge_input *input, unsigned threads);
void judge_threads_fini(struct judge_threads *all);

/* Finds the hosts that are asked for, where domains are. */
void judge_threads_choose(struct judge_threads *all);

/* Nothing is known of what they have judged. */
void judge_threads_forget(struct judge_threads *all);

/* The first -errno of any of them, or of the disk; 0: none. */
int judge_threads_error(const struct judge_threads *all);

/* The plan is this one, borrowed. */
void judge_thread_use(struct judge_thread *w, const struct plan_store *store);

/* Between two questions: what is known stays in its bounds. */
void judge_thread_trim(struct judge_thread *w);

#endif
