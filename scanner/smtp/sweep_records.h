/*
 * sweep_records.h - the records of targets that have no session: nobody
 * answered, nobody was asked, or the last of several was turned away.  Those
 * of sessions a worker writes.
 */
#ifndef SWEEP_RECORDS_H
#define SWEEP_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/halt.h"
#include "base/text.h"
#include "sweep_left_out.h"
#include "output/part.h"
#include "result.h"
#include "scanner/engine/counters.h"
#include "sweep_targets.h"
#include "sweep_hosts.h"
#include "sweep_memory.h"

/* All but the line is borrowed; one thread writes. */
struct sweep_records {
	struct part_writer *part;
	struct halt *halt; /* told when writing fails */
	struct counters *counters;
	uint16_t smtp_port;
	const struct sweep_hosts *hosts;
	struct text line;
};

/* Sessions with a target, or with one that is repeated. */
struct sweep_tries {
	unsigned count;
	bool again;
	enum leaf_key twin;
};

/* `what` says all but the line. */
void sweep_records_init(
    struct sweep_records *r, const struct sweep_records *what);
void sweep_records_fini(struct sweep_records *r);

/* With what a session came to that was turned away. */
void sweep_records_add(struct sweep_records *r, const struct sweep_target *t,
    const struct smtp_result *result, struct sweep_tries tries);

/* Of a target that is not asked for: another host's end at the address. */
void sweep_records_add_same(struct sweep_records *r,
    const struct sweep_target *t, const struct sweep_end *end);

/* Of a target that came to no session. */
void sweep_records_add_status(struct sweep_records *r,
    const struct sweep_target *t, enum smtp_status status,
    struct sweep_tries tries);

/* Of a host without an address; or it has opted out, and nobody asked. */
void sweep_records_add_host(
    struct sweep_records *r, uint32_t host, enum not_asked reason);

/* Of a target that gets no packet, or none any more. */
void sweep_records_add_left_out(struct sweep_records *r,
    const struct sweep_target *t, const struct sweep_left_out *why,
    struct sweep_tries tries);

/* It did answer, so it is not silent: it is we who had no room. */
void sweep_records_add_no_room(struct sweep_records *r,
    const struct sweep_target *t, struct sweep_tries tries);

#endif
