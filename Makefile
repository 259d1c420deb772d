# make                              danesweep, and the tests
# make check                        what needs no root: format, layers, sizes, lint, unit, flow, fuzz corpora
# make engines-check                a run in DuckDB, Spark, polars and jq (scripts/install-deps --analysis)
# make history-check                tables and figures of a planted history, by DuckDB and Spark (the same)
# make store-check                  runs into a store of intervals, killed and in any order (the same)
# make report-check                 reports of stores: page, CSV, hostile names (the same)
# make browser-check                the page of a report in Chromium, if it is there (the same)
# make doc-check                    commands, options, files and links in the pages (the same)
# make input-check                  bad files: exit codes and messages (no root)
# make lab-check                    the whole program against real servers (root)
# make odd-check                    odd mail servers, beside posttls-finger, Postfix and Exim (root)
# make beside-tools                 check beside posttls-finger, danetool, ldns-dane, tlsa, Postfix and Exim (root)
# make hostile-check                hostile mail servers, by what they say and by their TCP (root)
# make servers-check                eight DNS servers, beside Unbound (root)
# make zone-check                   zones by HTTPS, from CZDS, by transfer from NSD, Knot, BIND, PowerDNS, YADIFA and hostile servers (root)
# make whole-check                  a top-level domain of 20,000 from its zone to the page (root; tests/whole/check --domains N)
# make rollover-check               75 key rollovers beside an observer: killed, servers away, other masters (root)
# make mail-servers-check           ten mail servers, beside Postfix's client (root)
# make SAN=address,undefined check  the same under sanitizers (or SAN=thread)
# make thread-check                 what threads share, under ThreadSanitizer: unit tests, sweeps in memory
# make ISAL=no check                the same with zlib alone
# make loss                         what a path that loses packets costs, in memory
# make mail-loss                    sessions with real mail servers on paths that lose packets (root)
# make broken-servers               one name server of two or three is broken: 20 seeds, in memory
# make reply-codes                  mail hosts with codes of their own: 50 seeds, in memory
# make paths                        impaired paths beside Unbound (root), an hour
# make fuzz-judges                  random zones beside Unbound and getdns: SEED=1 QUESTIONS=100000
# make mutants                      does a test see each planted fault?  An hour
# make coverage                     lines that the tests reach, by folder
# make bench                        every benchmark (root); bench-packet: one of them
# make install, uninstall           to $(DESTDIR)$(PREFIX), and from there
# make package-check                the Debian package of this build, and what it installs
# make format                       clang-format over the tree

PREFIX ?= /usr/local
CFLAGS ?= -O2 $(if $(SAN),-g1,-g)
CLANG  ?= $(firstword $(notdir $(shell for c in clang-14 clang-19 clang; do command -v $$c; done; true)))
comma  := ,
SEED   ?= 1
QUESTIONS ?= 100000
B      ?= build$(if $(SAN),-$(subst $(comma),-,$(SAN)))$(if $(ISAL),-isal-$(ISAL))
# scripts/check runs the engines by themselves.
ENGINES ?= $(if $(SAN),no,yes)
# ISA-L is taken where it is; ISAL=no does without it.
isal   := $(if $(ISAL),$(filter-out no,$(ISAL)),$(shell pkg-config --exists libisal && echo yes))
# libbpf's headers have an extension of GNU, which clang alone minds.
FLAGS   = -std=c17 -D_GNU_SOURCE -I. -Istacks -MMD -MP \
          -Wall -Wextra -Wpedantic $(if $(findstring clang,$(CC)),-Wno-gnu-statement-expression) -Wconversion -Wshadow -Wstrict-prototypes \
          -Wswitch-enum -Wmissing-prototypes -Wvla -Werror $(SAN:%=-fsanitize=%)
LDLIBS += -lssl -lcrypto -lcurl -lldns -lidn2 -lnet -lpcap -lnftables -lseccomp -lxdp -lbpf -ljansson -lpsl $(if $(isal),-lisal) -lz -pthread
VERSION = 0.2
COMMIT := $(shell [ -e .git ] && git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown)

