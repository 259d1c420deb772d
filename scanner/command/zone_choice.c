#include "zone_choice.h"

#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "base/log.h"
#include "resolver/zone/diff.h"
#include "scanner/dns/name_table.h"
#include "zone_argument.h"

/* One of the two files. */
struct choice_side {
	struct delegations *delegations;
	struct zone_file_count count;
};

static int
read_side(struct choice_side *side, const char *option, bool lenient,
    struct text *why)
{
	struct zone_source source = {.lenient = lenient};
	struct dns_name origin;
	zone_argument_read(option, &source, &origin);
	if (strcmp(source.path, "-") == 0) {
		text_add(why, "--zone-diff: both are read from files, and the "
			      "zone twice");
		return -ESPIPE;
	}
	side->delegations = delegations_new();
	if (side->delegations == NULL)
		return -ENOMEM;
	int rc =
	    delegations_read(side->delegations, &source, &side->count, why);
	if (rc < 0)
		return rc;
	text_clear(why); /* what was passed over is said of the zone itself */
	return delegations_seal(side->delegations);
}

static int
add_names(struct name_table *names, const struct delegations *after,
    const struct array *rows)
{
	const struct zone_diff_row *row = rows->at;
	int rc = 0;
	for (size_t i = 0; i < rows->count && rc == 0; i++) {
		struct delegation one;
		uint32_t id;
		if (row[i].after == ZONE_DIFF_NONE) /* gone */
			continue;
		delegations_get(after, row[i].after, &one);
		rc = name_table_add(names, &one.name, &id);
	}
	return rc;
}

static int
choose(struct zone_choice *c, const struct choice_side sides[2],
    const char *before, struct text *why)
{
	struct array rows = {0};
	if (!dns_name_equal(&sides[0].count.zone, &sides[1].count.zone)) {
		text_addf(why, "%s: a file of another zone", before);
		return -EXDEV;
	}
	int rc =
	    zone_diff_make(sides[0].delegations, sides[1].delegations, &rows);
	if (rc == 0)
		rc = name_table_new(&c->names);
	if (rc == 0)
		rc = add_names(c->names, sides[1].delegations, &rows);
	array_fini(&rows);
	if (rc == 0)
		log_line("%u of %u domains changed since serial %u",
		    name_table_count(c->names),
		    delegations_count(sides[1].delegations),
		    sides[0].count.serial);
	return rc;
}

int
zone_choice_read(struct zone_choice *c, const char *before, const char *after,
    bool lenient, struct text *why)
{
	struct choice_side sides[2] = {0};
	*c = (struct zone_choice){0};
	int rc = read_side(&sides[0], before, lenient, why);
	if (rc == 0)
		rc = read_side(&sides[1], after, lenient, why);
	if (rc == 0)
		rc = choose(c, sides, before, why);
	for (unsigned i = 0; i < 2; i++)
		delegations_free(sides[i].delegations);
	if (rc < 0 && why->len == 0)
		text_addf(why, "%s: %s", before, strerror(-rc));
	return rc;
}

void
zone_choice_fini(struct zone_choice *c)
{
	name_table_free(c->names);
	c->names = NULL;
}

static bool
takes(void *ctx, const struct dns_name *domain)
{
	uint32_t id;
	return name_table_find(ctx, domain, &id);
}

void
zone_choice_apply(const struct zone_choice *c, struct delegations *d)
{
	delegations_only(d, takes, c->names);
}
