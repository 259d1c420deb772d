/*
 * Random lines of a rollover's journal, there and back; every other line that
 * is printed is what status --json says of the same state.
 */
#include "operator/state_line.h"

#include "operator/status.h"
#include "record_random.h"

static int64_t
random_time_s(struct rnd *r)
{
	return rnd_one_in(r, 3) ? 0 : (int64_t)rnd_below(r, 9223372036);
}

static void
random_key(struct rnd *r, struct spki_digest *out)
{
	if (!rnd_one_in(r, 3))
		rnd_fill(r, out->bytes, sizeof(out->bytes));
}

static void
random_state(struct rnd *r, struct rollover *out)
{
	*out = (struct rollover){
	    .phase = (enum rollover_phase)rnd_below(r, ROLLOVER_PHASES),
	    .purpose = (enum rollover_purpose)rnd_below(r, ROLLOVER_PURPOSES),
	    .keeps_others = rnd_one_in(r, 2),
	    .is_emergency = rnd_one_in(r, 2),
	    .active_since_s = random_time_s(r),
	    .phase_since_s = random_time_s(r),
	    .stepped_at_s = random_time_s(r),
	    .not_before_s = random_time_s(r),
	    .not_after_s = random_time_s(r),
	    .next_not_before_s = random_time_s(r),
	    .next_not_after_s = random_time_s(r),
	    .hold_s = (uint32_t)rnd_u64(r),
	    .hold_seen_s = random_time_s(r),
	    .aged_at_s = random_time_s(r),
	    .look_at_s = random_time_s(r),
	    .retry_at_s = random_time_s(r),
	    .failures = (unsigned)rnd_below(r, 100),
	};
	random_key(r, &out->active);
	random_key(r, &out->standby);
	random_key(r, &out->next);
	random_key(r, &out->retired);
	snprintf(out->fault, sizeof(out->fault), "%s", rnd_printable(r, 199));
}

static bool
trial(struct rnd *r, struct record_reader *reader, struct text *line)
{
	static const struct rollover_policy policy = {
	    .roll_s = 15552000, .look_s = 3600};
	struct rollover state, back;
	(void)reader;
	random_state(r, &state);
	state_line_add(line, &state,
	    (enum rollover_act_kind)rnd_below(r, ROLLOVER_ACTS),
	    1 + (int64_t)rnd_below(r, 9223372035));
	bool same = state_line_read(line->bytes, line->len, &back) == 0 &&
		    memcmp(&state, &back, sizeof(state)) == 0;
	if (rnd_one_in(r, 2)) {
		text_clear(line);
		rollover_status_add_json(line, "mx.example.se", &state, &policy,
		    (int64_t)rnd_below(r, 9223372036));
	}
	return same;
}

int
main(int argc, char *argv[])
{
	return record_trials(argc, argv, 3000, trial);
}
