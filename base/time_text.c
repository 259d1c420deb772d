#include "time_text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/macros.h"

static bool
digits(const char **at, int count, int *out)
{
	*out = 0;
	for (int i = 0; i < count; i++) {
		char c = *(*at)++;
		if (c < '0' || c > '9')
			return false;
		*out = *out * 10 + (c - '0');
	}
	return true;
}

static bool
literal(const char **at, char c)
{
	return *(*at)++ == c;
}

static bool
date(const char **at, struct tm *tm)
{
	if (!digits(at, 4, &tm->tm_year) || !literal(at, '-') ||
	    !digits(at, 2, &tm->tm_mon) || !literal(at, '-') ||
	    !digits(at, 2, &tm->tm_mday))
		return false;
	tm->tm_year -= 1900;
	tm->tm_mon -= 1;
	return true;
}

static bool
clock_time(const char **at, struct tm *tm)
{
	return literal(at, 'T') && digits(at, 2, &tm->tm_hour) &&
	       literal(at, ':') && digits(at, 2, &tm->tm_min) &&
	       literal(at, ':') && digits(at, 2, &tm->tm_sec);
}

/* The digits behind the point, up to nine of them. */
static bool
fraction(const char **at, int64_t *ns)
{
	int64_t unit = NS_PER_S / 10;
	*ns = 0;
	if (**at != '.')
		return true;
	for ((*at)++; **at >= '0' && **at <= '9' && unit > 0; (*at)++) {
		*ns += (**at - '0') * unit;
		unit /= 10;
	}
	return true;
}

/* Seconds and the nanoseconds of the last. */
static bool
parse(const char *text, int64_t *seconds, int64_t *ns)
{
	struct tm tm = {0};
	*ns = 0;
	if (!date(&text, &tm))
		return false;
	if (*text != 0 && (!clock_time(&text, &tm) || !fraction(&text, ns) ||
			      strcmp(text, "Z") != 0))
		return false;
	struct tm given = tm;
	*seconds = timegm(&tm);
	/* timegm() moves a day that is not there. */
	return tm.tm_mday == given.tm_mday && tm.tm_mon == given.tm_mon &&
	       tm.tm_hour == given.tm_hour && tm.tm_min == given.tm_min;
}

bool
time_text_parse(const char *text, int64_t *realtime_ns)
{
	int64_t s, ns;
	if (!parse(text, &s, &ns))
		return false;
	if (s <= INT64_MIN / NS_PER_S || s >= INT64_MAX / NS_PER_S)
		return false; /* before 1677, or after 2262 */
	*realtime_ns = s * NS_PER_S + ns;
	return true;
}

bool
time_text_parse_s(const char *text, int64_t *realtime_s)
{
	int64_t ns;
	return parse(text, realtime_s, &ns);
}
