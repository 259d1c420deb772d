#include "tally.h"

#include <stddef.h>

#include "scanner/engine/counters.h"

#define AT(member) offsetof(struct counters, member)

static const struct {
	const char *name;
	size_t offset;
} rows[TALLY_ROWS] = {
    {"questions", AT(questions_sent)},
    {"resolver_questions", AT(resolver_sent)},
    {"bootstrap_questions", AT(bootstrap_questions)},
    {"alias_questions", AT(alias_questions)},
    {"hidden_zone_questions", AT(hidden_zones)},
    {"questions_parked", AT(questions_parked)},
    {"syns", AT(syns_sent)},
    {"sessions_again", AT(sessions_again)},
    {"sessions_same", AT(sessions_same)},
    {"dns_records", AT(dns_records)},
    {"smtp_records", AT(smtp_records)},
    {"certificates", AT(certificates)},
    {"answers", AT(answers)},
    {"answers_late", AT(answers_late)},
    {"replies_unmatched", AT(replies_unmatched)},
    {"replies_duplicate", AT(replies_duplicate)},
    {"replies_malformed", AT(replies_malformed)},
    {"segments_stray", AT(segments_stray)},
    {"packets_not_ours", AT(packets_not_ours)},
    {"icmp_errors", AT(icmp_errors)},
};

void
tally_take(struct tally *t, const struct counters *c)
{
	for (size_t i = 0; i < TALLY_ROWS; i++)
		t->at[i] = counted(
		    (const counter *)((const char *)c + rows[i].offset));
}

void
tally_list(const struct tally *from, const struct tally *to,
    struct manifest_counter out[TALLY_ROWS])
{
	for (size_t i = 0; i < TALLY_ROWS; i++)
		out[i] = (struct manifest_counter){
		    rows[i].name, to->at[i] - from->at[i]};
}
