/*
 * rfc_vectors.h - reads the vectors of tests/rfc (its README has the form)
 * and has them judged.
 */
#ifndef RFC_VECTORS_H
#define RFC_VECTORS_H

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/dnssec/anchor.h"
#include "analysis/evidence/evidence.h"
#include "analysis/dnssec/lookup.h"
#include "base/time_text.h"
#include "dns/rdata_parse.h"
#include "analysis/dnssec/validator.h"
#include "analysis/dnssec/zone_chain.h"
#include "dns/nsec3.h"
#include "output/json.h"

enum { REPLIES_MAX = 16, RRS_MAX = 64, WORD_MAX = 128 };

/* One record of a reply; its RDATA is ours to damage. */
struct vector_rr {
	char name[WORD_MAX];
	uint16_t type;
	size_t reply; /* which one it is in */
	bool authority;
	bool spare;    /* not needed for the proof */
	bool wildcard; /* needed only outside of an opt-out span */
	bool left_out;
	uint8_t *rdata;
	size_t len;
};

struct vector_reply {
	char name[WORD_MAX], type[WORD_MAX], status[WORD_MAX], zone[WORD_MAX];
	struct text line; /* its dns record */
};

struct vector {
	char name[WORD_MAX], want[WORD_MAX], at[WORD_MAX];
	const char *anchor;                       /* one line */
	struct vector_reply replies[REPLIES_MAX]; /* the last is under test */
	size_t reply_count;
	struct vector_rr rrs[RRS_MAX];
	size_t rr_count;
};

typedef void vector_use(struct vector *v);

/* As records have them: without the final dot. */
static inline void
cut_dot(char *name)
{
	size_t len = strlen(name);
	if (len > 1 && name[len - 1] == '.')
		name[len - 1] = 0;
}

static inline void
read_rr(struct vector *v, struct arena *arena, char *line, bool authority)
{
	struct text scratch;
	struct rdata rdata;
	char type[WORD_MAX], *comment = strchr(line, ';');
	int data = 0;
	assert(v->rr_count < RRS_MAX && v->reply_count > 0);
	struct vector_rr *rr = &v->rrs[v->rr_count++];
	*rr = (struct vector_rr){
	    .reply = v->reply_count - 1,
	    .authority = authority,
	    .spare = comment != NULL && strcmp(comment, "; spare") == 0,
	    .wildcard = comment != NULL && strcmp(comment, "; wildcard") == 0,
	};
	if (comment != NULL)
		*comment = 0;
	if (sscanf(line, "%127s %*u IN %127s %n", rr->name, type, &data) != 2 ||
	    !dns_type_from_text(type, strlen(type), &rr->type))
		abort();
	cut_dot(rr->name);
	text_init(&scratch);
	if (!rdata_parse(arena, &scratch, rr->type, line + data, &rdata))
		abort();
	text_fini(&scratch);
	rr->rdata = arena_copy(arena, rdata.bytes, rdata.len);
	rr->len = rdata.len;
}

static inline void
read_reply(struct vector *v, const char *line)
{
	assert(v->reply_count < REPLIES_MAX);
	struct vector_reply *r = &v->replies[v->reply_count++];
	if (sscanf(line, "reply %127s %127s %127s %127s", r->name, r->type,
		r->status, r->zone) != 4)
		abort();
	cut_dot(r->name);
	cut_dot(r->zone);
}

static inline bool
begins(const char *line, const char *word)
{
	size_t len = strlen(word);
	return strncmp(line, word, len) == 0 &&
	       (line[len] == ' ' || line[len] == 0);
}

/* A line other than that of a new vector. */
static inline void
read_line(struct vector *v, struct arena *arena, char *line, char *section)
{
	if (line[0] == ';' || line[0] == 0)
		return;
	if (begins(line, "at"))
		sscanf(line, "at %127s", v->at);
	else if (begins(line, "reply"))
		read_reply(v, line);
	else if (begins(line, "anchor") || begins(line, "answer") ||
		 begins(line, "authority"))
		*section = line[1];
	else if (*section == 'n' && v->reply_count == 0)
		v->anchor = arena_copy(arena, line, strlen(line) + 1);
	else
		read_rr(v, arena, line, *section == 'u');
}

