import CLinux
import Glibc
import LiaisonCodes
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// Why a case's messages couldn't be replaced.
package enum ErasureError: Error, Equatable, Sendable {
    case system(SystemError)
    /// Another program kept renaming the messages while they were being replaced.
    case restless(CaseNumber)
}

extension Maildir {
    /// Replaces the content of every message of a case, wherever it was read or flagged, by a tombstone.
    ///
    /// The thread stays as it is: date, message id and references are kept. Doing it again changes nothing.
    ///
    /// - Parameters:
    ///   - number: The case.
    ///   - moment: When it was erased.
    ///   - language: The tombstone's language.
    /// - Throws: An ``ErasureError``; what was replaced until then stays replaced.
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
        for file in try files(of: number) {
            let target = "\(path)/\(file)"
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
            guard let tombstone = MailMessage(erasing: old, of: number, at: moment, language: language) else {
                continue
            }
            found += 1
            let staged = "\(staging)/erased.\(RandomBytes.hex(count: 8))"
            try Files.create(staged, with: tombstone.bytes, mode: 0o600)
            try exchange(staged, target)
            try Files.remove(staged)
        }
        if found > 0 {
            for folder in ["new", "cur"] { try Files.syncDirectory("\(path)/\(folder)") }
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

extension MailMessage {
    /// The tombstone of a pulled message; nothing when it is one already, or tells of the erasure itself.
    ///
    /// - Parameters:
    ///   - old: The message as it stands in the Maildir.
    ///   - number: Its case.
    ///   - moment: When the case was erased.
    ///   - language: The tombstone's language.
    init?(erasing old: [UInt8], of number: CaseNumber, at moment: Timestamp, language: Language) {
        let header = StoredHeader(message: old)
        guard header["liaison-erased"] == nil,
            header["liaison-kind"] != InboxEvent.Kind.erased.rawValue
        else { return nil }
        let wording = Assets.commands(language)
        let subject = wording(
            "mail.subject", ["kind": wording("mail.kind.erased"), "case": number.description])
        var fields = [
            HeaderField(
                "From", displayName: wording("mail.kind.erased"), localPart: number.description,
                domain: InboxEvent.domain),
            HeaderField("Subject", text: subject),
            HeaderField("Date", text: header["date"] ?? moment.mailDate),
        ]
        for name in ["Message-ID", "In-Reply-To", "References"] {
            if let id = header[name.lowercased()].flatMap({ MessageID($0) }) {
                fields.append(HeaderField(name, ids: [id]))
            }
        }
        fields += [
            HeaderField("Auto-Submitted", literal: "auto-generated"),
            HeaderField("Liaison-Case", literal: number.description),
            HeaderField("Liaison-Erased", literal: moment.rfc3339),
        ]
        let text = wording("mail.tombstone", ["time": InboxEvent.time(moment, wording)])
        self.init(fields: fields, text: "\(text)\n", attachments: [], name: number.description)
    }
}

/// The one-line header fields of a message that a pull wrote; a mail reader may have added others.
private struct StoredHeader {
    private var fields: [String: String] = [:]

    init(message: [UInt8]) {
        for line in message.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.isEmpty { return }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), line.first != UInt8(ascii: " ") else {
                continue
            }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            let value = String(
                decoding: line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }, as: UTF8.self)
            if fields[name] == nil { fields[name] = value }
        }
    }

    subscript(name: String) -> String? { fields[name] }
}
