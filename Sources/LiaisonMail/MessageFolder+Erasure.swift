import CLinux
import Glibc
import LiaisonCodes
import LiaisonSystem
import LiaisonText
import LiaisonWording

extension MessageFolder {
    /// Replaces the content of every message of a case, wherever it was read or flagged, by a tombstone.
    ///
    /// The thread stays as it is: date, message id and references are kept.
    package func erase(
        _ number: CaseNumber, at moment: Timestamp, language: Language
    ) throws(ErasureError) {
        // A mail reader may rename a message at any moment, from new to cur or for a flag: look again until
        // nothing is left to replace.
        for _ in 0..<20 {
            do throws(SystemError) {
                if try replaceOnce(number, at: moment, language: language) == 0 { return }
            } catch {
                throw .system(error)
            }
        }
        throw .restless(number)
    }

    /// One walk over the case's messages; answers how many it found still to be replaced.
    private func replaceOnce(
        _ number: CaseNumber, at moment: Timestamp, language: Language
    ) throws(SystemError) -> Int {
        var found = 0
        for target in try files(of: number) {
            let old: [UInt8]
            do throws(SystemError) {
                old = try Files.read(target)
            } catch {
                if error.code == .noSuchFile {
                    found += 1
                    continue
                }
                throw error
            }
            guard let tombstone = format.tombstone(of: old, number, at: moment, language) else { continue }
            found += 1
            let staged = "\(staging.directory)/erased.\(RandomBytes.hex(count: 8))"
            try Files.create(staged, with: tombstone, mode: 0o600)
            try exchange(staged, target)
            try Files.remove(staged)
        }
        if found > 0 {
            try syncFolders()
        }
        return found
    }

    /// Puts the staged file in the target's place; nothing happens when the target has moved away.
    private func exchange(_ staged: String, _ target: String) throws(SystemError) {
        do throws(SystemError) {
            try retryingOnInterrupt("renameat2", target) { clinux_rename_exchange(staged, target) }
        } catch {
            switch error.code {
            case .noSuchFile: return
            case .invalidArgument:
                // No RENAME_EXCHANGE on this file system.
                if try Files.status(target) != nil {
                    try retryingOnInterrupt("rename", target) { rename(staged, target) }
                }
            default: throw error
            }
        }
    }
}
