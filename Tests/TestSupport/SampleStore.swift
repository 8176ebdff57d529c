import LiaisonSystem

/// A copy of a store below `Tests/Samples/versions`, as another release has left it; gone when the test lets it go.
package final class SampleStore {
    /// The data directory.
    package let path: String
    private let directory: String

    /// - Parameter name: `before` for the release before this one, `next` for one that isn't out yet.
    /// - Throws: When it can't be copied.
    package init(_ name: String) throws {
        directory = try Files.makeTemporaryDirectory(named: "liaison-sample")
        path = "\(directory)/\(name)"
        // What is to come lies on top of what was before.
        let copied = try Shell.run(
            "cd '\(Self.samples)' && mkdir '\(path)' && cp -R before/. '\(path)' && cp -R '\(name)/.' '\(path)'"
                + " && chmod 600 '\(path)/secret' '\(path)/tokens.jsonl'")
        if copied.status != 0 { throw SystemError("cp", "\(Self.samples)/\(name)", code: .noSuchFile) }
    }

    deinit {
        // Nothing depends on it: /tmp is emptied at boot.
        try? Files.removeTree(directory)
    }

    /// What a file beside the samples holds.
    package static func text(_ name: String) throws(SystemError) -> [UInt8] {
        try Files.read("\(samples)/\(name)")
    }

    private static let samples = Files.parent(of: Files.parent(of: #filePath)) + "/Samples/versions"
}
