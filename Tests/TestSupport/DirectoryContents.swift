import LiaisonSystem

/// All that stands below a directory, to hold it against what stands there later.
package struct DirectoryContents: Equatable {
    /// The files by their paths, with their bytes; a directory is a path that ends in a slash.
    package private(set) var files: [String: [UInt8]] = [:]

    /// Reads a directory.
    package init(of path: String) throws(SystemError) { try read(path, as: "") }

    private mutating func read(_ path: String, as name: String) throws(SystemError) {
        guard let status = try Files.status(path, following: false) else { return }
        guard status.isDirectory else {
            files[name] = status.isRegularFile ? try Files.read(path) : []
            return
        }
        files["\(name)/"] = []
        for entry in try Files.names(in: path) { try read("\(path)/\(entry)", as: "\(name)/\(entry)") }
    }

    /// The paths of what has been added, has gone or has other bytes.
    package func differences(to later: DirectoryContents) -> [String] {
        Set(files.keys).union(later.files.keys).filter { files[$0] != later.files[$0] }.sorted()
    }
}
