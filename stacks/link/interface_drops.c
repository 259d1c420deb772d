#include "link/interface_drops.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MAX = 1 << 16 };

bool
interface_drops_find(const char *text, const char *interface, uint64_t *out)
{
	size_t len = strlen(interface);
	for (const char *at = text; at != NULL; at = strchr(at, '\n')) {
		unsigned long long drops;
		at += strspn(at, " \n");
		if (strncmp(at, interface, len) != 0 || at[len] != ':')
			continue;
		/* bytes, packets, errors, dropped */
		if (sscanf(at + len + 1, "%*u %*u %*u %llu", &drops) != 1)
			return false;
		*out = drops;
		return true;
	}
	return false;
}

static uint64_t
read_now(const struct interface_drops *d)
{
	static _Thread_local char text[TEXT_MAX];
	uint64_t drops = 0;
	ssize_t len = d->fd >= 0 ? pread(d->fd, text, TEXT_MAX - 1, 0) : -1;
	if (len <= 0)
		return d->before;
	text[len] = '\0';
	return interface_drops_find(text, d->name, &drops) ? drops : d->before;
}

void
interface_drops_open(struct interface_drops *d, const char *interface)
{
	*d = (struct interface_drops){
	    .fd = open("/proc/thread-self/net/dev", O_RDONLY | O_CLOEXEC)};
	snprintf(d->name, sizeof(d->name), "%s", interface);
	d->before = read_now(d);
}

void
interface_drops_close(struct interface_drops *d)
{
	if (d->fd >= 0)
		close(d->fd);
}

uint64_t
interface_drops_since(const struct interface_drops *d)
{
	return read_now(d) - d->before;
}
