import LiaisonCodes
import LiaisonSystem
import LiaisonText
import LiaisonWording

extension MessageFormat {
    /// What takes a pulled message's place once its case is erased on the server.
    ///
    /// - Parameters:
    ///   - old: The message as it was pulled.
    ///   - number: Its case.
    ///   - moment: When the case was erased.
    ///   - language: The tombstone's language.
    /// - Returns: The bytes; nothing when it is a tombstone already, or tells of the erasure itself.
    func tombstone(
        of old: [UInt8], _ number: CaseNumber, at moment: Timestamp, _ language: Language
    ) -> [UInt8]? {
        switch self {
        case .maildir, .mbox: MailMessage(erasing: old, of: number, at: moment, language: language)?.bytes
        case .eml: MailMessage(erasing: old, of: number, at: moment, language: language)?.wireBytes
        case .json: Self.withoutPersonalPart(old, at: moment)
        }
    }

    /// The JSON object with what people typed taken out; nothing for what isn't one of ours.
    private static func withoutPersonalPart(_ old: [UInt8], at moment: Timestamp) -> [UInt8]? {
        guard let json = try? JSON(parsing: old), case .object(let members) = json, json["erased"] == nil,
            json["kind"]?.text != EventKind.erased.rawValue
        else { return nil }
        let personal = ["topic", "text", "name", "phone"]
        let kept = members.map { personal.contains($0.name) ? JSON.Member($0.name, .null) : $0 }
        return JSON.object(kept + [JSON.Member("erased", .string(moment.rfc3339))]).prettyBytes
    }
}

extension MailMessage {
    /// The tombstone of a pulled message; nothing when it is one already, or tells of the erasure itself.
    ///
    /// - Parameters:
    ///   - old: The message as it was pulled, its lines ended by LF or CRLF.
    ///   - number: Its case.
    ///   - moment: When the case was erased.
    ///   - language: The tombstone's language.
    init?(erasing old: [UInt8], of number: CaseNumber, at moment: Timestamp, language: Language) {
        let header = StoredHeader(message: old)
        guard header["liaison-erased"] == nil,
            header["liaison-kind"] != EventKind.erased.rawValue
        else { return nil }
        let wording = Assets.commands(language)
        let subject = wording(
            "mail.subject", ["kind": EventKind.erased.name(wording.language), "case": number.description])
        var fields = [
            HeaderField(
                "From", displayName: EventKind.erased.name(wording.language), localPart: number.description,
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
            if line.isEmpty || line == [0x0D] { return }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), line.first != UInt8(ascii: " ") else {
                continue
            }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            let trimmed = line[(colon + 1)...].drop(while: isSpace).reversed().drop(while: isSpace).reversed()
            let value = String(decoding: Array(trimmed), as: UTF8.self)
            if fields[name] == nil { fields[name] = value }
        }
    }

    subscript(name: String) -> String? { fields[name] }
}
