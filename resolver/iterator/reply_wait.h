/* reply_wait.h - how long a server's reply is waited for. */
#ifndef REPLY_WAIT_H
#define REPLY_WAIT_H

#include <stdint.h>

struct question_env;
struct question_server;

/*
 * Over UDP: longer after each time-out of this server to this question.  So
 * a server that is only slow is heard at the second try.
 */
int64_t reply_wait_udp_ns(
    const struct question_env *env, const struct question_server *server);

/* Over TCP: a connection repeats what is lost, so it takes its time. */
int64_t reply_wait_tcp_ns(const struct question_env *env);

#endif
