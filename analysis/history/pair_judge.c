#include "pair_judge.h"

#include <stdlib.h>

#include <openssl/x509.h>

#include "analysis/dane/match.h"
#include "analysis/dane/paper_match.h"
#include "analysis/dane/retired_ca.h"
#include "tls/cert.h"

const char *const pair_words[PAIR_WORD_COUNT] = {
    [PAIR_MATCH] = "match",
    [PAIR_MISMATCH] = "mismatch",
    [PAIR_UNUSABLE] = "unusable",
};

int64_t
pair_judge_time(const struct dane_peer *peer)
{
	int64_t latest_s = 0;
	for (size_t i = 0; i < peer->chain_count; i++) {
		int64_t at_s =
		    cert_seconds(X509_get0_notBefore(peer->chain[i]));
		latest_s = at_s > latest_s ? at_s : latest_s;
	}
	return latest_s;
}

/* `a` stands higher in the table of reasons. */
static bool
is_higher(enum reason a, enum reason b)
{
	return b == REASON_NONE || a < b;
}

/* R15: usage 3 first, then usage 2 by depth. */
static bool
is_better(const struct tlsa *set, size_t i, int depth,
    const struct pair_verdict *best)
{
	if (best->rfc != PAIR_MATCH)
		return true;
	if (set[i].usage != set[best->record].usage)
		return set[i].usage == TLSA_EE;
	return depth < best->depth;
}

static enum reason
reason_of(const struct tlsa *t, enum reason reason)
{
	bool far =
	    reason == REASON_MISMATCH || reason == REASON_TA_NOT_IN_CHAIN;
	return far && retired_ca_name(t) != NULL ? REASON_RETIRED_CA : reason;
}

static enum pair_word
word_as_paper(const struct tlsa *t, const struct dane_peer *peer)
{
	struct tlsa r = *t;
	tlsa_allow_pkix(&r);
	if (!r.usable)
		return PAIR_UNUSABLE;
	return paper_match(t, peer) ? PAIR_MATCH : PAIR_MISMATCH;
}

static void
judge_record(const struct tlsa *set, size_t i, const struct dane_peer *peer,
    struct pair_record *rec, struct pair_verdict *out)
{
	const struct tlsa *t = &set[i];
	struct dane_result r = {0};
	if (t->usable)
		r = dane_match(t, peer);
	else
		r.why = diagnose_unusable(t, peer);
	*rec = (struct pair_record){.rfc = PAIR_MATCH};
	rec->paper = word_as_paper(t, peer);
	if (r.matched && !t->superseded) {
		if (is_better(set, i, r.depth, out)) {
			out->record = i;
			out->depth = r.depth;
		}
		out->rfc = PAIR_MATCH;
		return;
	}
	rec->rfc = t->usable ? PAIR_MISMATCH : PAIR_UNUSABLE;
	rec->reason =
	    r.matched ? REASON_SUPERSEDED : reason_of(t, r.why.reason);
	if (!r.matched)
		rec->miss = r.why.miss;
}

/* As long as there is a record that could match, it is by that one. */
static enum reason
reason_of_set(
    const struct tlsa *set, size_t count, const struct pair_record *records)
{
	enum reason usable = REASON_NONE, unusable = REASON_NONE;
	bool one = true;
	for (size_t i = 0; i < count; i++) {
		enum reason *kept = set[i].usable ? &usable : &unusable;
		one = one && set[i].reason == set[0].reason;
		if (is_higher(records[i].reason, *kept))
			*kept = records[i].reason;
	}
	if (usable != REASON_NONE)
		return usable;
	bool named = count > 0 && one &&
		     (set[0].reason == REASON_UNUSABLE_USAGE ||
			 set[0].reason == REASON_UNDEFINED_FIELD);
	return named ? set[0].reason : REASON_UNUSABLE_RECORD;
}

static bool
any_matches(const struct tlsa *set, size_t count, const struct dane_peer *peer)
{
	for (size_t i = 0; i < count; i++)
		if (set[i].usable && !set[i].superseded &&
		    dane_match(&set[i], peer).matched)
			return true;
	return false;
}

/* Usage 3 knows no dates (R11). */
static bool
knows_dates(const struct tlsa *set, size_t count, const struct pair_record *rec)
{
	for (size_t i = 0; i < count; i++)
		if (set[i].usage == TLSA_EE && rec[i].rfc == PAIR_MATCH)
			return false;
	return true;
}

/* The first end of a certificate behind which nothing matches. */
static int64_t
end_of_match(const struct tlsa *set, size_t count, struct dane_peer *peer)
{
	int64_t begin_s = peer->at_s, end_s = 0;
	for (size_t i = 0; i < peer->chain_count; i++) {
		int64_t last_s =
		    cert_seconds(X509_get0_notAfter(peer->chain[i]));
		if (last_s < begin_s || (end_s != 0 && last_s >= end_s))
			continue;
		peer->at_s = last_s + 1;
		if (!any_matches(set, count, peer))
			end_s = last_s;
	}
	peer->at_s = begin_s;
	return end_s;
}

void
pair_judge(const struct tlsa *set, size_t count, struct dane_peer *peer,
    struct pair_record *records, struct pair_verdict *out)
{
	bool usable = false, usable_as_paper = false;
	*out =
	    (struct pair_verdict){.rfc = PAIR_MISMATCH, .paper = PAIR_MISMATCH};
	peer->at_s = pair_judge_time(peer);
	for (size_t i = 0; i < count; i++) {
		judge_record(set, i, peer, &records[i], out);
		usable = usable || set[i].usable;
		usable_as_paper =
		    usable_as_paper || records[i].paper != PAIR_UNUSABLE;
		if (records[i].paper == PAIR_MATCH)
			out->paper = PAIR_MATCH;
	}
	if (!usable)
		out->rfc = PAIR_UNUSABLE;
	if (!usable_as_paper)
		out->paper = PAIR_UNUSABLE;
	if (out->rfc != PAIR_MATCH)
		out->reason = reason_of_set(set, count, records);
	else if (knows_dates(set, count, records))
		out->valid_to_s = end_of_match(set, count, peer);
}
