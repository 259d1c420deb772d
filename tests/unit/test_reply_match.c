/* Is a reply with the right server, port and ID the one to the query? */
#include "resolver/iterator/reply_match.h"

#include "resolver/iterator/question.h"
#include "small_world.h"
#include "tap.h"

static const struct {
	const char *what, *reply;
	enum dns_rcode rcode;
	bool query; /* QR is not set */
	bool bare;  /* without a question */
	unsigned opcode, class;
	enum reply_match match;
} rows[] = {
    {"the question again", "a.se A", DNS_NOERROR, .match = REPLY_MATCH_OURS},
    {"in other letters", "A.Se A", DNS_NOERROR, .match = REPLY_MATCH_OURS},
    {"another name", "b.se A", DNS_NOERROR, .match = REPLY_MATCH_FOREIGN},
    {"another type", "a.se AAAA", DNS_NOERROR, .match = REPLY_MATCH_FOREIGN},
    {"another class", "a.se A", DNS_NOERROR, .class = 3,
	.match = REPLY_MATCH_FOREIGN},
    {"a query", "a.se A", DNS_NOERROR, .query = true,
	.match = REPLY_MATCH_FOREIGN},
    {"another opcode", "a.se A", DNS_NOERROR, .opcode = 4,
	.match = REPLY_MATCH_BROKEN},
    {"an error without a question", "a.se A", DNS_FORMERR, .bare = true,
	.match = REPLY_MATCH_OURS},
    {"an answer without a question", "a.se A", DNS_NOERROR, .bare = true,
	.match = REPLY_MATCH_BROKEN},
    {"a denial without a question", "a.se A", DNS_NXDOMAIN, .bare = true,
	.match = REPLY_MATCH_BROKEN},
};

int
main(void)
{
	struct dns_question asked = {
	    .name = name_of("a.se"), .type = DNS_A, .class = DNS_CLASS_IN};
	struct question q;
	question_init(&q, &asked, 1);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct reply r;
		reply_of(&r, rows[i].reply, "aa", rows[i].rcode, "", "");
		r.m.qr = !rows[i].query;
		r.m.has_question = !rows[i].bare;
		r.m.opcode = (uint8_t)rows[i].opcode;
		if (rows[i].class != 0)
			r.m.question.class = (uint16_t)rows[i].class;
		ok(reply_match(&q, &r.m) == rows[i].match, rows[i].what);
	}
	question_fini(&q);
	return tap_end();
}
