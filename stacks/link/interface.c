#include "link/interface.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

struct interface_kind {
	short flags;
	unsigned short kind; /* ARPHRD_* */
};

static int
ask_kernel(
    const char *name, struct interface *out, struct interface_kind *state)
{
	struct ifreq r = {0};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	strncpy(r.ifr_name, name, IFNAMSIZ - 1);
	bool good = ioctl(fd, SIOCGIFFLAGS, &r) == 0;
	state->flags = r.ifr_flags;
	good = good && ioctl(fd, SIOCGIFHWADDR, &r) == 0;
	int rc = good ? 0 : -errno;
	close(fd);
	state->kind = r.ifr_hwaddr.sa_family;
	memcpy(out->mac, r.ifr_hwaddr.sa_data, sizeof(out->mac));
	return rc;
}

int
interface_find(const char *name, struct interface *out, struct text *why)
{
	struct interface_kind state = {0};
	out->index = (int)if_nametoindex(name);
	int rc = out->index == 0 ? -ENODEV : ask_kernel(name, out, &state);
	if (rc < 0) {
		text_addf(why,
		    "interface %s: %s; `ip link` lists them, choose with -i",
		    name, strerror(-rc));
		return rc;
	}
	if (state.kind != ARPHRD_ETHER) {
		text_addf(why,
		    "interface %s is not Ethernet: choose another with -i",
		    name);
		return -EOPNOTSUPP;
	}
	if ((state.flags & IFF_UP) == 0) {
		text_addf(why,
		    "interface %s is down: `ip link set %s up`, or choose "
		    "another with -i",
		    name, name);
		return -ENETDOWN;
	}
	if ((state.flags & IFF_RUNNING) == 0) {
		text_addf(why,
		    "interface %s has no carrier: see its cable or its peer, "
		    "or choose another with -i",
		    name);
		return -ENETDOWN;
	}
	return 0;
}

/* By a file: without privileges there is no ioctl() any more. */
bool
interface_has_carrier(const char *name)
{
	char path[64], carrier;
	snprintf(path, sizeof(path), "/sys/class/net/%s/carrier", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return true;                 /* not to be known */
	ssize_t len = read(fd, &carrier, 1); /* EINVAL: it is down */
	close(fd);
	return len == 1 && carrier != '0';
}
