/* host_sessions.h - the sessions of one mail host, as evidence keeps them. */
#ifndef HOST_SESSIONS_H
#define HOST_SESSIONS_H

#include "dns/name_map.h"
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

/* Copies it, to its place: at once, where addresses come in their order. */
void host_sessions_add(
    struct host_sessions *h, struct arena *arena, const struct host_session *s);

/*
 * All sessions of these lists, each to its host (struct host_sessions; type
 * 0).  They are sorted by address first: a host may have a million.
 */
void host_sessions_take(struct name_map *hosts, struct arena *arena,
    struct host_session *const *lists, size_t list_count);

/* The session with this address for its twin; NULL: none. */
const struct host_session *host_sessions_twin(
    const struct host_sessions *h, const struct addr *ip);

#endif
