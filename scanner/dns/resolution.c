#include "resolution.h"

#include <stdlib.h>
#include <string.h>

struct resolution *
resolution_new(const struct iterator_result *r, bool internal, int64_t rx_ts_ns)
{
	size_t len = r->message != NULL ? r->message_len : 0;
	size_t align = _Alignof(struct dns_observation);
	size_t servers_at =
	    (sizeof(struct resolution) + len + align - 1) / align * align;
	struct resolution *f =
	    calloc(1, servers_at + r->server_count * sizeof(*r->servers));
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
	if (r->servers != NULL) {
		f->servers = memcpy((uint8_t *)f + servers_at, r->servers,
		    r->server_count * sizeof(*r->servers));
		f->server_count = r->server_count;
		f->servers_left = r->servers_left;
	}
	f->message_len = len;
	if (len > 0)
		memcpy(f->message, r->message, len);
	return f;
}
