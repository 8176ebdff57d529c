import CLinux
import Glibc

/// A program that is spoken with while it runs: it reads at its descriptor 3 and answers at 4.
///
/// It runs in a process group of its own, with nothing on its standard streams. Whoever lets it go ends it and all that it
/// has started, at once; so does the end of this process, should the program end when nobody speaks with it any more.
package struct Companion: ~Copyable, Sendable {
    /// The process group of the program, as kill(2) takes it.
    package let group: pid_t
    private let question: FileDescriptor
    private let answer: FileDescriptor

    /// The most bytes that are said at a time: they fit into any pipe, so that saying them never waits (pipe(7), PIPE_BUF).
    package static let sentenceLimit = 4096

    /// Starts a program.
    ///
    /// - Parameter words: The program, looked for in PATH, and its arguments.
    /// - Throws: What pipe2(2) or posix_spawnp(3) says, such as ENOENT.
    package init(_ words: [String]) throws(SystemError) {
        let question = try Pipe()
        let answer = try Pipe()
        let nowhere = try FileDescriptor(opening: "/dev/null", flags: O_RDWR)
        var child: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        let code = clinux_spawn_companion(
            &child, arguments, nowhere.rawValue, question.reading.rawValue, answer.writing.rawValue)
        for argument in arguments { free(argument) }
        _ = consume nowhere
        if code != 0 { throw SystemError("posix_spawnp", words.first, code: Errno(code)) }
        group = child
        self.question = question.writing
        self.answer = answer.reading
    }

    deinit {
        kill(-group, SIGKILL)
        var status: Int32 = 0
        while waitpid(group, &status, 0) < 0, errno == EINTR {}
    }

    /// Says something.
    ///
    /// - Parameter bytes: At most ``sentenceLimit``.
    /// - Throws: What write(2) says: EPIPE when the program has ended.
    package borrowing func say(_ bytes: [UInt8]) throws(SystemError) {
        precondition(bytes.count <= Self.sentenceLimit, "it would wait for the program to read")
        try question.writeAll(bytes)
    }

    /// What came of waiting for an answer.
    package enum Hearing: Equatable, Sendable {
        case bytes(Int)
        /// It says nothing any more: it has ended, or closed its descriptor 4.
        case ended
        case late
    }

    /// Waits for something that it says, and reads what is there.
    ///
    /// - Parameters:
    ///   - buffer: Where the bytes go; its length doesn't change.
    ///   - deadline: How long to wait.
    /// - Returns: How many bytes came, or why none did.
    /// - Throws: What poll(2) or read(2) says.
    package borrowing func hear(
        into buffer: inout [UInt8], until deadline: ContinuousClock.Instant
    ) throws(SystemError) -> Hearing {
        let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
        if left <= 0 { return .late }
        var wanted = pollfd(fd: answer.rawValue, events: Int16(POLLIN), revents: 0)
        let ready = try retryingOnInterrupt("poll") { poll(&wanted, 1, Int32(min(left.rounded(.up), 1e6))) }
        if ready == 0 { return .late }
        let number = answer.rawValue
        let count = try retryingOnInterrupt("read") { Glibc.read(number, &buffer, buffer.count) }
        return count == 0 ? .ended : .bytes(count)
    }
}
