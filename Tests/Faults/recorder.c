// Stands between liaison and libc's file calls (LD_PRELOAD) and writes down every change of a file system, with its bytes,
// and when a sync began and ended: see record.py, which reads it. A change and its record are made under one lock, so that
// the record has the order in which the changes came about, whichever process made them. A sync is no change: its two records
// stand on either side of it, so what stands before the first was there to be synced.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { MADE = 1, WRITTEN, CUT, RENAMED, LINKED, REMOVED, SYNC, SYNCED, SYNC_ALL, SYNCED_ALL, EXCHANGED, MODE };

struct record {
    uint32_t length; // Of what follows it.
    uint32_t kind;
    uint64_t a, b, c;
};

static int record_file = -1;
static dev_t device;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static atomic_uint syncs;

#define REAL(result, name, ...) static result (*real_##name)(__VA_ARGS__)
REAL(long, syscall, long, ...);
REAL(int, open, const char *, int, ...);
REAL(int, openat, int, const char *, int, ...);
REAL(ssize_t, write, int, const void *, size_t);
REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
REAL(ssize_t, writev, int, const struct iovec *, int);
REAL(int, ftruncate, int, off_t);
REAL(int, truncate, const char *, off_t);
REAL(int, renameat2, int, const char *, int, const char *, unsigned);
REAL(int, linkat, int, const char *, int, const char *, int);
REAL(int, unlinkat, int, const char *, int);
REAL(int, mkdirat, int, const char *, mode_t);
REAL(int, fsync, int);
REAL(int, fdatasync, int);
REAL(int, syncfs, int);
REAL(int, fchmodat, int, const char *, mode_t, int);
REAL(int, fchmod, int, mode_t);

// Before anything is called: perhaps by another library's beginning, before one's own.
__attribute__((constructor)) static void begin(void) {
    static int has_begun;
    if (has_begun) return;
    has_begun = 1;
#define FIND(name) *(void **)&real_##name = dlsym(RTLD_NEXT, #name)
    FIND(syscall); FIND(open); FIND(openat); FIND(write); FIND(pwrite); FIND(writev); FIND(ftruncate); FIND(truncate);
    FIND(renameat2); FIND(linkat); FIND(unlinkat); FIND(mkdirat); FIND(fsync); FIND(fdatasync); FIND(syncfs); FIND(fchmodat);
    FIND(fchmod);
    const char *path = getenv("LIAISON_RECORD"), *root = getenv("LIAISON_RECORD_ROOT");
    struct stat status;
    if (!path || !root || stat(root, &status) != 0) return;
    device = status.st_dev;
    // High up, where it is in nobody's way.
    int file = real_open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    record_file = file < 0 ? -1 : fcntl(file, F_DUPFD_CLOEXEC, 900);
    if (record_file < 0) abort();
    close(file);
}

static void add(enum kind kind, uint64_t a, uint64_t b, uint64_t c, const void *bytes, size_t length) {
    struct record record = {(uint32_t)length, kind, a, b, c};
    struct iovec parts[2] = {{&record, sizeof record}, {(void *)bytes, length}};
    if (real_writev(record_file, parts, length ? 2 : 1) != (ssize_t)(sizeof record + length)) abort();
}

static void lock(void) {
    pthread_mutex_lock(&mutex);
    while (flock(record_file, LOCK_EX) != 0) {}
}

static void unlock(void) {
    flock(record_file, LOCK_UN);
    pthread_mutex_unlock(&mutex);
}

// What is recorded, and how: errno is the call's own at the end.
#define RECORDING(result, call, keep) do { \
    begin(); \
    if (record_file < 0) return call; \
    lock(); \
    result value = call; \
    int code = errno; \
    if (value >= 0) { keep; } \
    unlock(); \
    errno = code; \
    return value; \
} while (0)

static uint64_t number_of(int file) {
    struct stat status;
    return fstat(file, &status) == 0 && status.st_dev == device && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))
        ? status.st_ino : 0;
}

