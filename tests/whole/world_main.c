/*
 * world_main.c - a top-level domain of any size, and all that is behind it.
 *
 *	world SEED DOMAINS zone DIR       its zone, signed; hints, trust anchor
 *	world SEED DOMAINS scan ...       `danesweep scan ...`, swept in memory
 *	world SEED DOMAINS verdicts RUN   each verdict beside the seed's
 *
 * The scan is the program's own command, all of it, by the false clock of the
 * scheduler.  Its network alone is another: whatever link the options ask for,
 * what it opens is the computed Internet.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/siphash.h"
#include "base/hash.h"
#include "link/link_sim.h"
#include "scanner/command/scan.h"
#include "scanner/engine/network.h"
#include "tests/simnet/scheduler.h"
#include "tests/simnet/simnet.h"
#include "tests/simnet/zone_files.h"
#include "verdicts.h"
#include "world.h"

/* What a scan's network is; the linker leads network_open() here. */
static struct link_sim_config wire;

int __real_network_open(
    struct network *n, const struct network_config *config, struct text *why);
int __wrap_network_open(
    struct network *n, const struct network_config *config, struct text *why);

int
__wrap_network_open(
    struct network *n, const struct network_config *config, struct text *why)
{
	struct network_config other = *config;
	other.kind = LINK_SIM;
	other.sim = &wire;
	return __real_network_open(n, &other, why);
}

static int
scan(const struct simnet_config *config, int argc, char *argv[])
{
	struct simnet *s;
	if (simnet_new(config, &s) < 0)
		return 1;
	wire = (struct link_sim_config){
	    .peer = simnet_peer(s),
	    .seed = config->seed,
	    .out = {.delay_ns = 5 * NS_PER_MS},
	    .in = {.delay_ns = 5 * NS_PER_MS},
	};
	hash_set_key(&(struct siphash_key){config->seed, 1});
	scheduler_begin(config->seed);
	int code = scan_command(argc, argv);
	scheduler_end();
	simnet_free(s);
	return code;
}

static int
usage(void)
{
	log_line(
	    "usage: world SEED DOMAINS zone DIR | scan ... | verdicts RUN");
	return 2;
}

int
main(int argc, char *argv[])
{
	if (argc < 5)
		return usage();
	struct simnet_config config = whole_config(
	    strtoull(argv[1], NULL, 10), strtoull(argv[2], NULL, 10));
	struct simnet_data data;
	if (strcmp(argv[3], "scan") == 0)
		return scan(&config, argc - 3, argv + 3);
	simnet_data_init(&data, &config);
	int code = 2;
	if (strcmp(argv[3], "zone") == 0)
		code = simnet_write_signed_zone(&data, argv[4], WHOLE_TLD) < 0;
	else if (strcmp(argv[3], "verdicts") == 0)
		code = !whole_verdicts_fit(&data, argv[4]);
	simnet_data_fini(&data);
	return code;
}
