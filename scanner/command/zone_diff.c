#include "zone_diff.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "output/line_file.h"
#include "resolver/zone/delegations.h"
#include "resolver/zone/diff.h"
#include "zone_change_line.h"
#include "zone_options.h"

/* One file, read whole; its SOA's serial. */
struct zone_side {
	struct delegations *delegations;
	struct zone_file_count count;
};

static int
read_side(struct zone_side *side, const char *path)
{
	struct zone_source source = {.path = path};
	struct text why;
	int rc = -ENOMEM;
	text_init(&why);
	side->delegations = delegations_new();
	if (side->delegations != NULL)
		rc = delegations_read(
		    side->delegations, &source, &side->count, &why);
	if (why.len > 0) /* why not, or what was passed over */
		log_line("zone diff: %s", why.bytes);
	if (rc == 0)
		rc = delegations_seal(side->delegations);
	if (rc < 0 && why.len == 0)
		log_line("zone diff: %s: %s", path, strerror(-rc));
	text_fini(&why);
	if (rc == 0)
		return EXIT_CODE_GOOD;
	return rc == -EINVAL || rc == -ENOMEM ? EXIT_CODE_DAMAGED
					      : EXIT_CODE_NOT_BEGUN;
}

static void
say_sum(const struct zone_side sides[2], const struct array *rows)
{
	uint64_t sum[ZONE_CHANGES] = {0};
	const struct zone_diff_row *row = rows->at;
	struct text line;
	for (size_t i = 0; i < rows->count; i++)
		for (unsigned k = 0; k < ZONE_CHANGES; k++)
			sum[k] += row[i].changes >> k & 1;
	text_init(&line);
	dns_name_add_text(&line, &sides[1].count.zone);
	text_addf(&line,
	    ": serial %" PRIu32 " to %" PRIu32 ", %" PRIu32 " domains:",
	    sides[0].count.serial, sides[1].count.serial,
	    delegations_count(sides[1].delegations));
	for (unsigned k = 0; k < ZONE_CHANGES; k++)
		text_addf(&line, "%s %" PRIu64 " %s", k > 0 ? "," : "", sum[k],
		    zone_change_words[k]);
	log_line("zone diff: %s", text_ok(&line) ? line.bytes : "no heap");
	text_fini(&line);
}

static int
write_rows(
    const struct zone_side sides[2], const struct array *rows, const char *path)
{
	const struct zone_diff_row *row = rows->at;
	struct line_file *file;
	struct text line;
	int rc = line_file_open(path, &file);
	if (rc < 0)
		return rc;
	text_init(&line);
	for (size_t i = 0; i < rows->count && rc == 0; i++) {
		text_clear(&line);
		zone_change_line_add(
		    &line, sides[0].delegations, sides[1].delegations, &row[i]);
		rc = text_ok(&line) ? line_file_add(file, line.bytes, line.len)
				    : -ENOMEM;
	}
	text_fini(&line);
	int closed = line_file_close(file);
	return rc < 0 ? rc : closed;
}

static int
compare(const struct zone_side sides[2], const char *path)
{
	struct array rows = {0};
	int code = EXIT_CODE_EARLY;
	if (!dns_name_equal(&sides[0].count.zone, &sides[1].count.zone)) {
		log_line("zone diff: these are files of two zones");
		return EXIT_CODE_NOT_BEGUN;
	}
	int rc =
	    zone_diff_make(sides[0].delegations, sides[1].delegations, &rows);
	if (rc == 0)
		rc = write_rows(sides, &rows, path);
	if (rc < 0) {
		log_line("zone diff: %s: %s", path, strerror(-rc));
	} else {
		say_sum(sides, &rows);
		code = EXIT_CODE_GOOD;
	}
	array_fini(&rows);
	return code;
}

int
zone_diff(const struct zone_options *o)
{
	struct zone_side sides[2] = {0};
	int code = EXIT_CODE_GOOD;
	for (unsigned i = 0; i < 2 && code == EXIT_CODE_GOOD; i++)
		code = read_side(&sides[i], o->words.at[1 + i]);
	if (code == EXIT_CODE_GOOD)
		code = compare(sides, o->output != NULL ? o->output : "-");
	for (unsigned i = 0; i < 2; i++)
		delegations_free(sides[i].delegations);
	return code;
}
