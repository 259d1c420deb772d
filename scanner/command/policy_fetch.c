#include "policy_fetch.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "analysis/command/verify_input.h"
#include "analysis/verdict/scenario.h"
#include "base/clock.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "dns/nsec3.h"
#include "policy_child.h"
#include "policy_request.h"

enum { CHILDREN_MAX = 16, WAIT_MS = 200 };

/* Those that are at work, and what those before them have said. */
struct policy_work {
	const struct policy_fetch_config *config;
	struct policy_child at[CHILDREN_MAX];
	size_t count;
	struct text lines;
};

static int
find_targets(const struct policy_fetch_config *config,
    const struct verify_input *in, const struct block_rules *rules,
    struct array *targets)
{
	struct judge_input input = {
	    .dnssec =
		{
		    .evidence = &in->evidence,
		    .anchors = &in->anchors,
		    .nsec3_iterations = NSEC3_ITERATIONS_MAX,
		},
	};
	struct scenario s;
	int rc = 0;
	scenario_init(&s, &input, NULL);
	for (size_t i = 0; i < config->count && rc == 0; i++) {
		const char *name = config->names[i];
		struct dns_name domain;
		if (dns_name_from_text(name, strlen(name), &domain))
			rc = policy_target_add(targets, &s, rules, &domain);
	}
	scenario_fini(&s);
	return rc;
}

static void
start(struct policy_work *w, const struct policy_target *t)
{
	struct policy_child *c = &w->at[w->count];
	if (t->status != POLICY_FETCH_OK) {
		policy_request_add_undone(&w->lines, t, t->status, NULL);
		return;
	}
	int rc =
	    policy_child_start(c, t, w->config->ca_file, w->config->whole_ns);
	if (rc == 0)
		w->count++;
	else
		policy_request_add_undone(
		    &w->lines, t, POLICY_FETCH_NOT_DONE, strerror(-rc));
}

/* Takes what has come, and leaves those that are at work. */
static void
look(struct policy_work *w)
{
	struct pollfd fds[CHILDREN_MAX];
	size_t left = 0;
	for (size_t i = 0; i < w->count; i++)
		fds[i] = (struct pollfd){.fd = w->at[i].fd, .events = POLLIN};
	if (poll(fds, w->count, WAIT_MS) < 0)
		return;
	for (size_t i = 0; i < w->count; i++) {
		struct policy_child *c = &w->at[i];
		bool ended = fds[i].revents != 0 && !policy_child_read(c);
		bool late = !ended && clock_monotonic_ns() > c->end_ns;
		if (ended || late)
			policy_child_end(c, late, &w->lines);
		else
			w->at[left++] = *c;
	}
	w->count = left;
}

static int
write_lines(const char *path, const struct text *lines)
{
	FILE *f = fopen(path, "we");
	if (f == NULL)
		return -errno;
	fwrite(lines->bytes, 1, lines->len, f);
	bool failed = ferror(f) != 0;
	return fclose(f) == 0 && !failed ? 0 : -EIO;
}

/* Of none there is no file. */
static int
fetch(const struct policy_fetch_config *config, const struct array *targets)
{
	const struct policy_target *target = targets->at;
	struct policy_work w = {.config = config};
	size_t next = 0;
	int rc = 0;
	text_init(&w.lines);
	while (next < targets->count || w.count > 0) {
		while (next < targets->count && w.count < CHILDREN_MAX)
			start(&w, &target[next++]);
		if (w.count > 0)
			look(&w);
	}
	if (!text_ok(&w.lines))
		rc = -ENOMEM;
	else if (w.lines.len > 0)
		rc = write_lines(config->out, &w.lines);
	text_fini(&w.lines);
	return rc;
}

static int
read_and_fetch(const struct policy_fetch_config *config,
    const struct verify_input *in, struct text *why)
{
	struct array targets = {0};
	struct blocklist *blocklist;
	int rc = blocklist_new(&config->rules, &blocklist, why);
	if (rc < 0)
		return rc;
	rc = find_targets(config, in, blocklist_now(blocklist), &targets);
	if (rc == 0)
		rc = fetch(config, &targets);
	array_fini(&targets);
	blocklist_free(blocklist);
	return rc;
}

int
policy_fetch_run(const struct policy_fetch_config *config)
{
	struct verify_options o = {
	    .runs = &config->run,
	    .run_count = 1,
	    .trust_anchor = config->trust_anchor,
	    .threads = 1,
	    .nsec3_iterations = NSEC3_ITERATIONS_MAX,
	};
	struct verify_input in;
	struct text why;
	text_init(&why);
	int code = verify_input_read(&o, &in);
	if (code == 0) {
		int rc = read_and_fetch(config, &in, &why);
		if (rc < 0)
			log_line("check: policies: %s",
			    why.len > 0 ? why.bytes : strerror(-rc));
		code = rc < 0 ? EXIT_CODE_NOT_BEGUN : EXIT_CODE_GOOD;
	}
	verify_input_fini(&in);
	text_fini(&why);
	return code;
}
