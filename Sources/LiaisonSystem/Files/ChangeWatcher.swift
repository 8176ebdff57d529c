import CLinux
import Glibc
import Synchronization

/// Learns of changes to files and directories, inotify(7): one call instead of a look at each of them.
///
/// The kernel tells of a change before the call that made it returns. It tells of what happens on this machine, in
/// whichever process or container; never of what another machine does to a network file system.
package final class ChangeWatcher: Sendable {
    /// After these the kernel tells of a file no more, or no more of the one that has the name.
    private static let losses = UInt32(IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)

    private let queue: FileDescriptor
    /// Whose each watch is. Held while events are taken: whoever finds none left knows that all have been noted.
    private let owners = Mutex<[Int32: WatchedFiles.State]>([:])

    /// - Throws: What inotify_init1(2) says, EMFILE above all.
    package init() throws(SystemError) {
        queue = FileDescriptor(
            owning: try retryingOnInterrupt("inotify_init1") {
                inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
            })
    }

    fileprivate func add(
        _ path: String, _ changes: UInt32, for state: WatchedFiles.State
    ) throws(SystemError) -> Int32 {
        let queue = queue.rawValue
        return try owners.withLock { owners throws(SystemError) in
            let watch = try retryingOnInterrupt("inotify_add_watch", path) {
                inotify_add_watch(queue, path, changes)
            }
            // The kernel has one watch for a file, by how many names ever it is watched.
            if let other = owners[watch], other !== state { other.note(isLoss: true) }
            owners[watch] = state
            return watch
        }
    }

    fileprivate func remove(_ watches: some Sequence<Int32>, of state: WatchedFiles.State) {
        owners.withLock { owners in
            for watch in watches where owners[watch] === state {
                owners[watch] = nil
                // Fails for one that the kernel has removed by itself.
                inotify_rm_watch(queue.rawValue, watch)
            }
        }
    }

    /// Tells the owners of what has happened until now.
    fileprivate func takeEvents() {
        owners.withLock { owners in
            withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 8) { buffer in
                do throws(SystemError) {
                    while true {
                        let count = try queue.read(into: buffer)
                        note(UnsafeRawBufferPointer(rebasing: buffer[..<count]), owners)
                    }
                } catch {
                    if error.code == .wouldBlock { return }
                    // Of what can't be read nobody knows whom it concerns.
                    for owner in owners.values { owner.note(isLoss: false) }
                }
            }
        }
    }

    private func note(_ events: UnsafeRawBufferPointer, _ owners: [Int32: WatchedFiles.State]) {
        var offset = 0
        while offset < events.count {
            // struct inotify_event: wd, mask, cookie, len, and a name of len bytes.
            let watch = events.load(fromByteOffset: offset, as: Int32.self)
            let change = events.load(fromByteOffset: offset + 4, as: UInt32.self)
            let nameLength = events.load(fromByteOffset: offset + 12, as: UInt32.self)
            if change & UInt32(IN_Q_OVERFLOW) != 0 {
                for owner in owners.values { owner.note(isLoss: false) }
            } else {
                owners[watch]?.note(isLoss: change & Self.losses != 0)
            }
            offset += 16 + Int(nameLength)
        }
    }
}

/// Files and directories whose changes are learnt of together.
package final class WatchedFiles: Sendable {
    private static let entryChanges = UInt32(
        IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
    private static let fileChanges = UInt32(
        IN_MODIFY | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_DONT_FOLLOW)

    private let watcher: ChangeWatcher
    private let state = State()
    private let watches = Mutex<[String: Int32]>([:])

    /// What has been learnt.
    fileprivate final class State: Sendable {
        let hasChanged = Atomic(true)
        /// Whether some of the watches are of no more use.
        let hasLosses = Atomic(false)

        func note(isLoss: Bool) {
            if isLoss { hasLosses.store(true, ordering: .releasing) }
            hasChanged.store(true, ordering: .releasing)
        }
    }

    /// No files, which count as changed.
    package init(of watcher: ChangeWatcher) { self.watcher = watcher }

    deinit { watches.withLock { watcher.remove($0.values, of: state) } }

    /// Whether nothing has happened to any of them since the last ``watch(_:files:)``.
    package var areQuiet: Bool {
        if state.hasChanged.load(ordering: .acquiring) { return false }
        watcher.takeEvents()
        return !state.hasChanged.load(ordering: .acquiring)
    }

    /// Has them count as changed.
    package func distrust() { state.hasChanged.store(true, ordering: .releasing) }

    /// Has them count as unchanged from now on: they are to be looked at after this, not before.
    ///
    /// - Parameters:
    ///   - directory: A directory, for the coming and going of its entries.
    ///   - names: Files in it, for what happens to them; those of earlier calls stay.
    /// - Throws: What inotify_add_watch(2) says; ENOSPC when the user has as many watches as the machine allows. They
    ///   count as changed then.
    package func watch(_ directory: String, files names: [String]) throws(SystemError) {
        let hasLosses = state.hasLosses.exchange(false, ordering: .acquiringAndReleasing)
        state.hasChanged.store(false, ordering: .releasing)
        do throws(SystemError) {
            try watches.withLock { watches throws(SystemError) in
                if hasLosses {
                    watcher.remove(watches.values, of: state)
                    watches = [:]
                }
                if watches[directory] == nil {
                    watches[directory] = try watcher.add(directory, Self.entryChanges, for: state)
                }
                for name in names where watches[name] == nil {
                    watches[name] = try watcher.add("\(directory)/\(name)", Self.fileChanges, for: state)
                }
            }
        } catch {
            distrust()
            throw error
        }
    }
}
