#include "link/local_ports.h"

#include <errno.h>
#include <stdio.h>

enum { TIME_WAIT = 6 }; /* TCP_TIME_WAIT of the kernel */

bool
local_ports_read_line(const char *line, uint16_t *port)
{
	unsigned local, state;
	if (sscanf(line, " %*u: %*[0-9A-Fa-f]:%4x %*[0-9A-Fa-f]:%*4x %2x",
		&local, &state) != 2 ||
	    state == TIME_WAIT)
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
