#include "seccomp_filter.h"

#include <errno.h>
#include <linux/bpf.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef __has_feature /* clang's way to ask; gcc defines macros */
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||           \
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||     \
    __has_feature(memory_sanitizer)
const bool seccomp_filter_is_built = false;
#else
const bool seccomp_filter_is_built = true;
#endif

enum { TYPE_MASK = 0xf }; /* the rest of a socket type are flags */

#define CALL(name) SCMP_SYS(name)

static const int allowed[] = {
    /* files: parts, manifest, status, captures */
    CALL(read),
    CALL(pread64),
    CALL(readv),
    CALL(write),
    CALL(pwrite64),
    CALL(writev),
    CALL(open),
    CALL(openat),
    CALL(close),
    CALL(lseek),
    CALL(fstat),
    CALL(stat),
    CALL(lstat),
    CALL(newfstatat),
    CALL(statx),
    CALL(statfs),
    CALL(access),
    CALL(faccessat),
    CALL(faccessat2),
    CALL(fsync),
    CALL(fdatasync),
    CALL(ftruncate),
    CALL(rename),
    CALL(renameat),
    CALL(renameat2),
    CALL(unlink),
    CALL(unlinkat),
    CALL(mkdir),
    CALL(mkdirat),
    CALL(getdents64),
    CALL(fcntl),
    /* packets */
    CALL(sendto),
    CALL(sendmsg),
    CALL(sendmmsg),
    CALL(recvfrom),
    CALL(recvmsg),
    CALL(getsockopt),
    CALL(setsockopt),
    CALL(poll),
    CALL(ppoll),
    CALL(epoll_ctl),
    CALL(epoll_wait),
    CALL(epoll_pwait),
    CALL(bind),
    CALL(connect),
    CALL(shutdown),
    CALL(getsockname),
    CALL(getpeername),
    /* memory */
    CALL(mmap),
    CALL(munmap),
    CALL(mremap),
    CALL(mprotect),
    CALL(madvise),
    CALL(brk),
    /* time, threads, signals */
    CALL(nanosleep),
    CALL(clock_nanosleep),
    CALL(clock_gettime),
    CALL(clock_getres),
    CALL(gettimeofday),
    CALL(futex),
    CALL(set_robust_list),
    CALL(rseq),
    CALL(sched_yield),
    CALL(sched_getaffinity),
    CALL(sched_setaffinity),
    CALL(setpriority),
    CALL(getpriority),
    CALL(prctl),
    CALL(exit),
    CALL(exit_group),
    CALL(rt_sigaction),
    CALL(rt_sigprocmask),
    CALL(rt_sigreturn),
    CALL(sigaltstack),
    CALL(restart_syscall),
    CALL(getpid),
    CALL(gettid),
    CALL(getuid),
    CALL(geteuid),
    CALL(getgid),
    CALL(getegid),
    CALL(getrandom),
    CALL(getrusage),
    CALL(sysinfo),
    CALL(uname),
    CALL(capget),
    CALL(getrlimit),
};

static int
allow(scmp_filter_ctx filter)
{
	int rc = 0;
	for (size_t i = 0; i < ARRAY_LEN(allowed) && rc == 0; i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	return rc;
}

/* Live frames leave by this one; no program or map can be made. */
static int
allow_bpf(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(bpf), 1,
	    SCMP_A0(SCMP_CMP_EQ, BPF_PROG_TEST_RUN, 0));
}

/*
 * Threads, but no processes and no namespaces: with a user namespace anyone
 * is root over netfilter in it.  The flags of clone3() lie in memory, where
 * no filter can look; told that there is none, libc takes clone().
 */
static int
allow_threads(scmp_filter_ctx filter)
{
	int rc =
	    seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), CALL(clone3), 0);
	if (rc == 0)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(clone), 1,
		    SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
	return rc;
}

/* Signals (abort() is one) and limits of our own, not of the user's others. */
static int
allow_own(scmp_filter_ctx filter)
{
	int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(tgkill), 1,
	    SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0));
	if (rc == 0)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(prlimit64),
		    1, SCMP_A0(SCMP_CMP_EQ, 0, 0));
	return rc;
}

/*
 * Of the `kernel` link.  Not netlink: our nftables table goes when the
 * socket closes that made it (link/firewall.h).
 */
static int
allow_sockets(scmp_filter_ctx filter)
{
	static const unsigned families[] = {AF_INET, AF_INET6};
	static const unsigned types[] = {SOCK_STREAM, SOCK_DGRAM};
	int rc = 0;
	for (size_t i = 0; i < 4 && rc == 0; i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(socket), 2,
		    SCMP_A0(SCMP_CMP_EQ, families[i / 2], 0),
		    SCMP_A1(SCMP_CMP_MASKED_EQ, TYPE_MASK, types[i % 2]));
	return rc;
}

static int
add_rules(scmp_filter_ctx filter)
{
	int rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (rc == 0)
		rc = allow(filter);
	if (rc == 0)
		rc = allow_bpf(filter);
	if (rc == 0)
		rc = allow_threads(filter);
	if (rc == 0)
		rc = allow_own(filter);
	return rc < 0 ? rc : allow_sockets(filter);
}

int
seccomp_filter_load(void)
{
	if (!seccomp_filter_is_built)
		return 0;
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (filter == NULL)
		return -ENOMEM;
	int rc = add_rules(filter);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	if (rc == 0 && prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != SECCOMP_MODE_FILTER)
		rc = -EPERM;
	return rc;
}
