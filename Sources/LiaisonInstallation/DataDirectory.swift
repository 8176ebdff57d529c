import CAssets
import Glibc
import LiaisonSystem

/// A data directory: everything that an installation has.
///
/// `liaison.conf` makes a directory one. Beside it stand `secret` (mode 0600) with `secret.sha256`, `calendar.txt`, `tokens.jsonl`,
/// `roster/`, `stations/` and, once somebody has signed in to the desk, `desk/`; once somebody is to be told of news,
/// `contacts.csv` and `notify/`.
package struct DataDirectory: Equatable, Sendable {
    package let path: String

    /// The names of the settings' and the secret's file.
    package static let configurationName = "liaison.conf"
    package static let secretName = "secret"
    /// The name of what stands beside the secret to tell it from any other.
    package static let secretCheckName = "\(secretName).sha256"
    static let secretLength = 32

    /// Finds a data directory.
    ///
    /// - Throws: ``InstallationError/notADataDirectory(path:)`` when there is none at `path`,
    ///   ``InstallationError/looseMode(path:wanted:)`` when strangers may write there or read its secrets.
    package init(opening path: String) throws(InstallationError) {
        try self.init(examining: path)
        try refuseLooseModes()
    }

    /// Finds a data directory whatever its modes are, to say what is wrong with it.
    ///
    /// - Throws: ``InstallationError/notADataDirectory(path:)`` when there is none at `path`.
    package init(examining path: String) throws(InstallationError) {
        self.path = path
        do throws(SystemError) {
            guard try Files.status(configurationPath) != nil else {
                throw SystemError("stat", path, code: .noSuchFile)
            }
        } catch {
            if error.code == .noSuchFile || error.code == .notDirectory {
                throw .notADataDirectory(path: path)
            }
            throw .system(error)
        }
    }

    /// Refuses a directory in which anyone may plant files, and secrets that anyone may read.
    private func refuseLooseModes() throws(InstallationError) {
        for directory in [path, rosterDirectory, "\(path)/stations", deskDirectory, notifyDirectory] {
            if try permissions(of: directory) & 0o002 != 0 {
                throw .looseMode(path: directory, wanted: 0o750)
            }
        }
        for file in [secretPath, tokensPath] {
            if try permissions(of: file) & 0o007 != 0 { throw .looseMode(path: file, wanted: 0o600) }
        }
    }

    private func permissions(of path: String) throws(InstallationError) -> UInt32 {
        try InstallationError.wrapping { () throws(SystemError) in try Files.status(path)?.permissions ?? 0 }
    }

    init(making path: String) { self.path = path }

    /// Fills values into the existing settings file, comments kept.
    package func change(_ settings: [Setting: String]) throws(InstallationError) {
        let file = try Self.filled(try read(configurationPath), with: settings)
        try InstallationError.wrapping { () throws(SystemError) in
            try Files.replace(configurationPath, with: file)
        }
    }

    /// The settings in force.
    ///
    /// - Parameters:
    ///   - flags: What the command line says: it goes before the environment, which goes before the file.
    ///   - environment: Looks a variable up.
    /// - Returns: The settings.
    /// - Throws: The first one that isn't understood.
    package func configuration(
        flags: [Setting: String] = [:], environment: (String) -> String? = Environment.value
    ) throws(InstallationError) -> Configuration {
        var configuration = try Configuration(parsing: try read(configurationPath), path: configurationPath)
        try configuration.takeEnvironment(environment)
        for (setting, value) in flags { try configuration.set(setting, value, from: .flag) }
        return configuration
    }

    /// The secret that query codes, nonces and their hashes hang on.
    package func secret() throws(InstallationError) -> [UInt8] {
        let file: [UInt8]
        do throws(InstallationError) {
            file = try read(secretPath)
        } catch {
            // Never made anew: with another one no query code that was handed out opens its receipt.
            if case .system(let cause) = error, cause.code == .noSuchFile {
                throw .noSecret(path: secretPath)
            }
            throw error
        }
        guard let secret = Self.secret(in: file) else { throw .damagedSecret(path: secretPath) }
        // Another digit makes another secret, with which every receipt would be said not to exist.
        if let check = try secretCheck(), !check.starts(with: Self.checkDigits(of: secret)) {
            throw .damagedSecret(path: secretPath)
        }
        return secret
    }

    /// The secret that the bytes of its file stand for; nothing when they hold none.
    package static func secret(in file: [UInt8]) -> [UInt8]? {
        Hex.decode(file.prefix { $0 != 0x0A }).flatMap { $0.count == secretLength ? $0 : nil }
    }

    /// What stands beside the secret to tell it from any other: what sha256sum(1) prints of its file; nothing in an
    /// installation of a release before.
    private func secretCheck() throws(InstallationError) -> [UInt8]? {
        do throws(SystemError) { return try Files.read(secretCheckPath, limit: 1 << 10) } catch {
            if error.code == .noSuchFile { return nil }
            throw .system(error)
        }
    }

    /// Whether something tells the secret from any other.
    ///
    /// - Throws: ``InstallationError/system(_:)`` when what stands there can't be read.
    package func hasSecretCheck() throws(InstallationError) -> Bool { try secretCheck() != nil }

    /// Whether a secret's file is the one that a check was made of.
    ///
    /// - Parameters:
    ///   - check: What stands beside the secret.
    ///   - file: The bytes of the secret's file; of what holds no secret nothing is said.
    /// - Returns: Whether it is.
    package static func check(_ check: [UInt8], isOf file: [UInt8]) -> Bool {
        secret(in: file).map { check.starts(with: checkDigits(of: $0)) } ?? true
    }

    private static func checkDigits(of secret: [UInt8]) -> [UInt8] {
        Hex.bytes(SHA256.digest(Hex.bytes(secret) + [0x0A]))
    }

    /// Puts the check beside a secret that has none: a new one, or a release before's.
    ///
    /// - Throws: ``InstallationError`` when the secret can't be read, or nothing be written beside it.
    package func addSecretCheck() throws(InstallationError) {
        if try secretCheck() != nil { return }
        let line = Self.checkDigits(of: try secret()) + Array("  \(Self.secretName)\n".utf8)
        // Whole or not at all: half of it fits no secret. Another server would write the same.
        try InstallationError.wrapping { () throws(SystemError) in
            try Files.replace(secretCheckPath, with: line)
        }
    }

    /// The calendar of working days: the operator's, or the one that ships where there is none.
    package func calendar() throws(InstallationError) -> [UInt8] {
        do throws(SystemError) {
            return try Files.read(calendarPath, limit: 1 << 20)
        } catch {
            if error.code == .noSuchFile { return asset_calendar_txt().content }
            throw .system(error)
        }
    }

    /// The scored duties: the operator's, or those that ship where there are none.
    package func duties() throws(InstallationError) -> [UInt8] {
        do throws(SystemError) {
            return try Files.read(dutiesPath, limit: 1 << 20)
        } catch {
            if error.code == .noSuchFile { return asset_duties_csv().content }
            throw .system(error)
        }
    }

    /// The words for answers: the office's, or those that ship where there are none.
    package func replyTemplates() throws(InstallationError) -> [UInt8] {
        do throws(SystemError) {
            return try Files.read(templatesPath, limit: 64 << 10)
        } catch {
            if error.code == .noSuchFile { return asset_templates_txt().content }
            throw .system(error)
        }
    }

    /// The rules and duties for stations' walls: `rules.txt`, or the sample that ships where there is none.
    ///
    /// - Throws: ``InstallationError/system(_:)`` when the file is there and can't be read.
    package func rules() throws(InstallationError) -> [UInt8] {
        do throws(SystemError) {
            return try Files.read(rulesPath, limit: 256 << 10)
        } catch {
            if error.code == .noSuchFile { return asset_rules_txt().content }
            throw .system(error)
        }
    }

    package var dutiesPath: String { "\(path)/duties.csv" }
    package var templatesPath: String { "\(path)/templates.txt" }
    package var rulesPath: String { "\(path)/rules.txt" }
    /// Who is told of news, and where: no part of the roster, which anybody may see.
    package var contactsPath: String { "\(path)/contacts.csv" }
    /// Where the state of the news is: what was read, what waits, what was laid by.
    package var notifyDirectory: String { "\(path)/notify" }
    package var calendarPath: String { "\(path)/calendar.txt" }
    package var configurationPath: String { "\(path)/\(Self.configurationName)" }
    package var rosterDirectory: String { "\(path)/roster" }
    package var tokensPath: String { "\(path)/tokens.jsonl" }
    /// Whether tokens were stored once, as the file tells that was locked then, and their own is gone.
    package var hasLostTokens: Bool {
        access(tokensPath, F_OK) != 0 && access(tokensLockPath, F_OK) == 0
    }
    /// Locked while ``tokensPath`` is replaced.
    private var tokensLockPath: String { "\(path)/.tokens.lock" }

    /// Takes the lock under which ``tokensPath`` is replaced.
    ///
    /// The lock's file tells that tokens were stored once. So theirs comes first, with none in it: a crash before there are any
    /// must not look as if they were lost.
    ///
    /// - Returns: The lock.
    /// - Throws: What open(2), fsync(2) or flock(2) says.
    package func lockTokens() throws(InstallationError) -> FileLock {
        do throws(SystemError) {
            if access(tokensPath, F_OK) != 0, access(tokensLockPath, F_OK) != 0 {
                try Files.createWhole(tokensPath, with: TokenFile().bytes, mode: 0o600)
            }
        } catch {
            // Somebody else has begun at the same time; or there are no hard links, and such a crash does look like a loss.
            let others = [Errno.exists, .operationNotPermitted, Errno(EOPNOTSUPP), Errno(ENOSYS)]
            if !others.contains(error.code) { throw .system(error) }
        }
        do throws(SystemError) { return try FileLock(at: tokensLockPath) } catch { throw .system(error) }
    }

    /// Where the desk's used slips and enrolled phones are, see ``Enrolments``.
    package var deskDirectory: String { "\(path)/desk" }
    package var secretPath: String { "\(path)/\(Self.secretName)" }
    private var secretCheckPath: String { "\(path)/\(Self.secretCheckName)" }

    private func read(_ path: String) throws(InstallationError) -> [UInt8] {
        try InstallationError.wrapping { () throws(SystemError) in try Files.read(path, limit: 1 << 20) }
    }

    /// The settings file with `key = value` lines replaced, and appended where it has none.
    static func filled(
        _ file: [UInt8], with settings: [Setting: String]
    ) throws(InstallationError) -> [UInt8] {
        for (setting, value) in settings where !setting.accepts(value) {
            throw .badValue(setting, value: value, path: nil, line: nil)
        }
        var rest = settings
        var output: [UInt8] = []
        let text = file.last == 0x0A ? file.dropLast() : file[...]
        for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let key = line.prefix { $0 != UInt8(ascii: "=") }.filter { $0 > 0x20 }
            if key.count < line.count, let setting = Setting(rawValue: String(decoding: key, as: UTF8.self)),
                let value = settings[setting]
            {
                // Where it stands twice the last one holds: each says the same then.
                rest[setting] = nil
                output.append("\(setting.rawValue) = \(value)\n")
            } else {
                output.append(contentsOf: line)
                output.append(0x0A)
            }
        }
        for (setting, value) in rest.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            output.append("\(setting.rawValue) = \(value)\n")
        }
        return output
    }
}
