/*
 * question_list.h - questions that wait, first in, first out: some 30 bytes
 * each.
 */
#ifndef QUESTION_LIST_H
#define QUESTION_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/array.h"
#include "base/macros.h"
#include "dns/message.h"

/* All zero is an empty one. */
struct question_list {
	struct array bytes; /* type, length of the name, name, and so on */
	size_t taken;       /* bytes */
};

/* 0 or -ENOMEM. */
MUST_USE int question_list_add(
    struct question_list *l, const struct dns_question *q);

/* The oldest, of class IN; false: none is left. */
bool question_list_take(struct question_list *l, struct dns_question *out);

void question_list_fini(struct question_list *l);

#endif
