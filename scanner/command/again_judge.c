#include "again_judge.h"

#include <errno.h>

#include "analysis/dnssec/candidates.h"
#include "analysis/dnssec/lookup.h"
#include "analysis/dnssec/zone_chain.h"
#include "analysis/evidence/load.h"
#include "dns/message.h"
#include "dns/nsec3.h"
#include "output/run_dir.h"

/* The questions while they are gathered, each once. */
struct listing {
	struct array *out; /* struct dns_question */
	struct arena arena;
	struct name_map listed;
	const struct evidence *evidence;
	bool every_server; /* whatever is known of mail hosts */
	bool failed;       /* no heap */
};

/* Nor will it be asked now: its owner wants that, or our blocklist. */
static bool
was_left_out(
    const struct listing *l, const struct dns_name *name, uint16_t type)
{
	const struct reply *r = evidence_reply(l->evidence, name, type);
	return r != NULL && r->unasked;
}

/* False: it is listed by now. */
static bool
list_once(struct listing *l, const struct dns_name *name, uint16_t type)
{
	struct name_map_entry *entry = name_map_at(&l->listed, name, type);
	bool is_new = entry->value == NULL;
	entry->value = l;
	return is_new;
}

static void
add(struct listing *l, const struct dns_name *name, uint16_t type)
{
	if (was_left_out(l, name, type) || !list_once(l, name, type))
		return;
	struct dns_question *q = array_push(l->out, 1, sizeof(*q));
	if (q == NULL) {
		l->failed = true;
		return;
	}
	*q = (struct dns_question){.type = type, .class = DNS_CLASS_IN};
	dns_name_copy(name, &q->name);
}

/*
 * A lookup that failed was asked of all servers then; what is bogus, or lacks
 * something, may look better elsewhere.
 */
static bool
is_doubtful(const struct dnssec_state *s)
{
	return s->security == SECURITY_BOGUS ||
	       (s->security == SECURITY_INDETERMINATE &&
		   s->reason != REASON_LOOKUP_FAILED);
}

/* The question, and what the zone where it broke is judged by. */
static void
add_doubtful(struct listing *l, const struct name_map_entry *question,
    const struct dnssec_state *s)
{
	add(l, question->name, question->type);
	if (s->zone == NULL)
		return;
	if (s->zone->len > 1)
		add(l, s->zone, DNS_DS);
	add(l, s->zone, DNS_DNSKEY);
}

/* Of a host its servers may differ, though each has its proof. */
static bool
is_of_host(uint16_t type)
{
	return type == DNS_TLSA || type == DNS_A || type == DNS_AAAA;
}

static void
judge(struct listing *l, const struct dnssec_input *input)
{
	const struct name_map *replies = &input->evidence->replies;
	const struct name_map_entry *questions =
	    name_map_sorted(replies, &l->arena);
	struct validator v;

	validator_init(&v, input, zone_chain_judge, NULL);
	for (size_t i = 0; i < name_map_count(replies); i++) {
		const struct name_map_entry *q = &questions[i];
		const struct reply *r = q->value;
		const struct lookup *found =
		    lookup_judge(&v, q->name, q->type, NULL);
		if (!r->unasked && is_doubtful(&found->state))
			add_doubtful(l, q, &found->state);
		else if (l->every_server && is_of_host(q->type))
			add(l, q->name, q->type);
		validator_trim(&v);
	}
	validator_fini(&v);
}

/* Those of earlier rounds. */
static void
add_given(struct listing *l)
{
	const struct dns_question *q = l->out->at;
	for (size_t i = 0; i < l->out->count; i++)
		(void)list_once(l, &q[i].name, q[i].type);
}

static int
list(void *ctx, struct array *questions)
{
	struct again_judge *a = ctx;
	struct evidence evidence;
	struct listing l = {.out = questions,
	    .evidence = &evidence,
	    .every_server = a->every_server};
	struct run_count count = {0};

	evidence_init(&evidence);
	arena_init(&l.arena);
	name_map_init(&l.listed, &l.arena);
	add_given(&l);
	int rc = evidence_load_run(&evidence, run_dir_here, 1, &count);
	if (rc == 0) {
		struct dnssec_input input = {
		    .evidence = &evidence,
		    .anchors = &a->anchors,
		    .nsec3_iterations = NSEC3_ITERATIONS_MAX,
		};
		candidates_choose(&evidence, &input);
		judge(&l, &input);
		rc = l.failed ? -ENOMEM : 0;
	}
	name_map_fini(&l.listed);
	arena_fini(&l.arena);
	evidence_fini(&evidence);
	return rc;
}

int
again_judge_init(
    struct again_judge *a, const char *trust_anchor, struct text *why)
{
	*a = (struct again_judge){.source = {list, a}};
	arena_init(&a->arena);
	anchor_set_init(&a->anchors, &a->arena);
	return anchor_set_read(&a->anchors, trust_anchor, why);
}

void
again_judge_fini(struct again_judge *a)
{
	arena_fini(&a->arena);
}
