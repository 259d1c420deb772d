#include "parts.h"

enum { FIRST_WRITER = 0 }; /* number of the single ones; workers follow */

static int
open_part(const char *dir, const char *kind, unsigned writer,
    struct part_writer **out)
{
	return part_writer_open(
	    &(struct part_config){.dir = dir, .kind = kind, .writer = writer},
	    out);
}

int
run_parts_open(struct run_parts *p, const char *dir, unsigned worker_count)
{
	*p = (struct run_parts){.worker_count = worker_count};
	int rc = open_part(dir, "delegation", FIRST_WRITER, &p->delegation);
	if (rc == 0)
		rc = open_part(dir, "dns", FIRST_WRITER, &p->dns);
	if (rc == 0)
		rc = open_part(dir, "cert", FIRST_WRITER, &p->cert);
	if (rc == 0)
		rc = open_part(dir, "smtp", FIRST_WRITER, &p->smtp);
	for (unsigned i = 0; i < worker_count && rc == 0; i++)
		rc =
		    open_part(dir, "smtp", FIRST_WRITER + 1 + i, &p->worker[i]);
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
run_parts_list(
    const struct run_parts *p, struct manifest_parts out[RUN_PARTS_MAX])
{
	struct part_writer *all[RUN_PARTS_MAX];
	size_t count = collect(p, all);
	for (size_t i = 0; i < count; i++)
		out[i].at = part_list(all[i], &out[i].count);
	return count;
}

void
run_parts_close(struct run_parts *p)
{
	struct part_writer *all[RUN_PARTS_MAX];
	size_t count = collect(p, all);
	for (size_t i = 0; i < count; i++)
		part_writer_close(all[i]);
}
