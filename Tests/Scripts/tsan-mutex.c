// Tells the thread sanitizer what Synchronization.Mutex orders.
//
// A Mutex that is free is taken and given back by atomic operations that the compiler puts into our own, instrumented
// code. One that is contended is taken and given back inside libswiftSynchronization.so, which is not instrumented: the
// sanitizer doesn't see the order and reports a race between any two holders. This library, loaded in front of it with
// LD_PRELOAD, passes those two calls on and says what they do with the sanitizer's own words for that
// (sanitizer/tsan_interface.h). It hides nothing else: memory that no lock guards is reported as before.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

SWIFT void lock_slow(uint32_t, SELF void *) __asm__(LOCK_SLOW);
SWIFT void unlock_slow(SELF void *) __asm__(UNLOCK_SLOW);

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) {
    SWIFT void (*next)(uint32_t, SELF void *) = (SWIFT void (*)(uint32_t, SELF void *))dlsym(RTLD_NEXT, LOCK_SLOW);
    next(thread, mutex);
    if (__tsan_acquire) __tsan_acquire(mutex);
}

SWIFT void unlock_slow(SELF void *mutex) {
    SWIFT void (*next)(SELF void *) = (SWIFT void (*)(SELF void *))dlsym(RTLD_NEXT, UNLOCK_SLOW);
    if (__tsan_release) __tsan_release(mutex);
    next(mutex);
}
