#include <errno.h>
#include <stdlib.h>

#include "scanner/dns/chain_zones.h"
#include "stage_work.h"

struct chain_plan {
	struct chain_zone *zones;
	uint32_t count;
};

static int
plan(const struct stage_work *w, void **out)
{
	struct chain_plan *p = calloc(1, sizeof(*p));
	if (p == NULL)
		return -ENOMEM;
	int rc = chain_zones(w->findings, &p->zones, &p->count);
	if (rc < 0) {
		free(p);
		return rc;
	}
	*out = p;
	return 0;
}

static void
run(const struct stage_work *w, void *planned)
{
	const struct chain_plan *p = planned;
	recorder_resume(w->recorder, STAGE_CHAIN, NULL, NULL);
	for (uint32_t i = 0; i < p->count && !stage_is_halted(w); i++) {
		const struct chain_zone *zone = &p->zones[i];
		if (zone->name.len > 1) /* nobody is above the root */
			stage_ask(w, &zone->name, DNS_DS);
		if (zone->wants_dnskey)
			stage_ask(w, &zone->name, DNS_DNSKEY);
	}
	stage_end_questions(w, STAGE_CHAIN);
}

static void
free_plan(void *planned)
{
	struct chain_plan *p = planned;
	free(p->zones);
	free(p);
}

const struct stage_row stage_chain = {plan, run, free_plan};
