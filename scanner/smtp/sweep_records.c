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

void
sweep_records_add(struct sweep_records *r, const struct sweep_target *t,
    const struct smtp_result *result, struct sweep_tries tries)
{
	struct dns_name host;
	sweep_hosts_name(r->hosts, t->host, &host);
	struct smtp_record record = {
	    .host = &host,
	    .ip = result->status == SMTP_STATUS_NO_ADDRESS ? NULL : &t->addr,
	    .port = r->smtp_port,
	    .attempts = tries.count,
	    .again = tries.again,
	};
	smtp_result_record(result, &record);
	text_clear(&r->line);
	smtp_record_add(&r->line, &record);
	halt_fail(r->halt, text_ok(&r->line) ? part_add_line(r->part,
						   r->line.bytes, r->line.len)
					     : -ENOMEM);
	count(&r->counters->smtp_records);
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