static int look(int directory, const char *path, struct stat *status) {
    return fstatat(directory, path, status, AT_SYMLINK_NOFOLLOW) == 0;
}

static const char *last(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

// The directory that a path's last name stands in; 0 on another device.
static uint64_t above(int directory, const char *path) {
    char part[PATH_MAX];
    size_t length = last(path) - path;
    struct stat status;
    if (length >= sizeof part) return 0;
    memcpy(part, path, length);
    part[length] = 0;
    int found = length ? fstatat(directory, part, &status, 0)
        : directory == AT_FDCWD ? stat(".", &status) : fstat(directory, &status);
    return found == 0 && status.st_dev == device ? status.st_ino : 0;
}

static void made(int directory, const char *path) {
    struct stat status;
    uint64_t parent = above(directory, path);
    if (parent && look(directory, path, &status))
        add(MADE, parent, status.st_ino, status.st_mode, last(path), strlen(last(path)));
}

static void opened(int existed, int file, int directory, const char *path, int flags) {
    if (!existed) return made(directory, path);
    uint64_t number = number_of(file);
    if (number && flags & O_TRUNC) add(CUT, number, 0, 0, NULL, 0);
}

static int changing(int flags) {
    begin();
    return record_file >= 0 && flags & (O_CREAT | O_TRUNC);
}

static int open_recording(int directory, const char *path, int flags, mode_t mode) {
    struct stat status;
    if (!changing(flags)) return real_openat(directory, path, flags, mode);
    lock();
    int existed = look(directory, path, &status), file = real_openat(directory, path, flags, mode), code = errno;
    if (file >= 0) opened(existed, file, directory, path, flags);
    unlock();
    errno = code;
    return file;
}

#define MODE_ARGUMENT(flags) \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest)

int open(const char *path, int flags, ...) { MODE_ARGUMENT(flags); return open_recording(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_ARGUMENT(flags); return open_recording(AT_FDCWD, path, flags, mode); }
int openat(int directory, const char *path, int flags, ...) {
    MODE_ARGUMENT(flags);
    return open_recording(directory, path, flags, mode);
}
int openat64(int directory, const char *path, int flags, ...) {
    MODE_ARGUMENT(flags);
    return open_recording(directory, path, flags, mode);
}

long syscall(long number, ...) {
    va_list rest;
    va_start(rest, number);
    long words[6];
    for (int index = 0; index < 6; index++) words[index] = va_arg(rest, long);
    va_end(rest);
    begin();
    struct open_how *how = number == SYS_openat2 ? (struct open_how *)words[2] : NULL;
    int records = how && changing((int)how->flags);
    struct stat status;
    if (!records) return real_syscall(number, words[0], words[1], words[2], words[3], words[4], words[5]);
    lock();
    int directory = (int)words[0];
    const char *path = (const char *)words[1];
    int existed = look(directory, path, &status);
    long file = real_syscall(number, words[0], words[1], words[2], words[3]);
    int code = errno;
    if (file >= 0) opened(existed, (int)file, directory, path, (int)how->flags);
    unlock();
    errno = code;
    return file;
}

static void written(int file, off_t at, const void *bytes, size_t count) {
    uint64_t number = number_of(file);
    if (number && count) add(WRITTEN, number, at, fcntl(file, F_GETFL) & O_DSYNC ? 1 : 0, bytes, count);
}

static int is_kept(int file) {
    begin();
    return record_file >= 0 && number_of(file);
}

ssize_t write(int file, const void *bytes, size_t count) {
    if (!is_kept(file)) return real_write(file, bytes, count);
    RECORDING(ssize_t, real_write(file, bytes, count), written(file, lseek(file, 0, SEEK_CUR) - value, bytes, value));
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    if (!is_kept(file)) return real_pwrite(file, bytes, count, offset);
    RECORDING(ssize_t, real_pwrite(file, bytes, count, offset), written(file, offset, bytes, value));
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off_t offset) { return pwrite(file, bytes, count, offset); }
ssize_t writev(int file, const struct iovec *parts, int count) {
    if (!is_kept(file)) return real_writev(file, parts, count);
    RECORDING(ssize_t, real_writev(file, parts, count), {
        off_t at = lseek(file, 0, SEEK_CUR) - value;
        ssize_t left = value;
        for (int index = 0; index < count && left > 0; index++) {
            size_t length = parts[index].iov_len < (size_t)left ? parts[index].iov_len : (size_t)left;
            written(file, at, parts[index].iov_base, length);
            at += length;
            left -= length;
        }
    });
}

int ftruncate(int file, off_t length) {
    RECORDING(int, real_ftruncate(file, length), { if (number_of(file)) add(CUT, number_of(file), length, 0, NULL, 0); });
}
int ftruncate64(int file, off_t length) { return ftruncate(file, length); }
int truncate(const char *path, off_t length) {
    struct stat status;
    RECORDING(int, real_truncate(path, length),
        { if (stat(path, &status) == 0 && status.st_dev == device) add(CUT, status.st_ino, length, 0, NULL, 0); });
}

static void two_names(enum kind kind, int from_directory, const char *from, int directory, const char *to) {
    char names[2 * NAME_MAX + 2];
    uint64_t first = above(from_directory, from), second = above(directory, to);
    int length = snprintf(names, sizeof names, "%s", last(from)) + 1;
    length += snprintf(names + length, sizeof names - length, "%s", last(to));
    if (first && second) add(kind, first, second, 0, names, length);
}

int renameat2(int from_directory, const char *from, int directory, const char *to, unsigned flags) {
    RECORDING(int, real_renameat2(from_directory, from, directory, to, flags),
        two_names(flags & RENAME_EXCHANGE ? EXCHANGED : RENAMED, from_directory, from, directory, to));
}
int renameat(int from_directory, const char *from, int directory, const char *to) {
    return renameat2(from_directory, from, directory, to, 0);
}
int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }

int linkat(int from_directory, const char *from, int directory, const char *to, int flags) {
    RECORDING(int, real_linkat(from_directory, from, directory, to, flags),
        two_names(LINKED, from_directory, from, directory, to));
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int unlinkat(int directory, const char *path, int flags) {
    RECORDING(int, real_unlinkat(directory, path, flags), {
        uint64_t parent = above(directory, path);
        if (parent) add(REMOVED, parent, 0, 0, last(path), strlen(last(path)));
    });
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int directory, const char *path, mode_t mode) {
    RECORDING(int, real_mkdirat(directory, path, mode), made(directory, path));
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int fchmodat(int directory, const char *path, mode_t mode, int flags) {
    struct stat status;
    RECORDING(int, real_fchmodat(directory, path, mode, flags),
        { if (fstatat(directory, path, &status, 0) == 0) add(MODE, status.st_ino, status.st_mode, 0, NULL, 0); });
}
int chmod(const char *path, mode_t mode) { return fchmodat(AT_FDCWD, path, mode, 0); }
int fchmod(int file, mode_t mode) {
    struct stat status;
    RECORDING(int, real_fchmod(file, mode), { if (fstat(file, &status) == 0) add(MODE, status.st_ino, status.st_mode, 0, NULL, 0); });
}

// Syncs of several threads may overlap: no lock is held.
#define SYNCING(before, after, call) do { \
    begin(); \
    uint64_t number = record_file < 0 ? 0 : number_of(file); \
    if (!number) return call; \
    uint64_t name = (uint64_t)getpid() << 32 | atomic_fetch_add(&syncs, 1); \
    add(before, number, name, 0, NULL, 0); \
    int result = call, code = errno; \
    if (result == 0) add(after, number, name, 0, NULL, 0); \
    errno = code; \
    return result; \
} while (0)

int fsync(int file) { SYNCING(SYNC, SYNCED, real_fsync(file)); }
int fdatasync(int file) { SYNCING(SYNC, SYNCED, real_fdatasync(file)); }
int syncfs(int file) { SYNCING(SYNC_ALL, SYNCED_ALL, real_syncfs(file)); }
