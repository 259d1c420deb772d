/*
 * replay DOMAINS... : how fast a run that goes on reads its dns records back,
 * in CPU time, and what it keeps, for so many domains with one record each;
 * one in ten is signed.  Where a figure grows with the domains, something is
 * not linear.
 */
#include <malloc.h>
#include <time.h>

#include "base/macros.h"
#include "output/part.h"
#include "output/record/dns.h"
#include "scanner/dns/replay.h"
#include "tests/unit/small_world.h"
#include "tests/unit/test_folder.h"

enum { SIGNED_ONE_IN = 10, OF_ONE_HOST = 5, LINE_BYTES = 64 };

struct world {
	struct delegations *delegations;
	struct domains domains;
	struct findings findings;
	struct spray *spray;
};

static int64_t
cpu_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static void
must(bool so, const char *what)
{
	if (so)
		return;
	fprintf(stderr, "replay: %s\n", what);
	exit(2);
}

static void
make_zone(unsigned count)
{
	FILE *f = fopen(path_of("zone"), "w");
	must(f != NULL, "a zone file");
	fprintf(f, "se. 300 IN SOA a.se. h.se. 1 2 3 4 5\n");
	for (unsigned i = 0; i < count; i++)
		fprintf(f, "d%u.se. 300 IN NS ns.provider.se.\n", i);
	must(fclose(f) == 0, "a zone file");
}

static void
open_world(struct world *w)
{
	struct zone_file_count count;
	struct text why;
	text_init(&why);
	w->delegations = delegations_new();
	must(w->delegations != NULL &&
		 delegations_read(w->delegations,
		     &(struct zone_source){.path = path_of("zone")}, &count,
		     &why) == 0 &&
		 delegations_seal(w->delegations) == 0,
	    "the zone");
	text_fini(&why);
	w->domains = (struct domains){.delegations = w->delegations};
	must(findings_init(&w->findings, &w->domains, false) == 0 &&
		 spray_new_domains(&w->domains, &w->spray) == 0,
	    "memory");
}

static void
close_world(struct world *w)
{
	spray_free(w->spray);
	findings_fini(&w->findings);
	delegations_free(w->delegations);
}

static void
add_record(struct part_writer *part, struct text *line, unsigned i)
{
	char question[LINE_BYTES], answer[4 * LINE_BYTES], zone[LINE_BYTES];
	struct addr server = addr_of("192.0.2.53");
	struct reply r;
	int n = snprintf(answer, sizeof(answer), "d%u.se MX 10 mx%u.d%u.se", i,
	    i % 2, i / OF_ONE_HOST);
	if (i % SIGNED_ONE_IN == 0)
		snprintf(answer + n, sizeof(answer) - (size_t)n,
		    ";d%u.se RRSIG MX d%u.se 2", i, i);
	snprintf(question, sizeof(question), "d%u.se MX", i);
	snprintf(zone, sizeof(zone), "d%u.se", i);
	struct dns_name of = name_of(zone);
	reply_of(&r, question, "aa", DNS_NOERROR, answer, "");
	text_clear(line);
	dns_record_add(line, &(struct dns_record){
				 .question = &r.m.question,
				 .status = DNS_STATUS_REPLY,
				 .server = &server,
				 .zone = &of,
				 .stage = STAGE_DOMAINS,
				 .attempts = 1,
				 .message = r.bytes,
				 .message_len = r.len,
			     });
	must(text_ok(line) && part_add_line(part, line->bytes, line->len) == 0,
	    "a record");
}

static void
make_records(unsigned count)
{
	struct part_writer *part;
	struct text line;
	text_init(&line);
	must(part_writer_open(
		 &(struct part_config){.dir = test_folder, .kind = "dns"},
		 &part) == 0,
	    "a part");
	for (unsigned i = 0; i < count; i++)
		add_record(part, &line, i);
	must(part_finish(part) == 0, "a part");
	part_writer_close(part);
	text_fini(&line);
}

static void
measure(unsigned count)
{
	struct world w;
	struct replay *replay;
	struct halt halt;
	atomic_bool stopping = false;
	halt_init(&halt, &stopping);
	open_world(&w);
	size_t heap = mallinfo2().uordblks + mallinfo2().hblkhd;
	int64_t began_ns = cpu_ns();
	must(replay_new(test_folder, &replay) == 0 &&
		 replay_take(
		     replay, &(struct replay_stage){.stage = STAGE_DOMAINS,
				 .findings = &w.findings,
				 .spray = w.spray,
				 .halt = &halt}) == 0,
	    "the records");
	double took_ns = (double)(cpu_ns() - began_ns);
	size_t more = mallinfo2().uordblks + mallinfo2().hblkhd - heap;
	must(spray_open_count(w.spray) == 0, "all records");
	printf("%8u domains: %6.2f us a record, %8.0f records a CPU second; "
	       "%4.0f bytes of heap a domain, findings included\n",
	    count, took_ns / 1e3 / count, 1e9 * count / took_ns,
	    (double)more / count);
	replay_free(replay);
	close_world(&w);
}

int
main(int argc, char *argv[])
{
	char command[64];
	for (int i = 1; i < argc; i++) {
		unsigned count = (unsigned)strtoul(argv[i], NULL, 10);
		strcpy(test_folder + strlen(test_folder) - 6, "XXXXXX");
		must(count > 0 && mkdtemp(test_folder) != NULL, "a number");
		make_zone(count);
		make_records(count);
		measure(count);
		snprintf(command, sizeof(command), "rm -r %s", test_folder);
		must(system(command) == 0, command);
	}
	return argc == 1;
}
