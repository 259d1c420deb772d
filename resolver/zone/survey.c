#include "survey.h"

#include <string.h>

#include "base/macros.h"
#include "dns/type.h"
#include "rdata.h"

bool
zone_is_transfer(const char *text, size_t len)
{
	static const char *const marks[] = {
	    "; <<>> DiG", ";; AXFR for", ";; IXFR for"};
	size_t at = 0;

	while (at < len && (text[at] == '\n' || text[at] == '\r'))
		at++;
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		size_t mark = strlen(marks[i]);
		if (len - at >= mark && memcmp(text + at, marks[i], mark) == 0)
			return true;
	}
	return false;
}

void
zone_survey_init(struct zone_survey *s, bool is_transfer)
{
	*s = (struct zone_survey){.is_transfer = is_transfer};
}

static void
note_soa(struct zone_survey *s, uint64_t entry, const struct zone_rr *rr)
{
	struct zone_soa *soa = s->soas == 0 ? &s->first : &s->second;

	if (s->soas == 2) /* the second began a try, which this one ends */
		s->first = s->second;
	if (s->soas < 2)
		s->soas++;
	if (!s->has_zone)
		s->zone = *rr->owner;
	s->has_zone = true;
	soa->entry = entry;
	if (!zone_rdata_build(rr, soa->rdata, sizeof(soa->rdata), &soa->len))
		soa->len = 0;
}

void
zone_survey_note(
    struct zone_survey *s, uint64_t entry, const struct zone_entry *record)
{
	if (record->kind == ZONE_ENTRY_RECORD && record->rr.type == DNS_SOA) {
		note_soa(s, entry, &record->rr);
	} else if (s->soas == 2) { /* the second did not end, but begin */
		s->first = s->second;
		s->soas = 1;
	}
}

uint64_t
zone_survey_begin(const struct zone_survey *s)
{
	return s->is_transfer ? s->first.entry : 0;
}

bool
zone_survey_is_closed(const struct zone_survey *s)
{
	return s->soas == 2 && s->first.len > 0 &&
	       s->first.len == s->second.len &&
	       memcmp(s->first.rdata, s->second.rdata, s->first.len) == 0;
}
