#include "metadata.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "output/json.h"

struct probe_metadata {
	int fd; /* -1: none is wanted */
};

int
probe_metadata_open(
    const char *path, struct probe_metadata **out, struct text *why)
{
	struct probe_metadata *m = calloc(1, sizeof(*m));
	if (m == NULL)
		return -ENOMEM;
	m->fd = -1;
	if (path != NULL)
		m->fd =
		    strcmp(path, "-") == 0
			? dup(STDERR_FILENO)
			: open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			      0644);
	if (path != NULL && m->fd < 0) {
		int rc = -errno;
		text_addf(why, "%s: %s", path, strerror(-rc));
		free(m);
		return rc;
	}
	*out = m;
	return 0;
}

void
probe_metadata_close(struct probe_metadata *m)
{
	if (m == NULL)
		return;
	if (m->fd >= 0)
		close(m->fd);
	free(m);
}

static void
add_string(struct json *j, const char *key, const char *value)
{
	if (value == NULL)
		return;
	json_add_key(j, key);
	json_add_string(j, value);
}

static void
add_number(struct json *j, const char *key, uint64_t value)
{
	json_add_key(j, key);
	json_add_u64(j, value);
}

static void
add_time(struct json *j, const char *key, int64_t ns)
{
	json_add_key(j, key);
	json_add_time(j, ns);
}

static void
add_asked(struct json *j, const struct probe_outcome *o)
{
	add_string(j, "version", VERSION);
	json_add_key(j, "argv");
	json_open_array(j);
	for (int i = 0; i < o->argc; i++)
		json_add_string(j, o->argv[i]);
	json_close_array(j);
	add_string(j, "contact", o->contact);
	add_number(j, "seed", o->seed);
	add_number(j, "shards", o->shards);
	add_number(j, "shard", o->shard);
	add_number(j, "targets", o->targets);
	add_number(j, "probes", o->probes);
	add_number(j, "rate_pps", o->rate_pps);
	add_number(j, "bandwidth_bps", o->bandwidth_bps);
}

static void
add_link(struct json *j, const struct probe_outcome *o)
{
	json_add_key(j, "link");
	json_open_object(j);
	add_string(j, "interface", o->interface);
	add_string(j, "kind", o->link->kind);
	add_string(j, "send", o->link->send);
	add_string(j, "receive", o->link->receive);
	add_string(j, "xdp", o->link->xdp);
	add_string(j, "note", o->link->note);
	json_close_object(j);
}

static void
add_counts(struct json *j, const struct probe_outcome *o)
{
	const struct probe_counters *c = o->counters;
	add_number(j, "sent", o->stats->sent);
	add_number(j, "sent_bytes", o->stats->sent_bytes);
	add_number(j, "send_failed", o->stats->send_failed);
	add_number(j, "skipped", counted(&c->targets_skipped));
	add_number(j, "received", o->stats->received);
	add_number(j, "receive_dropped", o->stats->receive_dropped);
	add_number(j, "interface_dropped", o->stats->interface_dropped);
	add_number(j, "fragments", o->stats->fragments);
	add_number(j, "not_ours", counted(&c->not_ours));
	add_number(j, "bad_sum", counted(&c->bad_sum));
	add_number(j, "answers", counted(&c->answers));
	add_number(j, "synack", counted(&c->synacks));
	add_number(j, "rst", counted(&c->rsts));
	add_number(j, "icmp", counted(&c->icmps));
	add_number(j, "success_unique", counted(&c->successes));
	add_number(j, "repeat", counted(&c->repeats));
	add_number(j, "records", counted(&c->records));
	add_number(j, "records_dropped", counted(&c->ring_full));
}

int
probe_metadata_write(struct probe_metadata *m, const struct probe_outcome *o)
{
	struct text line;
	if (m->fd < 0)
		return 0;
	text_init(&line);
	struct json j = json_over(&line);
	json_open_object(&j);
	add_asked(&j, o);
	add_link(&j, o);
	add_time(&j, "start_time", o->began_ns);
	add_time(&j, "end_time", o->ended_ns);
	add_string(&j, "end", o->error < 0 ? "interrupted" : "complete");
	if (o->error < 0 && o->error != -EINTR)
		add_string(&j, "error", strerror(-o->error));
	add_counts(&j, o);
	json_close_object(&j);
	text_add_char(&line, '\n');
	int rc = text_ok(&line) ? file_write_all(m->fd, line.bytes, line.len)
				: -ENOMEM;
	text_fini(&line);
	return rc;
}
