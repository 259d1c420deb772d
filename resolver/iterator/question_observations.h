/*
 * question_observations.h - what each server of a zone said to one question.
 *
 * Servers of one zone that disagree are a finding of their own, so what each
 * said stays beside its address until the question has ended.
 */
#ifndef QUESTION_OBSERVATIONS_H
#define QUESTION_OBSERVATIONS_H

#include <stdbool.h>

#include "dns/observation.h"

struct dns_message;
struct question_server;
struct question_servers;

/*
 * Notes what the server said; `m` is NULL where that is no message.  The
 * digest is for others to be compared with, and costs more than the rest.
 */
void question_observe(struct question_server *s, enum dns_status status,
    bool tcp, const struct dns_message *m, bool with_digest);

/* The same for silence, which says less than anything that was said before. */
void question_observe_failure(
    struct question_server *s, enum dns_status status, bool tcp);

/* How many servers were asked. */
unsigned question_observed(const struct question_servers *servers);

/*
 * What each said, beside the reply `m`, given by `by`; or, where both are
 * NULL, beside the status that the question ended with.  Gives how many of
 * `out`.
 */
unsigned question_observations(const struct question_servers *servers,
    enum dns_status status, const struct dns_message *m, const struct addr *by,
    struct dns_observation out[DNS_OBSERVATIONS_MAX]);

#endif
