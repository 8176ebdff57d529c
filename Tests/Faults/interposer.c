// Stands between liaison and libc's file calls (LD_PRELOAD) and lets chosen ones fail, as the fault harness
// asks through a mapped file: see Interposer in faults.py, which lays out the same structure.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum action { NOTHING, KILL_BEFORE, KILL_AFTER, FAIL, SHORTEN, DELAY, PRETEND, LIE };
enum call { WRITE = 1, DATASYNC = 2, SYNC = 4, OPEN = 8, MAKE = 16, RENAME = 32, LINK = 64, UNLINK = 128, CUT = 256 };

struct orders {
    _Atomic int action, calls, value, first, last, seen;
    char path[232]; // Only calls on paths that contain this.
};

static struct orders *orders;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("LIAISON_FAULTS");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *mapped = mmap(NULL, sizeof *orders, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) orders = mapped;
}

// What is ordered for this call, if it is one of those meant; counts it then.
static enum action ordered(enum call call, const char *path) {
    if (!orders || !orders->action || !(orders->calls & call) || !strstr(path, orders->path)) return NOTHING;
    int number = atomic_fetch_add(&orders->seen, 1) + 1;
    return number >= orders->first && number <= orders->last ? (enum action)orders->action : NOTHING;
}

static enum action ordered_on(enum call call, int file) {
    if (!orders || !orders->action) return NOTHING;
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return NOTHING;
    path[length] = 0;
    return ordered(call, path);
}

// The same for a name in an open directory.
static enum action ordered_in(enum call call, int directory, const char *name) {
    if (!orders || !orders->action) return NOTHING;
    if (*name == '/' || directory == AT_FDCWD) return ordered(call, name);
    char link[64], path[2 * PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return NOTHING;
    snprintf(path + length, PATH_MAX, "/%s", name);
    return ordered(call, path);
}

// Does what is ordered around a call. SHORTEN has a meaning for write alone.
#define AROUND(order, real) do { \
    int saved = errno; \
    enum action chosen = (order); \
    if (chosen == KILL_BEFORE) kill(getpid(), SIGKILL); \
    if (chosen == FAIL) { errno = orders->value; return -1; } \
    if (chosen == PRETEND) { usleep(orders->value); return 0; } \
    if (chosen == LIE) return orders->value; \
    if (chosen == DELAY) usleep(orders->value); \
    errno = saved; \
    long result = (real); \
    if (chosen == KILL_AFTER) kill(getpid(), SIGKILL); \
    return result; \
} while (0)

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    enum action action = ordered_on(WRITE, file);
    if (action == SHORTEN && count > (size_t)orders->value) count = orders->value;
    if (action == LIE && count < (size_t)orders->value) action = PRETEND;
    AROUND(action, real(file, bytes, count, offset));
}
ssize_t write(int file, const void *bytes, size_t count) {
    REAL(ssize_t, "write", int, const void *, size_t);
    enum action action = ordered_on(WRITE, file);
    if (action == SHORTEN && count > (size_t)orders->value) count = orders->value;
    if (action == LIE && count < (size_t)orders->value) action = PRETEND;
    AROUND(action, real(file, bytes, count));
}
int fdatasync(int file) { REAL(int, "fdatasync", int); AROUND(ordered_on(DATASYNC, file), real(file)); }
int fsync(int file) { REAL(int, "fsync", int); AROUND(ordered_on(SYNC, file), real(file)); }
int syncfs(int file) { REAL(int, "syncfs", int); AROUND(ordered_on(DATASYNC, file), real(file)); }
int ftruncate(int file, off_t length) {
    REAL(int, "ftruncate", int, off_t);
    AROUND(ordered_on(CUT, file), real(file, length));
}
int truncate(const char *path, off_t length) {
    REAL(int, "truncate", const char *, off_t);
    AROUND(ordered(CUT, path), real(path, length));
}
int openat(int directory, const char *path, int flags, ...) {
    REAL(int, "openat", int, const char *, int, mode_t);
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    int writes = (flags & O_ACCMODE) != O_RDONLY;
    AROUND(writes ? ordered_in(OPEN, directory, path) : NOTHING, real(directory, path, flags, mode));
}
int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t);
    AROUND(ordered(MAKE, path), real(path, mode));
}
int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    AROUND(ordered(RENAME, to), real(from, to));
}
int link(const char *from, const char *to) {
    REAL(int, "link", const char *, const char *);
    AROUND(ordered(LINK, to), real(from, to));
}
int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    AROUND(ordered(UNLINK, path), real(path));
}
int mkdirat(int directory, const char *path, mode_t mode) {
    REAL(int, "mkdirat", int, const char *, mode_t);
    AROUND(ordered_in(MAKE, directory, path), real(directory, path, mode));
}
int renameat(int from_directory, const char *from, int directory, const char *to) {
    REAL(int, "renameat", int, const char *, int, const char *);
    AROUND(ordered_in(RENAME, directory, to), real(from_directory, from, directory, to));
}
int renameat2(int from_directory, const char *from, int directory, const char *to, unsigned flags) {
    REAL(int, "renameat2", int, const char *, int, const char *, unsigned);
    AROUND(ordered_in(RENAME, directory, to), real(from_directory, from, directory, to, flags));
}
int linkat(int from_directory, const char *from, int directory, const char *to, int flags) {
    REAL(int, "linkat", int, const char *, int, const char *, int);
    AROUND(ordered_in(LINK, directory, to), real(from_directory, from, directory, to, flags));
}
int unlinkat(int directory, const char *path, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    AROUND(ordered_in(UNLINK, directory, path), real(directory, path, flags));
}
