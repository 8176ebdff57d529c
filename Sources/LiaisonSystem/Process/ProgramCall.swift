import CLinux
import Glibc

/// A program that is given some bytes on standard input and a time to do what it does with them: an operator's own, of
/// which anything may be expected.
///
/// It runs in a process group of its own. What it prints is read, so that it never waits for a reader, and all but the
/// beginning forgotten. Beyond its time the group gets SIGTERM, and SIGKILL a little later. It may read as little of its
/// input as it likes: that fits into the pipe and waits there.
package struct ProgramCall: Sendable {
    /// The program, looked for in PATH, and its arguments.
    let words: [String]
    /// How long it may take.
    let patience: Duration
    /// How long it may take to end once it was asked to.
    let grace: Duration

    package init(_ words: [String], patience: Duration, grace: Duration = .seconds(5)) {
        (self.words, self.patience, self.grace) = (words, patience, grace)
    }

    /// The most bytes of what it prints that are kept.
    package static let keptOutput = 2048
    /// The most bytes of input: they fit into any pipe (pipe(7), PIPE_BUF).
    package static let inputLimit = 4096

    /// How a call ended.
    package struct Ending: Equatable, Sendable {
        package var fate: Fate
        /// The beginning of what it printed, on standard output and standard error alike.
        package var output: [UInt8] = []
        /// How many bytes it printed.
        package var printed = 0
        /// Whether it left some of its input unread.
        package var leftInput = false
    }

    /// What became of the program.
    package enum Fate: Equatable, Sendable {
        case exited(Int32)
        /// Ended by a signal that nobody here sent.
        case killed(signal: Int32)
        /// Not done in its time; whether it had to be killed.
        case timedOut(killed: Bool)
        /// Nobody wanted it to go on.
        case cancelled
        /// It couldn't be started.
        case unstartable(SystemError)
    }

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - input: What it reads; at most ``inputLimit`` bytes.
    ///   - isCancelled: Asked now and then whether it is to end at once.
    /// - Returns: How it ended.
    /// - Throws: What pipe2(2) or waitpid(2) says: nothing that the program can help.
    package func run(
        on input: [UInt8], isCancelled: () -> Bool = { false }
    ) throws(SystemError) -> Ending {
        precondition(input.count <= Self.inputLimit, "it would wait for the program to read")
        let question = try Pipe()
        let answer = try Pipe()
        try question.writing.writeAll(input)
        try question.writing.close()
        var child: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        let code = clinux_spawn_apart(
            &child, arguments, question.reading.rawValue, answer.writing.rawValue, answer.writing.rawValue)
        for argument in arguments { free(argument) }
        if code != 0 {
            return Ending(fate: .unstartable(SystemError("posix_spawnp", words.first, code: Errno(code))))
        }
        try answer.writing.close()
        var output = Output(of: answer.reading)
        var ending = Ending(fate: try wait(for: child, &output, isCancelled))
        output.read()
        (ending.output, ending.printed) = (output.kept, output.count)
        ending.leftInput = clinux_unread(question.reading.rawValue) > 0
        return ending
    }

    /// Waits for the program's end, and brings it about when its time is over.
    private func wait(
        for child: pid_t, _ output: inout Output, _ isCancelled: () -> Bool
    ) throws(SystemError) -> Fate {
        let start = ContinuousClock.now
        var asked: (at: ContinuousClock.Instant, isForTime: Bool)?
        var isKilled = false
        // Short calls end soon after they are done; long ones cost little.
        var pause: Int32 = 1
        while true {
            var status: Int32 = 0
            let found = try retryingOnInterrupt("waitpid", words.first) { waitpid(child, &status, WNOHANG) }
            if found == child {
                // What it started and left behind goes with it.
                if asked != nil { kill(-child, SIGKILL) }
                let code = clinux_wait_exited(status) != 0 ? clinux_wait_exit_code(status) : nil
                // Done at the last moment is done.
                if let asked, code != 0 { return asked.isForTime ? .timedOut(killed: isKilled) : .cancelled }
                return code.map { .exited($0) } ?? .killed(signal: clinux_wait_signal(status))
            }
            let now = ContinuousClock.now
            if let asked {
                if !isKilled, now - asked.at >= grace {
                    isKilled = true
                    kill(-child, SIGKILL)
                }
            } else if now - start >= patience || isCancelled() {
                asked = (now, now - start >= patience)
                kill(-child, SIGTERM)
            }
            output.wait(milliseconds: pause)
            pause = min(pause * 2, 50)
        }
    }

    /// What a program prints: read as it comes, its beginning kept.
    private struct Output {
        private let descriptor: Int32
        private(set) var kept: [UInt8] = []
        private(set) var count = 0
        private var isOver = false
        private var buffer = [UInt8](repeating: 0, count: 64 << 10)

        /// The most that is read between two looks at the clock.
        private static let portion = 4 << 20

        init(of pipe: borrowing FileDescriptor) {
            descriptor = pipe.rawValue
            // A pipe takes the flag; without it a read would wait for the program, which its time bounds all the same.
            _ = clinux_set_nonblocking(descriptor)
        }

        /// Waits for more, but no longer than that, and reads what is there.
        mutating func wait(milliseconds: Int32) {
            if isOver {
                _ = poll(nil, 0, milliseconds)
                return
            }
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&wanted, 1, milliseconds) > 0 { read() }
        }

        /// Reads what is there.
        mutating func read() {
            var portion = 0
            while !isOver, portion < Self.portion {
                let length = Glibc.read(descriptor, &buffer, buffer.count)
                if length < 0 {
                    if errno == EINTR { continue }
                    if errno != EAGAIN { isOver = true }
                    return
                }
                if length == 0 {
                    isOver = true
                    return
                }
                kept += buffer[..<min(length, ProgramCall.keptOutput - kept.count)]
                count += length
                portion += length
            }
        }
    }
}
