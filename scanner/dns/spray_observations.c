#include "spray_observations.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/table.h"
#include "dns/proof.h"
#include "resolver/iterator/question_reply.h"
#include "resolver/iterator/reply_digest.h"

struct said {
	uint64_t place;  /* question * SERVERS_PER_DELEGATION + server */
	uint32_t digest; /* of the reply, cut short; 0: none to compare */
	uint16_t rcode;
	uint8_t status; /* enum dns_status */
};

struct spray_observations {
	uint64_t seed;
	uint32_t max;
	const struct spray *spray;
	const struct servers *servers;
	struct array said; /* struct said */
	struct table by_place;
	bool forgot; /* there were too many, or no heap */
};

/* A sprayed question, and where it was asked. */
struct asked {
	uint64_t i;
	unsigned sent;
	struct dns_name zone;
	bool has_ds;
	struct addr servers[SERVERS_PER_DELEGATION];
	unsigned server_count;
};

static struct said *
said_at(const struct spray_observations *o, uint32_t id)
{
	return (struct said *)o->said.at + id;
}

static uint64_t
hash(const void *ctx, uint32_t id)
{
	const struct said *s = said_at(ctx, id);
	return hash_bytes(&s->place, sizeof(s->place));
}

static bool
equal(const void *ctx, uint32_t id, const void *key)
{
	return said_at(ctx, id)->place == *(const uint64_t *)key;
}

static const struct table_kind by_place = {.hash = hash, .equal = equal};

int
spray_observations_new(
    uint64_t seed, uint32_t max, struct spray_observations **out)
{
	struct spray_observations *o = calloc(1, sizeof(*o));
	if (o == NULL)
		return -ENOMEM;
	o->seed = seed;
	o->max = max;
	*out = o;
	return 0;
}

void
spray_observations_free(struct spray_observations *o)
{
	if (o == NULL)
		return;
	array_fini(&o->said);
	table_fini(&o->by_place);
	free(o);
}

void
spray_observations_begin(struct spray_observations *o,
    const struct spray *spray, const struct servers *servers)
{
	array_fini(&o->said);
	table_fini(&o->by_place);
	o->said = (struct array){0};
	o->by_place = (struct table){0};
	o->forgot = false;
	o->spray = spray;
	o->servers = servers;
}

static void
asked_init(struct asked *a, const struct spray_observations *o, uint64_t i)
{
	struct dns_question question;
	uint32_t delegation;

	spray_question(o->spray, i, &question, &delegation);
	a->i = i;
	a->sent = spray_sent(o->spray, i);
	a->server_count = servers_of(o->servers, delegation, a->servers);
	servers_zone(o->servers, delegation, &a->zone);
	a->has_ds = servers_has_ds(o->servers, delegation);
}

/* Its place among them; SERVERS_PER_DELEGATION: it is none. */
static unsigned
server_of(const struct asked *a, const struct addr *server)
{
	for (unsigned k = 0; k < a->server_count; k++)
		if (addr_equal(&a->servers[k], server))
			return k;
	return SERVERS_PER_DELEGATION;
}

static uint64_t
place_of(const struct asked *a, unsigned server)
{
	return a->i * SERVERS_PER_DELEGATION + server;
}

static struct said *
find(const struct spray_observations *o, uint64_t place)
{
	uint32_t id;

	if (!table_find(&o->by_place, &by_place, o,
		hash_bytes(&place, sizeof(place)), &place, &id))
		return NULL;
	return said_at(o, id);
}

/* NULL: there is no room for it. */
static struct said *
find_or_add(struct spray_observations *o, uint64_t place)
{
	uint32_t id = (uint32_t)o->said.count;
	struct said *s = find(o, place);

	if (s != NULL || id == o->max)
		return s;
	s = array_push(&o->said, 1, sizeof(*s));
	if (s == NULL)
		return NULL;
	s->place = place;
	if (table_add(&o->by_place, &by_place, o, id) == 0)
		return s;
	o->said.count--;
	return NULL;
}

/* A truncated reply says nothing, and over TCP the spray does not ask. */
static enum dns_status
status_of(const struct dns_message *m, const struct dns_name *zone)
{
	struct dns_name below;

	if (m == NULL)
		return DNS_STATUS_BAD_REPLY;
	if (m->tc)
		return DNS_STATUS_TCP_FAILED;
	return question_reply_judge(m, &m->question, zone, &below) ==
		       QUESTION_REPLY_LAME
		   ? DNS_STATUS_LAME
		   : DNS_STATUS_REPLY;
}

void
spray_observations_note(struct spray_observations *o, uint64_t i,
    const struct addr *server, const struct dns_message *m)
{
	struct asked a;

	asked_init(&a, o, i);
	unsigned k = server_of(&a, server);
	if (k == SERVERS_PER_DELEGATION)
		return;
	struct said *s = find_or_add(o, place_of(&a, k));
	if (s == NULL) {
		o->forgot = true;
		return;
	}
	enum dns_status status = status_of(m, &a.zone);
	s->status = (uint8_t)status;
	s->rcode = status == DNS_STATUS_REPLY ? m->rcode : 0;
	s->digest = status == DNS_STATUS_REPLY ? (uint32_t)reply_digest(m) : 0;
}

