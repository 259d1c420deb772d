#include "rescan_source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/evidence/evidence.h"
#include "analysis/evidence/load.h"
#include "base/log.h"
#include "output/record/manifest_summary.h"
#include "rescan_choice.h"

/* An earlier run. */
struct source {
	const char *dir;
	struct manifest_summary manifest;
};

struct maker {
	const struct rescan_source *source;
	struct source *runs; /* as they were said */
	size_t count;
	struct run_source *read; /* those that are read, the oldest first */
	size_t read_count;
	bool sweeps_read;
	uint64_t last_list; /* number of the first record of the last list */
	struct evidence evidence;
	struct rescan_list *out;
};

static int
open_run(struct source *s, const char *dir, struct text *why)
{
	s->dir = dir;
	int rc = manifest_summary_read(&s->manifest, dir, why);
	if (rc < 0)
		return rc;
	if (s->manifest.dry_run) {
		text_addf(why, "%s: a dry run: nothing was asked", dir);
		return -EINVAL;
	}
	if (!s->manifest.complete)
		log_line("%s is incomplete: %s; hosts that it did not come to "
			 "are not known",
		    dir, manifest_summary_end(&s->manifest));
	return 0;
}

static int
open_runs(struct maker *m, struct text *why)
{
	const struct option_list *dirs = m->source->runs;
	m->runs = arena_alloc(&m->out->arena, dirs->count * sizeof(*m->runs));
	int rc = 0;
	while (rc == 0 && m->count < dirs->count) {
		rc = open_run(&m->runs[m->count], dirs->at[m->count], why);
		m->count++;
	}
	return rc;
}

/* Some list was made from it, when it was whole. */
static bool
is_listed(const struct maker *m, const struct manifest_summary *run)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct manifest_from *from = m->runs[i].manifest.from.at;
		for (size_t k = 0; k < m->runs[i].manifest.from.count; k++)
			if (from[k].complete &&
			    strcmp(from[k].run_id, run->run_id) == 0)
				return true;
	}
	return false;
}

/* All sweeps or none: a host's domains may be in several of them. */
static bool
has_new_sweep(const struct maker *m)
{
	for (size_t i = 0; i < m->count; i++)
		if (!m->runs[i].manifest.rescan &&
		    !is_listed(m, &m->runs[i].manifest))
			return true;
	return false;
}

static int
by_start(const void *a, const void *b)
{
	const struct run_source *x = a, *y = b;
	return (x->manifest->start_ns > y->manifest->start_ns) -
	       (x->manifest->start_ns < y->manifest->start_ns);
}

static void
choose_runs(struct maker *m)
{
	m->sweeps_read = has_new_sweep(m);
	m->read = arena_alloc(&m->out->arena, m->count * sizeof(*m->read));
	for (size_t i = 0; i < m->count; i++)
		if (m->sweeps_read || m->runs[i].manifest.rescan)
			m->read[m->read_count++] = (struct run_source){
			    m->runs[i].dir, &m->runs[i].manifest};
	if (m->read_count > 1)
		qsort(m->read, m->read_count, sizeof(*m->read), by_start);
}

/* Records from `first` to before `end` of all that list a host. */
static uint64_t
count_listed(const struct evidence *e, uint64_t first, uint64_t end)
{
	uint64_t n = 0;
	for (size_t i = 0; i < e->part_count; i++)
		for (const struct listed_host *h = e->parts[i]->listed;
		     h != NULL; h = h->next)
			n += h->order >= first && h->order < end;
	return n;
}

/* A list that lost some of its hosts would lose them for good. */
static int
check_lists(struct maker *m, struct text *why)
{
	const struct evidence *e = &m->evidence;
	for (size_t i = 0; i < m->read_count; i++) {
		uint64_t first = e->runs[i].first_order;
		uint64_t end = i + 1 < e->run_count ? e->runs[i + 1].first_order
						    : UINT64_MAX;
		if (!m->read[i].manifest->rescan)
			continue;
		m->last_list = first;
		if (count_listed(e, first, end) == m->read[i].manifest->listed)
			continue;
		text_addf(why,
		    "%s: its list of hosts is not whole; go on with it first "
		    "(--resume), or name another run",
		    m->read[i].run);
		return -EBADMSG;
	}
	return 0;
}

