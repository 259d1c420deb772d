#include "scan_estimate.h"

#include <errno.h>
#include <stdio.h>

#include "base/disk_space.h"

static void
line(const char *key, uint64_t value)
{
	printf("%s: %llu\n", key, (unsigned long long)value);
}

static void
hours(const char *key, uint64_t seconds)
{
	printf("%s: %.2f\n", key, (double)seconds / 3600);
}

static void
print_slowest(const struct scan_estimate *e)
{
	struct text name;
	if (e->slowest.len == 0)
		return;
	text_init(&name);
	dns_name_add_text(&name, &e->slowest);
	if (text_ok(&name))
		printf("slowest_server: %s\n", name.bytes);
	text_fini(&name);
	line("slowest_server_questions", e->slowest_questions);
}

static void
print_records(const struct scan_estimate *e)
{
	for (unsigned i = 0; i < STAGE_SMTP; i++)
		printf("questions_%s: %llu\n", stage_name((enum stage)i),
		    (unsigned long long)e->records[i]);
	line("sessions", e->records[STAGE_SMTP]);
}

int
scan_estimate_print(const struct scan_plan *plan)
{
	struct scan_estimate e;
	int rc = scan_estimate_make(plan, &e);
	if (rc < 0)
		return rc;
	line("domains", e.domains);
	line("signed_domains", e.signed_domains);
	line("name_servers", e.name_servers);
	line("name_servers_without_address", e.without_address);
	line("mail_hosts", e.mail_hosts);
	print_records(&e);
	line("packets", e.packets);
	line("sent_bytes", e.sent_bytes);
	line("disk_bytes", e.disk_bytes);
	hours("hours_by_rate", e.rate_s);
	hours("hours_by_bandwidth", e.bandwidth_s);
	hours("hours_by_server_rate", e.server_s);
	print_slowest(&e);
	hours("hours", scan_estimate_seconds(&e));
	return fflush(stdout) == 0 ? 0 : -errno;
}

static double
megabytes(uint64_t bytes)
{
	return (double)bytes / 1e6;
}

int
scan_estimate_check_disk(const struct scan_plan *plan,
    const struct scan_estimate *e, struct text *why)
{
	struct disk_space disk;
	/* What cannot be asked says so where it is written to. */
	if (plan->output_dir == NULL ||
	    disk_space_at(plan->output_dir, &disk) < 0)
		return 0;
	uint64_t needed = e->disk_bytes + disk_space_reserve(&disk);
	if (needed <= disk.free_bytes)
		return 0;
	text_addf(why,
	    "%s: the run needs about %.1f MB (--estimate), and %.1f MB are "
	    "free: make room, or say --no-self-check",
	    plan->output_dir, megabytes(needed), megabytes(disk.free_bytes));
	return -ENOSPC;
}
