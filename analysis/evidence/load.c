#include "load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/progress.h"
#include "base/thread.h"
#include "evidence.h"
#include "evidence_store.h"
#include "evidence_view.h"
#include "line_batch.h"
#include "output/record/manifest_summary.h"

/* Read by one thread, that spills, before it goes to disk. */
enum { SPILL_STEP_BYTES = 1 << 20 };

/* A line that was refused. */
struct fault {
	const char *path;
	uint64_t number, order;
	const char *what;
};

/* A thread that parses. */
struct parser {
	struct thread thread;
	struct batch_queue *queue; /* of all parsers */
	struct thread_evidence *part;
	struct arena arena; /* of the faults */
	struct fault *faults;
	size_t fault_count;
	struct load *load;
	struct part_spill spill;
	bool spills; /* it has begun to */
	int error;   /* -errno of that; 0: none */
};

/* The thread that reads, and those that parse. */
struct load {
	struct evidence *evidence;
	struct batch_queue queue;
	struct parser parsers[EVIDENCE_PARTS_MAX];
	unsigned parser_count, parser_max;
	struct line_batch *batch; /* being filled; NULL: none */
	enum evidence_kind kind;
	const char *path; /* of the batch, kept */
	uint64_t order;
	pthread_mutex_t lock;         /* of: */
	struct evidence_store *store; /* NULL: all is in memory so far */
};

static void
note_fault(
    struct parser *p, const struct line_batch *b, size_t i, const char *what)
{
	struct arena *arena = &p->arena;
	p->faults =
	    arena_grow(arena, p->faults, p->fault_count, sizeof(*p->faults));
	p->faults[p->fault_count++] = (struct fault){
	    .path = b->path,
	    .number = b->lines[i].number,
	    .order = b->order + i,
	    .what = arena_format(arena, "%s", what),
	};
}

/* Of all that evidence may take: of each thread what it has read, and rows. */
static size_t
share(const struct load *l)
{
	return l->evidence->limit.bytes / 4 / l->parser_max;
}

/* The store of all threads, and this one's way to it. */
static int
begin_spill(struct parser *p)
{
	struct load *l = p->load;
	const struct evidence_limit *limit = &l->evidence->limit;
	int rc = 0;
	pthread_mutex_lock(&l->lock);
	if (l->store == NULL)
		l->store = evidence_store_new(limit->dir, limit->bytes, &rc);
	pthread_mutex_unlock(&l->lock);
	if (rc == 0)
		rc = part_spill_init(&p->spill, &l->store->file, share(l));
	p->spills = rc == 0;
	return rc;
}

/* What was read goes to disk; once one thread has begun, as it comes. */
static void
spill(struct parser *p)
{
	if (p->error == 0 && !p->spills)
		p->error = begin_spill(p);
	if (p->error == 0)
		p->error = part_spill_take(&p->spill, p->part);
	else
		thread_evidence_clear(p->part);
}

static bool
is_over(const struct parser *p)
{
	size_t bytes = p->part->arena.bytes;
	if (p->load->evidence->limit.bytes == 0)
		return false;
	return bytes > (p->spills ? SPILL_STEP_BYTES : share(p->load));
}

static void
parse_batches(void *arg)
{
	struct parser *p = arg;
	struct line_batch *b;
	while ((b = batch_queue_pop(p->queue)) != NULL) {
		for (size_t i = 0; i < b->count; i++) {
			size_t len;
			const char *line = line_batch_at(b, i, &len);
			const char *what = thread_evidence_add(p->part,
			    (enum evidence_kind)b->kind, line, len,
			    b->order + i);
			if (what != NULL)
				note_fault(p, b, i, what);
		}
		line_batch_free(b);
		if (is_over(p))
			spill(p);
	}
}

/* At least one parser, or -errno. */
static int
start(struct load *l, struct evidence *e, unsigned threads)
{
	*l = (struct load){.evidence = e};
	if (threads > EVIDENCE_PARTS_MAX)
		threads = EVIDENCE_PARTS_MAX;
	l->parser_max = threads;
	pthread_mutex_init(&l->lock, NULL);
	batch_queue_init(&l->queue, 2 * (size_t)threads);
	int rc = 0;
	while (rc == 0 && l->parser_count < threads) {
		struct parser *p = &l->parsers[l->parser_count];
		p->queue = &l->queue;
		p->load = l;
		arena_init(&p->arena);
		p->part = evidence_add_part(e);
		rc = thread_start(&p->thread, "parser", parse_batches, p);
		l->parser_count += rc == 0;
	}
	return l->parser_count > 0 ? 0 : rc;
}

