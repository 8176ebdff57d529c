import Glibc
import LiaisonSystem

/// The stream that the command reads from.
package struct Input: Sendable {
    /// Whether a person types it on a terminal.
    package let isTerminal: Bool
    private let source: @Sendable (Int) throws(SystemError) -> [UInt8]

    /// Standard input; the descriptor stays open.
    package static let process = Input(isTerminal: isatty(0) == 1) { limit throws(SystemError) in
        let copy = try retryingOnInterrupt("dup") { dup(0) }
        return try FileDescriptor(owning: copy).readToEnd(limit: limit)
    }

    /// An input of known bytes, for tests.
    package static func bytes(_ bytes: [UInt8]) -> Input {
        Input(isTerminal: false) { limit throws(SystemError) in
            if bytes.count > limit { throw SystemError("read", code: Errno(EFBIG)) }
            return bytes
        }
    }

    /// A terminal at which nobody types, for tests.
    package static let silentTerminal = Input(isTerminal: true) { _ in [] }

    private init(
        isTerminal: Bool, source: @escaping @Sendable (Int) throws(SystemError) -> [UInt8]
    ) {
        self.isTerminal = isTerminal
        self.source = source
    }

    /// Everything up to the end of the input.
    ///
    /// - Parameter limit: The most bytes to accept.
    /// - Returns: The bytes.
    /// - Throws: What read(2) says; EFBIG when there are more than `limit`.
    package func readToEnd(limit: Int) throws(SystemError) -> [UInt8] { try source(limit) }
}
