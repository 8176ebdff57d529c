import Glibc
import LiaisonSystem
import LiaisonText

/// The profiles of one user: files of mode 0600 in a directory of mode 0700.
///
/// `NAME.json` holds a profile; `current` holds the name of the one used when none is named.
package struct ProfileStore: Sendable {
    /// The directory, such as `/home/zhang/.config/liaison`.
    package let directory: String

    package init(directory: String) { self.directory = directory }

    /// The directory that the XDG Base Directory Specification says: `$XDG_CONFIG_HOME/liaison`, else
    /// `~/.config/liaison`; nothing when neither variable helps.
    ///
    /// - Parameter environment: Looks a variable up; an empty one counts as absent.
    /// - Returns: The directory, or nothing.
    package static func directory(environment: (String) -> String?) -> String? {
        // A relative path is to be ignored, says the specification.
        if let config = environment("XDG_CONFIG_HOME"), config.hasPrefix("/") { return "\(config)/liaison" }
        return environment("HOME").map { "\($0)/.config/liaison" }
    }

    /// Keeps a profile and makes it the current one.
    ///
    /// - Parameters:
    ///   - profile: The profile.
    ///   - name: Letters, digits, `.`, `_` and `-`, no leading dot.
    /// - Throws: ``ClientError``.
    package func save(_ profile: Profile, as name: String) throws(ClientError) {
        guard Self.isName(name) else { throw .badProfileName(name) }
        try system { () throws(SystemError) in try Files.makeDirectory(directory, mode: 0o700) }
        try Self.requirePrivate(directory, wanted: 0o700)
        try system { () throws(SystemError) in
            try Files.replace(file(of: name), with: profile.json.prettyBytes, mode: 0o600)
            try Files.replace("\(directory)/current", with: Array("\(name)\n".utf8), mode: 0o600)
        }
    }

    /// Reads a profile.
    ///
    /// - Parameter name: Its name; nil for the current one.
    /// - Returns: The profile and its name.
    /// - Throws: ``ClientError``: not there, damaged, or open to other users.
    package func load(_ name: String?) throws(ClientError) -> (profile: Profile, name: String) {
        let chosen = if let name { name } else { try chosen() }
        guard Self.isName(chosen) else { throw .badProfileName(chosen) }
        try Self.requirePrivate(directory, wanted: 0o700)
        try Self.requirePrivate(file(of: chosen), wanted: 0o600)
        guard let bytes = try read(file(of: chosen)) else { throw .noProfile(chosen) }
        guard let json = try? JSON(parsing: bytes), let profile = Profile(json: json) else {
            throw .damagedProfile(path: file(of: chosen))
        }
        return (profile, chosen)
    }

    /// The one that is used when none is named: the last one that was logged into, or the only one.
    ///
    /// - Returns: Its name, or nothing when there is none, or several and none of them current.
    package func current() throws(ClientError) -> String? {
        if let bytes = try read("\(directory)/current") {
            return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        }
        let names = try names()
        return names.count == 1 ? names[0] : nil
    }

    private func chosen() throws(ClientError) -> String {
        if let current = try current() { return current }
        let names = try names()
        throw names.isEmpty ? .noProfile(nil) : .severalProfiles(names)
    }

    /// All profiles by name, sorted.
    package func all() throws(ClientError) -> [(name: String, profile: Profile)] {
        var all: [(name: String, profile: Profile)] = []
        for name in try names() { all.append((name, try load(name).profile)) }
        return all
    }

    /// Removes a profile, its token with it.
    ///
    /// - Parameter name: Its name; nil for the current one.
    /// - Returns: Its name.
    /// - Throws: ``ClientError``: there is none of that name.
    package func remove(_ name: String?) throws(ClientError) -> String {
        let removed = if let name { name } else { try chosen() }
        guard Self.isName(removed) else { throw .badProfileName(removed) }
        guard try names().contains(removed) else { throw .noProfile(removed) }
        let isCurrent = try current() == removed
        try system { () throws(SystemError) in
            try Files.remove(file(of: removed))
            // Last: without its profile it names nothing.
            if isCurrent { try Files.remove("\(directory)/current") }
            try Files.syncDirectory(directory)
        }
        return removed
    }

    /// The profile for a server when none is named: that of its host's name, or the only one for it.
    ///
    /// - Parameter server: The server.
    /// - Returns: The profile's name.
    /// - Throws: ``ClientError``: there is none, or there are several.
    package func name(for server: ServerURL) throws(ClientError) -> String {
        let usual = Profile.name(for: server)
        let names = try names()
        if names.contains(usual) { return usual }
        var found: [String] = []
        for name in names where try load(name).profile.server == server { found.append(name) }
        if found.count > 1 { throw .severalProfiles(found) }
        return found.first ?? usual
    }

    /// The names of the profiles, sorted.
    package func names() throws(ClientError) -> [String] {
        let files: [String]
        do throws(SystemError) {
            files = try Files.names(in: directory)
        } catch {
            if error.code == .noSuchFile { return [] }
            throw .system(error)
        }
        return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.filter(Self.isName)
    }

    private func file(of name: String) -> String { "\(directory)/\(name).json" }

    private func read(_ path: String) throws(ClientError) -> [UInt8]? {
        do throws(SystemError) {
            return try Files.read(path, limit: 1 << 16)
        } catch {
            if error.code == .noSuchFile { return nil }
            throw .system(error)
        }
    }

    /// Refuses a secret that other users may read or replace; one that isn't there is another matter.
    ///
    /// - Parameters:
    ///   - path: The file or directory.
    ///   - wanted: The mode to advise.
    /// - Throws: ``ClientError/looseMode(path:wanted:)`` or ``ClientError/foreignOwner(path:)``.
    package static func requirePrivate(_ path: String, wanted: UInt32) throws(ClientError) {
        guard let status = try system({ () throws(SystemError) in try Files.status(path) }) else { return }
        if status.owner != geteuid() && status.owner != 0 { throw .foreignOwner(path: path) }
        if status.permissions & 0o077 != 0 { throw .looseMode(path: path, wanted: wanted) }
    }

    /// Whether a profile may be called so: the name is a file's, too.
    package static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 200 && name.first != "." && name != "current"
            && name.unicodeScalars.allSatisfy { scalar in
                guard scalar.isASCII else { return scalar.properties.isAlphabetic }
                return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "._-".unicodeScalars.contains(scalar)
            }
    }
}

extension BearerToken {
    /// Reads a token file, which no other user may read; a pipe or standard input has no such mode.
    ///
    /// - Parameter path: The file.
    /// - Throws: ``ClientError``.
    package init(file path: String) throws(ClientError) {
        if try system({ () throws(SystemError) in try Files.status(path) })?.isRegularFile == true {
            try ProfileStore.requirePrivate(path, wanted: 0o600)
        }
        try self.init(try system { () throws(SystemError) in try Files.read(path, limit: 1 << 12) })
    }
}
