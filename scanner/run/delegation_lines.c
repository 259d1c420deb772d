#include "delegation_lines.h"

#include <errno.h>

#include "base/clock.h"
#include "delegation.h"
#include "scanner/dns/spray_run.h"
#include "scanner/engine/permutation.h"

static void
write_delegation(const struct stage_work *w, struct text *line, uint32_t index)
{
	text_clear(line);
	delegation_line_add(line, w->delegations, index);
	if (text_ok(line))
		halt_fail(w->halt,
		    part_add_line(w->delegation_part, line->bytes, line->len));
	else
		halt_fail(w->halt, -ENOMEM);
}

void
delegation_lines_write(const struct stage_work *w)
{
	uint64_t total = delegations_count(w->delegations);
	struct permutation order;
	struct text line;
	if (total == 0)
		return;
	spray_order(&order, total, w->seed, STAGE_DOMAINS);
	text_init(&line);
	uint64_t first = w->shard + w->delegation_lines * w->shards;
	for (uint64_t at = first; at < total && !stage_is_halted(w);
	     at += w->shards) {
		bool whole = w->shards == 1;
		uint64_t i = whole ? at : permutation_at(&order, at);
		write_delegation(w, &line, (uint32_t)i);
		halt_fail(w->halt,
		    part_tick(w->delegation_part, clock_monotonic_ns()));
	}
	halt_fail(w->halt, part_finish(w->delegation_part));
	text_fini(&line);
}
