/*
 * log.h - lines for the person at the terminal, on standard error.
 *
 * Only about our machine and our input, never about what a peer sent.
 */
#ifndef LOG_H
#define LOG_H

#include "base/macros.h"

/* "danesweep: " and the line. */
PRINTF_LIKE(1, 2) void log_line(const char *format, ...);

/* Says what is wrong and what to do, then exits with 2.  Only at start. */
PRINTF_LIKE(1, 2) _Noreturn void log_usage_exit(const char *format, ...);

#endif
