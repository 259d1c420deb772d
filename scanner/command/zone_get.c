#include "zone_get.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/disk_space.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "dns/serial.h"
#include "output/line_file.h"
#include "resolver/transfer/kept_zone.h"
#include "resolver/transfer/line.h"
#include "resolver/transfer/transfer.h"
#include "resolver/transfer/zonemd.h"
#include "zone_options.h"
#include "zone_proof.h"

enum { CONNECT_S = 15, LOOK_EACH = 1 << 16 };

/* One zone on its way to a file. */
struct zone_writing {
	struct line_file *file;
	struct text line;
	const char *dir;
	uint64_t records;
	struct zone_proof *proof;
	const struct dns_name *zone;
	bool has_zonemd;
};

/* What one zone came to. */
enum zone_got {
	ZONE_GOT_IT,
	ZONE_GOT_NOTHING, /* and that was said */
	ZONE_GOT_NOT_BEGUN,
};

static int
check_room(const struct zone_writing *w)
{
	struct disk_space space;
	if (w->records % LOOK_EACH != 0)
		return 0;
	int rc = disk_space_at(w->dir, &space);
	if (rc == 0 && space.free_bytes < disk_space_reserve(&space))
		rc = -ENOSPC;
	return rc;
}

static int
write_record(void *ctx, const struct transfer_record *r)
{
	struct zone_writing *w = ctx;
	int rc = check_room(w);
	if (rc < 0)
		return rc;
	w->records++;
	zone_proof_add(w->proof, r);
	if (r->type == DNS_ZONEMD && dns_name_equal(r->owner, w->zone))
		w->has_zonemd = true;
	text_clear(&w->line);
	transfer_line_add(&w->line, r);
	if (!text_ok(&w->line))
		return -ENOMEM;
	return line_file_add(w->file, w->line.bytes, w->line.len);
}

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
	    .limits = {.connect_ns = CONNECT_S * NS_PER_S,
		.idle_ns = (int64_t)o->idle_s.value * NS_PER_S,
		.whole_ns = (int64_t)o->limit_s.value * NS_PER_S,
		.bytes = o->max_bytes.value},
	};
}

/* What a transfer came to. */
struct zone_fetched {
	struct transfer_walk walk;
	struct zone_proof_result proof;
	bool has_zonemd;
	enum zonemd_state zonemd;
};

static enum transfer_fault
fetch_to(const struct transfer_query *q, struct zone_writing *w,
    struct zone_fetched *out, struct text *why)
{
	struct transfer_sink sink = {.ctx = w, .record = write_record};
	w->proof =
	    zone_proof_new(&q->from->zone, clock_realtime_ns() / NS_PER_S);
	if (w->proof == NULL)
		return TRANSFER_FAULT_MACHINE;
	text_init(&w->line);
	enum transfer_fault fault =
	    transfer_run(q, DNS_AXFR, &sink, &out->walk, why);
	text_fini(&w->line);
	if (fault == TRANSFER_FAULT_NONE)
		zone_proof_finish(w->proof, &out->proof);
	zone_proof_free(w->proof);
	return fault;
}

