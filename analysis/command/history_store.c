#include "history_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "output/run_dir.h"

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
lock_store(struct history_store *s, const char *store,
    const struct history_store_wish *wish)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/lock", store);
	snprintf(s->work, sizeof(s->work), "%s/work", store);
	if (n >= (int)sizeof(path))
		return fail(store, -ENAMETOOLONG);
	s->lock =
	    open(path, O_RDWR | O_CLOEXEC | (wish->create ? O_CREAT : 0), 0666);
	if (s->lock < 0 && errno == ENOENT) {
		log_line("history: %s is no store; danesweep history add "
			 "begins one",
		    store);
		return -ENOENT;
	}
	if (s->lock < 0 ||
	    flock(s->lock, LOCK_EX | (wish->wait ? 0 : LOCK_NB)) < 0)
		return fail(path, -errno);
	return 0;
}

int
history_store_clear(const struct history_store *s)
{
	int rc = file_remove_tree(s->work);
	if (rc == 0 && mkdir(s->work, 0777) < 0)
		rc = -errno;
	return rc < 0 ? fail(s->work, rc) : 0;
}

bool
history_store_is_there(const char *path)
{
	char lock[PATH_MAX];
	int n = snprintf(lock, sizeof(lock), "%s/lock", path);
	return n < (int)sizeof(lock) && access(lock, F_OK) == 0;
}

int
history_store_open(struct history_store *s, const char *path,
    const struct history_store_wish *wish)
{
	*s = (struct history_store){.lock = -1};
	int rc = wish->create ? make(path) : 0;
	if (rc == 0)
		rc = lock_store(s, path, wish);
	if (rc == 0)
		rc = history_store_clear(s);
	return rc < 0 ? rc : store_engine_start(&s->engine, &wish->place, path);
}

void
history_store_close(struct history_store *s)
{
	store_engine_stop(&s->engine);
	if (s->lock < 0)
		return;
	(void)!file_remove_tree(s->work);
	close(s->lock);
	s->lock = -1;
}

int
history_store_tell(struct history_store *s, const char *command,
    const char *arguments, size_t *count)
{
	int rc = store_engine_ask(&s->engine, command, arguments);
	if (rc < 0)
		return rc;
	const struct json_value *lines =
	    record_value(s->engine.answer.root, "lines");
	*count = json_value_count(lines);
	for (const struct json_value *line = json_value_first(lines);
	     line != NULL; line = json_value_next(line)) {
		const char *text = record_value_text(line);
		puts(text != NULL ? text : "");
	}
	return fflush(stdout) == 0 ? 0 : fail("standard output", -errno);
}
