import CLinux
import Glibc
import LiaisonSystem
import Synchronization

/// What other threads have for an event loop; an eventfd(2) wakes it.
final class Mailbox: Sendable {
    enum Message: Sendable {
        /// An answer to the request that the connection is handling; nothing when its handler gave up.
        case answer(ConnectionKey, Response?)
        /// What makes the answer to that request.
        case answerMade(ConnectionKey, AnswerMaker)
        /// The handler has no room for that request.
        case declined(ConnectionKey)
        /// What that connection sends can be put aside again.
        case caughtUp(ConnectionKey)
        /// A connection that another loop has accepted.
        case adopt(Int32, SocketAddress)
        /// Show that the loop still turns.
        case ping(Int)
        /// Stop accepting, finish, and end at this time in monotonic milliseconds at the latest.
        case drain(deadline: UInt64)
    }

    let descriptor: FileDescriptor
    private let messages = Mutex<[Message]>([])

    init() throws(SystemError) {
        descriptor = FileDescriptor(
            owning: try retryingOnInterrupt("eventfd") {
                eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
            })
    }

    /// Leaves a message; only the first of several that wait together costs a system call.
    func post(_ message: Message) {
        let wasEmpty = messages.withLock {
            $0.append(message)
            return $0.count == 1
        }
        // A full counter (2^64 - 2 wakes unread) would be the only failure: the loop is awake then.
        if wasEmpty { eventfd_write(descriptor.rawValue, 1) }
    }

    /// Takes all messages, in the order they came.
    func collect() -> [Message] {
        var count: eventfd_t = 0
        eventfd_read(descriptor.rawValue, &count)
        return messages.withLock {
            let all = $0
            $0 = []
            return all
        }
    }
}

/// A place in an event loop's table, and which of its successive tenants is meant.
struct ConnectionKey: Sendable, Hashable {
    let slot: UInt32
    let generation: UInt32

    init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    init(rawValue: UInt64) {
        slot = UInt32(truncatingIfNeeded: rawValue)
        generation = UInt32(rawValue >> 32)
    }

    var rawValue: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
}
