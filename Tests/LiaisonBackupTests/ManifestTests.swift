import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonBackup

/// What a manifest's bytes may be: a backup is read by what they say, so nothing is taken that can't be so.
@Suite struct ManifestTests {
    private let hash = String(repeating: "a", count: 64)

    /// A manifest of files, each given by the value of its length, its mode and the hash.
    private func manifest(_ files: [String], version: Int = 1) -> Manifest? {
        let text =
            #"{"liaison_backup":\#(version),"made":"2025-12-01T08:00:00+08:00","files":[\#(files.joined(separator: ","))]}"#
        return Manifest(Array(text.utf8))
    }

    private func file(
        path: String = "liaison.conf", length: String = "3", mode: String = "640", hash: String? = nil
    ) -> String {
        #"{"path":"\#(path)","length":\#(length),"mode":"\#(mode)","sha256":"\#(hash ?? self.hash)"}"#
    }

    @Test func readsWhatItHasWritten() throws {
        var written = Manifest(made: Timestamp(milliseconds: 1_766_548_800_000))
        for (name, length, mode) in [("liaison.conf", 0, UInt32(0o777)), ("secret", 65, 0o600)] {
            let path = try #require(BackupPath(name))
            written.files[path] = Manifest.File(
                path: path, length: length, mode: mode, hash: hash, lines: 2, head: "b", unsound: 1,
                modified: 7)
            written.lacking?[path] = 3
        }
        written.unknownCodes = ["7K3M9Q4"]
        #expect(Manifest(written.bytes) == written)
    }

    @Test func takesAnEmptyFileAndEveryPermission() {
        #expect(manifest([file(length: "0", mode: "777"), file(path: "secret", mode: "0")]) != nil)
    }

    @Test func refusesWhatNoFileCanBe() {
        for wrong in [
            file(path: "../liaison.conf"), file(length: "-1"), file(length: "null"), file(mode: "1000"),
            file(mode: "8"), file(hash: String(hash.dropLast())), file(hash: hash + "a"),
        ] {
            #expect(manifest([file(path: "secret"), wrong]) == nil, "\(wrong)")
        }
        #expect(manifest([file(), file()]) == nil)
        #expect(manifest([file()], version: 2) == nil)
    }
}
