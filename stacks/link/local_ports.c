#include "link/local_ports.h"

#include <errno.h>
#include <stdio.h>

/* What the kernel calls states in which nobody's connection may still be. */
enum {
	FIN_WAIT1 = 4,
	FIN_WAIT2 = 5,
	TIME_WAIT = 6,
	LAST_ACK = 9,
	CLOSING = 11
};

/*
 * A connection that its program has closed lives on in the kernel for a
 * minute; it has no inode then, and takes nothing from other peers.
 */
static bool
is_forgotten(unsigned state, unsigned long inode)
{
	bool closed = state == FIN_WAIT1 || state == FIN_WAIT2 ||
		      state == LAST_ACK || state == CLOSING;
	return state == TIME_WAIT || (closed && inode == 0);
}

bool
local_ports_read_line(const char *line, uint16_t *port)
{
	unsigned local, state;
	unsigned long inode = 1; /* where the line ends early: a program's */
	if (sscanf(line,
		" %*u: %*[0-9A-Fa-f]:%4x %*[0-9A-Fa-f]:%*4x %2x %*x:%*x "
		"%*x:%*x %*x %*u %*u %lu",
		&local, &state, &inode) < 2 ||
	    is_forgotten(state, inode))
		return false;
	*port = (uint16_t)local;
	return true;
}

static int
check_given_out(uint16_t first, uint16_t last, struct text *why)
{
	unsigned low = 0, high = 0;
	FILE *f = fopen("/proc/sys/net/ipv4/ip_local_port_range", "re");
	if (f == NULL)
		return 0; /* not there: nothing to overlap with */
	int got = fscanf(f, "%u %u", &low, &high);
	fclose(f);
	if (got != 2 || first > high || last < low)
		return 0;
	text_addf(why,
	    "ports %u-%u overlap those that the kernel gives out (%u-%u): "
	    "choose others with -s",
	    first, last, low, high);
	return -EADDRINUSE;
}

static int
check_sockets(
    const char *protocol, uint16_t first, uint16_t last, struct text *why)
{
	char line[256];
	uint16_t port;
	int rc = 0;
	snprintf(line, sizeof(line), "/proc/net/%s", protocol);
	FILE *f = fopen(line, "re");
	if (f == NULL)
		return 0; /* no such family */
	while (rc == 0 && fgets(line, sizeof(line), f) != NULL) {
		if (!local_ports_read_line(line, &port) || port < first ||
		    port > last)
			continue;
		text_addf(why,
		    "a program here uses port %u (see /proc/net/%s): "
		    "choose ports without it with -s",
		    port, protocol);
		rc = -EADDRINUSE;
	}
	fclose(f);
	return rc;
}

int
local_ports_check(uint16_t first, uint16_t last, struct text *why)
{
	static const char *const protocols[] = {"tcp", "tcp6", "udp", "udp6"};
	int rc = check_given_out(first, last, why);
	for (size_t i = 0; rc == 0 && i < ARRAY_LEN(protocols); i++)
		rc = check_sockets(protocols[i], first, last, why);
	return rc;
}
