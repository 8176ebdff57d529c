/// The words that this process was started with.
package enum ProcessArguments {
    /// The program's name, then its arguments.
    ///
    /// The standard library looks for them beside the environment and finds none once a preloaded library has
    /// moved that, as libfaketime does; the kernel knows them all the same (proc(5), `/proc/self/cmdline`).
    package static var all: [String] {
        let found = CommandLine.arguments
        if !found.isEmpty { return found }
        guard let bytes = try? Files.read("/proc/self/cmdline") else { return [] }
        // Each word ends with a NUL; an empty one is a word too.
        return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
