#include "reply_wait.h"

#include "question_env.h"
#include "question_servers.h"

enum {
	TCP_PATIENCE = 8, /* times the first time-out */
	SHIFT_MAX = 6,
	WAIT_MIN_MS = 500,
	WAIT_MAX = 4, /* times the first time-out */
};

/*
 * RFC 6298 by the round trips of this server.  A shorter wait than that of a
 * stranger would ask again what is only late, and so is for a path that loses.
 */
static int64_t
first_wait_ns(
    const struct question_env *env, const struct question_server *server)
{
	int64_t rto_ns = server_memory_rto_ns(env->memory, &server->addr);

	if (rto_ns == 0 ||
	    (rto_ns < env->timeout_ns && !path_loss_is_high(env->path)))
		return env->timeout_ns;
	if (rto_ns < WAIT_MIN_MS * NS_PER_MS)
		return WAIT_MIN_MS * NS_PER_MS;
	return rto_ns < env->timeout_ns * WAIT_MAX ? rto_ns
						   : env->timeout_ns * WAIT_MAX;
}

int64_t
reply_wait_udp_ns(
    const struct question_env *env, const struct question_server *server)
{
	unsigned shift = server->tries;

	if (shift >= env->tries)
		shift = env->tries - 1;
	return first_wait_ns(env, server)
	       << (shift < SHIFT_MAX ? shift : SHIFT_MAX);
}

int64_t
reply_wait_tcp_ns(const struct question_env *env)
{
	return env->timeout_ns * TCP_PATIENCE;
}
