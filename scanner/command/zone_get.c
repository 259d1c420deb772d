#include "zone_get.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "resolver/transfer/kept_zone.h"
#include "resolver/transfer/line.h"
#include "resolver/transfer/transfer.h"
#include "zone_accept.h"
#include "zone_by_file.h"
#include "zone_by_web.h"
#include "zone_options.h"
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

/* One transfer into the file that is not settled yet. */
static enum transfer_fault
fetch(const struct transfer_query *q, const struct kept_zone *k,
    struct zone_fetched *out, struct text *why)
{
	struct zone_writer w;
	struct transfer_sink sink = {.ctx = &w, .record = zone_writer_add};
	*out = (struct zone_fetched){.walk.type = DNS_AXFR};
	int rc = zone_writer_open(&w, k, &q->from->zone);
	enum transfer_fault fault = TRANSFER_FAULT_MACHINE;
	if (rc == 0)
		fault = transfer_run(q, DNS_AXFR, &sink, &out->walk, why);
	if (fault == TRANSFER_FAULT_MACHINE && rc == 0)
		rc = out->walk.error;
	int closed =
	    zone_writer_close(&w, fault == TRANSFER_FAULT_NONE, &out->arrival);
	if (rc == 0)
		rc = closed;
	if (rc == 0)
		return fault;
	text_addf(why, "%s: %s", k->fresh, strerror(-rc));
	return TRANSFER_FAULT_MACHINE;
}

static void
say_fault(const struct transfer_query *q, enum transfer_fault fault,
    const struct transfer_walk *walk, const struct text *why)
{
	struct text line;
	text_init(&line);
	text_addf(&line, "%s: %s", q->from->url, transfer_fault_text(fault));
	if (why->len > 0)
		text_addf(&line, ": %s", why->bytes);
	if (walk->type == DNS_AXFR && walk->records > 0) {
		text_addf(&line, "; %" PRIu64 " records came, the last of ",
		    walk->records);
		transfer_line_add_name(&line, &walk->last_owner);
	}
	log_line("zone get: %s", text_ok(&line) ? line.bytes : q->from->url);
	text_fini(&line);
}

/* A fault that may pass is not the last one, if there are tries left. */
static bool
goes_on(const struct zone_options *o, enum transfer_fault fault, unsigned tried)
{
	if (!transfer_fault_passes(fault) || tried >= o->tries.value)
		return false;
	clock_sleep((int64_t)o->pause_s.value * NS_PER_S);
	return true;
}

/* The SOA alone, or the zone into a file that is not settled yet. */
static enum transfer_fault
try_until(const struct zone_options *o, const struct transfer_query *q,
    const struct kept_zone *k, struct zone_fetched *out)
{
	struct transfer_sink none = {.record = drop_record};
	enum transfer_fault fault;
	struct text why;
	unsigned tried = 0;
	text_init(&why);
	do {
		text_clear(&why);
		fault = k == NULL
			    ? transfer_run(q, DNS_SOA, &none, &out->walk, &why)
			    : fetch(q, k, out, &why);
		if (fault != TRANSFER_FAULT_NONE)
			say_fault(q, fault, &out->walk, &why);
	} while (goes_on(o, fault, ++tried));
	text_fini(&why);
	return fault;
}

static enum zone_got
get_into(const struct zone_options *o, const struct transfer_query *q,
    struct kept_zone *k)
{
	const char *url = q->from->url;
	struct zone_fetched f;
	if (try_until(o, q, NULL, &f) != TRANSFER_FAULT_NONE)
		return ZONE_GOT_NOTHING;
	if (!zone_is_wanted(o, k, url, f.walk.serial))
		return zone_unwanted(k, f.walk.serial);
	if (try_until(o, q, k, &f) != TRANSFER_FAULT_NONE)
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
