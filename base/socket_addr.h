/* socket_addr.h - addresses as the kernel's sockets have them. */
#ifndef SOCKET_ADDR_H
#define SOCKET_ADDR_H

#include <stdint.h>
#include <sys/socket.h>

#include "base/addr.h"

/* Gives the length of what it writes. */
socklen_t socket_addr_of(
    const struct addr *a, uint16_t port, struct sockaddr_storage *out);

/* The reverse: of AF_INET, or else of AF_INET6. */
struct addr socket_addr_read(
    const struct sockaddr_storage *from, uint16_t *port);

#endif
