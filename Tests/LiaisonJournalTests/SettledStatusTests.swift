import Glibc
import LiaisonSystem
import Testing

@testable import LiaisonJournal

/// When a segment's status stands for its bytes, and how it is kept.
@Suite struct SettledStatusTests {
    private static let written: Int64 = 1_766_548_800_000

    private func status() throws -> FileStatus {
        let directory = try Files.makeTemporaryDirectory(named: "settled")
        defer { do { try Files.removeTree(directory) } catch { Issue.record(error) } }
        try Files.create("\(directory)/segment", with: [1, 2, 3])
        let moment = timespec(tv_sec: Int(Self.written / 1000), tv_nsec: 0)
        #expect(
            [moment, moment].withUnsafeBufferPointer {
                utimensat(AT_FDCWD, "\(directory)/segment", $0.baseAddress, 0)
            } == 0)
        return try #require(try Files.status("\(directory)/segment"))
    }

    @Test func holdsOnceNobodyHasWrittenForMoreThanTenMinutes() throws {
        let status = try status()
        for (later, holds) in [(Int64(0), false), (600_000, false), (600_001, true), (-1, false)] {
            let settled = SettledStatus(status, now: Timestamp(milliseconds: Self.written + later))
            #expect((settled != nil) == holds, "\(later)")
        }
    }

    @Test func isReadBackAsItWasWrittenOrAsNone() throws {
        let settled = try #require(
            SettledStatus(try status(), now: Timestamp(milliseconds: Self.written + 700_000)))
        var bytes: [UInt8] = []
        for status in [settled, nil, settled] { SettledStatus.append(status, to: &bytes) }
        try bytes.withUnsafeBytes { bytes in
            var reader = ByteReader(bytes)
            for status in [settled, nil, settled] {
                let read = try SettledStatus.read(from: &reader, size: 3)
                #expect(read == status)
            }
        }
    }
}
