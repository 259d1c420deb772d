/* How far a scan is, in one line. */
#include "scanner/engine/status_line.h"

#include <string.h>

#include "base/macros.h"
#include "tap.h"

static const struct {
	struct status status;
	const char *want;
} rows[] = {
    {{.stage = "servers", .rate_factor = 1},
	"0:00 servers; send 0/s; recv 0/s"},
    {{.elapsed_s = 65,
	 .stage = "domains",
	 .rate_factor = 1,
	 .targets = 8,
	 .targets_done = 2,
	 .stage_s = 9},
	"1:05 domains 25%; send 0/s; recv 0/s"},
    {{.elapsed_s = 3665,
	 .stage = "domains",
	 .rate_factor = 1.1025,
	 .targets = 1000000,
	 .targets_done = 250000,
	 .stage_s = 1500,
	 .sent_pps = 9999,
	 .received_pps = 10000,
	 .dns_records = 1234567},
	"1:01:05 domains 25% left 1:15:00; send 9999/s; recv 10.0k/s; rate "
	"x1.10"},
    {{.elapsed_s = 120,
	 .stage = "domains",
	 .rate_factor = 1,
	 .targets = 100,
	 .targets_done = 50,
	 .behind = 2.5,
	 .stage_s = 100},
	"2:00 domains 50% left 1:40, run ~10:00; send 0/s; recv 0/s"},
    {{.elapsed_s = 60,
	 .stage = "smtp",
	 .rate_factor = 1,
	 .targets = 10,
	 .targets_done = 10,
	 .stage_s = 50,
	 .smtp_records = 123456,
	 .sessions_open = 7},
	"1:00 smtp 100%; send 0/s; recv 0/s; smtp 123k; open 7"},
    {{.elapsed_s = 60,
	 .stage = "smtp",
	 .rate_factor = 1,
	 .targets = 10,
	 .targets_done = 0,
	 .stage_s = 50},
	"1:00 smtp 0%; send 0/s; recv 0/s"},
};

static void
test_width(void)
{
	char line[STATUS_LINE_BYTES];
	status_line_build(line, &(struct status){
				    .elapsed_s = INT64_MAX,
				    .stage = "domains",
				    .stage_s = INT64_MAX / 2,
				    .targets = UINT64_MAX,
				    .targets_done = 1,
				    .sent_pps = UINT64_MAX,
				    .received_pps = UINT64_MAX,
				    .rate_factor = 100,
				    .drops = UINT64_MAX,
				    .bad_sums = UINT64_MAX,
				    .dns_records = UINT64_MAX,
				});
	ok(strlen(line) < 80, "the largest numbers leave it one line");
}

int
main(void)
{
	char line[STATUS_LINE_BYTES];
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		status_line_build(line, &rows[i].status);
		ok(strcmp(line, rows[i].want) == 0, rows[i].want);
	}
	test_width();
	return tap_end();
}
