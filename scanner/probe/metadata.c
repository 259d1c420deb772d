#include "metadata.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/program.h"
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
add_time(struct json *j, const char *key, int64_t ns)
{
	json_add_key(j, key);
	json_add_time(j, ns);
}

static void
add_asked(struct json *j, const struct probe_outcome *o)
{
	json_add_key_string(j, "version", program_version);
	json_add_key(j, "argv");
	json_open_array(j);
	for (int i = 0; i < o->argc; i++)
		json_add_string(j, o->argv[i]);
	json_close_array(j);
	json_add_key_string(j, "contact", o->contact);
	json_add_key_digits(j, "seed", o->seed);
	json_add_key_u64(j, "shards", o->shards);
	json_add_key_u64(j, "shard", o->shard);
	json_add_key_u64(j, "targets", o->targets);
	json_add_key_u64(j, "probes", o->probes);
	json_add_key_u64(j, "rate_pps", o->rate_pps);
	json_add_key_u64(j, "bandwidth_bps", o->bandwidth_bps);
}

static void
add_link(struct json *j, const struct probe_outcome *o)
{
	json_add_key(j, "link");
	json_open_object(j);
	json_add_key_string(j, "interface", o->interface);
	json_add_key_string(j, "kind", o->link->kind);
	json_add_key_string(j, "send", o->link->send);
	json_add_key_string(j, "receive", o->link->receive);
	json_add_key_string(j, "xdp", o->link->xdp);
	json_add_key_string(j, "note", o->link->note);
	json_close_object(j);
}

static void
add_counts(struct json *j, const struct probe_outcome *o)
{
	const struct probe_counters *c = o->counters;
	json_add_key_u64(j, "sent", o->stats->sent - counted(&c->resets));
	json_add_key_u64(j, "resets_sent", counted(&c->resets));
	json_add_key_u64(j, "sent_bytes", o->stats->sent_bytes);
	json_add_key_u64(j, "send_failed", o->stats->send_failed);
	json_add_key_u64(j, "skipped", counted(&c->targets_skipped));
	json_add_key_u64(j, "left_out", counted(&c->targets_left_out));
	json_add_key_u64(j, "received", o->stats->received);
	json_add_key_u64(j, "receive_dropped", o->stats->receive_dropped);
	json_add_key_u64(j, "interface_dropped", o->stats->interface_dropped);
	json_add_key_u64(j, "fragments", o->stats->fragments);
	json_add_key_u64(j, "not_ours", counted(&c->not_ours));
	json_add_key_u64(j, "old_acks", counted(&c->old_acks));
	json_add_key_u64(j, "bad_sum", counted(&c->bad_sum));
	json_add_key_u64(j, "answers", counted(&c->answers));
	json_add_key_u64(j, "synack", counted(&c->synacks));
	json_add_key_u64(j, "rst", counted(&c->rsts));
	json_add_key_u64(j, "icmp", counted(&c->icmps));
	json_add_key_u64(j, "success_unique", counted(&c->successes));
	json_add_key_u64(j, "repeat", counted(&c->repeats));
	json_add_key_u64(j, "records", counted(&c->records));
	json_add_key_u64(j, "records_dropped", counted(&c->ring_full));
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
	json_add_key_string(
	    &j, "end", o->error < 0 ? "interrupted" : "complete");
	if (o->error < 0 && o->error != -EINTR)
		json_add_key_string(&j, "error", strerror(-o->error));
	add_counts(&j, o);
	json_close_object(&j);
	text_add_char(&line, '\n');
	int rc = text_ok(&line) ? file_write_all(m->fd, line.bytes, line.len)
				: -ENOMEM;
	text_fini(&line);
	return rc;
}
