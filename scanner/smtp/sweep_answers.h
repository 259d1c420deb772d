/*
 * sweep_answers.h - what comes back to the SYNs of the SMTP sweep, and whose it
 * is: the half of it that the workers' threads call.
 */
#ifndef SWEEP_ANSWERS_H
#define SWEEP_ANSWERS_H

#include <stdbool.h>

#include "net/tcp_reset.h"
#include "worker.h"

/* For struct worker_config; `ctx` is the struct smtp_sweep. */
bool sweep_answers_target_of(
    void *ctx, const struct packet *p, struct worker_target *out);
void sweep_answers_left_waiting(void *ctx, const struct packet *p);
bool sweep_answers_reset_old(
    void *ctx, const struct packet *p, struct tcp_segment *rst);
bool sweep_answers_path_loses(void *ctx);
void sweep_answers_session_ended(void *ctx, const struct worker_target *t,
    struct smtp_result *result, enum worker_end end);

#endif
