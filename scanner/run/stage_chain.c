#include <errno.h>
#include <stdlib.h>

#include "scanner/dns/chain_zones.h"
#include "stage_work.h"

enum { ROUNDS_MAX = 4 }; /* zones below zones that nothing showed */

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

static uint64_t
question_count(const struct chain_plan *p)
{
	uint64_t questions = 0;
	for (uint32_t i = 0; i < p->count; i++)
		questions += 1u + p->zones[i].wants_dnskey;
	return questions;
}

static void
ask(const struct stage_work *w, const struct chain_zone *zone)
{
	if (zone->name.len > 1) /* nobody is above the root */
		stage_ask(w, &zone->name, DNS_DS);
	if (zone->wants_dnskey)
		stage_ask(w, &zone->name, DNS_DNSKEY);
}

/* Of a later round only what is new is really asked. */
static void
ask_all(const struct stage_work *w, const struct chain_plan *p)
{
	if (!stage_begin(w, STAGE_CHAIN, NULL, NULL))
		return;
	for (uint32_t i = 0; i < p->count && !stage_is_halted(w); i++)
		ask(w, &p->zones[i]);
	stage_end_questions(w, STAGE_CHAIN);
}

/* A DS that was found shows a zone, which has keys, and names below it. */
static bool
plan_more(const struct stage_work *w, struct chain_plan *p)
{
	uint64_t before = question_count(p);
	free(p->zones);
	p->count = 0;
	int rc = chain_zones(w->findings, &p->zones, &p->count);
	halt_fail(w->halt, rc);
	if (rc < 0)
		p->zones = NULL;
	return rc == 0 && question_count(p) > before;
}

/* All that there are: the plan has those of earlier runs, too. */
static void
count_hidden(const struct stage_work *w, const struct chain_plan *p)
{
	uint64_t hidden = 0;
	for (uint32_t i = 0; i < p->count; i++)
		hidden += p->zones[i].is_hidden;
	count_is(&w->counters->hidden_zones, hidden);
}

static void
run(const struct stage_work *w, void *planned)
{
	unsigned round = 0;
	do {
		ask_all(w, planned);
		round++;
	} while (
	    !stage_is_halted(w) && round < ROUNDS_MAX && plan_more(w, planned));
	count_hidden(w, planned);
	stage_bootstrap(w);
}

static void
free_plan(void *planned)
{
	struct chain_plan *p = planned;
	free(p->zones);
	free(p);
}

const struct stage_row stage_chain = {plan, run, free_plan};
