/* time_text.h - reads ISO 8601 UTC times, as records have them. */
#ifndef TIME_TEXT_H
#define TIME_TEXT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * "2026-11-23T09:00:00.123456Z", "2026-11-23T09:00:00Z" or "2026-11-23" to
 * nanoseconds since 1970.  False: another form, no such day, or a year before
 * 1678 or after 2261.
 */
bool time_text_parse(const char *text, int64_t *realtime_ns);

/* The same to whole seconds, of any year from 0 to 9999. */
bool time_text_parse_s(const char *text, int64_t *realtime_s);

#endif
