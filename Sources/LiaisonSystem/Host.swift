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

    /// Host, process number and a random word: unique enough that people can tell two writers apart.
    package static func describeProcess() -> String { "\(name) \(getpid()) \(RandomBytes.hex(count: 4))" }
}
