#include "record_lines.h"

#include <errno.h>

#include "base/clock.h"
#include "dns/type.h"
#include "held_answers.h"
#include "output/record/dns.h"

enum { TICK_EVERY = 64 }; /* rounds of the loop, while there is work */

void
record_lines_fini(struct record_lines *l)
{
	text_fini(&l->of_one);
	text_fini(&l->held);
}

static bool
is_listed(const struct record_lines *l, const struct dns_question *q)
{
	return q->type == DNS_MX && domains_lists(l->domains, &q->name);
}

void
record_lines_add(struct record_lines *l, const struct resolution *f,
    const struct observations *servers)
{
	struct dns_record record;

	resolution_record(f, &record);
	record.listed = is_listed(l, &f->question);
	record.servers = *servers;
	dns_record_add(&l->of_one, &record);
	count(&l->counters->dns_records);
	if (f->more)
		return;
	halt_fail(l->halt,
	    text_ok(&l->of_one)
		? part_add_line(l->part, l->of_one.bytes, l->of_one.len)
		: -ENOMEM);
	text_clear(&l->of_one);
}

static void
add_contradicted(struct record_lines *l, const struct held_line *held)
{
	text_add_bytes(&l->held, held->text, held->late_at);
	dns_record_add_late(&l->held, true, false, &(struct observations){0});
	text_add_bytes(
	    &l->held, held->text + held->late_at, held->len - held->late_at);
	halt_fail(l->halt, text_ok(&l->held) ? part_add_line(l->part,
						   l->held.bytes, l->held.len)
					     : -ENOMEM);
	text_clear(&l->held);
}

void
record_lines_add_held(struct record_lines *l, const struct held_line *held)
{
	count(&l->counters->dns_records);
	if (held->conflict)
		add_contradicted(l, held);
	else
		halt_fail(
		    l->halt, part_add_line(l->part, held->text, held->len));
}

/* Not at each packet: the clock alone would cost what a look at one does. */
void
record_lines_tick(struct record_lines *l, bool idle)
{
	if (!idle && ++l->rounds_before < TICK_EVERY)
		return;
	l->rounds_before = 0;
	halt_fail(l->halt, part_tick(l->part, clock_monotonic_ns()));
}

void
record_lines_flush(struct record_lines *l)
{
	halt_fail(l->halt, part_flush(l->part));
}
