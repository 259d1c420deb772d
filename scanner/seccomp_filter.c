#include "seccomp_filter.h"

#include <errno.h>
#include <linux/bpf.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
static const bool has_sanitizer = true;
#else
static const bool has_sanitizer = false;
#endif

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
    CALL(access),
    CALL(faccessat),
    CALL(faccessat2),
    CALL(fsync),
    CALL(fdatasync),
    CALL(ftruncate),
    CALL(fallocate),
    CALL(rename),
    CALL(renameat),
    CALL(renameat2),
    CALL(unlink),
    CALL(unlinkat),
    CALL(mkdir),
    CALL(mkdirat),
    CALL(getdents64),
    CALL(fcntl),
    CALL(dup),
    CALL(getcwd),
    CALL(readlink),
    CALL(readlinkat),
    CALL(fadvise64),
    /* packets */
    CALL(sendto),
    CALL(sendmsg),
    CALL(sendmmsg),
    CALL(recvfrom),
    CALL(recvmsg),
    CALL(recvmmsg),
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
    CALL(clone),
    CALL(clone3),
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
    CALL(tgkill),
    CALL(kill),
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
    CALL(prlimit64),
    CALL(getrlimit),
    CALL(times),
};

static int
allow(scmp_filter_ctx filter)
{
	for (size_t i = 0; i < ARRAY_LEN(allowed); i++) {
		int rc =
		    seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* Live frames leave by this one; no program or map can be made. */
static int
allow_bpf(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(bpf), 1,
	    SCMP_A0(SCMP_CMP_EQ, BPF_PROG_TEST_RUN));
}

/* Of the `kernel` link, and of nftables, which takes our table away. */
static int
allow_sockets(scmp_filter_ctx filter)
{
	static const unsigned families[] = {AF_INET, AF_INET6, AF_NETLINK};
	for (size_t i = 0; i < ARRAY_LEN(families); i++) {
		int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(socket),
		    2, SCMP_A0(SCMP_CMP_EQ, families[i]),
		    SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf,
			families[i] == AF_NETLINK ? SOCK_RAW : SOCK_STREAM));
		if (rc == 0 && families[i] != AF_NETLINK)
			rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
			    CALL(socket), 2, SCMP_A0(SCMP_CMP_EQ, families[i]),
			    SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, SOCK_DGRAM));
		if (rc < 0)
			return rc;
	}
	return 0;
}

int
seccomp_filter_load(void)
{
	if (has_sanitizer)
		return 0;
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (filter == NULL)
		return -ENOMEM;
	int rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (rc == 0)
		rc = allow(filter);
	if (rc == 0)
		rc = allow_bpf(filter);
	if (rc == 0)
		rc = allow_sockets(filter);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc;
}
