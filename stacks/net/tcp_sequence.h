/* tcp_sequence.h - numbers of TCP, which wrap (RFC 9293 3.4). */
#ifndef TCP_SEQUENCE_H
#define TCP_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

/* `a` comes before `b`. */
static inline bool
tcp_before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

#endif
