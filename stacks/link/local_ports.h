/*
 * local_ports.h - the ports that programs of this machine use themselves.
 *
 * What comes in for our ports is kept from the kernel, so nobody else here
 * may use them, and the kernel must not hand them out.
 */
#ifndef LOCAL_PORTS_H
#define LOCAL_PORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"

/*
 * 0; or -EADDRINUSE with one line for a person in `why`: the kernel gives
 * ports of the range to others, or a socket has one of them.
 */
MUST_USE int local_ports_check(uint16_t first, uint16_t last, struct text *why);

/*
 * The port of a line of /proc/net/tcp, tcp6, udp or udp6.  False: no socket
 * (the heading), or a TCP connection that its program has closed.
 */
bool local_ports_read_line(const char *line, uint16_t *port);

#endif
