/*
 * estimate.h - what a scan will send, write, and wait for, as its plan tells
 * before anything is sent.
 *
 * Zone files say how many domains there are and who serves them; who takes
 * their mail nobody knows before, so that is assumed (doc/growth.md).
 */
#ifndef SCAN_ESTIMATE_H
#define SCAN_ESTIMATE_H

#include <stdint.h>

#include "base/macros.h"
#include "dns/name.h"
#include "output/record/stage.h"
#include "plan.h"

struct scan_estimate {
	uint64_t domains, signed_domains; /* of our shard */
	uint64_t name_servers, without_address;
	uint64_t mail_hosts;
	uint64_t records[STAGE_COUNT]; /* questions; of stage smtp sessions */
	uint64_t session_packets;      /* of stage smtp; among: */
	uint64_t packets, sent_bytes;
	uint64_t disk_bytes;
	/* How long each bound of the plan makes it last; 0: it has none. */
	uint64_t rate_s, bandwidth_s, server_s;
	/* The address that has most to answer for its rate: its name server; of
	 * no length where nobody knows who serves what. */
	struct dns_name slowest;
	uint64_t slowest_questions;
};

/* 0 or -ENOMEM. */
MUST_USE int scan_estimate_make(
    const struct scan_plan *plan, struct scan_estimate *out);

/* How many packets the stages behind this one send, for each of its own; 0: it
 * sends none, or none are behind it. */
double scan_estimate_behind(const struct scan_estimate *e, enum stage stage);

/* The longest of its bounds, and what stages wait for at their ends. */
uint64_t scan_estimate_seconds(const struct scan_estimate *e);

#endif
