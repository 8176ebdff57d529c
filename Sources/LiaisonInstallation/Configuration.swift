import LiaisonCodes
import LiaisonSystem

/// The settings in force: a flag goes before the environment, the environment before the file.
package struct Configuration: Equatable, Sendable {
    private var values: [Setting: Value] = [:]
    /// Lines of the file whose keys this release doesn't know: a newer one's, or misspelt.
    package private(set) var unknown: [UnknownSetting] = []

    /// Settings that stand in the file more than once: the last line holds.
    package private(set) var repeated: [Setting] = []

    /// Where a value comes from.
    package enum Source: Equatable, Sendable {
        case flag
        case environment
        case file(line: Int)
        case builtIn
    }

    /// A setting that is none of this release's.
    package struct UnknownSetting: Equatable, Sendable {
        package let key: String
        package let line: Int
    }

    private struct Value: Equatable, Sendable {
        let text: String
        let source: Source
    }

    /// The defaults.
    package init() {}

    /// Reads the text of a `liaison.conf`.
    ///
    /// - Parameters:
    ///   - file: `key = value` lines in UTF-8; blank lines and lines that start with `#` are for people.
    ///   - path: The file, for errors.
    /// - Throws: The first line that is none, and the first value that a setting can't have.
    package init(parsing file: [UInt8], path: String) throws(InstallationError) {
        guard let text = String(validating: file, as: UTF8.self) else { throw .notUTF8(path: path) }
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .enumerated()
        {
            let content = Self.trimmed(line)
            if content.isEmpty || content.hasPrefix("#") { continue }
            guard let equals = content.firstIndex(of: "=") else {
                throw .badLine(path: path, line: index + 1, text: String(content))
            }
            let key = String(Self.trimmed(content[..<equals]))
            guard let setting = Setting(rawValue: key) else {
                unknown.append(UnknownSetting(key: key, line: index + 1))
                continue
            }
            let value = String(Self.trimmed(content[content.index(after: equals)...]))
            guard setting.accepts(value) else {
                throw .badValue(setting, value: value, path: path, line: index + 1)
            }
            if values[setting] != nil, !repeated.contains(setting) { repeated.append(setting) }
            values[setting] = Value(text: value, source: .file(line: index + 1))
        }
    }

    /// Puts a value on top, unless one of a stronger source stands there.
    package mutating func set(_ setting: Setting, _ value: String, from source: Source)
        throws(InstallationError)
    {
        guard setting.accepts(value) else { throw .badValue(setting, value: value, path: nil, line: nil) }
        values[setting] = Value(text: value, source: source)
    }

    /// Takes every setting that has a variable in the environment.
    package mutating func takeEnvironment(
        _ lookUp: (String) -> String? = Environment.value
    ) throws(InstallationError) {
        for setting in Setting.allCases {
            if let value = lookUp(setting.variable) { try set(setting, value, from: .environment) }
        }
    }

    /// The value in force, empty where there is none.
    ///
    /// A blank value of a setting that has a default means the default.
    package subscript(setting: Setting) -> String {
        value(of: setting)?.text ?? setting.defaultValue
    }

    /// Where the value in force comes from.
    package func source(of setting: Setting) -> Source { value(of: setting)?.source ?? .builtIn }

    private func value(of setting: Setting) -> Value? {
        values[setting].flatMap { $0.text.isEmpty && !setting.defaultValue.isEmpty ? nil : $0 }
    }

    /// The settings that must be filled in before the service may start.
    package var blanks: [Setting] { Setting.allCases.filter { $0.isRequired && self[$0].isEmpty } }

    /// A setting that holds several values separated by commas, ASCII or full-width.
    package func list(_ setting: Setting) -> [String] {
        self[setting].split { $0 == "," || $0 == "，" }.map { String(Self.trimmed($0)) }.filter { !$0.isEmpty }
    }

    /// How much of the disk new messages leave free.
    package var freeSpaceReserve: SpaceReserve {
        // What stands in a configuration has been accepted, so it can be read.
        SpaceReserve(self[.freeSpaceReserve]) ?? .automatic
    }

    /// Where a reception day goes that falls on a day off.
    package var receptionShift: ReceptionShift {
        // As above.
        ReceptionShift(rawValue: self[.receptionShift]) ?? .next
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        guard let first = text.firstIndex(where: { !isSpace($0) }),
            let last = text.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return text[first...last]
    }
}

/// What can be wrong with an installation; worded by the commands.
package enum InstallationError: Error, Equatable, Sendable {
    /// The directory has no `liaison.conf`.
    case notADataDirectory(path: String)
    /// `init` was asked to make a directory that is one already, or that isn't empty.
    case alreadyInUse(path: String)
    /// Others than the owner and the group may do what they must not: the permission bits wanted instead.
    case looseMode(path: String, wanted: UInt32)
    case notUTF8(path: String)
    case badLine(path: String, line: Int, text: String)
    case badValue(Setting, value: String, path: String?, line: Int?)
    /// The file of the secret isn't there.
    case noSecret(path: String)
    /// The file of the secret holds none.
    case damagedSecret(path: String)
    case system(SystemError)
}

extension InstallationError {
    /// Runs calls of the system; what they say becomes ``system(_:)``.
    package static func wrapping<Value: ~Copyable>(
        _ body: () throws(SystemError) -> Value
    ) throws(InstallationError) -> Value {
        do throws(SystemError) { return try body() } catch { throw .system(error) }
    }
}
