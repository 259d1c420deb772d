/*
 * The scan is a child, for it drops its privileges and may do little but scan
 * afterwards.  What it leaves is judged here.
 */
#include "rollover_look.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/x509.h>

#include "analysis/command/verify_input.h"
#include "analysis/dnssec/lookup.h"
#include "analysis/verdict/judge.h"
#include "analysis/verdict/signature_life.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "dns/nsec3.h"
#include "dns/rdata.h"
#include "output/record/smtp.h"
#include "own_identity.h"
#include "rollover_servers.h"
#include "rollover_way.h"
#include "scan.h"
#include "tls/cert.h"

enum { PATH_BYTES = 512, ARGV_MAX = 40 };

static const char folder_name[] = "look-"; /* and six letters */

/* Signals that end a program: here the scan first, then the look's folder. */
static const int ending[] = {SIGHUP, SIGINT, SIGTERM};
static volatile sig_atomic_t ended_by, scan_pid;

static void
end_scan(int number)
{
	ended_by = number;
	if (scan_pid > 0)
		kill(scan_pid, SIGTERM);
}

/* Whoever started us ignores some of them, as nohup(1) does, and so do we. */
static void
handle_ending(struct sigaction old[ARRAY_LEN(ending)])
{
	struct sigaction action = {
	    .sa_handler = end_scan, .sa_flags = SA_RESTART};
	ended_by = 0;
	for (size_t i = 0; i < ARRAY_LEN(ending); i++)
		if (sigaction(ending[i], NULL, &old[i]) == 0 &&
		    old[i].sa_handler != SIG_IGN)
			sigaction(ending[i], &action, NULL);
}

static void
leave_ending(const struct sigaction old[ARRAY_LEN(ending)])
{
	for (size_t i = 0; i < ARRAY_LEN(ending); i++)
		sigaction(ending[i], &old[i], NULL);
}

static int
write_host(const struct rollover_look_config *c, const char *path)
{
	FILE *f = fopen(path, "we");
	if (f == NULL)
		return -errno;
	fprintf(f, "%s\n", c->host_text);
	return fclose(f) == 0 ? 0 : -errno;
}

/* What scan would be told by a person who wants this. */
static int
scan(const struct rollover_look_config *c, const char *names, const char *run)
{
	const char *ehlo = c->ehlo != NULL ? c->ehlo : own_identity_name();
	const char *argv[ARGV_MAX + 2 * OPTION_LIST_MAX] = {"scan", "--hosts",
	    names, "-o", run, "--link", "kernel", "--smtp-all",
	    "--every-server", "--quiet", "--cooldown-time", "1", "--root-hints",
	    c->root_hints, "--trust-anchor", c->trust_anchor, "--ehlo", ehlo,
	    "--contact", own_identity_contact(ehlo), "--i-am-allowed-to-scan"};
	int argc = 0;
	while (argv[argc] != NULL)
		argc++;
	if (c->no_self_check)
		argv[argc++] = "--no-self-check";
	for (size_t i = 0; i < c->special->count; i++) {
		argv[argc++] = "--allow-special";
		argv[argc++] = c->special->at[i];
	}
	return scan_command(argc, (char **)(uintptr_t)argv);
}

/*
 * A child, which no signal reaches before it is known whose it is.  None where
 * a signal came before.
 */
static pid_t
begin_scan(const struct rollover_look_config *c, const char *names,
    const char *run, const struct sigaction old[ARRAY_LEN(ending)])
{
	sigset_t set, before;
	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_LEN(ending); i++)
		sigaddset(&set, ending[i]);
	sigprocmask(SIG_BLOCK, &set, &before);
	fflush(NULL);
	errno = ECANCELED;
	pid_t pid = ended_by == 0 ? fork() : -1;
	if (pid == 0) {
		leave_ending(old);
		sigprocmask(SIG_SETMASK, &before, NULL);
		exit(scan(c, names, run));
	}
	scan_pid = pid;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return pid;
}

