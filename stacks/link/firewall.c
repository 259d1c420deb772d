#include "link/firewall.h"

#include <assert.h>
#include <errno.h>
#include <linux/capability.h>
#include <nftables/libnftables.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "link/local_ports.h"

enum { NAME_MAX_BYTES = 32, COMMAND_MAX = 512 };

struct firewall {
	struct nft_ctx *nft;
	char table[NAME_MAX_BYTES];
	char tcp[NAME_MAX_BYTES], udp[NAME_MAX_BYTES]; /* what is dropped */
};

/* Runs one nft command; what it prints is in nft_ctx_get_output_buffer(). */
static bool
run(struct nft_ctx *nft, const char *command)
{
	return nft_run_cmd_from_buffer(nft, command) == 0;
}

static bool
read_name(const char *pid, char name[NAME_MAX_BYTES])
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return false;
	bool got = fgets(name, NAME_MAX_BYTES, f) != NULL;
	fclose(f);
	return got;
}

/* Our own number is that of a scan before us: we have no table yet. */
static bool
is_stale(int pid)
{
	char text[16], name[NAME_MAX_BYTES], own[NAME_MAX_BYTES];
	snprintf(text, sizeof(text), "%d", pid);
	if (pid == (int)getpid() || !read_name(text, name))
		return true;
	return strcmp(name, "danesweep\n") != 0 && read_name("self", own) &&
	       strcmp(name, own) != 0;
}

/* The kernel refuses to remove one that a living process owns. */
static void
remove_stale(struct nft_ctx *nft)
{
	if (!run(nft, "list tables inet"))
		return;
	char *list = strdup(nft_ctx_get_output_buffer(nft));
	char *rest = list, *line;
	while ((line = strsep(&rest, "\n")) != NULL) {
		char command[COMMAND_MAX], behind;
		int pid;
		if (sscanf(line, "table inet danesweep_%9d%c", &pid, &behind) !=
			1 ||
		    !is_stale(pid))
			continue;
		snprintf(command, sizeof(command), "delete %s", line);
		run(nft, command);
	}
	free(list);
}

/*
 * One transaction, refused where the table is there already.  Not one block:
 * nft 1.0.6 takes `create table` with chains in it, and leaves them out.
 */
static bool
create_table(struct firewall *f, const char *flags)
{
	char command[COMMAND_MAX];
	snprintf(command, sizeof(command),
	    "create table inet %s %s\n"
	    "add chain inet %s in "
	    "{ type filter hook prerouting priority raw; }\n"
	    "add rule inet %s in iif != lo %s\n"
	    "add rule inet %s in iif != lo %s\n",
	    f->table, flags, f->table, f->table, f->tcp, f->table, f->udp);
	return run(f->nft, command);
}

static bool
lists_rules(struct nft_ctx *nft, const struct firewall *f)
{
	char command[COMMAND_MAX];
	snprintf(command, sizeof(command), "list table inet %s", f->table);
	nft_ctx_buffer_output(nft);
	if (!run(nft, command))
		return false;
	const char *listed = nft_ctx_get_output_buffer(nft);
	return strstr(listed, f->tcp) != NULL && strstr(listed, f->udp) != NULL;
}

/* Reads back what the kernel now has, with a context that made none of it. */
static bool
is_there(const struct firewall *f)
{
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);
	if (nft == NULL)
		return false;
	bool there = lists_rules(nft, f);
	nft_ctx_free(nft);
	return there;
}

static int
add_table(struct firewall *f, struct text *why)
{
	if ((create_table(f, "{ flags owner; }") || create_table(f, "")) &&
	    is_there(f))
		return 0;
	const char *said = nft_ctx_get_error_buffer(f->nft);
	text_addf(why,
	    "nftables cannot keep the kernel quiet on our ports: %.*s",
	    (int)strcspn(said, "\n"), said);
	return -EPERM;
}

/* Written as nft lists it: a range of one port is no range. */
static void
name_parts(struct firewall *f, uint16_t first, uint16_t last)
{
	char ports[16];
	snprintf(
	    ports, sizeof(ports), first == last ? "%u" : "%u-%u", first, last);
	snprintf(f->tcp, sizeof(f->tcp), "tcp dport %s drop", ports);
	snprintf(f->udp, sizeof(f->udp), "udp dport %s drop", ports);
	snprintf(f->table, sizeof(f->table), "danesweep_%d", (int)getpid());
}

/* Asked first: libnftables would say it on standard error, line by line. */
static bool
is_privileged(void)
{
	struct __user_cap_header_struct header = {
	    .version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {0};
	return syscall(SYS_capget, &header, data) < 0 || /* nftables will say */
	       (data[0].effective & 1u << CAP_NET_ADMIN) != 0;
}

static int
check_privilege(struct text *why)
{
	if (is_privileged())
		return 0;
	text_add(why, "keeping the kernel quiet on our ports needs root, or "
		      "CAP_NET_ADMIN");
	return -EPERM;
}

int
firewall_open(uint16_t port_first, uint16_t port_last, struct firewall **out,
    struct text *why)
{
	assert(port_first <= port_last);
	int rc = local_ports_check(port_first, port_last, why);
	if (rc == 0)
		rc = check_privilege(why);
	if (rc < 0)
		return rc;
	struct firewall *f = calloc(1, sizeof(*f));
	if (f == NULL)
		return -ENOMEM;
	f->nft = nft_ctx_new(NFT_CTX_DEFAULT);
	if (f->nft == NULL) {
		free(f);
		return -ENOMEM;
	}
	nft_ctx_buffer_output(f->nft);
	nft_ctx_buffer_error(f->nft);
	name_parts(f, port_first, port_last);
	remove_stale(f->nft);
	rc = add_table(f, why);
	if (rc < 0) {
		firewall_close(f);
		return rc;
	}
	*out = f;
	return 0;
}

void
firewall_close(struct firewall *f)
{
	char command[COMMAND_MAX];
	if (f == NULL)
		return;
	/* Without privileges the kernel does it, when our socket closes. */
	if (is_privileged()) {
		snprintf(
		    command, sizeof(command), "delete table inet %s", f->table);
		run(f->nft, command);
	}
	nft_ctx_free(f->nft);
	free(f);
}
