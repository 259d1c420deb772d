/*
 * session_log.h - which sessions of a run have their records: read from the
 * smtp parts of an earlier start.
 */
#ifndef SESSION_LOG_H
#define SESSION_LOG_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/macros.h"
#include "dns/name.h"
#include "output/record/smtp.h"
#include "tls/leaf_key.h"

struct session_log;

/*
 * Of the run in this directory.  0 or -errno: -EBADMSG where a line is no
 * record.
 */
MUST_USE int session_log_read(const char *run, struct session_log **out);
void session_log_free(struct session_log *l); /* NULL is fine */

/*
 * Reads the records again, and gives each one, as a view, to whoever can use
 * it.  0 or -errno: what reading gives, or the first that `take` gives.
 */
MUST_USE int session_log_tell(const struct session_log *l,
    int (*take)(void *ctx, const struct smtp_record *r), void *ctx);

/* The target has its record; `at` NULL: the host without an address. */
bool session_log_has(const struct session_log *l, const struct dns_name *host,
    const struct addr *at);

/* Of some host more is known than that it was silent, or turned us away. */
bool session_log_met_somebody(const struct session_log *l);

/* What became of the host's one repeated session (`again` of the record). */
enum session_repeat {
	SESSION_REPEAT_NONE, /* no chain was unfit */
	SESSION_REPEAT_DUE,  /* the chain at `*at` was, and that is all */
	SESSION_REPEAT_DONE,
};

enum session_repeat session_log_repeat(
    const struct session_log *l, const struct dns_name *host, struct addr *at);

/* The leaf of the session that is still to be held with this target, which has
 * its record; ANY: none is. */
enum leaf_key session_log_twin(const struct session_log *l,
    const struct dns_name *host, const struct addr *at);

/* Those that were due are being held: none is due or done from now on. */
void session_log_settle(struct session_log *l);

#endif
