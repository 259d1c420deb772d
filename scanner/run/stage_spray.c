#include "scanner/dns/name_table.h"
#include "scanner/dns/spray_run.h"
#include "stage_work.h"

static void
ask_foreign(const struct stage_work *w, const struct name_table *foreign)
{
	for (uint32_t id = 0; id < name_table_count(foreign); id++) {
		struct dns_name name;
		name_table_get(foreign, id, &name);
		stage_ask_host(w, &name);
	}
}

void
stage_spray(const struct stage_work *w, struct spray *spray,
    enum spray_share share, const struct name_table *foreign)
{
	bool sharded = share == SPRAY_SHARDED;
	struct servers *servers;
	int rc = servers_new(w->delegations, &w->policy, &servers);
	if (rc < 0) {
		halt_fail(w->halt, rc);
		return;
	}
	recorder_resume(w->recorder, spray_stage(spray), spray, servers);
	if (foreign != NULL)
		ask_foreign(w, foreign);
	spray_run(&(struct spray_run){
	    .spray = spray,
	    .servers = servers,
	    .sender = w->sender,
	    .resolver = w->resolver,
	    .counters = w->counters,
	    .key = w->key,
	    .ports = w->ports->spray_udp,
	    .halt = w->halt,
	    .seed = w->seed,
	    .shards = sharded ? w->shards : 1,
	    .shard = sharded ? w->shard : 0,
	    .probes = w->probes,
	    .cooldown_s = w->cooldown_s,
	});
	stage_end_questions(w, spray_stage(spray));
	recorder_forget_spray(w->recorder);
	servers_free(servers);
}
