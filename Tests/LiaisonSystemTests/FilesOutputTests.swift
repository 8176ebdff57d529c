import Glibc
import LiaisonSystem
import Testing

/// What a command writes where a person said: files are replaced, links followed, and whatever else stands there stays.
@Suite struct FilesOutputTests {
    private let directory: String

    init() throws { directory = try Files.makeTemporaryDirectory(named: "liaison-output") }

    private func write(_ text: String, _ name: String) throws {
        try Files.write(Array(text.utf8), to: "\(directory)/\(name)", mode: 0o600)
    }

    private func content(_ name: String) throws -> String {
        String(decoding: try Files.read("\(directory)/\(name)"), as: UTF8.self)
    }

    @Test func aFileIsReplacedWhole() throws {
        try write("one", "a")
        let before = try Files.status("\(directory)/a")?.inode
        try write("two", "a")
        #expect(try content("a") == "two")
        #expect(try Files.status("\(directory)/a")?.inode != before)
        try Files.removeTree(directory)
    }

    @Test func aLinkIsFollowedWhetherAnythingStandsBehindItOrNot() throws {
        try write("one", "target")
        #expect(symlink("target", "\(directory)/link") == 0)
        #expect(symlink("later", "\(directory)/dangling") == 0)
        try write("two", "link")
        try write("three", "dangling")
        #expect(try content("target") == "two" && content("later") == "three")
        #expect(try Files.status("\(directory)/link", following: false)?.isSymbolicLink == true)
        #expect(try Files.status("\(directory)/dangling", following: false)?.isSymbolicLink == true)
        try Files.removeTree(directory)
    }

    @Test func aPipeIsWrittenToAndStays() throws {
        let path = "\(directory)/pipe"
        #expect(mkfifo(path, 0o600) == 0)
        let reader = try FileDescriptor(opening: path, flags: O_RDONLY | O_NONBLOCK)
        try write("one", "pipe")
        #expect(try reader.readToEnd(limit: 100) == Array("one".utf8))
        #expect(try Files.status(path)?.isRegularFile == false)
        try Files.removeTree(directory)
    }

    @Test func theNullDeviceStaysOne() throws {
        try Files.write([1], to: "/dev/null", mode: 0o600)
        #expect(try Files.status("/dev/null")?.isRegularFile == false)
    }
}
