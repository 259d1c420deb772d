#include "sweep_learning.h"

#include "base/clock.h"

/* Of a settled address the end is known, and was noted. */
void
sweep_learning_end(const struct smtp_sweep *s, struct sweep_address *a)
{
	if (a->memory.settled)
		return;
	if (s->config.syn_only)
		sweep_memory_settle(&a->memory, &a->end);
	else
		sweep_memory_ended(&a->memory, &a->end, a->transient);
}

/* Before its record is written: what the silence says of the address. */
void
sweep_learning_silence(const struct smtp_sweep *s, struct sweep_address *a)
{
	const struct sweep_end end = {
	    .status = SMTP_STATUS_TIMEOUT,
	    .host = sweep_target_now(s, a).host,
	    .rx_ts_ns = clock_realtime_ns(),
	};
	if (a->refused != NULL)
		sweep_memory_ended(&a->memory, &a->end, true);
	else if (a->rounds == 0 && !sweep_address_is_unserved(a))
		sweep_memory_silent(&a->memory, &end);
}
