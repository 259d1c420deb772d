#include "link/packet_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <sys/socket.h>
#include <unistd.h>

int
packet_socket(int ifindex, uint16_t ethertype)
{
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	struct sockaddr_ll here = {
	    .sll_family = AF_PACKET,
	    .sll_protocol = htons(ethertype),
	    .sll_ifindex = ifindex,
	};
	if (bind(fd, (struct sockaddr *)&here, sizeof(here)) < 0) {
		int rc = -errno;
		close(fd);
		return rc;
	}
	return fd;
}
