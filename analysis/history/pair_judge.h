/*
 * pair_judge.h - one TLSA set against one chain, as if the set were secure, by
 * both definitions.  No hour counts: a chain is judged as of the latest
 * `not before` of its certificates, from when on it can only lose.
 */
#ifndef PAIR_JUDGE_H
#define PAIR_JUDGE_H

#include "analysis/dane/peer.h"
#include "analysis/dane/tlsa.h"
#include "output/record/tlsa_miss.h"

enum pair_word {
	PAIR_MATCH,
	PAIR_MISMATCH,
	PAIR_UNUSABLE, /* the set has no record that could be used */
	PAIR_WORD_COUNT,
};

/* The words of the table. */
extern const char *const pair_words[PAIR_WORD_COUNT];

/* One record of the set. */
struct pair_record {
	enum pair_word rfc, paper;
	enum reason reason;    /* NONE: it matches */
	struct tlsa_miss miss; /* not */
};

struct pair_verdict {
	enum pair_word rfc, paper;
	size_t record; /* that matches by the RFCs, ... */
	int depth;     /* ... and the depth of what it names */
	enum reason reason;
	int64_t valid_to_s; /* since 1970: it matches no longer; 0: for ever */
};

/*
 * `set` is what tlsa_parse() and tlsa_apply_agility() made; `peer` has a chain,
 * names and roots, and its time is set here.  `records` has room for `count`.
 */
void pair_judge(const struct tlsa *set, size_t count, struct dane_peer *peer,
    struct pair_record *records, struct pair_verdict *out);

/* The latest `not before` of a chain, seconds since 1970. */
int64_t pair_judge_time(const struct dane_peer *peer);

#endif
