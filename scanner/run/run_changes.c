#include "run_changes.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

/* Who sends signals without end fills no manifest. */
enum { CHANGES_MAX = 1000 };

static int
keep_earlier(struct array *a, const void *at, size_t count, size_t size)
{
	void *new = count > 0 ? array_push(a, count, size) : NULL;
	if (new != NULL)
		memcpy(new, at, count * size);
	return new != NULL || count == 0 ? 0 : -ENOMEM;
}

int
run_changes_init(struct run_changes *c, const struct scan_plan *plan)
{
	*c = (struct run_changes){.plan = plan};
	if (plan->earlier == NULL)
		return 0;
	const struct manifest_changes *then = &plan->earlier->changes;
	int rc = keep_earlier(&c->rates, then->rates, then->rate_count,
	    sizeof(struct manifest_rate));
	return rc < 0
		   ? rc
		   : keep_earlier(&c->readings, then->readings,
			 then->reading_count, sizeof(struct manifest_reading));
}

void
run_changes_fini(struct run_changes *c)
{
	array_fini(&c->rates);
	array_fini(&c->readings);
}

/* Room for one more: where there is none any more, that of the last one. */
static void *
push(struct array *a, size_t size)
{
	if (a->count < CHANGES_MAX)
		return array_push(a, 1, size);
	return (char *)a->at + (a->count - 1) * size;
}

int
run_changes_note_rate(struct run_changes *c, double factor)
{
	const struct scan_plan *p = c->plan;
	struct manifest_rate *new = push(&c->rates, sizeof(*new));
	if (new == NULL)
		return -ENOMEM;
	*new = (struct manifest_rate){
	    .time_ns = clock_realtime_ns(),
	    .rate_pps = (uint64_t)((double)p->rate_pps * factor),
	    .bandwidth_bps = (uint64_t)((double)p->bandwidth_bps * factor),
	};
	return 0;
}

static bool
is_list(const struct manifest_file *f)
{
	return strcmp(f->option, "blocklist-file") == 0 ||
	       strcmp(f->option, "allowlist-file") == 0 ||
	       strcmp(f->option, "opt-out") == 0;
}

/* Relative paths start where the scan was begun, and it has gone elsewhere. */
static struct manifest_digest
digest_of(const struct manifest_command *command, const char *path)
{
	struct manifest_digest digest = {0};
	struct text whole;
	text_init(&whole);
	if (path[0] != '/' && command->directory != NULL)
		text_addf(&whole, "%s/", command->directory);
	text_add(&whole, path);
	if (text_ok(&whole))
		digest = manifest_digest_of(whole.bytes);
	text_fini(&whole);
	return digest;
}

int
run_changes_note_lists(struct run_changes *c)
{
	const struct manifest_command *command = c->plan->command;
	struct manifest_reading *new = push(&c->readings, sizeof(*new));
	if (new == NULL)
		return -ENOMEM;
	*new = (struct manifest_reading){.time_ns = clock_realtime_ns()};
	for (size_t i = 0; i < command->file_count; i++) {
		if (!is_list(&command->files[i]))
			continue;
		struct manifest_file *f = &new->files[new->file_count++];
		*f = command->files[i];
		f->digest = digest_of(command, f->path);
	}
	return 0;
}

struct manifest_changes
run_changes_list(const struct run_changes *c)
{
	return (struct manifest_changes){
	    .rates = c->rates.at,
	    .rate_count = c->rates.count,
	    .readings = c->readings.at,
	    .reading_count = c->readings.count,
	};
}
