#include "monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/macros.h"
#include "base/text.h"
#include "network.h"
#include "output/record/stage.h"

static const char csv_header[] =
    "real_time,elapsed_s,stage,sent,sent_bytes,send_failed,received,"
    "receive_dropped,ring_full,questions,resolver_questions,syns,dns_records,"
    "unmatched,duplicates,malformed,smtp_records,sessions_open,"
    "certificates,bad_sum\n";

int
monitor_open(struct monitor *m, const char *dir, bool quiet, int64_t now_ns)
{
	char path[PATH_MAX];
	*m = (struct monitor){
	    .quiet = quiet,
	    .began_ns = now_ns,
	    .due_ns = now_ns + NS_PER_S,
	};
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
	text_add_char(&row, '\n');
	if (text_ok(&row))
		fwrite(row.bytes, 1, row.len, m->csv);
	fflush(m->csv);
	text_fini(&row);
}

static void
write_line(struct monitor *m, const struct counters *c,
    const struct link_stats *s, int64_t now_ns)
{
	long long t = (now_ns - m->began_ns) / NS_PER_S;
	fprintf(stderr,
	    "%lld:%02lld %s; send: %llu (%llu p/s); recv: %llu (%llu p/s); "
	    "drops: %llu; bad sums: %llu; dns: %llu; smtp: %llu (%llu open); "
	    "certs: %llu\n",
	    t / 60, t % 60, stage_name((enum stage)atomic_load(&c->stage)),
	    (unsigned long long)s->sent,
	    (unsigned long long)(s->sent - m->last.sent),
	    (unsigned long long)s->received,
	    (unsigned long long)(s->received - m->last.received),
	    (unsigned long long)(s->receive_dropped + counted(&c->ring_full)),
	    (unsigned long long)counted(&c->packets_bad_sum),
	    (unsigned long long)counted(&c->dns_records),
	    (unsigned long long)counted(&c->smtp_records),
	    (unsigned long long)counted(&c->sessions_open),
	    (unsigned long long)counted(&c->certificates));
}

void
monitor_tick(struct monitor *m, const struct counters *c, struct link *link,
    int64_t now_ns)
{
	if (now_ns < m->due_ns)
		return;
	struct link_stats s;
	link_stats(link, &s);
	network_say_note(link, &m->note);
	write_row(m, c, &s, now_ns);
	if (!m->quiet)
		write_line(m, c, &s, now_ns);
	m->last = s;
	m->due_ns += NS_PER_S;
	if (m->due_ns < now_ns) /* a suspended laptop owes no lines */
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
	int rc = ferror(m->csv) ? -EIO : 0;
	if (fclose(m->csv) != 0 && rc == 0)
		rc = -errno;
	m->csv = NULL;
	return rc;
}
