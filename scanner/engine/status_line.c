#include "status_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "base/pace.h"

enum { PART_BYTES = 64 };

/* All of it, or nothing. */
PRINTF_LIKE(2, 3)
static void
add(char out[STATUS_LINE_BYTES], const char *format, ...)
{
	char part[PART_BYTES];
	va_list args;
	va_start(args, format);
	int len = vsnprintf(part, sizeof(part), format, args);
	va_end(args);
	size_t used = strlen(out);
	if (len > 0 && len < PART_BYTES &&
	    used + (size_t)len < STATUS_LINE_BYTES)
		memcpy(out + used, part, (size_t)len + 1);
}

/* Three digits are enough to see whether it moves. */
static const char *
short_number(char out[16], uint64_t n)
{
	static const char units[] = "kMGTPE";
	double value = (double)n;
	size_t unit = 0;
	if (n < 10000) {
		snprintf(out, 16, "%u", (unsigned)n);
		return out;
	}
	for (value /= 1000; value >= 1000 && unit < sizeof(units) - 2; unit++)
		value /= 1000;
	snprintf(
	    out, 16, value < 100 ? "%.1f%c" : "%.0f%c", value, units[unit]);
	return out;
}

static void
add_time(char out[STATUS_LINE_BYTES], int64_t s)
{
	char time[PACE_TIME_BYTES];
	pace_time(time, s);
	add(out, "%s", time);
}

static void
add_progress(char out[STATUS_LINE_BYTES], const struct status *s)
{
	const struct pace p = {s->stage_s, s->targets, s->targets_done};
	double whole_s = pace_whole_s(&p), share = pace_share(&p);
	if (s->targets == 0)
		return;
	add(out, " %d%%", (int)(share * 100));
	if (whole_s <= 0)
		return;
	double left_s = whole_s * (1 - share);
	add(out, " left ");
	add_time(out, (int64_t)left_s);
	if (s->behind > 0) {
		add(out, ", run ~");
		add_time(out, (int64_t)(left_s + whole_s * s->behind));
	}
}

static void
add_count(char out[STATUS_LINE_BYTES], const char *name, uint64_t n)
{
	char number[16];
	if (n > 0)
		add(out, "; %s %s", name, short_number(number, n));
}

void
status_line_build(char out[STATUS_LINE_BYTES], const struct status *s)
{
	char number[16];
	out[0] = '\0';
	add_time(out, s->elapsed_s);
	add(out, " %s", s->stage);
	add_progress(out, s);
	add(out, "; send %s/s", short_number(number, s->sent_pps));
	add(out, "; recv %s/s", short_number(number, s->received_pps));
	if (s->rate_factor < 0.9999 || s->rate_factor > 1.0001)
		add(out, "; rate x%.2f", s->rate_factor);
	add_count(out, "drops", s->drops);
	add_count(out, "bad sums", s->bad_sums);
	add_count(out, "dns", s->dns_records);
	add_count(out, "smtp", s->smtp_records);
	add_count(out, "open", s->sessions_open);
	add_count(out, "certs", s->certificates);
}
