#include "verify_left_out.h"

#include "base/text.h"

static const char *
zone_text(const struct dns_name *zone, struct arena *arena)
{
	struct text t;
	text_init(&t);
	dns_name_add_text(&t, zone);
	return arena_text(arena, &t);
}

static const struct left_out_line *
list(const struct name_map *m, bool of_domains, struct arena *arena)
{
	size_t count = name_map_count(m);
	const struct left_out_row *rows = left_out_rows(m, arena);
	struct left_out_line *out = arena_alloc(arena, count * sizeof(*out));
	for (size_t i = 0; i < count; i++) {
		const struct outcome *o = &rows[i].outcome;
		out[i] = (struct left_out_line){
		    .zone = of_domains ? zone_text(rows[i].zone, arena) : NULL,
		    .state = security_text(rows[i].security),
		    .with_mx = rows[i].mx,
		    .study = study_text(o->study),
		    .sender = sender_action_text(o->sender),
		    .reason = o->reason != REASON_NONE ? reason_text(o->reason)
						       : NULL,
		    .count = rows[i].count,
		};
	}
	return out;
}

void
verify_left_out_list(const struct left_out_counts *l, struct arena *arena,
    struct verdict_left_out *out)
{
	*out = (struct verdict_left_out){
	    .hosts = list(&l->hosts, false, arena),
	    .host_lines = name_map_count(&l->hosts),
	    .domains = list(&l->domains, true, arena),
	    .domain_lines = name_map_count(&l->domains),
	    .hosts_unjudged = l->hosts_unjudged,
	    .domains_unjudged = l->domains_unjudged,
	};
}
