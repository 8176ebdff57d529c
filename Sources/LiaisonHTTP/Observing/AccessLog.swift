import CLinux
import Glibc
import LiaisonSystem
import Synchronization

/// One logfmt line for each answer, written by a thread of its own so that a slow disk or terminal holds up
/// no event loop.
///
/// A line has no path, query, name or text: the route is the handler's label, all else is numbers.
package final class AccessLog: ServerObserver {
    /// Where the lines go.
    package enum Destination: Sendable, Equatable {
        /// An open descriptor such as 2 for standard error; not owned.
        case descriptor(Int32)
        /// A file that is appended to, and opened anew by ``AccessLog/reopen()``.
        case file(String)
    }

    /// Bytes that may wait for the writer; lines beyond are dropped and counted.
    private static let capacity = 4 << 20
    /// Microseconds that the writer lets lines gather: a busy server then wakes it, and calls write(2), a hundred times
    /// a second rather than for every few lines.
    private static let gathering: useconds_t = 10_000
    /// How long ``close()`` waits for a reader that takes no more, such as a full pipe.
    private static let patience = Duration.seconds(2)

    private struct Buffer {
        var bytes: [UInt8] = []
        var dropped = 0
        var reopens = false
        var isClosed = false
    }

    private let destination: Destination
    private let clock: WallClock
    private let buffer = Mutex(Buffer())
    private let wake: FileDescriptor
    private let end = Gate()

    /// Starts the writer.
    ///
    /// - Parameters:
    ///   - destination: Where lines go.
    ///   - clock: What the time of a line is taken from.
    /// - Returns: The log; it ends with ``close()``.
    /// - Throws: What openat(2), eventfd(2) or pthread_create(3) says.
    package static func start(
        writingTo destination: Destination, clock: WallClock = .system
    ) throws(SystemError) -> AccessLog {
        let log = try AccessLog(destination, clock)
        let output = try log.open()
        // Ends with close(), which has the last lines written.
        _ = try Thread(named: "access-log") { [log] in
            log.writeLines(to: output)
            log.end.open()
        }
        return log
    }

    private init(_ destination: Destination, _ clock: WallClock) throws(SystemError) {
        self.destination = destination
        self.clock = clock
        wake = FileDescriptor(
            owning: try retryingOnInterrupt("eventfd") { eventfd(0, Int32(EFD_CLOEXEC)) })
    }

    package func answered(_ exchange: Exchange) {
        var line: [UInt8] = []
        line.reserveCapacity(192)
        AccessLogLine.append(exchange, at: clock.now, to: &line)
        let isFirst = buffer.withLock { buffer in
            if buffer.isClosed || buffer.bytes.count + line.count > Self.capacity {
                buffer.dropped += 1
                return false
            }
            buffer.bytes += line
            return buffer.bytes.count == line.count
        }
        if isFirst { eventfd_write(wake.rawValue, 1) }
    }

    /// Has a file opened anew, after logrotate(8) has moved it away.
    package func reopen() {
        buffer.withLock { $0.reopens = true }
        eventfd_write(wake.rawValue, 1)
    }

    /// Has the lines that wait written and ends the writer.
    package func close() {
        buffer.withLock { $0.isClosed = true }
        eventfd_write(wake.rawValue, 1)
        _ = end.wait(atMost: Self.patience)
    }

    /// Lines that were dropped because the writer could not keep up, or not write.
    package var dropped: Int { buffer.withLock { $0.dropped } }

    /// The descriptor to write to; the caller closes it when it is a file's.
    private func open() throws(SystemError) -> Int32 {
        switch destination {
        case .descriptor(let number): number
        case .file(let path):
            try FileDescriptor(opening: path, flags: O_WRONLY | O_APPEND | O_CREAT).release()
        }
    }

    private func writeLines(to first: Int32) {
        var output = first
        while true {
            var count: eventfd_t = 0
            eventfd_read(wake.rawValue, &count)
            usleep(Self.gathering)
            let taken = buffer.withLock { buffer in
                let taken = buffer
                buffer.bytes = []
                buffer.reopens = false
                return taken
            }
            // What came before the change of files belongs into the old one.
            write(taken.bytes, to: output)
            if taken.reopens, case .file = destination, let fresh = try? open() {
                Glibc.close(output)
                output = fresh
            }
            if taken.isClosed { break }
        }
        if case .file = destination { Glibc.close(output) }
    }

    private func write(_ bytes: [UInt8], to output: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if Errno.current != .interrupted {
                // A log that can't be written must not end the service; the lines count as dropped.
                let lost = rest.count { $0 == ByteClass.lineFeed }
                buffer.withLock { $0.dropped += lost }
                return
            }
        }
    }
}
