/*
 * simnet_main.c - the small Internet on an interface, for load.
 *
 *	simnet --interface veth1 --seed 7 --domains 1000000 [--zone-dir DIR]
 *
 * Answers ARP and NDP for all addresses of its ranges.  Says "ready" when it
 * does.  Ends at SIGTERM.
 */
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/option_line.h"
#include "base/option_table.h"
#include "link/packet_socket.h"
#include "neighbours.h"
#include "simnet.h"
#include "zone_files.h"

struct simnet_options {
	const char *interface, *zone_dir, *keys, *tls;
	struct option_number seed, domains, odd;
	bool hold;
};

#define AT(field) offsetof(struct simnet_options, field)

static const struct option_row rows[] = {
    {"interface", 'i', OPTION_STRING, AT(interface), 0, 0, "NAME",
	"to answer on"},
    {"seed", 'e', OPTION_NUMBER, AT(seed), 0, UINT64_MAX, "N", "of the world"},
    {"odd-percent", 0, OPTION_NUMBER, AT(odd), 0, 100, "N",
	"of servers, hosts and signed zones (default 30)"},
    {"mail-keys", 0, OPTION_STRING, AT(keys), 0, 0, "KIND",
	"of mail hosts: ed25519, rsa or p256"},
    {"tls", 0, OPTION_STRING, AT(tls), 0, 0, "VERSION",
	"that mail hosts speak: 1.2 or 1.3 (default any)"},
    {"hold", 0, OPTION_FLAG, AT(hold), 0, 0, NULL,
	"a third of the mail hosts says nothing, a third nothing after "
	"STARTTLS, a third stops within the handshake"},
    {"domains", 'n', OPTION_NUMBER, AT(domains), 1, 1000000000, "N", "in it"},
    {"zone-dir", 0, OPTION_STRING, AT(zone_dir), 0, 0, "DIR",
	"write the zone files, hints and trust anchor there"},
};

static const struct option_table table = {
    .command = "simnet",
    .usage = "--interface NAME --domains N [options]\n",
    .about = "A small Internet, computed from a seed, on an interface.\n",
    .examples = "",
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .words = OPTION_NO_WORDS,
};

static atomic_bool stopping;

static void
stop(int signal_number)
{
	(void)signal_number;
	atomic_store(&stopping, true);
}

/* False: nothing came. */
static bool
take_frame(int fd, struct sim_peer *peer)
{
	uint8_t frame[2048], answer[128];
	struct sockaddr_ll from;
	socklen_t from_len = sizeof(from);
	ssize_t len = recvfrom(fd, frame, sizeof(frame), MSG_DONTWAIT,
	    (struct sockaddr *)&from, &from_len);
	if (len <= 0)
		return false;
	if (from.sll_pkttype == PACKET_OUTGOING)
		return true;
	size_t n = simnet_neighbour_answer(frame, (size_t)len, answer);
	if (n > 0)
		(void)!send(fd, answer, n, 0);
	else
		peer->receive(
		    peer->ctx, frame, (size_t)len, clock_monotonic_ns());
	return true;
}

static void
serve(int fd, struct sim_peer *peer)
{
	uint8_t frame[2048];
	size_t len;
	while (!stopping) {
		unsigned taken = 0;
		while (taken < 64 && take_frame(fd, peer))
			taken++;
		while ((len = peer->next(
			    peer->ctx, frame, clock_monotonic_ns())) > 0)
			(void)!send(fd, frame, len, 0);
		int64_t wait_ns =
		    peer->due_ns(peer->ctx) - clock_monotonic_ns();
		int wait_ms = wait_ns < 0 ? 0
			      : wait_ns > 1000 * NS_PER_MS
				  ? 1000
				  : (int)(wait_ns / NS_PER_MS) + 1;
		if (taken == 0)
			(void)poll(&(struct pollfd){.fd = fd, .events = POLLIN},
			    1, wait_ms);
	}
}

static enum simnet_keys_of_mail
keys_of(const char *kind)
{
	if (kind == NULL || strcmp(kind, "ed25519") == 0)
		return SIMNET_KEYS_ED25519;
	if (strcmp(kind, "rsa") == 0)
		return SIMNET_KEYS_RSA;
	if (strcmp(kind, "p256") != 0)
		log_usage_exit("--mail-keys: ed25519, rsa or p256");
	return SIMNET_KEYS_P256;
}

static int
version_of(const char *tls)
{
	if (tls == NULL)
		return 0;
	if (strcmp(tls, "1.2") != 0 && strcmp(tls, "1.3") != 0)
		log_usage_exit("--tls: 1.2 or 1.3");
	return strcmp(tls, "1.2") == 0 ? TLS1_2_VERSION : TLS1_3_VERSION;
}

static struct simnet_config
config_of(const struct simnet_options *o)
{
	struct simnet_config config =
	    simnet_config_default(o->seed.value, o->domains.value);
	config.ignore_checksums = true;
	config.mail_keys = keys_of(o->keys);
	config.tlsa_fits = o->keys != NULL;
	config.tls_version = version_of(o->tls);
	config.mail_holds = o->hold;
	if (o->odd.given)
		config.odd_percent = (unsigned)o->odd.value;
	return config;
}

int
main(int argc, char *argv[])
{
	struct simnet_options o = {0};
	struct simnet *s;
	option_line_parse(&table, argc, argv, &o);
	if (o.interface == NULL || !o.domains.given)
		log_usage_exit("say --interface and --domains");
	const struct simnet_config config = config_of(&o);
	if (simnet_new(&config, &s) < 0)
		return 1;
	if (o.zone_dir != NULL &&
	    simnet_write_zone_files(simnet_data(s), o.zone_dir) < 0)
		log_usage_exit("%s: cannot be written to", o.zone_dir);
	int fd = packet_socket((int)if_nametoindex(o.interface), ETH_P_ALL);
	if (fd < 0)
		log_usage_exit("%s: %s", o.interface, strerror(-fd));
	signal(SIGTERM, stop);
	signal(SIGINT, stop);
	struct sim_peer peer = simnet_peer(s);
	printf("ready\n");
	fflush(stdout);
	serve(fd, &peer);
	close(fd);
	simnet_free(s);
	return 0;
}
