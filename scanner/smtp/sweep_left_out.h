/*
 * sweep_left_out.h - why a target of the SMTP sweep gets no packet: we have no
 * way to it, it is in our blocklist, or a name of its host has opted out.  By
 * the rules of now: they may change while a sweep runs.
 */
#ifndef SWEEP_LEFT_OUT_H
#define SWEEP_LEFT_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "output/record/smtp.h"
#include "scanner/engine/address_policy.h"
#include "sweep_targets.h"
#include "sweep_hosts.h"

struct sweep_left_out {
	enum smtp_status status; /* NO_ROUTE, BLOCKED or NOT_ASKED */
	enum not_asked reason;   /* of the latter */
};

/* A host: by its own name, that of TLSA, or one that an alias led to. */
enum not_asked sweep_left_out_host(const struct address_policy *policy,
    const struct sweep_hosts *hosts, uint32_t host);

/* True: this host is left out at this address, for what is in `out`. */
bool sweep_left_out_target(const struct address_policy *policy,
    const struct sweep_hosts *hosts, const struct sweep_target *t,
    struct sweep_left_out *out);

#endif
