// GNU extensions live here, not in the header: _GNU_SOURCE changes structures that Swift's Glibc module
// has seen without it, and clang refuses two definitions of one type.
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <spawn.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/vfs.h>
#include <sys/syscall.h>
#include <unistd.h>

int clinux_open_beneath(int directory, const char *path, int flags, mode_t mode) {
    struct open_how how = {
        .flags = (unsigned)flags,
        .mode = flags & O_CREAT ? mode : 0,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
    };
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

int clinux_rename_noreplace(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

int clinux_rename_exchange(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE);
}

int clinux_start_writing(int descriptor) {
    return sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
}

const char *clinux_error_text(int code) { return strerrordesc_np(code); }

int clinux_accept(int listener, struct sockaddr *address, socklen_t *length) {
    return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int clinux_spawn(pid_t *child, char *const arguments[], int input, int output) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    int code = posix_spawn_file_actions_init(&actions);
    if (code != 0) return code;
    code = posix_spawnattr_init(&attributes);
    if (code == 0) {
        sigemptyset(&defaults);
        sigaddset(&defaults, SIGPIPE);
        posix_spawnattr_setsigdefault(&attributes, &defaults);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
        if (input >= 0) code = posix_spawn_file_actions_adddup2(&actions, input, 0);
        if (code == 0 && output >= 0) code = posix_spawn_file_actions_adddup2(&actions, output, 1);
        if (code == 0) code = posix_spawnp(child, arguments[0], &actions, &attributes, arguments, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

/// Starts a program in a process group of its own, with no signal blocked or ignored, whose first descriptors are these.
static int spawn_apart(pid_t *child, char *const arguments[], const int descriptors[], int count) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int code = posix_spawn_file_actions_init(&actions);
    if (code != 0) return code;
    code = posix_spawnattr_init(&attributes);
    if (code == 0) {
        sigemptyset(&none);
        sigfillset(&all);
        sigdelset(&all, SIGKILL);
        sigdelset(&all, SIGSTOP);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
        for (int number = 0; number < count && code == 0; number++)
            code = posix_spawn_file_actions_adddup2(&actions, descriptors[number], number);
        if (code == 0) code = posix_spawnp(child, arguments[0], &actions, &attributes, arguments, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return code;
}
int clinux_spawn_apart(pid_t *child, char *const arguments[], int input, int output, int errors) {
    return spawn_apart(child, arguments, (const int[]){input, output, errors}, 3);
}
int clinux_spawn_companion(pid_t *child, char *const arguments[], int nowhere, int question, int answer) {
    // Copies above the numbers that are given out: else one could fall onto another that is still to be copied.
    int reading = fcntl(question, F_DUPFD_CLOEXEC, 16);
    if (reading < 0) return errno;
    int writing = fcntl(answer, F_DUPFD_CLOEXEC, 16);
    int code = writing < 0 ? errno : 0;
    if (code == 0) {
        code = spawn_apart(child, arguments, (const int[]){nowhere, nowhere, nowhere, reading, writing}, 5);
        close(writing);
    }
    close(reading);
    return code;
}

int clinux_unread(int descriptor) {
    int count = 0;
    return ioctl(descriptor, FIONREAD, &count) == 0 ? count : 0;
}

int clinux_set_nonblocking(int descriptor) {
    int flags = fcntl(descriptor, F_GETFL);
    return flags < 0 ? -1 : fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int clinux_wait_for_writing(int descriptor) {
    return sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE);
}

int clinux_sync_file_system(int descriptor) { return syncfs(descriptor); }

int clinux_file_system_type(int descriptor, int64_t *type) {
    struct statfs status;
    if (fstatfs(descriptor, &status) != 0) return -1;
    *type = (int64_t)status.f_type;
    return 0;
}

int clinux_clock_is_synchronised(void) {
    struct timex clock = {0};
    return adjtimex(&clock) != TIME_ERROR && (clock.status & STA_UNSYNC) == 0;
}

ssize_t clinux_receive(int socket, void *buffer, size_t length, int flags) {
    return syscall(SYS_recvfrom, socket, buffer, length, flags, NULL, NULL);
}

ssize_t clinux_send(int socket, const void *buffer, size_t length, int flags) {
    return syscall(SYS_sendto, socket, buffer, length, flags, NULL, 0);
}

int clinux_epoll_wait(int queue, struct epoll_event *events, int count, int milliseconds) {
    // epoll_wait(2) itself doesn't exist on every processor; with no mask this is the same.
    return (int)syscall(SYS_epoll_pwait, queue, events, count, milliseconds, NULL, 0);
}

int clinux_usable_processors(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
    return (int)sysconf(_SC_NPROCESSORS_ONLN);
}
