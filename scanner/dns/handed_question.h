/* handed_question.h - what the recorder hands to the resolver: an item of the
 * ring of questions. */
#ifndef HANDED_QUESTION_H
#define HANDED_QUESTION_H

#include <stdbool.h>

#include "dns/message.h"

struct handed_question {
	struct dns_question question;
	bool is_link; /* an alias led there */
};

#endif
