#include "spray_left.h"

enum { LATE_ONE_OF = 50 }; /* answers: then the path loses packets */

void
spray_left_get(const struct spray_run *run, uint64_t i, struct spray_left *out)
{
	out->i = i;
	spray_question(run->spray, i, &out->question, &out->delegation);
	out->server_count =
	    servers_of(run->servers, out->delegation, out->servers);
}

/* Silence means little: the path loses packets. */
static bool
is_path_lossy(const struct spray_run *run)
{
	uint64_t answers = counted(&run->counters->answers);
	uint64_t late = counted(&run->counters->answers_late);
	return late * LATE_ONE_OF > answers || resolver_is_lossy(run->resolver);
}

bool
spray_left_is_worth_resolving(
    const struct spray_run *run, const struct spray_left *q)
{
	if (is_path_lossy(run) || resolver_silence_is_partial(run->resolver))
		return true;
	for (unsigned k = 0; k < q->server_count; k++)
		if (servers_was_heard(run->servers, &q->servers[k]))
			return true;
	return q->server_count == 0 ||
	       servers_has_spared(run->servers, q->delegation);
}

/* What the spray knows of its servers spares the resolver a doubt. */
static void
tell_resolver(
    const struct spray_run *run, const struct addr *servers, unsigned n)
{
	for (unsigned k = 0; k < n; k++)
		if (servers_has_edns(run->servers, &servers[k]))
			resolver_has_edns(run->resolver, &servers[k]);
}

void
spray_left_resolve(const struct spray_run *run, const struct spray_left *q)
{
	if (!spray_close(run->spray, q->i))
		return;
	tell_resolver(run, q->servers, q->server_count);
	resolver_ask(run->resolver, &q->question.name, q->question.type);
}

void
spray_left_give_up(const struct spray_run *run, const struct spray_left *q)
{
	struct dns_name zone;

	if (!spray_close(run->spray, q->i))
		return;
	servers_zone(run->servers, q->delegation, &zone);
	resolver_end_silent(run->resolver, &q->question, &zone,
	    &q->servers[servers_choose(
		run->seed, q->i, run->probes, q->server_count)],
	    spray_sent(run->spray, q->i));
}
