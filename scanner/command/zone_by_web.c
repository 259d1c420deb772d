#include "zone_by_web.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "resolver/transfer/kept_zone.h"
#include "resolver/transfer/socket.h"
#include "resolver/transfer/source.h"
#include "resolver/web/czds.h"
#include "resolver/web/part.h"
#include "zone_by_file.h"
#include "zone_options.h"
#include "zone_tries.h"

enum { STATUS_NO_METHOD = 405, STATUS_NOT_DONE = 501 };

/* How a zone is asked for. */
struct web_way {
	const struct zone_options *o;
	struct transfer_limits limits;
	struct web_client *client;
	struct czds *czds; /* NULL: no token is needed */
};

/* One zone. */
struct web_zone {
	struct web_way *way;
	const char *url;
	const struct dns_name *name;
	struct kept_zone kept;
	struct web_part part;
	char part_path[sizeof(((struct kept_zone *)0)->fresh) + 16];
	bool renewed; /* the token, for this one */
	bool here;    /* there is nothing to get */
};

static int
way_open(struct web_way *w, const struct zone_options *o)
{
	*w = (struct web_way){
	    .o = o,
	    .limits = zone_options_limits(o),
	};
	return web_client_new(o->ca_file, &w->limits, &w->client);
}

typedef enum transfer_fault czds_step_fn(
    struct czds *z, struct web_head *head, struct text *why);

struct czds_try {
	struct czds *czds;
	czds_step_fn *step;
};

static enum transfer_fault
czds_try_once(void *ctx, struct zone_try *t)
{
	const struct czds_try *a = ctx;
	struct web_head head;
	enum transfer_fault fault = a->step(a->czds, &head, &t->why);
	t->wait_s = head.retry_s;
	return fault;
}

static enum transfer_fault
czds_try(struct web_way *w, czds_step_fn *step, const char *what)
{
	struct czds_try a = {.czds = w->czds, .step = step};
	return zone_tries_run(w->o, what, czds_try_once, &a);
}

static const char *
token_of(const struct web_way *w)
{
	return w->czds != NULL ? w->czds->token.bytes : NULL;
}

/* A server that knows no HEAD says nothing of its file before it comes. */
static enum transfer_fault
look(struct web_way *w, struct web_zone *z, struct web_head *now,
    struct text *why)
{
	const struct web_request r = {
	    .url = z->url, .token = token_of(w), .head = true};
	enum transfer_fault fault = web_client_run(w->client, &r, now, why);
	if (fault != TRANSFER_FAULT_HTTP ||
	    (now->status != STATUS_NO_METHOD && now->status != STATUS_NOT_DONE))
		return fault;
	text_clear(why);
	*now = (struct web_head){.length = -1};
	return TRANSFER_FAULT_NONE;
}

static bool
is_here(const struct web_way *w, const struct web_zone *z,
    const struct web_head *now)
{
	char version[WEB_VERSION_MAX];
	web_version_put(version, now);
	return !w->o->force && z->kept.has && version[0] != '\0' &&
	       strcmp(z->kept.version, version) == 0;
}

static enum transfer_fault
look_and_get(struct web_way *w, struct web_zone *z, struct web_head *head,
    struct text *why)
{
	struct web_head now;
	enum transfer_fault fault = look(w, z, &now, why);
	*head = now;
	z->here = fault == TRANSFER_FAULT_NONE && is_here(w, z, &now);
	if (fault != TRANSFER_FAULT_NONE || z->here)
		return fault;
	return web_part_get(
	    &z->part, w->client, z->url, token_of(w), &now, head, why);
}

/* A token that is no longer taken is renewed, once for a zone. */
static bool
is_renewed(struct web_way *w, struct web_zone *z, enum transfer_fault fault,
    const struct web_head *head)
{
	if (w->czds == NULL || fault != TRANSFER_FAULT_DENIED ||
	    head->status != 401 || z->renewed)
		return false;
	z->renewed = true;
	return czds_try(w, czds_enter, w->o->czds_account) ==
	       TRANSFER_FAULT_NONE;
}

static enum transfer_fault
try_once(void *ctx, struct zone_try *t)
{
	struct web_zone *z = ctx;
	struct web_head head;
	enum transfer_fault fault = look_and_get(z->way, z, &head, &t->why);
	if (is_renewed(z->way, z, fault, &head)) {
		text_clear(&t->why);
		fault = look_and_get(z->way, z, &head, &t->why);
	}
	t->wait_s = head.retry_s;
	return fault;
}

