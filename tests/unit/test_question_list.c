/* Questions that wait: first in, first out. */
#include "scanner/dns/question_list.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "tap.h"

enum { MANY = 1000 };

static struct dns_question
question(unsigned i)
{
	struct dns_question q = {
	    .type = (uint16_t)(i * 7), .class = DNS_CLASS_IN};
	char text[64];
	snprintf(text, sizeof(text), "%.*s%u.example", (int)(i % 40),
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", i);
	bool is_name = dns_name_from_text(text, strlen(text), &q.name);
	assert(is_name);
	(void)is_name;
	return q;
}

static bool
comes_next(struct question_list *l, unsigned i)
{
	struct dns_question want = question(i), have;
	return question_list_take(l, &have) && have.type == want.type &&
	       have.class == DNS_CLASS_IN &&
	       dns_name_equal(&have.name, &want.name);
}

static bool
add(struct question_list *l, unsigned first, unsigned count)
{
	int rc = 0;
	for (unsigned i = first; i < first + count && rc == 0; i++) {
		struct dns_question q = question(i);
		rc = question_list_add(l, &q);
	}
	return rc == 0;
}

int
main(void)
{
	struct question_list l = {0};
	struct dns_question q;
	unsigned taken = 0;

	ok(!question_list_take(&l, &q), "an empty one has none");
	ok(add(&l, 0, MANY), "many fit");
	while (taken < MANY / 2 && comes_next(&l, taken))
		taken++;
	ok(taken == MANY / 2, "they come in the order of their coming");
	ok(add(&l, MANY, MANY), "more come in between");
	while (taken < 2 * MANY && comes_next(&l, taken))
		taken++;
	ok(taken == 2 * MANY && !question_list_take(&l, &q),
	    "until none is left");
	ok(add(&l, 5, 1) && comes_next(&l, 5), "it can be used again");
	question_list_fini(&l);
	return tap_end();
}
