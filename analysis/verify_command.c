#include "verify_command.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "anchor.h"
#include "base/log.h"
#include "evidence.h"
#include "output/part.h"
#include "run_files.h"
#include "time_text.h"
#include "validator.h"
#include "verdict_record.h"
#include "verdicts.h"

struct options {
	const char *run;
	const char *trust_anchor;
	int64_t at_ns;
};

static const char help_text[] =
    "usage: danesweep verify RUN --trust-anchor FILE [--at TIME]\n"
    "\n"
    "Judges the run in the directory RUN, without any network, and writes\n"
    "RUN/verdict: for each mail host and each domain whether its lookups are\n"
    "secure, which TLSA record matches which certificate, and what a sender\n"
    "that follows RFC 7672 would do.  What was there before is replaced.\n"
    "\n"
    "  -t, --trust-anchor FILE  DS or DNSKEY records of the root (or of any\n"
    "                           zone), one a line, as in a zone file:\n"
    "                           . IN DS 20326 8 2 E06D44B8...\n"
    "  -a, --at TIME            judge signatures and certificates as of this\n"
    "                           time (2026-11-23T09:00:00Z), and not as of\n"
    "                           when each record was received\n"
    "  -h, --help               this text\n"
    "\n"
    "Damaged records are named on standard error and left out.\n"
    "Exit code: 0, 1 with damaged records or a failure of the machine,\n"
    "2 for a wrong command line.\n";

