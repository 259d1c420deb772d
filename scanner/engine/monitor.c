#include "monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/macros.h"
#include "base/text.h"
#include "metrics.h"
#include "network.h"
#include "output/record/stage.h"
#include "rate_signals.h"
#include "status_line.h"

enum { METRICS_EACH_S = 5 }; /* no collector reads more often */

static const char csv_header[] =
    "real_time,elapsed_s,stage,sent,sent_bytes,send_failed,received,"
    "receive_dropped,ring_full,questions,resolver_questions,syns,dns_records,"
    "unmatched,duplicates,malformed,smtp_records,sessions_open,"
    "certificates,bad_sum,targets,targets_done,rate_factor\n";

void
monitor_say_each(struct monitor *m, int64_t ns)
{
	m->say_ns = ns;
	m->say_due_ns = m->said_ns + ns;
}

int
monitor_open(struct monitor *m, const char *dir, bool quiet, int64_t now_ns)
{
	char path[PATH_MAX];
	*m = (struct monitor){
	    .dir = dir,
	    .quiet = quiet,
	    .began_ns = now_ns,
	    .due_ns = now_ns + NS_PER_S,
	    .said_ns = now_ns,
	    .stage_began_ns = now_ns,
	};
	monitor_say_each(m, isatty(STDERR_FILENO) ? NS_PER_S : 60 * NS_PER_S);
	if (dir == NULL)
		return 0;
	int len = snprintf(path, sizeof(path), "%s/status.csv", dir);
	if (len < 0 || (size_t)len >= sizeof(path))
		return -ENAMETOOLONG;
	int fd = open(
	    path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (fd < 0)
		return -errno;
	m->csv = fdopen(fd, "a");
	if (m->csv == NULL) {
		close(fd);
		return -ENOMEM;
	}
	if (lseek(fd, 0, SEEK_END) == 0)
		fputs(csv_header, m->csv);
	return 0;
}

static void
write_row(struct monitor *m, const struct counters *c,
    const struct link_stats *s, int64_t now_ns)
{
	const uint64_t columns[] = {
	    s->sent,
	    s->sent_bytes,
	    s->send_failed,
	    s->received,
	    s->receive_dropped,
	    counted(&c->ring_full),
	    counted(&c->questions_sent),
	    counted(&c->resolver_sent),
	    counted(&c->syns_sent),
	    counted(&c->dns_records),
	    counted(&c->replies_unmatched),
	    counted(&c->replies_duplicate),
	    counted(&c->replies_malformed),
	    counted(&c->smtp_records),
	    counted(&c->sessions_open),
	    counted(&c->certificates),
	    counted(&c->packets_bad_sum),
	    counted(&c->targets),
	    counted(&c->targets_done),
	};
	struct text row;
	text_init(&row);
	text_add_time(&row, clock_realtime_ns());
	text_addf(&row, ",%lld,%s",
	    (long long)((now_ns - m->began_ns) / NS_PER_S),
	    stage_name((enum stage)atomic_load(&c->stage)));
	for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
		text_add_char(&row, ',');
		text_add_u64(&row, columns[i]);
	}
	text_addf(&row, ",%.4f\n", rate_signals_factor());
	if (text_ok(&row))
		fwrite(row.bytes, 1, row.len, m->csv);
	fflush(m->csv);
	text_fini(&row);
}

/* A full disk costs an old metrics.prom: the records will say more of it. */
static void
write_metrics(const struct monitor *m, const struct counters *c,
    const struct link_stats *s, int64_t now_ns)
{
	int rc = metrics_write(m->dir, c, s,
	    &(struct metrics_state){
		.real_ns = clock_realtime_ns(),
		.elapsed_s = (now_ns - m->began_ns) / NS_PER_S,
		.rate_factor = rate_signals_factor(),
	    });
	(void)rc;
}

static uint64_t
per_second(uint64_t n, int64_t ns)
{
	return ns > 0 ? (uint64_t)((double)n * NS_PER_S / (double)ns) : 0;
}

static void
write_line(struct monitor *m, const struct counters *c,
    const struct link_stats *s, int64_t now_ns)
{
	int64_t since_ns = now_ns - m->said_ns;
	char line[STATUS_LINE_BYTES];
	status_line_build(
	    line, &(struct status){
		      .elapsed_s = (now_ns - m->began_ns) / NS_PER_S,
		      .stage = stage_name((enum stage)m->stage),
		      .stage_s = (now_ns - m->stage_began_ns) / NS_PER_S,
		      .behind = m->behind[m->stage],
		      .targets = counted(&c->targets),
		      .targets_done = counted(&c->targets_done),
		      .sent_pps = per_second(s->sent - m->said.sent, since_ns),
		      .received_pps =
			  per_second(s->received - m->said.received, since_ns),
		      .rate_factor = rate_signals_factor(),
		      .drops = s->receive_dropped + counted(&c->ring_full),
		      .bad_sums = counted(&c->packets_bad_sum),
		      .dns_records = counted(&c->dns_records),
		      .smtp_records = counted(&c->smtp_records),
		      .sessions_open = counted(&c->sessions_open),
		      .certificates = counted(&c->certificates),
		  });
	fprintf(stderr, "%s\n", line);
	m->said = *s;
	m->said_ns = now_ns;
	m->say_due_ns += m->say_ns;
	if (m->say_due_ns < now_ns) /* a suspended laptop owes no lines */
		m->say_due_ns = now_ns + m->say_ns;
}

static void
note_stage(struct monitor *m, const struct counters *c, int64_t now_ns)
{
	int stage = atomic_load(&c->stage);
	if (stage != m->stage)
		m->stage_began_ns = now_ns;
	m->stage = stage;
}

void
monitor_tick(struct monitor *m, const struct counters *c, struct link *link,
    int64_t now_ns)
{
	note_stage(m, c, now_ns);
	network_say_note(link, &m->note); /* also while the clock is held */
	if (now_ns < m->due_ns)
		return;
	struct link_stats s;
	link_stats(link, &s);
	if (m->csv != NULL)
		write_row(m, c, &s, now_ns);
	if (!m->quiet && now_ns >= m->say_due_ns)
		write_line(m, c, &s, now_ns);
	if (m->dir != NULL && now_ns >= m->metrics_due_ns) {
		write_metrics(m, c, &s, now_ns);
		m->metrics_due_ns = now_ns + METRICS_EACH_S * NS_PER_S;
	}
	m->due_ns += NS_PER_S;
	if (m->due_ns < now_ns)
		m->due_ns = now_ns + NS_PER_S;
}

int
monitor_close(struct monitor *m, const struct counters *c, struct link *link,
    int64_t now_ns)
{
	if (m->csv == NULL)
		return 0;
	struct link_stats s;
	link_stats(link, &s);
	write_row(m, c, &s, now_ns);
	write_metrics(m, c, &s, now_ns);
	int rc = ferror(m->csv) ? -EIO : 0;
	if (fclose(m->csv) != 0 && rc == 0)
		rc = -errno;
	m->csv = NULL;
	return rc;
}
