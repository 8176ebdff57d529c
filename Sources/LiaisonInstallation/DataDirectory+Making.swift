import CAssets
import LiaisonStore
import LiaisonSystem

// How a data directory comes to be: directories, secret, calendar and duties first, then the settings, which make it one. So
// what an interruption leaves has no settings, nobody has served it, and whoever comes next finishes it.
extension DataDirectory {
    /// The commented settings that a new directory begins with.
    package static var sampleSettings: [UInt8] { asset_liaison_conf().content }

    private static let firstDirectories: [Entry] = [.roster, .stations, .spool, .cache]
    /// What ships and is there to be edited.
    private static var firstFiles: [Entry: [UInt8]] {
        [.calendar: asset_calendar_txt().content, .duties: asset_duties_csv().content]
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
        let directory = DataDirectory(at: path)
        let file = try filled(sampleSettings, with: settings)
        do throws(SystemError) {
            try Files.makeDirectory(path)
            guard try directory.isUnfinished() else { throw SystemError("mkdir", path, code: .exists) }
            for entry in firstDirectories { try Files.makeDirectory(directory.path(of: entry)) }
            try directory.makeSecret()
            for (entry, content) in firstFiles
            where try directory.begun(entry, limit: content.count) != content {
                try Files.replace(directory.path(of: entry), with: content)
            }
            // Last, and whole, because it makes the directory a data directory.
            try Files.replace(directory.path(of: .configuration), with: file)
        } catch {
            if error.code == .exists { throw .alreadyInUse(path: path) }
            throw .system(error)
        }
        try directory.addSecretCheck()
        return directory
    }

    /// A whole one stays: it may be all that is left of an installation. Half of one was never anybody's.
    private func makeSecret() throws(SystemError) {
        if let begun = try begun(.secret, limit: Self.secretLength * 2 + 1) {
            if Self.secret(in: begun) != nil { return }
            try Files.remove(path(of: .secret))
        }
        let secret = RandomBytes.hex(count: Self.secretLength) + "\n"
        try Files.create(path(of: .secret), with: Array(secret.utf8), mode: 0o600)
    }

    /// Whether there is nothing but what is made before the settings; files may be cut short or, after a power cut, zeros.
    private func isUnfinished() throws(SystemError) -> Bool {
        let files = Self.firstFiles
        for name in try Files.names(in: path) {
            guard let entry = Entry(rawValue: name) else {
                if name.hasPrefix("\(Entry.configuration.rawValue)."), Files.isTemporary(name) { continue }
                return false
            }
            if Self.firstDirectories.contains(entry) {
                let status = try Files.status(path(of: entry), following: false)
                guard status?.isDirectory == true, try Files.names(in: path(of: entry)).isEmpty else {
                    return false
                }
            } else if entry == .secret {
                let begun = try begun(entry, limit: Self.secretLength * 2 + 1)
                guard let begun, begun.allSatisfy({ $0 == 0 || $0 == 0x0A || Hex.value(of: $0) != nil })
                else {
                    return false
                }
            } else if let content = files[entry] {
                let begun = try begun(entry, limit: content.count)
                guard let begun, content.starts(with: begun) || begun.allSatisfy({ $0 == 0 }) else {
                    return false
                }
            } else {
                return false
            }
        }
        return true
    }

    /// The bytes of a regular file; nothing where there is none, or a longer one.
    private func begun(_ entry: Entry, limit: Int) throws(SystemError) -> [UInt8]? {
        let status = try Files.status(path(of: entry), following: false)
        guard let status, status.isRegularFile, status.size <= limit else { return nil }
        return try Files.read(path(of: entry))
    }
}