/* How it ended: who said what, and what others are held against. */
struct telling {
	const struct resolution *f;
	const struct dns_message *m; /* NULL: without a reply */
	uint32_t digest;
	struct dns_observation *at;
	unsigned count;
};

/* NULL: there is none, and no room for it. */
static struct dns_observation *
entry_of(struct telling *t, const struct addr *server)
{
	for (unsigned i = 0; i < t->count; i++)
		if (addr_equal(&t->at[i].server, server))
			return &t->at[i];
	if (t->count == DNS_OBSERVATIONS_MAX)
		return NULL;
	t->at[t->count] = (struct dns_observation){
	    .server = *server, .status = DNS_STATUS_NOT_ASKED};
	return &t->at[t->count++];
}

static bool
is_same(const struct telling *t, enum dns_status status, uint32_t digest)
{
	return status == t->f->status && (t->m == NULL || digest == t->digest);
}

/* Nothing that names the question came from it. */
static enum dns_status
status_of_silent(const struct spray_observations *o, const struct addr *server)
{
	return servers_sends_bare_errors(o->servers, server)
		   ? DNS_STATUS_BAD_REPLY
		   : DNS_STATUS_TIMEOUT;
}

/* Silent is who said nothing else; false: that is not known. */
static bool
tell_heard(struct telling *t, const struct spray_observations *o,
    uint64_t place, struct dns_observation *at)
{
	const struct said *s = find(o, place);

	if (s == NULL && o->forgot)
		return false;
	at->status = s != NULL ? (enum dns_status)s->status
			       : status_of_silent(o, &at->server);
	at->rcode = s != NULL ? s->rcode : 0;
	at->same = is_same(t, at->status, s != NULL ? s->digest : 0);
	return true;
}

/* Who gave the reply; or who was asked last, in vain. */
static void
tell_own(struct telling *t, const struct asked *a)
{
	const struct resolution *f = t->f;
	uint32_t now_s = (uint32_t)(f->rx_ts_ns / NS_PER_S);
	struct dns_observation *at = entry_of(t, &f->server);

	if (at == NULL || at->status != DNS_STATUS_NOT_ASKED)
		return;
	at->tcp = f->tcp;
	at->status = f->status;
	at->rcode = t->m != NULL ? t->m->rcode : 0;
	at->same = true;
	at->provable = t->m != NULL && a->has_ds &&
		       dns_proof_is_whole(t->m, &f->question, &a->zone, now_s);
}

/* The servers that passes went to; false: what they said is not known. */
static bool
tell_sprayed(struct telling *t, const struct spray_observations *o,
    const struct asked *a)
{
	for (unsigned n = 1; n <= a->sent && n <= a->server_count; n++) {
		unsigned k = servers_choose(o->seed, a->i, n, a->server_count);
		struct dns_observation *at = entry_of(t, &a->servers[k]);
		if (at != NULL && at->status == DNS_STATUS_NOT_ASKED &&
		    !tell_heard(t, o, place_of(a, k), at))
			return false;
	}
	return true;
}

/* The resolver was led to another zone: its servers are no others of this. */
static bool
is_elsewhere(const struct resolution *f, const struct asked *a)
{
	return f->has_server && f->has_zone &&
	       !dns_name_equal(&f->zone, &a->zone) &&
	       server_of(a, &f->server) == SERVERS_PER_DELEGATION;
}

static unsigned
count_asked(const struct telling *t)
{
	unsigned asked = 0;

	for (unsigned i = 0; i < t->count; i++)
		asked += t->at[i].status != DNS_STATUS_NOT_ASKED;
	return asked;
}

/* False: there is nothing more to tell than the resolver has. */
static bool
tell(struct telling *t, const struct spray_observations *o,
    const struct asked *a)
{
	const struct resolution *f = t->f;

	for (unsigned k = 0; k < a->server_count && f->servers == NULL; k++)
		(void)entry_of(t, &a->servers[k]);
	if (f->has_server && t->m != NULL)
		tell_own(t, a);
	if (!tell_sprayed(t, o, a))
		return false;
	if (f->has_server) /* in vain: the spray may know more of it */
		tell_own(t, a);
	return count_asked(t) > 1;
}

struct observations
spray_observations_of(const struct spray_observations *o,
    const struct resolution *f,
    struct dns_observation room[DNS_OBSERVATIONS_MAX])
{
	struct observations servers = {
	    f->servers, f->server_count, f->servers_left};
	struct telling t = {.f = f, .at = room, .count = f->server_count};
	struct dns_message m;
	struct asked a;
	uint64_t i;

	if (o->spray == NULL || !spray_find(o->spray, &f->question, &i) ||
	    spray_sent(o->spray, i) == 0 || spray_is_open(o->spray, i))
		return servers;
	asked_init(&a, o, i);
	if (is_elsewhere(f, &a))
		return servers;
	if (f->message_len > 0 &&
	    dns_message_parse(f->message, f->message_len, &m)) {
		t.m = &m;
		t.digest = (uint32_t)reply_digest(&m);
	}
	if (t.count > 0)
		memcpy(room, f->servers, t.count * sizeof(*room));
	if (tell(&t, o, &a)) {
		servers.at = room;
		servers.count = t.count;
	}
	return servers;
}
