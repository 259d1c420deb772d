#include "explanation_mta_sts.h"

#include <string.h>

#include "explanation_text.h"
#include "mta_sts_advice.h"

enum { DAY_S = 24 * 3600, PATTERNS_SHOWN = 32 };

static void
add_foreign(struct text *t, const char *s)
{
	explanation_add_foreign(t, (const uint8_t *)s, strlen(s));
}

static void
add_advice(struct text *t, const struct mta_sts_advice *a)
{
	text_addf(t, "      %s\n", a->advice);
}

static void
add_title(struct text *t, const struct mta_sts_verdict *v)
{
	char ip[ADDR_TEXT_MAX];
	text_addf(t, "  MTA-STS policy of id %s", v->id);
	if (v->file->ip != NULL)
		text_addf(t, ", asked of %s", addr_format(v->file->ip, ip));
	text_add(t, ": ");
}

/* Of a certificate the fault itself says more. */
static bool
says_detail(enum policy_fetch status)
{
	return status == POLICY_FETCH_NO_CONNECTION ||
	       status == POLICY_FETCH_TIMEOUT ||
	       status == POLICY_FETCH_TLS_FAILED ||
	       status == POLICY_FETCH_BROKEN || status == POLICY_FETCH_NOT_DONE;
}

static void
add_not_fetched(struct text *t, const struct mta_sts_verdict *v)
{
	const struct policy_file_record *f = v->file;
	const struct mta_sts_advice *a = mta_sts_advice_fetch(f->status);
	text_addf(t, "not fetched: %s", a->text);
	if (f->http_status != 0)
		text_addf(t, "; status %u", (unsigned)f->http_status);
	if (f->location != NULL) {
		text_add(t, ", to ");
		add_foreign(t, f->location);
	}
	if (f->detail != NULL && says_detail(f->status)) {
		text_add(t, " (");
		add_foreign(t, f->detail);
		text_add_char(t, ')');
	}
	text_add_char(t, '\n');
	add_advice(t, a);
}

static void
add_hosts_of(struct text *t, const struct mta_sts_pattern *p,
    const struct domain_mail *mail)
{
	unsigned count = 0;
	for (size_t i = 0; i < mail->host_count; i++) {
		if (!mta_sts_fits(p, &mail->hosts[i]))
			continue;
		text_add(t, count++ > 0 ? ", " : " has ");
		dns_name_add_text(t, mail->hosts[i].host);
	}
	text_add(t, count > 0 ? "\n" : " has no MX host\n");
}

static void
add_patterns(struct text *t, const struct mta_sts_verdict *v)
{
	const struct mta_sts_policy *p = &v->policy;
	for (unsigned i = 0; i < p->mx_count && i < PATTERNS_SHOWN; i++) {
		const struct mta_sts_pattern *mx = &p->mx[i];
		text_addf(t, "    mx %s", mx->wildcard ? "*." : "");
		explanation_add_foreign(t, (const uint8_t *)mx->at, mx->len);
		text_add_char(t, ':');
		add_hosts_of(t, mx, v->mail);
	}
	if (p->mx_count > PATTERNS_SHOWN)
		text_addf(
		    t, "    and %u mx more\n", p->mx_count - PATTERNS_SHOWN);
	for (size_t i = 0; v->missing > 0 && i < v->mail->host_count; i++) {
		const struct domain_host *h = &v->mail->hosts[i];
		if (mta_sts_has_host(v, h))
			continue;
		text_add(t, "    not listed: ");
		dns_name_add_text(t, h->host);
		text_add_char(t, '\n');
	}
}

static void
add_policy(struct text *t, const struct mta_sts_verdict *v)
{
	const struct mta_sts_policy *p = &v->policy;
	text_addf(t, "mode %s, max_age %u s (%u days)\n",
	    mta_sts_mode_word(p->mode), (unsigned)p->max_age_s,
	    (unsigned)p->max_age_s / DAY_S);
	add_patterns(t, v);
}

/* Of a bad file its first line, too. */
static void
add_bad_file(struct text *t, const struct mta_sts_verdict *v)
{
	const struct mta_sts_advice *a = mta_sts_advice_syntax(v->syntax);
	const struct record_bytes *body = &v->file->body;
	const char *end = memchr(body->at, '\n', body->len);
	size_t len =
	    end != NULL ? (size_t)(end - (const char *)body->at) : body->len;
	text_addf(t, "the file is no policy: %s\n", a->text);
	text_add(t, "    it begins with: ");
	explanation_add_foreign(t, body->at, len);
	text_add_char(t, '\n');
	add_advice(t, a);
}

static void
add_troubles(struct text *t, const struct mta_sts_verdict *v)
{
	for (int i = 0; i < MTA_STS_TROUBLE_COUNT; i++) {
		const struct mta_sts_advice *a =
		    mta_sts_advice_trouble((enum mta_sts_trouble)i);
		if (!v->trouble[i] || i == MTA_STS_FILE_BAD)
			continue;
		text_addf(t, "    %s", a->text);
		if (i == MTA_STS_FILE_TYPE && v->file->content_type != NULL) {
			text_add(t, ": ");
			add_foreign(t, v->file->content_type);
		}
		text_add_char(t, '\n');
		add_advice(t, a);
	}
}

void
explanation_add_mta_sts(struct text *t, const struct mta_sts_verdict *v)
{
	add_title(t, v);
	if (v->file->status != POLICY_FETCH_OK)
		add_not_fetched(t, v);
	else if (!v->is_policy)
		add_bad_file(t, v);
	else
		add_policy(t, v);
	add_troubles(t, v);
	text_addf(t, "    a sender that does MTA-STS %s\n",
	    mta_sts_action_text(v->action));
}
