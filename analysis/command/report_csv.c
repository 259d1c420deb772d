#include "report_csv.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/text_file.h"
#include "base/log.h"
#include "output/run_dir.h"

static int
write_table(const struct report *r, enum report_table table, const char *dir)
{
	char path[PATH_MAX], fresh[PATH_MAX];
	const char *name = report_table_names[table];
	struct text out;
	int n = snprintf(path, sizeof(path), "%s/%s.csv", dir, name);
	int m = snprintf(fresh, sizeof(fresh), "%s/%s.csv.tmp", dir, name);
	text_init(&out);
	report_write_csv(r, table, &out);
	int rc = n >= (int)sizeof(path) || m >= (int)sizeof(fresh)
		     ? -ENAMETOOLONG
		     : text_file_replace(path, fresh, &out);
	text_fini(&out);
	if (rc < 0)
		log_line("report: --csv %s: %s", path, strerror(-rc));
	return rc;
}

int
report_csv_write(const struct report *r, const char *dir)
{
	struct text why;
	text_init(&why);
	int rc = run_dir_make(dir, &why);
	if (rc < 0)
		log_line("report: --csv %s", text_ok(&why) ? why.bytes : dir);
	text_fini(&why);
	for (int i = 0; rc == 0 && i < REPORT_TABLE_COUNT; i++)
		rc = write_table(r, (enum report_table)i, dir);
	return rc;
}
