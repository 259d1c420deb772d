#include "zone_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "output/manifest.h"
#include "resolver/transfer/kept_facts.h"
#include "zone_argument.h"
#include "zone_choice.h"

/* Delegations are counted when all files are read: see count_delegations(). */
static int
keep(struct zone_files *z, const char *file, const struct zone_file_count *c)
{
	struct text name;
	int rc = -ENOMEM;

	text_init(&name);
	dns_name_add_text(&name, &c->zone);
	struct manifest_zone *zone = array_push(&z->zones, 1, sizeof(*zone));
	if (zone != NULL) {
		*zone = (struct manifest_zone){
		    .file = file,
		    .digest = manifest_digest_of(file),
		    .name = text_ok(&name) ? strdup(name.bytes) : NULL,
		    .has_serial = c->has_serial,
		    .serial = c->serial,
		    .records = c->records,
		    .faults = c->faults,
		    .other_class = c->other_class,
		    .other_type = c->other_type,
		    .bad_signatures = c->bad_signatures,
		    .closing_soa = c->closing_soa,
		};
		rc = zone->name != NULL ? 0 : -ENOMEM;
	}
	text_fini(&name);
	return rc;
}

/* The last zone, by what stands beside it: nothing is read once more. */
static int
check_beside(const struct zone_files *z, const struct zone_file_count *c,
    struct text *why)
{
	const struct manifest_zone *zones = z->zones.at;
	const struct manifest_zone *zone = &zones[z->zones.count - 1];
	struct kept_facts_seen seen = {
	    .zone = &c->zone,
	    .serial = c->serial,
	    .records = c->records + c->other_type,
	    .sha256 = zone->digest.known ? zone->digest.sha256 : NULL,
	};
	return kept_facts_check(zone->file, &seen, why);
}

static int
read_file(struct zone_files *z, const char *option, bool lenient,
    struct delegations *d, struct text *why)
{
	struct dns_name origin;
	struct zone_file_count count;
	struct zone_source source = {.lenient = lenient};

	zone_argument_read(option, &source, &origin);
	int rc = delegations_read(d, &source, &count, why);
	if (rc < 0)
		return rc;
	if (why->len > 0) /* what was passed over */
		log_line("%s", why->bytes);
	text_clear(why);
	rc = keep(z, source.path, &count);
	return rc < 0 ? rc : check_beside(z, &count, why);
}

/* A file is a zone: they are numbered in the same order. */
static void
count_delegations(struct zone_files *z, const struct delegations *d)
{
	struct manifest_zone *zones = z->zones.at;

	for (uint32_t i = 0; i < delegations_count(d); i++) {
		struct delegation one;
		delegations_get(d, i, &one);
		if (one.zone < z->zones.count)
			zones[one.zone].delegations++;
	}
}

int
zone_files_read(struct zone_files *z, const struct option_list *options,
    bool lenient, const struct zone_choice *choice, struct delegations *d,
    struct text *why)
{
	int rc = 0;

	if (choice != NULL)
		zone_choice_apply(choice, d);

	for (size_t i = 0; i < options->count && rc == 0; i++)
		rc = read_file(z, options->at[i], lenient, d, why);
	if (rc == 0)
		rc = delegations_seal(d);
	if (rc == 0)
		count_delegations(z, d);
	return rc;
}

void
zone_files_fini(struct zone_files *z)
{
	struct manifest_zone *zones = z->zones.at;

	for (size_t i = 0; i < z->zones.count; i++)
		free(zones[i].name);
	array_fini(&z->zones);
}
