#include "reply_match.h"

#include "question.h"

/* An error may come without the question that it answers; no answer may. */
static enum reply_match
match_bare(const struct dns_message *m)
{
	return m->rcode == DNS_NOERROR || m->rcode == DNS_NXDOMAIN
		   ? REPLY_MATCH_BROKEN
		   : REPLY_MATCH_OURS;
}

enum reply_match
reply_match(const struct question *q, const struct dns_message *m)
{
	struct dns_name name;
	uint16_t type;

	if (!m->qr)
		return REPLY_MATCH_FOREIGN;
	if (!m->has_question)
		return match_bare(m);
	question_query(q, &name, &type);
	if (m->question.type != type || m->question.class != DNS_CLASS_IN ||
	    !dns_name_equal(&m->question.name, &name))
		return REPLY_MATCH_FOREIGN;
	return m->opcode == 0 ? REPLY_MATCH_OURS : REPLY_MATCH_BROKEN;
}
