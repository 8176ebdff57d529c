import LiaisonSystem

/// A data directory for one test, with files beside it; gone when the test lets it go.
final class TemporaryInstallation {
    let path: String

    init() throws {
        path = try Files.makeTemporaryDirectory(named: "liaison-test")
        try Files.create("\(path)/liaison.conf", with: [])
    }

    deinit {
        do { try Files.removeTree(path) } catch { print("left behind: \(error)") }
    }

    /// Writes a file into the directory and names it.
    func file(_ name: String, _ text: String) throws -> String {
        try Files.replace("\(path)/\(name)", with: Array(text.utf8))
        return "\(path)/\(name)"
    }

    /// Runs words behind `liaison` on this data directory.
    func run(_ arguments: String..., environment: [String: String] = [:]) -> CommandLineRun {
        CommandLineRun(
            arguments, environment: environment.merging(["LIAISON_DATA": path]) { first, _ in first })
    }

    /// A text of which the directory's path is left out.
    func relative(_ text: String) -> String { text.replacing("\(path)/", with: "") }
}
