/*
 * explanation_session.h - what was said in the sessions with a mail host, the
 * certificates that it sent, and what they matched.
 */
#ifndef EXPLANATION_SESSION_H
#define EXPLANATION_SESSION_H

#include "host_verdict.h"

/* All addresses of `h`, as they were spoken to. */
void explanation_add_sessions(struct text *t, const struct evidence *e,
    const struct host_verdict *h, int64_t now_s);

#endif
