#include "spray.h"

#include <errno.h>
#include <stdlib.h>

#include "dns/tlsa_name.h"
#include "name_table.h"

static const struct question_form domain_forms[] = {{DNS_MX, 0, ""}};
static const struct question_form host_forms[] = {
    {DNS_A, 0, ""}, {DNS_AAAA, 0, ""}, QUESTION_FORM_TLSA};

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
	const struct domains *domains; /* all of them, where names is NULL */
	struct name_table *names;
	uint32_t *delegation; /* by names */
	const struct question_form *forms;
	unsigned form_count;
	uint64_t count;
	atomic_uchar *state;
	_Atomic uint64_t open_count;
	atomic_uint repeats;
};

static int
make_states(struct spray *s, uint64_t names)
{
	s->count = names * s->form_count;
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
	s->forms = domain_forms;
	s->form_count = ARRAY_LEN(domain_forms);
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
	s->forms = host_forms;
	s->form_count = ARRAY_LEN(host_forms);
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

static int
copy_chosen(struct spray *s, const struct spray_types *t)
{
	s->delegation = calloc(t->chosen_count + 1u, sizeof(*s->delegation));
	if (s->delegation == NULL || name_table_new(&s->names) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < t->chosen_count; i++) {
		struct dns_name name;
		uint32_t copy;
		domains_name(t->domains, t->chosen[i], &name);
		if (name_table_add(s->names, &name, &copy) < 0)
			return -ENOMEM;
		s->delegation[copy] = t->chosen[i];
	}
	return 0;
}

int
spray_new_types(const struct spray_types *t, struct spray **out)
{
	struct spray *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->stage = STAGE_TYPES;
	s->domains = t->domains;
	s->forms = t->forms;
	s->form_count = t->form_count;
	int rc = t->chosen != NULL ? copy_chosen(s, t) : 0;
	if (rc == 0)
		rc = make_states(s, s->names != NULL
					? name_table_count(s->names)
					: domains_count(t->domains));
	if (rc < 0)
		spray_free(s);
	else
		*out = s;
	return rc;
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

bool
spray_is_of_all(const struct spray *s)
{
	return s->names == NULL;
}

uint64_t
spray_count(const struct spray *s)
{
	return s->count;
}

/* Gives the delegation whose servers know of it. */
static uint32_t
get_base(const struct spray *s, uint32_t id, struct dns_name *out)
{
	if (s->names == NULL) {
		domains_name(s->domains, id, out);
		return id;
	}
	name_table_get(s->names, id, out);
	return s->delegation[id];
}

/* False: there is no such question, as its name would be too long. */
static bool
get_question(const struct spray *s, uint64_t i, struct dns_question *question,
    uint32_t *delegation)
{
	uint32_t id = (uint32_t)(i / s->form_count);
	const struct question_form *f = &s->forms[i % s->form_count];
	struct dns_name base;

	question->type = f->type;
	question->class = DNS_CLASS_IN;
	*delegation = get_base(s, id, &question->name);
	if (f->labels_len == 0)
		return true;
	dns_name_copy(&question->name, &base);
	return question_form_name(f, &base, &question->name);
}

void
spray_question(const struct spray *s, uint64_t i, struct dns_question *question,
    uint32_t *delegation)
{
	(void)get_question(s, i, question, delegation);
}

void
spray_close_recorded(
    struct spray *s, spray_has_record_fn *has_record, const void *ctx)
{
	for (uint64_t i = 0; i < s->count; i++) {
		struct dns_question q;
		uint32_t delegation;
		if (!get_question(s, i, &q, &delegation) || has_record(ctx, &q))
			(void)spray_close(s, i);
	}
}

uint32_t
spray_delegation(const struct spray *s, uint64_t i)
{
	uint32_t id = (uint32_t)(i / s->form_count);

	return s->names == NULL ? id : s->delegation[id];
}

static bool
find_base(const struct spray *s, const struct dns_name *base, uint32_t *id)
{
	return s->names == NULL ? domains_find(s->domains, base, id)
				: name_table_find(s->names, base, id);
}

static bool
find_name(const struct spray *s, const struct question_form *f,
    const struct dns_name *name, uint32_t *id)
{
	struct dns_name base;
	if (f->labels_len == 0)
		return find_base(s, name, id);
	return question_form_base(f, name, &base) && find_base(s, &base, id);
}

bool
spray_find(
    const struct spray *s, const struct dns_question *question, uint64_t *i)
{
	uint32_t id;
	for (unsigned n = 0; n < s->form_count; n++) {
		const struct question_form *f = &s->forms[n];
		if (f->type != question->type ||
		    !find_name(s, f, &question->name, &id))
			continue;
		*i = (uint64_t)id * s->form_count + n;
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
