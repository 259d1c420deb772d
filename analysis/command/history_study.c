#include "history_study.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/evidence/run_files.h"
#include "analysis/history/observation.h"
#include "analysis/history/study_line.h"
#include "base/log.h"
#include "output/line_sink.h"
#include "output/record/cert.h"

struct study_reader {
	struct record_reader reader;
	struct observation rows;
	struct line_sink certs;
	struct arena arena;
	struct byte_set written; /* certificates, by SHA-256 */
	struct text line;
	struct study_file *file;
	uint64_t lines; /* that were read */
	int error;
};

bool
history_study_is_file(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static void
write_certs(struct study_reader *s, const struct study_line *l)
{
	for (size_t i = 0; s->error == 0 && i < l->address.chain_count; i++) {
		bool fresh;
		byte_set_at(
		    &s->written, l->chain[i], sizeof(l->chain[i]), &fresh);
		if (!fresh)
			continue;
		text_clear(&s->line);
		cert_record_add(&s->line, l->ders[i].at, l->ders[i].len);
		s->error = text_ok(&s->line) ? line_sink_add(&s->certs,
						   s->line.bytes, s->line.len)
					     : -ENOMEM;
	}
}

static const char *
take_line(void *arg, const struct part_line *line)
{
	struct study_reader *s = arg;
	static struct study_line l; /* large, and of one thread */
	if (!study_line_read(&s->reader, line->text, line->len, &l))
		return record_reader_fault(&s->reader);
	if (s->lines++ == 0) {
		s->file->hour = l.hour;
		snprintf(s->file->city, sizeof(s->file->city), "%.63s", l.city);
	}
	if (l.hour != s->file->hour)
		return "it is of another hour than the first line";
	observation_add_host(&s->rows, &l.host);
	write_certs(s, &l);
	return NULL;
}

/* WORK/study, as a run has it. */
static int
open_certs(struct study_reader *s, const char *work)
{
	char path[PATH_MAX];
	static const char *const folders[] = {"study", "study/cert"};
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		int n = snprintf(path, sizeof(path), "%s/%s", work, folders[i]);
		if (n >= (int)sizeof(path))
			return -ENAMETOOLONG;
		if (mkdir(path, 0777) < 0)
			return -errno;
	}
	snprintf(path, sizeof(path), "%s/study", work);
	return line_sink_open(&s->certs, path, "cert");
}

static int
read_all(struct study_reader *s, const char *path, const char *work)
{
	struct run_count count = {0};
	int rc = observation_open(&s->rows, work);
	if (rc == 0)
		rc = open_certs(s, work);
	if (rc == 0)
		rc = run_file_read(path, take_line, s, &count);
	if (rc == 0)
		rc = s->error;
	if (rc == 0)
		rc = line_sink_finish(&s->certs);
	line_sink_close(&s->certs);
	int closed = observation_close(&s->rows);
	s->file->damaged = count.damaged;
	return rc == 0 ? closed : rc;
}

int
history_study_observe(
    const char *path, const char *work, struct study_file *out)
{
	struct study_reader s = {.file = out};
	*out = (struct study_file){0};
	record_reader_init(&s.reader);
	arena_init(&s.arena);
	byte_set_init(&s.written, &s.arena);
	text_init(&s.line);
	int rc = read_all(&s, path, work);
	if (rc == 0 && s.lines == 0)
		rc = -EINVAL;
	if (rc < 0)
		log_line("history: %s: %s", path,
		    rc == -EINVAL ? "has no line of the study's hourly files"
				  : strerror(-rc));
	text_fini(&s.line);
	byte_set_fini(&s.written);
	arena_fini(&s.arena);
	record_reader_fini(&s.reader);
	return rc;
}
