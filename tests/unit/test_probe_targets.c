#include "scanner/probe/targets.h"

#include <stdlib.h>
#include <string.h>

#include "probe_frames.h"
#include "tap.h"

static void
test_ports(void)
{
	static const char *const refused[] = {"", "0", "65536", "25,", ",25",
	    "25,25", "20-30,25", "30-20", "25-", "-25", "25 ", "smtp",
	    "1-1025"};
	struct probe_ports p;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		ok(!probe_ports_parse(refused[i], &p),
		    refused[i][0] != '\0' ? refused[i] : "no port");
	ok(probe_ports_parse("25", &p) && p.count == 1 && p.at[0] == 25, "25");
	ok(probe_ports_parse("25,465,587", &p) && p.count == 3 &&
		p.at[2] == 587,
	    "25,465,587");
	ok(probe_ports_parse("65530-65535,1", &p) && p.count == 7 &&
		p.at[5] == 65535 && p.at[6] == 1,
	    "65530-65535,1");
}

/* Every target of all shards once, and found again by address and port. */
static bool
covers(const struct target_space *space, const char *list, uint64_t shards)
{
	struct probe_ports ports;
	struct probe_targets t;
	struct text why;
	uint64_t seen = 0, found;
	bool good = probe_ports_parse(list, &ports);
	text_init(&why);
	uint64_t count = target_space_count(space) * ports.count;
	bool *marks = calloc(count, sizeof(*marks));
	if (marks == NULL)
		abort();
	for (uint64_t shard = 0; shard < shards && good; shard++) {
		if (probe_targets_init(
			&t, space, &ports, 7, shards, shard, &why) < 0)
			abort();
		for (uint64_t i = 0; i < probe_targets_of_shard(&t); i++) {
			struct probe_target at = probe_targets_at(&t, i);
			good &=
			    !marks[at.number] &&
			    probe_targets_find(&t, &at.addr, at.port, &found) &&
			    found == at.number;
			marks[at.number] = true;
			seen++;
		}
		probe_targets_fini(&t);
	}
	free(marks);
	text_fini(&why);
	return good && seen == count;
}

static void
test_answers(const struct target_space *space)
{
	struct probe_targets t;
	struct addr target = frames_target(false);
	uint64_t number;
	frames_targets(&t, space);
	ok(probe_targets_find(&t, &target, 25, &number), "a target");
	ok(!probe_targets_find(&t, &target, 26, &number), "another port");
	ok(!probe_targets_has_answered(&t, number), "has not answered");
	ok(probe_targets_answer(&t, number), "answers");
	ok(!probe_targets_answer(&t, number), "and again");
	ok(probe_targets_has_answered(&t, number), "which is kept");
	ok(!probe_targets_has_answered(&t, number + 1) &&
		!probe_targets_has_answered(&t, number - 1),
	    "for it alone");
	probe_targets_fini(&t);
}

int
main(void)
{
	struct target_space *space = frames_space();
	test_ports();
	ok(covers(space, "25", 1), "one port, one shard");
	ok(covers(space, "25,587,465", 1), "three ports");
	ok(covers(space, "1-7", 5), "five shards of seven ports");
	ok(covers(space, "25", 1000), "more shards than targets");
	test_answers(space);
	target_space_free(space);
	return tap_end();
}
