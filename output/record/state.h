/* state.h - states and outcomes as verdict and rrset records have them. */
#ifndef RECORD_STATE_H
#define RECORD_STATE_H

#include "outcome.h"
#include "reader.h"
#include "writer.h"

/*
 * In the place of a dns record's status, where `verify` did not look at it:
 * there is too much evidence of its name.
 */
#define STATE_STATUS_TOO_LARGE "EVIDENCE_TOO_LARGE"

/* The state of a lookup and the `status` of its dns record; NULL: none. */
struct verdict_state {
	struct dnssec_state state;
	const char *status;
	int64_t rx_ns; /* when the last of its replies came; 0: none did */
};

/* An object under `key`. */
void state_add(struct json *j, const char *key, const struct verdict_state *s);

/* Keys of an object that is open: what follows "state", and that itself. */
void state_add_why(struct json *j, const struct dnssec_state *s);
void state_add_word(struct json *j, const struct dnssec_state *s);

/* Under "rx_ts"; 0: null. */
void rx_time_add(struct json *j, int64_t rx_ns);

void reason_add(struct json *j, enum reason reason); /* NONE: null */
void outcome_add(struct json *j, const struct outcome *o);
void outcome_add_words(struct json *j, const struct outcome *o); /* no reason */

/* The reverse.  What is absent: indeterminate, no reason, study none. */
bool state_read(struct record_reader *r, const struct json_value *object,
    const char *key, struct verdict_state *out);
bool state_read_fields(struct record_reader *r, const struct json_value *object,
    struct dnssec_state *out);
bool reason_read(
    struct record_reader *r, const struct json_value *object, enum reason *out);
bool outcome_read(struct record_reader *r, const struct json_value *object,
    struct outcome *out);

#endif