/* What has come is whole: it is a zone, or is of no use. */
static enum zone_got
take(struct web_way *w, struct web_zone *z)
{
	const struct zone_file_arrival f = {.path = z->part_path,
	    .url = z->url,
	    .version = z->part.version[0] != '\0' ? z->part.version : NULL,
	    .zone = z->name,
	    .has_end = z->part.has_length};
	enum zone_got got = zone_take_file(w->o, &z->kept, &f);
	web_part_remove(&z->part);
	return got;
}

static enum zone_got
get_into(struct web_way *w, struct web_zone *z)
{
	snprintf(z->part_path, sizeof(z->part_path), "%s/.%s.part", z->kept.dir,
	    z->kept.stem);
	int rc = web_part_open(
	    &z->part, z->part_path, (uint64_t)w->o->max_bytes.value);
	if (rc < 0) {
		log_line("zone get: %s: %s", z->part_path, strerror(-rc));
		return ZONE_GOT_NOT_BEGUN;
	}
	enum transfer_fault fault = zone_tries_run(w->o, z->url, try_once, z);
	enum zone_got got = ZONE_GOT_NOTHING;
	if (fault == TRANSFER_FAULT_NONE && !z->here)
		return take(w, z);
	if (z->here) {
		printf("%s: serial %u is here, the same file: nothing to do\n",
		    z->kept.stem, z->kept.serial);
		got = ZONE_GOT_IT;
	}
	/* What was cut waits for the next time. */
	if (z->here || z->part.bytes == 0 || !transfer_fault_passes(fault))
		web_part_remove(&z->part);
	web_part_close(&z->part);
	return got;
}

static enum zone_got
get_zone(struct web_way *w, const char *url, const struct dns_name *name)
{
	static struct web_zone z; /* too large for a stack */
	enum zone_got got = ZONE_GOT_NOT_BEGUN;
	z = (struct web_zone){.way = w, .url = url, .name = name};
	if (zone_place_open(w->o, name, &z.kept))
		got = get_into(w, &z);
	kept_zone_close(&z.kept);
	return got;
}

enum zone_got
zone_get_https(const struct zone_options *o, const struct transfer_source *from)
{
	struct web_way w;
	if (way_open(&w, o) < 0) {
		log_line("zone get: no heap");
		return ZONE_GOT_NOT_BEGUN;
	}
	enum zone_got got = get_zone(&w, from->location, &from->zone);
	web_client_free(w.client);
	return got;
}

/* The links of the zones that are wanted, one after the other. */
static enum zone_got
get_links(struct web_way *w, const struct transfer_source *from)
{
	enum zone_got sum = ZONE_GOT_IT;
	unsigned count = 0;
	for (const char *url = czds_next(w->czds, NULL); url != NULL;
	     url = czds_next(w->czds, url)) {
		struct dns_name name;
		if (!transfer_source_zone(url, &name) ||
		    (!from->all && !dns_name_equal(&name, &from->zone)))
			continue;
		count++;
		if (get_zone(w, url, &name) != ZONE_GOT_IT)
			sum = ZONE_GOT_NOTHING;
		if (!from->all)
			break;
	}
	if (count > 0)
		return sum;
	log_line("zone get: %s: the account has no such zone", from->url);
	return ZONE_GOT_NOTHING;
}

static enum zone_got
get_account(struct web_way *w, const struct transfer_source *from)
{
	const char *api = w->o->czds_api, *account = w->o->czds_account;
	if (czds_try(w, czds_enter, account) != TRANSFER_FAULT_NONE ||
	    czds_try(w, czds_list, api) != TRANSFER_FAULT_NONE)
		return ZONE_GOT_NOTHING;
	return get_links(w, from);
}

enum zone_got
zone_get_czds(const struct zone_options *o, const struct transfer_source *from)
{
	struct czds czds = {0};
	struct web_way w;
	struct text why;
	enum zone_got got = ZONE_GOT_NOT_BEGUN;
	text_init(&why);
	int rc = way_open(&w, o);
	if (rc == 0)
		rc = czds_open(&czds, w.client, o->czds_account, o->czds_api,
		    o->czds_login, &why);
	if (rc < 0)
		log_line("zone get: %s",
		    text_ok(&why) && why.len > 0 ? why.bytes : "no heap");
	w.czds = &czds;
	if (rc == 0)
		got = get_account(&w, from);
	czds_close(&czds);
	web_client_free(w.client);
	text_fini(&why);
	return got;
}
