#include "crash.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dns/type.h"
#include "key_set.h"
#include "line_field.h"
#include "output/record/stage.h"
#include "power_loss.h"
#include "scheduler.h"

enum { LOOK_NS = 5 * NS_PER_MS };

/* In the process of the scan. */
struct victim {
	const struct crash *at;
	struct crash_report *report; /* shared with the other process */
	int stage;                   /* as it was at the last look */
	uint64_t counted;            /* of what `at` counts */
	bool disk_is_full;
	struct key_set recorded;
};

static bool
is_stage(const struct victim *v)
{
	return v->at->stages == 0 || (v->at->stages & 1u << v->stage) != 0;
}

static void
crash(struct victim *v)
{
	switch (v->at->kind) {
	case CRASH_NEVER:
	case CRASH_STOP: /* the scan is told */
		return;
	case CRASH_DISK_FULL:
		v->disk_is_full = true;
		return;
	case CRASH_CLOCK:
		scheduler_step_clock(
		    (v->at->number % 2 != 0 ? 3600 : -3600) * NS_PER_S);
		return;
	case CRASH_POWER:
		power_loss_happen();
		break;
	case CRASH_KILL:
		break;
	}
	(void)kill(getpid(), SIGKILL);
}

static void
count_one(struct victim *v)
{
	if (is_stage(v) && ++v->counted == v->at->number)
		crash(v);
}

static int
on_file(void *ctx, const struct file_event *e)
{
	struct victim *v = ctx;
	v->report->calls[e->call]++;
	if ((v->at->calls & 1u << e->call) != 0)
		count_one(v);
	if (v->disk_is_full &&
	    (e->call == FILE_WRITE || e->call == FILE_CREATE))
		return -ENOSPC;
	power_loss_note(e);
	return 0;
}

static void
on_look(void *ctx, const struct counters *c)
{
	struct victim *v = ctx;
	v->stage = atomic_load(&c->stage);
	v->report->looks[v->stage]++;
	if (v->at->calls == 0)
		count_one(v);
}

/* Name servers' addresses are asked by the resolver, too, and cuts' DS. */
static void
note_record(void *ctx, const char *line, size_t len)
{
	struct victim *v = ctx;
	char name[SIMNET_NAME_MAX], type[16], stage[16], key[300];
	(void)len;
	line_field(line, "stage", stage, sizeof(stage));
	line_field(line, "type", type, sizeof(type));
	if (strcmp(type, "MX") != 0 && strcmp(type, "TLSA") != 0)
		return;
	snprintf(key, sizeof(key), "%s %s",
	    line_field(line, "name", name, sizeof(name)), type);
	key_set_add(&v->recorded, key);
}

static void
on_question(void *ctx, const struct addr *server, const struct simnet_query *q,
    bool rolled)
{
	struct victim *v = ctx;
	char key[300];
	(void)server;
	(void)rolled;
	if (v->stage >= STAGE_SMTP) /* asks what others have asked */
		return;
	snprintf(key, sizeof(key), "%s %s", q->name,
	    q->type == DNS_MX     ? "MX"
	    : q->type == DNS_TLSA ? "TLSA"
				  : "");
	v->report->questions += key_set_has(&v->recorded, key);
}

static void
read_records(struct victim *v, const struct world_scan *scan)
{
	struct world_outcome o;
	snprintf(o.dir, sizeof(o.dir), "%s/run", scan->place);
	if (scan->resume)
		world_scan_each(&o, "dns", note_record, v);
	(void)key_set_seal(&v->recorded);
}

static void
run_victim(const struct world_scan *scan, const struct crash *at,
    struct crash_report *report)
{
	struct victim v = {.at = at, .report = report};
	struct world_scan mine = *scan;
	struct world_outcome o;
	read_records(&v, scan);
	if (at->kind == CRASH_STOP)
		mine.stop_after_ns = (int64_t)at->number * LOOK_NS;
	mine.watch = on_look;
	mine.asked = on_question;
	mine.ctx = &v;
	file_set_hook(on_file, &v);
	world_scan_run(&mine, &o);
	report->ended = true;
	report->rc = o.rc;
}

/* Ends the program: what says nothing of the scanner is no test of it. */
static void
must(bool so, const char *what)
{
	if (so)
		return;
	fprintf(stderr, "crash: %s\n", what);
	abort();
}

void
crash_run(const struct world_scan *scan, const struct crash *at,
    struct crash_report *out)
{
	struct crash_report *shared = mmap(NULL, sizeof(*shared),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status;
	must(shared != MAP_FAILED, "memory");
	fflush(NULL);
	pid_t child = fork();
	must(child >= 0, "a process");
	if (child == 0) {
		run_victim(scan, at, shared);
		_exit(0);
	}
	must(waitpid(child, &status, 0) == child, "the process");
	*out = *shared;
	(void)munmap(shared, sizeof(*shared));
	must(out->ended || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL),
	    "a scan that ends otherwise");
}
