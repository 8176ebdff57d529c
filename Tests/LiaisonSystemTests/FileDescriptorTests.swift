import Glibc
import LiaisonSystem
import Testing

@Suite struct FileDescriptorTests {
    @Test func writesAllAndReadsAtAPlace() throws {
        let directory = try TemporaryDirectory()
        let file = try FileDescriptor(opening: "\(directory.path)/a", flags: O_RDWR | O_CREAT, mode: 0o600)
        try file.writeAll(Array("hello".utf8))
        try file.syncData()
        var buffer = Array("....".utf8)
        #expect(try file.read(into: &buffer, from: 1, at: 1) == 3)
        #expect(buffer == Array(".ell".utf8))
        #expect(try file.read(into: &buffer, from: 0, at: 5) == 0)
        #expect(try file.status().size == 5)
        try file.close()
    }

    @Test func closesWhenItsOwnerLetsGo() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let reader = FileDescriptor(owning: ends[0])
        do {
            let writer = FileDescriptor(owning: ends[1])
            try writer.writeAll([7])
        }
        // Without a writer, the pipe has an end.
        #expect(try reader.readToEnd() == [7])
    }

    @Test func isClosedOnExec() throws {
        let file = try FileDescriptor(opening: "/dev/null", flags: O_RDONLY)
        #expect(fcntl(file.rawValue, F_GETFD) & FD_CLOEXEC != 0)
    }

    @Test func reportsWhatFailed() {
        #expect(throws: SystemError("openat", "/nowhere/at/all", code: .noSuchFile)) {
            _ = try FileDescriptor(opening: "/nowhere/at/all", flags: O_RDONLY)
        }
        #expect(throws: SystemError("write", code: .noSpace)) {
            let full = try FileDescriptor(opening: "/dev/full", flags: O_WRONLY)
            try full.writeAll([1])
        }
    }

    @Test func retriesOnlyInterruptedCalls() throws {
        var codes: [Int32] = [EINTR, EINTR, 0]
        let result = try retryingOnInterrupt("test") { () -> Int32 in
            let code = codes.removeFirst()
            errno = code
            return code == 0 ? 7 : -1
        }
        #expect(result == 7)
        #expect(throws: SystemError("test", "it", code: .wouldBlock)) {
            try retryingOnInterrupt("test", "it") { () -> Int in
                errno = EAGAIN
                return -1
            }
        }
    }

    @Test func describesErrorsInEnglishWhateverTheLocale() {
        let error = SystemError("openat", "/srv/x", code: .permissionDenied)
        #expect(error.description == "openat /srv/x: Permission denied")
        #expect(SystemError("read", code: Errno(4095)).description == "read: errno 4095")
    }
}
