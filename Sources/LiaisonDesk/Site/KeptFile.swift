import LiaisonSystem
import Synchronization

/// What a file of the data directory says, parsed once for each change of it.
///
/// Thus duties, ready words and rules for walls are kept. The file is looked at each time, so a change counts from the next
/// request on, whoever made it and on whichever machine. While it can't be read or used, everybody who asks is told so: what
/// it said before counts no more. The calendar is part of the ``SiteSnapshot`` instead, as deadlines must be the same from a
/// request's beginning to its end.
package final class KeptFile<Value: Sendable, Failure: Error>: Sendable {
    let path: String
    private let parse: @Sendable () throws(Failure) -> Value
    private let known = Mutex<Known?>(nil)

    private struct Known {
        let stamp: FileStatus?
        let value: Value
    }

    /// Reads nothing yet.
    ///
    /// - Parameters:
    ///   - path: The file; it may be absent.
    ///   - parse: Reads it, and says what it or its absence means.
    init(_ path: String, parse: @escaping @Sendable () throws(Failure) -> Value) {
        self.path = path
        self.parse = parse
    }

    /// The same where what it says can be done without: nothing while the file can't be used.
    package var usable: Value? { do throws(Failure) { return try value() } catch { return nil } }

    /// What the file says now; blocks on the disk.
    ///
    /// - Returns: The value.
    /// - Throws: What is wrong with the file.
    package func value() throws(Failure) -> Value {
        // The stamp first: what changes in between is seen at the next look.
        let stamp: FileStatus?
        do throws(SystemError) { stamp = try Files.currentStatus(path) } catch {
            // Whatever that was, reading says it in words of its own.
            return try parse()
        }
        if let known = known.withLock({ $0 }), known.stamp == stamp { return known.value }
        let value = try parse()
        known.withLock { $0 = Known(stamp: stamp, value: value) }
        return value
    }
}
