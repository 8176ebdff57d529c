import CLinux
import Glibc
import LiaisonSystem

extension Doctor {
    /// The space that is left, for bytes and for files, above what the service leaves free itself.
    mutating func checkSpace() {
        let space: FileSystemSpace
        do throws(SystemError) {
            space = try FileSystemSpace(at: directory.path)
        } catch {
            add(Finding("space", .problem, "doctor.space.unknown", ["path": directory.path], cause: error))
            return
        }
        let reserve = (configuration?.freeSpaceReserve ?? .automatic).bytes(ofTotal: space.total)
        let values = [
            "path": directory.path, "free": "\(space.available >> 20)", "files": "\(space.availableFiles)",
            "reserve": "\(reserve >> 20)",
        ]
        let isShortOfFiles = space.totalFiles > 0 && space.availableFiles < 10_000
        if space.available <= reserve {
            add(Finding("space", .problem, "doctor.space.full", values))
        } else if isShortOfFiles {
            add(Finding("space", .warning, "doctor.space.files", values))
        } else if space.available - reserve < 1 << 30 {
            add(Finding("space", .warning, "doctor.space.low", values))
        } else {
            add(Finding("space", .ok, "doctor.space.good", values))
        }
    }

    /// Whether a sync reaches a disk, judged by the time it takes: a receipt is only as good as that.
    mutating func checkSyncs() {
        let microseconds: Int
        let isVolatile: Bool
        do throws(SystemError) {
            (microseconds, isVolatile) = try SyncProbe.median(in: directory.path)
        } catch {
            add(Finding("sync", .warning, "doctor.sync.unknown", ["path": directory.path], cause: error))
            return
        }
        let values = ["path": directory.path, "time": "\(microseconds)"]
        if isVolatile {
            add(Finding("sync", .problem, "doctor.sync.volatile", values))
        } else if microseconds < 10 {
            add(Finding("sync", .problem, "doctor.sync.none", values))
        } else if microseconds > 100_000 {
            add(Finding("sync", .warning, "doctor.sync.slow", values))
        } else {
            add(Finding("sync", .ok, "doctor.sync.good", values))
        }
    }

    /// The clock: receipts, deadlines and case numbers carry its date.
    mutating func checkClock() {
        let now = context.clock.now
        let zone = Environment.value("TZ") ?? Self.localZone ?? "UTC"
        let values = ["zone": zone, "time": BeijingTime(now).date.iso8601]
        let newest = newestSegment()
        if BeijingTime(now).date.year < 2025 {
            add(Finding("clock", .problem, "doctor.clock.past", values))
        } else if let newest, newest > now.milliseconds + 120_000 {
            add(Finding("clock", .problem, "doctor.clock.behind", values))
        } else if clinux_clock_is_synchronised() == 0 {
            add(Finding("clock", .warning, "doctor.clock.free", values))
        } else {
            add(Finding("clock", .ok, "doctor.clock.good", values))
        }
    }

    /// The name behind /etc/localtime, such as `Asia/Shanghai`.
    private static var localZone: String? {
        guard let resolved = realpath("/etc/localtime", nil) else { return nil }
        defer { free(resolved) }
        let parts = String(cString: resolved).split(separator: "/")
        guard let index = parts.firstIndex(of: "zoneinfo") else { return nil }
        return parts[(index + 1)...].joined(separator: "/")
    }
}

/// Measures how long fdatasync(2) takes.
enum SyncProbe {
    /// Appends and syncs a page sixteen times in a file of its own, which is removed afterwards.
    ///
    /// - Parameter directory: Where.
    /// - Returns: The median in microseconds, and whether the file system lives in memory.
    /// - Throws: What the system says.
    static func median(in directory: String) throws(SystemError) -> (microseconds: Int, isVolatile: Bool) {
        let path = "\(directory)/.doctor.\(RandomBytes.hex(count: 4))"
        let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        let result = Result { () throws(SystemError) in try times(of: file) }
        try Files.remove(path)
        let isVolatile = try file.isInMemory()
        return (try result.get()[8], isVolatile)
    }

    private static func times(of file: borrowing FileDescriptor) throws(SystemError) -> [Int] {
        var times: [Int] = []
        for _ in 0..<16 {
            try file.writeAll(RandomBytes.make(count: 4096))
            let start = monotonicNanoseconds()
            try file.syncData()
            times.append(Int(monotonicNanoseconds() - start) / 1000)
        }
        return times.sorted()
    }
}
