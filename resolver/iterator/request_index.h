/*
 * request_index.h - the entries in the iterator's hands, found by their question
 * and, while their query is on the wire, by who is to answer it.
 */
#ifndef REQUEST_INDEX_H
#define REQUEST_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/macros.h"
#include "base/table.h"

struct dns_question;
struct entry_query;
struct iterator_entry;

/* All zero is an empty one. */
struct entry_index {
	struct array entries; /* struct iterator_entry *; NULL: a free place */
	struct array spare;   /* uint32_t: the free places */
	struct table by_question, by_query;
};

/* The hash of a question, of an entry or not. */
uint64_t entry_index_hash(const struct dns_question *q);

/*
 * Adds an entry whose question is not there yet, and keeps a pointer to it:
 * its query then goes on the wire, and comes off, without fail.  0 or -ENOMEM.
 */
MUST_USE int entry_index_add(struct entry_index *x, struct iterator_entry *e);

/* Takes out an entry that is there and not on the wire. */
void entry_index_remove(struct entry_index *x, struct iterator_entry *e);

void entry_index_add_query(struct entry_index *x, struct iterator_entry *e);
void entry_index_remove_query(struct entry_index *x, struct iterator_entry *e);

/* NULL: there is none. */
struct iterator_entry *entry_index_find(
    const struct entry_index *x, const struct dns_question *q);
struct iterator_entry *entry_index_find_query(
    const struct entry_index *x, const struct entry_query *query);

static inline size_t
entry_index_count(const struct entry_index *x)
{
	return x->by_question.count;
}

/* Frees all entries that are there. */
void entry_index_fini(struct entry_index *x);

#endif
