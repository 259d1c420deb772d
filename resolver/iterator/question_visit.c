#include "question_visit.h"

#include "question_observations.h"

void
question_visit_begin(
    struct question_visit *v, const struct cut *cut, bool patient)
{
	question_evidence_clear(&v->evidence);
	question_servers_clear(&v->servers);
	v->cut = cut;
	v->current = v->last = v->sent = 0;
	v->patient = patient;
	v->unproved = false;
}

void
question_visit_fini(struct question_visit *v)
{
	question_evidence_clear(&v->evidence);
	question_servers_fini(&v->servers);
}

struct question_server *
question_visit_current(const struct question_visit *v)
{
	return question_servers_at(&v->servers, v->current);
}

void
question_visit_ask(
    struct question_visit *v, const struct question_server *server)
{
	v->current = (unsigned)(server - question_servers_at(&v->servers, 0));
}

void
question_visit_sent(struct question_visit *v)
{
	v->sent++;
	v->last = v->current;
}

struct server_choice
question_visit_choose(struct question_visit *v, const struct question_env *env,
    uint16_t type, bool tcp_anyway, int64_t now_ns)
{
	struct dns_name zone;

	cut_name(v->cut, &zone);
	const struct server_choice_view view = {
	    .memory = env->memory,
	    .zone = &zone,
	    .type = type,
	    .tries = path_loss_tries(env->path, env->tries),
	    .fewest = env->tries,
	    .may_sign = tcp_anyway || cut_security(v->cut) != CUT_UNSIGNED,
	    .partial = path_silence_is_partial(env->silence),
	    .now_ns = now_ns,
	};
	return server_choice_next(&v->servers, &view);
}

void
question_visit_observe(struct question_visit *v, enum dns_status status,
    const struct dns_message *m, bool with_digest)
{
	question_observe(
	    question_visit_current(v), status, v->tcp, m, with_digest);
}

void
question_visit_observe_failure(struct question_visit *v, enum dns_status status)
{
	question_observe_failure(question_visit_current(v), status, v->tcp);
}

void
question_visit_note(struct question_visit *v, enum question_rank rank,
    const struct dns_message *m)
{
	question_evidence_note(
	    &v->evidence, rank, m, question_visit_current(v), v->tcp);
}

void
question_visit_count_host(struct question_visit *v, unsigned *count)
{
	struct question_server *server = question_visit_current(v);

	for (unsigned i = 0; i < question_servers_count(&v->servers); i++) {
		const struct question_server *s =
		    question_servers_at(&v->servers, i);
		if (s->counted && s->ns == server->ns)
			return;
	}
	server->counted = true;
	++*count;
}

void
question_visit_set_lame(
    const struct question_visit *v, struct server_memory *memory)
{
	struct dns_name zone;

	cut_name(v->cut, &zone);
	server_memory_set_lame(memory, &question_visit_current(v)->addr, &zone);
}

bool
question_visit_was_heard(const struct question_visit *v,
    const struct server_memory *memory, int64_t since_ns)
{
	for (unsigned i = 0; i < question_servers_count(&v->servers); i++) {
		const struct question_server *s =
		    question_servers_at(&v->servers, i);
		if (s->tries > 0 &&
		    server_memory_heard_since(memory, &s->addr, since_ns))
			return true;
	}
	return false;
}

unsigned
question_visit_observations(const struct question_visit *v,
    enum dns_status status, const struct dns_message *m, const struct addr *by,
    struct dns_observation out[DNS_OBSERVATIONS_MAX])
{
	if (question_observed(&v->servers) < 2 && !v->patient && !v->unproved)
		return 0;
	return question_observations(&v->servers, status, m, by, out);
}

/* The one that was asked last, or NULL. */
static const struct question_server *
last(const struct question_visit *v)
{
	return v->sent > 0 ? question_servers_at(&v->servers, v->last) : NULL;
}

struct question_end
question_visit_end(const struct question_visit *v, enum dns_status status)
{
	return question_end_without(status, last(v), v->tcp);
}

struct question_end
question_visit_end_with(
    const struct question_visit *v, const struct dns_message *m)
{
	return question_end_with(m, last(v), v->tcp);
}

struct question_end
question_visit_end_with_best(const struct question_visit *v)
{
	return question_end_with_best(
	    &v->evidence, &v->servers, v->cut, last(v), v->tcp);
}
