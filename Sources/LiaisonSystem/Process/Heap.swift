import CLinux

/// The memory that the process has from the kernel.
package enum Heap {
    /// Gives back what isn't in use any more.
    ///
    /// The C library keeps what threads have freed, each thread's apart, until they want as much again: after work that is
    /// seldom and large it would stay for good.
    package static func trim() { malloc_trim(0) }
}
