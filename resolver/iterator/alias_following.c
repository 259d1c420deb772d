#include "alias_following.h"

#include "question_reply.h"
#include "requests.h"

enum { LINKS_MAX = 8 }; /* CNAMEs followed, one after the other */

void
alias_follow(
    struct requests *all, const struct request *r, const struct dns_message *m)
{
	const struct dns_question *asked = &r->question.asked;
	struct dns_question link = *asked;
	struct dns_name zone;

	cut_name(r->question.visit.cut, &zone);
	question_reply_zone(m, asked, &zone);
	if (r->links == LINKS_MAX ||
	    !question_reply_leaves(m, asked, &zone, &link.name) ||
	    (!r->anew && requests_is_told(all, request_index_hash(&link))))
		return;
	struct request *next = request_index_find(&all->index, &link);
	if (next != NULL) {
		next->question.visit.for_itself =
		    false; /* it is told, too, when it ends */
		return;
	}
	next = requests_spawn(all, r, &link);
	if (next == NULL)
		return;
	next->links = r->links + 1;
	all->links_asked++;
}
