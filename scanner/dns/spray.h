/*
 * spray.h - the questions of one sprayed stage, and which are still open.
 *
 * Question i is (name, type) number i of names x types: no more than one
 * byte is kept for each.  The stage thread sends what is open; the recorder
 * closes what is answered.
 */
#ifndef SPRAY_H
#define SPRAY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "dns/message.h"
#include "domains.h"
#include "hosts.h"
#include "question_form.h"
#include "output/record/stage.h"

struct spray;

enum { SPRAY_SENT_MAX = 63 }; /* more often is not counted */

/* MX of each domain.  `d` is borrowed.  0 or -ENOMEM. */
MUST_USE int spray_new_domains(const struct domains *d, struct spray **out);

/*
 * This host lies in a delegation of the zone files, and its name has room for
 * "_25._tcp." in front.
 */
bool spray_takes_host(const struct delegations *d, const struct dns_name *host);

/*
 * A, AAAA and TLSA of those hosts that it takes; the names are copied.  0 or
 * -ENOMEM.
 */
MUST_USE int spray_new_hosts(
    const struct hosts *h, const struct delegations *d, struct spray **out);

/*
 * Of each domain, or of those alone whose numbers are given, all that the forms
 * say.  All is borrowed but the numbers.  0 or -ENOMEM.
 */
struct spray_types {
	const struct domains *domains;
	const struct question_form *forms;
	unsigned form_count;
	const uint32_t *chosen; /* NULL: all */
	size_t chosen_count;
};
MUST_USE int spray_new_types(const struct spray_types *t, struct spray **out);
void spray_free(struct spray *s);

enum stage spray_stage(const struct spray *s);
bool spray_is_of_all(const struct spray *s); /* domains, none was chosen */
uint64_t spray_count(const struct spray *s);

/* Question i, and the delegation whose servers have the answer. */
void spray_question(const struct spray *s, uint64_t i,
    struct dns_question *question, uint32_t *delegation);

/* The latter alone. */
uint32_t spray_delegation(const struct spray *s, uint64_t i);

/*
 * Closes each question that has its record, as this says, or that no name has
 * room for.
 */
typedef bool spray_has_record_fn(
    const void *ctx, const struct dns_question *question);
void spray_close_recorded(
    struct spray *s, spray_has_record_fn *has_record, const void *ctx);

/* The reverse: which question is this; false: none of ours. */
bool spray_find(
    const struct spray *s, const struct dns_question *question, uint64_t *i);

bool spray_is_open(const struct spray *s, uint64_t i);

/* How often question i was sent, and: once more.  The stage thread's only. */
unsigned spray_sent(const struct spray *s, uint64_t i);
void spray_note_sent(struct spray *s, uint64_t i);

/*
 * All that is open is sent once more, because of what was lost on our side: the
 * stage thread says so.  How often it did.
 */
void spray_note_repeat(struct spray *s);
unsigned spray_repeats(const struct spray *s);

/* In how many passes question i was sent: repeats do not count. */
unsigned spray_sent_in_passes(const struct spray *s, uint64_t i);

/* Closes question i; false: it was closed already. */
bool spray_close(struct spray *s, uint64_t i);

/*
 * Closes question i, whose record is there now; false: it had one already.
 * The resolver may have asked it, too: where an alias of another host leads.
 */
bool spray_take_record(struct spray *s, uint64_t i);

/* How many are open: of all, or of those that are this shard's to ask. */
uint64_t spray_open_count(const struct spray *s);
void spray_set_open_count(struct spray *s, uint64_t count);

#endif
