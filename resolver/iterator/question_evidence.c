#include "question_evidence.h"

#include "dns/proof.h"

enum { ENOUGH = 2 }; /* hosts that refuse, fail or lack authority */

void
question_evidence_clear(struct question_evidence *ev)
{
	kept_reply_clear(&ev->best);
	ev->rank = QUESTION_RANK_NOTHING;
	ev->refused = ev->failed = ev->unsure = 0;
}

void
question_evidence_note(struct question_evidence *ev, enum question_rank rank,
    const struct dns_message *m, const struct question_server *from, bool tcp)
{
	if (rank <= ev->rank)
		return;
	ev->rank = rank;
	kept_reply_clear(&ev->best);
	if (m != NULL)
		kept_reply_set(&ev->best, m, from, tcp);
}

void
question_evidence_note_unproved(struct question_evidence *ev,
    const struct dns_message *m, const struct dns_name *zone,
    struct question_proof proof, const struct question_server *from)
{
	unsigned score = 8u * proof.whole + 4u * dns_proof_is_signed(m, zone) +
			 2u * proof.with_edns + (proof.with_edns && proof.tcp);

	if (ev->rank == QUESTION_RANK_UNPROVED && score <= ev->score)
		return;
	ev->rank = QUESTION_RANK_UNPROVED;
	ev->score = score;
	kept_reply_set(&ev->best, m, from, proof.tcp);
}

bool
question_evidence_is_enough(const struct question_evidence *ev)
{
	return ev->refused >= ENOUGH || ev->failed >= ENOUGH ||
	       ev->unsure >= ENOUGH;
}
