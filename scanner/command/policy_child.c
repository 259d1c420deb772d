#include "policy_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "mail/mta_sts_policy.h"
#include "policy_request.h"
#include "resolver/web/client.h"
#include "scanner/engine/privileges.h"

enum {
	GRACE_S = 5, /* it ends by itself */
	/* A byte of a body is six in JSON at most. */
	SAID_MAX = 6 * MTA_STS_BYTES_MAX + (16 << 10),
};

/* Nothing of ours is open there but the pipe. */
static int
close_all_but(int fd)
{
	int null = open("/dev/null", O_RDWR);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(null, STDOUT_FILENO) < 0)
		return -errno;
	if (fd > STDERR_FILENO + 1)
		close_range(STDERR_FILENO + 1, (unsigned)fd - 1, 0);
	close_range((unsigned)fd + 1, ~0u, 0);
	return 0;
}

/* What it still has to read is read before; the parent's end is its own. */
static int
give_all_away(struct text *why)
{
	struct privileges p;
	int rc = privileges_choose(NULL, &p, why);
	if (rc == 0)
		rc = privileges_drop(&p, why);
	if (rc == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		rc = -errno;
	return rc;
}

static void
ask(const struct policy_target *t, const char *ca_file, int64_t whole_ns,
    struct text *line)
{
	struct web_client *client = NULL;
	struct text why;
	text_init(&why);
	int rc = policy_request_client(ca_file, whole_ns, &client);
	if (rc == 0)
		rc = web_client_load_roots(client);
	if (rc == 0)
		rc = give_all_away(&why);
	if (rc == 0)
		policy_request_run(client, t, line);
	else
		policy_request_add_undone(line, t, POLICY_FETCH_NOT_DONE,
		    why.len > 0 ? why.bytes : strerror(-rc));
	web_client_free(client);
	text_fini(&why);
}

static void
be_child(const struct policy_target *t, const char *ca_file, int64_t whole_ns,
    int fd)
{
	struct text line;
	text_init(&line);
	int rc = close_all_but(fd);
	if (rc == 0)
		ask(t, ca_file, whole_ns, &line);
	if (rc == 0 && text_ok(&line) && line.len > 0)
		rc = file_write_all(fd, line.bytes, line.len);
	text_fini(&line);
	_exit(rc == 0 ? 0 : 1);
}

int
policy_child_start(struct policy_child *c, const struct policy_target *target,
    const char *ca_file, int64_t whole_ns)
{
	int ends[2];
	*c = (struct policy_child){.target = target};
	text_init(&c->said);
	c->end_ns = clock_monotonic_ns() + whole_ns + GRACE_S * NS_PER_S;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	c->pid = fork();
	if (c->pid == 0)
		be_child(target, ca_file, whole_ns, ends[1]);
	int rc = c->pid < 0 ? -errno : 0;
	close(ends[1]);
	if (rc < 0)
		close(ends[0]);
	c->fd = ends[0];
	return rc;
}

bool
policy_child_read(struct policy_child *c)
{
	char bytes[4096];
	ssize_t n = read(c->fd, bytes, sizeof(bytes));
	if (n < 0)
		return errno == EINTR;
	text_add_bytes(&c->said, bytes, (size_t)n);
	return n > 0 && c->said.len <= SAID_MAX;
}

/* It has read a stranger's bytes: what it says is believed if it fits. */
static bool
is_record(const struct policy_child *c)
{
	struct record_reader r;
	struct policy_file_record f;
	record_reader_init(&r);
	bool good =
	    text_ok(&c->said) && c->said.len > 0 && c->said.len <= SAID_MAX &&
	    memchr(c->said.bytes, '\n', c->said.len) ==
		c->said.bytes + c->said.len - 1 &&
	    policy_file_record_read(&r, c->said.bytes, c->said.len, &f) &&
	    dns_name_equal(f.domain, &c->target->domain);
	record_reader_fini(&r);
	return good;
}

void
policy_child_end(struct policy_child *c, bool late, struct text *line)
{
	int status;
	close(c->fd);
	kill(c->pid, SIGKILL);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!late && is_record(c))
		text_add_bytes(line, c->said.bytes, c->said.len);
	else
		policy_request_add_undone(line, c->target,
		    late ? POLICY_FETCH_TIMEOUT : POLICY_FETCH_NOT_DONE, NULL);
	text_fini(&c->said);
}
