// What glibc and the kernel offer and Swift's Glibc module doesn't reach: headers it leaves out, and
// variadic or macro calls behind a plain prototype. No logic lives here.
#ifndef CLINUX_H
#define CLINUX_H

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

/// Declared by <string.h> for _GNU_SOURCE alone.
void *memmem(const void *haystack, size_t haystack_length, const void *needle, size_t needle_length);

/// open(2) and openat(2) are variadic in C.
static inline int clinux_openat(int directory, const char *path, int flags, mode_t mode) {
    return openat(directory, path, flags, mode);
}

/// The columns of the terminal behind `descriptor`, or 0 when it is none.
static inline int clinux_terminal_columns(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? (int)size.ws_col : 0;
}

/// Bytes that a TCP socket has been given and its peer has not acknowledged (tcp(7), SIOCOUTQ); 0 when that can't be told.
static inline int clinux_unsent(int descriptor) {
    int count = 0;
    return ioctl(descriptor, TIOCOUTQ, &count) == 0 ? count : 0;
}

/// Whether a signal is ignored, as under nohup(1): SIG_IGN is a cast that Swift can't compare with.
static inline int clinux_signal_is_ignored(int number) {
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/// wait(2)'s status macros.
static inline int clinux_wait_exited(int status) { return (status & 0x7f) == 0; }
static inline int clinux_wait_exit_code(int status) { return (status >> 8) & 0xff; }
static inline int clinux_wait_signal(int status) { return status & 0x7f; }

/// openat2(2) with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS: what is planted below `directory` leads nowhere.
int clinux_open_beneath(int directory, const char *path, int flags, mode_t mode);

/// renameat2(2) with RENAME_NOREPLACE: the target must not exist.
int clinux_rename_noreplace(const char *from, const char *to);

/// renameat2(2) with RENAME_EXCHANGE: the two change places; both must exist.
int clinux_rename_exchange(const char *from, const char *to);

/// sync_file_range(2) with SYNC_FILE_RANGE_WRITE: starts writing a file's dirty pages, without waiting.
int clinux_start_writing(int descriptor);

/// sync_file_range(2) with SYNC_FILE_RANGE_WAIT_BEFORE: waits for a file's pages that are being written; their errors.
int clinux_wait_for_writing(int descriptor);
/// syncfs(2), a GNU extension.
int clinux_sync_file_system(int descriptor);

/// fstatfs(2): the type of the file system behind a descriptor.
int clinux_file_system_type(int descriptor, int64_t *type);

/// adjtimex(2): whether the clock follows another, by NTP or the like.
int clinux_clock_is_synchronised(void);

/// strerrordesc_np(3): an error number's English text, or NULL for an unknown one. Thread-safe.
const char *clinux_error_text(int code);

/// accept4(2), a GNU extension, with SOCK_NONBLOCK and SOCK_CLOEXEC.
int clinux_accept(int listener, struct sockaddr *address, socklen_t *length);

/// posix_spawnp(3) with the caller's environment, SIGPIPE as it is by default, and `input` and `output` as the child's
/// standard streams unless negative. Answers 0 or an error number.
int clinux_spawn(pid_t *child, char *const arguments[], int input, int output);

/// posix_spawnp(3) with the caller's environment, in a process group of its own, with no signal blocked or ignored, and
/// with the given standard streams. Answers 0 or an error number.
int clinux_spawn_apart(pid_t *child, char *const arguments[], int input, int output, int errors);

/// As clinux_spawn_apart, with `nowhere` for its three standard streams; besides it reads at descriptor 3 what is written
/// to `question`'s other end, and writes its answers to 4.
int clinux_spawn_companion(pid_t *child, char *const arguments[], int nowhere, int question, int answer);

/// Bytes that wait in a pipe (pipe(7), FIONREAD); 0 when that can't be told.
int clinux_unread(int descriptor);

/// fcntl(2) with O_NONBLOCK added, which is variadic.
int clinux_set_nonblocking(int descriptor);

/// pipe2(2), a GNU extension, with O_CLOEXEC.
int clinux_pipe(int ends[2]);
/// recv(2), send(2) and epoll_wait(2) without glibc's thread cancellation, which nobody here uses and which costs
/// every call two locked instructions.
ssize_t clinux_receive(int socket, void *buffer, size_t length, int flags);
ssize_t clinux_send(int socket, const void *buffer, size_t length, int flags);
int clinux_epoll_wait(int queue, struct epoll_event *events, int count, int milliseconds);

/// The processors that this process may use: fewer than there are in a container or under taskset(1).
int clinux_usable_processors(void);

/// Names the calling thread, at most 15 bytes, for top(1) and perf(1).
static inline void clinux_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

#endif
