/*
 * rescan_list.h - the hosts that a run looks at again, and those that it looks
 * at no more, in the order that all runs of its series have.
 */
#ifndef RESCAN_LIST_H
#define RESCAN_LIST_H

#include "base/arena.h"
#include "base/array.h"
#include "base/macros.h"
#include "output/manifest_rescan.h"
#include "output/record/dropped.h"
#include "output/record/listed.h"

struct name_table;

struct rescan_list {
	struct arena arena;   /* of all names */
	struct array listed;  /* struct listed_record */
	struct array dropped; /* struct dropped_record */
	struct manifest_rescan manifest;
};

void rescan_list_init(struct rescan_list *l);
void rescan_list_fini(struct rescan_list *l);

/* Copies the names.  0 or -ENOMEM. */
MUST_USE int rescan_list_add(
    struct rescan_list *l, const struct listed_record *r);
MUST_USE int rescan_list_drop(
    struct rescan_list *l, const struct dropped_record *r);

/*
 * By a hash of each name under this seed: where one comes or goes, all others
 * stay where they are, and so two looks of a series at a host are as far apart
 * as its runs are.
 */
void rescan_list_sort(struct rescan_list *l, uint64_t seed);

/*
 * What is to be asked: the hosts, and the domains of those that one domain
 * alone uses, in the order of the list.  0 or -ENOMEM; both tables are the
 * caller's either way, or NULL.
 */
MUST_USE int rescan_list_names(const struct rescan_list *l,
    struct name_table **hosts, struct name_table **next_hops);

/*
 * Adds what the run in this directory has written of its list, in its order.
 * 0 or -errno: -EBADMSG where a line is no record.
 */
MUST_USE int rescan_list_read(struct rescan_list *l, const char *run);

#endif
