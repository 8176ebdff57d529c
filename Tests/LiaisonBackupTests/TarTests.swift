import Glibc
import LiaisonStore
import LiaisonSystem
import Testing

@testable import LiaisonBackup

@Suite struct TarTests {
    let store: BackupFixture

    init() throws { store = try BackupFixture() }

    private func archive() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var target = TarTarget(at: BackupFixture.noon) { bytes += $0 }
        var backup = Backup(of: DataDirectory(at: store.data), includesSecret: true, at: BackupFixture.noon)
        #expect(try backup.run(into: &target).findings.isEmpty)
        return bytes
    }

    private func restore(_ bytes: [UInt8]) throws(BackupError) -> Restore.Report {
        let path = "\(store.scratch)/archive.tar"
        do throws(SystemError) {
            try Files.replace(path, with: bytes)
            try Files.removeTree(store.restored)
            let file = try FileDescriptor(opening: path, flags: O_RDONLY)
            return try run(file)
        } catch {
            throw .system(error)
        }
    }

    private func run(_ file: borrowing FileDescriptor) throws(SystemError) -> Restore.Report {
        do throws(BackupError) {
            var restore = try Restore(into: store.restored)
            return try restore.run(fromArchive: file, named: "archive.tar")
        } catch {
            failure.value = error
            throw SystemError("restore", code: .invalidArgument)
        }
    }

    /// What the last restore failed with.
    private let failure = Box()

    private final class Box { var value: BackupError? }

    @Test func restoresFromAnArchive() throws {
        let report = try restore(try archive())
        #expect(report.isWhole && report.verification.cases == 2)
        #expect(try store.tree(store.restored) == store.tree(store.data))
    }

    @Test func refusesAnArchiveThatWasCutShort() throws {
        let bytes = try archive()
        for length in stride(from: 0, to: bytes.count - 1025, by: 700) {
            #expect(throws: BackupError.self) { try restore(Array(bytes.prefix(length))) }
            #expect(try Files.status("\(store.restored)/liaison.conf") == nil)
        }
    }

    @Test func noticesAnyAlteredByteOfAFile() throws {
        let bytes = try archive()
        let start = try #require(bytes.firstRange(of: Array("路灯".utf8))?.lowerBound)
        var altered = bytes
        altered[start] ^= 1
        #expect(try !restore(altered).isWhole)
    }

    @Test(arguments: [
        "data/../outside", "/etc/passwd", "data//x", "data/.hidden", "../x", "data/a\\b", "data/", "x",
    ])
    func refusesAPathThatLeadsElsewhere(name: String) throws {
        let header = TarHeader(name: name, length: 0, mode: 0o644)
        _ = try? restore(header.block(at: BackupFixture.noon) + TarHeader.end)
        #expect(failure.value == .badEntry(name: name))
    }

    @Test func refusesALink() throws {
        var block = TarHeader(name: "data/link", length: 0, mode: 0o644).block(at: BackupFixture.noon)
        block[156] = UInt8(ascii: "2")
        block.replaceSubrange(148..<156, with: repeatElement(0x20, count: 8))
        let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
        let digits = String(repeating: "0", count: 6 - sum.utf8.count) + sum
        block.replaceSubrange(148..<156, with: Array("\(digits)\u{0} ".utf8))
        _ = try? restore(block + TarHeader.end)
        #expect(failure.value == .badEntry(name: "data/link"))
    }

    @Test func isReadByTarItself() throws {
        try Files.create("\(store.scratch)/archive.tar", with: try archive())
        system("tar -tf \(store.scratch)/archive.tar >\(store.scratch)/names 2>&1")
        let names = String(decoding: try Files.read("\(store.scratch)/names"), as: UTF8.self)
        #expect(names.split(separator: "\n").contains("data/liaison.conf"))
        #expect(names.split(separator: "\n").last == "manifest.json")
    }

    /// As a phone's enrolment is, and a photo of a station with a long id.
    @Test func takesNamesLongerThanOneFieldOfTheHeader() throws {
        let phone = "desk/\(String(repeating: "a", count: 32))/\(String(repeating: "b", count: 64))"
        try Files.makeDirectory("\(store.data)/\(phone)")
        try Files.create("\(store.data)/\(phone)/enrolled", with: [1])
        let bytes = try archive()
        #expect(try restore(bytes).isWhole)
        #expect(try store.tree(store.restored) == store.tree(store.data))
        try Files.create("\(store.scratch)/long.tar", with: bytes)
        system("tar -tf \(store.scratch)/long.tar >\(store.scratch)/names 2>&1")
        let names = String(decoding: try Files.read("\(store.scratch)/names"), as: UTF8.self)
        #expect(names.split(separator: "\n").contains("data/\(phone)/enrolled"))
        #expect(BackupPath(String(repeating: "n", count: 101)) == nil)
        #expect(BackupPath("\(String(repeating: "n/", count: 140))n") == nil)
    }

    @Test func readsWhatItWrote() {
        let header = TarHeader(name: "data/x", length: 1234, mode: 0o640)
        let block = header.block(at: BackupFixture.noon)
        #expect(block.count == 512)
        #expect(TarHeader.read(block) == .file(header))
        #expect(TarHeader.read([UInt8](repeating: 0, count: 512)) == .end)
        #expect(TarHeader.read([UInt8](repeating: 1, count: 512)) == .malformed)
    }
}
