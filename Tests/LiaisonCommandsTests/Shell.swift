import Glibc
import LiaisonSystem

/// Runs lines of sh(1), for tests that hold other programs to what Liaison prints.
enum Shell {
    /// Whether a program is installed.
    static func has(_ program: String) -> Bool { system("command -v \(program) >/dev/null 2>&1") == 0 }

    /// What the line printed on standard output and standard error.
    static func run(_ line: String) throws -> String {
        let directory = try TemporaryDirectory()
        try Files.create("\(directory.path)/line", with: Array(line.utf8))
        system("sh \(directory.path)/line </dev/null >\(directory.path)/output 2>&1")
        return String(decoding: try Files.read("\(directory.path)/output"), as: UTF8.self)
    }
}
