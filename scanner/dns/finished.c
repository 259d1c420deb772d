#include "finished.h"

#include <stdlib.h>
#include <string.h>

struct finished *
finished_new(const struct iterator_result *r, bool internal, int64_t rx_ts_ns)
{
	size_t len = r->message != NULL ? r->message_len : 0;
	struct finished *f = calloc(1, sizeof(*f) + len);
	if (f == NULL)
		return NULL;

	f->stage = (enum stage)r->tag;
	f->question = *r->question;
	f->status = r->status;
	f->tcp = r->tcp;
	f->internal = internal;
	f->attempts = r->attempts;
	f->rx_ts_ns = rx_ts_ns;
	f->has_server = r->server != NULL;
	if (f->has_server)
		f->server = *r->server;
	f->has_ns = r->ns != NULL;
	if (f->has_ns)
		f->ns = *r->ns;
	f->has_zone = r->zone != NULL;
	if (f->has_zone)
		f->zone = *r->zone;
	f->message_len = len;
	if (len > 0)
		memcpy(f->message, r->message, len);
	return f;
}
