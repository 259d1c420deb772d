#include "pacer.h"

#include <assert.h>

void
pacer_init(struct pacer *p, double rate, double burst, int64_t now_ns)
{
	assert(rate > 0 && burst >= 1);
	*p = (struct pacer){
	    .ns_per_unit = 1e9 / rate,
	    .burst_ns = 1e9 / rate * burst,
	    .empty_at_ns = (double)now_ns - 1e9 / rate * burst,
	};
}

/* The deadline, moved up so that no more than `burst` is saved. */
static double
deadline(const struct pacer *p, int64_t now_ns)
{
	double oldest = (double)now_ns - p->burst_ns;
	return p->empty_at_ns < oldest ? oldest : p->empty_at_ns;
}

uint64_t
pacer_allows(const struct pacer *p, int64_t now_ns)
{
	double saved_ns = (double)now_ns - deadline(p, now_ns);
	if (saved_ns < p->ns_per_unit)
		return 0;
	return (uint64_t)(saved_ns / p->ns_per_unit);
}

void
pacer_take(struct pacer *p, double units, int64_t now_ns)
{
	p->empty_at_ns = deadline(p, now_ns) + units * p->ns_per_unit;
}
