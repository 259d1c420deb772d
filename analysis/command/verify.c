#include "verify.h"

#include "base/exit_code.h"
#include "base/log.h"
#include "base/progress.h"
#include "verify_input.h"
#include "verify_options.h"
#include "verify_output.h"

/* Says what of the input is not as it was meant to be; the exit code. */
static int
weigh_input(const struct verify_options *o, const struct verify_input *in)
{
	const struct run_count *c = &in->count;
	if (c->damaged > 0)
		log_line("verify: %llu damaged records of %llu were left out",
		    (unsigned long long)c->damaged,
		    (unsigned long long)c->lines);
	if (c->parts_wrong > 0)
		log_line("verify: %llu parts are not as manifest.json says",
		    (unsigned long long)c->parts_wrong);
	bool good = c->damaged == 0 && c->parts_wrong == 0 &&
		    (!in->incomplete || o->partial);
	return good ? EXIT_CODE_GOOD : EXIT_CODE_DAMAGED;
}

int
verify_command(int argc, char *argv[])
{
	struct verify_options o;
	struct verify_input in;
	struct verify_job job;
	struct verify_memo memo;
	struct progress progress;
	verify_options_parse(argc, argv, &o);
	verify_job_begin(&job, &o, argc, argv);
	if (verify_memo_open(&memo, o.memo) < 0)
		return EXIT_CODE_NOT_BEGUN;
	progress_begin(&progress, o.line.quiet);
	o.progress = &progress;
	int code = verify_input_read(&o, &in);
	if (code == 0 && verify_job_write(&job, &in, &memo) < 0)
		code = EXIT_CODE_EARLY;
	if (!in.count.strict && code != EXIT_CODE_NOT_BEGUN) {
		int input = weigh_input(&o, &in);
		code = code == EXIT_CODE_GOOD ? input : code;
	}
	verify_input_fini(&in);
	verify_memo_fini(&memo);
	progress_end(&progress);
	return code;
}
