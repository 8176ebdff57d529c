import Glibc
import LiaisonInstallation
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonText

extension CommandContext {
    /// Where the data directory is: the value of `--data`, else the variable `LIAISON_DATA`.
    ///
    /// - Parameter given: The value of `--data`.
    /// - Returns: The path, which may not exist.
    /// - Throws: A failure with a remedy where none is named (exit status 2).
    package func dataPath(_ given: String?) throws(CommandFailure) -> String {
        if let path = given ?? environment("LIAISON_DATA") { return path }
        throw CommandFailure("cli.data.unnamed", remedy: "cli.data.unnamed.remedy", exitCode: .usage)
    }

    /// The data directory that ``dataPath(_:)`` names.
    ///
    /// - Parameter given: The value of `--data`.
    /// - Returns: The directory, which holds a `liaison.conf`.
    /// - Throws: A failure with a remedy where none is named (exit status 2) or it is no data directory.
    package func dataDirectory(_ given: String?) throws(CommandFailure) -> DataDirectory {
        let path = try dataPath(given)
        return try CommandFailure.wrapping { () throws(InstallationError) in try DataDirectory(opening: path)
        }
    }

    /// The settings of a data directory, those of the environment on top.
    package func configuration(of directory: DataDirectory) throws(CommandFailure) -> Configuration {
        let configuration = try CommandFailure.wrapping { () throws(InstallationError) in
            try directory.configuration(environment: environment)
        }
        tellOfUnknownSettings(in: configuration, of: directory)
        return configuration
    }

    /// Tells of settings that this release doesn't know and leaves alone.
    func tellOfUnknownSettings(in configuration: Configuration, of directory: DataDirectory) {
        let names = Setting.allCases.map(\.rawValue)
        for setting in configuration.repeated {
            guard case .file(let line) = configuration.source(of: setting) else { continue }
            say(
                "cli.data.repeated-setting",
                ["path": directory.path(of: .configuration), "line": "\(line)", "key": setting.rawValue])
        }
        for unknown in configuration.unknown {
            let nearest = Suggestions.near(unknown.key, among: names).first ?? names.joined(separator: ", ")
            say(
                "cli.data.unknown-setting",
                [
                    "path": directory.path(of: .configuration), "line": "\(unknown.line)", "key": unknown.key,
                    "names": nearest,
                ])
        }
    }

    /// The roster of a data directory; what is damaged of it is told.
    package func roster(of directory: DataDirectory) throws(CommandFailure) -> Roster {
        do throws(RosterError) {
            let roster = try Roster.load(from: directory)
            complain(ofDamage: InstallationDamage.of(roster, in: directory))
            return roster
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The tokens of a data directory; what is damaged of them is told.
    func tokens(of directory: DataDirectory) throws(CommandFailure) -> TokenFile {
        let tokens = try CommandFailure.wrapping { () throws(InstallationError) in
            try TokenFile(of: directory)
        }
        complain(ofDamage: InstallationDamage.of(tokens, in: directory))
        return tokens
    }

    /// The content of a file that the caller named; `-` is standard input.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limit: The most bytes to accept.
    /// - Returns: The bytes.
    /// - Throws: A failure that names the file.
    package func read(file path: String, limit: Int = 1 << 30) throws(CommandFailure) -> [UInt8] {
        do throws(SystemError) {
            return path == "-"
                ? try standardInput.readToEnd(limit: limit) : try Files.read(path, limit: limit)
        } catch {
            throw CommandFailure("cli.file.unreadable", ["path": path], cause: error)
        }
    }

    /// Writes a file that the caller named, whole or not at all; `-` is standard output. A link is followed; what is no
    /// regular file, such as `/dev/null`, is written to and stays what it is.
    ///
    /// - Parameters:
    ///   - bytes: The content.
    ///   - path: The file.
    ///   - mode: Its permissions.
    /// - Throws: A failure that names the file.
    package func write(
        _ bytes: [UInt8], file path: String, mode: mode_t = 0o644
    ) throws(CommandFailure) {
        if path == "-" {
            standardOutput.write(bytes)
            return
        }
        do throws(SystemError) {
            try Files.write(bytes, to: path, mode: mode)
        } catch {
            throw CommandFailure("cli.file.unwritable", ["path": path], cause: error)
        }
    }
}
