#include "resolution.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Where `servers` lies: behind a message of this length. */
static size_t
servers_at(size_t message_len)
{
	size_t align = _Alignof(struct dns_observation);

	return (sizeof(struct resolution) + message_len + align - 1) / align *
	       align;
}

static void
copy_servers(struct resolution *f, const struct observations *servers)
{
	f->servers = memcpy((uint8_t *)f + servers_at(f->message_len),
	    servers->at, servers->count * sizeof(*servers->at));
	f->server_count = servers->count;
	f->servers_left = servers->left;
}

struct resolution *
resolution_new(const struct iterator_result *r, bool internal, int64_t rx_ts_ns)
{
	size_t len = r->message != NULL ? r->message_len : 0;
	struct resolution *f =
	    calloc(1, servers_at(len) + r->server_count * sizeof(*r->servers));
	if (f == NULL)
		return NULL;

	f->stage = (enum stage)r->tag;
	f->question = *r->question;
	f->status = r->status;
	f->tcp = r->tcp;
	f->internal = internal && r->for_itself;
	f->more = r->more;
	f->reply = r->reply;
	f->conflict = r->conflict;
	f->attempts = r->attempts;
	f->reason = (enum not_asked)r->spared;
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
	if (r->servers != NULL)
		copy_servers(f, &(struct observations){r->servers,
				    r->server_count, r->servers_left});
	return f;
}

struct resolution *
resolution_new_word(uint64_t reply)
{
	struct resolution *f = calloc(1, sizeof(*f));

	if (f != NULL) {
		f->is_word = true;
		f->reply = reply;
	}
	return f;
}

int
resolution_set_servers(
    struct resolution **f, const struct observations *servers)
{
	struct resolution *moved;

	if (servers->at == (*f)->servers)
		return 0;
	moved = realloc(*f, servers_at((*f)->message_len) +
				servers->count * sizeof(*servers->at));
	if (moved == NULL)
		return -ENOMEM;
	copy_servers(moved, servers);
	*f = moved;
	return 0;
}

void
resolution_record(const struct resolution *f, struct dns_record *out)
{
	*out = (struct dns_record){
	    .question = &f->question,
	    .status = f->status,
	    .server = f->has_server ? &f->server : NULL,
	    .ns = f->has_ns ? &f->ns : NULL,
	    .zone = f->has_zone ? &f->zone : NULL,
	    .tcp = f->tcp,
	    .stage = f->stage,
	    .reason = f->reason,
	    .attempts = f->attempts,
	    .rx_ts_ns = f->rx_ts_ns,
	    .conflict = f->conflict,
	    .servers = {f->servers, f->server_count, f->servers_left},
	    .message = f->message_len > 0 ? f->message : NULL,
	    .message_len = f->message_len,
	};
}
