#include "ended_questions.h"

void
ended_questions_fini(struct ended_questions *e)
{
	compact_set_fini(&e->all);
	compact_set_fini(&e->for_itself);
	compact_set_fini(&e->again);
}

int
ended_questions_reserve(struct ended_questions *e, size_t more)
{
	return compact_set_reserve(&e->all, more);
}

void
ended_questions_add(struct ended_questions *e, uint64_t hash, bool for_itself)
{
	compact_set_add(&e->all, hash);
	if (for_itself)
		compact_set_add(&e->for_itself, hash);
	else if (compact_set_has(&e->for_itself, hash))
		compact_set_add(&e->again, hash);
}

bool
ended_questions_has(const struct ended_questions *e, uint64_t hash)
{
	return compact_set_has(&e->all, hash);
}

bool
ended_questions_is_told(const struct ended_questions *e, uint64_t hash)
{
	return compact_set_has(&e->all, hash) &&
	       (!compact_set_has(&e->for_itself, hash) ||
		   compact_set_has(&e->again, hash));
}
