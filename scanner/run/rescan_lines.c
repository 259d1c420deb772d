#include "rescan_lines.h"

#include <errno.h>

#include "rescan_list.h"

static void
add_line(
    const struct stage_work *w, struct part_writer *part, struct text *line)
{
	halt_fail(w->halt, text_ok(line)
			       ? part_add_line(part, line->bytes, line->len)
			       : -ENOMEM);
	text_clear(line);
}

static void
write_listed(const struct stage_work *w, struct text *line)
{
	const struct listed_record *r = w->rescan->listed.at;
	for (uint64_t i = w->listed_lines;
	     i < w->rescan->listed.count && !stage_is_halted(w); i++) {
		listed_record_add(line, &r[i]);
		add_line(w, w->listed_part, line);
	}
	halt_fail(w->halt, part_finish(w->listed_part));
}

static void
write_dropped(const struct stage_work *w, struct text *line)
{
	const struct dropped_record *r = w->rescan->dropped.at;
	for (uint64_t i = w->dropped_lines;
	     i < w->rescan->dropped.count && !stage_is_halted(w); i++) {
		dropped_record_add(line, &r[i]);
		add_line(w, w->dropped_part, line);
	}
	halt_fail(w->halt, part_finish(w->dropped_part));
}

void
rescan_lines_write(const struct stage_work *w)
{
	struct text line;
	if (w->rescan == NULL)
		return;
	text_init(&line);
	write_listed(w, &line);
	write_dropped(w, &line);
	text_fini(&line);
}
