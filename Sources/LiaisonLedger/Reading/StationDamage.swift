import LiaisonCodes
import LiaisonSystem

/// What of a station's files can't be read, and what of it the operator hasn't been told yet.
struct StationDamage: Sendable {
    /// Why a segment, or the directory itself, can't be read at present.
    private var unreadable: [String: SystemError] = [:]
    private var untold: [Verification.Finding] = []

    /// Some reason why not everything can be read; nothing where everything can.
    var reason: SystemError? { unreadable.first?.value }

    /// A file can't be read; what else the station has can.
    mutating func note(_ error: SystemError, at path: String) {
        if unreadable.updateValue(error, forKey: path) == error { return }
        note(.system(error), at: Verification.Place(path: path, line: 0))
    }

    /// Something is wrong with a line or a file that can be read.
    mutating func note(_ problem: Verification.Problem, at place: Verification.Place) {
        untold.append(Verification.Finding(place: place, problem: problem))
    }

    /// Whether the file, or the directory, couldn't be read when it was last looked at.
    func concerns(_ path: String) -> Bool { unreadable[path] != nil }

    /// A file can be read again.
    mutating func clear(_ path: String) { unreadable[path] = nil }

    /// What is to be told now.
    mutating func takeUntold() -> [Verification.Finding] {
        defer { untold = [] }
        return untold
    }
}

extension Inbox {
    /// Whether a file, or a line, can't be read.
    var isIncomplete: Bool {
        damage.reason != nil || segments.contains { !$0.damagedLines.isEmpty }
    }
}

extension Ledger {
    /// Those of some stations of which a file or a line couldn't be read when they were last looked at.
    package func incompleteStations(among stations: [StationID]) -> [StationID] {
        stations.filter { desk(of: $0).state.withLock { $0.inbox.isIncomplete } }
    }
}

extension SystemError {
    /// Whether it is about the one file or directory that it names, so that everything else can go on.
    ///
    /// A broken or full disk, or a process without descriptors, concerns everything and doesn't belong here.
    package var concernsOneFile: Bool {
        switch code {
        case Errno.noSuchFile, Errno.notDirectory, Errno.isDirectory, Errno.symbolicLink, Errno.notSupported,
            Errno.permissionDenied, Errno.operationNotPermitted:
            true
        // A bad block, or a file that has become shorter.
        case Errno.inputOutput: call == "pread"
        default: false
        }
    }
}
