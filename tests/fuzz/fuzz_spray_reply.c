/*
 * Any message as the reply to a sprayed question: which question it is to,
 * what it says, where a CNAME leads, and what the findings make of it.
 */
#include "scanner/dns/spray_reply.h"

#include <string.h>

#include "../unit/small_world.h"
#include "resolver/iterator/question_reply.h"
#include "scanner/dns/findings.h"
#include "scanner/dns/spray.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const char zone[] = "se. 300 IN SOA a.ns.se. h.se. 1 2 3 4 5\n"
			   "a.se. 300 IN NS ns.b.se.\n"
			   "b.se. 300 IN NS ns.a.se.\n"
			   "ns.a.se. 300 IN A 198.51.100.1\n";

static void
check_questions(struct array *questions)
{
	const struct dns_question *q = questions->at;
	if (questions->count > 8)
		abort();
	for (size_t i = 0; i < questions->count; i++)
		if (q[i].name.len == 0)
			abort();
	array_fini(questions);
}

static void
take(const struct dns_message *m, const struct spray *s, struct findings *f)
{
	struct dns_question question;
	struct dns_name target;
	struct array questions = {0};
	uint32_t delegation;
	uint64_t i;

	if (!spray_find(s, &m->question, &i))
		return;
	if (i >= spray_count(s))
		abort();
	spray_question(s, i, &question, &delegation);
	if (question.type != m->question.type ||
	    !dns_name_equal(&question.name, &m->question.name))
		abort(); /* it is the reply to this one, or to none */
	(void)spray_reply_judge(
	    m, &(struct spray_reply_zone){&question.name, true}, 1800000000);
	(void)question_reply_leaves(m, &m->question, &question.name, &target);
	findings_note(f,
	    &(struct finding){.stage = STAGE_DOMAINS,
		.question = &m->question,
		.message = m,
		.zone = &question.name},
	    &questions);
	check_questions(&questions);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct delegations *delegations;
	static struct domains domains;
	static struct spray *spray;
	struct dns_message m;
	struct findings f;

	if (spray == NULL) {
		delegations = delegations_of(zone);
		domains.delegations = delegations;
		if (spray_new_domains(&domains, &spray) < 0)
			abort();
	}
	if (!dns_message_parse(bytes, len, &m) || !m.has_question)
		return 0;
	if (findings_init(&f, &domains, true) < 0)
		abort();
	take(&m, spray, &f);
	findings_fini(&f);
	return 0;
}
