/*
 * request_index.h - the requests in the iterator's hands, found by their
 * question and, while their query is on the wire, by who is to answer it.
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
struct request_query;
struct request;

/* All zero is an empty one. */
struct request_index {
	struct array requests; /* struct request *; NULL: a free place */
	struct array spare;    /* uint32_t: the free places */
	struct table by_question, by_query;
};

/* The hash of a question, of a request or not. */
uint64_t request_index_hash(const struct dns_question *q);

/*
 * Adds a request whose question is not there yet, and keeps a pointer to it:
 * its query then goes on the wire, and comes off, without fail.  0 or -ENOMEM.
 */
MUST_USE int request_index_add(struct request_index *x, struct request *r);

/* Takes out a request that is there and not on the wire. */
void request_index_remove(struct request_index *x, struct request *r);

void request_index_add_query(struct request_index *x, struct request *r);
void request_index_remove_query(struct request_index *x, struct request *r);

/* NULL: there is none. */
struct request *request_index_find(
    const struct request_index *x, const struct dns_question *q);
struct request *request_index_find_query(
    const struct request_index *x, const struct request_query *query);

static inline size_t
request_index_count(const struct request_index *x)
{
	return x->by_question.count;
}

/* Frees all requests that are there. */
void request_index_fini(struct request_index *x);

#endif
