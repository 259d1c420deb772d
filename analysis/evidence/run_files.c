#include "run_files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/progress.h"
#include "output/part_files.h"
#include "part_check.h"

void
run_count_damage(struct run_count *count, const char *path, uint64_t number,
    const char *what)
{
	if (count->strict)
		snprintf(count->first, sizeof(count->first), "%s:%llu: %s",
		    path, (unsigned long long)number, what);
	else
		log_line("%s:%llu: %s", path, (unsigned long long)number, what);
	count->damaged++;
}

static const char *
fault_text(enum part_read read)
{
	switch (read) {
	case PART_READ_LONG:
		return "the line is too long";
	case PART_READ_TORN:
		return "the file is cut short here";
	case PART_READ_BAD:
		return "from here on this is no gzip";
	case PART_READ_LINE:
	case PART_READ_END:
	case PART_READ_TAIL:
	case PART_READ_ERROR:
		break;
	}
	return NULL;
}

/* Logs what the machine said. */
static int
fail(const char *path, int error)
{
	log_line("%s: %s", path, strerror(-error));
	return error;
}

static int
read_lines(
    struct part_reader *r, run_line_fn *fn, void *arg, struct run_count *count)
{
	struct part_line line;
	enum part_read read;
	uint64_t told = 0;
	while ((read = part_reader_next(r, &line)) != PART_READ_END) {
		if (read == PART_READ_ERROR)
			return fail(line.path, part_reader_errno(r));
		const char *fault = fault_text(read);
		uint64_t bytes = part_reader_bytes(r);
		if (bytes != told)
			progress_add(count->progress, bytes - told);
		told = bytes;
		if (read == PART_READ_LINE) {
			count->lines++;
			fault = fn(arg, &line);
		}
		count->tails += read == PART_READ_TAIL;
		if (fault == NULL)
			continue;
		run_count_damage(count, line.path, line.number, fault);
		if (count->strict)
			return -EBADMSG;
	}
	return 0;
}

uint64_t
run_files_bytes(const char *run, const char *kind, bool open_parts)
{
	struct part_files files = {0};
	uint64_t bytes = 0;
	if (part_files_list(&files, run, kind, open_parts) == 0)
		bytes = part_files_bytes(&files);
	part_files_fini(&files);
	return bytes;
}

int
run_file_read(
    const char *path, run_line_fn *fn, void *arg, struct run_count *count)
{
	struct part_reader *r;
	int rc = part_reader_open_file(path, &r);
	if (rc < 0)
		return fail(
		    strcmp(path, "-") == 0 ? "standard input" : path, rc);
	rc = read_lines(r, fn, arg, count);
	part_reader_close(r);
	return rc;
}

int
run_files_read(const char *run, const char *kind, run_line_fn *fn, void *arg,
    struct run_count *count)
{
	struct part_reader *r;
	int rc = part_reader_open(run, kind, count->open_parts, &r);
	if (rc < 0)
		return fail(run, rc);
	rc = read_lines(r, fn, arg, count);
	if (rc == 0 && count->manifest != NULL) {
		size_t parts;
		const struct part_info *read = part_reader_parts(r, &parts);
		count->parts_wrong +=
		    part_check(count->manifest, run, kind, read, parts);
	}
	part_reader_close(r);
	return rc;
}
