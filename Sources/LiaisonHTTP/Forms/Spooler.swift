import Glibc
import LiaisonSystem
import Synchronization

/// Where files of forms go that are too long for memory.
///
/// Threads of its own open, write and close them, since an event loop never waits for a disk. What they hold together is
/// bounded, and for each client: an upload that gets no more room loses its file and keeps its words.
final class Spooler: Sendable {
    /// Makes an empty file that has no name, and answers its descriptor.
    typealias Opening = @Sendable (String) throws(SystemError) -> Int32

    /// Bytes of all files, and of whom.
    let space: Allotment
    private let directory: String
    private let opening: Opening
    private let state = Mutex(State())

    private struct State {
        /// Started with the first file.
        var lane: Lane<IPAddress>?
        var isStopped = false
    }

    /// - Parameters:
    ///   - directory: Where the bytes go; not a file system that is memory. It is made when it is missing.
    ///   - limit: The most bytes of all files.
    ///   - opening: Makes a file in a directory, if not open(2).
    init(in directory: String, limit: Int, opening: Opening? = nil) {
        self.directory = directory
        self.opening = opening ?? Self.open
        // One client may have half of what is free, and three photos in any case.
        space = Allotment(.init(total: limit, most: limit / 2, least: min(limit, 24 << 20), part: 2))
    }

    /// Makes a file.
    ///
    /// - Throws: What open(2), mkdir(2) or unlink(2) says.
    func open() throws(SystemError) -> Int32 { try opening(directory) }

    private static let open: Opening = { directory throws(SystemError) in
        let name = "spool-\(RandomBytes.hex(count: 8))"
        let descriptor: FileDescriptor
        do throws(SystemError) {
            descriptor = try create(name, in: directory)
        } catch {
            guard error.code == .noSuchFile else { throw error }
            try Files.makeDirectory(directory)
            descriptor = try create(name, in: directory)
        }
        try Files.remove("\(directory)/\(name)")
        return descriptor.release()
    }

    private static func create(_ name: String, in directory: String) throws(SystemError) -> FileDescriptor {
        try FileDescriptor.open(in: directory, name, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
    }

    /// Does what may wait for the disk.
    ///
    /// - Parameters:
    ///   - client: For whom.
    ///   - refuse: Called instead where there is no room, or the end has come.
    ///   - work: The work.
    func run(
        for client: IPAddress, refuse: @escaping @Sendable () -> Void, _ work: @escaping @Sendable () -> Void
    ) {
        let lane = state.withLock { state -> Lane<IPAddress>? in
            if state.lane == nil, !state.isStopped {
                // Without threads nothing can be spooled: the files are refused, the words are not.
                state.lane = try? Lane(
                    named: "http-spool", threads: 2,
                    limits: .init(waiting: 8192, waitingOfOne: 1024, atWorkOfOne: 1))
            }
            return state.lane
        }
        guard let lane else { return refuse() }
        lane.run(for: client, .init(refuse: refuse, run: work))
    }

    /// Ends the threads; work that hangs is left alone.
    func stop(within patience: Duration) {
        let lane = state.withLock { state in
            state.isStopped = true
            return state.lane.take()
        }
        lane?.stop(within: patience)
    }
}
