import Glibc
import LiaisonSystem
import Synchronization
import Testing

/// A directory of the test's own, gone with it.
final class TemporaryDirectory {
    let path: String

    init() throws { path = try Files.makeTemporaryDirectory(named: "liaison-test") }

    deinit {
        // Nothing depends on it: /tmp is emptied at boot.
        try? Files.removeTree(path)
    }
}

@Suite struct FilesTests {
    private let directory: TemporaryDirectory
    private var root: String { directory.path }

    init() throws { directory = try TemporaryDirectory() }

    @Test func readsBackWhatItReplaced() throws {
        try Files.replace("\(root)/a", with: Array("one".utf8))
        try Files.replace("\(root)/a", with: Array("two".utf8), mode: 0o600)
        #expect(try Files.read("\(root)/a") == Array("two".utf8))
        #expect(try Files.status("\(root)/a")?.permissions == 0o600)
        #expect(try Files.names(in: root) == ["a"])
    }

    @Test func showsAReaderTheOldFileOrTheNewOneWhole() throws {
        let path = "\(root)/a"
        let contents = [[UInt8](repeating: 1, count: 40_000), [UInt8](repeating: 2, count: 80_000)]
        try Files.replace(path, with: contents[0])
        let isWriting = Atomic(true)
        let torn = Atomic(0)
        try Thread.concurrently(2, threads: 2) { role in
            if role == 0 {
                for round in 0..<100 {
                    if (try? Files.replace(path, with: contents[round % 2])) == nil {
                        torn.add(1, ordering: .relaxed)
                    }
                }
                isWriting.store(false, ordering: .releasing)
            } else {
                while isWriting.load(ordering: .acquiring) {
                    let read = try? Files.read(path)
                    if read != contents[0] && read != contents[1] { torn.add(1, ordering: .relaxed) }
                }
            }
        }
        #expect(torn.load(ordering: .relaxed) == 0)
    }

