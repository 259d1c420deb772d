/*
 * smtp_work.h - what stage smtp needs: the sweep of SYNs, the workers that
 * hold the sessions, and the certificates that they saw.
 */
#ifndef SMTP_WORK_H
#define SMTP_WORK_H

#include "base/macros.h"
#include "run_base.h"
#include "scanner/smtp/sweep.h"
#include "scanner/smtp/worker.h"

enum { EHLO_LINE_MAX = 300 };

struct smtp_work {
	char ehlo_line[EHLO_LINE_MAX];
	struct cert_set *certs;
	struct smtp_sweep *sweep;
	struct worker *workers[RECEIVER_WORKERS_MAX];
	unsigned worker_count;
};

/*
 * Once the parts are open and before privileges are given away.  0 or -errno;
 * smtp_work_close() ends it either way.
 */
MUST_USE int smtp_work_open(struct smtp_work *w, struct run_base *b);
void smtp_work_close(struct smtp_work *w);

/* Starts the workers.  0 or -errno. */
MUST_USE int smtp_work_start(struct smtp_work *w);

/* Ends all sessions: those without a result get no record. */
void smtp_work_stop(struct smtp_work *w);

#endif
