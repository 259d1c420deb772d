/*
 * recorder_answers.h - what becomes of an answer: a record that is held and
 * then written, findings, and questions that follow from them.  By the
 * recorder's thread.
 */
#ifndef RECORDER_ANSWERS_H
#define RECORDER_ANSWERS_H

#include <stdbool.h>

#include "dns/message.h"
#include "findings.h"

struct recorder;

/* Records an answer that was held long enough, or at once; false: none. */
bool recorder_write_oldest(struct recorder *r, bool at_once);

/* One more can be held. */
void recorder_make_room(struct recorder *r);

/* The resolver gets it when it has room. */
void recorder_ask(
    struct recorder *r, const struct dns_question *question, bool is_link);

/* The same for what follows from a reply: not what the spray asks anyway. */
void recorder_ask_once(
    struct recorder *r, const struct dns_question *question, bool is_link);

void recorder_note(struct recorder *r, const struct finding *what);

#endif
