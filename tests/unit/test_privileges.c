#include "scanner/privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
static const bool filtered = false;
#else
static const bool filtered = true;
#endif

static void *
nothing(void *arg)
{
	return arg;
}

/* Each bit: something that is not as it should be. */
enum {
	CAN_BE_ROOT = 1,
	CAN_SNIFF = 2,
	CAN_EXECUTE = 4,
	CAN_LOAD = 8,
	NO_THREAD = 16,
	NO_MEMORY = 32,
	NO_FILE = 64,
	NOT_DROPPED = 128,
};

static int
try_everything(const char *dir)
{
	char path[128];
	char *none[] = {NULL};
	pthread_t thread;
	union bpf_attr attr = {0};
	int wrong = 0;
	if (setuid(0) == 0)
		wrong |= CAN_BE_ROOT;
	if (socket(AF_PACKET, SOCK_RAW, 0) >= 0)
		wrong |= CAN_SNIFF;
	if (filtered && (execve("/nowhere", none, none) == 0 || errno != EPERM))
		wrong |= CAN_EXECUTE;
	if (syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr)) >= 0 ||
	    (filtered && errno != EPERM))
		wrong |= CAN_LOAD;
	if (pthread_create(&thread, NULL, nothing, NULL) != 0 ||
	    pthread_join(thread, NULL) != 0)
		wrong |= NO_THREAD;
	if (mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
	    MAP_FAILED)
		wrong |= NO_MEMORY;
	snprintf(path, sizeof(path), "%s/dns/part", dir);
	int fd = open(path, O_WRONLY | O_CREAT, 0644);
	if (fd < 0 || write(fd, "x", 1) != 1 || unlink(path) < 0)
		wrong |= NO_FILE;
	return wrong;
}

/* What a process finds that has dropped all. */
static int
dropped(const struct privileges *p, const char *dir)
{
	int status;
	fflush(stdout);
	pid_t pid = fork();
	if (pid < 0)
		abort();
	if (pid == 0) {
		struct text why;
		text_init(&why);
		if (privileges_drop(p, &why) < 0)
			_exit(NOT_DROPPED);
		_exit(try_everything(dir));
	}
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return NOT_DROPPED;
	return WEXITSTATUS(status);
}

static void
test_drop(void)
{
	char dir[] = "/tmp/privileges-XXXXXX", inner[64];
	struct privileges p;
	struct text why;
	text_init(&why);
	if (mkdtemp(dir) == NULL)
		abort();
	snprintf(inner, sizeof(inner), "%s/dns", dir);
	if (mkdir(inner, 0700) < 0)
		abort();
	ok(privileges_choose(NULL, &p, &why) == 0 && p.root && p.uid != 0,
	    "somebody who is not root");
	ok(privileges_give_dir(&p, dir) == 0, "the directory is theirs");
	int wrong = dropped(&p, dir);
	printf("# wrong: %#x\n", (unsigned)wrong);
	ok((wrong & NOT_DROPPED) == 0, "dropped");
	ok((wrong & CAN_BE_ROOT) == 0, "there is no way back");
	ok((wrong & CAN_SNIFF) == 0, "no packet socket");
	ok((wrong & CAN_EXECUTE) == 0, "no other program");
	ok((wrong & CAN_LOAD) == 0, "no BPF map");
	ok((wrong & NO_THREAD) == 0, "threads");
	ok((wrong & NO_MEMORY) == 0, "memory");
	ok((wrong & NO_FILE) == 0, "files in the directory");
	rmdir(inner);
	rmdir(dir);
	text_fini(&why);
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
	setenv("SUDO_UID", "0", 1);
	ok(privileges_choose(NULL, &p, &why) == 0 && p.uid != 0,
	    "root who called sudo becomes nobody");
	unsetenv("SUDO_UID");
	unsetenv("SUDO_GID");
	text_fini(&why);
}

int
main(void)
{
	if (geteuid() == 0) {
		test_choose();
		test_drop();
	} else {
		struct privileges p;
		struct text why;
		text_init(&why);
		ok(privileges_choose("root", &p, &why) == 0 && !p.root &&
			p.uid == geteuid(),
		    "nobody else without root (the rest needs root)");
		text_fini(&why);
	}
	return tap_end();
}
