#include "status.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

/* What one row holds; per-second figures are of the last second. */
struct figures {
	int64_t elapsed_s, remaining_s;
	double percent, hit_rate;
	struct probe_status_sample all, second;
	uint64_t sent_average, received_average;
};

static const char header[] =
    "real_time,time_elapsed,time_remaining,percent_complete,hit_rate,"
    "sent_total,sent_last_one_sec,sent_avg_per_sec,recv_success_total,"
    "recv_success_last_one_sec,recv_total,recv_total_last_one_sec,"
    "recv_total_avg_per_sec,drop_total,drop_last_one_sec,sendto_fail_total,"
    "sendto_fail_last_one_sec\n";

int
probe_status_open(
    struct probe_status *s, const char *path, bool quiet, int64_t now_ns)
{
	*s = (struct probe_status){.quiet = quiet, .due_ns = now_ns + NS_PER_S};
	if (path == NULL)
		return 0;
	s->csv = strcmp(path, "-") == 0 ? fdopen(dup(STDOUT_FILENO), "w")
					: fopen(path, "we");
	if (s->csv == NULL)
		return -errno;
	fputs(header, s->csv);
	return 0;
}

/* RSTs are counted a moment after they left. */
static uint64_t
syns(const struct link_stats *link, const struct probe_counters *c)
{
	uint64_t resets = counted(&c->resets);
	return link->sent > resets ? link->sent - resets : 0;
}

static struct probe_status_sample
sample(const struct probe_view *v)
{
	struct link_stats link;
	link_stats(v->link, &link);
	return (struct probe_status_sample){
	    .sent = syns(&link, v->counters),
	    .send_failed = link.send_failed,
	    .received = counted(&v->counters->answers),
	    .dropped = link.receive_dropped + counted(&v->counters->ring_full),
	    .not_ours = counted(&v->counters->not_ours),
	    .successes = counted(&v->counters->successes),
	};
}

static struct probe_status_sample
difference(
    const struct probe_status_sample *a, const struct probe_status_sample *b)
{
	return (struct probe_status_sample){
	    .sent = a->sent - b->sent,
	    .send_failed = a->send_failed - b->send_failed,
	    .received = a->received - b->received,
	    .dropped = a->dropped - b->dropped,
	    .successes = a->successes - b->successes,
	};
}

static struct figures
figure(const struct probe_status *s, const struct probe_view *v, int64_t now_ns)
{
	uint64_t done = counted(&v->counters->targets_done);
	double elapsed = (double)(now_ns - v->began_ns) / (double)NS_PER_S;
	double share = v->places > 0 ? (double)done / (double)v->places : 1;
	struct figures f = {
	    .all = sample(v),
	    .elapsed_s = (int64_t)(elapsed + 0.5),
	    .percent = share * 100,
	    .remaining_s = share > 0 ? (int64_t)(elapsed / share - elapsed) : 0,
	};
	f.second = difference(&f.all, &s->last);
	if (elapsed > 0) {
		f.sent_average = (uint64_t)((double)f.all.sent / elapsed);
		f.received_average =
		    (uint64_t)((double)f.all.received / elapsed);
	}
	if (f.all.sent > 0)
		f.hit_rate = (double)f.all.successes * 100 / (double)f.all.sent;
	return f;
}

static void
write_row(FILE *csv, const struct figures *f)
{
	const uint64_t columns[] = {
	    f->all.sent,
	    f->second.sent,
	    f->sent_average,
	    f->all.successes,
	    f->second.successes,
	    f->all.received,
	    f->second.received,
	    f->received_average,
	    f->all.dropped,
	    f->second.dropped,
	    f->all.send_failed,
	    f->second.send_failed,
	};
	struct text row;
	text_init(&row);
	text_add_time(&row, clock_realtime_ns());
	text_addf(&row, ",%lld,%lld,%.3f,%.6f", (long long)f->elapsed_s,
	    (long long)f->remaining_s, f->percent, f->hit_rate);
	for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
		text_add_char(&row, ',');
		text_add_u64(&row, columns[i]);
	}
	text_add_char(&row, '\n');
	if (text_ok(&row))
		fwrite(row.bytes, 1, row.len, csv);
	fflush(csv);
	text_fini(&row);
}

/* "1.23 Mp/s", as ZMap writes it. */
static const char *
per_second(uint64_t n, char text[24])
{
	double value = (double)n;
	if (n >= 1000000)
		snprintf(text, 24, "%.2f Mp/s", value / 1e6);
	else if (n >= 1000)
		snprintf(text, 24, "%.1f Kp/s", value / 1e3);
	else
		snprintf(text, 24, "%llu p/s", (unsigned long long)n);
	return text;
}

static void
write_line(const struct figures *f, bool cooling)
{
	char now[24], average[24], got[24];
	fprintf(stderr,
	    "%2lld:%02lld %.0f%%%s; send: %llu %s (%s avg); recv: %llu %s; "
	    "drops: %llu; not ours: %llu; hitrate: %.2f%%\n",
	    (long long)f->elapsed_s / 60, (long long)f->elapsed_s % 60,
	    f->percent, cooling ? " (cooldown)" : "",
	    (unsigned long long)f->all.sent, per_second(f->second.sent, now),
	    per_second(f->sent_average, average),
	    (unsigned long long)f->all.received,
	    per_second(f->second.received, got),
	    (unsigned long long)(f->all.dropped + f->all.send_failed),
	    (unsigned long long)f->all.not_ours, f->hit_rate);
}

void
probe_status_tick(struct probe_status *s, const struct probe_view *v,
    int64_t now_ns, bool last)
{
	network_say_note(v->link, &s->note); /* also while the clock is held */
	if (now_ns < s->due_ns && !last)
		return;
	struct figures f = figure(s, v, now_ns);
	if (s->csv != NULL)
		write_row(s->csv, &f);
	if (!s->quiet)
		write_line(&f, v->cooling);
	s->last = f.all;
	s->due_ns += NS_PER_S;
	if (s->due_ns < now_ns) /* a suspended laptop owes no lines */
		s->due_ns = now_ns + NS_PER_S;
}

int
probe_status_close(struct probe_status *s)
{
	if (s->csv == NULL)
		return 0;
	int rc = ferror(s->csv) ? -EIO : 0;
	if (fclose(s->csv) != 0 && rc == 0)
		rc = -errno;
	s->csv = NULL;
	return rc;
}
