import CLinux
import Glibc

/// A system call that failed: which call, on what, and why.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The C name of the call, such as `openat` or `fdatasync`.
    package let call: String
    /// The path or address that the call was about, if any.
    package let subject: String?
    /// The value of `errno` right after the call.
    package let code: Errno

    package init(_ call: String, _ subject: String? = nil, code: Errno) {
        self.call = call
        self.subject = subject
        self.code = code
    }

    /// Whether it failed because the disk, or what may be used of it, is full.
    package var isForWantOfSpace: Bool { code == .noSpace || code == .quotaExceeded }
    /// Whether it failed because the process's user may not do that.
    package var isForWantOfPermission: Bool { code == .permissionDenied || code == .operationNotPermitted }

    /// For operators and logs: `openat /srv/x: Permission denied`.
    package var description: String {
        subject.map { "\(call) \($0): \(code)" } ?? "\(call): \(code)"
    }
}

/// An error number of errno(3).
package struct Errno: Equatable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: Int32

    package init(_ rawValue: Int32) { self.rawValue = rawValue }

    /// The calling thread's `errno`: read it on the line after the call.
    package static var current: Errno { Errno(errno) }

    package static let noSuchFile = Errno(ENOENT)
    package static let exists = Errno(EEXIST)
    package static let interrupted = Errno(EINTR)
    package static let wouldBlock = Errno(EAGAIN)
    package static let permissionDenied = Errno(EACCES)
    package static let operationNotPermitted = Errno(EPERM)
    package static let isDirectory = Errno(EISDIR)
    package static let notDirectory = Errno(ENOTDIR)
    package static let notEmpty = Errno(ENOTEMPTY)
    package static let noSpace = Errno(ENOSPC)
    package static let quotaExceeded = Errno(EDQUOT)
    package static let inputOutput = Errno(EIO)
    package static let readOnlyFileSystem = Errno(EROFS)
    package static let tooManyOpenFiles = Errno(EMFILE)
    package static let tooManyOpenFilesInSystem = Errno(ENFILE)
    package static let addressInUse = Errno(EADDRINUSE)
    package static let addressNotAvailable = Errno(EADDRNOTAVAIL)
    package static let brokenPipe = Errno(EPIPE)
    package static let connectionReset = Errno(ECONNRESET)
    package static let connectionRefused = Errno(ECONNREFUSED)
    package static let inProgress = Errno(EINPROGRESS)
    package static let symbolicLink = Errno(ELOOP)
    package static let invalidArgument = Errno(EINVAL)
    package static let illegalSequence = Errno(EILSEQ)
    package static let stale = Errno(ESTALE)
    package static let notSupported = Errno(EOPNOTSUPP)

    /// The C library's English text for it, whatever the locale.
    package var description: String {
        clinux_error_text(rawValue).map { String(cString: $0) } ?? "errno \(rawValue)"
    }
}

/// Runs `call` until it ends with anything but EINTR; a negative result becomes a ``SystemError``.
///
/// - Parameters:
///   - name: The C name of the call, for the error.
///   - subject: What the call is about, for the error.
///   - call: The call itself; it answers -1 and sets `errno` when it fails.
/// - Returns: What the call answered, never negative.
/// - Throws: The error of the first failure that isn't EINTR.
@discardableResult
package func retryingOnInterrupt<Result: FixedWidthInteger & SignedInteger>(
    _ name: StaticString, _ subject: String? = nil, _ call: () -> Result
) throws(SystemError) -> Result {
    while true {
        let result = call()
        if result >= 0 { return result }
        let code = Errno.current
        if code != .interrupted { throw SystemError("\(name)", subject, code: code) }
    }
}

/// Looks a file up by its name and uses it, and once more from the name after ESTALE.
///
/// On a network file system what a name led to a moment ago may be gone with a server or a replica (GlusterFS when a
/// brick dies, NFS after a rename elsewhere); looked up anew, the name leads to what is there now.
///
/// - Parameter use: Opens the file, with the directories on the way; it must do no harm when done twice.
/// - Returns: What `use` answers.
/// - Throws: What it throws, ESTALE only of the second time.
package func retryingWhenStale<Value: ~Copyable>(
    _ use: () throws(SystemError) -> Value
) throws(SystemError) -> Value {
    do throws(SystemError) {
        return try use()
    } catch {
        guard error.code == Errno(ESTALE) else { throw error }
        return try use()
    }
}
