/*
 * flat write DOMAINS DIR : the files of the flat world.
 * flat answer INTERFACE clean|odd : its servers, until SIGTERM.
 * flat scan DOMAINS SEED clean|odd : stage domains of it in memory, every
 *	thread of the scanner on one; what that took, and a digest of the
 *	records, times left out, to hold two builds against one another.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flat_peer.h"
#include "flat_scan.h"
#include "flat_world.h"

static atomic_bool stopping;

static void
stop(int signal_number)
{
	(void)signal_number;
	atomic_store(&stopping, true);
}

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "flat: %s\n", what);
	exit(1);
}

static void
scan(char *argv[])
{
	struct flat_scan_outcome o;
	flat_scan_run((uint32_t)atol(argv[2]), strtoull(argv[3], NULL, 10),
	    strcmp(argv[4], "odd") == 0, &o);
	double n = (double)o.records;
	printf("%llu records, %llu of them TIMEOUT, digest %016llx; a record: "
	       "%.0f ns, of which servers %.0f; before that %.0f\n",
	    (unsigned long long)o.records, (unsigned long long)o.timeouts,
	    (unsigned long long)o.digest, o.cpu_s / n * 1e9,
	    o.servers_s / n * 1e9, o.before_s / n * 1e9);
}

int
main(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "";
	signal(SIGTERM, stop);
	signal(SIGINT, stop);
	if (argc == 4 && strcmp(what, "write") == 0) {
		if (flat_world_write(argv[3], (uint32_t)atol(argv[2])) < 0)
			fail("cannot write");
	} else if (argc == 4 && strcmp(what, "answer") == 0) {
		if (flat_peer_serve(
			argv[2], strcmp(argv[3], "odd") == 0, &stopping) < 0)
			fail("no AF_XDP on this interface");
	} else if (argc == 5 && strcmp(what, "scan") == 0) {
		scan(argv);
	} else {
		fail("write DOMAINS DIR | answer INTERFACE clean|odd | "
		     "scan DOMAINS SEED clean|odd");
	}
	return 0;
}
