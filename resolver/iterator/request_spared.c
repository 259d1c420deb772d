#include "request_spared.h"

#include "iterator_io.h"
#include "request.h"

static unsigned
spares_asked(const struct question *q, const struct iterator_io *io)
{
	return iterator_io_spares_question(io, &q->asked, q->visit.for_itself);
}

/* By the name that led to it, and by the one that has its address. */
static unsigned
spares_current(const struct question *q, const struct iterator_io *io)
{
	const struct cut_host *ns = question_visit_current(&q->visit)->ns;
	struct dns_name name;

	cut_host_name(ns, &name);
	unsigned why = iterator_io_spares_server(io, &name);
	if (why != 0)
		return why;
	cut_host_name(cut_host_follow(ns), &name);
	return iterator_io_spares_server(io, &name);
}

bool
request_is_spared(const struct request *r, const struct iterator_io *io)
{
	return spares_asked(&r->question, io) != 0 ||
	       spares_current(&r->question, io) != 0;
}

bool
request_spared(
    struct request *r, const struct question_env *env, enum question_do *out)
{
	unsigned why = spares_asked(&r->question, env->io);

	if (why != 0)
		*out = question_spared(&r->question, why);
	return why != 0;
}

bool
request_server_spared(struct request *r, const struct question_env *env,
    int64_t now_ns, enum question_do *out)
{
	unsigned why = spares_current(&r->question, env->io);

	if (why != 0)
		*out = question_server_spared(&r->question, env, why, now_ns);
	return why != 0;
}
