import LiaisonSystem
import Testing

@Suite struct FileLockTests {
    @Test func isHeldByOneOwnerAtATime() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/.lock"
        let first = try FileLock(at: path, waiting: false)
        #expect(throws: SystemError("flock", path, code: .wouldBlock)) {
            _ = try FileLock(at: path, waiting: false)
        }
        try first.release()
        do {
            _ = try FileLock(at: path, waiting: false)
        }
        // The one before ended with its scope.
        try FileLock(at: path, waiting: false).release()
        #expect(try Files.names(in: directory.path) == [".lock"])
    }
}