/* In a child of its own.  0, or -errno. */
static int
scan_apart(const struct rollover_look_config *c, const char *names,
    const char *run, const struct sigaction old[ARRAY_LEN(ending)])
{
	int status = 0, rc = 0;
	pid_t pid = begin_scan(c, names, run, old);
	if (pid < 0)
		return -errno;
	while (rc == 0 && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			rc = -errno;
	scan_pid = 0;
	if (rc < 0)
		return rc;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -ECANCELED;
}

static void
note_dates(struct rollover_look *l, const struct seen_cert *cert)
{
	X509 *x = evidence_x509(cert);
	if (x == NULL)
		return;
	int64_t from = cert_seconds(X509_get0_notBefore(x)),
		to = cert_seconds(X509_get0_notAfter(x));
	if (l->not_after_s == 0 || to < l->not_after_s) {
		l->not_before_s = from;
		l->not_after_s = to;
	}
	X509_free(x);
}

static bool
is_noted(const struct rollover_look *l, const struct spki_digest *key)
{
	for (size_t i = 0; i < l->served_count; i++)
		if (spki_digest_is(&l->served[i], key))
			return true;
	return false;
}

static void
note_address(struct rollover_look *l, const struct evidence *e,
    const struct address_verdict *v, bool no_ipv6)
{
	const struct host_session *s = v->session;
	const struct seen_cert *leaf =
	    s->chain_count > 0 ? evidence_cert(e, s->chain[0]) : NULL;
	bool no_way = s->tls == NULL && !rollover_has_way(&s->ip);
	struct spki_digest key;
	char at[ADDR_TEXT_MAX];
	if (no_way && no_ipv6 && !addr_is_v4(&s->ip))
		return;
	addr_format(&s->ip, at);
	l->address_count++;
	if (leaf == NULL || s->tls == NULL) {
		l->unserved_count++;
		rollover_look_fault(l, "%s: %s", at,
		    no_way ? rollover_no_way : smtp_status_words[s->status]);
		return;
	}
	if (!v->matched)
		rollover_look_fault(
		    l, "%s: no TLSA record matches its certificate", at);
	memcpy(key.bytes, leaf->spki_sha256, sizeof(key.bytes));
	note_dates(l, leaf);
	if (!is_noted(l, &key) && l->served_count < ARRAY_LEN(l->served))
		l->served[l->served_count++] = key;
}

static void
note_verdict(struct rollover_look *l, struct judge *j, struct host_use *use,
    bool no_ipv6, struct dns_name *owner)
{
	struct host_judgement r;
	judge_host(j, use, &r);
	const struct host_verdict *v = &r.verdict;
	l->is_secure = v->tlsa.security == SECURITY_SECURE;
	if (!l->is_secure)
		rollover_look_fault(l, "the TLSA answer is not proved: %s",
		    reason_text(v->tlsa.reason));
	for (size_t i = 0; i < v->address_count; i++)
		note_address(
		    l, j->now.input.dnssec.evidence, &v->addresses[i], no_ipv6);
	l->is_authenticated = v->outcome.sender == SENDER_AUTHENTICATED;
	if (v->tlsa_base == NULL)
		return;
	dns_name_copy(v->tlsa_owner != NULL ? v->tlsa_owner : owner, owner);
	const struct rrset *set =
	    lookup_judge(&j->now.validator, owner, DNS_TLSA, NULL)->rrset;
	struct signature_life life;
	if (set != NULL &&
	    signature_life_of(set, clock_realtime_ns() / NS_PER_S, &life))
		l->signed_until_s = life.end_s; /* any valid one suffices */
}

static int
judge_run(const struct rollover_look_config *c, const char *run,
    struct rollover_look *l, struct dns_name *owner)
{
	static struct judge judge;
	struct verify_options o = {
	    .runs = &run,
	    .run_count = 1,
	    .trust_anchor = c->trust_anchor,
	    .threads = 1,
	    .nsec3_iterations = NSEC3_ITERATIONS_MAX,
	};
	struct verify_input in;
	struct mail_plan plan;
	int code = verify_input_read(&o, &in);
	if (code == 0) {
		struct judge_input input = {
		    .dnssec = {.evidence = &in.evidence,
			.anchors = &in.anchors,
			.nsec3_iterations = NSEC3_ITERATIONS_MAX},
		};
		judge_init(&judge, &input);
		mail_plan_init(&plan, &in.evidence);
		for (size_t i = 0; i < plan.host_count; i++)
			if (dns_name_equal(plan.hosts[i]->host, c->host))
				note_verdict(l, &judge, plan.hosts[i],
				    c->no_ipv6, owner);
		mail_plan_fini(&plan);
		judge_fini(&judge);
	}
	verify_input_fini(&in);
	return code == 0 ? 0 : -EIO;
}

static int
look_in(const struct rollover_look_config *c, const char *folder,
    const struct sigaction old[ARRAY_LEN(ending)], struct rollover_look *l,
    struct dns_name *owner)
{
	char names[PATH_BYTES], run[PATH_BYTES];
	bool any = false;
	snprintf(names, sizeof(names), "%s/host", folder);
	snprintf(run, sizeof(run), "%s/run", folder);
	int rc = write_host(c, names);
	if (rc == 0)
		rc = scan_apart(c, names, run, old);
	if (rc == 0)
		rc = rollover_servers_read(run, c->no_ipv6, l, &any);
	if (rc == 0)
		rc = judge_run(c, run, l, owner);
	if (rc == 0 && !any) {
		l->is_whole = false;
		rollover_look_fault(
		    l, "no server answered for the TLSA records");
	}
	return rc;
}

/* Of looks that were killed. */
static void
remove_old(const char *dir)
{
	char path[PATH_BYTES];
	DIR *d = opendir(dir);
	const struct dirent *e;
	while (d != NULL && (e = readdir(d)) != NULL) {
		if (strncmp(e->d_name, folder_name, strlen(folder_name)) != 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		(void)!file_remove_tree(path);
	}
	if (d != NULL)
		closedir(d);
}

int
rollover_look_at(const struct rollover_look_config *c,
    struct rollover_look *out, struct dns_name *owner)
{
	char folder[PATH_BYTES - 8];
	struct sigaction old[ARRAY_LEN(ending)];
	*out = (struct rollover_look){.is_whole = true, .servers_agree = true};
	remove_old(c->dir);
	int len = snprintf(
	    folder, sizeof(folder), "%s/%sXXXXXX", c->dir, folder_name);
	if (len < 0 || (size_t)len >= sizeof(folder))
		return -ENAMETOOLONG;
	handle_ending(old);
	int rc = mkdtemp(folder) != NULL ? 0 : -errno;
	if (rc == 0) {
		rc = look_in(c, folder, old, out, owner);
		(void)!file_remove_tree(folder);
	}
	leave_ending(old);
	if (ended_by != 0)
		raise(ended_by);
	return rc;
}
