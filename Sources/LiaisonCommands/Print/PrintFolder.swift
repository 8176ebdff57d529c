import Glibc
import LiaisonCodes
import LiaisonRoster
import LiaisonSystem
import Synchronization

/// A folder of files to print, kept in step with the roster: what didn't change is left alone, what is no
/// longer wanted is taken away.
///
/// Its index is a CSV file that spreadsheets open; by its second column the next run tells what changed.
struct PrintFolder: Sendable {
    /// A file that the folder should hold.
    struct File: Sendable {
        /// Its path inside the folder, made of ``FileName``s.
        let path: String
        /// The code on it, and whom that stands for.
        let code: Code
        let name: String
        let station: String
        /// A hash of all that makes its content, the printing date apart.
        let fingerprint: @Sendable () throws(CommandFailure) -> String
        /// Its content.
        let make: @Sendable () throws(CommandFailure) -> [UInt8]
    }

    /// What an update did.
    struct Outcome: Sendable {
        /// The paths of the files written and of those removed, in the order of the roster.
        var written: [String] = []
        var removed: [String] = []
        var unchanged = 0
        var failures: [CommandFailure] = []
    }

    /// The folder.
    let path: String
    /// The index's file name.
    let indexName: String

    /// Writes the files that changed and removes those that the index lists and the roster no longer has.
    ///
    /// - Parameters:
    ///   - files: All files that the folder should hold.
    ///   - rewritesAll: Whether unchanged ones are written too.
    ///   - progress: Told after each file how many are done, on any thread.
    /// - Returns: What was done; files that couldn't be written are among the failures.
    /// - Throws: When the folder or its index can't be used at all.
    func update(
        _ files: [File], rewritesAll: Bool, progress: @escaping @Sendable (Int) -> Void
    ) throws(CommandFailure) -> Outcome {
        let index = PrintIndex(path: "\(path)/\(indexName)")
        let before = try index.read()
        try Self.makeDirectory(path)
        for directory in Set(files.map { Files.parent(of: "\(path)/\($0.path)") }) where directory != path {
            try Self.makeSubdirectory(directory)
        }
        let results = Mutex(
            (done: 0, values: [Result<PrintState, CommandFailure>?](repeating: nil, count: files.count)))
        let folder = path
        do throws(SystemError) {
            try Thread.concurrently(files.count) { number in
                let result = Self.bring(files[number], in: folder, before: rewritesAll ? [:] : before)
                let done = results.withLock { results in
                    results.values[number] = result
                    results.done += 1
                    return results.done
                }
                progress(done)
            }
        } catch {
            throw CommandFailure(error)
        }
        var outcome = Outcome()
        var entries: [PrintIndex.Entry] = []
        for (file, result) in zip(files, results.withLock { $0.values }) {
            switch result {
            case .success(let state):
                if state.isWritten { outcome.written.append(file.path) } else { outcome.unchanged += 1 }
                entries.append(PrintIndex.Entry(file, fingerprint: state.fingerprint))
            case .failure(let failure): outcome.failures.append(failure)
            case nil: break
            }
        }
        try remove(Set(before.keys).subtracting(files.map(\.path)), &outcome)
        try index.write(entries)
        return outcome
    }

    private static func bring(
        _ file: File, in folder: String, before: [String: String]
    ) -> Result<PrintState, CommandFailure> {
        do throws(CommandFailure) {
            let fingerprint = try file.fingerprint()
            let path = "\(folder)/\(file.path)"
            do throws(SystemError) {
                if before[file.path] == fingerprint, try Files.status(path) != nil {
                    return .success(PrintState(fingerprint: fingerprint, isWritten: false))
                }
            } catch {
                throw CommandFailure("cli.file.unwritable", ["path": path], cause: error)
            }
            try write(try file.make(), to: path)
            return .success(PrintState(fingerprint: fingerprint, isWritten: true))
        } catch {
            return .failure(error)
        }
    }

    /// Puts a file in place whole; not synced, as the next run makes it again should the power fail.
    private static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        do throws(SystemError) {
            try Files.write(bytes, to: path, mode: 0o644, isDurable: false)
        } catch {
            throw CommandFailure("cli.file.unwritable", ["path": path], cause: error)
        }
    }

    private static func makeDirectory(_ path: String) throws(CommandFailure) {
        do throws(SystemError) {
            try Files.makeDirectory(path, mode: 0o755)
        } catch {
            throw CommandFailure("cli.file.unwritable", ["path": path], cause: error)
        }
    }

    /// Makes one directory, not synced: hundreds of them would take longer than all pictures.
    private static func makeSubdirectory(_ path: String) throws(CommandFailure) {
        do throws(SystemError) {
            try retryingOnInterrupt("mkdir", path) { mkdir(path, 0o755) }
        } catch {
            if error.code != .exists {
                throw CommandFailure("cli.file.unwritable", ["path": path], cause: error)
            }
        }
    }

    private func remove(_ paths: Set<String>, _ outcome: inout Outcome) throws(CommandFailure) {
        for relative in paths.sorted() {
            let path = "\(self.path)/\(relative)"
            do throws(SystemError) {
                try Files.remove(path)
            } catch {
                throw CommandFailure("cli.file.unwritable", ["path": path], cause: error)
            }
            outcome.removed.append(relative)
            // A station's folder goes with its last file; one that people put something into stays.
            if relative.contains("/") { _ = rmdir(Files.parent(of: path)) }
        }
    }
}

/// How a file stands after an update.
private struct PrintState: Sendable {
    let fingerprint: String
    let isWritten: Bool
}
