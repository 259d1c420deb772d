#include "scanner/engine/privileges.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/bpf.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/disk_space.h"
#include "scanner/engine/seccomp_filter.h"
#include "tap.h"

enum { CHILD_MAX_S = 20 };

static char dir[] = "/tmp/privileges-XXXXXX";
static int own_udp = -1; /* opened as root, connected to itself */

/* What must fail: each gives what the call gave. */
static long
be_root(void)
{
	return setuid(0);
}

static long
be_root_by_halves(void)
{
	return seteuid(0);
}

static long
open_packet(void)
{
	return socket(AF_PACKET, SOCK_RAW, 0);
}

static long
open_raw(void)
{
	return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static long
open_netlink(void)
{
	int raw = socket(AF_NETLINK, SOCK_RAW, 0);
	return raw >= 0 ? raw : socket(AF_NETLINK, SOCK_DGRAM, 0);
}

static long
execute(void)
{
	char *none[] = {NULL};
	return execve("/nowhere", none, none);
}

static long
make_process(void)
{
	pid_t pid = fork();
	if (pid == 0)
		_exit(0);
	return pid;
}

static long
make_by_clone3(void)
{
	return syscall(SYS_clone3, NULL, 0);
}

static long
make_namespace(void)
{
	return unshare(0);
}

static long
make_map(void)
{
	union bpf_attr attr = {0};
	return syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
}

static long
trace(void)
{
	return ptrace(PTRACE_ATTACH, 0, NULL, NULL); /* ESRCH, if let through */
}

static long
ask_device(void)
{
	int waiting;
	return ioctl(own_udp, FIONREAD, &waiting);
}

static long
signal_any(void)
{
	return kill(getpid(), 0);
}

static long
limit_by_number(void)
{
	return prlimit(getpid(), RLIMIT_NOFILE, NULL, NULL);
}

static const struct {
	const char *name;
	long (*call)(void);
	int want;
	bool by_kernel; /* also where the filter is not built in */
} refused[] = {
    {"setuid(0)", be_root, EPERM, true},
    {"seteuid(0)", be_root_by_halves, EPERM, true},
    {"a packet socket", open_packet, EPERM, true},
    {"a raw socket", open_raw, EPERM, true},
    {"a netlink socket", open_netlink, EPERM, false},
    {"another program", execute, EPERM, false},
    {"another process", make_process, EPERM, false},
    {"clone3(), as on an old kernel", make_by_clone3, ENOSYS, false},
    {"unshare()", make_namespace, EPERM, false},
    {"a BPF map", make_map, EPERM, false},
    {"ptrace()", trace, EPERM, false},
    {"ioctl()", ask_device, EPERM, false},
    {"kill()", signal_any, EPERM, false},
    {"limits of any process", limit_by_number, EPERM, false},
};

/* What must go on working. */
static bool
send_to_own(void)
{
	char c = 0;
	return send(own_udp, "x", 1, 0) == 1 && recv(own_udp, &c, 1, 0) == 1 &&
	       c == 'x';
}

static bool
opens(int family, int type)
{
	int fd = socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return fd >= 0 && close(fd) == 0;
}

static bool
open_udp(void)
{
	return opens(AF_INET, SOCK_DGRAM) && opens(AF_INET6, SOCK_DGRAM);
}

static bool
open_tcp(void)
{
	return opens(AF_INET, SOCK_STREAM) && opens(AF_INET6, SOCK_STREAM);
}

static void *
nothing(void *arg)
{
	return arg;
}

static bool
make_thread(void)
{
	pthread_t thread;
	void *gave = NULL;
	return pthread_create(&thread, NULL, nothing, dir) == 0 &&
	       pthread_join(thread, &gave) == 0 && gave == dir;
}

static bool
map_memory(void)
{
	uint8_t *at = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		return false;
	at[4096] = 1;
	return munmap(at, 1 << 20) == 0;
}

static bool
rotate_file(void)
{
	char from[128], to[128];
	snprintf(from, sizeof(from), "%s/dns/part.open", dir);
	snprintf(to, sizeof(to), "%s/dns/part", dir);
	int fd = open(from, O_WRONLY | O_CREAT | O_EXCL, 0644);
	return fd >= 0 && write(fd, "x", 1) == 1 && fsync(fd) == 0 &&
	       close(fd) == 0 && rename(from, to) == 0 && unlink(to) == 0;
}

static bool
signal_self(void)
{
	return signal(SIGUSR1, SIG_IGN) != SIG_ERR && raise(SIGUSR1) == 0;
}

static bool
ask_limit(void)
{
	struct rlimit files;
	return getrlimit(RLIMIT_NOFILE, &files) == 0;
}

static bool
ask_disk(void)
{
	struct disk_space disk;
	return disk_space_at(dir, &disk) == 0;
}

static const struct {
	const char *name;
	bool (*works)(void);
} working[] = {
    {"a socket opened before", send_to_own},
    {"UDP sockets", open_udp},
    {"TCP sockets", open_tcp},
    {"a thread", make_thread},
    {"memory", map_memory},
    {"a part file that rotates", rotate_file},
    {"a signal to itself, as abort() sends", signal_self},
    {"limits of its own", ask_limit},
    {"how much room a disk has", ask_disk},
};

struct found {
	int errors[ARRAY_LEN(refused)]; /* 0: the call was let through */
	bool works[ARRAY_LEN(working)];
};

static void
open_own_udp(void)
{
	struct sockaddr_in at = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(at);
	own_udp = socket(AF_INET, SOCK_DGRAM, 0);
	if (bind(own_udp, (struct sockaddr *)&at, len) < 0 ||
	    getsockname(own_udp, (struct sockaddr *)&at, &len) < 0 ||
	    connect(own_udp, (struct sockaddr *)&at, len) < 0)
		abort();
}

/* Drops, is looked at by the parent until a byte comes, tries all. */
static void
child(const struct privileges *p, int to_parent)
{
	struct found f = {0};
	struct text why;
	char go;
	text_init(&why);
	open_own_udp();
	alarm(CHILD_MAX_S);
	if (privileges_drop(p, &why) < 0) {
		fprintf(stderr, "# %s\n", why.bytes);
		_exit(1);
	}
	if (write(to_parent, "", 1) != 1 || read(to_parent, &go, 1) != 1)
		_exit(1);
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		if (refused[i].by_kernel || seccomp_filter_is_built)
			f.errors[i] = refused[i].call() < 0 ? errno : 0;
	for (size_t i = 0; i < ARRAY_LEN(working); i++)
		f.works[i] = working[i].works();
	_exit(write(to_parent, &f, sizeof(f)) != sizeof(f));
}

/* One line of /proc/PID/status, behind its key and tab; or "(none)". */
static void
read_status(pid_t pid, const char *key, char value[128])
{
	char path[64], line[256];
	size_t len = strlen(key);
	snprintf(value, 128, "(none)");
	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	FILE *f = fopen(path, "re");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, key, len) == 0 && line[len] == ':') {
			char *from = line + len + 1;
			from += strspn(from, "\t ");
			snprintf(value, 128, "%.*s", (int)strcspn(from, " \n"),
			    from);
		}
	if (f != NULL)
		fclose(f);
}

