/*
 * scenario.h - the world that is judged: as it was seen, as of a later time,
 * or with something repaired.  Each has an input and a cache of its own, so
 * that none sees what another one knows.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "analysis/dnssec/validator.h"
#include "judge_input.h"

struct scenario {
	struct judge_input input;
	struct validator validator; /* by input.dnssec */
};

/*
 * `memo`, borrowed, may be that of other scenarios of one thread: whether a
 * signature is by a key does not depend on any of this.
 */
void scenario_init(struct scenario *s, const struct judge_input *input,
    struct signature_memo *memo);
void scenario_fini(struct scenario *s);

/* It is another world from now on, of which nothing is known. */
void scenario_set_time(struct scenario *s, int64_t at_ns);
void scenario_set_patches(struct scenario *s, const struct patches *patches);

#endif
