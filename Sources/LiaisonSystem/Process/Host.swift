import Glibc

/// The machine that the process runs on.
package enum Host {
    /// The host's name, uname(2).
    package static var name: String {
        var information = utsname()
        guard uname(&information) == 0 else { return "localhost" }
        return withUnsafeBytes(of: information.nodename) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// The file that this process runs: what stands beside it is found there, and what was just built stands
    /// in no PATH.
    package static func programPath() throws(SystemError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = try retryingOnInterrupt("readlink", "/proc/self/exe") {
            readlink("/proc/self/exe", &buffer, buffer.count)
        }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Host, process number and a random word: unique enough that people can tell two writers apart.
    package static func describeProcess() -> String { "\(name) \(getpid()) \(RandomBytes.hex(count: 4))" }
}