static void
send_batch(struct load *l)
{
	if (l->batch != NULL)
		batch_queue_push(&l->queue, l->batch);
	l->batch = NULL;
}

/* A batch with room for the next line of `path`; NULL: no heap. */
static struct line_batch *
begin_batch(struct load *l, const char *path)
{
	if (l->path == NULL || strcmp(l->path, path) != 0)
		l->path = arena_format(&l->evidence->arena, "%s", path);
	l->batch = line_batch_new();
	if (l->batch != NULL) {
		l->batch->kind = l->kind;
		l->batch->path = l->path;
		l->batch->order = l->order;
	}
	return l->batch;
}

static const char *
take_line(void *arg, const struct part_line *line)
{
	struct load *l = arg;
	if (l->batch != NULL && strcmp(l->path, line->path) != 0)
		send_batch(l);
	if (l->batch == NULL ||
	    !line_batch_add(l->batch, line->text, line->len, line->number)) {
		send_batch(l);
		if (begin_batch(l, line->path) == NULL ||
		    !line_batch_add(
			l->batch, line->text, line->len, line->number))
			return "no memory for it";
	}
	l->order++;
	return NULL;
}

static int
by_order(const void *a, const void *b)
{
	const struct fault *x = a, *y = b;
	return (x->order > y->order) - (x->order < y->order);
}

/* All faults in the order of the lines, whichever thread found them. */
static void
report_faults(struct load *l, struct run_count *count)
{
	struct arena *arena = &l->evidence->arena;
	size_t n = 0, at = 0;
	for (unsigned i = 0; i < l->parser_count; i++)
		n += l->parsers[i].fault_count;
	struct fault *all = arena_alloc(arena, n * sizeof(*all));
	for (unsigned i = 0; i < l->parser_count; i++) {
		const struct parser *p = &l->parsers[i];
		for (size_t k = 0; k < p->fault_count; k++)
			all[at++] = p->faults[k];
	}
	if (n > 1)
		qsort(all, n, sizeof(*all), by_order);
	if (count->strict && n > 0) {
		n = 1; /* it stands before whatever ended the reading */
		count->damaged = 0;
	}
	for (size_t i = 0; i < n; i++)
		run_count_damage(
		    count, all[i].path, all[i].number, all[i].what);
}

/* All of it is on disk, and is read from there.  0 or -errno. */
static int
seal_store(struct load *l)
{
	struct evidence *e = l->evidence;
	int rc = 0;
	l->store->progress = e->progress;
	for (unsigned i = 0; rc == 0 && i < l->parser_count; i++) {
		struct parser *p = &l->parsers[i];
		spill(p);
		rc = p->error < 0 ? p->error : part_spill_end(&p->spill);
		if (rc == 0)
			rc = evidence_store_take(l->store, &p->spill);
	}
	if (rc == 0)
		rc = evidence_store_seal(l->store);
	if (rc == 0) {
		e->store = l->store;
		e->policies = e->store->policies;
		l->store = NULL;
		e->view = evidence_view_new(e);
		rc = e->view != NULL ? 0 : -ENOMEM;
	}
	return rc;
}

/* In memory where all of it fits. */
static int
seal(struct load *l)
{
	int rc = 0;
	for (unsigned i = 0; rc == 0 && i < l->parser_count; i++)
		rc = l->parsers[i].error;
	if (rc == 0 && l->store == NULL)
		evidence_seal(l->evidence);
	else if (rc == 0)
		rc = seal_store(l);
	if (rc < 0)
		log_line("%s, where lies what does not fit into memory: %s",
		    l->evidence->limit.dir, strerror(-rc));
	for (unsigned i = 0; i < l->parser_count; i++) {
		if (l->parsers[i].spills)
			part_spill_fini(&l->parsers[i].spill);
		arena_fini(&l->parsers[i].arena);
	}
	evidence_store_free(l->store);
	pthread_mutex_destroy(&l->lock);
	return rc;
}

