#include "parts.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "output/part_adopt.h"

enum { FIRST_WRITER = 0 }; /* number of the single ones; workers follow */

static int
open_part(struct part_config *config, const char *kind, unsigned writer,
    struct part_writer **out)
{
	config->kind = kind;
	config->writer = writer;
	return part_writer_open(config, out);
}

int
run_parts_open(struct run_parts *p, const char *dir, struct line_stream *stream,
    const char *run_id, unsigned worker_count)
{
	struct part_config c = {.dir = dir, .run_id = run_id, .stream = stream};
	*p = (struct run_parts){.worker_count = worker_count, .stream = stream};
	int rc = open_part(&c, "delegation", FIRST_WRITER, &p->delegation);
	if (rc == 0)
		rc = open_part(&c, "dns", FIRST_WRITER, &p->dns);
	if (rc == 0)
		rc = open_part(&c, "cert", FIRST_WRITER, &p->cert);
	if (rc == 0)
		rc = open_part(&c, "smtp", FIRST_WRITER, &p->smtp);
	if (rc == 0)
		rc = open_part(&c, "listed", FIRST_WRITER, &p->listed);
	if (rc == 0)
		rc = open_part(&c, "dropped", FIRST_WRITER, &p->dropped);
	for (unsigned i = 0; i < worker_count && rc == 0; i++)
		rc = open_part(&c, "smtp", FIRST_WRITER + 1 + i, &p->worker[i]);
	return rc;
}

static int
adopt(struct run_parts *p, const char *dir, const char *kind, struct text *why)
{
	struct text said;
	text_init(&said);
	int rc = part_adopt(dir, kind, &p->earlier, &said);
	if (rc == -EBADMSG)
		text_addf(why,
		    "%s is damaged: this run cannot be gone on with; verify "
		    "reads what is whole",
		    said.bytes);
	else if (rc < 0)
		text_addf(why, "%s: %s", kind, strerror(-rc));
	else if (said.len > 0)
		log_line("%s; what they held is asked again", said.bytes);
	text_fini(&said);
	return rc;
}

int
run_parts_adopt(struct run_parts *p, const char *dir, struct text *why)
{
	static const char *const kinds[] = {
	    "delegation", "dns", "cert", "smtp", "listed", "dropped"};
	int rc = 0;
	for (size_t i = 0; i < ARRAY_LEN(kinds) && rc == 0; i++)
		rc = adopt(p, dir, kinds[i], why);
	return rc;
}

/* All writers in one row; gives how many. */
static size_t
collect(const struct run_parts *p, struct part_writer *out[RUN_PARTS_MAX])
{
	size_t n = 0;
	out[n++] = p->delegation;
	out[n++] = p->dns;
	out[n++] = p->cert;
	out[n++] = p->smtp;
	out[n++] = p->listed;
	out[n++] = p->dropped;
	for (unsigned i = 0; i < p->worker_count; i++)
		out[n++] = p->worker[i];
	return n;
}

/* With each writer, whatever came of the one before: the first -errno. */
static int
with_each(const struct run_parts *p, int (*call)(struct part_writer *w))
{
	struct part_writer *all[RUN_PARTS_MAX];
	size_t count = collect(p, all);
	int rc = 0;
	for (size_t i = 0; i < count; i++) {
		int failed = call(all[i]);
		rc = rc < 0 ? rc : failed;
	}
	return rc;
}

int
run_parts_finish(struct run_parts *p)
{
	return with_each(p, part_finish);
}

int
run_parts_sync(const struct run_parts *p)
{
	return with_each(p, part_sync);
}

size_t
run_parts_list(const struct run_parts *p, bool at_work,
    struct manifest_parts out[RUN_PARTS_MAX])
{
	struct part_writer *all[RUN_PARTS_MAX];
	size_t count = at_work ? 0 : collect(p, all);
	for (size_t i = 0; i < count; i++)
		out[i].at = part_list(all[i], &out[i].count);
	out[count].at = p->earlier.at;
	out[count].count = p->earlier.count;
	return count + 1;
}

void
run_parts_close(struct run_parts *p)
{
	struct part_writer *all[RUN_PARTS_MAX];
	size_t count = collect(p, all);
	for (size_t i = 0; i < count; i++)
		part_writer_close(all[i]);
	array_fini(&p->earlier);
}
