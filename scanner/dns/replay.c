#include "replay.h"

#include <errno.h>
#include <stdlib.h>

#include "base/compact_set.h"
#include "output/part_reader.h"
#include "output/record/dns_rebuild.h"
#include "question_list.h"
#include "resolver/iterator/question_reply.h"
#include "resolver/iterator/request_index.h"

struct replay {
	struct part_reader *parts;
	struct record_reader reader;
	struct part_line line; /* that comes next, as are these two: */
	struct dns_record record;
	struct dns_record_reply reply;
	bool is_there; /* it was read */
	bool ended;    /* there is none */
	struct text scratch;
	struct array message;   /* bytes, of the record at hand */
	struct array followups; /* struct dns_question, of the same */
	struct question_list questions;
	struct compact_set again, smtp; /* questions of these stages, hashed */
};

int
replay_new(const char *run, struct replay **out)
{
	struct replay *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return -ENOMEM;
	text_init(&r->scratch);
	record_reader_init(&r->reader);
	int rc = part_reader_open(run, "dns", false, &r->parts);
	if (rc < 0) {
		replay_free(r);
		return rc;
	}
	*out = r;
	return 0;
}

void
replay_free(struct replay *r)
{
	if (r == NULL)
		return;
	part_reader_close(r->parts);
	record_reader_fini(&r->reader);
	text_fini(&r->scratch);
	array_fini(&r->message);
	array_fini(&r->followups);
	question_list_fini(&r->questions);
	compact_set_fini(&r->again);
	compact_set_fini(&r->smtp);
	free(r);
}

static int
read_record(struct replay *r, const char *text, size_t len)
{
	return dns_record_read(&r->reader, text, len, &r->record, &r->reply)
		   ? 0
		   : -EBADMSG;
}

/* Reads the record that comes next, if that was not done. */
static int
look_ahead(struct replay *r)
{
	int rc;
	if (r->is_there || r->ended)
		return 0;
	rc = part_reader_line(r->parts, &r->line);
	r->ended = rc == 0;
	if (rc <= 0)
		return rc;
	rc = read_record(r, r->line.text, r->line.len);
	r->is_there = rc == 0;
	return rc;
}

static int
add(struct compact_set *s, const struct dns_question *q)
{
	if (compact_set_reserve(s, 1) < 0)
		return -ENOMEM;
	compact_set_add(s, request_index_hash(q));
	return 0;
}

/* It is not asked again. */
static int
close_question(struct replay *r, const struct replay_stage *s)
{
	const struct dns_question *q = r->record.question;
	uint64_t i;
	if (s->spray != NULL && spray_find(s->spray, q, &i))
		(void)spray_take_record(s->spray, i);
	else
		resolver_has_record(s->resolver, q);
	if (s->servers != NULL && r->record.status == DNS_STATUS_REPLY &&
	    r->record.server != NULL)
		servers_heard(s->servers, r->record.server, r->reply.edns);
	return s->stage == STAGE_AGAIN  ? add(&r->again, q)
	       : s->stage == STAGE_SMTP ? add(&r->smtp, q)
					: 0;
}

/* A sprayed question is asked by the spray, whatever it follows from. */
static int
keep_followup(struct replay *r, const struct replay_stage *s,
    const struct dns_question *q)
{
	uint64_t i;
	if (s->spray != NULL && spray_find(s->spray, q, &i))
		return 0;
	return question_list_add(&r->questions, q);
}

/* As the recorder and the iterator do where an alias leads elsewhere. */
static int
follow_alias(
    struct replay *r, const struct replay_stage *s, const struct dns_message *m)
{
	struct dns_question next = *r->record.question;
	if (r->record.zone == NULL ||
	    (m->rcode != DNS_NOERROR && m->rcode != DNS_NXDOMAIN) ||
	    !question_reply_leaves(
		m, r->record.question, r->record.zone, &next.name))
		return 0;
	return keep_followup(r, s, &next);
}

static int
note(
    struct replay *r, const struct replay_stage *s, const struct dns_message *m)
{
	int rc = 0;
	findings_note(s->findings,
	    &(struct finding){.stage = s->stage,
		.question = r->record.question,
		.message = m,
		.zone = r->record.zone},
	    &r->followups);
	const struct dns_question *q = r->followups.at;
	for (size_t i = 0; i < r->followups.count && rc == 0; i++)
		rc = keep_followup(r, s, &q[i]);
	r->followups.count = 0;
	/* Where servers live is no evidence, so that an alias of one has no
	 * record. */
	if (rc == 0 && s->stage != STAGE_SERVERS)
		rc = follow_alias(r, s, m);
	return rc;
}

/* What the record at hand says. */
static int
learn(struct replay *r, const struct replay_stage *s)
{
	struct dns_message m;
	struct arena arena;
	if (r->reply.section[DNS_ANSWER].at == NULL)
		return 0; /* there was no reply */
	arena_init(&arena);
	int rc = dns_rebuild(
	    &r->record, &r->reply, &arena, &r->scratch, &r->message);
	if (rc == 0 && dns_message_parse(r->message.at, r->message.count, &m))
		rc = note(r, s, &m);
	arena_fini(&arena);
	return rc;
}

static int
take(struct replay *r, const struct replay_stage *s)
{
	int rc = close_question(r, s);
	if (rc == 0)
		rc = learn(r, s);
	r->is_there = false;
	return rc;
}

int
replay_take(struct replay *r, const struct replay_stage *s)
{
	int rc = look_ahead(r);
	while (rc == 0 && r->is_there && r->record.stage == s->stage &&
	       !halt_is_due(s->halt)) {
		rc = take(r, s);
		if (rc == 0)
			rc = look_ahead(r);
	}
	return rc;
}

bool
replay_is_stage_over(const struct replay *r)
{
	return r->is_there;
}

bool
replay_has(
    const struct replay *r, enum stage stage, const struct dns_question *q)
{
	return compact_set_has(
	    stage == STAGE_SMTP ? &r->smtp : &r->again, request_index_hash(q));
}

bool
replay_followup(struct replay *r, struct dns_question *out)
{
	return question_list_take(&r->questions, out);
}

void
replay_forget_followups(struct replay *r)
{
	question_list_fini(&r->questions);
}
