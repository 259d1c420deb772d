#include "scan_line.h"

#include <unistd.h>

/* Those that are read but for the zones, which the manifest has apart. */
static void
add_files(struct manifest_command *c, const struct scan_options *o)
{
	manifest_command_add_file(c, "config", o->common.config);
	manifest_command_add_file(c, "zone-diff", o->zone_diff);
	manifest_command_add_file(c, "domains", o->domains);
	manifest_command_add_file(c, "hosts", o->hosts);
	manifest_command_add_file(c, "root-hints", o->root_hints);
	manifest_command_add_file(c, "trust-anchor", o->trust_anchor);
	manifest_command_add_file(c, "blocklist-file", o->common.blocklist);
	manifest_command_add_file(c, "allowlist-file", o->common.allowlist);
	manifest_command_add_file(c, "opt-out", o->common.opt_out);
	manifest_command_add_file(c, "server-rates", o->server_rates);
	manifest_command_add_file(c, "replay", o->common.replay);
}

void
scan_line_note(struct scan_line *line, const struct scan_options *o,
    const struct scan_plan *plan, const char *const *argv, size_t argc)
{
	line->options = *o;
	line->options.common.seed.value = plan->seed;
	line->command = (struct manifest_command){
	    .argv = argv,
	    .argc = argc,
	    .directory = getcwd(line->directory, sizeof(line->directory)),
	    .table = &scan_option_table,
	    .options = &line->options,
	    .dry_run = o->common.dry_run,
	};
	add_files(&line->command, o);
}
