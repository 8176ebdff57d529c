import Glibc

extension Files {
    /// Puts `bytes` where somebody said: a file appears whole or not at all, a device or a pipe is written to, and of a
    /// symbolic link the file that it leads to is replaced.
    ///
    /// - Parameters:
    ///   - bytes: The content.
    ///   - path: The file.
    ///   - mode: The permissions of a new file.
    /// - Throws: What the file system says.
    package static func put(_ bytes: [UInt8], at path: String, mode: mode_t) throws(SystemError) {
        if let there = try status(path), !there.isRegularFile, !there.isDirectory {
            do throws(SystemError) {
                let device = try FileDescriptor(opening: path, flags: O_WRONLY)
                try device.writeAll(bytes)
                try device.close()
            } catch {
                throw error.about(path)
            }
            return
        }
        let isLink = try status(path, following: false)?.isSymbolicLink ?? false
        try replace(isLink ? target(of: path) : path, with: bytes, mode: mode)
    }

    /// The file that a path leads to in the end.
    private static func target(of path: String) throws(SystemError) -> String {
        guard let resolved = realpath(path, nil) else { throw SystemError("realpath", path, code: .current) }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
