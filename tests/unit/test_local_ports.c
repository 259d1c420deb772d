#include "link/local_ports.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tap.h"

/* Each row is a line of /proc/net, and the port that is used; 0: none. */
static const struct {
	const char *name, *line;
	uint16_t port;
} rows[] = {
    {"a listener on 127.0.0.1:8080",
	"   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 "
	"00000000     0        0 1234 1 0000000000000000 100 0 0 10 0\n",
	8080},
    {"a UDP socket over IPv6, port 61000",
	"  213: 00000000000000000000000000000000:EE48 "
	"00000000000000000000000000000000:0000 07 00000000:00000000\n",
	61000},
    {"a closed connection that waits (TIME_WAIT)",
	"   1: 0100007F:EE48 0100007F:0019 06 00000000:00000000\n", 0},
    {"one that its program has closed (FIN_WAIT2, no inode)",
	"   2: 0100007F:EE48 0100007F:0019 05 00000000:00000000 03:000017A2 "
	"00000000     0        0 0 3 0000000000000000\n",
	0},
    {"one that is half closed by a program that reads on",
	"   3: 0100007F:EE48 0100007F:0019 05 00000000:00000000 00:00000000 "
	"00000000     0        0 1234 1 0000000000000000\n",
	61000},
    {"the heading",
	"  sl  local_address rem_address   st tx_queue rx_queue tr\n", 0},
    {"an empty line", "\n", 0},
};

static int
listen_somewhere(uint16_t *port)
{
	struct sockaddr_in here = {
	    .sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t len = sizeof(here);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	/* Below what the kernel gives out, and not used by anybody. */
	for (uint16_t at = 20000; at < 30000; at++) {
		here.sin_port = htons(at);
		if (bind(fd, (struct sockaddr *)&here, len) == 0 &&
		    listen(fd, 1) == 0) {
			*port = at;
			return fd;
		}
	}
	close(fd);
	return -1;
}

static void
test_machine(void)
{
	struct text why;
	uint16_t port = 0;
	text_init(&why);
	int fd = listen_somewhere(&port);
	ok(local_ports_check(port, (uint16_t)(port + 1), &why) == -EADDRINUSE,
	    "a range with a listener in it");
	ok(why.len > 0 && strstr(why.bytes, "uses port") != NULL,
	    "the line says so");
	close(fd);
	text_clear(&why);
	ok(local_ports_check(1, 65535, &why) == -EADDRINUSE,
	    "what the kernel gives out");
	ok(why.len > 0 && strstr(why.bytes, "gives out") != NULL,
	    "the line says so");
	text_fini(&why);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint16_t port = 0;
		bool used = local_ports_read_line(rows[i].line, &port);
		ok(used == (rows[i].port != 0) && port == rows[i].port,
		    rows[i].name);
	}
	test_machine();
	return tap_end();
}
