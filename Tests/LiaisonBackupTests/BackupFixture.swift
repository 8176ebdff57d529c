import Glibc
import LiaisonCases
import LiaisonCodes
import LiaisonPhotos
import LiaisonStore
import LiaisonSystem
import Testing

@testable import LiaisonBackup

/// A data directory with two cases, and room for a backup and a restored copy beside it.
final class BackupFixture {
    static let noon = Timestamp(milliseconds: 1_766_548_800_000)
    static let secret = [UInt8](repeating: 7, count: 32)
    let scratch: String
    private(set) var first = CaseNumber(
        station: BackupFixture.station, date: CivilDate(daysSince1970: 20_000), value: 0)

    static var station: StationID {
        guard let station = StationID("SS00") else { preconditionFailure("a literal is wrong") }
        return station
    }

    var data: String { "\(scratch)/data" }
    var target: String { "\(scratch)/backup" }
    var restored: String { "\(scratch)/restored" }
    let segment = "stations/SS00/inbox/2025-12-0001.jsonl"

    init() throws {
        scratch = try Files.makeTemporaryDirectory(named: "liaison-backup")
        try Files.makeDirectory("\(data)/roster")
        try Files.create("\(data)/liaison.conf", with: Array("name = x\n".utf8))
        try Files.create("\(data)/secret", with: Array("\(Hex.string(Self.secret))\n".utf8), mode: 0o600)
        try Files.create("\(data)/roster/roster.jsonl", with: Self.roster())
        let ledger = try ledger()
        first = try ledger.submit("路灯坏了", nonce: "n1")
        try ledger.submit("井盖响", nonce: "n2")
        ledger.stop()
    }

    /// A stored roster of the station, and of further deputies.
    static func roster(deputies: [Code] = []) -> [UInt8] {
        let history = #"[{"at":"2025-12-01T08:00:00+08:00","kind":"assigned","id":null,"name":"甲"}]"#
        var lines = [
            #"{"format":"liaison-roster","version":1}"#,
            #"{"kind":"station","code":"0000000","id":"SS00","name":"甲","parent":null,"address":"","#
                + #""phone":"","reception":"","status":"active","codes":[{"code":"0000000","history":"#
                + history + "}]}",
        ]
        lines += deputies.map { code in
            #"{"kind":"deputy","code":"\#(code)","id":null,"name":"甲","station":"SS00","level":"县","#
                + #""group":null,"title":null,"status":"active","codes":[{"code":"\#(code)","history":"#
                + history + "}]}"
        }
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    /// A backup of the data directory as an archive.
    func archive() throws -> (bytes: [UInt8], report: Backup.Report) {
        var bytes: [UInt8] = []
        var target = TarTarget(at: Self.noon) { bytes += $0 }
        var backup = Backup(of: DataDirectory(at: data), includesSecret: true, at: Self.noon)
        let report = try backup.run(into: &target)
        return (bytes, report)
    }

    deinit {
        do { try Files.removeTree(scratch) } catch { Issue.record(error) }
    }

    func ledger() throws -> Ledger {
        try Ledger(
            directory: DataDirectory(at: data), secret: Self.secret, records: AllRecords.self,
            clock: .fixed(Self.noon),
            committers: 2)
    }

    /// Records something with a photo, or does something to what was recorded.
    ///
    /// - Returns: Its number, and the path of the photo's file below the data directory.
    @discardableResult
    func record(
        _ kind: String, photo: String? = nil, on number: RecordNumber? = nil
    ) throws -> (number: RecordNumber, path: String) {
        let ledger = try ledger()
        defer { ledger.stop() }
        var draft = RecordDraft(
            kind, number.map { .known($0) } ?? .new(.entry, on: CivilDate(daysSince1970: 20_000)), by: nil,
            key: Digest(value: UInt128(kind.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })), facts: .object([]))
        draft.photos = try photo.map { [try ledger.photos.receive(SamplePhoto($0))] } ?? []
        let name = draft.photos.first?.photo.fileName ?? ""
        let found = try #require(try ledger.record([draft], at: Self.station).first?.number)
        return (found, "stations/SS00/photos/\(found)/\(name)")
    }

    @discardableResult
    func backUp(includesSecret: Bool = true) throws -> Backup.Report {
        var directory = try DirectoryTarget(target, outside: data)
        var backup = Backup(of: DataDirectory(at: data), includesSecret: includesSecret, at: Self.noon)
        return try backup.run(into: &directory)
    }

    func restore() throws -> Restore.Report {
        try Files.removeTree(restored)
        var restore = try Restore(into: restored)
        return try restore.run(fromDirectory: target)
    }

    func size(of path: String) throws -> Int { try #require(try Files.status(path)).size }

    /// Every file below a directory: its path, permissions and content.
    func tree(_ root: String) throws -> [String] {
        try files(below: root).map { path in
            let mode = try #require(try Files.status(path)).permissions
            let hash = Hex.string(SHA256.digest(try Files.read(path)))
            return "\(path.dropFirst(root.count)) \(String(mode, radix: 8)) \(hash)"
        }
    }

    func files(in root: String, containing text: String) throws -> [String] {
        try files(below: root).filter { try Files.read($0).firstRange(of: Array(text.utf8)) != nil }
    }

    private func files(below path: String) throws -> [String] {
        try Files.names(in: path).flatMap { name in
            let inner = "\(path)/\(name)"
            guard let status = try Files.status(inner, following: false) else { return [String]() }
            return status.isDirectory ? try files(below: inner) : [inner]
        }
    }
}

extension Ledger {
    @discardableResult
    func submit(
        _ text: String, nonce: String, to code: Code? = nil, photo: SamplePhoto? = nil
    ) throws -> CaseNumber {
        var submission = Submission(
            station: BackupFixture.station, to: try code ?? Code(parsing: "0000000"), channel: .scan,
            topic: nil, personal: Event.Personal(text: text), nonce: Array(nonce.utf8))
        submission.photos = try photo.map { [try photos.receive($0)] } ?? []
        return try perform(.submission(submission), station: submission.station).caseNumber
    }

    func erase(_ number: CaseNumber) throws {
        let action = CaseAction(number: number, body: .erased(reason: nil))
        _ = try perform(.action(action), station: number.station)
    }
}

/// A picture of the samples.
struct SamplePhoto: PhotoSource {
    let bytes: [UInt8]
    var count: Int { bytes.count }

    init(_ name: String) throws {
        let tests = Files.parent(of: Files.parent(of: #filePath))
        bytes = try Files.read("\(tests)/Samples/photos/\(name)")
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemError) -> Int {
        let length = min(buffer.count, bytes.count - offset)
        buffer.copyBytes(from: bytes[offset..<(offset + length)])
        return length
    }
}

/// Takes every record.
struct AllRecords: RecordFold {
    init(station: StationID) {}
    func refusal(of record: Record) -> RecordRefusal? { nil }
    mutating func take(_ record: Record, _ order: EventOrder) -> Bool { true }
    mutating func takeBack(_ number: RecordNumber, _ order: EventOrder) {}
}
