#include "zone_get.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/exit_code.h"
#include "resolver/transfer/kept_zone.h"
#include "resolver/transfer/line.h"
#include "resolver/transfer/transfer.h"
#include "zone_accept.h"
#include "zone_by_file.h"
#include "zone_by_web.h"
#include "zone_options.h"
#include "zone_tries.h"
#include "zone_writer.h"

/* What a transfer came to. */
struct zone_fetched {
	struct transfer_walk walk;
	struct zone_arrival arrival;
};

static int
drop_record(void *ctx, const struct transfer_record *r)
{
	(void)ctx;
	(void)r;
	return 0;
}

static struct transfer_query
query_of(const struct zone_options *o, const struct transfer_source *from)
{
	return (struct transfer_query){
	    .from = from,
	    .key = o->has_key ? &o->key : NULL,
	    .limits = zone_options_limits(o),
	};
}

/* Who tries what. */
struct transfer_try {
	const struct transfer_query *query;
	const struct kept_zone *kept;
	struct zone_fetched *out;
};

static enum transfer_fault
ask_soa(void *ctx, struct zone_try *t)
{
	struct transfer_try *a = ctx;
	struct transfer_sink none = {.record = drop_record};
	return transfer_run(a->query, DNS_SOA, &none, &a->out->walk, &t->why);
}

static void
tell_what_came(const struct transfer_walk *walk, struct text *out)
{
	if (walk->records == 0)
		return;
	text_addf(out, "%" PRIu64 " records came, the last of ", walk->records);
	transfer_line_add_name(out, &walk->last_owner);
}

/* One transfer into the file that is not settled yet. */
static enum transfer_fault
fetch(void *ctx, struct zone_try *t)
{
	struct transfer_try *a = ctx;
	struct zone_fetched *out = a->out;
	struct zone_writer w;
	struct transfer_sink sink = {.ctx = &w, .record = zone_writer_add};
	*out = (struct zone_fetched){.walk.type = DNS_AXFR};
	int rc = zone_writer_open(&w, a->kept, &a->query->from->zone);
	enum transfer_fault fault = TRANSFER_FAULT_MACHINE;
	if (rc == 0)
		fault = transfer_run(
		    a->query, DNS_AXFR, &sink, &out->walk, &t->why);
	if (fault == TRANSFER_FAULT_MACHINE && rc == 0)
		rc = out->walk.error;
	int closed =
	    zone_writer_close(&w, fault == TRANSFER_FAULT_NONE, &out->arrival);
	if (rc == 0)
		rc = closed;
	tell_what_came(&out->walk, &t->came);
	if (rc == 0)
		return fault;
	text_addf(&t->why, "%s: %s", a->kept->fresh, strerror(-rc));
	return TRANSFER_FAULT_MACHINE;
}

static enum zone_got
get_into(const struct zone_options *o, const struct transfer_query *q,
    struct kept_zone *k)
{
	const char *url = q->from->url;
	struct zone_fetched f;
	struct transfer_try a = {.query = q, .kept = k, .out = &f};
	if (zone_tries_run(o, url, ask_soa, &a) != TRANSFER_FAULT_NONE)
		return ZONE_GOT_NOTHING;
	if (!zone_is_wanted(o, k, url, f.walk.serial))
		return zone_unwanted(k, f.walk.serial);
	if (zone_tries_run(o, url, fetch, &a) != TRANSFER_FAULT_NONE)
		return ZONE_GOT_NOTHING;
	f.arrival.url = url;
	f.arrival.key = o->has_key ? o->key.name : NULL;
	f.arrival.zone = &q->from->zone;
	f.arrival.serial = f.walk.serial;
	f.arrival.records = f.walk.records;
	f.arrival.outside = f.walk.outside;
	return zone_accept(o, k, &f.arrival);
}

static enum zone_got
get_transfer(const struct zone_options *o, const struct transfer_source *from)
{
	struct transfer_query q = query_of(o, from);
	struct kept_zone k;
	enum zone_got got = ZONE_GOT_NOT_BEGUN;
	if (zone_place_open(o, &from->zone, &k))
		got = get_into(o, &q, &k);
	kept_zone_close(&k);
	return got;
}

static enum zone_got
get_one(const struct zone_options *o, const struct transfer_source *from)
{
	switch (from->kind) {
	case TRANSFER_BY_AXFR:
		return get_transfer(o, from);
	case TRANSFER_BY_FILE:
		return zone_get_file(o, from);
	case TRANSFER_BY_HTTPS:
		return zone_get_https(o, from);
	case TRANSFER_BY_CZDS:
		return zone_get_czds(o, from);
	}
	return ZONE_GOT_NOT_BEGUN;
}

int
zone_get(const struct zone_options *o)
{
	int code = EXIT_CODE_GOOD;
	for (size_t i = 0; i < o->source_count; i++) {
		enum zone_got got = get_one(o, &o->sources[i]);
		if (got == ZONE_GOT_NOT_BEGUN && i == 0)
			return EXIT_CODE_NOT_BEGUN;
		if (got != ZONE_GOT_IT)
			code = EXIT_CODE_EARLY;
	}
	return fflush(stdout) == 0 ? code : EXIT_CODE_EARLY;
}
