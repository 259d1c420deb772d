#include "network_input.h"

#include <errno.h>
#include <stdio.h>

#include "base/log.h"

static bool
mac_parse(const char *text, uint8_t out[6])
{
	unsigned b[6];
	char behind;
	if (sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x%c", &b[0], &b[1], &b[2],
		&b[3], &b[4], &b[5], &behind) != 6)
		return false;
	for (int i = 0; i < 6; i++)
		out[i] = (uint8_t)b[i];
	return true;
}

static int
read_gateway(
    struct network_input *in, const struct common_options *o, struct text *why)
{
	if (o->gateway_mac == NULL)
		return 0;
	in->config.gateway = in->gateway;
	if (mac_parse(o->gateway_mac, in->gateway))
		return 0;
	text_addf(why, "-G %s: not a MAC address such as 02:00:00:00:00:01",
	    o->gateway_mac);
	return -EINVAL;
}

/* The last one of a family holds. */
static void
keep_source(struct network_input *in, const struct addr *a)
{
	unsigned i = 0;
	while (i < in->config.source_count &&
	       addr_is_v4(&in->source[i]) != addr_is_v4(a))
		i++;
	in->source[i] = *a;
	if (i == in->config.source_count)
		in->config.source_count++;
}

static int
read_sources(
    struct network_input *in, const struct common_options *o, struct text *why)
{
	in->config.source = in->source;
	for (size_t i = 0; i < o->source_ips.count; i++) {
		struct addr a;
		if (!addr_parse(o->source_ips.at[i], &a)) {
			text_addf(
			    why, "-S %s: not an address", o->source_ips.at[i]);
			return -EINVAL;
		}
		keep_source(in, &a);
	}
	return 0;
}

/* Without a wire there are only captures. */
static int
read_link(
    struct network_input *in, const struct common_options *o, struct text *why)
{
	struct link_choice choice;
	if (!link_choice_parse(o->link, &choice)) {
		text_addf(why,
		    "--link %s: one of auto, packet, xdp, kernel, pcap:FILE",
		    o->link);
		return -EINVAL;
	}
	in->config.kind = choice.kind;
	in->config.capture = choice.capture;
	in->config.replay = o->replay;
	if (o->dry_run || o->replay != NULL)
		in->config.kind = LINK_PCAP;
	if (o->dry_run && in->config.capture == NULL)
		in->config.capture = "-";
	if (o->replay != NULL && !o->quiet)
		log_line("--replay: the key of cookies is drawn for each run: "
			 "what another run was answered is none of ours, and "
			 "is counted alone");
	return 0;
}

int
network_input_read(
    struct network_input *in, const struct common_options *o, struct text *why)
{
	in->config = (struct network_config){.interface = o->interface};
	int rc = read_link(in, o, why);
	if (rc == 0)
		rc = read_gateway(in, o, why);
	return rc < 0 ? rc : read_sources(in, o, why);
}
