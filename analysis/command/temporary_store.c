#include "temporary_store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/exit_code.h"
#include "base/file.h"
#include "base/log.h"
#include "history.h"

/* A directory that nobody else can read.  0 or -errno, logged. */
static int
make_dir(char path[PATH_MAX])
{
	const char *below = getenv("TMPDIR");
	int n = snprintf(path, PATH_MAX, "%s/danesweep-report.XXXXXX",
	    below != NULL && below[0] != '\0' ? below : "/tmp");
	int rc = n >= PATH_MAX ? -ENAMETOOLONG : 0;
	if (rc == 0 && mkdtemp(path) == NULL)
		rc = -errno;
	if (rc == 0)
		return 0;
	log_line("report: %s: %s", path, strerror(-rc));
	path[0] = '\0';
	return rc;
}

int
temporary_store_open(struct temporary_store *t, const struct history_options *o)
{
	const struct history_store_wish wish = {
	    .create = true,
	    .place = {o->python, o->library},
	};
	*t = (struct temporary_store){.store = {.lock = -1}};
	if (make_dir(t->path) < 0)
		return EXIT_CODE_EARLY;
	if (history_store_open(&t->store, t->path, &wish) < 0)
		return EXIT_CODE_NOT_BEGUN;
	return history_add_runs(&t->store, o);
}

void
temporary_store_close(struct temporary_store *t)
{
	history_store_close(&t->store);
	if (t->path[0] != '\0')
		(void)!file_remove_tree(t->path);
}
