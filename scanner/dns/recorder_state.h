/*
 * recorder_state.h - what the recorder's thread works with: for the files of
 * the recorder alone.
 */
#ifndef RECORDER_STATE_H
#define RECORDER_STATE_H

#include <stdatomic.h>

#include "base/array.h"
#include "base/backlog.h"
#include "base/text.h"
#include "base/thread.h"
#include "held_answers.h"
#include "record_lines.h"
#include "recorder_config.h"
#include "spray_observations.h"

/*
 * Who has the findings.  The recorder does unless the gate is closed; then
 * the stage thread does, and the gate's release and acquire hand them over.
 */
enum gate {
	GATE_OPEN,    /* work.  The stage thread -> CLOSING, at a stage's end */
	GATE_CLOSING, /* work off the rings; the recorder -> CLOSED when they
		       * are empty, and no question waits for the resolver,
		       * nor an answer for what else is said to the spray */
	GATE_CLOSED,  /* hold still.  The stage thread -> OPEN, with the next
		       * stage, or -> SETTLING; at a stop the thread ends from
		       * here too */
	GATE_SETTLING, /* the recorder -> CLOSED when it holds no answer */
};

struct recorder {
	struct recorder_config config;
	struct thread thread;
	struct spray *spray; /* these three change while the gate is closed */
	struct servers *servers;
	enum stage stage;
	struct record_lines lines;
	struct text line;       /* of the last answer */
	int64_t now_ns;         /* when this round of the loop began */
	struct array followups; /* struct dns_question, of the last reply */
	struct backlog questions;
	struct held_answers *held;
	struct spray_observations *observations;
	atomic_int gate; /* enum gate */
};

#endif
