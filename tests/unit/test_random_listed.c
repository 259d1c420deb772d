/* Random listed records, there and back. */
#include "output/record/listed.h"

#include "record_random.h"

static bool
same(const struct listed_record *a, const struct listed_record *b)
{
	return same_name(a->host, b->host) && a->domains == b->domains &&
	       same_name(a->next_hop, b->next_hop) && a->seen_ns == b->seen_ns;
}

static bool
trial(struct rnd *r, struct record_reader *reader, struct text *line)
{
	struct listed_record l = {
	    .host = rnd_name(r),
	    .domains = rnd_one_in(r, 2) ? 1 : rnd_u64(r) >> 1,
	    .next_hop = rnd_one_in(r, 2) ? rnd_name(r) : NULL,
	    .seen_ns = rnd_time_ns(r),
	};
	struct listed_record back;
	listed_record_add(line, &l);
	return listed_record_read(reader, line->bytes, line->len, &back) &&
	       same(&l, &back);
}

int
main(int argc, char *argv[])
{
	return record_trials(argc, argv, 3000, trial);
}
