#include "store_engine.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

/* The folder above that of the program: a build's tree, or the prefix. */
static int
find_above(char out[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", out, PATH_MAX - 1);
	if (n < 0)
		return -errno;
	out[n] = '\0';
	for (int i = 0; i < 2; i++) {
		char *slash = strrchr(out, '/');
		if (slash == NULL)
			return -ENOENT;
		*slash = '\0';
	}
	return 0;
}

/* The first of these below `above` that is there; else `otherwise`. */
static void
choose(char out[PATH_MAX], const char *above, const char *const *names,
    size_t count, int mode, const char *otherwise)
{
	for (size_t i = 0; i < count; i++) {
		int n = snprintf(out, PATH_MAX, "%s/%s", above, names[i]);
		if (n < PATH_MAX && access(out, mode) == 0)
			return;
	}
	snprintf(out, PATH_MAX, "%s", otherwise);
}

static int
find(const struct store_engine_place *place, char python[PATH_MAX],
    char script[PATH_MAX])
{
	static const char *const pythons[] = {
	    "build-analysis/bin/python", "lib/danesweep/python/bin/python"};
	static const char *const scripts[] = {"analysis/history/store.py",
	    "lib/danesweep/analysis/history/store.py"};
	char above[PATH_MAX];
	int rc = find_above(above);
	if (rc < 0)
		return rc;
	choose(python, above, pythons, ARRAY_LEN(pythons), X_OK, "python3");
	choose(script, above, scripts, ARRAY_LEN(scripts), R_OK, "store.py");
	if (place->python != NULL)
		snprintf(python, PATH_MAX, "%s", place->python);
	if (place->library != NULL)
		snprintf(script, PATH_MAX, "%s/store.py", place->library);
	if (access(script, R_OK) == 0)
		return 0;
	rc = -errno;
	log_line("history: %s: %s; name its folder with --library DIR", script,
	    strerror(-rc));
	return rc;
}

/* In the child: nothing here may fail and go on. */
static void
become(const char *python, const char *script, const char *store,
    const int in[2], const int out[2])
{
	if (dup2(in[0], STDIN_FILENO) < 0 || dup2(out[1], STDOUT_FILENO) < 0)
		_exit(126);
	execlp(python, python, "-B", script, store, (char *)NULL);
	_exit(127);
}

static int
start(struct store_engine *e, const char *python, const char *script,
    const char *store)
{
	int in[2], out[2];
	if (pipe2(in, O_CLOEXEC) < 0)
		return -errno;
	if (pipe2(out, O_CLOEXEC) < 0) {
		int rc = -errno;
		close(in[0]);
		close(in[1]);
		return rc;
	}
	e->pid = fork();
	if (e->pid == 0)
		become(python, script, store, in, out);
	int rc = e->pid < 0 ? -errno : 0;
	close(in[0]);
	close(out[1]);
	e->to = fdopen(in[1], "w");
	e->from = fdopen(out[0], "r");
	if (rc == 0 && (e->to == NULL || e->from == NULL))
		rc = -ENOMEM;
	return rc;
}

int
store_engine_start(struct store_engine *e,
    const struct store_engine_place *place, const char *store)
{
	char python[PATH_MAX], script[PATH_MAX];
	*e = (struct store_engine){0};
	record_reader_init(&e->answer);
	signal(SIGPIPE, SIG_IGN);
	int rc = find(place, python, script);
	if (rc < 0)
		return rc;
	rc = start(e, python, script, store);
	if (rc == 0)
		rc = store_engine_ask(e, "hello", NULL);
	if (rc < 0)
		log_line("history: %s has to be a Python with DuckDB: "
			 "scripts/install-deps --analysis makes one in "
			 "build-analysis/; name another with --python FILE",
		    python);
	return rc;
}

void
store_engine_stop(struct store_engine *e)
{
	if (e->to != NULL)
		fclose(e->to);
	if (e->pid > 0)
		waitpid(e->pid, NULL, 0);
	if (e->from != NULL)
		fclose(e->from);
	free(e->line);
	record_reader_fini(&e->answer);
	*e = (struct store_engine){0};
}

int
store_engine_ask(
    struct store_engine *e, const char *command, const char *arguments)
{
	const char *error = NULL;
	int put = fprintf(e->to, "%s%s%s\n", command,
	    arguments != NULL ? " " : "", arguments != NULL ? arguments : "");
	ssize_t len = put < 0 || fflush(e->to) != 0
			  ? -1
			  : getline(&e->line, &e->room, e->from);
	if (len < 0) {
		log_line("history: the engine ended at \"%s\"", command);
		return -EPIPE;
	}
	if (!record_begin(&e->answer, e->line, (size_t)len) ||
	    !record_get_text(&e->answer, e->answer.root, "error", &error)) {
		log_line("history: %s: the engine said what is no answer: %s",
		    command, record_reader_fault(&e->answer));
		return -EPROTO;
	}
	if (error == NULL)
		return 0;
	log_line("history: %s: %s", command, error);
	return -EIO;
}

const char *
store_engine_text(struct store_engine *e, const char *key)
{
	const char *text = NULL;
	if (!record_get_text(&e->answer, e->answer.root, key, &text))
		return "";
	return text != NULL ? text : "";
}

uint64_t
store_engine_number(struct store_engine *e, const char *key)
{
	uint64_t n = 0;
	return record_get_u64(&e->answer, e->answer.root, key, INT64_MAX, &n)
		   ? n
		   : 0;
}
