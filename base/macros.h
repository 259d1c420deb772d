/* macros.h - the few attributes and numbers that every folder uses. */
#ifndef MACROS_H
#define MACROS_H

#define MUST_USE          __attribute__((warn_unused_result))
#define PRINTF_LIKE(a, b) __attribute__((format(printf, a, b)))
#define ARRAY_LEN(a)      (sizeof(a) / sizeof((a)[0]))

#define NS_PER_US 1000LL
#define NS_PER_MS 1000000LL
#define NS_PER_S  1000000000LL

#endif