static void
status_is(pid_t pid, const char *key, const char *want)
{
	char value[128], what[384];
	read_status(pid, key, value);
	snprintf(what, sizeof(what), "status: %s is \"%s\", want \"%s\"", key,
	    value, want);
	ok(strcmp(value, want) == 0, what);
}

static void
test_status(pid_t pid, const struct privileges *p)
{
	static const char *const sets[] = {
	    "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"};
	char ids[128];
	snprintf(
	    ids, sizeof(ids), "%u\t%u\t%u\t%u", p->uid, p->uid, p->uid, p->uid);
	status_is(pid, "Uid", ids);
	snprintf(
	    ids, sizeof(ids), "%u\t%u\t%u\t%u", p->gid, p->gid, p->gid, p->gid);
	status_is(pid, "Gid", ids);
	status_is(pid, "Groups", "");
	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		status_is(pid, sets[i], "0000000000000000");
	status_is(pid, "NoNewPrivs", "1");
	if (seccomp_filter_is_built)
		status_is(pid, "Seccomp", "2");
	else
		ok(true, "status: Seccomp # SKIP no filter with sanitizers");
}

static void
test_found(const struct found *f)
{
	char what[128];
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		bool tried = refused[i].by_kernel || seccomp_filter_is_built;
		snprintf(what, sizeof(what), "refused: %s%s", refused[i].name,
		    tried ? "" : " # SKIP no filter with sanitizers");
		ok(!tried || f->errors[i] == refused[i].want, what);
	}
	for (size_t i = 0; i < ARRAY_LEN(working); i++) {
		snprintf(what, sizeof(what), "works: %s", working[i].name);
		ok(f->works[i], what);
	}
}

