import LiaisonStore
import LiaisonSystem

extension DataDirectory {
    /// Fills values into the existing settings file, comments kept.
    package func change(_ settings: [Setting: String]) throws(InstallationError) {
        let file = try Self.filled(try read(path(of: .configuration)), with: settings)
        try InstallationError.wrapping { () throws(SystemError) in
            try Files.replace(path(of: .configuration), with: file)
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
        var configuration = try Configuration(
            parsing: try read(path(of: .configuration)), path: path(of: .configuration))
        try configuration.takeEnvironment(environment)
        for (setting, value) in flags { try configuration.set(setting, value, from: .flag) }
        return configuration
    }

    func read(_ path: String) throws(InstallationError) -> [UInt8] {
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
