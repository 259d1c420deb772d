#include "link/quiet.h"

#include <errno.h>
#include <nftables/libnftables.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct quiet {
	struct nft_ctx *nft;
	char table[32];
};

static const char TABLE[] = "danesweep_";

/* Runs one nft command; what it prints is in nft_ctx_get_output_buffer(). */
static bool
run(struct nft_ctx *nft, const char *command)
{
	return nft_run_cmd_from_buffer(nft, command) == 0;
}

static bool
is_dead(long pid)
{
	return pid > 0 && kill((pid_t)pid, 0) < 0 && errno == ESRCH;
}

/* A line of `list tables` such as "table inet danesweep_1234". */
static void
remove_if_stale(struct nft_ctx *nft, const char *line)
{
	const char *at = strstr(line, TABLE);
	char command[64];
	if (at == NULL)
		return;
	long pid = strtol(at + sizeof(TABLE) - 1, NULL, 10);
	if (!is_dead(pid))
		return;
	snprintf(
	    command, sizeof(command), "delete table inet %s%ld", TABLE, pid);
	run(nft, command);
}

static void
remove_stale(struct nft_ctx *nft)
{
	if (!run(nft, "list tables inet"))
		return;
	char *list = strdup(nft_ctx_get_output_buffer(nft));
	if (list == NULL)
		return;
	char *rest = list, *line;
	while ((line = strsep(&rest, "\n")) != NULL)
		remove_if_stale(nft, line);
	free(list);
}

static int
check_ephemeral(uint16_t first, uint16_t last, struct text *why)
{
	unsigned low = 0, high = 0;
	FILE *f = fopen("/proc/sys/net/ipv4/ip_local_port_range", "re");
	if (f == NULL)
		return 0; /* not there: nothing to overlap with */
	int got = fscanf(f, "%u %u", &low, &high);
	fclose(f);
	if (got != 2 || first > high || last < low)
		return 0;
	text_addf(why,
	    "ports %u-%u overlap those that the kernel gives out (%u-%u): "
	    "choose others with -s",
	    first, last, low, high);
	return -EADDRINUSE;
}

static int
add_table(struct quiet *q, uint16_t first, uint16_t last)
{
	char commands[512];
	snprintf(commands, sizeof(commands),
	    "add table inet %s\n"
	    "add chain inet %s in { type filter hook prerouting priority raw; "
	    "}\n"
	    "add rule inet %s in iif != lo tcp dport %u-%u drop\n"
	    "add rule inet %s in iif != lo udp dport %u-%u drop\n",
	    q->table, q->table, q->table, first, last, q->table, first, last);
	if (!run(q->nft, commands))
		return -EPERM;
	snprintf(commands, sizeof(commands), "list table inet %s", q->table);
	if (!run(q->nft, commands) ||
	    strstr(nft_ctx_get_output_buffer(q->nft), "drop") == NULL)
		return -EIO;
	return 0;
}

int
quiet_begin(uint16_t port_first, uint16_t port_last, struct quiet **out,
    struct text *why)
{
	int rc = check_ephemeral(port_first, port_last, why);
	if (rc < 0)
		return rc;
	struct quiet *q = calloc(1, sizeof(*q));
	if (q == NULL)
		return -ENOMEM;
	snprintf(q->table, sizeof(q->table), "%s%d", TABLE, (int)getpid());
	q->nft = nft_ctx_new(NFT_CTX_DEFAULT);
	if (q->nft == NULL) {
		free(q);
		return -ENOMEM;
	}
	nft_ctx_buffer_output(q->nft);
	nft_ctx_buffer_error(q->nft);
	remove_stale(q->nft);
	rc = add_table(q, port_first, port_last);
	if (rc < 0) {
		text_addf(why,
		    "nftables: cannot keep the kernel quiet on our ports "
		    "(%s); this needs root, or CAP_NET_ADMIN",
		    strerror(-rc));
		quiet_end(q);
		return rc;
	}
	*out = q;
	return 0;
}

void
quiet_end(struct quiet *q)
{
	char command[64];
	if (q == NULL)
		return;
	snprintf(command, sizeof(command), "delete table inet %s", q->table);
	run(q->nft, command);
	nft_ctx_free(q->nft);
	free(q);
}
