import CAssets
import LiaisonSystem

// How a data directory comes to be: directories, secret, calendar and duties first, then the settings, which make it one. So
// what an interruption leaves has no settings, nobody has served it, and whoever comes next finishes it.
extension DataDirectory {
    /// The commented settings that a new directory begins with.
    package static var sampleSettings: [UInt8] { asset_liaison_conf().content }

    private static let firstDirectories = ["roster", "stations", "spool", "cache"]
    /// What ships and is there to be edited.
    private static var firstFiles: [(name: String, content: [UInt8])] {
        [("calendar.txt", asset_calendar_txt().content), ("duties.csv", asset_duties_csv().content)]
    }

    /// Makes a data directory: the commented settings with the given values filled in, and a fresh secret.
    ///
    /// - Parameters:
    ///   - path: A directory that is absent or empty, or that an interruption kept from being finished.
    ///   - settings: The values to fill in.
    /// - Returns: The directory.
    /// - Throws: ``InstallationError``; a directory that holds anything else is left as it is.
    package static func create(at path: String, settings: [Setting: String]) throws(InstallationError)
        -> DataDirectory
    {
        let directory = DataDirectory(making: path)
        let file = try filled(sampleSettings, with: settings)
        do throws(SystemError) {
            try Files.makeDirectory(path)
            guard try directory.isUnfinished() else { throw SystemError("mkdir", path, code: .exists) }
            for name in firstDirectories { try Files.makeDirectory("\(path)/\(name)") }
            try directory.makeSecret()
            for (name, content) in firstFiles where try directory.begun(name, limit: content.count) != content
            {
                try Files.replace("\(path)/\(name)", with: content)
            }
            // Last, and whole, because it makes the directory a data directory.
            try Files.replace(directory.configurationPath, with: file)
        } catch {
            if error.code == .exists { throw .alreadyInUse(path: path) }
            throw .system(error)
        }
        try directory.addSecretCheck()
        return directory
    }

    /// A whole one stays: it may be all that is left of an installation. Half of one was never anybody's.
    private func makeSecret() throws(SystemError) {
        if let begun = try begun(Self.secretName, limit: Self.secretLength * 2 + 1) {
            if Self.secret(in: begun) != nil { return }
            try Files.remove(secretPath)
        }
        let secret = RandomBytes.hex(count: Self.secretLength) + "\n"
        try Files.create(secretPath, with: Array(secret.utf8), mode: 0o600)
    }

    /// Whether there is nothing but what is made before the settings; files may be cut short or, after a power cut, zeros.
    private func isUnfinished() throws(SystemError) -> Bool {
        let files = Self.firstFiles
        for name in try Files.names(in: path) {
            if Self.firstDirectories.contains(name) {
                let status = try Files.status("\(path)/\(name)", following: false)
                guard status?.isDirectory == true, try Files.names(in: "\(path)/\(name)").isEmpty else {
                    return false
                }
            } else if name == Self.secretName {
                let begun = try begun(name, limit: Self.secretLength * 2 + 1)
                guard let begun, begun.allSatisfy({ $0 == 0 || $0 == 0x0A || Hex.value(of: $0) != nil })
                else {
                    return false
                }
            } else if let (_, content) = files.first(where: { $0.name == name }) {
                let begun = try begun(name, limit: content.count)
                guard let begun, content.starts(with: begun) || begun.allSatisfy({ $0 == 0 }) else {
                    return false
                }
            } else if !(name.hasPrefix("\(Self.configurationName).") && Files.isTemporary(name)) {
                return false
            }
        }
        return true
    }

    /// The bytes of a regular file; nothing where there is none, or a longer one.
    private func begun(_ name: String, limit: Int) throws(SystemError) -> [UInt8]? {
        let status = try Files.status("\(path)/\(name)", following: false)
        guard let status, status.isRegularFile, status.size <= limit else { return nil }
        return try Files.read("\(path)/\(name)")
    }
}