/* One transfer into the file that is not settled yet. */
static enum transfer_fault
fetch(const struct transfer_query *q, const struct kept_zone *k,
    struct zone_fetched *out, struct text *why)
{
	struct zone_writing w = {.dir = k->dir, .zone = &q->from->zone};
	*out = (struct zone_fetched){.walk.type = DNS_AXFR};
	int rc = line_file_open(k->fresh, &w.file);
	if (rc < 0) {
		text_addf(why, "%s: %s", k->fresh, strerror(-rc));
		return TRANSFER_FAULT_MACHINE;
	}
	enum transfer_fault fault = fetch_to(q, &w, out, why);
	out->has_zonemd = w.has_zonemd;
	rc = line_file_close(w.file);
	if (fault == TRANSFER_FAULT_MACHINE && out->walk.error < 0)
		rc = out->walk.error;
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

/* A bogus zone never takes the place of another; what it lacks is said. */
static bool
is_proved(const struct zone_options *o, const struct kept_zone *k,
    const char *url, const struct zone_proof_result *p)
{
	struct text line;
	if (p->state == ZONE_PROOF_GOOD)
		return true;
	if (p->state != ZONE_PROOF_BOGUS) {
		bool lost = k->has && k->is_signed && !o->force;
		if (lost)
			log_line("zone get: %s: %s, and the one here is "
				 "signed (--force takes it)",
			    url, zone_proof_word(p->state));
		return !lost;
	}
	text_init(&line);
	dns_type_add_text(&line, p->type);
	text_add(&line, " of ");
	transfer_line_add_name(&line, &p->owner);
	log_line("zone get: %s: bogus: %s: %s", url, reason_text(p->reason),
	    text_ok(&line) ? line.bytes : "");
	text_fini(&line);
	return false;
}

/* Is a zone of this serial wanted?  What keeps it away is said. */
static bool
is_wanted(const struct zone_options *o, const struct kept_zone *k,
    const char *url, uint32_t serial)
{
	if (o->force || !k->has)
		return true;
	switch (dns_serial_compare(serial, k->serial)) {
	case DNS_SERIAL_NEWER:
		return true;
	case DNS_SERIAL_SAME:
		printf("%s: serial %" PRIu32 " is here: nothing to do\n",
		    k->stem, serial);
		return false;
	case DNS_SERIAL_OLDER:
		log_line("zone get: %s: serial %" PRIu32
			 " is older than the one here, %" PRIu32
			 " (--force takes it)",
		    url, serial, k->serial);
		return false;
	case DNS_SERIAL_UNKNOWN:
		break;
	}
	log_line("zone get: %s: serial %" PRIu32
		 " is neither older nor newer than %" PRIu32
		 " (--force takes it)",
	    url, serial, k->serial);
	return false;
}

static enum zone_got
unwanted(const struct kept_zone *k, uint32_t serial)
{
	return k->serial == serial ? ZONE_GOT_IT : ZONE_GOT_NOTHING;
}

/* The digest of what was written; false: it is wrong, or cannot be made. */
static bool
has_right_digest(const struct kept_zone *k, const struct transfer_query *q,
    struct zone_fetched *f)
{
	struct text why;
	int rc = 0;
	text_init(&why);
	if (f->has_zonemd)
		rc = zonemd_check(k->fresh, k->dir, &q->from->zone,
		    f->walk.serial, &f->zonemd, &why);
	if (rc < 0 || f->zonemd == ZONEMD_WRONG)
		log_line("zone get: %s: %s%s%s", q->from->url,
		    rc < 0 ? "" : "the ZONEMD is wrong",
		    rc < 0 || why.len == 0 ? "" : ": ",
		    why.len > 0 ? why.bytes : "");
	text_fini(&why);
	return rc == 0 && f->zonemd != ZONEMD_WRONG;
}

static enum zone_got
settle(const struct zone_options *o, const struct transfer_query *q,
    struct kept_zone *k, const struct zone_fetched *fetched)
{
	const struct transfer_walk *walk = &fetched->walk;
	struct kept_zone_facts facts = {
	    .zone = &q->from->zone,
	    .source = q->from->url,
	    .key = o->has_key ? o->key.name : NULL,
	    .serial = walk->serial,
	    .records = walk->records,
	    .outside = walk->outside,
	    .signatures = zone_proof_word(fetched->proof.state),
	    .signed_sets = fetched->proof.sets,
	    .zonemd = zonemd_word(fetched->zonemd),
	    .fetched_ns = clock_realtime_ns(),
	};
	struct text text;
	text_init(&text);
	int rc = kept_zone_settle(k, &facts, (unsigned)o->keep.value, &text);
	if (rc < 0) {
		log_line("zone get: %s", text_ok(&text) ? text.bytes : "");
	} else {
		kept_zone_add_path(k, &text);
		printf("%s: serial %" PRIu32 ", %" PRIu64
		       " records, signatures %s: %s\n",
		    k->stem, walk->serial, walk->records, facts.signatures,
		    text_ok(&text) ? text.bytes : k->dir);
		if (walk->outside > 0)
			log_line("zone get: %s: %" PRIu64
				 " records outside the zone were left out",
			    q->from->url, walk->outside);
	}
	text_fini(&text);
	return rc < 0 ? ZONE_GOT_NOTHING : ZONE_GOT_IT;
}

static enum zone_got
get_into(const struct zone_options *o, const struct transfer_query *q,
    struct kept_zone *k)
{
	const char *url = q->from->url;
	struct zone_fetched fetched;
	if (try_until(o, q, NULL, &fetched) != TRANSFER_FAULT_NONE)
		return ZONE_GOT_NOTHING;
	if (!is_wanted(o, k, url, fetched.walk.serial))
		return unwanted(k, fetched.walk.serial);
	if (try_until(o, q, k, &fetched) != TRANSFER_FAULT_NONE)
		return ZONE_GOT_NOTHING;
	/* Another server of that name may have answered. */
	if (!is_wanted(o, k, url, fetched.walk.serial))
		return unwanted(k, fetched.walk.serial);
	if (!is_proved(o, k, url, &fetched.proof) ||
	    !has_right_digest(k, q, &fetched))
		return ZONE_GOT_NOTHING;
	return settle(o, q, k, &fetched);
}

static enum zone_got
get_one(const struct zone_options *o, const struct transfer_source *from)
{
	struct transfer_query q = query_of(o, from);
	struct kept_zone k;
	struct text why;
	enum zone_got got = ZONE_GOT_NOT_BEGUN;
	text_init(&why);
	int rc = kept_zone_open(&k, o->output, &from->zone, &why);
	if (rc < 0)
		log_line("zone get: %s", text_ok(&why) ? why.bytes : "no heap");
	else
		got = get_into(o, &q, &k);
	kept_zone_close(&k);
	text_fini(&why);
	return got;
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
