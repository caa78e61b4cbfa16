"""System call numbers of the two architectures that the filter is written for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Architecture:
    """Its audit number, its calls by name, and the first number of a second table (x32), or 0."""

    audit: int
    numbers: Mapping[str, int]
    foreign: int = 0


def _numbers(table: str) -> Mapping[str, int]:
    return {name: int(number) for name, number in (entry.split("=") for entry in table.split())}


_X86_64 = """
    read=0 write=1 open=2 close=3 stat=4 fstat=5 lstat=6 poll=7 lseek=8 mmap=9 mprotect=10
    munmap=11 brk=12 rt_sigaction=13 rt_sigprocmask=14 rt_sigreturn=15 ioctl=16 pread64=17
    readv=19 writev=20 access=21 select=23 sched_yield=24 mremap=25 madvise=28 dup=32
    nanosleep=35 getitimer=36 alarm=37 setitimer=38 getpid=39 exit=60 kill=62 uname=63
    fcntl=72 getcwd=79 readlink=89 gettimeofday=96 getrusage=98 sysinfo=99 times=100
    ptrace=101 getuid=102 getgid=104 geteuid=107 getegid=108 getppid=110 rt_sigqueueinfo=129
    sigaltstack=131 setpriority=141 pivot_root=155 chroot=161 mount=165 reboot=169
    init_module=175 gettid=186 tkill=200 time=201 futex=202 sched_getaffinity=204
    getdents64=217 restart_syscall=219 clock_gettime=228 clock_getres=229
    clock_nanosleep=230 exit_group=231 tgkill=234 kexec_load=246 add_key=248 keyctl=250
    openat=257 newfstatat=262 readlinkat=267 faccessat=269 pselect6=270 ppoll=271
    unshare=272 set_robust_list=273 rt_tgsigqueueinfo=297 perf_event_open=298 prlimit64=302
    setns=308 process_vm_readv=310 process_vm_writev=311 kcmp=312 finit_module=313
    seccomp=317 getrandom=318 bpf=321 userfaultfd=323 membarrier=324 statx=332 rseq=334
    pidfd_send_signal=424 io_uring_setup=425 pidfd_open=434 clone3=435 pidfd_getfd=438
    faccessat2=439
"""

_AARCH64 = """
    getcwd=17 dup=23 fcntl=25 ioctl=29 mount=40 pivot_root=41 faccessat=48 chroot=51
    openat=56 close=57 getdents64=61 lseek=62 read=63 write=64 readv=65 writev=66 pread64=67
    pselect6=72 ppoll=73 readlinkat=78 newfstatat=79 fstat=80 exit=93 exit_group=94
    unshare=97 futex=98 set_robust_list=99 nanosleep=101 getitimer=102 setitimer=103
    kexec_load=104 init_module=105 clock_gettime=113 clock_getres=114 clock_nanosleep=115
    ptrace=117 sched_getaffinity=123 sched_yield=124 restart_syscall=128 kill=129 tkill=130
    tgkill=131 sigaltstack=132 rt_sigaction=134 rt_sigprocmask=135 rt_sigqueueinfo=138
    rt_sigreturn=139 setpriority=140 reboot=142 times=153 uname=160 getrusage=165
    gettimeofday=169 getpid=172 getppid=173 getuid=174 geteuid=175 getgid=176 getegid=177
    gettid=178 sysinfo=179 brk=214 munmap=215 mremap=216 add_key=217 keyctl=219 mmap=222
    mprotect=226 madvise=233 rt_tgsigqueueinfo=240 perf_event_open=241 prlimit64=261
    setns=268 process_vm_readv=270 process_vm_writev=271 kcmp=272 finit_module=273
    seccomp=277 getrandom=278 bpf=280 userfaultfd=282 membarrier=283 statx=291 rseq=293
    pidfd_send_signal=424 io_uring_setup=425 pidfd_open=434 clone3=435 pidfd_getfd=438
    faccessat2=439
"""

ARCHITECTURES: Mapping[str, Architecture] = {
    "x86_64": Architecture(0xC000003E, _numbers(_X86_64), foreign=0x40000000),
    "aarch64": Architecture(0xC00000B7, _numbers(_AARCH64)),
}
