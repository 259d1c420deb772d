#include "zone_accept.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "dns/serial.h"
#include "resolver/transfer/kept_zone.h"
#include "resolver/transfer/line.h"
#include "zone_options.h"
#include "zone_writer.h"

bool
zone_place_open(const struct zone_options *o, const struct dns_name *zone,
    struct kept_zone *k)
{
	struct text why;
	text_init(&why);
	int rc = kept_zone_open(k, o->output, zone, &why);
	if (rc < 0)
		log_line("zone get: %s", text_ok(&why) ? why.bytes : "no heap");
	text_fini(&why);
	return rc == 0;
}

bool
zone_is_wanted(const struct zone_options *o, const struct kept_zone *k,
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

enum zone_got
zone_unwanted(const struct kept_zone *k, uint32_t serial)
{
	return k->serial == serial ? ZONE_GOT_IT : ZONE_GOT_NOTHING;
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

/* The digest of what was written; false: it is wrong, or cannot be made. */
static bool
has_right_digest(const struct kept_zone *k, struct zone_arrival *a)
{
	struct text why;
	int rc = 0;
	text_init(&why);
	if (a->has_zonemd)
		rc = zonemd_check(
		    k->fresh, k->dir, a->zone, a->serial, &a->zonemd, &why);
	if (rc < 0 || a->zonemd == ZONEMD_WRONG)
		log_line("zone get: %s: %s%s%s", a->url,
		    rc < 0 ? "" : "the ZONEMD is wrong",
		    rc < 0 || why.len == 0 ? "" : ": ",
		    why.len > 0 ? why.bytes : "");
	text_fini(&why);
	return rc == 0 && a->zonemd != ZONEMD_WRONG;
}

static void
say_settled(const struct kept_zone *k, const struct zone_arrival *a,
    const char *signatures)
{
	struct text path;
	text_init(&path);
	kept_zone_add_path(k, &path);
	printf("%s: serial %" PRIu32 ", %" PRIu64
	       " records, signatures %s: %s\n",
	    k->stem, a->serial, a->records, signatures,
	    text_ok(&path) ? path.bytes : k->dir);
	if (a->outside > 0)
		log_line("zone get: %s: %" PRIu64
			 " records outside the zone were left out",
		    a->url, a->outside);
	text_fini(&path);
}

static enum zone_got
settle(const struct zone_options *o, struct kept_zone *k,
    const struct zone_arrival *a)
{
	struct kept_zone_facts facts = {
	    .zone = a->zone,
	    .source = a->url,
	    .key = a->key,
	    .version = a->version,
	    .serial = a->serial,
	    .records = a->records,
	    .outside = a->outside,
	    .signatures = zone_proof_word(a->proof.state),
	    .signed_sets = a->proof.sets,
	    .zonemd = zonemd_word(a->zonemd),
	    .fetched_ns = clock_realtime_ns(),
	};
	struct text why;
	text_init(&why);
	int rc = kept_zone_settle(k, &facts, (unsigned)o->keep.value, &why);
	if (rc < 0)
		log_line("zone get: %s", text_ok(&why) ? why.bytes : "");
	else
		say_settled(k, a, facts.signatures);
	text_fini(&why);
	return rc < 0 ? ZONE_GOT_NOTHING : ZONE_GOT_IT;
}

enum zone_got
zone_accept(
    const struct zone_options *o, struct kept_zone *k, struct zone_arrival *a)
{
	/* Another server of that name may have answered than was asked first.
	 */
	if (!zone_is_wanted(o, k, a->url, a->serial))
		return zone_unwanted(k, a->serial);
	if (!is_proved(o, k, a->url, &a->proof) || !has_right_digest(k, a))
		return ZONE_GOT_NOTHING;
	return settle(o, k, a);
}
