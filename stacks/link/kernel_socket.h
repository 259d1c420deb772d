/* kernel_socket.h - the kernel's sockets, as the link has them. */
#ifndef KERNEL_SOCKET_H
#define KERNEL_SOCKET_H

#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"

/*
 * A socket (SOCK_DGRAM or SOCK_STREAM) that never waits, bound to the port
 * and, if this machine has it, to the address.  Where another program has the
 * port the kernel draws one: several scans may run at once.  -errno: none.
 */
MUST_USE int kernel_socket_open(
    int type, const struct addr *own, uint16_t port);

/* 0: the kernel is at it, or -errno. */
MUST_USE int kernel_socket_connect(
    int fd, const struct addr *peer, uint16_t port);

/*
 * How many sockets each of UDP and TCP may have, up to `max`: the limit of
 * open files is raised as far as it goes, and some are left for others.
 */
unsigned kernel_socket_max(unsigned max);

#endif
