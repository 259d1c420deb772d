/*
 * verdicts.h - all verdicts of a run as lines, by several threads: hosts
 * first, then domains, which go by the outcomes of their hosts.
 */
#ifndef VERDICTS_H
#define VERDICTS_H

#include <stdint.h>

#include "base/macros.h"

struct judge_input;
struct line_sink;

/* How many were judged. */
struct verdict_counts {
	uint64_t hosts, domains;
};

/* One line for each host and each domain of the evidence, by 1 to
 * ORDERED_LINES_THREADS_MAX threads.  0 or -errno. */
MUST_USE int verdicts_write(const struct judge_input *input, unsigned threads,
    struct line_sink *hosts, struct line_sink *domains,
    struct verdict_counts *out);

/* One line for each question of the run: its DNSSEC state.  0 or -errno. */
MUST_USE int verdicts_write_rrsets(
    const struct judge_input *input, unsigned threads, struct line_sink *sink);

#endif
