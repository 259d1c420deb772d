#include "metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "output/record/stage.h"

static void
add_head(struct text *t, const char *name, const char *type, const char *help)
{
	text_addf(t, "# HELP danesweep_%s %s\n# TYPE danesweep_%s %s\n", name,
	    help, name, type);
}

static void
add_counter(struct text *t, const char *name, const char *help, uint64_t n)
{
	add_head(t, name, "counter", help);
	text_addf(t, "danesweep_%s %llu\n", name, (unsigned long long)n);
}

static void
add_gauge(struct text *t, const char *name, const char *help, double value)
{
	add_head(t, name, "gauge", help);
	text_addf(t, "danesweep_%s %.15g\n", name, value);
}

static void
add_packets(
    struct text *t, const struct counters *c, const struct link_stats *link)
{
	add_counter(t, "sent_packets_total", "Packets sent.", link->sent);
	add_counter(
	    t, "sent_bytes_total", "Bytes of packets sent.", link->sent_bytes);
	add_counter(
	    t, "received_packets_total", "Packets received.", link->received);
	add_counter(t, "send_failed_total", "Packets that could not be sent.",
	    link->send_failed);
	add_counter(t, "dropped_packets_total",
	    "Packets that kernel or program had no room for.",
	    link->receive_dropped + counted(&c->ring_full));
	add_counter(t, "bad_sum_packets_total",
	    "Packets with a wrong checksum.", counted(&c->packets_bad_sum));
}

static void
add_work(struct text *t, const struct counters *c)
{
	add_counter(t, "questions_total", "Sprayed DNS questions sent.",
	    counted(&c->questions_sent));
	add_counter(t, "resolver_questions_total",
	    "DNS questions that the resolver sent.",
	    counted(&c->resolver_sent));
	add_counter(t, "syns_total", "SYNs sent to mail hosts.",
	    counted(&c->syns_sent));
	add_counter(t, "dns_records_total", "Records of DNS questions.",
	    counted(&c->dns_records));
	add_counter(t, "smtp_records_total", "Records of SMTP sessions.",
	    counted(&c->smtp_records));
	add_counter(t, "certificates_total", "Certificates seen.",
	    counted(&c->certificates));
	add_gauge(t, "sessions_open", "SMTP sessions open now.",
	    (double)counted(&c->sessions_open));
	add_gauge(t, "targets", "Targets of the stage at work; 0: not known.",
	    (double)counted(&c->targets));
	add_gauge(t, "targets_done", "Targets of it that are done.",
	    (double)counted(&c->targets_done));
}

/* One line a stage, so that a query can name the one at work. */
static void
add_stage(struct text *t, const struct counters *c)
{
	int now = atomic_load(&c->stage);
	add_head(t, "stage", "gauge", "1 for the stage at work.");
	for (int i = 0; i < STAGE_COUNT; i++)
		text_addf(t, "danesweep_stage{stage=\"%s\"} %d\n",
		    stage_name((enum stage)i), i == now);
}

static void
build(struct text *t, const struct counters *c, const struct link_stats *link,
    const struct metrics_state *state)
{
	add_packets(t, c, link);
	add_work(t, c);
	add_stage(t, c);
	add_gauge(t, "rate_factor", "What signals multiplied the rate by.",
	    state->rate_factor);
	add_gauge(t, "elapsed_seconds", "Since this start of the scan.",
	    (double)state->elapsed_s);
	add_gauge(t, "updated_timestamp_seconds",
	    "When this was written: an old one is of a scan that has ended.",
	    (double)(state->real_ns / NS_PER_S));
}

static int
replace(const char *path, const char *fresh, const struct text *t)
{
	int fd = open(
	    fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	int rc = file_write_all(fd, t->bytes, t->len);
	if (close(fd) < 0 && rc == 0)
		rc = -errno;
	if (rc == 0 && rename(fresh, path) < 0)
		rc = -errno;
	if (rc < 0)
		unlink(fresh);
	return rc;
}

int
metrics_write(const char *dir, const struct counters *c,
    const struct link_stats *link, const struct metrics_state *state)
{
	char path[PATH_MAX], fresh[PATH_MAX];
	struct text t;
	int len = snprintf(fresh, sizeof(fresh), "%s/metrics.prom.tmp", dir);
	if (len < 0 || (size_t)len >= sizeof(fresh))
		return -ENAMETOOLONG;
	snprintf(path, sizeof(path), "%s/metrics.prom", dir);
	text_init(&t);
	build(&t, c, link, state);
	int rc = text_ok(&t) ? replace(path, fresh, &t) : -ENOMEM;
	text_fini(&t);
	return rc;
}
