/* Random dropped records, there and back. */
#include "output/record/dropped.h"

#include "record_random.h"

static bool
trial(struct rnd *r, struct record_reader *reader, struct text *line)
{
	struct dropped_record d = {
	    .host = rnd_name(r),
	    .reason = (enum dropped_reason)rnd_below(r, DROPPED_REASON_COUNT),
	    .seen_ns = rnd_time_ns(r),
	};
	struct dropped_record back;
	dropped_record_add(line, &d);
	return dropped_record_read(reader, line->bytes, line->len, &back) &&
	       same_name(d.host, back.host) && d.reason == back.reason &&
	       d.seen_ns == back.seen_ns;
}

int
main(int argc, char *argv[])
{
	return record_trials(argc, argv, 3000, trial);
}
