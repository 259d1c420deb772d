#include "history.h"

#include <errno.h>
#include <stdio.h>

#include <jansson.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "base/standard_input.h"
#include "history_add.h"
#include "history_options.h"
#include "history_store.h"

static int
read_roots(const struct history_options *o, X509_STORE **roots)
{
	const char *path = o->ca_file;
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

/* The worst exit code of all. */
static int
add_all(struct history_store *s, const struct history_options *o)
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

/* The answer is for a person as it came: a line each. */
static int
print_lines(struct store_engine *e, const char *command, size_t *count)
{
	int rc = store_engine_ask(e, command, NULL);
	if (rc < 0)
		return rc;
	const json_t *lines = json_object_get(e->answer.root, "lines");
	*count = json_array_size(lines);
	for (size_t i = 0; i < *count; i++)
		puts(json_string_value(json_array_get(lines, i)));
	return fflush(stdout) == 0 ? 0 : -errno;
}

static int
work_on(struct history_store *s, const struct history_options *o)
{
	size_t count = 0;
	switch (o->verb) {
	case HISTORY_ADD:
		return add_all(s, o);
	case HISTORY_SHOW:
		return print_lines(&s->engine, "show", &count) < 0
			   ? EXIT_CODE_EARLY
			   : EXIT_CODE_GOOD;
	case HISTORY_CHECK:
		if (print_lines(&s->engine, "check", &count) < 0)
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
	history_options_parse(argc, argv, &o);
	struct history_store_wish wish = {
	    .create = o.verb == HISTORY_ADD,
	    .place = {o.python, o.library},
	};
	int code = history_store_open(&s, o.store, &wish) < 0
		       ? EXIT_CODE_NOT_BEGUN
		       : work_on(&s, &o);
	history_store_close(&s);
	return code;
}