FOLDERS := $(sort $(shell find base stacks resolver output scanner analysis operator -type d))
obj     = $(patsubst %.c,$B/%.o,$(wildcard $(1)))
bpf     := $(patsubst %.bpf.c,$B/%.image.o,$(wildcard stacks/link/*.bpf.c))
others  := $(if $(isal),%/gzip_codecs_zlib.o,%/gzip_isal.o %/gzip_codecs_isal.o)
library := $(filter-out $B/scanner/command/main.o %.bpf.o $(others),$(call obj,$(FOLDERS:=/*.c))) $(bpf)
units   := $(patsubst %.c,$B/%,$(wildcard tests/unit/test_*.c tests/flow/test_*.c))
simnet  := $(patsubst %.c,$B/%,$(wildcard tests/simnet/test_*.c))
network := $(filter-out $(simnet:=.o) %_main.o,$(call obj,tests/simnet/*.c))
slow    := $(patsubst %.c,$B/%,$(wildcard tests/slow/test_*.c))
bench   := $(patsubst %.c,$B/%,$(filter-out %.bpf.c,$(wildcard tests/bench/*.c)))
fuzz    := $(patsubst %.c,$B/%,$(wildcard tests/fuzz/fuzz_*.c))

all: $B/danesweep $(units) $(simnet) $B/tests/simnet/simnet $(fuzz) $B/tests/vectors/getdns_judge
$B/danesweep: $B/scanner/command/main.o $B/library.a
$(units) $(slow) $(bench): $B/%: $B/%.o $B/library.a
# FUZZER is what scripts/fuzz links in the place of a replay of the corpus.
$(simnet):    $B/%: $B/%.o $(network) $B/library.a
$B/tests/simnet/simnet: $B/tests/simnet/simnet_main.o $(network) $B/library.a
$B/tests/simnet/flat: $B/tests/simnet/flat_main.o $(network) $B/library.a
$B/tests/simnet/loss: $B/tests/simnet/loss_main.o $(network) $B/library.a
$B/tests/simnet/targets: $B/tests/simnet/targets_main.o $(network) $B/library.a
# The scan's network is the simnet: tests/whole/world_main.c.
$B/tests/whole/world: $(call obj,tests/whole/*.c) $(network) $B/library.a
$B/tests/whole/world: LDFLAGS += -Wl,--wrap=network_open
$(fuzz):      $B/%: $B/%.o $(if $(FUZZER),,$B/tests/fuzz/replay.o) $B/library.a
$(fuzz):      LDFLAGS += $(FUZZER)
# They refuse a block of the heap: tests/flow/refused_block.h.
$B/tests/flow/test_session_heap $B/tests/flow/test_worker: LDFLAGS += $(foreach f,malloc calloc realloc,-Wl,--wrap=$f)

# A judge of ours, who alone needs getdns.
$B/tests/vectors/getdns_judge: $B/tests/vectors/getdns_judge.o $B/library.a
$B/tests/vectors/getdns_judge: LDLIBS += -lgetdns

$B/danesweep $(units) $(simnet) $B/tests/simnet/simnet $B/tests/simnet/flat $B/tests/simnet/loss $B/tests/simnet/targets $B/tests/whole/world $(slow) $(bench) $(fuzz) $B/tests/vectors/getdns_judge:
	$(CC) $(CFLAGS) $(SAN:%=-fsanitize=%) $(LDFLAGS) $^ $(LDLIBS) -o $@
# RELINK is how a linker optimises the whole of it, once and not for each program.
$B/library.a: $(library)
	$(if $(RELINK),$(CC) $(CFLAGS) -r $(RELINK) $^ -o $B/library.o)
	rm -f $@ && $(AR) qcs $@ $(if $(RELINK),$B/library.o,$^)
# What it was built from: a file that changes when that does, and no sooner.
$B/base/program.o: FLAGS += -DVERSION='"$(VERSION)"' -DCOMMIT='"$(COMMIT)"'
$B/base/program.o: $B/commit
$B/commit: always
	@mkdir -p $(@D)
	@echo '$(COMMIT)' | cmp -s - $@ || echo '$(COMMIT)' >$@
# BPF objects are part of the binary: stacks/link/xdp_object.c names them.
$B/%.bpf.o: %.bpf.c Makefile
	@mkdir -p $(@D)
	$(CLANG) -O2 -g -target bpf -Wall -Wextra -Werror -I. -Istacks -MMD -MP \
	    -I/usr/include/$(shell $(CC) -print-multiarch) -c $< -o $@
$B/%.image.o: $B/%.bpf.o
	cd $(@D) && $(LD) -r -b binary -z noexecstack $(<F) -o $(@F)
$B/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(FLAGS) -c $< -o $@

check: all
	scripts/layers.sh
	scripts/sizes
	scripts/rfc-files
	scripts/format --check
	scripts/lint
	tests/schema/lines $B
	tests/systemd/check $B/danesweep
	scripts/sql-views --check
	$(if $(filter yes,$(ENGINES)),tests/engines/check $B)
	$(if $(filter yes,$(ENGINES)),tests/store/check $B)
	$(if $(filter yes,$(ENGINES)),tests/report/check $B)
	rm -f $B/manifests
	MANIFESTS=$(abspath $B)/manifests scripts/run-tests.sh $(simnet) $(units) -- $(fuzz)
	tests/schema/manifests --lines $B/manifests
# The scheduler is the processors' part of a sweep in memory: no thread of it.
$B/tests/simnet/scheduler.o: FLAGS := $(filter-out -fsanitize=thread,$(FLAGS))
threaded := $(addprefix $B/tests/,$(addprefix unit/test_,known_signatures line_batch ring running_time thread tls_memory zone_file) \
            $(addprefix flow/test_,worker session_heap) $(addprefix simnet/test_,twins certificate_only session_budgets))
.PHONY: thread-check threads
thread-check:
	$(MAKE) SAN=thread threads
threads: $(threaded)
	TSAN_OPTIONS=suppressions=tests/simnet/peers.tsan:halt_on_error=0 scripts/run-tests.sh $(threaded)
# What scripts/check-builds runs of each build.
.PHONY: unit-check
unit-check: all
	scripts/run-tests.sh $(simnet) $(units) -- $(fuzz)
history-check: $B/danesweep
	tests/history/check $B
engines-check: all
	tests/engines/check $B
store-check: $B/danesweep
	tests/store/check $B
report-check: $B/danesweep
	tests/report/check $B
browser-check: $B/danesweep
	tests/report/browser $B
# Every command of the pages, those with DuckDB too.
.PHONY: doc-check
doc-check: $B/danesweep
	tests/doc/check --engine $B
input-check: $B/danesweep
	tests/input/check $B/danesweep
zone-check: $B/danesweep
	tests/zoneget/web $<
	tests/zoneget/check $<
.PHONY: whole-check
whole-check: $B/danesweep $B/tests/whole/world
	BUILD=$B tests/whole/check
servers-check: $B/danesweep
	tests/servers/check $<
mail-servers-check: $B/danesweep
	tests/mailservers/check $<
odd-check: $B/danesweep
	tests/lab/check_odd $<
.PHONY: hostile-check
hostile-check: $B/danesweep
	tests/lab/check_hostile $<
.PHONY: beside-tools
beside-tools: $B/danesweep
	tests/lab/beside $<
lab-check: $B/danesweep
	tests/lab/check $B/danesweep
permutation-check: $(slow)
	scripts/run-tests.sh $(slow)
slow-check: permutation-check $B/tests/simnet/test_resume
	$B/tests/slow/test_permutation_coverage whole
	$B/tests/simnet/test_resume 40
loss: $B/tests/simnet/loss
	$B/tests/simnet/loss
mail-loss: $B/danesweep
	tests/mailservers/loss $<
broken-servers: $B/tests/simnet/test_broken_servers
	$B/tests/simnet/test_broken_servers 20 | grep -v ' judged$$'
.PHONY: reply-codes
reply-codes: $B/tests/simnet/test_reply_codes
	$B/tests/simnet/test_reply_codes 50 | grep -v ' judged$$'
paths: $B/danesweep
	tests/lab/paths $B/danesweep
fuzz-judges: $B/danesweep $B/tests/vectors/getdns_judge
	tests/vectors/fuzz --build $B --seed $(SEED) --questions $(QUESTIONS) --jobs 2
rollover-check: $B/danesweep
	tests/rollover/check $< --rolls 50 --emergencies 2
	tests/rollover/check $< --rolls 0 --kills 10
	tests/rollover/check $< --rolls 0 --names-away 5 --ca-away 5 --ca-rolls 3
	tests/rollover/check $< --client certbot
	tests/rollover/check $< --client lego
	tests/rollover/check $< --master named
	tests/rollover/check $< --master named --client certbot
	tests/rollover/check $< --master nsd
	tests/rollover/check $< --master http
	tests/rollover/check $< --server exim --rolls 3 --emergencies 1
	tests/rollover/others $<
mutants:
	tests/mutants/run
bench: bench-building bench-packet bench-pacing bench-replay bench-smtp bench-sweep bench-verify
bench-history:
	tests/bench/history
bench-building: $(bench)
	$B/tests/bench/probe_building
bench-packet: $B/danesweep $(bench) $B/tests/bench/drop.bpf.o
	BUILD=$B tests/bench/packet
bench-pacing: $B/danesweep $B/tests/bench/drop.bpf.o
	BUILD=$B tests/bench/pacing
# OLD= names an earlier build, MASSDNS= and ZDNS= those programs.
.PHONY: bench-dns
bench: bench-dns
bench-dns: $B/danesweep $B/tests/simnet/flat
	BUILD=$B tests/bench/dns
# Instructions, which do not depend on what else the machine does.
bench-record: $(bench)
	valgrind --tool=callgrind --callgrind-out-file=$B/record_loop.callgrind $B/tests/bench/record_loop 100
	callgrind_annotate --inclusive=yes $B/record_loop.callgrind | grep -v '=>' | head -60
bench-replay: $(bench)
	$B/tests/bench/replay 250000 1000000 4000000
# OLD= names an earlier build, ZGRAB2= that program, to be measured beside ours.
bench-smtp: $B/danesweep $B/tests/simnet/simnet $(bench)
	BUILD=$B tests/bench/smtp
	BUILD=$B tests/bench/smtp --open
	$B/tests/bench/read_chains
bench-sweep: $B/danesweep $B/tests/simnet/simnet
	BUILD=$B tests/bench/sweep
# OLD= names the source tree of an earlier build, SIMDZONE= zone-bench.
.PHONY: bench-zone
bench: bench-zone
bench-zone: $B/tests/bench/zone_index
	BUILD=$B tests/bench/zone
.PHONY: bench-targets
bench: bench-targets
bench-targets: $B/tests/simnet/targets
	$B/tests/simnet/targets 200000 syn
	$B/tests/simnet/targets 200000 all
	$B/tests/simnet/targets 1000000 syn
	$B/tests/simnet/targets 1000000 all 5
bench-verify: $B/danesweep $(bench)
	BUILD=$B tests/bench/verify
# 1.2 GB of disk, a quarter of an hour.
bench-verify-bound: $B/danesweep $(bench)
	BUILD=$B tests/bench/verify --bound
# What hostile evidence costs where memory is bounded.
.PHONY: bench-verify-hostile
bench-verify-hostile: $B/danesweep
	BUILD=$B tests/bench/verify_hostile
bench-history-add: $B/danesweep
	tests/bench/history_add $B
# Hardly optimised, so that a line is a line.
coverage:
	find build-coverage -name '*.gcda' -delete 2>/dev/null || true
	$(MAKE) B=build-coverage CFLAGS='-Og -g --coverage -Wno-error=restrict' check
	scripts/coverage build-coverage
format:
	scripts/format
install: $B/danesweep
	PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) scripts/install $B
uninstall:
	PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) scripts/install --remove $B
package-check: $B/danesweep
	tests/package/check $B
clean:
	rm -rf build build-*

.PHONY: all always check engines-check history-check store-check report-check browser-check input-check lab-check odd-check servers-check zone-check mail-servers-check rollover-check permutation-check slow-check loss mail-loss broken-servers paths fuzz-judges mutants bench bench-building bench-packet \
        bench-pacing bench-record bench-replay bench-smtp bench-sweep bench-verify bench-verify-bound bench-history bench-history-add coverage format install uninstall package-check clean
.SECONDARY:
-include $(shell find $B -name '*.d' 2>/dev/null)
