/*
 * replay.h - what the dns records of an earlier start teach.
 *
 * The records are the state of a run: they hold whole replies, so that whoever
 * goes on reads them back and does with each what the recorder did with the
 * reply.  They lie in the order of the stages, and are taken stage by stage.
 * Nothing else is kept, so nothing can disagree with them.
 *
 * What the resolver knew of zones and servers is gone, and is asked for again:
 * such questions have no records.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include <stdbool.h>

#include "base/halt.h"
#include "base/macros.h"
#include "dns/message.h"
#include "findings.h"
#include "output/record/stage.h"
#include "resolver.h"
#include "servers.h"
#include "spray.h"

struct replay;

/* Over the parts of the run in this directory.  0 or -errno. */
MUST_USE int replay_new(const char *run, struct replay **out);
void replay_free(struct replay *r); /* NULL is fine */

/* A stage that is about to go on; the resolver knows which. */
struct replay_stage {
	enum stage stage;
	struct findings *findings;
	struct resolver *resolver;
	struct spray *spray;     /* NULL: nothing is sprayed */
	struct servers *servers; /* of the spray */
	const struct halt *halt; /* ends it early */
};

/*
 * Takes the records that come next as long as they are of this stage: their
 * questions are closed, what they say is noted, and what follows from them is
 * kept for replay_followup().  The recorder is paused.  0 or -errno: -EBADMSG
 * where a line is no record.
 */
MUST_USE int replay_take(struct replay *r, const struct replay_stage *s);

/*
 * The record that comes next is of another stage, which began when this one
 * had ended.
 */
bool replay_is_stage_over(const struct replay *r);

/*
 * A record of stage `smtp` or `again`, as `stage` says, was taken that has this
 * question.  Those stages ask what others have asked before.
 */
bool replay_has(
    const struct replay *r, enum stage stage, const struct dns_question *q);

/*
 * Takes a question that follows from them, and may have its record by now or
 * be sprayed; false: no more.
 */
bool replay_followup(struct replay *r, struct dns_question *out);

/* Those of a stage that was over were asked in it: there are none then. */
void replay_forget_followups(struct replay *r);

#endif
