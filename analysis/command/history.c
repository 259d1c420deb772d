#include "history.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "base/exit_code.h"
#include "base/file.h"
#include "base/log.h"
#include "base/standard_input.h"
#include "history_add.h"
#include "history_options.h"
#include "output/run_dir.h"

/* A store that nobody else uses meanwhile. */
struct open_store {
	char work[PATH_MAX]; /* STORE/work: rows on their way */
	int lock;
};

/* Adding begins a store where there is none. */
static int
make(const char *store)
{
	struct text why;
	text_init(&why);
	int rc = run_dir_make(store, &why);
	if (rc < 0)
		log_line("history: %s", text_ok(&why) ? why.bytes : store);
	text_fini(&why);
	return rc;
}

static int
fail(const char *path, int rc)
{
	log_line("history: %s: %s", path,
	    rc == -EWOULDBLOCK ? "another danesweep history is at it"
			       : strerror(-rc));
	return rc;
}

static int
lock_store(struct open_store *s, const char *store, bool create)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/lock", store);
	snprintf(s->work, sizeof(s->work), "%s/work", store);
	if (n >= (int)sizeof(path))
		return fail(store, -ENAMETOOLONG);
	s->lock = open(path, O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0666);
	if (s->lock < 0 && errno == ENOENT) {
		log_line("history: %s is no store; danesweep history add "
			 "begins one",
		    store);
		return -ENOENT;
	}
	if (s->lock < 0 || flock(s->lock, LOCK_EX | LOCK_NB) < 0)
		return fail(path, -errno);
	return 0;
}

static int
clear_work(const struct open_store *s)
{
	int rc = file_remove_tree(s->work);
	if (rc == 0 && mkdir(s->work, 0777) < 0)
		rc = -errno;
	return rc < 0 ? fail(s->work, rc) : 0;
}

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
add_all(struct store_engine *e, const struct open_store *s,
    const struct history_options *o)
{
	X509_STORE *roots = NULL;
	int code = EXIT_CODE_GOOD;
	if (read_roots(o, &roots) < 0)
		code = EXIT_CODE_NOT_BEGUN;
	for (size_t i = 0; code != EXIT_CODE_NOT_BEGUN && i < o->run_count;
	     i++) {
		int one = clear_work(s) < 0
			      ? EXIT_CODE_EARLY
			      : history_add(e, o, roots, o->runs[i], s->work);
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
work_on(struct store_engine *e, const struct open_store *s,
    const struct history_options *o)
{
	size_t count = 0;
	switch (o->verb) {
	case HISTORY_ADD:
		return add_all(e, s, o);
	case HISTORY_SHOW:
		return print_lines(e, "show", &count) < 0 ? EXIT_CODE_EARLY
							  : EXIT_CODE_GOOD;
	case HISTORY_CHECK:
		if (print_lines(e, "check", &count) < 0)
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
	struct open_store s = {.lock = -1};
	struct store_engine engine;
	history_options_parse(argc, argv, &o);
	bool create = o.verb == HISTORY_ADD;
	int code = EXIT_CODE_NOT_BEGUN;
	if ((create && make(o.store) < 0) ||
	    lock_store(&s, o.store, create) < 0 || clear_work(&s) < 0)
		goto close_lock;
	struct store_engine_place place = {o.python, o.library};
	if (store_engine_start(&engine, &place, o.store) == 0)
		code = work_on(&engine, &s, &o);
	store_engine_stop(&engine);
	(void)!file_remove_tree(s.work);

close_lock:
	if (s.lock >= 0)
		close(s.lock);
	return code;
}
