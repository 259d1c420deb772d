/*
 * policy_request.h - asks one server for the policy of MTA-STS of a domain
 * (RFC 8461 3.3): no redirect, no proxy, nobody but the target's addresses.
 */
#ifndef POLICY_REQUEST_H
#define POLICY_REQUEST_H

#include "policy_target.h"

struct web_client;

/* A client of its own limits; its bytes are those of RFC 8461. */
MUST_USE int policy_request_client(
    const char *ca_file, int64_t whole_ns, struct web_client **out);

/* Appends the policy_file record of what came of it. */
void policy_request_run(
    struct web_client *c, const struct policy_target *t, struct text *line);

/* The same where nobody was asked, or it came to no end. */
void policy_request_add_undone(struct text *line, const struct policy_target *t,
    enum policy_fetch status, const char *detail);

#endif
