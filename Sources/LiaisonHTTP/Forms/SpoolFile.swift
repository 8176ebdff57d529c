import Glibc
import LiaisonSystem
import Synchronization

/// A nameless file for bytes that are too many to keep in memory; it is gone with its last user, even when
/// the process dies.
///
/// Appending never waits: the spooler's threads write what has gathered. Whoever appends much is told to wait for them, and
/// whoever reads waits.
final class SpoolFile: Sendable {
    private struct State {
        var descriptor: Int32?
        /// What is still to be written.
        var backlog: [UInt8] = []
        var isWriting = false
        var failure: SystemError?
        /// Bytes of the spooler's space that it has.
        var held = 0
        /// Waits for the backlog to shrink.
        var writer: (@Sendable () -> Void)?
        /// Wait for the backlog to be gone.
        var readers: [Gate] = []

        var isSettled: Bool { backlog.isEmpty && !isWriting }
    }

    private let spooler: Spooler
    private let client: IPAddress
    private let state = Mutex(State())

    /// Bytes that wait to be written from which on no more should come.
    private static let mostBehind = 256 << 10
    /// How long a reader waits for the disk.
    private static let patience = Duration.seconds(30)

    /// An empty file.
    ///
    /// - Parameters:
    ///   - spooler: What writes it.
    ///   - client: Whose bytes they are.
    init(in spooler: Spooler, for client: IPAddress) {
        self.spooler = spooler
        self.client = client
    }

    deinit {
        let (descriptor, held) = state.withLock { ($0.descriptor, $0.held) }
        spooler.space.give(held, for: client)
        guard let descriptor else { return }
        // The file system gives back its blocks then, which can take a while.
        spooler.run(for: client, refuse: { close(descriptor) }, { close(descriptor) })
    }

    /// Appends bytes; only the page cache waits for them, not the disk.
    ///
    /// - Parameter bytes: The bytes.
    /// - Returns: Whether there was room for them.
    /// - Throws: Why those before could not be written.
    func append(_ bytes: some Collection<UInt8>) throws(SystemError) -> Bool {
        guard spooler.space.take(bytes.count, for: client) else { return false }
        let (failure, isIdle) = state.withLock { state -> (SystemError?, Bool) in
            state.held += bytes.count
            if let failure = state.failure { return (failure, false) }
            state.backlog.append(contentsOf: bytes)
            defer { state.isWriting = true }
            return (nil, !state.isWriting)
        }
        if let failure { throw failure }
        if isIdle { beginWriting() }
        return true
    }

    /// Tells whether so much waits to be written that no more should be appended.
    ///
    /// - Parameter resume: Called once when it does no longer, from any thread; never where it doesn't.
    /// - Returns: Whether it does.
    func isBehind(_ resume: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            guard state.backlog.count > Self.mostBehind, state.failure == nil else { return false }
            state.writer = resume
            return true
        }
    }

    private func beginWriting() {
        spooler.run(
            for: client,
            refuse: { [self] in settle(SystemError("write", "spool", code: .wouldBlock)) },
            { [self] in write() })
    }

    private func write() {
        while true {
            let (bytes, descriptor, writer) = state.withLock {
                state -> ([UInt8], Int32?, (@Sendable () -> Void)?) in
                let bytes = state.backlog
                state.backlog = []
                return (bytes, state.descriptor, state.writer.take())
            }
            writer?()
            if bytes.isEmpty, settleIfNothingWaits() { return }
            do throws(SystemError) {
                let number: Int32
                if let descriptor {
                    number = descriptor
                } else {
                    number = try spooler.open()
                    state.withLock { $0.descriptor = number }
                }
                try Self.write(bytes[...], to: number)
            } catch {
                return settle(error)
            }
        }
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to number: Int32) throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = try retryingOnInterrupt("write") {
                rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            }
            if count == 0 { throw SystemError("write", code: .inputOutput) }
            rest = rest.dropFirst(count)
        }
    }

    private func settleIfNothingWaits() -> Bool {
        let readers = state.withLock { state -> [Gate]? in
            guard state.backlog.isEmpty else { return nil }
            state.isWriting = false
            defer { state.readers = [] }
            return state.readers
        }
        readers?.forEach { $0.open() }
        return readers != nil
    }

    /// Ends the writing for good.
    private func settle(_ failure: SystemError) {
        let (writer, readers) = state.withLock { state -> ((@Sendable () -> Void)?, [Gate]) in
            state.failure = failure
            state.backlog = []
            state.isWriting = false
            defer { (state.writer, state.readers) = (nil, []) }
            return (state.writer, state.readers)
        }
        writer?()
        readers.forEach { $0.open() }
    }

    /// The descriptor, once all is written.
    private func settled() throws(SystemError) -> Int32 {
        let gate = state.withLock { state -> Gate? in
            if state.isSettled { return nil }
            let gate = Gate()
            state.readers.append(gate)
            return gate
        }
        if let gate, !gate.wait(atMost: Self.patience) {
            throw SystemError("write", "spool", code: Errno(ETIMEDOUT))
        }
        let (descriptor, failure) = state.withLock { ($0.descriptor, $0.failure) }
        if let failure { throw failure }
        guard let descriptor else { throw SystemError("pread", "spool", code: .inputOutput) }
        return descriptor
    }

    /// Reads at `offset` up to the buffer's length; waits for the disk.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemError) -> Int {
        let number = try settled()
        return try retryingOnInterrupt("pread") {
            pread(number, buffer.baseAddress, buffer.count, off_t(offset))
        }
    }

    /// Its first bytes; waits for the disk.
    func bytes(count: Int) throws(SystemError) -> [UInt8] {
        let number = try settled()
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let start = done
            let length = try retryingOnInterrupt("pread") {
                bytes.withUnsafeMutableBytes {
                    pread(number, $0.baseAddress?.advanced(by: start), count - start, off_t(start))
                }
            }
            if length == 0 { throw SystemError("pread", code: .inputOutput) }
            done += length
        }
        return bytes
    }
}