static void
test_drop(const struct privileges *p)
{
	struct found f = {0};
	int ends[2], status;
	char ready;
	fflush(stdout);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
		abort();
	const gid_t groups[] = {4, 20}; /* something to lose */
	ok(setgroups(ARRAY_LEN(groups), groups) == 0, "groups before");
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		close(ends[0]);
		child(p, ends[1]);
	}
	close(ends[1]);
	bool dropped = read(ends[0], &ready, 1) == 1;
	ok(dropped, "dropped");
	if (dropped) {
		test_status(pid, p);
		ok(write(ends[0], "", 1) == 1 &&
			recv(ends[0], &f, sizeof(f), MSG_WAITALL) == sizeof(f),
		    "told what it found");
		test_found(&f);
	}
	ok(waitpid(pid, &status, 0) == pid && status == 0, "ended well");
	close(ends[0]);
}

static bool
owned(const char *name, uid_t uid, gid_t gid)
{
	char path[128];
	struct stat st;
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return lstat(path, &st) == 0 && st.st_uid == uid && st.st_gid == gid;
}

/* A directory as a run makes it, and links that lead out of it. */
static void
test_give_dir(const struct privileges *p)
{
	char inner[64], link[64], outer[] = "/tmp/privileges-XXXXXX";
	char part[80], leads_out[80];
	struct stat st;
	if (mkdtemp(dir) == NULL || mkdtemp(outer) == NULL)
		abort();
	snprintf(inner, sizeof(inner), "%s/dns", dir);
	snprintf(link, sizeof(link), "%s/link", dir);
	if (mkdir(inner, 0700) < 0 || symlink(outer, link) < 0)
		abort();
	snprintf(part, sizeof(part), "%s/part", inner);
	snprintf(leads_out, sizeof(leads_out), "%s/out", inner);
	if (mkdir(part, 0700) < 0 || symlink(outer, leads_out) < 0)
		abort();
	ok(privileges_give_dir(p, link) == -ENOTDIR, "a link is no directory");
	ok(privileges_give_dir(p, dir) == 0, "a directory is given");
	ok(owned(".", p->uid, p->gid) && owned("dns", p->uid, p->gid) &&
		owned("link", p->uid, p->gid) &&
		owned("dns/part", p->uid, p->gid),
	    "with what is in it, and in its folders");
	ok(stat(outer, &st) == 0 && st.st_uid == 0,
	    "but not where a link leads");
	unlink(link);
	unlink(leads_out);
	rmdir(part);
	rmdir(outer);
}

static void
test_choose(void)
{
	struct privileges p;
	struct text why;
	text_init(&why);
	ok(privileges_choose("nosuchuser", &p, &why) == -EINVAL &&
		strstr(why.bytes, "no such user") != NULL,
	    "no such user");
	text_clear(&why);
	ok(privileges_choose("root", &p, &why) == -EINVAL &&
		strstr(why.bytes, "root") != NULL,
	    "root");
	setenv("SUDO_UID", "1234", 1);
	setenv("SUDO_GID", "1235", 1);
	ok(privileges_choose(NULL, &p, &why) == 0 && p.uid == 1234 &&
		p.gid == 1235,
	    "who called sudo");
	ok(privileges_choose("nobody", &p, &why) == 0 && p.uid != 1234,
	    "a name goes before who called sudo");
	setenv("SUDO_UID", "0", 1);
	ok(privileges_choose(NULL, &p, &why) == 0 && p.uid != 0,
	    "root who called sudo becomes nobody");
	unsetenv("SUDO_UID");
	unsetenv("SUDO_GID");
	ok(privileges_choose(NULL, &p, &why) == 0 && p.root && p.uid != 0 &&
		p.gid != 0,
	    "nobody");
	text_fini(&why);
}

static void
test_without_root(void)
{
	struct privileges p;
	struct text why;
	text_init(&why);
	ok(privileges_choose("root", &p, &why) == 0 && !p.root &&
		p.uid == geteuid() && p.gid == getegid(),
	    "nobody else without root");
	ok(privileges_give_dir(&p, "/nowhere") == 0, "nothing to give");
	ok(true, "choose, drop, give_dir # SKIP need root");
	text_fini(&why);
}

int
main(void)
{
	struct privileges p;
	struct text why;
	if (geteuid() != 0) {
		test_without_root();
		return tap_end();
	}
	test_choose();
	text_init(&why);
	if (privileges_choose(NULL, &p, &why) < 0)
		abort();
	test_give_dir(&p);
	test_drop(&p);
	char inner[64];
	snprintf(inner, sizeof(inner), "%s/dns", dir);
	ok(rmdir(inner) == 0 && rmdir(dir) == 0, "nothing is left behind");
	text_fini(&why);
	return tap_end();
}
