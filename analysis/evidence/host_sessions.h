/* host_sessions.h - the sessions of one mail host, as evidence keeps them. */
#ifndef HOST_SESSIONS_H
#define HOST_SESSIONS_H

#include "thread_evidence.h"

/*
 * The sessions of one host, by address; of one address the best first.  Those
 * for a twin certificate lie apart: no sender asks for one alone.
 */
struct host_sessions {
	struct host_session *at;
	size_t count;
	struct host_session *twins;
	size_t twin_count;
};

/* Copies it, to its place. */
void host_sessions_add(
    struct host_sessions *h, struct arena *arena, const struct host_session *s);

/* The session with this address for its twin; NULL: none. */
const struct host_session *host_sessions_twin(
    const struct host_sessions *h, const struct addr *ip);

#endif