    @Test func leavesNothingBehindWhenReplacingFails() throws {
        try Files.makeDirectory("\(root)/taken/below")
        #expect(throws: SystemError("rename", "\(root)/taken", code: .isDirectory)) {
            try Files.replace("\(root)/taken", with: [1])
        }
        #expect(try Files.names(in: root) == ["taken"])
        #expect(throws: SystemError("openat", "\(root)/absent/a", code: .noSuchFile)) {
            do throws(SystemError) {
                try Files.replace("\(root)/absent/a", with: [1])
            } catch {
                // The temporary name is random; what failed and why isn't.
                throw SystemError(error.call, "\(root)/absent/a", code: error.code)
            }
        }
    }

    @Test func createsAFileOnce() throws {
        try Files.create("\(root)/a", with: [1])
        #expect(throws: SystemError("openat", "\(root)/a", code: .exists)) {
            try Files.create("\(root)/a", with: [2])
        }
        #expect(try Files.read("\(root)/a") == [1])
    }

    @Test func createsAFileWholeAndOnce() throws {
        try Files.createWhole("\(root)/a", with: [1], mode: 0o600)
        #expect(throws: SystemError("link", "\(root)/a", code: .exists)) {
            try Files.createWhole("\(root)/a", with: [2])
        }
        #expect(try Files.read("\(root)/a") == [1])
        #expect(try Files.status("\(root)/a")?.permissions == 0o600)
        #expect(try Files.names(in: root) == ["a"])
    }

    @Test func readsUpToALimit() throws {
        try Files.create("\(root)/a", with: [1, 2, 3])
        #expect(try Files.read("\(root)/a", limit: 3) == [1, 2, 3])
        #expect(throws: SystemError("read", "\(root)/a", code: Errno(EFBIG))) {
            try Files.read("\(root)/a", limit: 2)
        }
    }

    @Test func namesWhatCannotBeRead() {
        #expect(throws: SystemError("openat", "\(root)/a", code: .noSuchFile)) { try Files.read("\(root)/a") }
        #expect(throws: SystemError("read", root, code: .isDirectory)) { try Files.read(root) }
        #expect(throws: SystemError("opendir", "\(root)/a", code: .noSuchFile)) {
            try Files.names(in: "\(root)/a")
        }
    }

    @Test func makesDirectoriesAboveAndAcceptsThoseThatAreThere() throws {
        try Files.makeDirectory("\(root)/a/b/c", mode: 0o700)
        try Files.makeDirectory("\(root)/a/b/c")
        #expect(try Files.status("\(root)/a/b")?.isDirectory == true)
        #expect(try Files.status("\(root)/a/b/c")?.permissions == 0o700)
        try Files.create("\(root)/file", with: [])
        #expect(throws: SystemError("mkdir", "\(root)/file", code: .notDirectory)) {
            try Files.makeDirectory("\(root)/file")
        }
    }

    @Test func syncsTheEntryOfADirectoryThatIsThereOnce() throws {
        try Files.makeDirectory("\(root)/a/b")
        try Files.secureDirectory("\(root)/a/b")
        try Files.removeTree("\(root)/a")
        // A second look would find no directory to sync.
        try Files.secureDirectory("\(root)/a/b")
        #expect(throws: SystemError("openat", "\(root)/a", code: .noSuchFile)) {
            try Files.secureDirectory("\(root)/a/c")
        }
    }

    @Test func sortsNamesByBytes() throws {
        for name in ["b", "B", "站", "a-", "a"] { try Files.create("\(root)/\(name)", with: []) }
        #expect(try Files.names(in: root) == ["B", "a", "a-", "b", "站"])
    }

    @Test func removesATreeWithoutFollowingLinks() throws {
        try Files.makeDirectory("\(root)/kept")
        try Files.create("\(root)/kept/file", with: [1])
        try Files.makeDirectory("\(root)/tree/below")
        try Files.create("\(root)/tree/below/file", with: [])
        #expect(symlink("\(root)/kept", "\(root)/tree/link") == 0)
        try Files.removeTree("\(root)/tree")
        #expect(try Files.names(in: root) == ["kept"])
        #expect(try Files.read("\(root)/kept/file") == [1])
        try Files.removeTree("\(root)/tree")
        try Files.remove("\(root)/tree")
    }

    @Test func tellsLinksFromTheirTargets() throws {
        try Files.create("\(root)/file", with: [1, 2])
        #expect(symlink("file", "\(root)/link") == 0)
        #expect(try Files.status("\(root)/link")?.isRegularFile == true)
        #expect(try Files.status("\(root)/link")?.size == 2)
        #expect(try Files.status("\(root)/link", following: false)?.isSymbolicLink == true)
        #expect(try Files.status("\(root)/absent") == nil)
    }

    @Test(arguments: [("a/b/c", "a/b"), ("c", "."), ("/c", "/"), ("/a/c", "/a")])
    func namesTheDirectoryAbove(_ path: String, _ parent: String) {
        #expect(Files.parent(of: path) == parent)
    }

    @Test func aDeviceIsWrittenToAndALinkStaysOne() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        let reader = FileDescriptor(owning: ends[0])
        let writer = FileDescriptor(owning: ends[1])
        try Files.write(Array("words".utf8), to: "/proc/self/fd/\(ends[1])", mode: 0o600)
        try writer.close()
        #expect(try reader.readToEnd() == Array("words".utf8))
        let (file, link) = ("\(root)/file", "\(root)/link")
        try Files.replace(file, with: [1])
        try #require(symlink(file, link) == 0)
        try Files.write([2], to: link, mode: 0o600)
        #expect(try Files.status(link, following: false)?.isSymbolicLink == true)
        #expect(try Files.read(file, limit: 10) == [2])
        try Files.write([3], to: "\(root)/new", mode: 0o600)
        #expect(try Files.read("\(root)/new", limit: 10) == [3])
    }
}
