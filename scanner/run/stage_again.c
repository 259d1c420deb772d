#include <errno.h>
#include <stdlib.h>

#include "again_source.h"
#include "stage_work.h"

/*
 * The questions, each once.  The recorder is paused, so that its part may be
 * finished: what was recorded until now is then there to be read.
 */
static int
plan(const struct stage_work *w, void **out)
{
	struct array *questions = calloc(1, sizeof(*questions));
	if (questions == NULL)
		return -ENOMEM;
	int rc = part_finish(w->delegation_part);
	if (rc == 0)
		rc = part_finish(w->dns_part);
	if (rc == 0 && w->again != NULL)
		rc = w->again->list(w->again->ctx, questions);
	if (rc < 0) {
		array_fini(questions);
		free(questions);
		return rc;
	}
	*out = questions;
	return 0;
}

static void
run(const struct stage_work *w, void *planned)
{
	const struct array *questions = planned;
	const struct dns_question *q = questions->at;

	recorder_resume(w->recorder, STAGE_AGAIN, NULL, NULL);
	for (size_t i = 0; i < questions->count && !stage_is_halted(w); i++)
		stage_ask_all(w, &q[i]);
	stage_end_questions(w, STAGE_AGAIN);
}

static void
free_plan(void *planned)
{
	array_fini(planned);
	free(planned);
}

const struct stage_row stage_again = {plan, run, free_plan};
