import Glibc
import LiaisonSystem

/// Programs of the machine that check what the modules make.
package enum Shell {
    /// Whether a program is installed; tests that need one that isn't are skipped visibly.
    package static func has(_ program: String) -> Bool {
        let path = Environment.value("PATH") ?? ""
        return path.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
    }

    /// What a shell command prints on standard output, and its exit status.
    package static func run(_ command: String) throws(SystemError) -> (output: String, status: Int32) {
        guard let pipe = popen(command, "r") else {
            let code = Errno.current
            throw SystemError("popen", command, code: code)
        }
        var output: [UInt8] = []
        while case let byte = fgetc(pipe), byte != EOF { output.append(UInt8(byte)) }
        let status = pclose(pipe)
        return (String(decoding: output, as: UTF8.self), status >> 8)
    }

    /// What a shell script prints on standard output and standard error together; its standard input is empty.
    package static func transcript(of script: String) throws(SystemError) -> String {
        try run("{ \(script)\n} </dev/null 2>&1").output
    }
}

/// Runs `body` with a directory of its own, removed afterwards.
package func withTemporaryDirectory<Value>(_ body: (String) throws -> Value) throws -> Value {
    let directory = try Files.makeTemporaryDirectory(named: "liaison-tests")
    let result = Result { try body(directory) }
    try Files.removeTree(directory)
    return try result.get()
}
