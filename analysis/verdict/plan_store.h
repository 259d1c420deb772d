/*
 * plan_store.h - the mail plan (mail_plan.h) of evidence that lies on disk: the
 * same domains and hosts, in the same order, in tables beside it.
 */
#ifndef PLAN_STORE_H
#define PLAN_STORE_H

#include "analysis/evidence/evidence_view.h"
#include "mail_plan.h"

struct plan_store {
	struct sorted_rows domains; /* the value is the name */
	struct sorted_rows hosts;   /* plan_store_host() */
	struct sorted_rows judged;  /* the same, with what they came to */
	struct row_sort outcomes;   /* while hosts are judged */
};

/* By `threads` threads.  0 or -errno.  Ended by plan_store_fini(). */
MUST_USE int plan_store_init(
    struct plan_store *p, const struct evidence *e, unsigned threads);
void plan_store_fini(struct plan_store *p);

/* A host of a row, which it is a view of, but for what is NULL. */
void plan_store_host(const struct key_row *row, struct host_use *out);

/* A host that was judged, into a thread's own `sort`.  0 or -errno. */
MUST_USE int plan_store_keep(struct row_sort *sort, const struct host_use *use);

/* All that threads have kept, which is empty then.  0 or -errno. */
MUST_USE int plan_store_take(struct plan_store *p, struct row_sort *sort);
MUST_USE int plan_store_settle(struct plan_store *p);

/* One thread's eyes on the hosts that were judged. */
struct plan_reader {
	const struct plan_store *store; /* borrowed */
	struct row_page_reader pages;
	struct arena arena;
	struct name_map known; /* struct host_use; type 0 */
	struct array loaded;   /* of each page its rows in `arena`, or NULL */
};

void plan_reader_init(struct plan_reader *r, const struct plan_store *store);
void plan_reader_fini(struct plan_reader *r);

/* Forgets all if it takes more than `bytes`. */
void plan_reader_trim(struct plan_reader *r, size_t bytes);

/* Of a struct plan_reader; what it gives is a view until that is trimmed. */
host_find_fn plan_reader_host;

#endif