/* Waits for the parsers; `rc` is how reading went. */
static int
finish(struct load *l, struct run_count *count, int rc)
{
	send_batch(l);
	batch_queue_end(&l->queue);
	for (unsigned i = 0; i < l->parser_count; i++)
		thread_join(&l->parsers[i].thread);
	batch_queue_fini(&l->queue);
	report_faults(l, count);
	if (count->first[0] != 0)
		log_line("%s", count->first);
	int sealed = seal(l);
	if (sealed < 0)
		return sealed;
	return rc == 0 && count->strict && count->damaged > 0 ? -EBADMSG : rc;
}

static const char *const kinds[] = {
    [EVIDENCE_LISTED] = "listed",
    [EVIDENCE_DELEGATION] = "delegation",
    [EVIDENCE_DNS] = "dns",
    [EVIDENCE_SMTP] = "smtp",
    [EVIDENCE_CERT] = "cert",
};

static int
read_run(struct load *l, const struct run_source *source,
    enum evidence_kind first, enum evidence_kind last, struct run_count *count)
{
	int rc = 0;
	count->manifest = source->manifest;
	if (count->manifest != NULL)
		evidence_begin_run(
		    l->evidence, l->order, count->manifest->run_id);
	for (size_t i = first; rc == 0 && i <= last; i++) {
		send_batch(l);
		l->kind = (enum evidence_kind)i;
		rc = run_files_read(source->run, kinds[i], take_line, l, count);
	}
	count->manifest = NULL;
	return rc;
}

static int
begin(struct load *l, struct evidence *e, unsigned threads)
{
	int rc = start(l, e, threads > 0 ? threads : 1);
	if (rc < 0)
		log_line("no thread to read with: %s", strerror(-rc));
	return rc;
}

/* The kinds of record from `first` to `last`. */
static int
load_kinds(struct evidence *e, const struct run_source *runs, size_t run_count,
    enum evidence_kind first, enum evidence_kind last, unsigned threads,
    struct run_count *count)
{
	struct load l;
	uint64_t bytes = 0;
	int rc = begin(&l, e, threads);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < run_count; i++)
		for (size_t k = first; k <= last; k++)
			bytes += run_files_bytes(
			    runs[i].run, kinds[k], count->open_parts);
	progress_phase(e->progress,
	    first == EVIDENCE_SMTP ? "earlier sessions" : "evidence", bytes);
	count->progress = e->progress;
	for (size_t i = 0; rc == 0 && i < run_count; i++)
		rc = read_run(&l, &runs[i], first, last, count);
	return finish(&l, count, rc);
}

int
evidence_load_run(struct evidence *e, const char *run, unsigned threads,
    struct run_count *count)
{
	return evidence_load_runs(
	    e, &(struct run_source){.run = run}, 1, threads, count);
}

int
evidence_load_runs(struct evidence *e, const struct run_source *runs,
    size_t run_count, unsigned threads, struct run_count *count)
{
	return load_kinds(
	    e, runs, run_count, EVIDENCE_LISTED, EVIDENCE_CERT, threads, count);
}

int
evidence_load_names(struct evidence *e, const struct run_source *runs,
    size_t run_count, unsigned threads, struct run_count *count)
{
	return load_kinds(
	    e, runs, run_count, EVIDENCE_LISTED, EVIDENCE_DNS, threads, count);
}

int
evidence_load_sessions(struct evidence *e, const struct run_source *run,
    unsigned threads, struct run_count *count)
{
	return load_kinds(
	    e, run, 1, EVIDENCE_SMTP, EVIDENCE_CERT, threads, count);
}

/* Of a file that has an end. */
static uint64_t
file_bytes(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode)
		   ? (uint64_t)st.st_size
		   : 0;
}

int
evidence_load_records(struct evidence *e, const char *path, unsigned threads,
    struct run_count *count)
{
	struct load l;
	int rc = begin(&l, e, threads);
	if (rc < 0)
		return rc;
	l.kind = EVIDENCE_DNS;
	progress_phase(e->progress, "evidence", file_bytes(path));
	count->progress = e->progress;
	return finish(&l, count, run_file_read(path, take_line, &l, count));
}
