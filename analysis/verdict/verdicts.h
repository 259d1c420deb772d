/*
 * verdicts.h - all verdicts of a run as lines, by several threads: hosts
 * first, then domains, which go by the outcomes of their hosts.
 */
#ifndef VERDICTS_H
#define VERDICTS_H

#include <stdint.h>

#include "base/macros.h"
#include "left_out.h"

struct judge_input;
struct line_sink;

/* How many lines there are, and what is left out. */
struct verdict_counts {
	uint64_t hosts, domains;
	struct left_out_counts left_out;
};

/* One line for each host and each domain of the evidence that is asked for, by
 * 1 to ORDERED_LINES_THREADS_MAX threads.  0 or -errno.  `out->left_out` was
 * begun before, and is added to. */
MUST_USE int verdicts_write(const struct judge_input *input, unsigned threads,
    struct line_sink *hosts, struct line_sink *domains,
    struct verdict_counts *out);

/* One line for each question of the run: its DNSSEC state.  0 or -errno. */
MUST_USE int verdicts_write_rrsets(
    const struct judge_input *input, unsigned threads, struct line_sink *sink);

#endif
