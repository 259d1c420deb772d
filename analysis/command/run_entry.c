#include "run_entry.h"

#include <errno.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "dns/tlsa_name.h"

static int
refuse(const char *command, const char *option, const char *what)
{
	log_line("%s: %s%s", command, option, what);
	return EXIT_CODE_NOT_BEGUN;
}

int
run_entry_read(struct manifest_summary *m, const char *command,
    const char *option, const char *run)
{
	struct text why;
	int code = 0;
	text_init(&why);
	int rc = manifest_summary_read(m, run, &why);
	if (rc == -ENOENT) {
		text_clear(&why);
		text_addf(&why,
		    "%s is no run: it has no manifest.json; name a directory "
		    "that scan -o made",
		    run);
	} else if (rc == 0 && m->dry_run) {
		text_addf(&why,
		    "%s is a dry run, in which nothing was asked: there is "
		    "nothing to judge; scan without --dry-run",
		    run);
		rc = -EINVAL;
	}
	if (rc == 0 && m->service != tlsa_port()) {
		text_addf(&why,
		    "%s is a run about port %u, not %u: runs of two ports are "
		    "not read as one",
		    run, (unsigned)m->service, (unsigned)tlsa_port());
		rc = -EINVAL;
	}
	if (rc < 0)
		code = refuse(command, option, text_ok(&why) ? why.bytes : run);
	text_fini(&why);
	return code;
}

bool
run_entry_is_complete(
    const struct manifest_summary *m, const char *command, const char *run)
{
	if (!m->complete)
		log_line("%s: %s is incomplete: %s; what it did not ask is "
			 "not known (scan --resume: go on with it; --partial: "
			 "take it as it is)",
		    command, run, manifest_summary_end(m));
	return m->complete;
}
