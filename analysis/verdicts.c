#include "verdicts.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/macros.h"
#include "domain_verdict.h"
#include "fix.h"
#include "forecast.h"
#include "lookup.h"
#include "mail_plan.h"
#include "ordered_lines.h"
#include "validator.h"
#include "verdict_record.h"

enum { THREADS_MAX = 64 };

/* What a thread has, and what it works on. */
struct judge {
	struct validator validator; /* of now ... */
	struct validator later;     /* ... of what is to come ... */
	struct validator mender;    /* ... and of what could be */
	struct signature_memo memo; /* of all three */
	struct mail_plan *plan;
	const struct name_map_slot *questions; /* of --rrsets */
};

/*
 * A domain's own name counts in a certificate (R13) where the host is of that
 * domain alone: one verdict is given per host, not per domain.
 */
void
verdicts_judge_host(
    struct validator *v, struct host_use *use, struct host_verdict *out)
{
	bool alone = use->domains == 1 &&
		     lookup_judge(v, use->domain, DNS_MX)->state.security ==
			 SECURITY_SECURE;
	*out = (struct host_verdict){.domains = use->domains};
	host_verdict_judge(v, use->host, &use->domain, alone, out);
	use->outcome = out->outcome;
}

void
verdicts_judge_domain(struct validator *v, const struct mail_plan *plan,
    const struct dns_name *domain, struct domain_verdict *out)
{
	struct domain_mail *mail = arena_alloc(&v->arena, sizeof(*mail));
	domain_mail_find(v, domain, mail);
	for (size_t i = 0; i < mail->host_count; i++) {
		struct domain_host *h = &mail->hosts[i];
		const struct host_use *use = mail_plan_host(plan, h->host);
		assert(use != NULL);
		h->outcome = &use->outcome;
	}
	domain_verdict_judge(v, mail, out);
}

static void
add_hosts(void *worker, size_t from, size_t to, struct text *out)
{
	struct judge *j = worker;
	for (size_t i = from; i < to; i++) {
		struct host_use *use = j->plan->hosts[i];
		struct host_verdict h;
		struct instants instants;
		validator_collect(&j->validator, &instants);
		verdicts_judge_host(&j->validator, use, &h);
		struct arena *keep = &j->validator.arena;
		struct forecast f =
		    forecast_host(&j->later, keep, use, &instants);
		struct mends fix = fix_host(&j->mender, keep, use, &h);
		verdict_record_add_host(out, &h, &f, &fix);
		validator_trim(&j->validator);
	}
}

static void
add_domains(void *worker, size_t from, size_t to, struct text *out)
{
	struct judge *j = worker;
	for (size_t i = from; i < to; i++) {
		struct domain_verdict d;
		struct instants instants;
		validator_collect(&j->validator, &instants);
		verdicts_judge_domain(
		    &j->validator, j->plan, j->plan->domains[i], &d);
		struct arena *keep = &j->validator.arena;
		struct forecast f =
		    forecast_domain(&j->later, keep, j->plan, &d, &instants);
		struct mends fix = fix_domain(&j->mender, keep, j->plan, &d);
		verdict_record_add_domain(out, &d, &f, &fix);
		validator_trim(&j->validator);
	}
}

static void
add_rrsets(void *worker, size_t from, size_t to, struct text *out)
{
	struct judge *j = worker;
	for (size_t i = from; i < to; i++) {
		const struct name_map_slot *q = &j->questions[i];
		const struct lookup *l =
		    lookup_judge(&j->validator, q->name, q->type);
		verdict_record_add_rrset(out, q->name, q->type, &l->state);
		validator_trim(&j->validator);
	}
}

static void
begin(struct judge *j, const struct verdict_config *c)
{
	struct validator *all[] = {&j->validator, &j->later, &j->mender};
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		validator_init(all[i], c->evidence, c->anchors, c->at_ns);
		all[i]->iterations_max = c->nsec3_iterations;
		all[i]->work.memo = &j->memo;
	}
}

static void
end(struct judge *j)
{
	validator_fini(&j->validator);
	validator_fini(&j->later);
	validator_fini(&j->mender);
}

/* One step of the work, by all threads. */
static int
write_all(const struct verdict_config *c, const struct judge *shared,
    ordered_lines_fn *fn, size_t count, struct line_sink *sink)
{
	struct judge *judges = calloc(THREADS_MAX, sizeof(*judges));
	void *workers[THREADS_MAX];
	unsigned threads = c->threads < 1             ? 1
			   : c->threads > THREADS_MAX ? THREADS_MAX
						      : c->threads;
	if (judges == NULL)
		return -ENOMEM;
	for (unsigned i = 0; i < threads; i++) {
		judges[i].plan = shared->plan;
		judges[i].questions = shared->questions;
		begin(&judges[i], c);
		workers[i] = &judges[i];
	}
	struct ordered_lines o = {count, fn, workers, threads, sink};
	int rc = ordered_lines_write(&o);
	for (unsigned i = 0; i < threads; i++)
		end(&judges[i]);
	free(judges);
	return rc;
}

int
verdicts_write(const struct verdict_config *config, struct mail_plan *plan,
    struct line_sink *sink)
{
	struct judge shared = {.plan = plan};
	int rc = write_all(config, &shared, add_hosts, plan->host_count, sink);
	if (rc == 0)
		rc = write_all(
		    config, &shared, add_domains, plan->domain_count, sink);
	return rc;
}

int
verdicts_write_rrsets(
    const struct verdict_config *config, struct line_sink *sink)
{
	const struct name_map *all = &config->evidence->replies;
	struct arena arena;
	arena_init(&arena);
	struct judge shared = {.questions = name_map_sorted(all, &arena)};
	int rc = write_all(config, &shared, add_rrsets, all->count, sink);
	arena_fini(&arena);
	return rc;
}