/* 0, 1: help was printed, 2: wrong. */
static int
parse(int argc, char *argv[], struct options *o)
{
	static const struct option longs[] = {
	    {"trust-anchor", required_argument, NULL, 't'},
	    {"at", required_argument, NULL, 'a'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	int c;
	optind = 0; /* main may have parsed before */
	opterr = 0;
	while ((c = getopt_long(argc, argv, "t:a:h", longs, NULL)) != -1) {
		if (c == 't') {
			o->trust_anchor = optarg;
		} else if (c == 'h') {
			fputs(help_text, stdout);
			return 1;
		} else if (c == 'a') {
			if (time_text_parse(optarg, &o->at_ns))
				continue;
			log_line("verify: --at %s: write the time as "
				 "2026-11-23T09:00:00Z",
			    optarg);
			return 2;
		} else {
			log_line("verify: %s: no such option, or its value is "
				 "missing; see danesweep verify --help",
			    argv[optind - 1]);
			return 2;
		}
	}
	if (optind + 1 != argc) {
		log_line("verify: name one run directory: "
			 "danesweep verify RUN --trust-anchor FILE");
		return 2;
	}
	o->run = argv[optind];
	return 0;
}

/* What the machine has of what was named.  0 or 2, having said why. */
static int
check(const struct options *o, struct anchor_set *anchors)
{
	struct stat st;
	struct text why;
	int code = 0;
	if (o->trust_anchor == NULL) {
		log_line("verify: give the root's DS records with "
			 "--trust-anchor FILE");
		return 2;
	}
	if (stat(o->run, &st) < 0 || !S_ISDIR(st.st_mode)) {
		log_line("verify: %s is no run directory; name what scan -o "
			 "made",
		    o->run);
		return 2;
	}
	text_init(&why);
	if (anchor_set_read(anchors, o->trust_anchor, &why) < 0) {
		log_line("verify: --trust-anchor %s",
		    text_ok(&why) ? why.bytes : o->trust_anchor);
		code = 2;
	}
	text_fini(&why);
	return code;
}

struct loading {
	struct evidence *evidence;
	enum evidence_kind kind;
};

static const char *
add_line(void *arg, const char *line, size_t len)
{
	const struct loading *l = arg;
	return evidence_add(l->evidence, l->kind, line, len);
}

static int
load(const char *run, struct evidence *e, struct run_count *count)
{
	static const struct {
		const char *name;
		enum evidence_kind kind;
	} kinds[] = {
	    {"delegation", EVIDENCE_DELEGATION},
	    {"dns", EVIDENCE_DNS},
	    {"smtp", EVIDENCE_SMTP},
	    {"cert", EVIDENCE_CERT},
	};
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct loading l = {e, kinds[i].kind};
		int rc =
		    run_files_read(run, kinds[i].name, add_line, &l, count);
		if (rc < 0)
			return rc;
	}
	evidence_seal(e);
	return 0;
}

/* Takes the parts of an earlier verify away. */
static int
remove_old(const char *run)
{
	struct text path;
	text_init(&path);
	text_addf(&path, "%s/verdict", run);
	int dir = text_ok(&path)
		      ? open(path.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
		      : -1;
	text_fini(&path);
	if (dir < 0)
		return errno == ENOENT ? 0 : -errno;
	DIR *d = fdopendir(dir);
	if (d == NULL) {
		close(dir);
		return -errno;
	}
	int rc = 0;
	const struct dirent *entry;
	while (rc == 0 && (entry = readdir(d)) != NULL) {
		if (strncmp(entry->d_name, "part-", 5) == 0 &&
		    unlinkat(dir, entry->d_name, 0) < 0)
			rc = -errno;
	}
	closedir(d);
	return rc;
}

static int
write_lines(struct part_writer *w, const struct verdicts *all)
{
	struct text line;
	int rc = 0;
	text_init(&line);
	for (size_t i = 0; rc == 0 && i < all->host_count; i++) {
		text_clear(&line);
		verdict_record_add_host(&line, &all->hosts[i]);
		rc = text_ok(&line) ? part_add_line(w, line.bytes, line.len)
				    : -ENOMEM;
	}
	for (size_t i = 0; rc == 0 && i < all->domain_count; i++) {
		text_clear(&line);
		verdict_record_add_domain(&line, &all->domains[i]);
		rc = text_ok(&line) ? part_add_line(w, line.bytes, line.len)
				    : -ENOMEM;
	}
	text_fini(&line);
	return rc;
}

static int
write_verdicts(const char *run, const struct verdicts *all)
{
	struct part_config config = {.dir = run, .kind = "verdict"};
	struct part_writer *w;
	int rc = remove_old(run);
	if (rc == 0)
		rc = part_writer_open(&config, &w);
	if (rc < 0)
		return rc;
	rc = write_lines(w, all);
	if (rc == 0)
		rc = part_finish(w);
	part_writer_close(w);
	return rc;
}

static int
judge(const struct options *o, const struct evidence *e,
    const struct anchor_set *anchors, struct arena *arena)
{
	struct validator v;
	struct verdicts all = {0};
	validator_init(&v, arena, e, anchors, o->at_ns);
	verdicts_judge(&v, &all);
	int rc = write_verdicts(o->run, &all);
	if (rc < 0)
		log_line("%s/verdict: %s", o->run, strerror(-rc));
	else
		printf("%zu hosts and %zu domains judged\n", all.host_count,
		    all.domain_count);
	validator_fini(&v);
	return rc;
}

static int
run(const struct options *o, const struct anchor_set *anchors,
    struct arena *arena)
{
	struct evidence e;
	struct run_count count = {0};
	evidence_init(&e);
	int rc = load(o->run, &e, &count);
	if (rc == 0)
		rc = judge(o, &e, anchors, arena);
	evidence_fini(&e);
	if (count.damaged > 0)
		log_line("verify: %llu damaged records of %llu were left out",
		    (unsigned long long)count.damaged,
		    (unsigned long long)count.lines);
	return rc < 0 || count.damaged > 0 ? 1 : 0;
}

int
verify_command(int argc, char *argv[])
{
	struct options o = {0};
	struct arena arena;
	struct anchor_set anchors;
	int code = parse(argc, argv, &o);
	if (code != 0)
		return code == 1 ? 0 : code;
	arena_init(&arena);
	anchor_set_init(&anchors, &arena);
	code = check(&o, &anchors);
	if (code == 0)
		code = run(&o, &anchors, &arena);
	arena_fini(&arena);
	return code;
}
