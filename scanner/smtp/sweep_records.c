#include "sweep_records.h"

#include <errno.h>

#include "base/clock.h"
#include "output/record/smtp.h"

void
sweep_records_init(struct sweep_records *r, const struct sweep_records *what)
{
	*r = *what;
	text_init(&r->line);
}

void
sweep_records_fini(struct sweep_records *r)
{
	text_fini(&r->line);
}

static void
write_line(struct sweep_records *r, const struct smtp_record *record)
{
	text_clear(&r->line);
	smtp_record_add(&r->line, record);
	halt_fail(r->halt, text_ok(&r->line) ? part_add_line(r->part,
						   r->line.bytes, r->line.len)
					     : -ENOMEM);
	count(&r->counters->smtp_records);
}

/* `ip` NULL: none is known. */
static void
write_record(struct sweep_records *r, uint32_t host, const struct addr *ip,
    const struct smtp_result *result, struct sweep_tries tries)
{
	struct dns_name name;
	sweep_hosts_name(r->hosts, host, &name);
	struct smtp_record record = {
	    .host = sweep_hosts_is_named(r->hosts, host) ? &name : NULL,
	    .ip = ip,
	    .port = r->smtp_port,
	    .attempts = tries.count,
	    .again = tries.again,
	    .twin = tries.twin,
	};
	smtp_result_record(result, &record);
	write_line(r, &record);
}

void
sweep_records_add_same(struct sweep_records *r, const struct sweep_target *t,
    const struct sweep_end *end)
{
	struct dns_name name, other;
	struct smtp_result result;
	sweep_hosts_name(r->hosts, t->host, &name);
	sweep_hosts_name(r->hosts, end->host, &other);
	struct smtp_record record = {
	    .host = sweep_hosts_is_named(r->hosts, t->host) ? &name : NULL,
	    .ip = &t->addr,
	    .port = r->smtp_port,
	    .again = t->again,
	    .twin = t->twin,
	    .same_as = &other,
	};
	smtp_result_init(&result, end->status, end->rx_ts_ns);
	result.step = end->step;
	smtp_result_record(&result, &record);
	write_line(r, &record);
	smtp_result_fini(&result);
	count(&r->counters->sessions_same);
}

void
sweep_records_add(struct sweep_records *r, const struct sweep_target *t,
    const struct smtp_result *result, struct sweep_tries tries)
{
	write_record(r, t->host, &t->addr, result, tries);
}

void
sweep_records_add_host(
    struct sweep_records *r, uint32_t host, enum not_asked reason)
{
	struct smtp_result result;
	smtp_result_init(&result,
	    reason != NOT_ASKED_UNSAID ? SMTP_STATUS_NOT_ASKED
				       : SMTP_STATUS_NO_ADDRESS,
	    clock_realtime_ns());
	result.reason = reason;
	write_record(r, host, NULL, &result, (struct sweep_tries){0});
	smtp_result_fini(&result);
}

void
sweep_records_add_left_out(struct sweep_records *r,
    const struct sweep_target *t, const struct sweep_left_out *why,
    struct sweep_tries tries)
{
	struct smtp_result result;
	smtp_result_init(&result, why->status, clock_realtime_ns());
	result.reason = why->reason;
	sweep_records_add(r, t, &result, tries);
	smtp_result_fini(&result);
}

void
sweep_records_add_status(struct sweep_records *r, const struct sweep_target *t,
    enum smtp_status status, struct sweep_tries tries)
{
	struct smtp_result result;
	smtp_result_init(&result, status, clock_realtime_ns());
	sweep_records_add(r, t, &result, tries);
	smtp_result_fini(&result);
}

void
sweep_records_add_no_room(struct sweep_records *r, const struct sweep_target *t,
    struct sweep_tries tries)
{
	struct smtp_result result;
	smtp_result_init(
	    &result, SMTP_STATUS_SESSION_TIMEOUT, clock_realtime_ns());
	text_add(&result.error, "it answered while all sessions were in use");
	sweep_records_add(r, t, &result, tries);
	smtp_result_fini(&result);
}
