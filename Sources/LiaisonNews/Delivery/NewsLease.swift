import Glibc
import LiaisonSystem
import Synchronization

/// Which of several servers on one data directory hands the news on: the one that made the lease of the highest number,
/// `notify/.lease-<number>`, and keeps adding to it.
///
/// Nobody locks anything, and nobody's clock is asked. A lease is made with O_EXCL, which every file system keeps, and
/// only its maker writes it: a beat every few seconds. Whoever waits watches the highest one; when it hasn't changed for
/// half a minute by the watcher's own monotonic clock, its maker is taken for dead, and the watcher makes the next
/// number. Of several who do so at once one succeeds. A maker that couldn't add a beat for two thirds of that time, or finds
/// a higher number, stops before anybody takes over; one that ends in good order says so in its lease, and the next
/// needn't wait.
final class NewsLease: Sendable {
    private let directory: String
    private let owner: String
    private let times: Times
    private let monotonic: @Sendable () -> UInt64
    private let state = Mutex(State())

    /// How long things take, in nanoseconds.
    struct Times: Sendable {
        /// Between two beats.
        var beat: UInt64 = 5_000_000_000
        /// Without a beat, until the maker itself holds it no more.
        var doubt: UInt64 = 20_000_000_000
        /// Without a beat, until others take it over.
        var patience: UInt64 = 30_000_000_000
    }

    private struct State {
        /// The number of the lease that is held here.
        var held: Int?
        var beats = 0
        var lastBeat: UInt64 = 0
        /// What was seen of another's, and since when it stands so.
        var seen: (number: Int, content: [UInt8], since: UInt64)?
    }

    private static let prefix = ".lease-"
    private static let released = "released\n"
    private static let limit = 4096

    init(
        in directory: String, owner: String = Host.describeProcess(), times: Times = Times(),
        monotonic: @escaping @Sendable () -> UInt64 = { monotonicNanoseconds() }
    ) {
        self.directory = directory
        self.owner = owner
        self.times = times
        self.monotonic = monotonic
    }

    /// Whether it is held here, as far as can be told without asking the disk.
    var isHeld: Bool {
        state.withLock { $0.held != nil && monotonic() &- $0.lastBeat < times.doubt }
    }

    /// Who held it when it was looked at last; nothing when it is held here, or by nobody.
    var otherOwner: String? {
        state.withLock { state in
            guard state.held == nil, let seen = state.seen else { return nil }
            let text = String(decoding: seen.content, as: UTF8.self)
            if text.hasSuffix(Self.released) { return nil }
            return text.split(separator: "\n").first.map(String.init)
        }
    }

    /// Adds a beat to the lease where it is held, else looks whether it can be had; blocks on the disk.
    ///
    /// - Returns: Whether it is held.
    /// - Throws: What the file system says; it may be held still.
    @discardableResult
    func attend() throws(SystemError) -> Bool {
        let held = state.withLock { $0.held }
        if let held { return try beat(held) }
        return try acquire()
    }

    /// Gives it up, if it is held: whoever waits for it needn't wait longer.
    func release() throws(SystemError) {
        let held = state.withLock { state in
            defer { state.held = nil }
            return state.held
        }
        guard let number = held else { return }
        if try highest() == number { try write(Array("\(owner)\n\(Self.released)".utf8), to: number) }
    }

    /// Whether anybody keeps a lease in a data directory: whether it changes while it is watched, a little longer than a
    /// beat at most. Blocks.
    ///
    /// - Parameter directory: `notify`.
    /// - Returns: Whether it does.
    /// - Throws: What the file system says.
    static func isKept(in directory: String) throws(SystemError) -> Bool {
        let lease = NewsLease(in: directory)
        func content() throws(SystemError) -> [UInt8]? {
            do throws(SystemError) {
                guard let number = try lease.highest() else { return nil }
                return try Files.read(lease.path(number), limit: limit)
            } catch {
                if error.code == .noSuchFile { return nil }
                throw error
            }
        }
        let first = try content()
        let end = monotonicNanoseconds() + Times().beat + 1_500_000_000
        let pause = Gate()
        while monotonicNanoseconds() < end {
            _ = pause.wait(atMost: .milliseconds(200))
            if try content() != first { return true }
        }
        return false
    }

    private func beat(_ number: Int) throws(SystemError) -> Bool {
        let (isDue, isDoubtful, beats) = state.withLock { state in
            let age = monotonic() &- state.lastBeat
            return (age >= times.beat, age >= times.doubt, state.beats + 1)
        }
        if isDoubtful {
            // Somebody may be about to take it over: it is to be had anew, like anybody's.
            state.withLock { $0.held = nil }
            return try acquire()
        }
        guard try highest() == number else {
            state.withLock { ($0.held, $0.seen) = (nil, nil) }
            return false
        }
        if isDue {
            let start = monotonic()
            try write(content(beats), to: number)
            state.withLock { ($0.beats, $0.lastBeat) = (beats, start) }
        }
        return isHeld
    }

    private func acquire() throws(SystemError) -> Bool {
        let now = monotonic()
        guard let number = try highest() else { return try make(1) }
        let content: [UInt8]
        do throws(SystemError) {
            content = try Files.read(path(number), limit: Self.limit)
        } catch {
            // Taken over and removed between two looks.
            if error.code == .noSuchFile { return false }
            throw error
        }
        if String(decoding: content, as: UTF8.self).hasSuffix(Self.released) {
            state.withLock { $0.seen = (number, content, now) }
            return try make(number + 1)
        }
        let isStale = state.withLock { state in
            guard let seen = state.seen, seen.number == number, seen.content == content else {
                state.seen = (number, content, now)
                return false
            }
            return now &- seen.since >= times.patience
        }
        return isStale ? try make(number + 1) : false
    }

    private func make(_ number: Int) throws(SystemError) -> Bool {
        let start = monotonic()
        do throws(SystemError) {
            try Files.create(path(number), with: content(0))
        } catch {
            if error.code == .exists { return false }
            throw error
        }
        state.withLock { ($0.held, $0.beats, $0.lastBeat, $0.seen) = (number, 0, start, nil) }
        for older in try numbers() where older < number { try Files.remove(path(older)) }
        return isHeld
    }

    private func content(_ beats: Int) -> [UInt8] { Array("\(owner)\nbeat \(beats)\n".utf8) }

    /// Writes the lease in place: a reader who sees half of it sees that it has changed.
    private func write(_ bytes: [UInt8], to number: Int) throws(SystemError) {
        let file = try FileDescriptor(opening: path(number), flags: O_WRONLY | O_TRUNC | O_NOFOLLOW)
        try file.writeAll(bytes)
        try file.close()
    }

    private func path(_ number: Int) -> String { "\(directory)/\(Self.prefix)\(number)" }

    private func highest() throws(SystemError) -> Int? { try numbers().max() }

    private func numbers() throws(SystemError) -> [Int] {
        try Files.names(in: directory).compactMap { name in
            name.hasPrefix(Self.prefix) ? Int(name.dropFirst(Self.prefix.count)) : nil
        }
    }
}
