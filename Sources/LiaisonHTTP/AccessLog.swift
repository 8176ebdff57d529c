import CLinux
import Glibc
import LiaisonSystem
import Synchronization

/// One logfmt line for each answer, written by a thread of its own so that a slow disk or terminal holds up
/// no event loop.
///
/// A line has no path, query, name or text: the route is the handler's label, all else is numbers.
package final class AccessLog: ServerObserver {
    /// Bytes that may wait for the writer; lines beyond are dropped and counted.
    private static let capacity = 4 << 20

    private struct Buffer {
        var bytes: [UInt8] = []
        var dropped = 0
        var isClosed = false
    }

    private let descriptor: Int32
    private let clock: WallClock
    private let buffer = Mutex(Buffer())
    private let wake: FileDescriptor

    /// Starts the writer.
    ///
    /// - Parameters:
    ///   - descriptor: Where lines go, such as 2 for standard error; not owned.
    ///   - clock: What the time of a line is taken from.
    /// - Returns: The log; it ends with ``close()``.
    /// - Throws: What eventfd(2) or pthread_create(3) says.
    package static func start(
        writingTo descriptor: Int32, clock: WallClock = .system
    ) throws(SystemError) -> AccessLog {
        let log = try AccessLog(descriptor, clock)
        // Ends with close(), which has the last lines written.
        _ = try Thread(named: "access-log") { log.writeLines() }
        return log
    }

    private init(_ descriptor: Int32, _ clock: WallClock) throws(SystemError) {
        self.descriptor = descriptor
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

    /// Has the lines that wait written and ends the writer.
    package func close() {
        buffer.withLock { $0.isClosed = true }
        eventfd_write(wake.rawValue, 1)
    }

    /// Lines that were dropped because the writer could not keep up.
    package var dropped: Int { buffer.withLock { $0.dropped } }

    private func writeLines() {
        while true {
            var count: eventfd_t = 0
            eventfd_read(wake.rawValue, &count)
            let (bytes, isClosed) = buffer.withLock { buffer in
                let taken = (buffer.bytes, buffer.isClosed)
                buffer.bytes = []
                return taken
            }
            write(bytes)
            if isClosed { return }
        }
    }

    private func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
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
