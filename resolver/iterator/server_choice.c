#include "server_choice.h"

#include "question_servers.h"
#include "server_memory.h"

enum {
	SMALL_TRIES_MAX = 2, /* servers asked for a small reply likewise */
	PLAIN_TRIES_MAX = 2, /* servers tried without EDNS after silence */
	CHECKS_MAX = 2,      /* servers asked for SOA after silence */
	DEAD_MIN = 10,       /* time-outs in a row */
	DEAD_S = 60,
	SLOW_MS = 400, /* a server is fast or slow; more would wear out one */
};

/*
 * Less is better.  The tries come first, so that each is asked once before any
 * is asked twice; what is known of a server only orders those asked as often.
 */
static unsigned
rank_of(const struct question_server *s, const struct server_choice_view *v)
{
	unsigned rank = s->tries;

	rank = rank << 1 | server_memory_is_lame(v->memory, &s->addr, v->zone);
	rank = rank << 1 | server_memory_drops(v->memory, &s->addr, v->type);
	rank =
	    rank << 1 | server_memory_backs_off(v->memory, &s->addr, v->now_ns);
	return rank << 1 | (server_memory_rtt_ns(v->memory, &s->addr) >
			       SLOW_MS * NS_PER_MS);
}

/* As far as others have seen.  On a path that loses it takes longer to see. */
static bool
is_dead(const struct question_server *s, const struct server_choice_view *v)
{
	unsigned enough = 2 * v->tries > DEAD_MIN ? 2 * v->tries : DEAD_MIN;

	return server_memory_silent(v->memory, &s->addr) >= enough &&
	       !server_memory_heard_since(
		   v->memory, &s->addr, v->now_ns - DEAD_S * NS_PER_S);
}

/*
 * A dead one is not waited for twice.  Those that nobody has heard yet share
 * the tries that two of them would have.
 */
static unsigned
tries_of(const struct question_server *s, unsigned count,
    const struct server_choice_view *v)
{
	if (is_dead(s, v))
		return 1;
	if (server_memory_heard_since(v->memory, &s->addr, INT64_MIN) ||
	    count <= 2)
		return v->tries;
	unsigned share = 2 * v->tries / count;
	return share > v->fewest ? share : v->fewest;
}

static struct question_server *
next_udp(struct question_servers *s, const struct server_choice_view *view)
{
	struct question_server *best = NULL;
	unsigned count = question_servers_count(s);
	unsigned best_rank = 0;

	for (unsigned i = 0; i < count; i++) {
		struct question_server *at = question_servers_at(s, i);
		if (at->spent || at->tries >= tries_of(at, count, view))
			continue;
		unsigned rank = rank_of(at, view);
		if (best == NULL || rank < best_rank ||
		    (rank == best_rank && at->order < best->order)) {
			best = at;
			best_rank = rank;
		}
	}
	return best;
}

/* Does this way help where the server is silent over UDP? */
static bool
may_help(const struct question_server *s, enum server_way way, bool suspected,
    const struct server_choice_view *v)
{
	switch (server_memory_help(v->memory, &s->addr, way)) {
	case SERVER_HELPS:
		return true;
	case SERVER_HELP_NONE:
		return false;
	case SERVER_HELP_UNKNOWN:
		break;
	}
	return v->partial || suspected;
}

/*
 * RFC 7766 5: no signature is too large for TCP, and no path loses it for its
 * size.  Asked are those whose UDP replies prove nothing, and those that were
 * silent: unless nobody signs here all of them, else those of whom there is
 * reason to believe that they answer.
 */
static struct question_server *
next_tcp(struct question_servers *s, const struct server_choice_view *view)
{
	for (unsigned i = 0; i < question_servers_count(s); i++) {
		struct question_server *at = question_servers_at(s, i);
		bool silent = !at->spent && at->tries > 0;
		if (at->by_tcp || at->blocked)
			continue;
		if (view->may_sign && (at->wants_tcp || silent))
			return at;
		if (silent && may_help(at, SERVER_WAY_TCP, false, view))
			return at;
	}
	return NULL;
}

/* It answers other questions over UDP, as others have seen. */
static bool
is_there(const struct question_server *s, const struct server_choice_view *v)
{
	return server_memory_heard_since(v->memory, &s->addr, INT64_MIN) ||
	       server_memory_edns(v->memory, &s->addr) == SERVER_EDNS_WORKS;
}

/*
 * RFC 6891 6.2.5: a path may lose what is large, and most replies fit in less.
 * One that is silent to this question, and not to others, is suspected of it
 * once; on a path that does it everybody is.
 */
static struct question_server *
next_small(struct question_servers *s, const struct server_choice_view *view)
{
	for (unsigned i = 0;
	     i < question_servers_count(s) && s->small_tries < SMALL_TRIES_MAX;
	     i++) {
		struct question_server *at = question_servers_at(s, i);
		if (at->spent || at->was_small || at->tries == 0 ||
		    server_memory_edns(view->memory, &at->addr) ==
			SERVER_EDNS_NONE)
			continue;
		if (may_help(at, SERVER_WAY_SMALL, is_there(at, view), view)) {
			at->was_small = true;
			s->small_tries++;
			return at;
		}
	}
	return NULL;
}

/* The servers were silent: would one of them answer without EDNS? */
static struct question_server *
next_plain(struct question_servers *s, const struct server_choice_view *view)
{
	for (unsigned i = 0;
	     i < question_servers_count(s) && s->plain_tries < PLAIN_TRIES_MAX;
	     i++) {
		struct question_server *at = question_servers_at(s, i);
		if (!at->spent && !at->was_plain && at->tries > 0 &&
		    server_memory_edns(view->memory, &at->addr) ==
			SERVER_EDNS_UNKNOWN) {
			at->was_plain = true;
			s->plain_tries++;
			return at;
		}
	}
	return NULL;
}

struct server_choice
server_choice_next(
    struct question_servers *s, const struct server_choice_view *view)
{
	struct server_choice choice = {next_udp(s, view), SERVER_CHOICE_UDP};

	if (choice.server == NULL)
		choice = (struct server_choice){
		    next_tcp(s, view), SERVER_CHOICE_TCP};
	if (choice.server == NULL)
		choice = (struct server_choice){
		    next_small(s, view), SERVER_CHOICE_SMALL};
	if (choice.server == NULL)
		choice = (struct server_choice){
		    next_plain(s, view), SERVER_CHOICE_PLAIN};
	return choice;
}

struct question_server *
server_choice_check(struct question_servers *s)
{
	for (unsigned i = 0;
	     i < question_servers_count(s) && s->checks < CHECKS_MAX; i++) {
		struct question_server *at = question_servers_at(s, i);
		if (!at->spent && !at->checked && at->tries > 0) {
			at->checked = true;
			s->checks++;
			return at;
		}
	}
	return NULL;
}
