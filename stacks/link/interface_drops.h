/*
 * interface_drops.h - received packets that the interface itself dropped,
 * before any link could see them: its ring was full.
 *
 * Some drivers also count what nobody asked for, such as LLDP: so this is a
 * figure beside the link's own, never a part of it.
 */
#ifndef INTERFACE_DROPS_H
#define INTERFACE_DROPS_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

struct interface_drops {
	int fd; /* of /proc/net/dev in our namespace; -1: not to be had */
	char name[IF_NAMESIZE];
	uint64_t before;
};

/* Begins to count.  Works on without privileges. */
void interface_drops_open(struct interface_drops *d, const char *interface);
void interface_drops_close(struct interface_drops *d);

/* Dropped since then; 0 where it cannot be known. */
uint64_t interface_drops_since(const struct interface_drops *d);

/*
 * The RX drops of this interface in the text of /proc/net/dev.  False: it is
 * not there.
 */
bool interface_drops_find(
    const char *text, const char *interface, uint64_t *out);

#endif
