/*
 * request_spared.h - questions that are never to be asked, and servers that are
 * never to be, as the iterator's io says.
 */
#ifndef REQUEST_SPARED_H
#define REQUEST_SPARED_H

#include <stdbool.h>
#include <stdint.h>

#include "question.h"

struct iterator_io;
struct request;

/* The question, or the server that it is at. */
bool request_is_spared(const struct request *r, const struct iterator_io *io);

/* True: the question is spared, and has ended: `out`. */
bool request_spared(
    struct request *r, const struct question_env *env, enum question_do *out);

/* True: its next server is spared, and `out` is what follows. */
bool request_server_spared(struct request *r, const struct question_env *env,
    int64_t now_ns, enum question_do *out);

#endif