/* Hands each vector of a file to `use`. */
static inline void
read_vectors(const char *path, vector_use *use)
{
	static struct vector common, now;
	struct vector *v = &common;
	struct arena arena;
	char line[2048], section = 0;
	FILE *f = fopen(path, "r");
	if (f == NULL) {
		perror(path);
		abort();
	}
	common = (struct vector){0};
	arena_init(&arena);
	while (fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = 0;
		if (!begins(line, "vector")) {
			read_line(v, &arena, line, &section);
			continue;
		}
		if (v == &now)
			use(&now);
		v = &now;
		now = common;
		sscanf(line, "vector %127s %127[^\n]", now.want, now.name);
	}
	use(&now);
	arena_fini(&arena);
	fclose(f);
}

static inline void
write_rr(struct json *j, const struct vector_rr *rr)
{
	json_open_object(j);
	json_add_key(j, "name");
	json_add_string(j, rr->name);
	json_add_key(j, "type");
	json_begin_string(j);
	dns_type_add_text(j->text, rr->type);
	json_end_string(j);
	json_add_key(j, "class");
	json_add_string(j, "IN");
	json_add_key(j, "data"); /* RFC 3597: it need not make sense */
	json_begin_string(j);
	text_addf(j->text, "\\# %zu ", rr->len);
	text_add_hex(j->text, rr->rdata, rr->len);
	json_end_string(j);
	json_close_object(j);
}

static inline void
write_section(
    struct json *j, const struct vector *v, size_t reply, bool authority)
{
	json_add_key(j, authority ? "authorities" : "answers");
	json_open_array(j);
	for (size_t i = 0; i < v->rr_count; i++) {
		const struct vector_rr *rr = &v->rrs[i];
		if (rr->reply == reply && rr->authority == authority &&
		    !rr->left_out)
			write_rr(j, rr);
	}
	json_close_array(j);
}

static inline void
write_field(struct json *j, const char *key, const char *value)
{
	json_add_key(j, key);
	json_add_string(j, value);
}

/* The dns record of one reply, as its records are now. */
static inline void
write_reply(struct vector *v, size_t reply)
{
	struct vector_reply *r = &v->replies[reply];
	struct json j = json_over(&r->line);
	text_clear(&r->line);
	json_open_object(&j);
	write_field(&j, "name", r->name);
	write_field(&j, "type", r->type);
	write_field(&j, "class", "IN");
	write_field(&j, "status", r->status);
	write_field(&j, "zone", r->zone);
	write_field(&j, "stage", "chain");
	write_field(&j, "rx_ts", v->at);
	json_add_key(&j, "data");
	json_open_object(&j);
	write_section(&j, v, reply, false);
	write_section(&j, v, reply, true);
	json_close_object(&j);
	json_close_object(&j);
	assert(text_ok(&r->line));
}

static inline void
write_replies(struct vector *v)
{
	for (size_t i = 0; i < v->reply_count; i++)
		write_reply(v, i);
}

static inline void
vector_fini(struct vector *v)
{
	for (size_t i = 0; i < v->reply_count; i++)
		text_fini(&v->replies[i].line);
}

static inline struct dnssec_state
judge_last(struct validator *v, const struct vector_reply *r)
{
	struct dns_name name;
	uint16_t type;
	if (!dns_name_from_text(r->name, strlen(r->name), &name) ||
	    !dns_type_from_text(r->type, strlen(r->type), &type))
		abort();
	return lookup_judge(v, &name, type, NULL)->state;
}

/* The state of the question under test, by the lines as they are. */
static inline enum security
vector_judge(struct vector *v)
{
	struct evidence e;
	struct arena arena;
	struct anchor_set anchors;
	struct validator validator;
	int64_t at_ns = 0;
	evidence_init(&e);
	arena_init(&arena);
	anchor_set_init(&anchors, &arena);
	if (!anchor_set_add_line(&anchors, v->anchor) ||
	    !time_text_parse(v->at, &at_ns))
		abort();
	for (size_t i = 0; i < v->reply_count; i++) {
		struct text *line = &v->replies[i].line;
		(void)evidence_add(&e, EVIDENCE_DNS, line->bytes, line->len);
	}
	evidence_seal(&e);
	struct dnssec_input input = {
	    .evidence = &e,
	    .anchors = &anchors,
	    .at_ns = at_ns,
	    .nsec3_iterations = NSEC3_ITERATIONS_MAX,
	};
	validator_init(&validator, &input, zone_chain_judge, NULL);
	enum security s =
	    judge_last(&validator, &v->replies[v->reply_count - 1]).security;
	validator_fini(&validator);
	arena_fini(&arena);
	evidence_fini(&e);
	return s;
}

#endif
