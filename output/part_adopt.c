#include "output/part_adopt.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "output/part_files.h"
#include "output/part_reader.h"

/* A torn tail is what any kill leaves: nobody has to hear of that. */
static void
say_cut(const char *path, const struct part_extent *e, struct text *said)
{
	if (!e->is_damaged)
		return;
	text_addf(said,
	    "%s%s: damaged; %llu of %llu bytes, behind its last whole member, "
	    "were cut",
	    said->len > 0 ? "; " : "", path,
	    (unsigned long long)(e->bytes - e->whole),
	    (unsigned long long)e->bytes);
}

/* Cuts it and gives it its final name, or takes it away. */
static int
settle(const char *path, struct text *said)
{
	struct part_extent extent;
	int rc = part_file_extent(path, &extent);
	if (rc < 0)
		return rc;
	say_cut(path, &extent, said);
	if (extent.whole == 0)
		return file_remove(path);
	struct text name;
	text_init(&name);
	text_add_bytes(&name, path, strlen(path) - strlen(PART_OPEN_SUFFIX));
	rc = text_ok(&name) ? file_cut(path, extent.whole) : -ENOMEM;
	if (rc == 0)
		rc = file_rename(path, name.bytes);
	text_fini(&name);
	return rc;
}

static int
sync_folder(const char *run, const char *kind)
{
	struct text folder;
	text_init(&folder);
	text_addf(&folder, "%s/%s", run, kind);
	int rc = text_ok(&folder) ? file_sync_dir(folder.bytes) : -ENOMEM;
	text_fini(&folder);
	return rc;
}

static int
settle_all(const char *run, const char *kind, struct text *said)
{
	struct part_files files;
	bool any = false;
	int rc = part_files_list(&files, run, kind, true);
	const struct part_file *file = files.at.at;
	for (size_t i = 0; i < files.at.count && rc == 0; i++) {
		if (!file[i].open)
			continue;
		any = true;
		rc = settle(file[i].path, said);
	}
	part_files_fini(&files);
	return rc == 0 && any ? sync_folder(run, kind) : rc;
}

static int
keep(struct array *parts, const struct part_reader *r)
{
	size_t count;
	const struct part_info *part = part_reader_parts(r, &count);
	if (count == 0)
		return 0;
	struct part_info *new = array_push(parts, count, sizeof(*new));
	if (new == NULL)
		return -ENOMEM;
	memcpy(new, part, count * sizeof(*part));
	return 0;
}

/* Reads all of it; -EBADMSG: a part is not whole. */
static int
count_lines(struct part_reader *r, struct text *path)
{
	struct part_line line;
	enum part_read read;
	do
		read = part_reader_next(r, &line);
	while (read == PART_READ_LINE || read == PART_READ_LONG);
	if (read == PART_READ_END)
		return 0;
	text_clear(path);
	text_add(path, line.path);
	return read == PART_READ_ERROR ? part_reader_errno(r) : -EBADMSG;
}

int
part_adopt(
    const char *run, const char *kind, struct array *parts, struct text *said)
{
	struct part_reader *r;
	int rc = settle_all(run, kind, said);
	if (rc == 0)
		rc = part_reader_open(run, kind, false, &r);
	if (rc < 0)
		return rc;
	rc = count_lines(r, said);
	if (rc == 0)
		rc = keep(parts, r);
	part_reader_close(r);
	return rc;
}
