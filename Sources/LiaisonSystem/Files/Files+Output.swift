import Glibc

extension Files {
    /// Writes to a path that a person has named for what a command makes.
    ///
    /// A regular file, or none, is replaced whole; where the path is a link, the file behind it is. Anything else, such as a
    /// device or a pipe, is written to: a file in its place would break whoever else uses it.
    ///
    /// - Parameters:
    ///   - bytes: The content.
    ///   - path: The path.
    ///   - mode: The permissions of a file that is made.
    ///   - isDurable: Whether it is synced.
    /// - Throws: What the file system says.
    package static func write(
        _ bytes: [UInt8], to path: String, mode: mode_t, isDurable: Bool = true
    ) throws(SystemError) {
        let isLink = try status(path, following: false)?.isSymbolicLink ?? false
        let target = try status(path, following: true)
        if let target, !target.isRegularFile {
            let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_NOCTTY)
            try file.writeAll(bytes)
            return try file.close()
        }
        guard isLink else { return try replace(path, with: bytes, mode: mode, isDurable: isDurable) }
        if target != nil, let resolved = realpath(path, nil) {
            defer { free(resolved) }
            return try replace(String(cString: resolved), with: bytes, mode: mode, isDurable: isDurable)
        }
        // A link to what isn't there yet.
        let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
        try file.writeAll(bytes)
        if isDurable { try file.sync() }
        try file.close()
    }
}
