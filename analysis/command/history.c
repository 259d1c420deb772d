#include "history.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "base/exit_code.h"
#include "analysis/history/row_file.h"
#include "base/log.h"
#include "base/progress.h"
#include "base/standard_input.h"
#include "base/text_lines.h"
#include "history_add.h"
#include "history_options.h"
#include "history_store.h"

static int
read_roots(const struct history_options *o, X509_STORE **roots)
{
	const char *path = o->ca_file;
	progress_phase(o->progress, "roots", 0);
	*roots = X509_STORE_new();
	bool good = *roots != NULL &&
		    (path == NULL || standard_input_keep(&path) == 0) &&
		    (path != NULL ? X509_STORE_load_file(*roots, path)
				  : X509_STORE_set_default_paths(*roots)) == 1;
	ERR_clear_error();
	if (good)
		return 0;
	log_line("history: --ca-file %s: no roots (PEM) can be read from it",
	    path != NULL ? path : "(the machine's)");
	return -EINVAL;
}

int
history_add_runs(struct history_store *s, const struct history_options *o)
{
	X509_STORE *roots = NULL;
	int code = EXIT_CODE_GOOD;
	if (read_roots(o, &roots) < 0)
		code = EXIT_CODE_NOT_BEGUN;
	for (size_t i = 0; code != EXIT_CODE_NOT_BEGUN && i < o->run_count;
	     i++) {
		int one = history_store_clear(s) < 0
			      ? EXIT_CODE_EARLY
			      : history_add(
				    &s->engine, o, roots, o->runs[i], s->work);
		code = one > code ? one : code;
	}
	X509_STORE_free(roots);
	return code;
}

/* The list, as rows for the engine: one name each. */
static int
copy_hosts(const struct history_store *s, const char *path)
{
	struct text_lines lines;
	struct row_file rows;
	struct text why;
	const char *line;
	size_t len;
	text_init(&why);
	int rc = row_file_open(&rows, s->work, "host");
	if (rc == 0)
		rc = text_lines_open(&lines, path, &why);
	bool open = rc == 0;
	while (rc == 0 && text_lines_next(&lines, &line, &len, &why)) {
		struct dns_name host;
		if (len == 0 || line[0] == '#')
			continue;
		if (!dns_name_from_text(line, len, &host)) {
			rc =
			    text_lines_fault(&lines, "no name of a host", &why);
			continue;
		}
		row_add_name(&rows, &host);
		row_end(&rows);
	}
	if (rc == 0)
		rc = text_lines_error(&lines);
	if (open)
		text_lines_close(&lines);
	int closed = row_file_close(&rows);
	rc = rc == 0 ? closed : rc;
	if (rc < 0)
		log_line("history: --hosts %s",
		    why.len > 0 ? why.bytes : strerror(-rc));
	text_fini(&why);
	return rc;
}

static int
show(struct history_store *s, const struct history_options *o)
{
	size_t count;
	if (o->hosts != NULL && copy_hosts(s, o->hosts) < 0)
		return EXIT_CODE_NOT_BEGUN;
	int rc =
	    o->hosts != NULL
		? history_store_tell(s, "hosts",
		      o->csv ? "{\"tabs\": false}" : "{\"tabs\": true}", &count)
		: history_store_tell(s, "show", NULL, &count);
	return rc < 0 ? EXIT_CODE_EARLY : EXIT_CODE_GOOD;
}

static int
work_on(struct history_store *s, const struct history_options *o)
{
	size_t count = 0;
	switch (o->verb) {
	case HISTORY_ADD:
		return history_add_runs(s, o);
	case HISTORY_SHOW:
		return show(s, o);
	case HISTORY_CHECK:
		if (history_store_tell(s, "check", NULL, &count) < 0)
			return EXIT_CODE_EARLY;
		return count > 0 ? EXIT_CODE_DAMAGED : EXIT_CODE_GOOD;
	case HISTORY_VERB_COUNT:
		break;
	}
	return EXIT_CODE_NOT_BEGUN;
}

int
history_command(int argc, char *argv[])
{
	struct history_options o;
	struct history_store s;
	struct progress progress;
	history_options_parse(argc, argv, &o);
	progress_begin(&progress, o.quiet);
	o.progress = &progress;
	struct history_store_wish wish = {
	    .create = o.verb == HISTORY_ADD,
	    .place = {o.python, o.library},
	};
	int code = history_store_open(&s, o.store, &wish) < 0
		       ? EXIT_CODE_NOT_BEGUN
		       : work_on(&s, &o);
	history_store_close(&s);
	progress_end(&progress);
	return code;
}
