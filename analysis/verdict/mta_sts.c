#include "mta_sts.h"

#include <string.h>
#include <strings.h>

#include "domain_policy.h"
#include "policy_record.h"

/* RFC 8461 3.2: weeks, or more. */
enum { AGE_GOOD_S = 7 * 24 * 3600 };

static void
set_id(const struct evidence *e, struct mta_sts_verdict *v)
{
	struct policy_faults faults;
	struct text record;
	const char *id;
	text_init(&record);
	if (domain_policy_record(
		e, v->file->domain, MAIL_POLICY_MTA_STS, &record, &faults) &&
	    text_ok(&record)) {
		size_t len = policy_record_id(record.bytes, record.len, &id);
		if (len <= MTA_STS_ID_MAX)
			memcpy(v->id, id, len);
	}
	text_fini(&record);
}

/* RFC 8461 3.2; what stands behind it, as a charset, does not count. */
static bool
is_plain_text(const char *type)
{
	static const char plain[] = "text/plain";
	size_t len = sizeof(plain) - 1;
	return type != NULL && strncasecmp(type, plain, len) == 0 &&
	       strchr("; \t", type[len]) != NULL;
}

/* `host` is as people write it, without its last dot. */
static void
host_text(const struct domain_host *h, struct text *out)
{
	text_init(out);
	dns_name_add_text(out, h->host);
}

bool
mta_sts_fits(const struct mta_sts_pattern *p, const struct domain_host *h)
{
	struct text name;
	host_text(h, &name);
	bool fits =
	    text_ok(&name) && mta_sts_pattern_has(p, name.bytes, name.len);
	text_fini(&name);
	return fits;
}

bool
mta_sts_has_host(const struct mta_sts_verdict *v, const struct domain_host *h)
{
	for (unsigned i = 0; i < v->policy.mx_count; i++)
		if (mta_sts_fits(&v->policy.mx[i], h))
			return true;
	return false;
}

static bool
is_used(const struct mta_sts_pattern *p, const struct domain_mail *mail)
{
	for (size_t i = 0; i < mail->host_count; i++)
		if (mta_sts_fits(p, &mail->hosts[i]))
			return true;
	return false;
}

static void
compare(struct mta_sts_verdict *v)
{
	const struct domain_mail *mail = v->mail;
	for (size_t i = 0; i < mail->host_count; i++)
		v->missing += !mta_sts_has_host(v, &mail->hosts[i]);
	v->trouble[MTA_STS_HOSTS_MISSING] = v->missing > 0;
	for (unsigned i = 0; i < v->policy.mx_count; i++)
		if (!is_used(&v->policy.mx[i], mail))
			v->trouble[MTA_STS_PATTERN_UNUSED] = true;
}

static enum mta_sts_action
action_of(const struct mta_sts_verdict *v)
{
	if (!v->is_policy)
		return MTA_STS_ACTS_AS_BEFORE;
	switch (v->policy.mode) {
	case MTA_STS_TESTING:
		return MTA_STS_ACTS_TESTING;
	case MTA_STS_ENFORCE:
		if (v->missing == 0)
			return MTA_STS_ACTS_ENFORCING;
		return v->missing < v->mail->host_count
			   ? MTA_STS_ACTS_SOME_HOSTS
			   : MTA_STS_ACTS_NO_HOST;
	case MTA_STS_NONE:
		break;
	}
	return MTA_STS_ACTS_BY_NONE;
}

static void
read_file(struct mta_sts_verdict *v)
{
	const struct policy_file_record *f = v->file;
	if (f->status != POLICY_FETCH_OK)
		return;
	v->trouble[MTA_STS_FILE_TYPE] = !is_plain_text(f->content_type);
	v->syntax = mta_sts_policy_read(f->body.at, f->body.len, &v->policy);
	v->is_policy = v->syntax == MTA_STS_FINE;
	v->trouble[MTA_STS_FILE_BAD] = !v->is_policy;
	if (!v->is_policy || v->policy.mode == MTA_STS_NONE)
		return;
	v->trouble[MTA_STS_AGE_SHORT] = v->policy.max_age_s < AGE_GOOD_S;
	compare(v);
}

void
mta_sts_judge(const struct evidence *e, const struct policy_file_record *file,
    const struct domain_mail *mail, struct mta_sts_verdict *out)
{
	*out = (struct mta_sts_verdict){.file = file, .mail = mail};
	set_id(e, out);
	read_file(out);
	out->action = action_of(out);
}

bool
mta_sts_is_bad(const struct mta_sts_verdict *v)
{
	return !v->is_policy || v->action == MTA_STS_ACTS_SOME_HOSTS ||
	       v->action == MTA_STS_ACTS_NO_HOST;
}
