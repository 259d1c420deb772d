/* Random rrset records, there and back. */
#include "output/record/rrset.h"

#include "record_random.h"

static bool
trial(struct rnd *r, struct record_reader *reader, struct text *line)
{
	struct rrset_record back, q = {.name = rnd_name(r)};
	q.type = (uint16_t)(rnd_one_in(r, 2) ? rnd_u64(r) : rnd_below(r, 64));
	q.state.security = (enum security)rnd_below(r, SECURITY_BOGUS + 1);
	if (q.state.security != SECURITY_SECURE)
		q.state.reason =
		    (enum reason)(1 + rnd_below(r, REASON_COUNT - 1));
	q.state.zone = rnd_one_in(r, 2) ? rnd_name(r) : NULL;
	q.state.detail = rnd_one_in(r, 2) ? rnd_text(r, 300) : NULL;
	q.state.sha1 = rnd_one_in(r, 2);
	q.rx_ns = rnd_one_in(r, 2) ? rnd_time_ns(r) : 0;
	if (rnd_one_in(r, 2))
		q.run_id = "5e3b9b8e-0d2c-4f6f-9a5d-1f2d3c4b5a69";
	rrset_record_add(line, &q);
	return rrset_record_read(reader, line->bytes, line->len, &back) &&
	       same_name(q.name, back.name) && q.type == back.type &&
	       q.state.security == back.state.security &&
	       q.state.reason == back.state.reason &&
	       q.state.sha1 == back.state.sha1 && q.rx_ns == back.rx_ns &&
	       same_text(q.run_id, back.run_id) &&
	       same_name(q.state.zone, back.state.zone) &&
	       same_text(q.state.detail, back.state.detail);
}

int
main(int argc, char *argv[])
{
	return record_trials(argc, argv, 3000, trial);
}
