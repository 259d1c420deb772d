/* What has ended is not asked or told twice. */
#include "resolver/iterator/ended_questions.h"

#include "tap.h"

int
main(void)
{
	struct ended_questions e = {0};

	ok(!ended_questions_has(&e, 1) && !ended_questions_is_told(&e, 1),
	    "nothing has ended");
	ended_questions_add(&e, 1, false);
	ok(ended_questions_has(&e, 1) && ended_questions_is_told(&e, 1),
	    "one that somebody asked is told");
	ended_questions_add(&e, 2, true);
	ok(ended_questions_has(&e, 2) && !ended_questions_is_told(&e, 2),
	    "one of the iterator's own is not, and may be asked once more");
	ended_questions_add(&e, 2, false);
	ok(ended_questions_is_told(&e, 2), "and is told then");
	ok(!ended_questions_has(&e, 3), "others have not ended");
	ended_questions_fini(&e);
	return tap_end();
}
