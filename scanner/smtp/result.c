#include "result.h"

void
smtp_result_init(
    struct smtp_result *r, enum smtp_status status, int64_t rx_ts_ns)
{
	*r = (struct smtp_result){
	    .status = status, .rx_ts_ns = rx_ts_ns, .rtt_us = -1};
	for (unsigned i = 0; i < SMTP_STEP_COUNT; i++)
		r->took_us[i] = -1;
	text_init(&r->banner);
	text_init(&r->ehlo);
	text_init(&r->error);
}

void
smtp_result_fini(struct smtp_result *r)
{
	text_fini(&r->banner);
	text_fini(&r->ehlo);
	text_fini(&r->error);
}

void
smtp_result_move(struct smtp_result *to, struct smtp_result *from)
{
	*to = *from;
	text_init(&from->banner);
	text_init(&from->ehlo);
	text_init(&from->error);
}
