/*
 * recorder.h - the thread that turns replies into dns records.
 *
 * It matches replies to sprayed questions by cookie, judges them, writes
 * records, notes findings, and hands to the resolver what the spray cannot
 * finish.  What the resolver has ended comes back here to be recorded.
 *
 * It never waits for the resolver.  Questions that the ring has no room for
 * are kept in memory that grows: some 270 bytes for each, and each sprayed
 * question gives at most ten.
 */
#ifndef RECORDER_H
#define RECORDER_H

#include <stdbool.h>

#include "base/macros.h"
#include "recorder_config.h"

struct recorder;

/* Starts the thread, paused.  0 or -errno. */
MUST_USE int recorder_start(
    const struct recorder_config *config, struct recorder **out);

/* Ends the thread after all that is in its rings, paused or not. */
void recorder_stop(struct recorder *r); /* NULL is fine */

/*
 * Tells the recorder to work off its rings and then to hold still.  Once
 * recorder_is_paused() says so, and until recorder_resume(), the caller may
 * read and change the findings.  Meanwhile the caller keeps on emptying the
 * ring of questions: until then, or until the halt is due, it does not pause.
 *
 * Records of what the resolver ended may still be held for a second answer, and
 * are written when it goes on.
 */
void recorder_begin_pause(struct recorder *r);
bool recorder_is_paused(const struct recorder *r);

/*
 * While paused: goes on until no record is held, which takes a second at most,
 * and then holds still again.
 */
void recorder_begin_settling(struct recorder *r);

/*
 * While paused: forgets the questions of the stage and their servers, which
 * the caller is about to free.  Replies to them that still come, until the
 * thread resumes or ends, match nothing.
 */
void recorder_forget_spray(struct recorder *r);

/* Goes on, with the questions of this stage: NULL when nothing is sprayed. */
void recorder_resume(struct recorder *r, enum stage stage, struct spray *spray,
    struct servers *servers);

#endif
