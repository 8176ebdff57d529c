import CLinux
import Glibc

/// Another program that this one starts and waits for: a pager, an editor, a viewer.
package enum ChildProcess {
    /// Runs a program to its end on this process's terminal.
    ///
    /// Meanwhile SIGINT and SIGQUIT are ignored here, as by system(3): they are for the program in front of the user.
    ///
    /// - Parameters:
    ///   - words: The program, looked for in PATH, and its arguments.
    ///   - input: What it reads on standard input, of which it may leave a part; nothing for this process's own.
    /// - Returns: The exit status, 128 and more for a signal as a shell says it.
    /// - Throws: What posix_spawnp(3) says, such as ENOENT.
    package static func run(_ words: [String], input: [UInt8]? = nil) throws(SystemError) -> Int32 {
        let pipe = try Pipe()
        let child = try spawn(words, input: input == nil ? -1 : pipe.reading.rawValue, output: -1)
        let (interrupt, quit) = (signal(SIGINT, SIG_IGN), signal(SIGQUIT, SIG_IGN))
        defer {
            signal(SIGINT, interrupt)
            signal(SIGQUIT, quit)
        }
        try pipe.feed(input ?? [])
        return try wait(for: child, words)
    }

    /// Runs a program to its end and catches what it prints.
    ///
    /// - Parameter words: The program, looked for in PATH, and its arguments.
    /// - Returns: The exit status as ``run(_:input:)`` gives it, and the program's standard output.
    /// - Throws: What posix_spawnp(3) says, such as ENOENT.
    package static func output(of words: [String]) throws(SystemError) -> (status: Int32, bytes: [UInt8]) {
        let pipe = try Pipe()
        let child = try spawn(words, input: -1, output: pipe.writing.rawValue)
        let bytes = try pipe.drain()
        return (try wait(for: child, words), bytes)
    }

    private static func spawn(_ words: [String], input: Int32, output: Int32) throws(SystemError) -> pid_t {
        var child: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        let code = clinux_spawn(&child, arguments, input, output)
        for argument in arguments { free(argument) }
        if code != 0 { throw SystemError("posix_spawnp", words.first, code: Errno(code)) }
        return child
    }

    private static func wait(for child: pid_t, _ words: [String]) throws(SystemError) -> Int32 {
        var status: Int32 = 0
        try retryingOnInterrupt("waitpid", words.first) { waitpid(child, &status, 0) }
        return clinux_wait_exited(status) != 0
            ? clinux_wait_exit_code(status) : 128 + clinux_wait_signal(status)
    }
}

/// A pipe between this process and a child.
struct Pipe: ~Copyable {
    let reading: FileDescriptor
    let writing: FileDescriptor

    init() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        try retryingOnInterrupt("pipe2") { clinux_pipe(&ends) }
        reading = FileDescriptor(owning: ends[0])
        writing = FileDescriptor(owning: ends[1])
    }

    /// Writes everything and closes; a child that has read enough is no error.
    consuming func feed(_ bytes: [UInt8]) throws(SystemError) {
        try reading.close()
        do throws(SystemError) {
            try writing.writeAll(bytes)
        } catch {
            if error.code != .brokenPipe { throw error }
        }
        try writing.close()
    }

    /// Everything that the child writes.
    consuming func drain() throws(SystemError) -> [UInt8] {
        try writing.close()
        return try reading.readToEnd()
    }
}

extension Environment {
    /// Where a program lies in PATH, or nothing: execvp(3).
    package static func program(_ name: String) -> String? {
        let path = value("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
}
