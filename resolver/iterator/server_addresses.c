#include "server_addresses.h"

#include "dns/type.h"
#include "iterator_io.h"
#include "requests.h"

enum {
	DEPTH_MAX = 6,      /* addresses needed for addresses */
	HOSTS_AT_FIRST = 4, /* of one cut, resolved at one time */
};

/* True: `r` now waits for this question. */
static bool
need_address(
    struct requests *all, struct request *r, const struct dns_question *q)
{
	if (ended_questions_has(&all->ended, request_index_hash(q)))
		return false;
	struct request *target = request_index_find(&all->index, q);
	if (target == NULL) {
		if (r->depth == DEPTH_MAX)
			return false;
		target = requests_spawn(all, r, q);
		if (target == NULL)
			return false;
		target->depth = r->depth + 1;
		target->question.visit.for_itself = true;
	}
	/* One in the queue would wait for its turn, and we for it. */
	if (target->list == REQUEST_LIST_QUEUE)
		requests_make_ready(all, target);
	return request_wait_for(r, target, ++all->mark);
}

static bool
has_address(const struct cut_host *host, const struct question_env *env)
{
	unsigned count;
	const struct cut_address *a = cut_host_addresses(host, &count);

	for (unsigned i = 0; i < count; i++)
		if (addr_is_v4(&a[i].addr) ? env->ipv4 : env->ipv6)
			return true;
	return false;
}

/* Whoever is not to be asked needs no address. */
static bool
is_spared(struct request *r, const struct cut_host *host,
    const struct question_env *env)
{
	struct question_servers *servers = &r->question.visit.servers;
	struct dns_name name;
	cut_host_name(host, &name);
	unsigned why = iterator_io_spares_server(env->io, &name);
	if (why == 0)
		return false;
	servers->spared = why;
	servers->unlisted = true;
	return true;
}

/* True: `r` now waits for an address of this host. */
static bool
need_host(struct requests *all, struct request *r, const struct cut_host *host,
    const struct question_env *env)
{
	struct dns_question q = {.class = DNS_CLASS_IN};
	bool waits = false;

	const struct cut_host *same = cut_host_follow(host);
	if (has_address(same, env) || is_spared(r, host, env) ||
	    is_spared(r, same, env))
		return false;
	cut_host_name(same, &q.name);
	q.type = DNS_A;
	if (env->ipv4)
		waits = need_address(all, r, &q);
	q.type = DNS_AAAA;
	if (env->ipv6)
		waits = need_address(all, r, &q) || waits;
	return waits;
}

unsigned
server_addresses_ask(
    struct requests *all, struct request *r, const struct question_env *env)
{
	const struct cut *cut = r->question.visit.cut;
	unsigned hosts = 0;

	for (unsigned i = 0; i < cut_host_count(cut) && hosts < HOSTS_AT_FIRST;
	     i++)
		hosts += need_host(all, r, cut_host_at(cut, i), env);
	return hosts;
}
