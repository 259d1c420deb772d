#include "spray.h"

#include <errno.h>
#include <stdlib.h>

#include "dns/tlsa_name.h"
#include "name_table.h"

static const uint16_t domain_types[] = {DNS_MX};
static const uint16_t host_types[] = {DNS_A, DNS_AAAA, DNS_TLSA};

/*
 * The byte of each question: how often it was sent, and two bits, each of which
 * is set once and for good.  Two threads write it, so that each change is one
 * atomic operation, and whoever comes second gets false and lets go.
 *
 * open     -> the stage thread sends it, once a pass, and counts that.
 * CLOSED   -> nobody sends it any more.  The recorder sets it at a reply that
 *             ends it or that only the resolver can finish; the stage thread
 *             where there is no server, and after the last pass.
 * RECORDED -> it has its record.  The recorder alone sets it: a question that
 *             was sprayed and resolved, too, has one record and not two.
 */
enum { CLOSED = 0x80, RECORDED = 0x40, SENT_MASK = SPRAY_SENT_MAX };

struct spray {
	enum stage stage;
	const struct domains *domains; /* of stage domains */
	struct name_table *names;      /* of stage hosts */
	uint32_t *delegation;          /* by names, of stage hosts */
	const uint16_t *types;
	unsigned type_count;
	uint64_t count;
	atomic_uchar *state;
	_Atomic uint64_t open_count;
	atomic_uint repeats;
};

static int
make_states(struct spray *s, uint64_t names)
{
	s->count = names * s->type_count;
	s->state = calloc(s->count ? s->count : 1, sizeof(*s->state));
	if (s->state == NULL)
		return -ENOMEM;
	s->open_count = s->count;
	return 0;
}

int
spray_new_domains(const struct domains *d, struct spray **out)
{
	struct spray *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->stage = STAGE_DOMAINS;
	s->domains = d;
	s->types = domain_types;
	s->type_count = ARRAY_LEN(domain_types);
	if (make_states(s, domains_count(d)) < 0) {
		spray_free(s);
		return -ENOMEM;
	}
	*out = s;
	return 0;
}

/* The delegation it lies in; false: it is not sprayed. */
static bool
delegation_of(const struct delegations *d, const struct dns_name *host,
    uint32_t *delegation)
{
	struct dns_name tlsa;
	return tlsa_name(host, &tlsa) &&
	       delegations_enclosing(d, host, delegation);
}

bool
spray_takes_host(const struct delegations *d, const struct dns_name *host)
{
	uint32_t delegation;
	return delegation_of(d, host, &delegation);
}

static int
copy_names(struct spray *s, const struct hosts *h, const struct delegations *d)
{
	for (uint32_t id = 0; id < hosts_count(h); id++) {
		struct dns_name name;
		hosts_name(h, id, &name);
		uint32_t delegation, copy;
		if (!delegation_of(d, &name, &delegation))
			continue;
		if (name_table_add(s->names, &name, &copy) < 0)
			return -ENOMEM;
		s->delegation[copy] = delegation;
	}
	return 0;
}

int
spray_new_hosts(
    const struct hosts *h, const struct delegations *d, struct spray **out)
{
	struct spray *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->stage = STAGE_HOSTS;
	s->types = host_types;
	s->type_count = ARRAY_LEN(host_types);
	s->delegation = calloc(hosts_count(h) + 1u, sizeof(*s->delegation));
	if (s->delegation == NULL || name_table_new(&s->names) < 0)
		goto free_spray;
	if (copy_names(s, h, d) < 0)
		goto free_spray;
	if (make_states(s, name_table_count(s->names)) < 0)
		goto free_spray;
	*out = s;
	return 0;

free_spray:
	spray_free(s);
	return -ENOMEM;
}

void
spray_free(struct spray *s)
{
	if (s == NULL)
		return;
	name_table_free(s->names);
	free(s->delegation);
	free(s->state);
	free(s);
}

enum stage
spray_stage(const struct spray *s)
{
	return s->stage;
}

uint64_t
spray_count(const struct spray *s)
{
	return s->count;
}

void
spray_question(const struct spray *s, uint64_t i, struct dns_question *question,
    uint32_t *delegation)
{
	uint32_t id = (uint32_t)(i / s->type_count);
	question->type = s->types[i % s->type_count];
	question->class = DNS_CLASS_IN;

	if (s->stage == STAGE_DOMAINS) {
		domains_name(s->domains, id, &question->name);
		*delegation = id;
		return;
	}
	struct dns_name host;
	name_table_get(s->names, id, &host);
	*delegation = s->delegation[id];
	if (question->type != DNS_TLSA || !tlsa_name(&host, &question->name))
		question->name = host;
}

uint32_t
spray_delegation(const struct spray *s, uint64_t i)
{
	uint32_t id = (uint32_t)(i / s->type_count);

	return s->stage == STAGE_DOMAINS ? id : s->delegation[id];
}

static bool
find_name(const struct spray *s, const struct dns_question *q, uint32_t *id)
{
	if (s->stage == STAGE_DOMAINS)
		return domains_find(s->domains, &q->name, id);
	if (q->type != DNS_TLSA)
		return name_table_find(s->names, &q->name, id);
	struct dns_name host;
	return tlsa_host(&q->name, &host) &&
	       name_table_find(s->names, &host, id);
}

bool
spray_find(
    const struct spray *s, const struct dns_question *question, uint64_t *i)
{
	uint32_t id;
	for (unsigned t = 0; t < s->type_count; t++) {
		if (s->types[t] != question->type)
			continue;
		if (!find_name(s, question, &id))
			return false;
		*i = (uint64_t)id * s->type_count + t;
		return true;
	}
	return false;
}

bool
spray_is_open(const struct spray *s, uint64_t i)
{
	return (atomic_load_explicit(&s->state[i], memory_order_relaxed) &
		   CLOSED) == 0;
}

unsigned
spray_sent(const struct spray *s, uint64_t i)
{
	return atomic_load_explicit(&s->state[i], memory_order_relaxed) &
	       SENT_MASK;
}

void
spray_note_sent(struct spray *s, uint64_t i)
{
	if (spray_sent(s, i) < SENT_MASK)
		atomic_fetch_add(&s->state[i], 1);
}

unsigned
spray_repeats(const struct spray *s)
{
	return atomic_load_explicit(&s->repeats, memory_order_relaxed);
}

void
spray_note_repeat(struct spray *s)
{
	atomic_fetch_add_explicit(&s->repeats, 1, memory_order_relaxed);
}

unsigned
spray_sent_in_passes(const struct spray *s, uint64_t i)
{
	unsigned sent = spray_sent(s, i);
	unsigned repeats = spray_repeats(s);

	return repeats < sent ? sent - repeats : sent > 0;
}

bool
spray_close(struct spray *s, uint64_t i)
{
	if (atomic_fetch_or(&s->state[i], CLOSED) & CLOSED)
		return false;
	atomic_fetch_sub(&s->open_count, 1);
	return true;
}

bool
spray_take_record(struct spray *s, uint64_t i)
{
	spray_close(s, i);
	return (atomic_fetch_or(&s->state[i], RECORDED) & RECORDED) == 0;
}

uint64_t
spray_open_count(const struct spray *s)
{
	return atomic_load_explicit(&s->open_count, memory_order_relaxed);
}

void
spray_set_open_count(struct spray *s, uint64_t count)
{
	atomic_store(&s->open_count, count);
}
