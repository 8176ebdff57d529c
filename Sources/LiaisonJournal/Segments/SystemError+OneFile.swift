import LiaisonSystem

extension SystemError {
    /// Whether it is about the one file or directory that it names, so that everything else can go on.
    ///
    /// A broken or full disk, or a process without descriptors, concerns everything and doesn't belong here.
    package var concernsOneFile: Bool {
        switch code {
        case Errno.noSuchFile, Errno.notDirectory, Errno.isDirectory, Errno.symbolicLink, Errno.notSupported,
            Errno.permissionDenied, Errno.operationNotPermitted, Errno.illegalSequence:
            true
        // A bad block, or a file that has become shorter.
        case Errno.inputOutput: call == "pread"
        default: false
        }
    }
}
