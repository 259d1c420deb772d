/*
 * Evidence that lies on disk while it is judged: a disk that fills and a kill
 * at each write leave the verdict that was there, and nothing beside it.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "analysis/command/verify.h"
#include "base/file.h"
#include "base/text.h"
#include "heard.h"
#include "made_run.h"
#include "output/part_reader.h"
#include "tap.h"
#include "test_folder.h"

/* More than a megabyte has room for. */
enum { DOMAINS = 6000 };

/* Which write behind the last name of its file is met, and by what. */
struct meeting {
	int at;
	atomic_int writes;
	bool kills;
};

/* A file that has no name lies there for as long as this process lives. */
static bool
is_spill(int fd)
{
	struct stat st;
	return fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	       st.st_nlink == 0;
}

static int
meet(void *ctx, const struct file_event *e)
{
	struct meeting *m = ctx;
	if (e->call != FILE_WRITE || !is_spill(e->fd) ||
	    atomic_fetch_add(&m->writes, 1) != m->at)
		return 0;
	if (m->kills)
		(void)kill(getpid(), SIGKILL);
	return -ENOSPC;
}

/* Of the first `count` domains: one that a list and a zone have. */
static void
write_run(int count)
{
	char run[256];
	struct text t;
	text_init(&t);
	for (int i = 0; i < count; i++)
		text_addf(&t,
		    "{\"domain\":\"d%d.com\",\"zone\":\"com\",\"ns\":"
		    "[\"ns1.d%d.com\",\"ns2.d%d.com\"],\"ds\":[]}\n",
		    i * 7919 % DOMAINS, i, i);
	if (!text_ok(&t))
		abort();
	write_bytes("run/delegation/part-0-00000.ndjson.gz", t.bytes, t.len);
	text_fini(&t);
	snprintf(run, sizeof(run), "%s", path_of("run"));
	made_run_manifest(run, MANIFEST_FINISHED, false);
}

static int
verify(const char *memory, const char *out)
{
	char run[256], anchor[256], to[256], tmp[256];
	snprintf(run, sizeof(run), "%s", path_of("run"));
	snprintf(anchor, sizeof(anchor), "%s", path_of("anchor"));
	snprintf(to, sizeof(to), "%s", path_of(out));
	snprintf(tmp, sizeof(tmp), "%s", path_of("tmp"));
	char *argv[] = {"verify", run, "-t", anchor, "-o", to, "--threads", "2",
	    "--tmp", tmp, "--memory", (char *)memory, NULL};
	return verify_command(12, argv);
}

static int
verify_met(struct meeting *m)
{
	file_set_hook(meet, m);
	int code = verify("1M", "out");
	file_set_hook(NULL, NULL);
	return code;
}

/* All lines of domains. */
static void
read_verdict(const char *dir, struct text *out)
{
	struct part_reader *r;
	struct part_line line;
	text_clear(out);
	if (part_reader_open(path_of(dir), "verdict/domain", false, &r) < 0)
		return;
	while (part_reader_line(r, &line) == 1) {
		text_add_bytes(out, line.text, line.len);
		text_add_char(out, '\n');
	}
	part_reader_close(r);
}

static bool
is_same(const char *dir, const struct text *want)
{
	struct text got;
	text_init(&got);
	read_verdict(dir, &got);
	bool same = text_ok(&got) && want->len > 0 && got.len == want->len &&
		    memcmp(got.bytes, want->bytes, got.len) == 0;
	text_fini(&got);
	return same;
}

/* So many names are in it. */
static int
names_in(const char *dir)
{
	int count = -2; /* itself, and what is above it */
	DIR *d = opendir(path_of(dir));
	while (d != NULL && readdir(d) != NULL)
		count++;
	if (d != NULL)
		closedir(d);
	return count;
}

static bool
nothing_is_left(void)
{
	return names_in("tmp") == 0 && names_in("out") == 1;
}

/* The next write finds no room, until all do. */
static void
test_full_disk(const struct text *old, const struct text *new)
{
	struct meeting m = {0};
	bool stays = true, said = true;
	for (;; m.at++) {
		m.writes = 0;
		int was = hear();
		int code = verify_met(&m);
		const char *words = heard(was);
		if (m.writes <= m.at) {
			stays = stays && code == 0;
			break;
		}
		said = said && strstr(words, path_of("tmp")) &&
		       strstr(words, "No space left on device");
		stays = stays && code == 1 && is_same("out", old) &&
			nothing_is_left();
	}
	printf("# %d writes\n", m.at);
	ok(stays && m.at > 10, "a full disk: the old verdict stays");
	ok(said, "and it is said which disk is full");
	ok(is_same("out", new) && nothing_is_left(),
	    "with room it is replaced by what memory gives");
}

static bool
is_killed(struct meeting *m)
{
	int status;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0)
		_exit(verify_met(m));
	return waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
	       WTERMSIG(status) == SIGKILL;
}

static void
test_kill(const struct text *old, const struct text *new)
{
	bool stays = true;
	int kills = 0;
	struct meeting m = {.kills = true};
	for (; is_killed(&m); m.at += 3, kills++)
		stays = stays && is_same("out", old) && names_in("tmp") == 0;
	printf("# %d kills\n", kills);
	ok(stays && kills > 3, "a kill: the old verdict stays");
	ok(is_same("out", new) && nothing_is_left(),
	    "and the next run is as if there had been none");
}

int
main(void)
{
	struct text old, new;
	char remove[300];
	if (mkdtemp(test_folder) == NULL)
		abort();
	mkdir(path_of("run"), 0700);
	mkdir(path_of("run/delegation"), 0700);
	mkdir(path_of("tmp"), 0700);
	static const char anchor[] =
	    ". IN DS 1 8 2 0123456789abcdef0123456789abcdef"
	    "0123456789abcdef0123456789abcdef\n";
	write_bytes("anchor", anchor, sizeof(anchor) - 1);
	text_init(&old);
	text_init(&new);
	write_run(DOMAINS - 1);
	ok(verify("1G", "out") == 0, "judged in memory");
	read_verdict("out", &old);
	write_run(DOMAINS);
	ok(verify("1G", "memory") == 0, "and one domain more");
	read_verdict("memory", &new);
	ok(new.len > old.len, "which is another verdict");
	test_full_disk(&old, &new);
	write_run(DOMAINS - 1);
	ok(verify("1G", "out") == 0 && is_same("out", &old), "the old again");
	write_run(DOMAINS);
	test_kill(&old, &new);
	text_fini(&old);
	text_fini(&new);
	snprintf(remove, sizeof(remove), "rm -r %s", test_folder);
	ok(system(remove) == 0, "all is removed");
	return tap_end();
}
