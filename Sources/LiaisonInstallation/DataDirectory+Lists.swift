import CAssets
import LiaisonStore
import LiaisonSystem

// The lists that an office may edit. Each is the one that ships where there is none.
extension DataDirectory {
    /// The calendar of working days.
    ///
    /// - Throws: ``InstallationError/system(_:)`` when the file is there and can't be read; so of all of them.
    package func calendar() throws(InstallationError) -> [UInt8] {
        try content(of: .calendar, limit: 1 << 20) { asset_calendar_txt() }
    }

    /// The scored duties.
    package func duties() throws(InstallationError) -> [UInt8] {
        try content(of: .duties, limit: 1 << 20) { asset_duties_csv() }
    }

    /// The words for answers.
    package func replyTemplates() throws(InstallationError) -> [UInt8] {
        try content(of: .templates, limit: 64 << 10) { asset_templates_txt() }
    }

    /// The rules and duties for stations' walls.
    package func rules() throws(InstallationError) -> [UInt8] {
        try content(of: .rules, limit: 256 << 10) { asset_rules_txt() }
    }

    private func content(
        of entry: Entry, limit: Int, orElse shipped: () -> CAsset
    ) throws(InstallationError) -> [UInt8] {
        do throws(SystemError) {
            return try Files.read(path(of: entry), limit: limit)
        } catch {
            if error.code == .noSuchFile { return shipped().content }
            throw .system(error)
        }
    }
}