static int
load(struct maker *m, struct text *why)
{
	struct run_count count = {.open_parts = true};
	int rc = evidence_load_names(
	    &m->evidence, m->read, m->read_count, m->source->threads, &count);
	if (rc < 0)
		text_addf(why, "--from: %s", strerror(-rc));
	if (count.damaged + count.parts_wrong > 0)
		log_line("--from: %llu damaged records were left out",
		    (unsigned long long)count.damaged);
	return rc < 0 ? rc : check_lists(m, why);
}

/* Which runs it is from, for the manifest. */
static void
note_sources(struct maker *m)
{
	struct manifest_rescan *r = &m->out->manifest;
	struct manifest_source *from =
	    arena_alloc(&m->out->arena, m->count * sizeof(*from));
	for (size_t i = 0; i < m->count; i++)
		from[i] = (struct manifest_source){
		    .run_id = arena_format(
			&m->out->arena, "%s", m->runs[i].manifest.run_id),
		    .directory = m->runs[i].dir,
		    .complete = m->runs[i].manifest.complete,
		};
	*r = (struct manifest_rescan){
	    .from = from,
	    .from_count = m->count,
	    .listed = m->out->listed.count,
	    .dropped = m->out->dropped.count,
	};
}

static int
make(struct maker *m, uint64_t *seed, struct text *why)
{
	int rc = open_runs(m, why);
	if (rc < 0)
		return rc;
	choose_runs(m);
	rc = load(m, why);
	if (rc < 0)
		return rc;
	rc = rescan_choose(
	    &(struct rescan_choice){
		.evidence = &m->evidence,
		.start_ns = m->source->start_ns,
		.has_new_sweep = m->sweeps_read,
		.last_list = m->last_list,
	    },
	    m->out);
	if (rc < 0)
		return rc;
	*seed = m->source->has_seed ? m->source->seed
				    : m->runs[0].manifest.shard.seed;
	rescan_list_sort(m->out, *seed);
	note_sources(m);
	return 0;
}

int
rescan_source_read(const struct rescan_source *s, struct rescan_list *out,
    uint64_t *seed, struct text *why)
{
	struct maker m = {.source = s, .out = out};
	rescan_list_init(out);
	evidence_init(&m.evidence);
	int rc = make(&m, seed, why);
	evidence_fini(&m.evidence);
	for (size_t i = 0; i < m.count; i++)
		manifest_summary_fini(&m.runs[i].manifest);
	return rc;
}

/* As they were said; which runs they were then, the manifest knows. */
static void
keep_sources(const struct rescan_source *s, const struct manifest_summary *own,
    struct rescan_list *out)
{
	const struct manifest_from *then = own->from.at;
	struct manifest_source *from =
	    arena_alloc(&out->arena, own->from.count * sizeof(*from));
	for (size_t i = 0; i < own->from.count; i++)
		from[i] = (struct manifest_source){
		    .run_id = arena_format(&out->arena, "%s", then[i].run_id),
		    .directory = i < s->runs->count ? s->runs->at[i] : "",
		    .complete = then[i].complete,
		};
	out->manifest = (struct manifest_rescan){
	    .from = from,
	    .from_count = own->from.count,
	    .listed = own->listed,
	    .dropped = own->dropped,
	};
}

/* Nothing was asked yet: the runs say it once more, if they say the same. */
static int
read_again(const struct rescan_source *s, const struct manifest_summary *own,
    struct rescan_list *out, struct text *why)
{
	uint64_t seed;
	rescan_list_fini(out);
	int rc = rescan_source_read(s, out, &seed, why);
	if (rc == 0 && (out->listed.count != own->listed ||
			   out->dropped.count != own->dropped)) {
		text_add(why, "--from: these runs are not as they were when "
			      "this run began; begin another one");
		rc = -EINVAL;
	}
	return rc;
}

int
rescan_source_reread(const struct rescan_source *s, const char *dir,
    struct rescan_list *out, struct text *why)
{
	struct manifest_summary own;
	rescan_list_init(out);
	int rc = manifest_summary_read(&own, dir, why);
	if (rc == 0)
		rc = rescan_list_read(out, dir);
	if (rc == 0 && (out->listed.count != own.listed ||
			   out->dropped.count != own.dropped))
		rc = read_again(s, &own, out, why);
	if (rc == 0)
		keep_sources(s, &own, out);
	else if (rc == -EBADMSG && why->len == 0)
		text_addf(why, "%s: its list of hosts is damaged", dir);
	manifest_summary_fini(&own);
	return rc;
}
