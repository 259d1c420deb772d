#include "common_options.h"

#include <errno.h>
#include <stddef.h>

#include "base/entropy.h"
#include "base/log.h"
#include "identity.h"

#define AT(member) offsetof(struct common_options, member)

const struct option_row common_option_rows[COMMON_OPTIONS] = {
    {"bandwidth", 'B', OPTION_BANDWIDTH, AT(bandwidth_bps), 1000, 1000000000000,
	"BPS",
	"bits a second on the wire, with K, M or G; then -r has no default"},
    {"blocklist-file", 'b', OPTION_INPUT, AT(blocklist), 0, 0, "FILE",
	"prefixes never to send to, beside the IANA special ranges"},
    {"allowlist-file", 'w', OPTION_INPUT, AT(allowlist), 0, 0, "FILE",
	"send only to these prefixes"},
    {"opt-out", 0, OPTION_INPUT, AT(opt_out), 0, 0, "FILE",
	"domains, mail and name server operators, and prefixes that want no "
	"packet (danesweep-scan(8))"},
    {"allow-special", 0, OPTION_LIST, AT(special), 0, COMMON_SPECIAL_MAX,
	"PREFIX",
	"a part of the IANA special ranges that may be sent to, for labs; "
	"repeat"},
    {"seed", 'e', OPTION_NUMBER, AT(seed), 0, UINT64_MAX, "N",
	"order of targets (default: random)"},
    {"shards", 0, OPTION_NUMBER, AT(shards), 1, 65535, "N",
	"split the sweep over N runs of one seed (default 1)"},
    {"shard", 0, OPTION_NUMBER, AT(shard), 0, 65534, "I",
	"which of them this is, from 0"},
    {"link", 0, OPTION_STRING, AT(link), 0, 0, "KIND",
	"auto, packet, xdp, kernel or pcap:FILE (default auto: xdp from "
	"300000 packets a second)"},
    {"dry-run", 'd', OPTION_FLAG, AT(dry_run), 0, 0, NULL,
	"send nothing; the packets go as a capture to standard output"},
    {"replay", 0, OPTION_INPUT, AT(replay), 0, 0, "FILE",
	"receive what this capture holds, and send nothing"},
    {"interface", 'i', OPTION_STRING, AT(interface), 0, 0, "NAME",
	"interface to send on (default: that of the route)"},
    {"gateway-mac", 'G', OPTION_STRING, AT(gateway_mac), 0, 0, "MAC",
	"next hop; no gateway is looked up then"},
    {"source-ip", 'S', OPTION_LIST, AT(source_ips), 0, 0, "ADDR",
	"source address; one for each family"},
    {"user", 0, OPTION_STRING, AT(user), 0, 0, "NAME",
	"become this user once all is open (default: who called sudo, or "
	"nobody)"},
    {"contact", 0, OPTION_STRING, AT(contact), 0, 0, "URL",
	"page or mailbox where people can reach you; kept with the results"},
    {"i-am-allowed-to-scan", 0, OPTION_FLAG, AT(allowed), 0, 0, NULL,
	"you may scan these networks, and answer for it"},
    {"quiet", 'q', OPTION_FLAG, AT(quiet), 0, 0, NULL, "no status line"},
    OPTION_CONFIG_ROW(AT(config)),
    OPTION_HELP_ROW,
};

const struct common_options common_option_defaults = {
    .shards = {.value = 1},
    .link = "auto",
};

void
common_options_check(const struct common_options *o)
{
	if (o->shard.value >= o->shards.value)
		log_usage_exit("--shard counts from 0: it must be below "
			       "--shards %llu",
		    (unsigned long long)o->shards.value);
	if (o->shards.value > 1 && !o->seed.given)
		log_usage_exit("--shards needs one order in all of them, or "
			       "they would not fit together: say --seed N");
}

int
common_options_check_conduct(const struct common_options *o, struct text *why)
{
	bool sends = !o->dry_run && o->replay == NULL;
	const char *fault =
	    o->contact != NULL ? identity_contact_fault(o->contact) : NULL;
	if (fault != NULL) {
		text_addf(why, "--contact %.64s: %s", o->contact, fault);
		return -EINVAL;
	}
	if (!sends || (o->allowed && o->contact != NULL))
		return 0;
	text_add(why, "say who scans: --contact URL and "
		      "--i-am-allowed-to-scan (README, conduct)");
	return -EINVAL;
}

uint64_t
common_options_rate(
    const struct common_options *o, const struct option_number *rate_pps)
{
	return o->bandwidth_bps.given && !rate_pps->given ? 0 : rate_pps->value;
}

int
common_options_seed(const struct common_options *o, uint64_t *out)
{
	*out = o->seed.value;
	return o->seed.given ? 0 : entropy_fill(out, sizeof(*out));
}

int
common_options_blocklist(
    const struct common_options *o, struct blocklist **out, struct text *why)
{
	return blocklist_new(
	    &(struct blocklist_rules){
		.block_path = o->blocklist,
		.allow_path = o->allowlist,
		.opt_out_path = o->opt_out,
		.special_allowed = o->special.at,
		.special_count = o->special.count,
	    },
	    out, why);
}
