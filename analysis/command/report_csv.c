#include "report_csv.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "output/run_dir.h"

/* `path` is written under another name first. */
static int
replace_file(const char *path, const char *fresh, const struct text *bytes)
{
	(void)!unlink(fresh);
	int fd = file_create(fresh);
	if (fd < 0)
		return fd;
	int rc = file_write_all(fd, bytes->bytes, bytes->len);
	if (close(fd) < 0 && rc == 0)
		rc = -errno;
	if (rc == 0)
		rc = file_rename(fresh, path);
	if (rc < 0)
		(void)!unlink(fresh);
	return rc;
}

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
		 : !text_ok(&out) ? -ENOMEM
				  : replace_file(path, fresh, &out);
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
