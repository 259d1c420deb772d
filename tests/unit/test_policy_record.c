/*
 * What is amiss in the records beside DANE; and the manual of check has each
 * advice.  Run this from the tree's root.
 */
#include "analysis/verdict/policy_record.h"
#include "analysis/verdict/dkim.h"

#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "tap.h"

static const struct row {
	enum mail_policy policy;
	const char *text;
	enum policy_fault want[2];
} rows[] = {
    {MAIL_POLICY_SPF, "v=spf1 mx -all", {POLICY_FINE}},
    {MAIL_POLICY_SPF, "v=spf1 mx ~ALL", {POLICY_FINE}},
    {MAIL_POLICY_SPF, "v=spf1 redirect=_spf.example.net", {POLICY_FINE}},
    {MAIL_POLICY_SPF, "v=spf1  -all  mx", {POLICY_FINE}},
    {MAIL_POLICY_SPF, "v=spf1", {POLICY_SPF_OPEN}},
    {MAIL_POLICY_SPF, "v=spf1 mx ?all", {POLICY_SPF_OPEN}},
    {MAIL_POLICY_SPF, "v=spf1 redirect=", {POLICY_SPF_OPEN}},
    {MAIL_POLICY_SPF, "v=spf1 include:-all.example", {POLICY_SPF_OPEN}},
    {MAIL_POLICY_SPF, "v=spf1 +all", {POLICY_SPF_PASSES}},
    {MAIL_POLICY_SPF, "v=spf1 all -all", {POLICY_SPF_PASSES}},
    {MAIL_POLICY_SPF, "v=spf1 -all +all", {POLICY_FINE}},
    {MAIL_POLICY_SPF, "v=spf1 redirect=a.example -all",
	{POLICY_SPF_REDIRECT_IGNORED}},
    {MAIL_POLICY_SPF, "v=spf1 ~all REDIRECT=a.example",
	{POLICY_SPF_REDIRECT_IGNORED}},
    {MAIL_POLICY_SPF, "v=spf1 ?all redirect=a.example",
	{POLICY_SPF_OPEN, POLICY_SPF_REDIRECT_IGNORED}},
    {MAIL_POLICY_SPF, "v=spf1 redirect=a.example +all",
	{POLICY_SPF_PASSES, POLICY_SPF_REDIRECT_IGNORED}},
    {MAIL_POLICY_SPF, "v=spf1 redirect=a.example redirect=b.example",
	{POLICY_SPF_REDIRECTS}},
    {MAIL_POLICY_SPF, "v=spf1 exp=all.example -all", {POLICY_FINE}},
    {MAIL_POLICY_DMARC, "v=DMARC1; p=reject", {POLICY_FINE}},
    {MAIL_POLICY_DMARC, "v=DMARC1;sp=none;P = Quarantine ;", {POLICY_FINE}},
    {MAIL_POLICY_DMARC, "v=DMARC1; p=none; rua=mailto:a@b",
	{POLICY_DMARC_NONE}},
    {MAIL_POLICY_DMARC, "v=DMARC1", {POLICY_DMARC_NO_P}},
    {MAIL_POLICY_DMARC, "v=DMARC1; p", {POLICY_DMARC_NO_P}},
    {MAIL_POLICY_DMARC, "v=DMARC1; p=", {POLICY_DMARC_NO_P}},
    {MAIL_POLICY_DMARC, "v=DMARC1; p=rejected", {POLICY_DMARC_NO_P}},
    {MAIL_POLICY_DMARC, "v=DMARC1; sp=reject", {POLICY_DMARC_NO_P}},
    {MAIL_POLICY_TLSRPT, "v=TLSRPTv1; rua=mailto:a@b", {POLICY_FINE}},
    {MAIL_POLICY_TLSRPT, "v=TLSRPTv1;rua=https://a/?x=1 , mailto:a@b;",
	{POLICY_FINE}},
    {MAIL_POLICY_TLSRPT, "v=TLSRPTv1;", {POLICY_TLSRPT_NO_RUA}},
    {MAIL_POLICY_TLSRPT, "v=TLSRPTv1; rua=", {POLICY_TLSRPT_NO_RUA}},
    {MAIL_POLICY_TLSRPT, "v=TLSRPTv1; rua=mailto:", {POLICY_TLSRPT_NO_RUA}},
    {MAIL_POLICY_TLSRPT, "v=TLSRPTv1; rua=a@b", {POLICY_TLSRPT_NO_RUA}},
    {MAIL_POLICY_TLSRPT, "v=TLSRPTv1; rua=mailto:a@b,http://a",
	{POLICY_TLSRPT_NO_RUA}},
    {MAIL_POLICY_MTA_STS, "v=STSv1; id=20261130A;", {POLICY_FINE}},
    {MAIL_POLICY_MTA_STS, "v=STSv1; id=12345678901234567890123456789012",
	{POLICY_FINE}},
    {MAIL_POLICY_MTA_STS, "v=STSv1; id=123456789012345678901234567890123",
	{POLICY_MTA_STS_NO_ID}},
    {MAIL_POLICY_MTA_STS, "v=STSv1; id=2026-11-30", {POLICY_MTA_STS_NO_ID}},
    {MAIL_POLICY_MTA_STS, "v=STSv1; id=\033[2J", {POLICY_MTA_STS_NO_ID}},
    {MAIL_POLICY_MTA_STS, "v=STSv1; id=;", {POLICY_MTA_STS_NO_ID}},
    {MAIL_POLICY_MTA_STS, "v=STSv1", {POLICY_MTA_STS_NO_ID}},
    {MAIL_POLICY_CAA, "", {POLICY_FINE}},
};

static char page[1 << 16];

static void
test_manual(void)
{
	FILE *f = fopen("doc/man/danesweep-check.8", "r");
	size_t len = f != NULL ? fread(page, 1, sizeof(page) - 1, f) : 0;
	ok(len > 0 && len < sizeof(page) - 1, "the manual");
	if (f != NULL)
		fclose(f);
	ok(strstr(page, DKIM_ADVICE) != NULL, DKIM_ADVICE);
	ok(policy_fault_advice(POLICY_FINE)[0] == 0, "no fault, no advice");
	for (int i = POLICY_FINE + 1; i < POLICY_FAULT_COUNT; i++) {
		const char *advice = policy_fault_advice((enum policy_fault)i);
		ok(advice[0] != 0 && strstr(page, advice) != NULL, advice);
		ok(policy_fault_word((enum policy_fault)i)[0] != 0, "a word");
	}
}

/* These two and no others; FINE is none. */
static bool
is_as_wanted(const struct row *r)
{
	struct policy_faults f =
	    policy_record_judge(r->policy, r->text, strlen(r->text));
	for (int i = POLICY_FINE + 1; i < POLICY_FAULT_COUNT; i++)
		if (f.at[i] != (i == (int)r->want[0] || i == (int)r->want[1]))
			return false;
	return !f.at[POLICY_FINE];
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(is_as_wanted(&rows[i]), rows[i].text);
	test_manual();
	return tap_end();
}
