// GNU extensions live here, not in the header: _GNU_SOURCE changes structures that Swift's Glibc module
// has seen without it, and clang refuses two definitions of one type.
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

int clinux_rename_noreplace(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

const char *clinux_error_text(int code) { return strerrordesc_np(code); }
