import LiaisonSystem

/// A directory of the test's own, gone with it.
final class TemporaryDirectory {
    let path: String

    init() throws { path = try Files.makeTemporaryDirectory(named: "liaison-test") }

    deinit {
        // Nothing depends on it: /tmp is emptied at boot.
        try? Files.removeTree(path)
    }
}
